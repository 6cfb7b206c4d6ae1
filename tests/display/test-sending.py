#!/usr/bin/env python3
"""test-sending.py BUILD: files on their way from other programs into a chat, between two real apps and a real server,
by mouse and by keyboard. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import gi

gi.require_version("Gst", "1.0")
from gi.repository import Gst  # noqa: E402

sys.dont_write_bytecode = True
import scenery  # noqa: E402
from desk import end, offer, place_of, run, wait  # noqa: E402
from portal import Portal  # noqa: E402
from runner import run_tests  # noqa: E402
from shots import ANNA, BEN  # noqa: E402

SHOTS = os.environ.get("SENDING_SHOTS")


def shot(app, name):
    if SHOTS:
        app.shot(f"{SHOTS}/{name}.png")


def film(path):
    Gst.init(None)
    pipeline = Gst.parse_launch("videotestsrc num-buffers=30 ! video/x-raw,width=320,height=240,framerate=10/1"
                                f" ! vp8enc ! webmmux ! filesink location={path}")
    pipeline.set_state(Gst.State.PLAYING)
    message = pipeline.get_bus().timed_pop_filtered(30 * Gst.SECOND, Gst.MessageType.EOS | Gst.MessageType.ERROR)
    pipeline.set_state(Gst.State.NULL)
    assert message and message.type == Gst.MessageType.EOS, "no film"
    return path


def names_in_order(app):
    """Of the files in the dialog, from top to bottom."""
    rows = [n for n in app.nodes() if n.role == "list item" and re.search(
        r"\.(png|webm|txt|jpg|gif)\b.*,", n.name)]
    return [re.split(", ", n.name)[0] for n in rows]


def focused(app):
    node = app.focused("list item")
    return node.name if node else ""


def focus_row(app, pattern):
    """From the caption back to a row of the list, by the keyboard."""
    for key in ["shift+Tab"] * 8 + ["Home"] + ["Down"] * 8:
        if re.search(pattern, focused(app)):
            return
        if key == "shift+Tab" and focused(app):
            continue
        app.key(key)
        time.sleep(0.1)
    raise LookupError(f"{pattern}: {focused(app)}")


def two_people_meet(desk):
    desk.anna = desk.app("anna")
    desk.anna.place(0, 0, 900, 640)
    desk.anna.register(desk.server, ANNA, "Anna")
    desk.ben = desk.app("ben")
    desk.ben.place(910, 0, 500, 640)
    desk.ben.register(desk.server, BEN, "Ben")
    desk.ben.find_person(ANNA, "Anna")
    desk.ben.say("Show me")
    desk.anna.activate()
    desk.anna.press("Ben", "list item")
    desk.anna.accept()
    desk.anna.say("Wait a moment")
    desk.ben.see("Wait a moment")


def an_album_is_dragged_in(desk):
    """Three pictures and a film out of another program's window; the order is changed by the keyboard."""
    anna = desk.anna
    files = [scenery.lake(f"{desk.folder}/one.png", size=(600, 400)),
             scenery.lake(f"{desk.folder}/two.png", "dusk", (400, 600)),
             film(f"{desk.folder}/film.webm"), scenery.plain(f"{desk.folder}/three.png")]

    def halves():
        anna.see("^As Photos and Videos$")
        anna.see("^As Files$")
        shot(anna, "overlay")

    anna.drag(files, lambda: anna.see("Send 4 Items") and anna.see("^Send$", "button"), halves, to=(500, 150))
    wait("all four", lambda: names_in_order(anna) == ["one.png", "two.png", "film.webm", "three.png"])
    assert anna.see("^As Media$").has("checked")
    shot(anna, "dialog")
    focus_row(anna, "^film.webm, ")
    anna.key("alt+Up")
    wait("the film further up", lambda: names_in_order(anna) == ["one.png", "film.webm", "two.png", "three.png"])
    anna.key("alt+Down")
    wait("the film further down", lambda: names_in_order(anna) == ["one.png", "two.png", "film.webm", "three.png"])
    anna.press("^Caption$", "text")
    anna.type("Our day")
    anna.key("Return")
    anna.gone("Send 4 Items")
    desk.ben.see("Our day")
    shot(anna, "sent")
    shot(desk.ben, "received")


def more_joins_what_is_open(desk):
    """Dropped and pasted into the open dialog, one removed by its key."""
    anna = desk.anna
    text = Path(f"{desk.folder}/list.txt")
    text.write_text("Rope, water, bread\n")
    empty = Path(f"{desk.folder}/empty.txt")
    empty.touch()
    anna.drag([f"{desk.folder}/one.png"], lambda: anna.see("Send Picture") and anna.see("^Send$", "button"),
              to=(500, 500))
    assert anna.see("^As Files$").has("checked"), "the lower half makes files"
    anna.drag([text, empty], lambda: anna.see("Send 3 Items") and anna.see("^Send$", "button"), to=(450, 300))
    clipboard = anna.paste(f"{desk.folder}/three.png")
    anna.see("Send 4 Items")
    end(clipboard)
    shot(anna, "mixed")
    anna.press("^Caption$", "text")
    focus_row(anna, "^list.txt, ")
    anna.key("Delete")
    anna.see("Send 3 Items")
    anna.press("^Caption$", "text")
    anna.type("As files")
    anna.key("Return")
    anna.gone("Send 3 Items")
    desk.ben.see("As files")
    desk.ben.see("empty.txt")


