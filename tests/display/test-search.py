#!/usr/bin/env python3
"""test-search.py BUILD: finding things, by keyboard alone and by mouse, through the accessible tree. Prints TAP.
With SHOTS=FOLDER it leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import re
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
import scenery  # noqa: E402
from desk import wait  # noqa: E402
from person import Person  # noqa: E402
from runner import run_tests, shot  # noqa: E402

ANNA, BEN, CLARA = "+12025550151", "+12025550152", "+12025550153"
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}
CONTRAST = {"ADW_DEBUG_HIGH_CONTRAST": "1"}
LOOKS = [("dark", (1000, 720), {"env": DARK}), ("contrast", (1000, 720), {"env": CONTRAST}),
         ("360", (360, 640), {}), ("rtl", (1000, 720), {"language": "he"})]


def clear_field(app):
    app.key("ctrl+a", "BackSpace")


def messages_come(desk):
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 1000, 720)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben, desk.clara = Person(desk, "Ben", BEN), Person(desk, "Clara", CLARA)
    ben, clara = desk.ben, desk.clara
    ben.send(ANNA, "The café on the corner has a table for six", *(f"Line {i} of a long talk" for i in range(40)),
             "See https://example.org/harbour/map for the way", "Another café, this one near the harbour",
             *(f"Step {i} of the way" for i in range(30)))
    ben.send_file(ANNA, scenery.lake(f"{desk.folder}/harbour.png", "dusk"), "--caption", "The harbour at dusk")
    notes = Path(desk.folder) / "Harbour notes.txt"
    notes.write_text("Rope\n")
    ben.send_file(ANNA, notes)
    clara.send(ANNA, "Is the harbour far?", "明日は東京都へ行きます")
    anna.see("Clara", "list item")
    anna.see("Ben", "list item")


def everything_by_keyboard(desk):
    """Ctrl+Shift+F, words, Down into the results, Enter opens the message in its place, Escape goes back."""
    anna = desk.anna
    anna.activate()
    anna.key("ctrl+shift+f")
    anna.see("Type a name, a number")
    shot(anna, "search-empty")
    anna.type("harb")
    for heading in ("^Messages$", "^Photos$", "^Links$", "^Files$"):
        anna.see(heading, "label")
    anna.see("Clara, Clara: Is the harbour far", "list item")
    shot(anna, "search-all")
    anna.key("Down")
    wait("the first result having the focus", lambda: focused(anna, "Is the harbour far"))
    anna.key("Down")
    wait("the second", lambda: focused(anna, "Another café"))
    anna.key("Return")
    anna.see("Another café, this one near the harbour", "list item")
    wait("the message in sight", lambda: in_sight(anna, "^Ben.*Another café, this one"))
    shot(anna, "search-hit")
    anna.key("ctrl+shift+f")
    anna.key("ctrl+a")
    anna.type("cafe tab")
    anna.see("Ben, Ben: The café on the corner", "list item")
    anna.key("Return")
    wait("the first message in sight", lambda: in_sight(anna, "^Ben.*The café on the corner"))
    anna.key("ctrl+shift+f")
    clear_field(anna)
    anna.type("xyzzy")
    anna.see("Nothing Found")
    shot(anna, "search-nothing")
    anna.key("Escape")
    anna.gone("Nothing Found")


def focused(app, pattern):
    node = app.focused()
    return node and re.search(pattern, node.name)


def in_sight(app, pattern):
    node = app.find(pattern, "list item")
    if not node:
        return False
    box = node.box()
    return box.y > 40 and box.y + box.height < 700


def filters_by_mouse(desk):
    anna = desk.anna
    anna.activate()
    anna.key("ctrl+shift+f")
    anna.choose("^Files$")
    anna.see("Harbour notes.txt", "list item")
    anna.gone("Is the harbour far", "list item")
    shot(anna, "search-files")
    anna.do("^All$", "toggle button")
    anna.key("ctrl+shift+f")
    anna.type("harbour")
    anna.see("Is the harbour far", "list item")
    anna.do("^From$", "toggle button")
    anna.see("Anybody", "list item")
    anna.type("You")
    anna.key("Escape")
    anna.press("^Date$")
    anna.see("Past Week")
    shot(anna, "search-date")
    anna.key("Down", "Return")
    anna.see("^Date: Today$")
    anna.see("Is the harbour far", "list item")
    anna.press("^Chat$")
    anna.see("All Chats", "list item")
    anna.type("cla")
    anna.key("Return")
    anna.see("^Chat: Clara$")
    anna.gone("Another café", "list item")
    anna.see("Is the harbour far", "list item")
    clear_field_of_search(anna)
    anna.type("zzz")
    anna.press("Look Everywhere", "button")
    anna.see("^Chat$")
    anna.key("ctrl+shift+f", "Escape")
    anna.gone("Search Results")


def clear_field_of_search(app):
    app.key("ctrl+shift+f")
    clear_field(app)


def in_the_chat(desk):
    """Ctrl+F, the count, earlier and later, and back to the place before."""
    anna = desk.anna
    anna.activate()
    anna.press("^Ben", "list item")
    anna.accept()
    anna.key("ctrl+f")
    anna.type("cafe")
    anna.see("^1 of 2$")
    wait("the newest match in sight", lambda: in_sight(anna, "^Ben.*Another café, this one"))
    shot(anna, "find")
    anna.key("ctrl+g")
    anna.see("^2 of 2$")
    wait("the older match in sight", lambda: in_sight(anna, "^Ben.*The café on the corner"))
    anna.key("ctrl+shift+g")
    anna.see("^1 of 2$")
    anna.press("Earlier Match", "button")
    anna.see("^2 of 2$")
    anna.key("Escape")
    anna.gone("^2 of 2$")
    anna.see("^Message$", "text")
    wait("the end of the chat in sight", lambda: in_sight(anna, "^Ben.*Harbour notes"))
    anna.key("ctrl+f")
    anna.type("line")
    anna.see("^1 of 40$")
    clear_field(anna)
    anna.type("xyzzy")
    anna.see("^No matches$")
    anna.key("Escape")
    anna.gone("No matches")


def to_a_day(desk):
    """From the menu and by keyboard: the first message of today; then from the floating date by mouse."""
    anna = desk.anna
    anna.activate()
    wait("the end of the chat in sight", lambda: in_sight(anna, "^Ben.*Harbour notes"))
    anna.press("Chat Menu")
    anna.key("Down", "Return")
    anna.see("^Go to Date$", "button")
    shot(anna, "date")
    anna.key("Tab", "Tab", "Tab", "Tab", "Tab", "Tab")
    anna.do("^Go to Date$", "button")
    wait("the first message in sight", lambda: in_sight(anna, "^Ben.*The café on the corner"))
    anna.gone("^Go to Date$", "button")
    anna.press("To the Newest", "button")
    wait("the end of the chat in sight", lambda: in_sight(anna, "^Ben.*Harbour notes"))
    for _ in range(4):
        anna.click(670, 400, 4)
    time.sleep(0.3)
    anna.click(670, 78)
    anna.see("^Go to Date$", "button")
    anna.key("Escape")
    anna.gone("^Go to Date$", "button")


def quick_switcher(desk):
    anna = desk.anna
    anna.activate()
    anna.key("ctrl+k")
    anna.see("^Go to a chat$")
    anna.see("^Clara, 2 unread messages$", "list item")
    shot(anna, "switcher")
    anna.type("xq")
    anna.see("Nobody Found")
    clear_field(anna)
    anna.type("cl")
    anna.gone("Nobody Found")
    anna.key("Return")
    anna.see("^Clara.*Is the harbour far", "list item")
    anna.key("ctrl+k")
    anna.see("^Go to a chat$")
    anna.key("Down", "Return")
    anna.see("^Ben.*Line|^Ben.*Step", "list item")
    anna.key("ctrl+k")
    anna.see("^Go to a chat$")
    anna.key("Escape")
    anna.gone("Go to a chat")


def chat_info(desk):
    """Who it is, what was sent there, and from there to the message and to the picture."""
    anna = desk.anna
    anna.activate()
    anna.press("^Ben", "list item")
    anna.see("^Message$", "text")
    anna.do("^Ben", "button")
    anna.see("Starred Messages")
    shot(anna, "info")
    anna.key("Return")
    anna.see("harbour at dusk")
    shot(anna, "info-media")
    anna.choose("^Links$")
    anna.see("https://example.org/harbour/map", "list item")
    anna.choose("^Files$")
    anna.see("Harbour notes.txt", "list item")
    shot(anna, "info-files")
    anna.choose("^Links$")
    anna.press("https://example.org/harbour/map", "list item")
    anna.gone("Media, Links and Files")
    wait("the message in sight", lambda: in_sight(anna, "^Ben.*example.org/harbour/map"))


def other_looks(desk):
    if not os.environ.get("SHOTS"):
        return
    desk.stop(desk.anna)
    for name, size, look in LOOKS:
        app = desk.app("anna", **look)
        app.place(0, 0, *size)
        app.see("Ben", "list item")
        app.activate()
        app.key("ctrl+shift+f")
        app.type("harb")
        app.see("^Files$", "label")
        shot(app, f"search-{name}")
        app.key("Down", "Down", "Return")
        app.see("Another café, this one near the harbour", "list item")
        shot(app, f"hit-{name}")
        app.key("ctrl+f")
        app.type("cafe")
        app.see("^1 of 2$")
        shot(app, f"find-{name}")
        app.key("Escape", "ctrl+k")
        app.see("^Go to a chat$")
        shot(app, f"switcher-{name}")
        app.key("Escape")
        app.gone("Go to a chat")
        app.press("Chat Menu")
        app.key("Down", "Return")
        app.see("^Go to Date$", "button")
        shot(app, f"date-{name}")
        desk.stop(app)


TESTS = [messages_come, everything_by_keyboard, filters_by_mouse, in_the_chat, to_a_day, quick_switcher, chat_info, other_looks]

if __name__ == "__main__":
    sys.exit(run_tests("search", sys.argv[1], TESTS))
