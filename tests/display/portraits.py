#!/usr/bin/env python3
"""portraits.py BUILD FOLDER: the pictures for README.md and for software centres.
SPDX-License-Identifier: GPL-3.0-or-later"""

import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
import scenery  # noqa: E402
from desk import Desk, end, run  # noqa: E402
from person import Person  # noqa: E402

ANNA, BEN = "+12025550101", "+12025550102"
FRIENDS = (("Clara Moreau", "+12025550103", ["The tickets are booked. We leave at 8:12 from platform 4."]),
           ("Daniyar Akhmetov", "+12025550104", ["Thank you, that was just what I needed 👍"]),
           ("Dana Levi", "+12025550105", ["נתראה ביום שישי בערב?"]),
           ("Emilia Johansson", "+12025550106", ["Could you look at this?"]),
           ("Farid", "+12025550107", ["It can wait until tomorrow."]),
           ("Grandmother", "+12025550108", ["Call me when you are home, dear."]))
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}


def portrait(app, path):
    """Without the border that stands for the shadow here, with the corners that a desktop gives a window."""
    time.sleep(1)
    app.shot(path)
    width, height = (int(n) for n in run("identify", "-format", "%w %h", path).split())
    width, height = width - 10, height - 10
    mask = f"roundrectangle 0,0,{width - 1},{height - 1},12,12"
    run("convert", path, "-crop", f"{width}x{height}+5+5", "+repage",
        "(", "-size", f"{width}x{height}", "xc:none", "-fill", "white", "-draw", mask, ")",
        "-compose", "DstIn", "-composite",
        "-compose", "Over", "-fill", "none", "-stroke", "#8886", "-draw", mask,
        "-strip", "-define", "png:compression-level=9", path)
    print(path, flush=True)


def friends_write(desk):
    for name, phone, texts in reversed(FRIENDS):
        friend = Person(desk, name, phone)
        friend.send(ANNA, *texts)
        if name.startswith("Emilia"):
            friend.send_file(ANNA, scenery.lake(f"{desk.folder}/dusk.png", "dusk"))


def talk(desk, anna, ben):
    ben.say("Hello Anna! Are we still on for Saturday?")
    ben.say("I would bring the maps and something to eat.")
    anna.activate()
    anna.press("Ben", "list item")
    anna.see("New Messages")
    anna.say("Yes! I was there this morning:")
    clipboard = anna.paste(scenery.lake(f"{desk.folder}/Lake.png", size=(1200, 620)))
    anna.see("Send Picture")
    anna.see("^Send$", "button")
    anna.type("This is where we go")
    anna.key("Return")
    end(clipboard)
    ben.see("This is where we go")
    ben.say("Lovely. The way is on https://example.org/lake")
    ben.say("😍")
    anna.activate()
    anna.see("example.org")


def main(build, folder):
    folder = Path(folder)
    look = {"settings": "gtk-font-name=Cantarell 11\ngtk-decoration-layout=appmenu:close\n"}
    with Desk(build) as desk:
        anna, ben = desk.app("anna", **look), desk.app("ben", env=DARK, **look)
        anna.place(0, 0, 940, 640)
        ben.place(1000, 0, 360, 640)
        anna.register(desk.server, ANNA, "Anna Lindqvist")
        ben.register(desk.server, BEN, "Ben Okafor")
        friends_write(desk)
        anna.press("Do Not Remind Me", "button")
        ben.find_person(ANNA, "Anna")
        talk(desk, anna, ben)
        for name in ("Farid", "Daniyar", "Grandmother"):
            anna.press(name, "list item")
            anna.see("^Message$")
        anna.press("Ben", "list item")
        anna.see("example.org")
        anna.say("See you at nine then!")
        ben.activate()
        ben.see("at nine")
        anna.see("at nine.*, read")
        ben.type("Bring")
        anna.see("typing")
        anna.activate()
        portrait(anna, folder / "conversation.png")
        portrait(ben, folder / "narrow.png")
        desk.stop(anna)
        anna = desk.app("anna", env=DARK, **look)
        anna.place(0, 0, 940, 640)
        anna.activate()
        anna.press("Ben", "list item")
        anna.see("at nine")
        anna.press("Do Not Remind Me", "button")
        portrait(anna, folder / "dark.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
