#!/usr/bin/env python3
"""demo.py BUILD FOLDER: two people meet, talk and send a picture; prints what was said and where the pictures are.
SPDX-License-Identifier: GPL-3.0-or-later"""

import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
import scenery  # noqa: E402
from desk import Desk, end  # noqa: E402
from shots import ANNA, BEN  # noqa: E402


def tell(who, text):
    line = f"{time.strftime('%H:%M:%S')}  {who}: {text}"
    print(line, flush=True)
    with Path(sys.argv[2], "transcript.txt").open("a") as transcript:
        print(line, file=transcript)


def say(app, who, text, other):
    app.say(text)
    other.see(text)
    tell(who, text)


def main(build, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "transcript.txt").unlink(missing_ok=True)
    with Desk(build) as desk:
        print(f"The server answers at {desk.server.url}.", flush=True)
        anna = desk.app("anna")
        anna.place(0, 0, 860, 680)
        anna.register(desk.server, ANNA, "Anna")
        tell("Anna", "has registered")
        ben = desk.app("ben")
        ben.place(880, 0, 380, 680)
        ben.register(desk.server, BEN, "Ben")
        tell("Ben", "has registered")
        ben.find_person(ANNA, "Anna")
        say(ben, "Ben", "Hello Anna! Shall we walk around the lake?", anna)
        anna.activate()
        anna.press("Ben", "list item")
        anna.see("New Messages")
        say(anna, "Anna", "With pleasure. This is what it looks like today:", ben)
        clipboard = anna.paste(scenery.lake(f"{desk.folder}/Lake.png"))
        anna.see("Send Picture")
        anna.see("^Send$", "button")
        anna.type("The lake")
        anna.key("Return")
        end(clipboard)
        ben.see("The lake")
        tell("Anna", "[a picture] The lake")
        ben.activate()
        anna.see("The lake.*, read")
        tell("Ben", "has read it")
        time.sleep(1)
        for app, name in ((anna, "anna"), (ben, "ben")):
            app.shot(folder / f"{name}.png")
            print(folder / f"{name}.png", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
