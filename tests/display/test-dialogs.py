#!/usr/bin/env python3
"""test-dialogs.py BUILD: another number, a chat saved as files, and one of WhatsApp's taken in, each with what goes wrong
first; what is there is read from the accessible tree. Prints TAP. With SHOTS=FOLDER it leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import sys
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True
import scenery  # noqa: E402
from desk import wait  # noqa: E402
from rescuer import choose_file  # noqa: E402
from runner import run_tests, shot  # noqa: E402

ANNA, BEN, OTHER = "+12025550161", "+12025550162", "+12025550164"

OLD_CHAT = """\
31/12/2023, 23:58 - Messages and calls are end-to-end encrypted.
31/12/2023, 23:59 - Ben: The owl is back
01/01/2024, 00:00 - Anna: So it is
01/01/2024, 00:01 - Ben: A happy
new year
"""


def texts(app):
    """What stands in labels, as it is read aloud."""
    return " | ".join(n.name for n in app.nodes() if n.role == "label" and n.name)


def says(app, words):
    wait(f"“{words}”", lambda: words in texts(app))


def dialog_of(app, heading):
    """An alert, and what it asks for: the names of its fields and of its buttons."""
    app.see(f"^{heading}$")
    fields = {n.name for n in app.nodes() if n.has("editable")}
    buttons = {n.name for n in app.nodes() if n.role == "button"}
    return fields, buttons


def fill(app, field, text):
    """The field of a dialog that has the focus when it comes up."""
    wait(f"{field} having the focus", lambda: (node := app.focused()) and field in node.name)
    app.type(text)
    wait(f"“{text}” being typed", lambda: app.holds(text))


def two_people(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 1000, 760)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben = ben = desk.app("ben")
    ben.place(1010, 0, 560, 760)
    ben.register(desk.server, BEN, "Ben")
    anna.find_person(BEN, "Ben")
    anna.say("Hello Ben")
    ben.activate()
    ben.press("^Anna", "list item")
    ben.see("Hello Ben", "list item")
    ben.accept()
    ben.say("Hello Anna")
    anna.see("Hello Anna", "list item")


# -- Another number --


def open_account(app):
    app.activate()
    app.key("ctrl+comma")
    app.see("^Change Number…$")


def ask_for_number(app, number):
    app.press("^Change Number…$")
    fields, buttons = dialog_of(app, "Change Number")
    assert any(name.startswith("New Number") for name in fields), fields
    assert any("PIN" in name for name in fields), fields
    assert {"Cancel", "Send Code"} <= buttons, buttons
    says(app, "Your chats stay")
    shot(app, "number")
    fill(app, "New Number", number)


def a_wrong_number_is_refused(desk):
    anna = desk.anna
    open_account(anna)
    ask_for_number(anna, "12")
    anna.press("^Send Code$", "button")
    anna.see("^This is not a whole phone number")
    assert not anna.find("^Enter the Code$"), "a code for a number that is none"
    shot(anna, "number-wrong")
    ask_for_number(anna, OTHER)
    anna.key("Escape")
    anna.gone("^Send Code$", "button")
    assert OTHER[-2:] not in desk.server.codes, "cancelled, and a code was sent"


def a_wrong_code_is_refused(desk):
    anna = desk.anna
    ask_for_number(anna, "+1 202-555-0164")
    anna.press("^Send Code$", "button")
    fields, buttons = dialog_of(anna, "Enter the Code")
    assert "Code" in fields and {"Cancel", "Change Number"} <= buttons, (fields, buttons)
    code = desk.server.code(OTHER)
    shot(anna, "number-code")
    fill(anna, "Code", "000000" if code != "000000" else "111111")
    anna.key("Return")
    anna.see("^The code is not right")
    assert "202-555-0161" in texts(anna), texts(anna)
    desk.code = code


def the_number_is_another(desk):
    """The same code is asked for again. Whoever one writes to is told."""
    anna = desk.anna
    anna.see("^Enter the Code$")
    fill(anna, "Code", desk.code)
    anna.key("Return")
    anna.see("^Your number was changed$")
    says(anna, "202-555-0164")
    shot(anna, "number-changed")
    anna.gone("^Your number was changed$")  # Escape would send that away first
    anna.key("Escape")
    anna.gone("^Change Number…$")
    desk.ben.see("^Anna has another number now: .*202-555-0164")
    desk.ben.say("Good to know")
    anna.see("Good to know", "list item")


# -- Out --


def ask_to_export(app):
    app.activate()
    app.open_chat_menu("x")
    _, buttons = dialog_of(app, "Export Chat")
    assert {"Cancel", "Text Only", "Text and Files"} <= buttons, buttons
    says(app, "not encrypted")
    shot(app, "export")


def folder_for(desk, name):
    folder = Path(desk.folder, name)
    folder.mkdir()
    return folder


def cancelled_nothing_is_saved(desk):
    ask_to_export(desk.anna)
    desk.anna.key("Escape")
    desk.anna.gone("^Text Only$", "button")
    desk.anna.activate()  # no window asks for a folder


def a_chat_is_saved_as_text(desk):
    anna, folder = desk.anna, folder_for(desk, "text")
    anna.press("^Message$", "text")
    clipboard = anna.paste(scenery.plain(f"{desk.folder}/plain.png"))
    anna.see("Send Picture")
    anna.see("^Send$", "button")
    anna.type("The lake")
    anna.key("Return")
    clipboard.terminate()
    clipboard.wait()
    anna.see("The lake.*, (sent|delivered|read)", "list item")
    ask_to_export(anna)
    anna.press("^Text Only$", "button")
    choose_file(anna, "Export Chat", folder)
    anna.see("^Saved in “")
    shot(anna, "exported")
    made = [path for path in folder.rglob("*") if path.is_file()]
    assert [path.name for path in made] == ["chat.txt"], made
    saved = made[0].read_text()
    for words in "Hello Ben", "Hello Anna", "The lake":
        assert words in saved, saved
    assert made[0].stat().st_mode & 0o077 == 0, "others can read it"


def a_chat_is_saved_with_its_files(desk):
    anna, folder = desk.anna, folder_for(desk, "files")
    anna.gone("^Saved in “")
    ask_to_export(anna)
    anna.press("^Text and Files$", "button")
    choose_file(anna, "Export Chat", folder)
    anna.see("^Saved in “")
    made = [path for path in folder.rglob("*") if path.is_file()]
    assert [path.suffix for path in made] == [".zip"], made
    inside = zipfile.ZipFile(made[0]).namelist()
    assert len(inside) == 2 and any(name.endswith(".txt") for name in inside), inside


def a_folder_that_cannot_be_written_is_told(desk):
    anna, folder = desk.anna, Path(desk.folder, "taken")
    if os.geteuid() == 0:
        folder = Path("/proc")  # even for root
    else:
        folder.mkdir(mode=0o500)
    anna.gone("^Saved in “")
    ask_to_export(anna)
    anna.press("^Text Only$", "button")
    choose_file(anna, "Export Chat", folder)
    wait("an error", lambda: not anna.find("^Saved in “") and anna.find("permitted|denied|No such file|Read-only|cannot"))


# -- In --


def import_file(app, path):
    app.activate()
    app.open_chat_menu("w")
    choose_file(app, "Import from WhatsApp", path)


def what_is_no_chat_is_refused(desk):
    path = Path(desk.folder, "letter.txt")
    path.write_text("Dear diary,\nnobody wrote to me today.\n")
    import_file(desk.anna, path)
    wait("an error", lambda: any(words in texts(desk.anna) for words in ("WhatsApp", "no chat", "not a chat")))
    shot(desk.anna, "import-wrong")


def an_old_chat_is_taken_in(desk):
    anna, path = desk.anna, Path(desk.folder, "WhatsApp Chat with Ben.txt")
    path.write_text(OLD_CHAT)
    import_file(anna, path)
    anna.see("^3 messages were imported$")
    shot(anna, "imported")
    for _ in range(3):
        anna.key("Page_Up")
    anna.see("^Ben, .*The owl is back", "list item")
    anna.see("^Ben, .*A happy", "list item")
    anna.see("^You, .*So it is", "list item")
    assert not desk.ben.find("The owl is back"), "it was sent on"


def and_once_only(desk):
    anna = desk.anna
    anna.gone("were imported$")
    import_file(anna, Path(desk.folder, "WhatsApp Chat with Ben.txt"))
    anna.see("^All of it is here already$")


TESTS = (two_people, a_wrong_number_is_refused, a_wrong_code_is_refused, the_number_is_another,
         cancelled_nothing_is_saved, a_chat_is_saved_as_text, a_chat_is_saved_with_its_files,
         a_folder_that_cannot_be_written_is_told, what_is_no_chat_is_refused, an_old_chat_is_taken_in, and_once_only)

if __name__ == "__main__":
    sys.exit(run_tests("dialogs", sys.argv[1], TESTS))
