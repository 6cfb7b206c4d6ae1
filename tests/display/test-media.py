#!/usr/bin/env python3
"""test-media.py BUILD: pictures and videos as they are seen in the window - hidden, fetched, as albums, large, kept.
Prints TAP. With SHOTS=FOLDER it leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
import scenery  # noqa: E402
from desk import place_of, run, wait  # noqa: E402
from person import Person  # noqa: E402
from runner import run_tests  # noqa: E402
from tree import Box  # noqa: E402

ANNA, BEN = "+12025550171", "+12025550172"
WINDOW = Box(0, 0, 1000, 720)
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}


def shot(app, name):
    if folder := os.environ.get("SHOTS"):
        time.sleep(0.7)
        app.shot(Path(folder, f"{name}.png"))


def a_stranger_sends_a_picture(desk):
    """What it is can be read, but nothing of it is seen before somebody asks for it."""
    desk.settings = ""  # what moves is to be seen
    desk.anna = anna = desk.app("anna")
    anna.place(*WINDOW)
    anna.register(desk.server, ANNA, "Anna")
    desk.ben = Person(desk, "Ben", BEN)
    desk.lakes = [scenery.lake(f"{desk.folder}/lake {i}.jpg", light, size) for i, (light, size) in enumerate(
        (("noon", (1200, 800)), ("dusk", (800, 1000)), ("noon", (1000, 1000)), ("dusk", (1600, 700)), ("noon", (900, 1200))))]
    desk.ben.send_file(ANNA, desk.lakes[0], "--caption", "Do you know me?")
    anna.press("Ben|\\+1", "list item")
    anna.see("Photo, Do you know me", "list item")
    shot(anna, "stranger")
    anna.accept()
    anna.gone("^Accept$", "button")
    shot(anna, "accepted")
    anna.say("Yes, from the lake")
    desk.ben.look()


def an_album_is_one_row(desk):
    anna = desk.anna
    desk.ben.run("send-file", "--caption", "Four of the lake", ANNA, *desk.lakes[1:])
    anna.see("4 photos, Four of the lake", "list item")
    anna.see("^Album of 4$")
    shot(anna, "album")


def the_viewer_walks_through_the_chat(desk):
    anna = desk.anna
    anna.key("shift+Tab", "End", "Right", "Return")
    anna.see("^Next$", "button")
    anna.see("^Four of the lake, Ben, ")
    shot(anna, "viewer")
    anna.key("Right")
    anna.gone("^Four of the lake, Ben, ")
    anna.key("Page_Up", "Page_Up")
    anna.see("^Do you know me\\?, Ben, ")
    anna.key("plus", "plus")
    shot(anna, "viewer-large")
    anna.key("0", "Page_Down", "Escape")
    anna.gone("^Next$", "button")


def one_of_it_is_deleted(desk):
    anna = desk.anna
    anna.key("Right", "Right", "Delete")
    anna.see("3 photos", "list item")
    shot(anna, "album-of-three")


def the_gallery_has_months(desk):
    anna = desk.anna
    anna.activate()
    anna.do("^Ben", "button")
    anna.see("Starred Messages")
    shot(anna, "chat-info")
    anna.press("^Media, Links and Files$")
    anna.see(time.strftime("%B %Y"))
    anna.see("Four of the lake|Do you know me", "button")
    shot(anna, "gallery")
    anna.do("Do you know me", "button")
    anna.see("^Next$", "button")
    anna.see("^Do you know me\\?, Ben, ")
    anna.key("Escape")
    anna.gone("^Next$", "button")


def a_film_plays(desk):
    anna, film = desk.anna, f"{desk.folder}/ball.webm"
    subprocess.run([desk.build / "tests/display/make-film", film], check=True)
    anna.drop([film], "Send 1")
    anna.type("A ball")
    anna.key("Return")
    anna.see("Video, A ball", "list item")
    shot(anna, "film")
    anna.press("Video, A ball", "list item")
    anna.see("^A ball, You, ")
    # Its length is only known once it is open.
    anna.see("0:0[78]|0:08")
    shot(anna, "film-large")
    anna.key("space", "Escape")
    anna.gone("^Next$", "button")


def colour_of(app, box, across):
    """In the middle between above and below, and so far from its left side to its right one."""
    left, top = place_of(app.window)
    x, y = left + box.x + int(box.width * across), top + box.y + box.height // 2
    return run("import", "-window", "root", "-crop", f"1x1+{x}+{y}", "-format", "%[pixel:p{0,0}]", "info:-")


def changes_its_colour(app, box, across=0.5):
    first = colour_of(app, box, across)
    wait(f"another colour than {first}", lambda: colour_of(app, box, across) != first)


def what_moves_is_seen_to_move(desk):
    """In the conversation and large; by what the pictures themselves are."""
    anna, gif, webp = desk.anna, f"{desk.folder}/wink.gif", f"{desk.folder}/wave.webp"
    for path, colours in (gif, ("#c03030", "#3030c0")), (webp, ("#208040", "#e0c020")):
        subprocess.run(["convert", "-delay", "30", "-loop", "0", "-size", "500x350", *(f"xc:{c}" for c in colours), path],
                       check=True)
        desk.ben.send_file(ANNA, path)
    anna.see(r"\bGIF\b", "list item")
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "End", "Right", "Return")
    anna.see("^Previous$", "button")
    changes_its_colour(anna, WINDOW)
    anna.key("Page_Up")
    anna.see("^Next$", "button")
    changes_its_colour(anna, WINDOW)
    shot(anna, "gif-large")
    anna.key("Escape")
    anna.gone("^Previous$", "button")
    anna.drop([gif, webp], "Send 2")
    anna.key("Return")
    album = anna.see("2 photos", "list item")
    anna.gone("^Cancel", "button")
    for across in 0.62, 0.88:
        changes_its_colour(anna, anna.place_of(album), across)
    shot(anna, "gif")


def all_on_its_way_is_one_list(desk):
    anna = desk.anna
    desk.server.stop()
    anna.drop([desk.lakes[2]], "Send Picture")
    anna.key("Return")
    anna.see("^1 File on Its Way$", "button")
    anna.do("^1 File on Its Way$", "button")
    anna.see("Waits for the network")
    shot(anna, "transfers")
    desk.server.start()
    anna.see("^Everything Has Arrived$")
    anna.key("Escape")
    anna.gone("^1 File on Its Way$", "button")


def what_comes_is_chosen(desk):
    anna = desk.anna
    anna.activate()
    anna.key("ctrl+comma")
    anna.see("Log Out")
    anna.choose("^Media$")
    anna.see("^Downloaded Without Asking$")
    shot(anna, "preferences-media")
    anna.press("^Storage$")
    anna.see("^On This Device$")
    shot(anna, "storage")
    anna.do("^Remove: Photos$", "button")
    anna.see("^Remove From This Device\\?$")
    shot(anna, "storage-ask")
    anna.do("^Remove$", "button")
    anna.see("freed")
    anna.key("Escape", "Escape")
    anna.gone("^On This Device$")
    shot(anna, "let-go")


def in_the_dark_and_narrow(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", env=DARK)
    anna.place(0, 0, 360, 640)
    anna.press("^Ben", "list item")
    anna.see("3 photos", "list item")
    anna.key("shift+Tab", "End", "Right", "Return")
    shot(anna, "album-dark-360")
    anna.key("Right", "Return")
    shot(anna, "album-dark-360-b")


def from_right_to_left(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", language="he")
    anna.place(0, 0, 700, 720)
    anna.press("^Ben", "list item")
    anna.see("2 photos", "list item")
    anna.key("shift+Tab", "Home")
    anna.see("3 photos", "list item")
    shot(anna, "album-rtl")


def what_the_disk_damaged_comes_again(desk):
    anna, kept = desk.anna, Path(desk.folder, "anna", "media")
    before = set(kept.iterdir())
    desk.ben.send_file(ANNA, desk.lakes[0], "--caption", "Of a good disk")
    new = wait("the file", lambda: [f for f in set(kept.iterdir()) - before if f.suffix != ".part"])[0]
    whole = new.stat().st_size
    desk.stop(anna)
    os.truncate(new, whole // 2)
    desk.anna = anna = desk.app("anna")
    anna.place(*WINDOW)
    anna.press("^Ben", "list item")
    anna.see("Damaged photo, Of a good disk", "list item")
    wait("that it is not kept", lambda: not new.exists())
    shot(anna, "damaged")
    anna.key("shift+Tab", "End", "Right", "Return")
    anna.gone("Damaged photo", "list item")
    anna.see("Photo, Of a good disk", "list item")
    wait("all of it", lambda: new.exists() and new.stat().st_size == whole)
    shot(anna, "damaged-no-more")


TESTS = (a_stranger_sends_a_picture, an_album_is_one_row, the_viewer_walks_through_the_chat, one_of_it_is_deleted,
         the_gallery_has_months, a_film_plays, what_moves_is_seen_to_move, all_on_its_way_is_one_list,
         what_comes_is_chosen, in_the_dark_and_narrow, from_right_to_left, what_the_disk_damaged_comes_again)

if __name__ == "__main__":
    sys.exit(run_tests("media", sys.argv[1], TESTS))
