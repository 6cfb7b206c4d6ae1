#!/usr/bin/env python3
"""test-trim.py BUILD: a part of a video is cut out and made smaller before it is sent. Prints TAP. With SHOTS=FOLDER it
leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
import gi  # noqa: E402

gi.require_version("Gst", "1.0")
from gi.repository import Gst  # noqa: E402

from desk import wait  # noqa: E402
from person import Person  # noqa: E402
from runner import run_tests  # noqa: E402

ANNA, BEN = "+12025550181", "+12025550182"


def shot(app, name):
    if folder := os.environ.get("SHOTS"):
        time.sleep(1)
        app.shot(Path(folder, f"{name}.png"))


def film(path):
    """Six seconds that look different all the time, with a tone."""
    Gst.init(None)
    pipeline = Gst.parse_launch(
        "videotestsrc pattern=smpte num-buffers=120 ! video/x-raw,width=1280,height=720,framerate=20/1 ! "
        "vp8enc deadline=1 cpu-used=16 target-bitrate=4000000 ! queue ! mux. "
        "audiotestsrc num-buffers=300 samplesperbuffer=960 ! audio/x-raw,rate=48000 ! opusenc ! queue ! mux. "
        f"webmmux name=mux ! filesink location={path}")
    pipeline.set_state(Gst.State.PLAYING)
    message = pipeline.get_bus().timed_pop_filtered(60 * Gst.SECOND, Gst.MessageType.EOS | Gst.MessageType.ERROR)
    pipeline.set_state(Gst.State.NULL)
    assert message.type == Gst.MessageType.EOS, message.parse_error()
    return path


def handle(app, name):
    box = app.place_of(app.see(name, "slider"))
    app.click(box.x + box.width / 2, box.y + box.height / 2)


def two_people(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 900, 820)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben = Person(desk, "Ben", BEN)
    anna.find_person(BEN, "Ben")
    anna.say("Hello Ben")
    desk.ben.look()


def open_trim(app, path):
    app.activate()
    app.press("^Message$", "text")
    app.drop([path], "Send Video|film.webm")
    app.press(r"^Edit .*\.webm$", "button")
    app.see("Edit Video")
    app.see("^0:06$")


def escape_leaves_it_as_it_was(desk):
    anna = desk.anna
    open_trim(anna, film(f"{desk.folder}/film.webm"))
    shot(anna, "trim")
    anna.key("Escape")
    anna.gone("Edit Video")
    anna.see("film.webm")


def a_part_is_chosen_by_keys(desk):
    anna = desk.anna
    anna.press(r"^Edit .*\.webm$", "button")
    anna.see("Edit Video")
    handle(anna, "^Start$")
    anna.key(*["Right"] * 10)
    anna.see("^0:02$")
    handle(anna, "^End$")
    anna.key(*["Left"] * 5)
    anna.see("^0:03$")
    shot(anna, "trimmed")


def the_part_is_sent(desk):
    anna, ben = desk.anna, desk.ben
    anna.press("^Done$", "button")
    anna.gone("Edit Video")
    edited = list(Path(os.environ["XDG_RUNTIME_DIR"]).glob("whinchat/run-*/edited/*/*"))
    assert [p.name for p in edited] == ["film.webm"], edited
    shot(anna, "trim-done")
    anna.press("^Send$", "button")
    came = ben.ask("follow", "--count", "1")
    message = next(line for line in came if line.get("mime") == "video/webm")
    assert 2850 < message["ms"] < 3150, message
    assert (message["width"], message["height"]) == (1280, 720), message
    assert message["size"] < Path(f"{desk.folder}/film.webm").stat().st_size, message
    wait("the edited file being removed", lambda: not edited[0].exists())


TESTS = [two_people, escape_leaves_it_as_it_was, a_part_is_chosen_by_keys, the_part_is_sent]


if __name__ == "__main__":
    sys.exit(run_tests("trim", sys.argv[1], TESTS))
