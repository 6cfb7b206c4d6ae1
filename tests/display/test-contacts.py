#!/usr/bin/env python3
"""test-contacts.py BUILD: people by a code, a link and a file of contacts, as they are seen in the window and by keyboard.
Prints TAP. With SHOTS=FOLDER it leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import signal
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
from desk import end, offer, wait  # noqa: E402
from person import Person  # noqa: E402
from rescuer import choose_file  # noqa: E402
from runner import run_tests, shot  # noqa: E402

ANNA, BEN, CLARA, DAN = "+12025550171", "+12025550172", "+12025550173", "+12025550174"
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{}\r\nTEL:{}\r\nEND:VCARD\r\n"


def clipboard():
    return subprocess.run(["xclip", "-selection", "clipboard", "-o"], capture_output=True, text=True, check=True).stdout


def file_of(desk, name, *people):
    path = Path(desk.folder, name)
    path.write_text("".join(CARD.format(*person) for person in people))
    return path


def new_chat(app):
    app.activate()
    app.key("ctrl+n")
    app.see("^Find by Phone Number$")


def leave(app):
    """Whatever dialog there is, from any of its pages."""
    dialog = app.see("", "dialog")
    button = next(node for node in app.nodes(dialog) if node.role == "button" and node.name == "Close")
    button.act()
    app.gone("", "dialog")


def who_has_no_chats_shows_a_code(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 1000, 720)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben, desk.clara = Person(desk, "Ben", BEN), Person(desk, "Clara", CLARA)
    shot(anna, "empty")
    anna.do("^Show My Code$", "button")
    desk.link = anna.see("^whinchat:person/", "label").name
    assert desk.link == f"whinchat:person/{ANNA}?server={desk.server.url}", desk.link
    anna.see("^Code of the link$", "image")
    anna.see("^Whoever scans this")
    shot(anna, "code")
    anna.key("Return")  # the button has the focus
    anna.see("^Link copied$")
    wait("the link in the clipboard", lambda: clipboard() == desk.link)
    anna.key("Escape")  # the toast goes first
    anna.gone("^Link copied$")
    anna.key("Escape")
    anna.gone("^Whoever scans this")


def others_write_by_it(desk):
    desk.ben.run("contact", "add", desk.link)
    desk.ben.send(ANNA, "Found you")
    desk.anna.see("^Ben.*Found you", "list item")


def a_link_is_pasted_into_the_search(desk):
    anna = desk.anna
    new_chat(anna)
    shot(anna, "new-chat")
    path = Path(desk.folder, "link")
    path.write_text(desk.clara.link())
    owner = offer("UTF8_STRING", path)
    wait("the clipboard", lambda: clipboard() == path.read_text())
    anna.key("ctrl+v")
    anna.see("^Open This Link$")
    shot(anna, "pasted")
    end(owner)
    anna.key("Return")
    anna.see("^Start Chat$", "button")
    anna.see("^Your Name for Them$")
    shot(anna, "found")
    anna.key("ctrl+a")
    anna.type("Clara M.")
    anna.key("Return")
    anna.see("^Message$", "text")
    anna.see("^Clara M", "list item")
    anna.say("Hello Clara")


def try_link(app, link, words):
    app.key("ctrl+a")
    app.type(link)
    app.key("Return")
    app.see(words)


def what_leads_nowhere_says_so(desk):
    anna = desk.anna
    new_chat(anna)
    anna.press("^Open a Link$")
    anna.see("^Paste the link")
    shot(anna, "open-link")
    try_link(anna, "https://example.org", "^This is not the link of a person or of a group")
    try_link(anna, desk.link, "^This is your own link")
    try_link(anna, f"whinchat:person/{CLARA}?server=https://chat.example.org", "another server, https://chat.example.org")
    shot(anna, "other-server")
    try_link(anna, f"whinchat:person/{DAN}?server={desk.server.url}", "^Nobody with this number can be found")
    leave(anna)


def a_link_in_a_message_is_followed(desk):
    anna = desk.anna
    anna.press("^Ben", "list item")
    anna.accept()
    desk.dan = Person(desk, "Dan", DAN)
    desk.ben.send(ANNA, f"This is Dan: {desk.dan.link()}")
    anna.see("This is Dan", "list item")
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "Right", "Return")  # to the newest message, and into it
    anna.see("^Start Chat$", "button")
    anna.key("ctrl+a")
    anna.type("Dan")
    anna.key("Return")
    anna.see("^Message$", "text")
    anna.see("^Dan", "list item")
    anna.press("^Ben", "list item")
    anna.see("This is Dan", "list item")


def a_file_shows_who_is_here(desk):
    anna = desk.anna
    desk.file = file_of(desk, "people.vcf", ("Benjamin", BEN), ("Clara Moreau", "(202) 555-0173"), ("Ellen", "202 555 0175"),
                        ("Anna", ANNA))
    new_chat(anna)
    anna.do("^Import…$", "button")
    choose_file(anna, "Import Contacts", desk.file)
    anna.see("^4 people, 2 of them here$")
    anna.see("^Benjamin, .*202-555-0172", "list item")
    anna.see(r"^Clara Moreau, In your contacts as Clara M\.$", "list item")
    assert not anna.find("Ellen"), "somebody who is not here can be chosen"
    shot(anna, "import")
    anna.do("^Add$", "button")
    anna.see("^1 contact added$")
    anna.see("^Benjamin$")
    shot(anna, "added")
    leave(anna)
    anna.see("^Benjamin", "list item")


def the_keyboard_is_enough(desk):
    anna = desk.anna
    anna.drag([desk.file], lambda: anna.see("^4 people, 2 of them here$"),
              lambda: anna.see("^Drop to Import Contacts$") and shot(anna, "drop"), to=(150, 400))
    anna.gone("^Chosen$")
    assert not anna.find("^Add$", "button"), "nobody is chosen, and can be added"
    anna.key("Down", "Return")  # the second of the list
    anna.see("^Add$", "button")
    anna.key("shift+Tab")  # all of them
    anna.key("Return")
    anna.see("^Select None$", "button")
    anna.key("Return", "Tab", "Down", "Return")
    anna.do("^Add$", "button")
    anna.see("^1 contact added$")
    anna.see("^Clara Moreau$")
    leave(anna)
    anna.see("^Clara Moreau", "list item")


def other_files_are_refused(desk):
    """Where no chat is open that they could be sent to."""
    anna = desk.anna
    other = Path(desk.folder, "notes.txt")
    other.write_text("hello")
    anna.drag([other], lambda: anna.see("^Send 1 File$"), to=(150, 400))
    anna.key("Escape")
    anna.gone("^Send 1 File$")
    anna.key("Escape")
    anna.see("No Chat Selected")
    anna.drag([other], lambda: anna.see(r"^Only files of contacts \(.vcf\)"), to=(150, 400))
    wrong = Path(desk.folder, "wrong.vcf")
    wrong.write_text("hello")
    new_chat(anna)
    anna.do("^Import…$", "button")
    choose_file(anna, "Import Contacts", wrong)
    anna.see("^There are no contacts in this file")
    anna.see("^Try Again$", "button")
    shot(anna, "import-wrong")
    leave(anna)


def looking_can_be_cancelled(desk):
    anna = desk.anna
    desk.server.process.send_signal(signal.SIGSTOP)
    try:
        new_chat(anna)
        anna.do("^Import…$", "button")
        choose_file(anna, "Import Contacts", desk.file)
        anna.see("^Finding out who of them is here")
        shot(anna, "import-looking")
        anna.do("^Cancel$", "button")
        anna.see("^Find by Phone Number$")
    finally:
        desk.server.process.send_signal(signal.SIGCONT)
    leave(anna)


def who_finds_nobody_is_told_how(desk):
    """And a file can be given to the app."""
    desk.stop(desk.anna)
    nobody = file_of(desk, "nobody.vcf", ("Ellen", "202 555 0175"), ("Fritz", "+49 1511 2345678"))
    desk.anna = anna = desk.app("anna", env=DARK, files=[nobody])
    anna.place(0, 0, 360, 680)
    anna.activate()
    anna.see("^None of Them Is Here$")
    anna.see("^There are 2 people with a phone number")
    shot(anna, "none-dark-360")
    anna.key("Return")  # the button has the focus
    anna.see("^whinchat:person/", "label")
    shot(anna, "code-dark-360")
    anna.key("Escape")
    anna.gone("^whinchat:person/", "label")
    leave(anna)
    new_chat(anna)
    shot(anna, "new-chat-dark-360")
    anna.do("^Import…$", "button")
    choose_file(anna, "Import Contacts", desk.file)
    anna.see("^4 people, 2 of them here$")
    shot(anna, "import-dark-360")
    leave(anna)


def a_contact_is_saved(desk):
    anna = desk.anna
    anna.place(0, 0, 1000, 720)
    desk.ben.run("send-contact", ANNA, "Gisela, née Ü.", "+4915112345679")
    anna.see("^Benjamin.*Gisela", "list item")  # else its row may move away
    anna.press("^Benjamin.*Gisela", "list item")
    anna.see("^Add Contact$", "button")
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "shift+F10")
    wait("the menu", anna.menu_items)
    shot(anna, "card-menu")
    anna.key("v")
    target = Path(desk.folder, "gisela.vcf")
    choose_file(anna, "Save as vCard", target)
    anna.see("^Saved$")
    text = wait("the file", lambda: target.exists() and target.read_text())
    assert "FN:Gisela\\, née Ü.\n" in text and "TEL;TYPE=CELL:+4915112345679\n" in text, text


def reach(app, name):
    """By Tab, from where the focus is."""
    for _ in range(60):
        if (node := app.focused()) and node.name == name:
            return
        app.key("Tab")
        time.sleep(0.1)
    raise TimeoutError(f"“{name}” cannot be reached by Tab")


def open_privacy(app):
    app.activate()
    app.key("ctrl+comma")
    app.see("^Log Out…$")
    reach(app, "Account")
    app.key("Right", "space")
    app.see("^Last Seen$")


def some_contacts_are_left_out(desk):
    """By keyboard: of who sees when one was here last."""
    anna, both = desk.anna, "^(Benjamin, Dan|Dan, Benjamin)$"
    open_privacy(anna)
    assert not anna.find("^Contacts Except$"), "everyone is told, except some contacts"
    reach(anna, "Last Seen")
    anna.key("Return", "Down", "Return")
    anna.see("^Contacts Except$")
    anna.see("^Nobody$", "label")
    reach(anna, "Contacts Except")
    anna.key("Return")
    anna.see("^They see neither that you are here")
    for name in "Benjamin", "Dan":
        anna.type(name.lower())
        anna.key("Return")
        anna.see(f"^Do Not Choose {name}$", "button")
    shot(anna, "except")
    anna.key("Escape")
    anna.see(both, "label")
    shot(anna, "left-out")
    anna.key("Escape")
    anna.gone("^Log Out…$")
    desk.stop(anna)
    desk.anna = anna = desk.app("anna", env=DARK)
    anna.place(0, 0, 360, 680)
    open_privacy(anna)
    anna.see(both, "label")
    reach(anna, "Contacts Except")
    shot(anna, "left-out-dark-360")
    anna.key("Return")
    anna.see("^Do Not Choose Dan$", "button")
    shot(anna, "except-dark-360")


def the_code_is_in_preferences(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", language="he")
    anna.place(0, 0, 1000, 720)
    anna.activate()
    anna.key("ctrl+comma")
    anna.press("^My Code$")
    anna.see("^whinchat:person/", "label")
    shot(anna, "code-rtl")
    anna.key("Escape")
    anna.gone("^whinchat:person/", "label")
    shot(anna, "preferences-rtl")
    # Who is not found by the number is not found by the code.
    anna.choose("^Privacy$")
    anna.see("^Last Seen$")
    for _ in range(20):
        anna.click(450, 450, 5)  # down
    anna.press("^Find by Phone Number$")
    wait("the server knowing", lambda: desk.ben.start("find", ANNA).wait() == 1)
    anna.choose("^Account$")
    anna.press("^My Code$")
    anna.see("^You cannot be found by your number")
    shot(anna, "code-hidden-rtl")
    anna.key("Escape")
    anna.gone("^You cannot be found by your number")
    anna.key("Escape")
    anna.gone("^Log Out…$")
    new_chat(anna)
    anna.do("^Import…$", "button")
    choose_file(anna, "Import Contacts", desk.file)
    anna.see("^4 people, 2 of them here$")
    shot(anna, "import-rtl")


TESTS = (who_has_no_chats_shows_a_code, others_write_by_it, a_link_is_pasted_into_the_search, what_leads_nowhere_says_so,
         a_link_in_a_message_is_followed, a_file_shows_who_is_here, the_keyboard_is_enough, other_files_are_refused,
         looking_can_be_cancelled, who_finds_nobody_is_told_how, a_contact_is_saved, some_contacts_are_left_out,
         the_code_is_in_preferences)

if __name__ == "__main__":
    sys.exit(run_tests("contacts", sys.argv[1], TESTS))
