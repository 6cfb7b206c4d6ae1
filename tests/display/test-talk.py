#!/usr/bin/env python3
"""test-talk.py BUILD: what two people do with their messages, once by mouse and once by the keyboard alone; what is
there is read from the accessible tree, as a screen reader would. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""

import re
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
from desk import wait  # noqa: E402
from runner import run_tests  # noqa: E402
from shots import ANNA, BEN  # noqa: E402

UNDO_S = 5


def message(pattern):
    """As a message is read aloud, so that the list of chats does not answer for it."""
    return rf"^[^,]+, \d\d:\d\d: .*{pattern}"


def row(app, pattern):
    return app.see(message(pattern), "list item")


def gone(app, pattern):
    app.gone(message(pattern), "list item")


def middle(app, pattern):
    """Of the bubble: rows are as wide as the window, own ones are at the right."""
    node = row(app, pattern)
    box = app.place_of(node)
    own = node.name.startswith("You,")
    return box.x + (box.width - 60 if own else 60), box.y + box.height / 2


def menu(app, pattern, entry):
    """The menu of a message, by the mouse."""
    app.click(*middle(app, pattern), 3)
    app.press(f"^{entry}$", "menu item")


def focused(app):
    """The name of the row that the keys are for, if they are for one."""
    node = app.focused("list item")
    return node.name if node else None


def focus(app, pattern):
    """Up to the message, from the composer or from another one, by the keyboard."""
    if focused(app) is None:
        app.key("shift+Tab")
    app.key("End")
    for _ in range(40):
        time.sleep(0.1)
        if re.search(message(pattern), focused(app) or ""):
            return
        app.key("Up")
    raise LookupError(pattern)


def two_people_meet(desk):
    desk.anna, desk.ben = desk.app("anna"), desk.app("ben")
    desk.anna.place(0, 0, 780, 640)
    desk.ben.place(810, 0, 760, 640)
    desk.anna.register(desk.server, ANNA, "Anna")
    desk.ben.register(desk.server, BEN, "Ben")
    desk.ben.find_person(ANNA, "Anna")
    desk.ben.say("Shall we meet")
    desk.ben.say("Bring the map")
    desk.anna.activate()
    desk.anna.press("Ben", "list item")
    row(desk.anna, "Bring the map")
    desk.anna.accept()


# -- By mouse --


def reply_by_mouse(desk):
    anna = desk.anna
    anna.activate()
    menu(anna, "Shall we meet", "Reply")
    anna.see("^Cancel$", "button")
    anna.type("At noon")
    anna.key("Return")
    row(anna, "reply to Ben, At noon")
    row(desk.ben, "reply to You, At noon")
    anna.gone("^Cancel$", "button")


def the_quote_leads_there_and_back(desk):
    """The original is out of sight: a click on the quote goes there, the button comes back."""
    anna = desk.anna
    for i in range(14):
        anna.type(f"line {i}")
        anna.key("shift+Return")
    anna.key("Return")
    anna.type("to the end")
    anna.key("Return")
    row(anna, "to the end")
    focus(anna, "At noon")
    anna.key("Right", "Return")
    anna.press("Back to the Reply", "button")
    anna.gone("Back to the Reply", "button")
    anna.press("^Message$", "text")


def react_by_mouse(desk):
    anna, ben = desk.anna, desk.ben
    ben.activate()
    menu(ben, "At noon", "React…")
    ben.press("^Heart$", "button")
    row(ben, "At noon, 1 reaction")
    row(anna, "At noon, 1 reaction")
    menu(ben, "At noon", "React…")
    ben.press("^Heart$", "button")
    gone(ben, "At noon, 1 reaction")
    gone(anna, "At noon, 1 reaction")


def who_has_reacted(desk):
    """At the pill, by the keyboard; one's own is taken back there."""
    anna, ben = desk.anna, desk.ben
    menu(ben, "At noon", "React…")
    ben.press("^Heart$", "button")
    row(anna, "At noon, 1 reaction")
    anna.activate()
    focus(anna, "At noon")
    anna.key("Right", "Right", "shift+F10")
    anna.see("^Ben, ❤", "list item")
    anna.key("Escape")
    anna.gone("^Ben, ❤", "list item")
    ben.activate()
    focus(ben, "At noon")
    ben.key("Right", "Right", "shift+F10")
    ben.press("^You, ❤", "list item")
    gone(ben, "At noon, 1 reaction")
    gone(anna, "At noon, 1 reaction")


def edit_by_mouse(desk):
    anna = desk.anna
    anna.activate()
    anna.type("half a thought")
    menu(anna, "to the end", "Edit")
    wait("the old text", lambda: anna.written() == "to the end")
    anna.see("Files Cannot Be Added|Attach Files")
    anna.key("ctrl+a")
    anna.type("to the very end")
    anna.press("^Save$", "button")
    row(anna, "to the very end, edited")
    row(desk.ben, "to the very end, edited")
    wait("the text from before", lambda: anna.written() == "half a thought")
    anna.key("ctrl+a", "BackSpace")


def star_and_pin_by_mouse(desk):
    anna = desk.anna
    menu(anna, "to the very end", "Star")
    row(anna, "to the very end, edited, starred")
    assert not desk.ben.find(message("to the very end.*starred")), "a star is nobody else's"
    menu(anna, "to the very end", "Pin")
    anna.see("^Pinned Message: to the very end", "button")
    desk.ben.see("^Pinned Message: to the very end", "button")
    menu(anna, "to the very end", "Unpin")
    anna.gone("^Pinned Message", "button")
    desk.ben.gone("^Pinned Message", "button")