def files_are_pasted(desk):
    anna = desk.anna
    uris = Path(f"{desk.folder}/uris")
    uris.write_text(f"file://{desk.folder}/one.png\r\nfile://{desk.folder}/two.png\r\n")
    clipboard = offer("text/uri-list", uris)
    anna.activate()
    anna.press("^Message$", "text")
    anna.key("ctrl+v")
    anna.see("Send 2 Items")
    anna.see("^Send$", "button")
    anna.type("From the clipboard")
    anna.key("Return")
    anna.gone("Send 2 Items")
    desk.ben.see("From the clipboard")
    # What is chosen for the photos is remembered, also when they are not sent in the end.
    anna.key("ctrl+v")
    anna.press("^Standard Quality$")
    anna.key("Down", "Return")
    anna.see("^High Quality$")
    anna.key("Escape")
    anna.gone("Send 2 Items")
    anna.press("^Message$", "text")
    anna.key("ctrl+v")
    anna.see("Send 2 Items")
    anna.see("^High Quality$")
    assert not anna.find("^Standard Quality$")
    shot(anna, "quality")
    anna.key("Escape")
    anna.gone("Send 2 Items")
    end(clipboard)


def what_cannot_be_read_says_why(desk):
    """As from a file manager that does not hand over what it drags: the path is one of another world."""
    anna = desk.anna
    broken = Path(f"{desk.folder}/broken.png")
    broken.write_bytes(Path(f"{desk.folder}/one.png").read_bytes()[:3000])
    anna.drag([f"{desk.folder}/nowhere/secret.png", desk.folder, broken],
              lambda: anna.see("The other app gave no access to its files"), to=(500, 150))
    anna.see("^secret.png, .*was not given access", "list item")
    anna.see("This is a folder", "list item")
    anna.see("^broken.png, .*It is sent as a file", "list item")
    anna.see("^Choose Files…$", "button")
    shot(anna, "refused")
    anna.key("Escape")
    anna.gone("The other app gave no access")


def media_is_dragged_out(desk):
    """Onto another program's window, which copies it; what was opened for that is nobody else's, and does not stay."""
    anna, folder = desk.anna, Path(f"{desk.folder}/out")
    folder.mkdir()
    sink = subprocess.Popen([desk.build / "tests/display/drop-sink", folder],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        window = run("xdotool", "search", "--sync", "--onlyvisible", "--name", "^Drop sink$").split()[0]
        run("xdotool", "windowmove", "--sync", window, 1420, 700)
        anna.activate()
        box = anna.place_of(anna.see("^You, .*From the clipboard", "list item"))
        x, y = place_of(anna.window)
        start, stop = (x + box.x + box.width - 60, y + box.y + box.height // 3), (1490, 780)
        run("xdotool", "mousemove", "--sync", *start)
        run("xdotool", "mousedown", 1)
        for i in range(1, 16):
            run("xdotool", "mousemove", "--sync", *(int(a + (b - a) * i / 15) for a, b in zip(start, stop)))
            time.sleep(0.05)
        time.sleep(0.5)
        run("xdotool", "mouseup", 1)
        copy = wait("the copy", lambda: next(folder.glob("*.jpg"), None))
        wait("all of it", lambda: copy.read_bytes()[-2:] == b"\xff\xd9")
    finally:
        end(sink)
    opened = list(Path(os.environ["XDG_RUNTIME_DIR"]).glob(f"whinchat/run-*/dragged/*/{copy.name}"))
    assert opened and all(file.stat().st_mode & 0o077 == 0 for file in opened), opened
    anna.activate()
    anna.key("ctrl+q")
    wait("the end", lambda: anna.process.poll() is not None)
    assert not opened[0].exists()


def the_portal_hands_files_over(desk):
    """Once, so not before they are dropped."""
    with mock.patch.dict(os.environ, GDK_DEBUG="portals"), Portal("handover") as portal:
        desk.anna = anna = desk.app("anna")
        anna.place(0, 0, 900, 640)
        anna.activate()
        anna.press("Ben", "list item")

        def halves():
            anna.see("^As Photos and Videos$")
            assert portal.asked == ["ready"], portal.asked

        anna.drag([f"{desk.folder}/one.png", f"{desk.folder}/two.png"],
                  lambda: anna.see("Send 2 Items") and anna.see("^Send$", "button"), halves, to=(500, 150))
        assert portal.asked == ["ready", "StartTransfer", "AddFiles", "RetrieveFiles"], portal.asked
        anna.type("Handed over")
        anna.key("Return")
        desk.ben.see("Handed over")


TESTS = [two_people_meet, an_album_is_dragged_in, more_joins_what_is_open, files_are_pasted, what_cannot_be_read_says_why,
         media_is_dragged_out, the_portal_hands_files_over]


if __name__ == "__main__":
    sys.exit(run_tests("sending", sys.argv[1], TESTS))
