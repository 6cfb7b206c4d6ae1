#!/usr/bin/env python3
"""test-group-windows.py BUILD: a group is made and changed in the window, by keys and by pointer; whoever is no admin
sees less. Prints TAP. With SHOTS=FOLDER it leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import sys
import time

sys.dont_write_bytecode = True

from desk import wait  # noqa: E402
from person import Person  # noqa: E402
from runner import run_tests, shot  # noqa: E402

ANNA, BEN, CLARA, DARYA = "+12025550151", "+12025550152", "+12025550153", "+12025550154"
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}


def group_of(person, name, good=lambda group: True):
    def look():
        person.stay()
        for group in person.ask("group", "list"):
            if group["name"] == name and good(group):
                return group
        return None
    return wait(f"{name} at {person.phone}", look)


def admins_of(group):
    return sum(member["admin"] for member in group["members"])


def do_with(app, name, entry):
    """In the menu of a member."""
    app.see("^Leave Group…$", "button")  # online
    app.do(f"^What to Do With {name}$", "toggle button")
    app.see(f"^{entry}$", "menu item")
    shot(app, f"group-menu-{entry}")
    app.press(f"^{entry}$", "menu item")


def reach(app, name):
    """Goes there by keys, from where the focus is."""
    for _ in range(60):
        if (node := app.focused()) and name in node.name:
            return
        app.key("Tab")
        time.sleep(0.1)
    raise TimeoutError(f"“{name}” cannot be reached by Tab")


def switch(app, name):
    reach(app, name)
    app.key("space")


def close_dialog(app):
    app.key("Escape")
    app.gone("^Leave Group…$")


def one_is_made_by_keys(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 1000, 760)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben, desk.clara = Person(desk, "Ben", BEN), Person(desk, "Clara", CLARA)
    desk.darya = Person(desk, "Darya", DARYA)
    for phone, name in ((BEN, "Ben"), (CLARA, "Clara"), (DARYA, "Darya")):
        anna.find_person(phone, name)
    anna.key("ctrl+n")
    anna.press("^New Group$")
    anna.see("^Next$")
    anna.see("^Clara$", "list item")
    anna.type("ben")
    anna.key("Return")
    anna.see("^Do Not Choose Ben$", "button")
    anna.type("cla")
    anna.key("Return")
    anna.see("^Do Not Choose Clara$", "button")
    shot(anna, "group-people-light")
    anna.do("^Next$", "button")
    anna.see("2 people and you")
    anna.type("Birdwatchers")
    shot(anna, "group-name-light")
    anna.key("Return")
    anna.see("^You made the group “Birdwatchers”$")
    anna.see("^Message$", "text")
    desk.birds = group_of(desk.ben, "Birdwatchers")["conv"]


def who_was_chosen_is_taken_back(desk):
    anna = desk.anna
    anna.key("ctrl+n")
    anna.press("^New Group$")
    anna.type("dar")
    anna.key("Return")
    anna.do("^Do Not Choose Darya$", "button")
    anna.gone("^Do Not Choose Darya$", "button")
    assert not anna.find("^Next$", "button"), "a group of nobody can be made"
    anna.key("Escape")
    anna.key("Escape")
    anna.gone("^New Group$")


def what_it_is_stands_behind_its_title(desk):
    anna = desk.anna
    anna.press("^Birdwatchers", "button")
    anna.see("^3 members$")
    anna.see("^You, admin$", "list item")
    anna.see("^Ben$", "list item")
    shot(anna, "group-info-light")
    close_dialog(anna)
    anna.key("alt+Return")
    anna.see("^3 members$")


def people_are_added(desk):
    anna = desk.anna
    anna.press("^Add People$", "button")
    anna.see("^Darya$", "list item")
    assert not anna.find("^Ben$", "list item"), "who is in already can be added"
    anna.type("dar")
    anna.key("Return")
    anna.see("^Do Not Choose Darya$", "button")
    shot(anna, "group-add-light")
    anna.do("^Add$", "button")
    anna.see("^4 members$")
    anna.see("^Darya$", "list item")


def somebody_becomes_an_admin(desk):
    anna = desk.anna
    do_with(anna, "Ben", "Make Admin")
    anna.see("^Ben, admin$", "list item")
    group_of(desk.ben, "Birdwatchers", lambda group: admins_of(group) == 2)
    do_with(anna, "Ben", "Dismiss as Admin")
    anna.see("^Ben$", "list item")


def the_name_is_changed(desk):
    anna = desk.anna
    anna.press("^Name$")
    anna.key("ctrl+a")
    anna.type("Early Birds")
    anna.key("Return")
    anna.see("^Early Birds$", "label")
    group_of(desk.ben, "Early Birds")


def somebody_is_removed(desk):
    anna = desk.anna
    do_with(anna, "Darya", "Remove From Group…")
    anna.see("^Remove Darya\\?$")
    shot(anna, "group-remove-light")
    anna.key("Escape")
    anna.gone("^Remove Darya\\?$")
    anna.see("^4 members$")
    do_with(anna, "Darya", "Remove From Group…")
    anna.press("^Remove$", "button")
    anna.see("^3 members$")


def members_may_more(desk):
    anna = desk.anna
    anna.press("^Description$")
    anna.type("Sundays at ten")
    anna.key("Return")
    group_of(desk.ben, "Early Birds", lambda group: group["about"] == "Sundays at ten")
    switch(anna, "Pin Messages")
    group_of(desk.ben, "Early Birds", lambda group: group["only_admins"] == 1 + 2 + 8)
    shot(anna, "group-rules-light")
    close_dialog(anna)
    anna.see("^You removed Darya$")
    anna.see("^You changed who may do what in the group$")


def there_is_a_link(desk):
    """Somebody pastes it, and an admin lets them in."""
    anna = desk.anna
    anna.key("alt+Return")
    anna.see("^Leave Group…$", "button")
    switch(anna, "Use a Link")
    anna.see("^Copy Link$", "button")
    reach(anna, "Show as a Code")
    shot(anna, "group-link-light")
    anna.key("Return")
    code = anna.see("^whinchat:join/", "label").name
    shot(anna, "group-code-light")
    anna.key("Escape")
    desk.darya.run("group", "join", code)
    anna.see("^Let Darya In$", "button")
    shot(anna, "group-request-light")
    anna.do("^Let Darya In$", "button")
    anna.see("^4 members$")
    close_dialog(anna)


def somebody_asks_and_withdraws(desk):
    """By a link that leads into a group of Ben's, where he decides."""
    anna, ben = desk.anna, desk.ben
    ben.run("group", "create", "Owls", CLARA)
    owls = group_of(ben, "Owls")["conv"]
    ben.run("group", "link", owls, "ask")
    link = group_of(ben, "Owls", lambda group: group.get("link"))["link"]
    for by_key in (False, True):
        anna.key("ctrl+n")
        anna.press("^Open a Link$")
        anna.see("^Link$", "text")
        anna.type(link)
        anna.do("^Open$", "button")
        anna.see("“\\W*Owls\\W*”, 2 members")
        anna.do("^Ask to Join$", "button")
        anna.see("^You have asked to join")
        group_of(ben, "Owls", lambda group: len(group.get("requests", [])) == 1)
        shot(anna, f"group-asked-{'light' if by_key else 'first'}")
        if by_key:
            anna.key("ctrl+n")  # what one has asked is not asked again
            anna.press("^Open a Link$")
            anna.see("^Link$", "text")
            anna.type(link)
            anna.do("^Open$", "button")
            anna.gone("^Link$", "text")
            reach(anna, "Withdraw Request")
            anna.key("Return")
        else:
            anna.press("^Withdraw Request$", "button")
        anna.gone("^Withdraw Request$")
        group_of(ben, "Owls", lambda group: not group.get("requests"))
    anna.gone("^Owls", "list item")
    anna.press("^Early Birds", "list item")


