#!/usr/bin/env python3
"""test-desk.py BUILD: two people at their apps, a real server, real keys and clicks. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""

import subprocess
import sys
import time
import traceback
from pathlib import Path

sys.dont_write_bytecode = True
from desk import Atspi, Desk, run  # noqa: E402
from shots import ANNA, BEN, paste, picture  # noqa: E402


def first_run_to_first_message(desk):
    desk.anna, desk.ben = desk.app("anna"), None
    desk.anna.place(0, 0, 900, 640)
    desk.anna.register(desk.server, ANNA, "Anna Lindqvist")
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
    anna.say("The answer")
    ben.activate()
    ben.see("The answer")
    anna.see("The answer.*, read")


def typing_shows_in_the_list(desk):
    desk.anna.activate()
    desk.anna.type("thinking")
    desk.ben.see("typing")
    desk.anna.key("ctrl+a", "BackSpace")


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
    clipboard = paste(desk.anna, picture(desk))
    desk.anna.see("Send Picture")
    desk.anna.see("^Send$", "button")
    desk.anna.type("A pasted picture")
    desk.anna.key("Return")
    clipboard.terminate()
    clipboard.wait()
    desk.ben.see("A pasted picture")


def drop_a_file(desk):
    path = Path(desk.folder) / "minutes.txt"
    path.write_text("We met.\n")
    source = subprocess.Popen([desk.build / "tests/display/drag-source", path], stderr=subprocess.DEVNULL)
    try:
        window = run("xdotool", "search", "--sync", "--onlyvisible", "--name", "^Drag source$").split()[0]
        run("xdotool", "windowmove", "--sync", window, 1180, 700)
        desk.anna.activate()
        time.sleep(0.3)
        drag(window, desk.anna.window)
        desk.anna.see("Send 1 File")
        desk.anna.see("^Send$", "button")
        desk.anna.activate()
        desk.anna.key("Return")
        desk.ben.see("minutes.txt")
    finally:
        source.terminate()
        source.wait()


def drag(source, target):
    """A drag begins after some way with the button down, and drops only where it was seen to enter."""
    run("xdotool", "mousemove", "--window", source, "--sync", 90, 100)
    x, y = place_of(source)
    to_x, to_y = place_of(target)
    start, end = (x + 90, y + 100), (to_x + 600, to_y + 300)
    run("xdotool", "mousedown", 1)
    for i in range(1, 16):
        run("xdotool", "mousemove", "--sync", *(int(a + (b - a) * i / 15) for a, b in zip(start, end)))
        time.sleep(0.03)
    time.sleep(0.3)
    run("xdotool", "mouseup", 1)


def place_of(window):
    lines = dict(line.split("=") for line in run("xdotool", "getwindowgeometry", "--shell", window).split())
    return int(lines["X"]), int(lines["Y"])


def narrow_goes_back(desk):
    ben = desk.ben
    ben.activate()
    ben.do("^Back$", "button")  # a click that a busy machine makes long would open the button's menu
    ben.see("Anna", "list item")
    ben.press("Anna", "list item")
    ben.see("minutes.txt")


def way_to(node):
    way = []
    while node and node.get_role() != Atspi.Role.APPLICATION:
        way.append(f"{node.get_role_name()} {node.get_name()}".strip())
        node = node.get_parent()
    return " < ".join(way)


def everything_that_takes_the_focus_has_a_name(desk):
    for app in (desk.anna, desk.ben):
        unnamed = [way_to(n) for n in app.nodes()
                   if n.get_state_set().contains(Atspi.StateType.FOCUSABLE)
                   and n.get_state_set().contains(Atspi.StateType.SHOWING)
                   and not (n.get_name() or n.get_description())
                   and n.get_role() not in (Atspi.Role.FRAME, Atspi.Role.SCROLL_PANE, Atspi.Role.MENU_ITEM)]
        assert not unnamed, f"no name: {unnamed}"


def all_is_there_after_a_restart(desk):
    desk.anna.stop()
    desk.anna = desk.app("anna")
    desk.anna.activate()
    desk.anna.see("Ben", "list item")
    desk.anna.key("alt+Down")
    desk.anna.see("A pasted picture")


TESTS = [first_run_to_first_message, talk_until_read, typing_shows_in_the_list, offline_waits_and_recovers,
         paste_a_picture, drop_a_file, narrow_goes_back, everything_that_takes_the_focus_has_a_name,
         all_is_there_after_a_restart]


def keep_pictures(desk, number):
    """Beside the build's logs, for whoever has to find out."""
    for i, app in enumerate(desk.apps):
        if app.process.poll() is None:
            app.shot(desk.build / f"meson-logs/desk-{number}-{i}.png")


def main(build):
    print(f"1..{len(TESTS)}", flush=True)
    with Desk(build) as desk:
        for i, test in enumerate(TESTS, 1):
            try:
                test(desk)
                print(f"ok {i} {test.__name__}", flush=True)
            except Exception:  # noqa: BLE001
                desk.failed = True
                print(f"not ok {i} {test.__name__}", flush=True)
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}", flush=True)
                keep_pictures(desk, i)
        return desk.failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
