#!/usr/bin/env python3
"""test-copy.py BUILD: a copy of the app's data is refused, says so, and is set up again. Prints TAP. With SHOTS=FOLDER
it leaves pictures there. SPDX-License-Identifier: GPL-3.0-or-later"""

import shutil
import sys

sys.dont_write_bytecode = True
from person import Person  # noqa: E402
from runner import run_tests, shot  # noqa: E402
from shots import ANNA, BEN, NARROW, WIDE  # noqa: E402

COPIED = "This copy of Whinchat has been used elsewhere since"


def a_folder_is_copied(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, *WIDE)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben = Person(desk, "Ben", BEN)
    desk.ben.send(ANNA, "Before it was copied")
    anna.see("Ben", "list item")
    desk.stop(anna)
    shutil.copytree(f"{desk.folder}/anna", f"{desk.folder}/copy")
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, *WIDE)
    desk.ben.send(ANNA, "Since it was copied")
    anna.see("Since it was copied")


def the_copy_says_so(desk):
    desk.copy = copy = desk.app("copy")
    copy.place(600, 100, *WIDE)
    copy.activate()
    copy.see(COPIED)
    copy.see("Set Up", "button")
    copy.press("Ben", "list item")
    copy.see("Before it was copied")
    shot(copy, "wide-light")
    assert not copy.find("Since it was copied")
    assert not desk.anna.find(COPIED)


def also_when_it_starts_again(desk):
    desk.stop(desk.copy)
    desk.copy = copy = desk.app("copy", env={"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"})
    copy.place(600, 100, *NARROW)
    copy.activate()
    copy.see(COPIED)
    shot(copy, "narrow-dark")


def one_can_look_and_go_back(desk):
    desk.copy.press("Set Up", "button")
    desk.copy.see("Get Started")
    shot(desk.copy, "narrow-dark-set-up")
    desk.copy.do("Back to Your Chats", "button")
    desk.copy.see("Ben", "list item")
    desk.copy.see(COPIED)


def it_is_set_up_again(desk):
    copy = desk.copy
    copy.press("Set Up", "button")
    copy.see("Get Started")
    copy.do("Get Started", "button")
    copy.see("Choose a Server")
    copy.type(desk.server.url)
    copy.key("Return")
    copy.see("Your Phone Number")
    copy.type(ANNA)
    copy.see("Continue", "button")
    copy.key("Return")
    copy.see("Enter the Code")
    copy.type(desk.server.code(ANNA))
    copy.see("Ben", "list item")
    copy.gone(COPIED)
    desk.anna.see("This device was removed from your account")
    desk.ben.send(ANNA, "Welcome back")
    copy.see("Welcome back")
    copy.press("Ben", "list item")
    copy.see("Before it was copied")
    shot(copy, "narrow-dark-again")


TESTS = [a_folder_is_copied, the_copy_says_so, also_when_it_starts_again, one_can_look_and_go_back, it_is_set_up_again]


if __name__ == "__main__":
    sys.exit(run_tests("copy", sys.argv[1], TESTS))
