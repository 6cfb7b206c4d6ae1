#!/usr/bin/env python3
"""shots.py BUILD FOLDER: walks through the app and photographs every screen, light, dark, narrow and right to left.
SPDX-License-Identifier: GPL-3.0-or-later"""

import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
from desk import Desk, run  # noqa: E402

ANNA, BEN = "+12025550101", "+4915123456789"
SETTLE = 0.7  # animations end before the picture is taken


class Album:
    def __init__(self, folder):
        self.folder, self.n = Path(folder), 0
        self.folder.mkdir(parents=True, exist_ok=True)

    def taker(self, app, prefix):
        def take(page):
            time.sleep(SETTLE)
            self.n += 1
            path = self.folder / f"{self.n:02}-{prefix}-{page}.png"
            app.shot(path)
            print(path, flush=True)
        return take


def picture(desk):
    path = f"{desk.folder}/Lake at noon.png"
    run("convert", "-size", "600x400", "-depth", "8", "gradient:#8ec5fc-#e0c3fc", path)
    return path


def paste(app, path):
    clipboard = subprocess.Popen(["xclip", "-quiet", "-selection", "clipboard", "-t", "image/png", "-i", path],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    app.activate()
    app.key("ctrl+v")
    return clipboard


def talk(desk, anna, ben, take_anna, take_ben):
    ben.say("Hello Anna!")
    ben.say("Are we still on for Saturday? I would bring the maps and something to eat.")
    anna.activate()
    anna.see("Are we still on")
    take_anna("unread")
    anna.press("Ben", "list item")
    anna.see("New Messages")
    take_anna("unread-line")
    anna.say("Yes! The way is on https://example.org/lake")
    anna.type("I can be there at")
    ben.see("typing")
    take_ben("typing")
    take_anna("composing")
    anna.type(" nine 🙂")
    anna.key("Return")
    clipboard = paste(anna, picture(desk))
    anna.see("Send Picture")
    take_anna("attach")
    anna.type("This is where we go")
    anna.key("Return")
    clipboard.terminate()
    clipboard.wait()
    ben.see("This is where we go")
    ben.activate()
    ben.say("Lovely.")
    anna.activate()
    anna.see("Lovely")
    take_anna("chat")
    take_ben("chat")


def dialogs(anna, take):
    anna.activate()
    anna.key("ctrl+comma")
    anna.see("Log Out")
    take("preferences")
    for page, sign in (("Privacy", "Read Receipts"), ("Devices", "This device"), ("Writing", "Enter Sends")):
        anna.choose(page)
        anna.see(sign)
        take("preferences-" + page.lower())
    anna.key("Escape")
    anna.gone("Enter Sends")
    for key, sign, page in (("ctrl+question", "Keyboard Shortcuts", "shortcuts"), ("ctrl+n", "Find by Phone", "new-chat")):
        anna.key(key)
        anna.see(sign)
        take(page)
        anna.key("Escape")
        anna.gone(sign)
    anna.key("ctrl+f")
    anna.type("saturday")
    anna.see("^Messages$")
    take("search")
    anna.key("ctrl+a")
    anna.type("xyzzy")
    anna.see("Nothing Found")
    take("nothing-found")
    anna.key("Escape")


def viewer(anna, take):
    anna.open_picture()
    anna.see("Next Picture")
    take("viewer")
    anna.key("plus", "plus")
    take("viewer-zoomed")
    anna.key("Escape")
    anna.gone("Next Picture")


def offline(desk, anna, take):
    desk.server.stop()
    anna.see("Next try")
    anna.say("Written while offline")
    take("offline")
    desk.server.start()
    anna.gone("Waiting for the network")


def again(desk, name, take_prefix, album, size, env):
    """The same person with another look."""
    app = desk.app(name, env=env)
    take = album.taker(app, take_prefix)
    app.place(0, 0, *size)
    app.activate()
    app.see("Ben", "list item")
    take("list")
    app.press("Ben", "list item")
    app.see("Lovely")
    take("chat")
    app.key("ctrl+n")
    app.see("Find by Phone")
    take("new-chat")
    app.stop()


def main(build, folder):
    album = Album(folder)
    with Desk(build) as desk:
        anna = desk.app("anna")
        take_anna = album.taker(anna, "wide")
        anna.place(0, 0, 960, 680)
        anna.register(desk.server, ANNA, "Anna Lindqvist", take_anna)
        ben = desk.app("ben")
        take_ben = album.taker(ben, "narrow")
        ben.place(1000, 0, 360, 680)
        ben.register(desk.server, BEN, "Ben Okafor", take_ben)
        ben.find_person(ANNA, "Anna", take_ben)
        talk(desk, anna, ben, take_anna, take_ben)
        dialogs(anna, take_anna)
        viewer(anna, take_anna)
        offline(desk, anna, take_anna)
        anna.stop()
        again(desk, "anna", "dark", album, (1180, 720), {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"})
        again(desk, "anna", "dark-360", album, (360, 640), {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"})
        again(desk, "anna", "rtl", album, (960, 680), {"LC_ALL": "C.UTF-8", "LANGUAGE": "he"})
        again(desk, "anna", "contrast", album, (960, 680), {"ADW_DEBUG_HIGH_CONTRAST": "1"})


if __name__ == "__main__":
    main(*sys.argv[1:])
