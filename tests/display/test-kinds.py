#!/usr/bin/env python3
"""test-kinds.py BUILD: messages of further kinds as they are seen in the window. Prints TAP. With SHOTS=FOLDER it leaves
pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
from person import Person  # noqa: E402
from runner import run_tests  # noqa: E402

ANNA, BEN = "+12025550151", "+12025550152"


def shot(app, name):
    if folder := os.environ.get("SHOTS"):
        time.sleep(0.7)
        app.shot(Path(folder, f"{name}.png"))


def two_people(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 1000, 720)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben = Person(desk, "Ben", BEN)
    anna.find_person(BEN, "Ben")
    anna.say("Hello Ben")
    desk.ben.look()
    desk.ben.send(ANNA, "Hello Anna")
    anna.see("Hello Anna", "list item")


def messages_are_set_to_disappear(desk):
    anna = desk.anna
    anna.press("^Chat Menu")
    anna.key("i")
    anna.see("^Off")
    shot(anna, "timer-dialog")
    anna.press("^7 days$", "list item")
    anna.do("^Set$", "button")
    anna.see("^You set messages to disappear after 7 days$")
    anna.say("This does not stay")
    anna.see("This does not stay.*disappears by itself", "list item")
    shot(anna, "timer-set")


def somebody_else_sets_it(desk):
    desk.ben.run("timer", ANNA, "6")
    desk.anna.see("^Ben set messages to disappear after 6 seconds$")
    desk.ben.send(ANNA, "Quick, look!")
    desk.anna.see("Quick, look!.*disappears by itself", "list item")
    desk.anna.gone("Quick, look!")
    desk.anna.see("This does not stay")
    desk.ben.run("timer", ANNA, "off")
    desk.anna.see("^Ben turned off disappearing messages$")


TESTS = (two_people, messages_are_set_to_disappear, somebody_else_sets_it)

if __name__ == "__main__":
    sys.exit(run_tests("kinds", sys.argv[1], TESTS))
