#!/usr/bin/env python3
"""test-viewer.py BUILD: a picture large - on and back, enlarged and moved, saved, forwarded, deleted, closed. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
from desk import place_of, run, wait  # noqa: E402
from person import Person, acquaint  # noqa: E402
from rescuer import choose_file  # noqa: E402
from runner import run_tests, shot  # noqa: E402

ANNA, BEN, CLARA = "+12025550161", "+12025550162", "+12025550163"
RED, BLUE = "#c03030", "#3030c0"
MIDDLE = (500, 360)


def shown(app, caption):
    return app.see(f"^{caption}, Ben, ", "image")


def red_is_seen(app, red):
    """A little to the left of the middle, where the picture changes its colour at first."""
    left, top = place_of(app.window)
    place = f"1x1+{left + MIDDLE[0] - 20}+{top + MIDDLE[1]}"
    wait("the picture elsewhere", lambda: run("import", "-window", "root", "-crop", place, "-format",
                                              "%[fx:p.r>p.b]", "info:-").strip() == str(int(red)))


def scroll(app, button):
    app.settle()
    run("xdotool", "mousemove", "--window", app.window, *MIDDLE, "keydown", "ctrl", "click", "--repeat", 3,
        button, "keyup", "ctrl")


def drag(app, by):
    x, y = MIDDLE
    app.settle()
    run("xdotool", "mousemove", "--window", app.window, x, y, "mousedown", 1)
    for i in range(1, 11):
        run("xdotool", "mousemove", "--sync", "--window", app.window, x + by * i // 10, y)
    run("xdotool", "mouseup", 1)


def three_pictures_come(desk):
    acquaint(desk, ANNA, BEN)
    desk.clara = Person(desk, "Clara", CLARA)
    desk.clara.send(ANNA, "Hello from Clara")
    desk.anna.press("Clara|\\+1.*63", "list item")
    desk.anna.accept()
    desk.picture = Path(desk.folder, "halves.png")
    run("convert", "-size", "600x800", f"xc:{RED}", f"xc:{BLUE}", "+append", desk.picture)
    for caption in "One", "Two", "Three":
        desk.ben.send_file(ANNA, desk.picture, "--caption", caption)
        desk.ben.send(ANNA, f"That was {caption}")
    desk.anna.press("^Ben", "list item")
    desk.anna.see("That was Three", "list item")


def keys_go_on_and_back(desk):
    anna = desk.anna
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "End", "Up", "Right", "Return")
    shown(anna, "Three")
    anna.see("^Previous$", "button")
    anna.gone("^Next$", "button")
    anna.key("Left")
    shown(anna, "Two")
    anna.see("^Next$", "button")
    anna.key("Page_Up")
    shown(anna, "One")
    anna.gone("^Previous$", "button")
    anna.key("Page_Up", "Right")
    shown(anna, "Two")
    shot(anna, "two")


def who_clicks_to_the_end_still_has_the_keys(desk):
    """The arrow that had the focus goes away."""
    anna = desk.anna
    anna.press("^Next$", "button")
    shown(anna, "Three")
    anna.gone("^Next$", "button")
    anna.key("Left")
    shown(anna, "Two")


def keys_and_the_wheel_enlarge(desk):
    """What is enlarged is moved by the arrows; what fits cannot become smaller."""
    anna = desk.anna
    anna.gone("^Zoom Out$", "button")
    anna.key("plus", "plus")
    anna.see("^Zoom Out$", "button")
    anna.key("Right", "0")
    anna.gone("^Zoom Out$", "button")
    shown(anna, "Two")
    scroll(anna, 4)
    anna.see("^Zoom Out$", "button")
    scroll(anna, 5)
    anna.gone("^Zoom Out$", "button")


def the_pointer_moves_it(desk):
    anna = desk.anna
    red_is_seen(anna, True)
    anna.key(*["plus"] * 5)
    drag(anna, -200)
    red_is_seen(anna, False)
    shot(anna, "moved")
    drag(anna, 200)
    red_is_seen(anna, True)
    shown(anna, "Two")
    anna.key("0")


def the_wheel_to_the_side_goes_on_and_back(desk):
    """As a touchpad draws a picture aside; more than once."""
    anna = desk.anna
    for button, caption in ((7, "Three"), (6, "Two"), (6, "One"), (7, "Two")):
        anna.settle()
        run("xdotool", "mousemove", "--window", anna.window, *MIDDLE, "click", button)
        shown(anna, caption)


def it_is_saved(desk):
    target = Path(desk.folder, "saved.png")
    desk.anna.key("ctrl+s")
    choose_file(desk.anna, "Save As", target)
    desk.anna.see("^Saved$")
    assert run("identify", "-format", "%w %h", target) == "1200 800"


def it_is_forwarded(desk):
    anna = desk.anna
    anna.activate()
    anna.key("ctrl+shift+r")
    anna.see("Search Chats")
    anna.type("Clara")
    anna.see("^Clara|^\\+1.*63", "check box")
    anna.key("Return", "Return")
    anna.gone("Search Chats")
    wait("the picture at Clara's", lambda: desk.clara.stay() or
         any("Two" in (message.get("text") or "") for message in desk.clara.messages(ANNA, 3)))


def the_next_takes_the_place_of_what_is_deleted(desk):
    anna = desk.anna
    shown(anna, "Two")
    anna.key("Delete")
    shown(anna, "Three")
    anna.gone("^Next$", "button")
    anna.key("Left")
    shown(anna, "One")
    anna.key("Right")
    shown(anna, "Three")


def closed_the_focus_is_where_it_was(desk):
    desk.anna.key("Escape")
    desk.anna.gone("^Three, Ben, ", "image")
    wait("the focus on its message", lambda: (node := desk.anna.focused()) and "Three" in node.name)


TESTS = (three_pictures_come, keys_go_on_and_back, who_clicks_to_the_end_still_has_the_keys, keys_and_the_wheel_enlarge,
         the_pointer_moves_it, the_wheel_to_the_side_goes_on_and_back, it_is_saved, it_is_forwarded,
         the_next_takes_the_place_of_what_is_deleted, closed_the_focus_is_where_it_was)

if __name__ == "__main__":
    sys.exit(run_tests("viewer", sys.argv[1], TESTS))
