#!/usr/bin/env python3
"""test-rescue.py BUILD: everything on a device is lost, and comes back. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""

import shutil
import signal
import sys

sys.dont_write_bytecode = True
from desk import wait  # noqa: E402
from person import Person  # noqa: E402
from rescuer import (SlowNetwork, close_preferences, device_menu, device_menus, key_of, link, make_key,  # noqa: E402
                     open_backup, restore_from_file, restore_from_server, safety_number, save_to_file)
from runner import run_tests  # noqa: E402
from shots import ANNA, BEN, PASSPHRASE_OF_FILE  # noqa: E402


def a_key_is_made(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 900, 700)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben = Person(desk, "Ben", BEN)
    desk.ben.send(ANNA, "Before it was lost")
    anna.see("Ben", "list item")
    anna.see("Without a recovery key")
    anna.activate()
    anna.press("Make a Key", "button")
    desk.key = make_key(anna, start=False)
    anna.see("Recovery Key Made")
    close_preferences(anna)
    anna.gone("Without a recovery key")


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


def a_linked_device_gets_what_was_written_before(desk):
    desk.ben.send(ANNA, *(f"Line {i} of a long story, which goes on and on" for i in range(60)))
    desk.anna.see("Line 59")
    desk.slow = SlowNetwork(desk)
    desk.tablet = tablet = desk.app("tablet")
    tablet.place(950, 0, 400, 700)
    link(desk.anna, tablet, desk.slow)
    tablet.press("Ben", "list item")
    tablet.see("Line (0|59) of", "list item")
    tablet.do("^Back$", "button")


def it_takes_its_time_and_the_program_ends_meanwhile(desk):
    desk.slow.set(rate=700)
    device_menu(desk.anna, "Send Older Messages Again")
    desk.tablet.see("Getting your older messages", patience=60)
    desk.stop(desk.tablet)
    desk.tablet = tablet = desk.app("tablet")
    tablet.place(950, 0, 400, 700)
    tablet.see("Getting your older messages", patience=60)
    desk.slow.set(rate=0)
    tablet.gone("Getting your older messages")
    assert not tablet.find("did not come|come later")


def it_stops_when_that_is_wanted(desk):
    anna = desk.anna
    anna.activate()
    desk.server.process.send_signal(signal.SIGSTOP)
    try:
        device_menu(anna, "Send Older Messages Again")
        anna.see("Sending older messages")
        views = [node for node in anna.nodes() if node.name == "Cancel"]
        assert len(views) > 1, "not in the sidebar and on the page"
        anna.press("^Cancel$", "button")
    finally:
        desk.server.process.send_signal(signal.SIGCONT)
    anna.gone("Sending older messages")


def a_device_has_another_name(desk):
    anna = desk.anna
    device_menu(anna, "Rename")
    anna.see("Rename Device")
    anna.key("ctrl+a")
    anna.type("Tablet in the kitchen")
    anna.key("Return")
    anna.see("Tablet in the kitchen")


def it_becomes_the_main_one(desk):
    anna, tablet = desk.anna, desk.tablet
    tablet.activate()
    tablet.key("ctrl+comma")
    tablet.see("Log Out")
    tablet.choose("Devices")
    tablet.see("Only your main device")
    anna.activate()
    device_menu(anna, "Make It the Main Device")
    anna.see("Change Your Main Device")
    anna.press("^Change$", "button")
    tablet.see("This device, your main one")
    anna.see("Only your main device")
    wait("one menu, that of this device", lambda: len(device_menus(anna)) == 1)
    tablet.choose("^Backup$")
    tablet.see("Recovery Key")


def the_new_one_removes_the_old_one(desk):
    anna, tablet = desk.anna, desk.tablet
    tablet.activate()
    tablet.choose("Devices")
    device_menu(tablet, "Remove", at=0)
    tablet.see("Remove This Device")
    tablet.press("^Remove$", "button")
    anna.see("This device was removed from your account")
    desk.slow.stop()


TESTS = [a_key_is_made, it_opens_a_backup_on_the_server, a_passphrase_opens_one_in_a_file,
         the_server_gives_it_back, so_does_the_file, a_linked_device_gets_what_was_written_before,
         it_takes_its_time_and_the_program_ends_meanwhile, it_stops_when_that_is_wanted, a_device_has_another_name,
         it_becomes_the_main_one, the_new_one_removes_the_old_one]


if __name__ == "__main__":
    sys.exit(run_tests("rescue", sys.argv[1], TESTS))