def several_changes_are_one_line(desk):
    desk.ben.run("group", "leave", desk.birds)
    desk.anna.see("^Ben left$")
    desk.clara.run("group", "leave", desk.birds)
    desk.anna.see("^Ben and Clara left$")
    assert not desk.anna.find("^Clara left$"), "it stands there twice"
    shot(desk.anna, "group-folded-light")


def who_is_no_admin_sees_less(desk):
    desk.ben.run("group", "create", "Book Club", ANNA, CLARA)
    desk.ben.stay()
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", env=DARK)
    anna.place(0, 0, 360, 680)
    anna.activate()
    anna.press("^Book Club", "list item")
    anna.see("^Message$", "text")
    anna.key("alt+Return")
    anna.see("^3 members$")
    anna.see("^Ben, admin$", "list item")
    assert not anna.find("^Add People$"), "somebody who is no admin may add people"
    assert not anna.find("^Name$", "text"), "somebody who is no admin may rename"
    shot(anna, "group-info-dark-360")
    assert not anna.find("^Make Admin$", "menu item")
    do_with(anna, "Clara", "Details")
    anna.see("^Your Name for Them$")
    anna.key("Escape")
    anna.gone("^Your Name for Them$")


def from_right_to_left(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", language="he")
    anna.place(0, 0, 1000, 760)
    anna.activate()
    anna.press("^Early Birds", "list item")
    anna.see("^Message$", "text")
    anna.key("alt+Return")
    anna.see("^You, admin$", "list item")
    shot(anna, "group-info-rtl")
    reach(anna, "Show as a Code")
    shot(anna, "group-link-rtl")


def offline_it_says_so(desk):
    anna = desk.anna
    desk.server.stop()
    anna.see("You are offline")
    assert not anna.find("^Leave Group…$", "button"), "a group can be left offline"
    shot(anna, "group-info-offline-dark-360")


TESTS = (one_is_made_by_keys, who_was_chosen_is_taken_back, what_it_is_stands_behind_its_title, people_are_added,
         somebody_becomes_an_admin, the_name_is_changed, somebody_is_removed, members_may_more, there_is_a_link,
         somebody_asks_and_withdraws,
         several_changes_are_one_line, who_is_no_admin_sees_less, from_right_to_left, offline_it_says_so)

if __name__ == "__main__":
    sys.exit(run_tests("group-windows", sys.argv[1], TESTS))
