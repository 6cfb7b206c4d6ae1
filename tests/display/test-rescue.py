#!/usr/bin/env python3
"""test-rescue.py BUILD: everything on a device is lost, and comes back. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""

import shutil
import sys

sys.dont_write_bytecode = True
from person import Person  # noqa: E402
from rescuer import (close_preferences, key_of, make_key, open_backup, restore_from_file, restore_from_server,  # noqa: E402
                     safety_number, save_to_file)
from runner import run_tests  # noqa: E402
from shots import ANNA, BEN, PASSPHRASE_OF_FILE  # noqa: E402


def a_key_is_made(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 900, 700)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben = Person(desk, "Ben", BEN)
    desk.ben.send(ANNA, "Before it was lost")
    anna.see("Ben", "list item")
    anna.see("Make a recovery key, so that")
    anna.activate()
    anna.press("Make a Key", "button")
    desk.key = make_key(anna, start=False)
    anna.see("Recovery Key Made")
    close_preferences(anna)
    anna.gone("Make a recovery key, so that")


def it_opens_a_backup_on_the_server(desk):
    anna = desk.anna
    open_backup(anna)
    anna.see("None yet")
    anna.press("Back Up Now", "button")
    anna.see("^Today at .*B$")
    close_preferences(anna)


def a_passphrase_opens_one_in_a_file(desk):
    anna = desk.anna
    desk.file = f"{desk.folder}/Anna.backup"
    open_backup(anna)
    save_to_file(anna, desk.file, PASSPHRASE_OF_FILE)
    close_preferences(anna)
    desk.safety = safety_number(anna, "Ben")
    assert len(desk.safety.replace(" ", "")) == 60, desk.safety


def lose_everything(desk, app, name):
    desk.stop(app)
    shutil.rmtree(f"{desk.folder}/{name}")
    again = desk.app(name)
    again.place(0, 0, 900, 700)
    return again


def assert_all_is_back(desk, app):
    app.see("Ben", "list item")
    assert safety_number(app, "Ben") == desk.safety
    app.see("Before it was lost")


def the_server_gives_it_back(desk):
    desk.anna = lose_everything(desk, desk.anna, "anna")
    restore_from_server(desk.anna, desk.server, ANNA, desk.key, key_of(desk.ben))
    assert_all_is_back(desk, desk.anna)
    desk.ben.send(ANNA, "Are you back?")
    desk.anna.see("Are you back")
    open_backup(desk.anna)
    desk.anna.see("Recovery Key Made")
    close_preferences(desk.anna)


def so_does_the_file(desk):
    desk.anna = lose_everything(desk, desk.anna, "anna")
    restore_from_file(desk.anna, desk.file, PASSPHRASE_OF_FILE, desk.server, ANNA)
    assert_all_is_back(desk, desk.anna)


TESTS = [a_key_is_made, it_opens_a_backup_on_the_server, a_passphrase_opens_one_in_a_file,
         the_server_gives_it_back, so_does_the_file]


if __name__ == "__main__":
    sys.exit(run_tests("rescue", sys.argv[1], TESTS))
