#!/usr/bin/env python3
"""test-lock.py BUILD: the passphrase, the keyring of the desktop, and what is seen when they do not open it. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
from desk import run, wait  # noqa: E402
from locksmith import (PASSPHRASE, answer_the_keyring, close_preferences, keyring, no_keyring, open_lock_page,  # noqa: E402
                       refuse_the_keyring, turn_off, turn_on, unlock)
from person import Person  # noqa: E402
from runner import run_tests  # noqa: E402
from shots import ANNA, BEN  # noqa: E402

OTHER = "battery staple"
SECRET = "The surprise is on Sunday"


def tells(app, pattern):
    """Of all that the app has made, seen or not."""
    return [node.name for node in app.tree().nodes.values() if re.search(pattern, node.name)]


def state_at_ben(desk, text):
    lines = subprocess.run([*desk.ben.program, "messages", ANNA], capture_output=True, text=True, check=True).stdout
    return next(m["state"] for m in map(json.loads, lines.splitlines()) if m.get("text") == text)


def reaches(desk, text, state):
    """Receipts come to Ben only while he is there."""
    def there():
        desk.ben.run("whoami")
        subprocess.run([*desk.ben.program[:-1], "1", "follow"], capture_output=True, check=False)
        return state_at_ben(desk, text) == state
    wait(f"“{text}” being {state}", there)


def a_passphrase_hides_everything(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 900, 640)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben = Person(desk, "Ben", BEN)
    desk.ben.send(ANNA, "Hello Anna")
    anna.see("Ben", "list item")
    anna.activate()
    anna.press("Ben", "list item")
    anna.see("Hello Anna")
    anna.accept()
    turn_on(anna)
    anna.activate()
    anna.type("half a thought")
    anna.key("ctrl+l")
    anna.see("Whinchat Is Locked")
    wait("nothing being told", lambda: not tells(anna, "Hello|half a thought"))


def keys_do_nothing_behind_it(desk):
    anna = desk.anna
    anna.activate()
    for key in "ctrl+n", "ctrl+comma", "ctrl+f", "alt+Down", "ctrl+o", "Escape", "F10":
        anna.key(key)
    time.sleep(1)
    assert not anna.find("Find by Phone|Log Out|Search chats|Ben")
    anna.see("Whinchat Is Locked")


def it_receives_in_silence(desk):
    desk.ben.send(ANNA, SECRET)
    desk.notifications.see("^New Message")
    reaches(desk, SECRET, "delivered")
    time.sleep(2)
    assert state_at_ben(desk, SECRET) == "delivered", "it was read behind the lock"
    assert not desk.notifications.find("surprise|Ben")
    told = tells(desk.anna, "surprise")
    assert not told, told


def only_the_passphrase_opens(desk):
    anna = desk.anna
    unlock(anna, "correct horse batterz")
    anna.see("not right")
    assert not tells(anna, "surprise")
    unlock(anna)
    anna.see(SECRET)
    desk.notifications.gone("New Message")
    wait("the draft", lambda: anna.written() == "half a thought")
    anna.key("ctrl+a", "BackSpace")
    reaches(desk, SECRET, "read")


def what_opens_the_account_asks_for_it(desk):
    anna = desk.anna
    anna.key("ctrl+comma")
    anna.see("Log Out")
    anna.choose("Devices")
    anna.see("This device")
    anna.press("Link a Device")
    anna.see("Is It You")
    anna.type("correct horse batterz")
    anna.key("Return")
    anna.see("not right")
    assert not tells(anna, "^Word 12")
    anna.key("ctrl+a")
    anna.type(PASSPHRASE)
    anna.key("Return")
    anna.link_words()
    anna.key("Escape")
    anna.gone("^Word 12")
    anna.choose("Backup")
    anna.press("No Recovery Key Yet")
    anna.see("Is It You")
    assert not tells(anna, "^Group 1: ")
    anna.key("Escape")
    anna.gone("Is It You")
    close_preferences(anna)


def it_is_locked_after_a_start(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna")
    anna.see("Whinchat Is Locked")
    desk.ben.send(ANNA, "Are you up?")
    time.sleep(2)
    assert state_at_ben(desk, "Are you up?") == "sent", "it was received before it was unlocked"
    assert not tells(anna, "Ben|surprise")
    unlock(anna)
    anna.see("Ben", "list item")
    anna.press("Ben", "list item")
    anna.see("Are you up")


def the_passphrase_changes(desk):
    anna = desk.anna
    open_lock_page(anna)
    anna.type("not the old one")
    anna.key("Tab", "Tab")
    anna.type(OTHER)
    anna.key("Tab", "Tab")
    anna.type(OTHER)
    anna.key("Return")
    anna.see("not right")
    anna.press("^Current Passphrase$", "text")
    anna.key("ctrl+a")
    anna.type(PASSPHRASE)
    anna.key("Tab", "Tab", "Tab", "Tab", "Return")
    anna.gone("Current Passphrase")
    close_preferences(anna)
    anna.key("ctrl+l")
    unlock(anna)
    anna.see("not right")
    unlock(anna, OTHER)
    anna.see("Are you up")


def an_idle_minute_locks(desk):
    anna = desk.anna
    anna.activate()
    anna.key("ctrl+comma")
    anna.see("Log Out")
    anna.choose("Privacy")
    anna.press("Lock After")
    anna.see("^15 Minutes$")
    anna.key("Up", "Return")
    anna.gone("^15 Minutes$")
    anna.see("^1 Minute$")
    start = time.monotonic()
    anna.see("Whinchat Is Locked", patience=100)
    assert time.monotonic() - start > 50
    assert not anna.find("Lock After"), "the dialog is still there"
    unlock(anna, OTHER)
    anna.see("Are you up")


def the_recovery_key_opens_too(desk):
    anna = desk.anna
    desk.stop(anna)
    desk.dora = dora = desk.app("dora")
    dora.see("Get Started")
    desk.stop(dora)
    key = run(desk.build / "tests/keyring/give-recovery", f"{desk.folder}/dora", os.environ["WHINCHAT_KEY_FILE"])
    desk.dora = dora = desk.app("dora")
    dora.place(0, 0, 900, 640)
    dora.register(desk.server, "+12025550177", "Dora")
    turn_on(dora)
    dora.key("ctrl+l")
    forgot = dora.place_of(dora.see("Forgot Passphrase", "button"))
    unlock(dora)
    dora.see("No Chats Yet")
    dora.activate()
    dora.key("ctrl+l")
    dora.click(forgot.x + forgot.width / 2, forgot.y + forgot.height / 2)
    dora.see("Use Your Recovery Key")
    dora.type("0" * 8)
    dora.key("Return")
    dora.see("A recovery key has 56 characters")
    dora.key("ctrl+a")
    dora.type(key.strip().lower())
    dora.key("Return")
    dora.see("Choose a Passphrase")
    assert not tells(dora, "No Chats Yet")
    dora.type(OTHER)
    dora.key("Tab", "Tab")
    dora.type(OTHER)
    dora.key("Return")
    dora.see("No Chats Yet")
    dora.key("ctrl+l")
    unlock(dora, OTHER)
    dora.see("No Chats Yet")


def it_turns_off(desk):
    dora = desk.dora
    turn_off(dora, OTHER)
    dora.key("ctrl+l")
    time.sleep(1)
    assert not dora.find("Whinchat Is Locked")
    desk.stop(dora)
    desk.dora = desk.app("dora")
    desk.dora.see("No Chats Yet")
    desk.stop(desk.dora)


def a_keyring_opens_by_itself(desk):
    for _ in range(2):
        with keyring(f"{desk.folder}/keyring", "secret"):
            clara = desk.app("clara", key_file=False)
            clara.see("Get Started")
            desk.stop(clara)


def a_locked_keyring_is_asked_for(desk):
    with keyring(f"{desk.folder}/keyring"):
        clara = desk.app("clara", key_file=False)
        clara.see("Opening Your Chats")
        refuse_the_keyring()
        clara.see("Your Chats Are Locked")
        clara.press("Try Again", "button")
        answer_the_keyring("secret")
        clara.see("Get Started")
        desk.stop(clara)


def without_its_keyring_it_says_so(desk):
    with no_keyring():
        clara = desk.app("clara", key_file=False)
        clara.see("The Keyring Is Missing")
        desk.stop(clara)


def lose_everything(app):
    """The focus is on the button that does nothing."""
    app.see("I understand")
    app.key("space")
    app.gone("I understand")
    app.press("Start Over|Forgot Passphrase", "button")
    app.see("I understand")
    app.key("shift+Tab", "space")
    app.press("Delete Everything", "button")


def another_keyring_starts_over(desk):
    with keyring(f"{desk.folder}/another", "secret"):
        clara = desk.app("clara", key_file=False)
        clara.see("The Keyring Has Changed")
        key = Path(desk.folder, "clara/key")
        before = key.read_bytes()
        clara.activate()
        clara.press("Start Over", "button")
        clara.see("I understand")
        assert not clara.find("Delete Everything", "button"), "it can be pressed at once"
        clara.key("Escape")
        clara.gone("I understand")
        assert key.read_bytes() == before
        clara.press("Start Over", "button")
        lose_everything(clara)
        clara.see("Get Started")
        assert key.read_bytes() != before
        desk.stop(clara)


def without_any_keyring_a_passphrase_is_chosen(desk):
    with no_keyring():
        erik = desk.app("erik", key_file=False)
        erik.see("Choose a Passphrase")
        erik.activate()
        for first, second, words in (("short", "short", "At least 8"), (OTHER, "battery", "not the same")):
            erik.press("^New Passphrase$", "text")
            erik.key("ctrl+a")
            erik.type(first)
            erik.press("^Repeat It$", "text")
            erik.key("ctrl+a")
            erik.type(second)
            erik.key("Return")
            erik.see(words)
        erik.press("^Repeat It$", "text")
        erik.key("ctrl+a")
        erik.type(OTHER)
        erik.key("Return")
        erik.see("Get Started")
        desk.stop(erik)
        erik = desk.app("erik", key_file=False)
        unlock(erik, OTHER)
        erik.see("Get Started")
        desk.stop(erik)


def a_damaged_key_is_not_hidden(desk):
    key = Path(desk.folder, "erik/key")
    data = bytearray(key.read_bytes())
    data[30] ^= 1
    key.write_bytes(data)
    erik = desk.app("erik")
    erik.see("Your Chats Cannot Be Read")
    erik.see("damaged")
    data[30] ^= 1
    key.write_bytes(data)
    erik.press("Try Again", "button")
    erik.see("Whinchat Is Locked")
    erik.press("Forgot Passphrase", "button")
    erik.see("No Other Way In")
    lose_everything(erik)
    erik.see("Get Started")


TESTS = [a_passphrase_hides_everything, keys_do_nothing_behind_it, it_receives_in_silence, only_the_passphrase_opens,
         what_opens_the_account_asks_for_it, it_is_locked_after_a_start, the_passphrase_changes, an_idle_minute_locks, the_recovery_key_opens_too,
         it_turns_off, a_keyring_opens_by_itself, a_locked_keyring_is_asked_for, without_its_keyring_it_says_so,
         another_keyring_starts_over, without_any_keyring_a_passphrase_is_chosen, a_damaged_key_is_not_hidden]

if __name__ == "__main__":
    sys.exit(run_tests("lock", sys.argv[1], TESTS))
