#!/usr/bin/env python3
"""test-groups.py BUILD: a group as it is seen in the window - who wrote what, who changed what, and what can be done in
it. Prints TAP. With SHOTS=FOLDER it leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import sys

sys.dont_write_bytecode = True
from desk import end, wait  # noqa: E402
from person import Person  # noqa: E402
from runner import run_tests, shot  # noqa: E402

ANNA, BEN, CLARA, DARYA = "+12025550141", "+12025550142", "+12025550143", "+12025550144"
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}


def reads(app, person, sign):
    reader = person.start("follow", "--read")
    app.see(sign)
    end(reader)


def groups_of(person):
    """By name."""
    return {group["name"]: group for group in person.ask("group", "list")}


def knows(person, name):
    def look():
        person.stay()
        return groups_of(person).get(name)
    return wait(f"{name} being known", look)


def open_group(app, name):
    app.activate()
    app.press(f"^{name}", "list item")
    app.see("^Message$", "text")


def somebody_makes_a_group(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 1000, 720)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben, desk.clara = Person(desk, "Ben", BEN), Person(desk, "Clara", CLARA)
    desk.darya = Person(desk, "Darya", DARYA)
    desk.ben.run("group", "create", "Birdwatchers", ANNA, CLARA)
    desk.ben.stay()
    anna.see("Birdwatchers", "list item")
    group = knows(desk.clara, "Birdwatchers")
    desk.birds = group["conv"]
    open_group(anna, "Birdwatchers")
    anna.see("^(Somebody|Ben) added you$")  # who has not written yet has no name


def everybody_writes(desk):
    desk.ben.send(desk.birds, "Who was at the lake this morning?", "I heard a bittern there yesterday.")
    desk.clara.send(desk.birds, "I was! Two great crested grebes, and the bittern called once.")
    desk.anna.see("the bittern called once")
    desk.anna.say("How early do I have to get up for that?")
    desk.ben.send(desk.birds, "At five. It is worth it.")
    desk.anna.see("^Ben, .*At five")
    desk.anna.see("^Ben added you$")


def who_wrote_is_read_aloud(desk):
    desk.anna.see("^Ben, .*: Who was at the lake")
    desk.anna.see("^Clara, .*: I was!")
    desk.anna.see("^You, .*: How early")


def faces_of_who_has_read_stand_beside(desk):
    """They are clicked for the rest of it, and go on to the next message."""
    anna = desk.anna
    anna.say("Is anybody awake?")
    reads(anna, desk.clara, "^You, .*anybody awake.*, read by 1 person")
    reads(anna, desk.ben, "^You, .*anybody awake.*, read by 2 people")
    shot(anna, "group-readers")
    anna.say("Good night, then.")
    reads(anna, desk.clara, "^You, .*Good night, then.*, read by 1 person")
    anna.gone("^You, .*anybody awake.*, read by")


def a_button_leads_from_mention_to_mention(desk):
    """By the pointer, then by its key; each counts until it was in sight."""
    anna, clara = desk.anna, desk.clara
    anna.key("Escape")
    anna.gone("^Message$", "text")
    for text in ("the first call", "the second call"):
        clara.send(desk.birds, "one line after the other\n" * 40, f"@{ANNA} {text}")
    clara.send(desk.birds, "one line after the other\n" * 40)
    open_group(anna, "Birdwatchers")
    anna.see("^To the next of 2 unread mentions$", "button")
    shot(anna, "group-mentions")
    anna.press("^To the next of 2 unread mentions$", "button")
    anna.see("^Clara, .*@You the first call")
    anna.see("^To the next of 1 unread mention$", "button")
    anna.key("ctrl+m")
    anna.see("^Clara, .*@You the second call")
    anna.gone("^To the next of ", "button")
    anna.key("ctrl+End")


def who_is_in_stands_above(desk):
    desk.anna.see("^Ben, Clara, You$")


def the_list_says_who_wrote(desk):
    desk.anna.see("Birdwatchers, .*Ben: At five", "list item")
    desk.clara.send(desk.birds, "Five it is.")
    desk.anna.see("Birdwatchers, .*Clara: Five it is", "list item")


def who_changes_what_is_said(desk):
    anna, ben = desk.anna, desk.ben
    ben.run("group", "name", desk.birds, "Early Birds")
    anna.see("^Ben changed the name to “Early Birds”$")
    anna.see("Early Birds", "list item")
    ben.run("group", "add", desk.birds, DARYA)
    anna.see("^Ben added (Darya|Somebody)$")
    ben.stay()
    knows(desk.darya, "Early Birds")
    desk.darya.send(desk.birds, "Hello everybody, thanks for having me")
    anna.see("^Darya, .*Hello everybody")
    anna.see("^Ben added Darya$")
    ben.run("group", "promote", desk.birds, ANNA)
    anna.see("^Ben made you an admin$")
    shot(anna, "group-light")


def nothing_is_to_be_compared_in_a_group(desk):
    assert not desk.anna.find("^Compare$", "button"), "a notice of a group asks for a comparison"


def dark_and_narrow(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", env=DARK)
    anna.place(0, 0, 360, 640)
    anna.see("Early Birds, ", "list item")
    shot(anna, "group-list-dark-360")
    open_group(anna, "Early Birds")
    anna.see("^Darya, .*Hello everybody")
    shot(anna, "group-dark-360")


def somebody_leaves(desk):
    desk.clara.run("group", "leave", desk.birds)
    desk.anna.see("^Clara left$")
    desk.anna.see("^Ben, Darya, You$")


def who_is_out_reads_and_does_not_write(desk):
    desk.ben.run("group", "remove", desk.birds, ANNA)
    desk.anna.see("^Ben removed you$")
    desk.anna.see("^No longer a member$")
    desk.anna.gone("^Message$", "text")
    desk.anna.see("^Darya, .*Hello everybody")
    shot(desk.anna, "group-out-dark-360")


TESTS = (somebody_makes_a_group, everybody_writes, who_wrote_is_read_aloud, who_is_in_stands_above,
         the_list_says_who_wrote, faces_of_who_has_read_stand_beside, a_button_leads_from_mention_to_mention,
         who_changes_what_is_said, nothing_is_to_be_compared_in_a_group, dark_and_narrow,
         somebody_leaves, who_is_out_reads_and_does_not_write)

if __name__ == "__main__":
    sys.exit(run_tests("groups", sys.argv[1], TESTS))
