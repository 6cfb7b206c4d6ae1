#!/usr/bin/env python3
"""test-broadcast.py BUILD: a broadcast list is made, written to and looked at in the window, by keys; and notes to
oneself. Prints TAP. With SHOTS=FOLDER it leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import sys

sys.dont_write_bytecode = True
from person import Person  # noqa: E402
from runner import run_tests, shot  # noqa: E402

ANNA, BEN, CLARA = "+12025550151", "+12025550152", "+12025550153"


def one_is_made_by_keys(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 1000, 760)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben, desk.clara = Person(desk, "Ben", BEN), Person(desk, "Clara", CLARA)
    for phone, name in ((BEN, "Ben"), (CLARA, "Clara")):
        anna.find_person(phone, name)
    anna.key("ctrl+n")
    anna.press("^New Broadcast List$")
    anna.see("^Clara$", "list item")
    for name in ("Ben", "Clara"):
        anna.type(name[:3].lower())
        anna.key("Return")
        anna.see(f"^Do Not Choose {name}$", "button")
    anna.do("^Next$", "button")
    anna.see("2 people get what you write")
    anna.type("Birds")
    anna.key("Return")
    anna.see("^Message$", "text")


def it_is_written_to_and_answered(desk):
    anna = desk.anna
    anna.say("At noon by the lake")
    desk.ben.look()
    desk.ben.send(ANNA, "I will be there")
    anna.see("^Ben.*I will be there", "list item")
    anna.see("^Birds.*At noon by the lake", "list item")
    shot(anna, "broadcast-light")


def who_has_it_stands_in_its_info(desk):
    anna = desk.anna
    anna.key("shift+Tab", "End", "alt+Return")
    anna.see("^Message Info$")
    anna.see("^Read$")
    anna.see("^Clara$", "list item")
    shot(anna, "broadcast-message-info-light")
    anna.key("Escape")
    anna.gone("^Message Info$")


def people_are_removed(desk):
    anna = desk.anna
    anna.press("^Message$", "text")
    anna.key("alt+Return")
    anna.see("^2 people$")
    shot(anna, "broadcast-info-light")
    anna.do("^Remove Clara$", "button")
    anna.see("^1 person$")
    anna.key("Escape")
    anna.gone("^1 person$")


def notes_stand_first_and_have_no_ticks(desk):
    anna = desk.anna
    anna.key("ctrl+n")
    anna.see("^New Chat$")
    anna.press("^Notes to Yourself$")
    anna.see("^Seen by your own devices only$")
    anna.say("Buy seeds")
    note = anna.see("Buy seeds", "list item").name
    assert "Sent" not in note and "Delivered" not in note, note
    shot(anna, "notes-light")


def dark_and_narrow(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", env={"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}, language="he")
    anna.place(0, 0, 360, 680)
    anna.activate()
    anna.press("^Birds", "list item")
    anna.see("At noon by the lake")
    shot(anna, "broadcast-dark-360-rtl")


TESTS = (one_is_made_by_keys, it_is_written_to_and_answered, who_has_it_stands_in_its_info, people_are_removed,
         notes_stand_first_and_have_no_ticks, dark_and_narrow)

if __name__ == "__main__":
    sys.exit(run_tests("broadcast", sys.argv[1], TESTS))
