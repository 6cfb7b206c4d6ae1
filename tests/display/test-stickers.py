#!/usr/bin/env python3
"""test-stickers.py BUILD: stickers as they are chosen, sent, got and kept in the window. Prints TAP. With SHOTS=FOLDER it
leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import json
import subprocess
import sys

sys.dont_write_bytecode = True
from desk import end, offer, run, wait  # noqa: E402
from person import acquaint  # noqa: E402
from runner import run_tests, shot  # noqa: E402

ANNA, BEN = "+12025550161", "+12025550162"
CELL = "table cell"  # of the picker
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}
CONTRAST = {"ADW_DEBUG_HIGH_CONTRAST": "1"}


def cat(path, colour="#7a6fd0"):
    """A face with ears, and nothing around it."""
    run("convert", "-size", "400x400", "xc:none", "-fill", colour, "-draw", "polygon 70,60 150,150 60,220",
        "-draw", "polygon 330,60 250,150 340,220", "-draw", "circle 200,230 200,90", "-fill", "white",
        "-draw", "circle 150,210 150,185", "-draw", "circle 250,210 250,185", "-fill", "#222",
        "-draw", "circle 155,212 155,200", "-draw", "circle 245,212 245,200", path)
    return path


def two_people(desk):
    acquaint(desk, ANNA, BEN, width=900)


def open_stickers(app):
    app.activate()
    app.press("^Message$", "text")
    app.key("ctrl+shift+period")
    app.see("^Search stickers$")


def focused(app):
    node = app.focused()
    return node.name if node else ""


def sent_by_keyboard(desk):
    anna = desk.anna
    open_stickers(anna)
    anna.see("^Sticker 👋$", CELL)
    shot(anna, "picker")
    wait("the first sticker having the focus", lambda: focused(anna) == "Sticker 👋")
    anna.key("Right", "Return")
    anna.see("^You, .*: Sticker 🙏", "list item")
    anna.gone("^Search stickers$")
    # What is typed next is a text again.
    anna.say("Thank you!")


def sent_by_mouse(desk):
    anna = desk.anna
    anna.press("^Emoji$", "button")
    anna.see("^Stickers$")
    shot(anna, "emoji")
    anna.choose("^Stickers$")
    anna.see("^Search stickers$")
    anna.choose("^Whinchat$")
    anna.press("^Sticker 🎉$", CELL)
    anna.see("^You, .*: Sticker 🎉", "list item")


def found_by_name(desk):
    anna = desk.anna
    open_stickers(anna)
    anna.see("^Sticker 🎉$", CELL)  # of the recent ones
    shot(anna, "recent")
    anna.type("xyzzy")
    anna.see("^No Stickers Found$")
    shot(anna, "none-found")
    anna.key("ctrl+a")
    anna.type("coffee")
    anna.see("^Sticker ☕$", CELL)
    anna.gone("^Sticker 🎉$", CELL)
    anna.key("Return")
    anna.see("^You, .*: Sticker ☕", "list item")


def come_at_the_other_end(desk):
    desk.ben.look(4)
    wait("Ben having all", lambda: [row.get("emoji") for row in desk.ben.messages(ANNA, 4)]
         == ["🙏", None, "🎉", "☕"])
    row = desk.ben.messages(ANNA)[0]
    assert (row["kind"], row["pack_name"], row["width"]) == ("sticker", "Whinchat", 512), row


def kept_by_keyboard(desk):
    anna, ben = desk.anna, desk.ben
    ben.run("send-sticker", "--emoji", "🐈", ANNA, cat(f"{desk.folder}/cat.png"))
    anna.see("^Ben, .*: Sticker 🐈", "list item")
    anna.activate()
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "End")
    shot(anna, "received")
    anna.key("ctrl+shift+s")
    anna.see("^Added to your stickers$")
    open_stickers(anna)
    anna.choose("^My Stickers$")
    anna.see("^Sticker 🐈$", CELL)
    shot(anna, "kept")
    anna.key("Escape")
    anna.gone("^Search stickers$")


def kept_once_only(desk):
    anna = desk.anna
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "End", "Return")
    anna.see("^Add to My Stickers$", "button")
    shot(anna, "large")
    anna.key("Return")
    anna.see("^You have this sticker already$")


def made_of_what_is_pasted(desk):
    anna = desk.anna
    clipboard = offer("image/png", cat(f"{desk.folder}/other.png", "#d06f9a"))
    open_stickers(anna)
    anna.choose("^My Stickers$")
    anna.key("Tab")
    anna.see("^Sticker 🐈$", CELL)
    anna.key("shift+Tab")
    anna.press("^Add Stickers$")
    wait("the menu", anna.menu_items)
    anna.key("p")
    anna.see("^Add Sticker$")
    anna.see("^The new sticker$")
    end(clipboard)
    shot(anna, "add")
    anna.do("^Add$", "button")
    anna.see("^Search stickers$")
    anna.see("^Sticker$", CELL)
    shot(anna, "added")
    anna.key("Return")
    anna.see("^You, .*: Sticker$|^You, .*: Sticker,", "list item")


def put_in_a_pack(desk):
    anna = desk.anna
    open_stickers(anna)
    anna.press("^Add Stickers$")
    wait("the menu", anna.menu_items)
    anna.key("n")
    anna.see("^New Pack$")
    anna.type("Cats")
    shot(anna, "new-pack")
    anna.key("Return")
    anna.see("^No Stickers Yet$")
    shot(anna, "empty-pack")
    anna.press("^Add Stickers$")
    wait("the menu", anna.menu_items)
    anna.key("r")
    anna.see("^Rename Pack$")
    anna.key("ctrl+a")
    anna.type("Pets")
    anna.key("Return")
    anna.see("^Pets$")
    anna.press("^Add Stickers$")
    wait("the menu", anna.menu_items)
    anna.key("m")
    anna.see("^Remove “Pets”")
    anna.do("^Remove$", "button")
    anna.see("^Search stickers$")
    anna.gone("^Pets$")
    anna.key("Escape")
    anna.gone("^Search stickers$")


def taken_away_by_keyboard(desk):
    anna = desk.anna
    open_stickers(anna)
    anna.choose("^My Stickers$")
    anna.see("^Sticker 🐈$", CELL)
    anna.press("^Search stickers$")
    anna.key("Down")
    wait("a sticker having the focus", lambda: focused(anna) == "Sticker")
    anna.key("shift+F10")
    wait("the menu", anna.menu_items)
    shot(anna, "sticker-menu")
    anna.key("e")
    anna.see("^😀$", CELL)
    shot(anna, "change-emoji")
    anna.type("see-no-evil")
    anna.gone("^😀$", CELL)
    anna.see("^🙈$", CELL)
    anna.key("Tab", "Return")
    anna.see("^Sticker 🙈$", CELL)
    anna.press("^Search stickers$")
    anna.key("Down")
    wait("a sticker having the focus", lambda: focused(anna) == "Sticker 🙈")
    anna.key("shift+F10")
    wait("the menu", anna.menu_items)
    anna.key("r")
    anna.gone("^Sticker 🙈$", CELL)
    anna.see("^Sticker 🐈$", CELL)
    anna.key("Escape")
    anna.gone("^Search stickers$")


def answered_and_reacted_to(desk):
    anna, ben = desk.anna, desk.ben
    ben.run("send-sticker", ANNA, "👍")
    anna.see("^Ben, .*: Sticker 👍", "list item")
    anna.activate()
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "End", "ctrl+r")
    open_stickers(anna)
    anna.choose("^Whinchat$")
    anna.press("^Sticker ❤️$", CELL)
    anna.see("^You, .*: reply to Ben, Sticker ❤️", "list item")
    ben.look()
    row = ben.messages(ANNA)[0]
    ben.run("react", ANNA, row["id"], "😂")
    anna.see("^You, .*: reply to Ben, Sticker ❤️, 1 reaction", "list item")
    shot(anna, "reply")


def in_a_group(desk):
    anna, ben = desk.anna, desk.ben
    made = subprocess.run([*ben.program, "group", "create", "Birdwatchers", ANNA], capture_output=True, text=True,
                          check=True).stdout
    group = json.loads(made.splitlines()[-1])["conv"]
    anna.see("Birdwatchers", "list item")
    anna.press("^Birdwatchers", "list item")
    ben.run("send-sticker", group, "❓")
    ben.run("send-sticker", group, "😂")
    anna.see("^Ben, .*: Sticker 😂", "list item")
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "End", "ctrl+r")
    open_stickers(anna)
    anna.choose("^Whinchat$")
    anna.press("^Sticker 🎉$", CELL)
    anna.see("^You, .*: reply to Ben, Sticker 🎉", "list item")
    shot(anna, "group")
    anna.press("^Ben", "list item")
    anna.see("Sticker ❤️", "list item")


def in_the_dark(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", env=DARK)
    anna.place(0, 0, 900, 720)
    anna.press("^Ben", "list item")
    anna.see("Sticker ❤️", "list item")
    open_stickers(anna)
    anna.choose("^Whinchat$")
    anna.see("^Sticker 👋$", CELL)
    shot(anna, "dark")


def narrow(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna")
    anna.place(0, 0, 360, 640)
    anna.press("^Ben", "list item")
    anna.see("Sticker ❤️", "list item")
    shot(anna, "narrow-chat")
    open_stickers(anna)
    anna.choose("^Whinchat$")
    anna.see("^Sticker 👋$", CELL)
    shot(anna, "narrow")


def with_high_contrast(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", env=CONTRAST)
    anna.place(0, 0, 700, 720)
    anna.press("^Ben", "list item")
    anna.see("Sticker ❤️", "list item")
    open_stickers(anna)
    shot(anna, "contrast")


def from_right_to_left(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", language="he")
    anna.place(0, 0, 700, 720)
    anna.press("^Ben", "list item")
    anna.see("Sticker ❤️", "list item")
    open_stickers(anna)
    shot(anna, "rtl")


TESTS = (two_people, sent_by_keyboard, sent_by_mouse, found_by_name, come_at_the_other_end, kept_by_keyboard,
         kept_once_only, made_of_what_is_pasted, put_in_a_pack, taken_away_by_keyboard, answered_and_reacted_to, in_a_group,
         in_the_dark, narrow, with_high_contrast, from_right_to_left)

if __name__ == "__main__":
    sys.exit(run_tests("stickers", sys.argv[1], TESTS))
