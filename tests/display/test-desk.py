#!/usr/bin/env python3
"""test-desk.py BUILD: two people at their apps, a real server, real keys and clicks. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""

import re
import signal
import sys
from pathlib import Path

sys.dont_write_bytecode = True
import scenery  # noqa: E402
from desk import end, run, wait  # noqa: E402
from person import Person  # noqa: E402
from runner import run_tests  # noqa: E402
from shots import ANNA, BEN, CLARA, first_run, trust  # noqa: E402


EMIL = "+12025550109"
DAN = "+12025550119"


def way_to(node):
    way = []
    while node and node.role != "application":
        way.append(f"{node.role} {node.name}".strip())
        node = node.parent
    return " < ".join(way)


def nameless(app):
    """What the Tab key leads to and has no name. Lists pass it on to their rows."""
    unnamed = [way_to(n) for n in app.nodes()
               if n.has("focusable") and n.has("showing") and not (n.name or n.description)
               and n.role not in ("frame", "scroll pane", "menu item", "list")]
    return [way for way in unnamed if not re.match("(panel < )+(dialog|alert)", way)]  # the toolkit's own frame


def names_of_what_takes_the_focus(app):
    """Whoever does not see the window hears a name for all that is there, once the page before has gone."""
    ways = []

    def all_have_one():
        ways[:] = nameless(app)
        return not ways

    try:
        wait("a name for everything", all_have_one)
    except TimeoutError:
        raise AssertionError(f"no name: {ways}") from None


def first_run_to_first_message(desk):
    desk.settings = ""  # here all slides and fades as it does for most people
    desk.anna, desk.ben = desk.app("anna"), None
    desk.anna.place(0, 0, 900, 640)
    first_run(desk, desk.anna, lambda page: names_of_what_takes_the_focus(desk.anna))
    desk.ben = desk.app("ben")
    desk.ben.place(950, 0, 400, 640)
    desk.ben.register(desk.server, BEN, "Ben Okafor")
    desk.ben.find_person(ANNA, "Anna")
    desk.ben.say("The first message")
    desk.anna.see("The first message")
    desk.notifications.see("The first message")


def talk_until_read(desk):
    anna, ben = desk.anna, desk.ben
    anna.activate()
    anna.press("Ben", "list item")
    anna.see("New Messages")
    desk.notifications.gone("The first message")
    anna.accept()
    anna.say("The answer")
    ben.activate()
    ben.see("The answer")
    anna.see("The answer.*, read")


def a_further_device_is_linked_by_words_and_pictures(desk):
    """At first somebody sees other pictures."""
    anna, tablet = desk.anna, desk.app("tablet")
    tablet.place(950, 0, 360, 640)
    anna.ask_for_link()
    anna.do("^Copy Code$", "button")
    tablet.activate()
    tablet.do("Link to Another Device", "button")
    tablet.see("Link This Device")
    tablet.key("ctrl+v")
    tablet.pictures()
    tablet.press("They Do Not Match", "button")
    tablet.see("was not linked")
    anna.pictures()
    anna.activate()
    anna.press("They Do Not Match", "button")
    anna.see("pictures were different")
    anna.press("Show Another Code", "button")
    words = anna.link_words()
    tablet.activate()
    tablet.key("Escape")
    names_of_what_takes_the_focus(anna)
    tablet.type_link(desk.server, words)
    tablet.see("^Link$", "button")
    names_of_what_takes_the_focus(tablet)
    tablet.key("Return")
    shown = tablet.pictures()
    assert len(shown) == 7 and anna.pictures() == shown, f"{shown} and {anna.pictures()}"
    names_of_what_takes_the_focus(tablet)
    names_of_what_takes_the_focus(anna)
    anna.activate()
    anna.press("They Match", "button")
    anna.see("Is Linked")
    tablet.see("^Ben.*The answer", "list item")  # what was written before comes along
    anna.key("Return")
    anna.see("Not seen yet|online|Last seen|last seen|seen")
    anna.key("Escape")
    anna.gone("Log Out")
    tablet.activate()
    tablet.key("ctrl+comma")
    tablet.see("Log Out")
    tablet.choose("Devices")
    tablet.see("Only your main device")
    desk.stop(tablet)


def typing_shows_in_the_list(desk):
    desk.anna.activate()
    desk.anna.type("thinking")
    desk.ben.see("typing")
    desk.anna.key("ctrl+a", "BackSpace")


def enter_sends_and_shift_enter_does_not(desk):
    anna = desk.anna
    anna.activate()
    anna.type("one")
    anna.key("shift+Return")
    anna.type("two")
    anna.key("Return")
    desk.ben.see("one\ntwo")


def a_draft_waits_in_the_list(desk):
    anna = desk.anna
    anna.type("Not yet sent")
    anna.key("Escape")
    anna.see("Ben.*Not yet sent", "list item")
    anna.press("Ben", "list item")
    wait("the draft", lambda: anna.written() == "Not yet sent")
    anna.key("ctrl+a", "BackSpace")


def offline_waits_and_recovers(desk):
    anna = desk.anna
    desk.server.stop()
    anna.see("Next try")
    anna.say("Written while offline")
    anna.see("Written while offline.*, sending")
    desk.server.start()
    desk.ben.see("Written while offline")
    anna.gone("Waiting for the network")


def paste_a_picture(desk):
    clipboard = desk.anna.paste(scenery.plain(f"{desk.folder}/plain.png"))
    desk.anna.see("Send Picture")
    desk.anna.see("^Send$", "button")
    desk.anna.type("A pasted picture")
    desk.anna.key("Return")
    end(clipboard)
    desk.ben.see("A pasted picture")


def drop_files(desk):
    paths = [Path(desk.folder) / name for name in ("minutes.txt", "agenda.txt")]
    for path in paths:
        path.write_text("We met.\n")
    desk.anna.drop(paths, "Send 2 Files")
    desk.anna.type("As promised")
    desk.anna.key("Return")
    for words in ("minutes.txt", "agenda.txt", "As promised"):
        desk.ben.see(words)


def cancel_what_is_on_its_way(desk):
    """The server stands still, so the file is on its way for as long as it takes to cancel it."""
    path = Path(desk.folder) / "large.bin"
    path.write_bytes(bytes(3_000_000))
    desk.server.process.send_signal(signal.SIGSTOP)
    try:
        desk.anna.drop([path], "Send 1 File")
        desk.anna.key("Return")
        desk.anna.gone("Send 1 File")
        desk.anna.see("large.bin.*sending", "list item")
        desk.anna.key("shift+Tab", "End", "shift+F10", "Up", "Return")
        desk.anna.gone("large.bin", "list item")
    finally:
        desk.server.process.send_signal(signal.SIGCONT)
    desk.anna.press("^Message$")


def jump_to_what_came_meanwhile(desk):
    anna, ben = desk.anna, desk.ben
    for name in "first", "second":
        ben.activate()
        for _ in range(6):
            ben.type(name)
            ben.key("shift+Return")
        ben.key("Return")
    anna.activate()
    anna.see("second")
    anna.key("Page_Up", "Page_Up")
    anna.see("To the Newest", "button")
    ben.say("Down here")
    anna.see("Ben.*unread message", "list item")
    anna.activate()
    anna.press("To the Newest", "button")
    anna.gone("Ben.*unread", "list item")


def search_leads_to_the_message(desk):
    anna = desk.anna
    anna.key("ctrl+shift+f")
    anna.type("first message")
    anna.see("^Messages$")
    anna.key("Return")
    anna.see("The first message.*", "list item")
    anna.key("Escape")
    anna.press("^Message$")


def delete_a_message(desk):
    anna = desk.anna
    anna.press("Ben", "list item")
    anna.say("To be deleted")
    anna.key("shift+Tab", "End", "shift+F10", "Up", "Return")
    anna.see("Delete for Me", "button")
    anna.key("Return")
    anna.gone("To be deleted", "list item")
    desk.ben.see("To be deleted")


def dialogs_name_everything(desk):
    anna = desk.anna
    for key, sign in (("ctrl+n", "Find by Phone"), ("ctrl+comma", "Log Out"), ("ctrl+question", "Keyboard Shortcuts")):
        anna.activate()
        anna.key(key)
        anna.see(sign)
        names_of_what_takes_the_focus(anna)
        anna.key("Escape")
        anna.gone(sign)
    for app in (anna, desk.ben):
        names_of_what_takes_the_focus(app)


def a_failed_message_can_be_discarded(desk):
    anna = desk.anna
    clara = Person(desk, "Clara", CLARA)
    clara.send(ANNA, "I shall leave")
    anna.see("Clara", "list item")
    anna.press("Clara", "list item")
    anna.see("I shall leave")
    anna.accept()
    run(desk.server.program, "user", "remove", CLARA, "--data", desk.server.data)
    anna.say("Too late")
    anna.see("Too late.*not sent")
    anna.key("shift+Tab", "End", "Right", "Right", "Return")
    anna.gone("Too late")
    anna.press("Ben", "list item")


def a_safety_number_is_compared_and_changes(desk):
    anna = desk.anna
    emil = Person(desk, "Emil", EMIL)
    emil.send(ANNA, "This is Emil")
    anna.see("Emil", "list item")
    trust(desk, anna, "Emil", EMIL, lambda page: names_of_what_takes_the_focus(anna))
    anna.say("Welcome back")
    anna.see("Welcome back.*, (sent|delivered|read)")
    anna.press("Ben", "list item")


def the_newest_chat_is_whole(desk):
    """One more than there is room for comes: the list does not stay where it was, at the one before."""
    anna = desk.anna
    anna.place(0, 0, 900, 430)
    Person(desk, "Dan", DAN).send(ANNA, "I am new here")
    row = anna.place_of(anna.see("^Dan", "list item"))
    bar = anna.place_of(anna.see("Main Menu", "button"))
    assert row.y >= bar.y + bar.height, (row.y, bar.y, bar.height)
    anna.place(0, 0, 900, 640)


def narrow_goes_back(desk):
    ben = desk.ben
    ben.activate()
    ben.do("^Back$", "button")  # a click that a busy machine makes long would open the button's menu
    ben.gone("minutes.txt")  # while the pages slide no click counts
    # The chat's row, not a message's. It may have been read before Back was pressed.
    ben.press("^Anna, (1 unread message, )?To be deleted", "list item")
    ben.see("minutes.txt")


def all_is_there_after_a_restart(desk):
    desk.anna.stop()
    desk.anna = desk.app("anna")
    desk.anna.activate()
    desk.anna.see("Ben", "list item")
    desk.anna.press("Ben", "list item")
    desk.anna.see("As promised")


TESTS = [first_run_to_first_message, talk_until_read, a_further_device_is_linked_by_words_and_pictures,
         typing_shows_in_the_list, enter_sends_and_shift_enter_does_not, a_draft_waits_in_the_list, offline_waits_and_recovers,
         paste_a_picture, drop_files, cancel_what_is_on_its_way, jump_to_what_came_meanwhile, search_leads_to_the_message, delete_a_message,
         dialogs_name_everything, a_failed_message_can_be_discarded,
         a_safety_number_is_compared_and_changes,
         the_newest_chat_is_whole, narrow_goes_back, all_is_there_after_a_restart]


if __name__ == "__main__":
    sys.exit(run_tests("desk", sys.argv[1], TESTS))
