#!/usr/bin/env python3
"""test-mentions.py BUILD: somebody is called by name in a group, once by the keyboard and once by the mouse; what is
offered is read from the accessible tree, and what was meant from what the others got. Prints TAP. With SHOTS=FOLDER it
leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import sys
import time

sys.dont_write_bytecode = True
from desk import wait  # noqa: E402
from person import Person  # noqa: E402
from runner import run_tests, shot  # noqa: E402

ANNA, BEN, CLARA, BENNO = "+12025550171", "+12025550172", "+12025550173", "+12025550174"


def suggestions(app):
    """Their names from top to bottom, and which one Return takes."""
    for node in app.nodes():
        if node.name == "Suggestions" and node.role == "list":
            rows = [n for n in app.nodes(node) if n.role == "list item"]
            return ([n.name for n in rows],
                    [n.name for n in rows if n.has("selected")])
    return [], []


def offers(app, names, chosen):
    wait(f"{names}", lambda: suggestions(app) == (names, [chosen]))


def nothing_is_offered(app):
    wait("no suggestions", lambda: suggestions(app) == ([], []))


def heard(person, group, text):
    """The message as it came to somebody. What one calls people oneself is not told: who has not said their own name yet
    is a member."""
    def look():
        person.stay()
        return next((m for m in person.ask("messages", group) if m.get("text") == text), None)
    return wait(f"“{text}” at {person.phone}", look)


def called(message):
    """Whom it calls, and with which words."""
    raw = message["text"].encode()
    return [(m["acc"], raw[m["start"]:m["end"]].decode()) for m in message.get("mentions", [])]


def account(person):
    return person.ask("whoami")[0]["conv"][2:]


def people_are_in_a_group(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 1000, 720)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben, desk.clara, desk.benno = (Person(desk, name, phone) for name, phone in (
        ("Ben", BEN), ("Clara Berg", CLARA), ("Benno", BENNO)))
    for phone, name in ((BEN, "Ben"), (CLARA, "Clara Berg"), (BENNO, "Benno")):
        anna.find_person(phone, name)
    desk.ben.run("group", "create", "Birds", ANNA, CLARA, BENNO)
    for person in (desk.ben, desk.clara, desk.benno):
        person.stay()
    anna.press("^Birds", "list item")
    anna.see("^Message$", "text")
    desk.birds = next(group["conv"] for group in desk.ben.ask("group", "list"))
    anna.press("^Message$", "text")


def by_the_keyboard(desk):
    """All of them, then by what is typed; Down and Up go round, Escape leaves what was typed."""
    anna = desk.anna
    anna.activate()
    anna.type("hello @")
    wait("everybody but oneself", lambda: sorted(suggestions(anna)[0]) == ["Ben", "Benno", "Clara Berg"])
    assert len(suggestions(anna)[1]) == 1, "Return would take none"
    shot(anna, "mention-all")
    anna.type("be")
    wait("all whose words begin so", lambda: sorted(suggestions(anna)[0]) == ["Ben", "Benno", "Clara Berg"])
    anna.type("n")
    wait("Ben and Benno", lambda: sorted(suggestions(anna)[0]) == ["Ben", "Benno"])
    first, second = suggestions(anna)[0]
    offers(anna, [first, second], first)
    anna.key("Down")
    offers(anna, [first, second], second)
    anna.key("Down")
    offers(anna, [first, second], first)
    anna.key("Up")
    offers(anna, [first, second], second)
    if second != "Benno":
        anna.key("Up")
    offers(anna, [first, second], "Benno")
    anna.key("Return")
    nothing_is_offered(anna)
    wait("the name", lambda: anna.written() == "hello @Benno ")
    anna.type("and @xyz")
    nothing_is_offered(anna)
    anna.key(*["BackSpace"] * 3)
    anna.type("cl")
    offers(anna, ["Clara Berg"], "Clara Berg")
    anna.key("Escape")
    nothing_is_offered(anna)
    wait("what was typed", lambda: anna.written() == "hello @Benno and @cl")
    anna.key(*["BackSpace"] * 3)
    anna.type("@be")
    wait("again", lambda: "Clara Berg" in suggestions(anna)[0])
    while suggestions(anna)[1] != ["Clara Berg"]:
        anna.key("Down")
        time.sleep(0.2)
    anna.key("Tab")
    wait("the other name", lambda: anna.written() == "hello @Benno and @Clara Berg ")
    anna.key("Return")
    anna.see("^You, .*hello @Benno and @Clara Berg", "list item")
    anna.see("^Birds, .*hello @Benno and @Clara Berg", "list item")
    message = heard(desk.benno, desk.birds, "hello @Member and @Member")
    assert called(message) == [(account(desk.benno), "@Member"), (account(desk.clara), "@Member")], message


def by_the_mouse(desk):
    anna = desk.anna
    anna.type("what about you, @")
    wait("everybody", lambda: len(suggestions(anna)[0]) == 3)
    shot(anna, "mention-mouse")
    anna.press("^Ben$", "list item")
    wait("the name", lambda: anna.written() == "what about you, @Ben ")
    nothing_is_offered(anna)
    anna.type("tomorrow?")  # the text kept the focus
    anna.key("Return")
    anna.see("^You, .*what about you, @Ben tomorrow", "list item")
    message = heard(desk.ben, desk.birds, "what about you, @Member tomorrow?")
    assert called(message) == [(account(desk.ben), "@Member")], message


def a_name_that_was_changed_calls_nobody(desk):
    anna = desk.anna
    anna.type("dear @cla")
    offers(anna, ["Clara Berg"], "Clara Berg")
    anna.key("Return")
    wait("the name", lambda: anna.written() == "dear @Clara Berg ")
    anna.key(*["Left"] * 3, "BackSpace", "End")  # @Clara Brg
    anna.key("BackSpace")
    anna.type("!")
    wait("another name", lambda: anna.written() == "dear @Clara Brg!")
    anna.key("Return")
    anna.see("^You, .*dear @Clara Brg!", "list item")
    message = heard(desk.ben, desk.birds, "dear @Clara Brg!")
    assert called(message) == [], message


def in_a_chat_of_two_nobody_is_offered(desk):
    anna = desk.anna
    anna.press("^Ben", "list item")
    anna.see("^Message$", "text")
    anna.press("^Message$", "text")
    anna.type("hello @be")
    nothing_is_offered(anna)
    anna.key("ctrl+a", "BackSpace")


TESTS = (people_are_in_a_group, by_the_keyboard, by_the_mouse, a_name_that_was_changed_calls_nobody,
         in_a_chat_of_two_nobody_is_offered)

if __name__ == "__main__":
    sys.exit(run_tests("mentions", sys.argv[1], TESTS))
