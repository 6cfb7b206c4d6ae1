#!/usr/bin/env python3
"""test-camera.py BUILD: a picture and a video of the camera are sent, also of one that the portal lends; without a camera
it says so. Prints TAP. With SHOTS=FOLDER it leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
from desk import wait  # noqa: E402
from person import Person  # noqa: E402
from portal import Portal  # noqa: E402
from runner import run_tests  # noqa: E402
from sound import Sound  # noqa: E402

ANNA, BEN = "+12025550191", "+12025550192"
CAMERA = "gst:videotestsrc is-live=true ! video/x-raw,width=640,height=480,framerate=20/1"


def shot(app, name):
    if folder := os.environ.get("SHOTS"):
        time.sleep(1)
        app.shot(Path(folder, f"{name}.png"))


def open_camera(app):
    app.activate()
    app.press("^Attach$", "toggle button")
    wait("the menu", app.menu_items)
    app.key("m")
    app.see("^Camera$")


def it_says_so(anna, why):
    open_camera(anna)
    anna.see("No Camera")
    anna.see(why)
    anna.key("Escape")
    anna.gone("No Camera")


def without_a_camera_it_says_so(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 900, 820)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben = Person(desk, "Ben", BEN)
    anna.find_person(BEN, "Ben")
    anna.say("Hello Ben")
    desk.ben.look()
    open_camera(anna)
    anna.see("No Camera")
    anna.see("does not lend|No camera was found")
    shot(anna, "camera-none")
    anna.key("Escape")
    anna.gone("No Camera")
    with Portal("lens", "none"):
        it_says_so(anna, "No camera was found")
    with Portal("lens", "denied"):
        it_says_so(anna, "may not use the camera")


def the_desktop_lends_its_camera(desk):
    anna = desk.anna
    with Portal("lens", "there"):
        open_camera(anna)
        anna.see("^Take a Picture$", "button")
        shot(anna, "camera-lent")
        anna.press("^Take a Picture$", "button")
        anna.see("Send Picture")
        anna.press("^Send$", "button")
        sent_size(desk)
    desk.stop(anna)


def sent_size(desk):
    came = desk.ben.ask("follow", "--count", "1")
    message = next(line for line in came if line.get("kind") == "picture")
    assert (message["width"], message["height"]) == (640, 480), message


def a_picture_is_taken(desk):
    desk.sound = Sound()
    desk.anna = anna = desk.app("anna", env={**desk.sound.environment, "WHINCHAT_CAMERA": CAMERA})
    anna.place(0, 0, 900, 820)
    anna.activate()
    anna.press("Ben", "list item")
    open_camera(anna)
    anna.see("^Take a Picture$", "button")
    shot(anna, "camera")
    anna.press("^Take a Picture$", "button")
    anna.see("Send Picture")
    anna.press("^Send$", "button")
    sent_size(desk)


def a_video_is_made(desk):
    anna = desk.anna
    open_camera(anna)
    anna.see("^Take a Picture$", "button")
    anna.press("^Video$")
    anna.press("^Record a Video$", "button")
    anna.see("^0:02$")
    shot(anna, "camera-recording")
    anna.press("^Stop$", "button")
    anna.see("Camera .*webm")
    anna.press("^Send$", "button")
    came = desk.ben.ask("follow", "--count", "1")
    message = next(line for line in came if line.get("mime") == "video/webm")
    assert message["ms"] > 1000 and message["width"] == 640, message
    desk.sound.stop()


TESTS = [without_a_camera_it_says_so, the_desktop_lends_its_camera, a_picture_is_taken, a_video_is_made]


if __name__ == "__main__":
    sys.exit(run_tests("camera", sys.argv[1], TESTS))