def delete_with_undo_by_mouse(desk):
    anna, ben = desk.anna, desk.ben
    anna.activate()
    anna.say("a slip")
    row(ben, "a slip")
    menu(anna, "a slip", "Delete…")
    anna.see("Delete for Me", "button")
    anna.key("Escape")
    anna.gone("Delete for Me", "button")
    row(anna, "a slip")
    menu(anna, "a slip", "Delete…")
    anna.press("Delete for Everyone", "button")
    row(anna, "You deleted this message")
    anna.press("^Undo$", "button")
    row(anna, "a slip")
    time.sleep(UNDO_S + 2)
    row(ben, "a slip")
    menu(anna, "a slip", "Delete…")
    anna.press("Delete for Everyone", "button")
    gone(ben, "a slip")
    row(ben, "This message was deleted")
    row(anna, "You deleted this message")


def select_many_by_mouse(desk):
    anna = desk.anna
    anna.say("one of many")
    anna.say("two of many")
    menu(anna, "one of many", "Select")
    anna.see("1 Selected")
    anna.click(*middle(anna, "two of many"))
    anna.see("2 Selected")
    row(anna, "two of many.*selected")
    anna.press("^Star$", "button")
    row(anna, "one of many, starred")
    row(anna, "two of many, starred")
    anna.gone("Selected")


# -- By the keyboard alone --


def reply_by_keyboard(desk):
    ben = desk.ben
    ben.activate()
    ben.press("^Message$", "text")
    focus(ben, "two of many")
    ben.key("ctrl+r")
    ben.see("^Cancel$", "button")
    ben.type("An answer")
    ben.key("Return")
    row(desk.anna, "reply to You, An answer")
    ben.key("ctrl+Up")
    ben.see("^Cancel$", "button")
    ben.key("Escape")
    ben.gone("^Cancel$", "button")


def react_by_keyboard(desk):
    ben = desk.ben
    focus(ben, "one of many")
    ben.key("ctrl+shift+e")
    ben.see("^Thumbs Up$", "button")
    ben.key("Right", "Return")
    row(desk.anna, "one of many, 1 reaction")


def edit_by_keyboard(desk):
    ben = desk.ben
    ben.key("Escape")
    ben.press("^Message$", "text")
    ben.key("Up")
    wait("the last message", lambda: ben.written() == "An answer")
    ben.key("End")
    ben.type(" at last")
    ben.key("Return")
    row(desk.anna, "An answer at last, edited")


def star_and_pin_by_keyboard(desk):
    ben = desk.ben
    focus(ben, "An answer at last")
    ben.key("ctrl+d", "ctrl+shift+d")
    row(ben, "An answer at last, edited, starred, pinned")
    desk.anna.see("^Pinned Message: An answer at last", "button")


def info_by_keyboard(desk):
    """Who has read it, and what it said before."""
    ben = desk.ben
    focus(ben, "An answer at last")
    ben.key("alt+Return")
    ben.see("Edit History")
    ben.see("^An answer$")
    ben.see("^Read$|^Delivered$")
    ben.key("Escape")
    ben.gone("Edit History")


def forward_by_keyboard(desk):
    """Back to who wrote it, in a bottom sheet."""
    ben = desk.ben
    ben.place(810, 0, 360, 640)
    ben.press("^Message$", "text")
    focus(ben, "two of many")
    ben.key("ctrl+shift+r")
    ben.see("Search Chats")
    ben.type("Anna")
    ben.see("^Anna$", "check box")
    ben.key("Return", "Return")
    ben.gone("Search Chats")
    ben.place(810, 0, 760, 640)
    row(desk.anna, "forwarded, two of many")


def select_and_delete_by_keyboard(desk):
    ben = desk.ben
    ben.press("^Message$", "text")
    focus(ben, "forwarded, two of many")
    ben.key("space", "shift+Up")
    ben.see("2 Selected")
    ben.key("Escape")
    ben.gone("Selected")
    focus(ben, "forwarded, two of many")
    ben.key("Delete")
    ben.see("Delete for Me", "button")
    ben.key("Return")
    gone(ben, "forwarded, two of many")
    row(desk.anna, "forwarded, two of many")


def only_spelling_leaks(app):
    """libspelling 0.4.8 leaves the tree of an engine: two nodes, which the quick unwinder cannot put down to it."""
    log = Path(f"{app.data}.log").read_text(encoding="utf-8")
    return re.findall(r"^SUMMARY: .*$", log, re.M) == [
        "SUMMARY: AddressSanitizer: 1032 byte(s) leaked in 2 allocation(s)."]


def quitting_carries_a_deletion_out(desk):
    anna, ben = desk.anna, desk.ben
    anna.activate()
    anna.press("^Message$", "text")
    anna.say("to be gone")
    row(ben, "to be gone")
    focus(anna, "to be gone")
    anna.key("Delete")
    anna.press("Delete for Everyone", "button")
    gone(anna, "to be gone")
    anna.key("ctrl+q")
    wait("the end", lambda: anna.process.poll() is not None)
    assert anna.process.returncode == 0 or only_spelling_leaks(anna), anna.process.returncode
    # At the latest when the app is there again.
    desk.anna = desk.app("anna")
    gone(ben, "to be gone")


TESTS = [two_people_meet, reply_by_mouse, the_quote_leads_there_and_back, react_by_mouse, who_has_reacted, edit_by_mouse,
         star_and_pin_by_mouse, delete_with_undo_by_mouse, select_many_by_mouse, reply_by_keyboard, react_by_keyboard,
         edit_by_keyboard, star_and_pin_by_keyboard, info_by_keyboard, forward_by_keyboard,
         select_and_delete_by_keyboard, quitting_carries_a_deletion_out]


if __name__ == "__main__":
    sys.exit(run_tests("talk", sys.argv[1], TESTS))
