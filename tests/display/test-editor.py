#!/usr/bin/env python3
"""test-editor.py BUILD: a picture is edited before it is sent, by pointer and by keys, and comes as it was seen. Prints
TAP. With SHOTS=FOLDER it leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import re
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
from desk import run, wait  # noqa: E402
from person import Person  # noqa: E402
from runner import run_tests  # noqa: E402

ANNA, BEN = "+12025550171", "+12025550172"


def shot(app, name):
    if folder := os.environ.get("SHOTS"):
        time.sleep(0.7)
        app.shot(Path(folder, f"{name}.png"))


def quarters(path):
    """Red and green above blue and white, 800 x 600."""
    run("convert", "(", "-size", "400x300", "xc:#f00", "xc:#0f0", "+append", ")", "(", "xc:#00f", "xc:#fff", "+append", ")",
        "-append", path)
    return path


def colour(path, x, y):
    """The nearest of those that were used, by its letters."""
    text = run("convert", path, "-format", f"%[pixel:p{{{x},{y}}}]", "info:")
    return "".join("1" if float(n) > 127 else "0" for n in re.findall(r"[\d.]+", text)[:3])


RED, GREEN, BLUE, WHITE = "100", "010", "001", "111"


def size(path):
    return tuple(int(n) for n in run("identify", "-format", "%w %h", path).split())


def canvas(app):
    return app.place_of(app.see("^Picture$", "image"))


def drag(app, start, stop):
    x, y = (start[0] + 5, start[1] + 5), (stop[0] + 5, stop[1] + 5)
    run("xdotool", "mousemove", "--window", app.window, "--sync", int(x[0]), int(x[1]), "mousedown", 1)
    for i in range(1, 11):
        run("xdotool", "mousemove", "--window", app.window, *(int(a + (b - a) * i / 10) for a, b in zip(x, y)))
        time.sleep(0.02)
    run("xdotool", "mouseup", 1)


def shown(app, text):
    """The size of what is edited."""
    return wait(text, lambda: any(n.description == text for n in app.nodes()))


def open_editor(app, path):
    app.activate()
    app.press("^Message$", "text")
    app.drop([path], "Send Picture")
    app.press(r"^Edit .*\.png$", "button")
    app.see("Edit Picture")
    shown(app, "800 × 600 pixels")


def two_people(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 900, 820)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben = Person(desk, "Ben", BEN)
    anna.find_person(BEN, "Ben")
    anna.say("Hello Ben")
    desk.ben.look()


def escape_gives_up_one_thing_after_another(desk):
    anna = desk.anna
    open_editor(anna, quarters(f"{desk.folder}/quarters.png"))
    shot(anna, "crop")
    anna.key("Escape")
    anna.gone("Edit Picture")
    anna.see("Send Picture")
    anna.press(r"^Edit .*\.png$", "button")
    shown(anna, "800 × 600 pixels")
    anna.key("ctrl+r")
    shown(anna, "600 × 800 pixels")
    anna.key("Escape")
    anna.see("Discard Changes")
    shot(anna, "discard")
    anna.key("Escape")
    anna.gone("Discard Changes")
    shown(anna, "600 × 800 pixels")
    anna.key("ctrl+z")
    shown(anna, "800 × 600 pixels")


def steps_are_taken_back_and_done_again(desk):
    anna = desk.anna
    for _ in range(3):
        anna.key("ctrl+r")
    anna.key("ctrl+h")
    shown(anna, "600 × 800 pixels")
    anna.key("ctrl+z", "ctrl+z")
    shown(anna, "800 × 600 pixels")
    anna.key("ctrl+shift+z")
    shown(anna, "600 × 800 pixels")
    anna.press("^Reset$", "button")
    shown(anna, "800 × 600 pixels")
    anna.key("ctrl+z")
    shown(anna, "600 × 800 pixels")
    while anna.find("^Undo$", "button"):
        anna.key("ctrl+z")
        time.sleep(0.1)
    shown(anna, "800 × 600 pixels")


def it_is_cut_by_the_keys(desk):
    """The right half goes: Shift and Left, 50 times two of a hundred of 800."""
    anna = desk.anna
    box = canvas(anna)
    anna.click(box.x + box.width / 2, box.y + 4)
    for _ in range(25):
        anna.key("shift+Left")
    shown(anna, "400 × 600 pixels")
    anna.key("ctrl+z")
    shown(anna, "800 × 600 pixels")
    anna.key("ctrl+shift+z")
    shown(anna, "400 × 600 pixels")
    shot(anna, "cropped")


def it_is_drawn_on_and_blurred(desk):
    """After it was turned: blue is at the start, red at the end, 600 x 400."""
    anna = desk.anna
    anna.key("ctrl+r")
    shown(anna, "600 × 400 pixels")
    anna.key("alt+2")
    anna.see("^Red$")
    anna.press("^White$")
    box = canvas(anna)
    scale = min((box.width - 36) / 600, (box.height - 36) / 400)
    desk.at = lambda x, y: (box.x + box.width / 2 + (x - 300) * scale, box.y + box.height / 2 + (y - 200) * scale)
    drag(anna, desk.at(450, 100), desk.at(550, 100))
    drag(anna, desk.at(450, 300), desk.at(550, 300))
    shot(anna, "drawn")
    anna.key("ctrl+z")
    anna.key("alt+3")
    anna.see("^Area$")
    drag(anna, desk.at(240, 150), desk.at(360, 250))
    shot(anna, "blurred")


def it_is_sent_as_it_was_seen(desk):
    anna, ben = desk.anna, desk.ben
    anna.press("^Done$", "button")
    anna.gone("Edit Picture")
    anna.see("Send Picture")
    shot(anna, "edited")
    edited = list(Path(os.environ["XDG_RUNTIME_DIR"]).glob("whinchat/run-*/edited/*/*"))
    assert [p.name for p in edited] == ["quarters.png"], edited
    anna.press("^Send$", "button")
    message = desk.saw = ben_gets(ben, f"{desk.folder}/came")
    wait("the edited file being removed", lambda: not edited[0].exists())
    assert size(message) == (600, 400), size(message)
    for x, y, expected in ((20, 20, BLUE), (20, 380, BLUE), (580, 20, RED), (580, 380, RED),
                           (500, 300, RED), (200, 200, BLUE), (400, 200, RED)):
        assert colour(message, x, y) == expected, (x, y, colour(message, x, y))
    # The pen is some pixels wide, and the pointer is some off.
    assert any(colour(message, 500, y) == WHITE for y in range(90, 111, 2))
    # Where the two met there is no edge any more.
    reds = [int(float(re.findall(r"[\d.]+", run("convert", message, "-format", f"%[fx:255*p{{{x},200}}.r]", "info:"))[0]))
            for x in range(270, 331, 10)]
    assert all(b - a < 180 for a, b in zip(reds, reds[1:])), reds
    assert any(40 < n < 215 for n in reds), reds


def ben_gets(ben, path):
    came = ben.ask("follow", "--count", "1")
    found = [line for line in came if line.get("kind") == "picture"]
    assert found, came
    ben.run("save", found[-1]["conv"], found[-1]["id"], path)
    return path


def what_is_not_sent_leaves_nothing(desk):
    anna = desk.anna
    open_editor(anna, quarters(f"{desk.folder}/again.png"))
    anna.key("ctrl+h")
    anna.press("^Done$", "button")
    anna.gone("Edit Picture")
    edited = wait("the edited file", lambda: list(
        Path(os.environ["XDG_RUNTIME_DIR"]).glob("whinchat/run-*/edited/*/again.png")))
    anna.key("Escape")
    anna.gone("Send Picture")
    wait("the edited file being removed", lambda: not edited[0].exists())


def keys_draw_too(desk):
    anna = desk.anna
    open_editor(anna, f"{desk.folder}/again.png")
    anna.key("alt+2", "Left", "space", "Down", "Down", "Right", "Escape")
    assert not anna.find("^Undo$", "button")
    anna.key("space", "Up", "Up", "Left", "space")
    anna.see("^Undo$", "button")
    anna.key("ctrl+z")
    anna.key("Escape")
    anna.gone("Edit Picture")
    anna.key("Escape")
    anna.gone("Send Picture")


TESTS = [two_people, escape_gives_up_one_thing_after_another, steps_are_taken_back_and_done_again, it_is_cut_by_the_keys,
         it_is_drawn_on_and_blurred, it_is_sent_as_it_was_seen, what_is_not_sent_leaves_nothing, keys_draw_too]


if __name__ == "__main__":
    sys.exit(run_tests("editor", sys.argv[1], TESTS))
