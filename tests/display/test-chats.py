#!/usr/bin/env python3
"""test-chats.py BUILD: what a person does with chats as a whole, by pointer and by keyboard alone. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""

import sys
import time

sys.dont_write_bytecode = True
from desk import wait  # noqa: E402
from person import Person  # noqa: E402
from runner import run_tests, shot  # noqa: E402

ANNA, BEN, CLARA, DAN = "+12025550101", "+4915123456789", "+12025550103", "+12025550104"
MORE = {"Eva": "+12025550105", "Finn": "+12025550106"}


def rows(app):
    """The chats of the list, from top to bottom, by the first word of what they say."""
    return [n.name.split(",")[0].split(" ")[0] for n in app.nodes()
            if n.role == "list item" and n.has("showing")]


PIN, UNREAD, MUTE, REPORT, DELETE = "^(Unp|P)in$", "^Mark as ", "^Mute$", "^Report…$", "^Delete Chat$"


def menu_of(app, name):
    box = app.place_of(app.see(name, "list item"))
    app.click(box.x + box.width / 2, box.y + box.height / 2, 3)
    wait("the menu", lambda: len(app.menu_items()) == 10)


def choose(app, item):
    app.press(item, "menu item")


def people_write(desk):
    desk.anna = desk.app("anna")
    desk.anna.place(0, 0, 900, 860)
    desk.anna.register(desk.server, ANNA, "Anna")
    desk.people = {}
    for name, phone in (("Ben", BEN), ("Clara", CLARA), ("Dan", DAN)):
        desk.people[name] = Person(desk, name, phone)
        desk.people[name].send(ANNA, f"Hello from {name}")
        desk.anna.see(f"^{name}.*Hello from {name}", "list item")
    assert rows(desk.anna) == ["Dan", "Clara", "Ben"], rows(desk.anna)
    shot(desk.anna, "list")


def a_pinned_chat_is_first(desk):
    anna = desk.anna
    anna.activate()
    menu_of(anna, "^Ben")
    shot(anna, "menu")
    choose(anna, PIN)
    anna.see("^Ben, pinned", "list item")
    wait("Ben being first", lambda: rows(anna) == ["Ben", "Dan", "Clara"])
    desk.people["Clara"].send(ANNA, "Again")
    anna.see("^Clara.*Again", "list item")
    assert rows(anna) == ["Ben", "Clara", "Dan"], rows(anna)


def focus_list(app, name):
    """With the keyboard alone: Tab until a row has it, and down to the wanted one."""
    for _ in range(20):
        node = app.focused()
        if node and node.role == "list item":
            break
        app.key("Tab")
        time.sleep(0.1)
    app.key("Home")
    for _ in range(10):
        node = app.focused()
        if node and node.name.startswith(name):
            return
        app.key("Down")
        time.sleep(0.1)
    raise AssertionError(f"the focus did not get to {name}")


def archived_and_back_by_keyboard(desk):
    anna = desk.anna
    anna.activate()
    focus_list(anna, "Clara")
    anna.key("Menu")
    wait("the menu", lambda: len(anna.menu_items()) == 10)
    anna.key("Escape")
    wait("the menu going away", lambda: not anna.menu_items())
    anna.key("ctrl+e")
    anna.see("Chat archived")
    anna.gone("^Clara", "list item")
    shot(anna, "archived")
    anna.do("^Undo$", "button")  # under a pointer the next one would stay
    anna.see("^Clara", "list item")
    focus_list(anna, "Clara")
    anna.key("ctrl+e")
    anna.see("^Archived, 1 chat", "button")
    desk.people["Clara"].send(ANNA, "Archived, and written to")
    anna.do("^Archived, 1 chat", "button")
    anna.see("^Clara.*written to", "list item")
    assert rows(anna) == ["Clara"], rows(anna)
    shot(anna, "archive")
    anna.gone("Chat archived")  # Escape would send that away first
    anna.key("Escape")
    anna.see("^Ben", "list item")
    assert "Clara" not in rows(anna)
    assert not desk.notifications.find("written to")


def a_muted_chat_is_quiet(desk):
    anna = desk.anna
    menu_of(anna, "^Dan")
    choose(anna, MUTE)
    time.sleep(0.5)
    shot(anna, "mute")
    anna.key("Down", "Return")
    anna.see("^Dan, muted", "list item")
    desk.people["Dan"].send(ANNA, "Quietly")
    anna.see("^Dan, muted, 2 unread messages, Quietly", "list item")
    shot(anna, "muted")
    assert not desk.notifications.find("Quietly")


def a_few_chats_need_no_filters(desk):
    anna = desk.anna
    assert not anna.find("^Unread$", "toggle button")
    for name, phone in MORE.items():
        Person(desk, name, phone).send(ANNA, f"Hello from {name}")
        anna.see(f"^{name}.*Hello from {name}", "list item")
    anna.see("^Unread$", "toggle button")


def filters(desk):
    anna = desk.anna
    anna.press("^Ben", "list item")
    anna.see("Hello from Ben")
    anna.choose("^Unread$")
    wait("only Dan", lambda: "Dan" in rows(anna))
    shot(anna, "unread")
    anna.choose("^Groups$")
    anna.see("No Groups")
    shot(anna, "no-groups")
    anna.press("Show All Chats", "button")
    anna.see("^Ben", "list item")
    menu_of(anna, "^Ben")
    choose(anna, UNREAD)
    ben = anna.see("^Ben, pinned, marked as unread", "list item")
    anna.see("No Chat Selected")
    assert not ben.has("selected")
    shot(anna, "marked")
    menu_of(anna, "^Dan")
    choose(anna, UNREAD)
    anna.gone("^Dan.*unread", "list item")


def lists(desk):
    anna = desk.anna
    anna.press("^New List$", "button")
    anna.see("^Create$")
    anna.type("Hiking")
    anna.press("^Ben$", "check box")
    shot(anna, "new-list")
    anna.press("^Create$", "button")
    anna.gone("^Create$", "button")
    anna.see("^Hiking$", "toggle button")
    anna.choose("^Hiking$")
    wait("only Ben", lambda: rows(anna)[:1] == ["Ben"] and "Dan" not in rows(anna))
    shot(anna, "list-filter")
    anna.press("^Edit List$", "button")
    anna.see("Delete List")
    shot(anna, "edit-list")
    anna.press("Delete List")
    anna.gone("^Hiking$")
    anna.see("^Dan", "list item")


def deleted_and_not(desk):
    anna = desk.anna
    menu_of(anna, "^Dan")
    choose(anna, DELETE)
    anna.see("Chat deleted")
    anna.gone("^Dan", "list item")
    anna.do("^Undo$", "button")  # while it is there: a pointer takes its time
    anna.see("^Dan.*Quietly", "list item")
    anna.press("^Dan", "list item")
    anna.see("Quietly")
    anna.press("^Chat Menu$", "toggle button")
    anna.see(DELETE, "menu item")
    shot(anna, "chat-menu")
    choose(anna, DELETE)
    anna.see("No Chat Selected")
    anna.gone("^Dan", "list item")
    anna.gone("Chat deleted")


def a_stranger_is_accepted(desk):
    """Ben has a chat with Anna open and waits for a tick."""
    anna = desk.anna
    anna.press("^Ben", "list item")
    anna.see("Ben is not in your contacts")
    shot(anna, "request")
    anna.press("^Accept$", "button")
    anna.gone("Ben is not in your contacts")
    anna.press("^Chat Menu$", "toggle button")
    choose(anna, REPORT)
    anna.see("^Report Ben\\?$")
    anna.key("Escape")
    anna.gone("^Report Ben\\?$")
    assert not anna.find("Reported to"), "closed, and reported all the same"
    anna.press("^Chat Menu$", "toggle button")
    choose(anna, REPORT)
    anna.see("^Report Ben\\?$")
    shot(anna, "report")
    anna.press("^Report$", "button")
    anna.see("Reported to")
    anna.key("ctrl+alt+u")
    anna.see("^Ben, pinned, marked as unread", "list item")


def privacy(desk):
    anna = desk.anna
    anna.key("ctrl+comma")
    anna.see("Log Out")
    shot(anna, "account")
    anna.choose("Privacy")
    anna.see("Last Seen")
    shot(anna, "privacy")
    anna.press("^Typing$")
    for _ in range(20):
        anna.click(450, 450, 5)
    anna.press("Blocked People")
    anna.see("Nobody Is Blocked")
    shot(anna, "blocked")
    anna.key("Escape")
    anna.key("Escape")
    anna.gone("Last Seen")


def all_of_it_is_there_after_a_restart(desk):
    """But for a chat whose deletion could have been undone yet."""
    anna = desk.anna
    anna.press("^Eva", "list item")
    anna.see("Eva is not in your contacts")
    anna.key("ctrl+shift+Delete")
    anna.gone("^Eva", "list item")
    anna.key("ctrl+q")
    wait("a clean end", anna.ended_well)
    desk.stop(anna)
    anna = desk.anna = desk.app("anna", language="ar", env={"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"})
    anna.place(0, 0, 360, 640)
    anna.see("^Ben, pinned, marked as unread", "list item")
    anna.see("^Archived, 1 chat", "button")
    assert rows(anna) == ["Ben", "Finn"], rows(anna)
    shot(anna, "narrow")
    anna.activate()
    menu_of(anna, "^Ben")
    shot(anna, "narrow-menu")


if __name__ == "__main__":
    sys.exit(run_tests("chats", sys.argv[1], [
        people_write, a_pinned_chat_is_first, archived_and_back_by_keyboard, a_muted_chat_is_quiet,
        a_few_chats_need_no_filters, filters, lists, deleted_and_not, a_stranger_is_accepted, privacy,
        all_of_it_is_there_after_a_restart]))
