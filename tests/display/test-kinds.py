#!/usr/bin/env python3
"""test-kinds.py BUILD: messages of further kinds as they are seen in the window. Prints TAP. With SHOTS=FOLDER it leaves
pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path

sys.dont_write_bytecode = True
import scenery  # noqa: E402
from desk import end, wait  # noqa: E402
from person import acquaint  # noqa: E402
from runner import run_tests, shot  # noqa: E402

ANNA, BEN, CLARA = "+12025550151", "+12025550152", "+12025550153"
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}


def two_people(desk):
    acquaint(desk, ANNA, BEN, env={"WHINCHAT_TEST_PREVIEWS": "1"})


def messages_are_set_to_disappear(desk):
    anna = desk.anna
    anna.open_chat_menu("n")
    anna.see("^Off")
    shot(anna, "timer-dialog")
    anna.press("^7 days$", "list item")
    anna.do("^Set$", "button")
    anna.see("^You set messages to disappear after 7 days$")
    anna.say("This does not stay")
    anna.see("This does not stay.*disappears by itself", "list item")
    shot(anna, "timer-set")


def somebody_else_sets_it(desk):
    desk.ben.run("timer", ANNA, "6")
    desk.anna.see("^Ben set messages to disappear after 6 seconds$")
    desk.ben.send(ANNA, "Quick, look!")
    desk.anna.see("Quick, look!.*disappears by itself", "list item")
    desk.anna.gone("Quick, look!")
    desk.anna.see("This does not stay")
    desk.ben.run("timer", ANNA, "off")
    desk.anna.see("^Ben turned off disappearing messages$")


def stay(person):
    """Is there for a moment: what came is taken in."""
    subprocess.run([*person.program[:-1], "2", "follow"], capture_output=True, check=False)


def newest(person, chat):
    lines = subprocess.run([*person.program, "messages", "--limit", "1", chat], capture_output=True, text=True,
                           check=True).stdout
    return json.loads(lines.splitlines()[-1])


def attach(app, letter):
    """The menu beside the composer; its entries have letters."""
    app.press("^Attach$")
    app.key(letter)


def a_poll_is_made_by_keyboard(desk):
    anna = desk.anna
    anna.activate()
    attach(anna, "p")
    anna.see("^Question$", "text")
    anna.type("Which evening?")
    for option in ("Friday", "Saturday", "Sunday"):
        anna.key("Tab")
        anna.type(option)
    anna.see("^Option 4$", "text")
    shot(anna, "poll-dialog")
    anna.do("^Send$", "button")
    anna.see("Poll: Which evening", "list item")
    anna.see("^Saturday, 0 votes$")


def votes_are_counted_and_seen(desk):
    anna, ben = desk.anna, desk.ben
    ben.look()
    desk.poll = newest(ben, ANNA)["id"]
    ben.run("vote", ANNA, desk.poll, "2")
    anna.see("^Saturday, 1 vote$")
    anna.press("^Sunday, 0 votes$")
    anna.see("^Sunday, 1 vote$")
    anna.press("^Saturday, 1 vote$")
    anna.see("^Saturday, 2 votes$")
    anna.see("^Sunday, 0 votes$")
    shot(anna, "poll")
    anna.press("^Show Votes$", "button")
    anna.see("^No votes$")
    shot(anna, "poll-votes")
    anna.key("Escape")
    anna.gone("^No votes$")


def a_vote_needs_no_pointer(desk):
    anna, ben = desk.anna, desk.ben
    ben.run("poll", "--multiple", ANNA, "What shall I bring?", "Bread", "Cheese")
    anna.see("^Cheese, 0 votes$")
    anna.press("^Message$", "text")
    anna.key("shift+Tab")  # to the newest message
    anna.key("Return", "space", "Tab", "space")
    anna.see("^Bread, 1 vote$")
    anna.see("^Cheese, 1 vote$")


def a_poll_ends(desk):
    anna = desk.anna
    anna.press("^End Poll…$", "button")
    anna.see("^End This Poll")
    anna.do("^End Poll$", "button")
    anna.see("^This poll has ended$")
    shot(anna, "poll-ended")


def a_place_is_sent(desk):
    anna = desk.anna
    attach(anna, "l")
    anna.see("Link to a Map")
    anna.type("https://www.openstreetmap.org/?mlat=48.2086&mlon=16.3730")
    anna.see("48.20860° N, 16.37300° E")
    anna.key("Tab")
    anna.type("Meeting point")
    shot(anna, "place-dialog")
    anna.key("Return")
    anna.see("Location: Meeting point", "list item")
    anna.see("^Open in Maps$", "button")


def a_contact_is_sent(desk):
    anna, ben = desk.anna, desk.ben
    ben.run("send-contact", ANNA, "Clara Moreau", CLARA)
    anna.see("Contact: Clara Moreau", "list item")
    anna.see("^Add Contact$", "button")
    ben.run("send-location", ANNA, "-33.856784", "151.215297", "Opera House")
    anna.see("Location: Opera House", "list item")
    shot(anna, "cards")


def a_photo_is_looked_at_once(desk):
    anna, ben = desk.anna, desk.ben
    ben.run("send-once", ANNA, scenery.lake(f"{desk.folder}/Once.png"))
    anna.see("^Ben, .*: Photo, view once", "list item")
    shot(anna, "once")
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "End", "Return")
    anna.see("Gone once it is closed")
    shot(anna, "once-open")
    anna.key("Escape")
    anna.gone("Gone once it is closed")
    anna.see("^Ben, .*: Photo, opened", "list item")
    wait("Ben being told", lambda: stay(ben) or newest(ben, ANNA)["once"] == "opened")


def a_photo_is_sent_so(desk):
    anna, ben = desk.anna, desk.ben
    anna.press("^Message$", "text")
    clipboard = anna.paste(scenery.lake(f"{desk.folder}/Sent once.png"))
    anna.see("Send Picture")
    anna.press("View once")
    anna.gone("^Caption$")
    shot(anna, "once-send")
    anna.do("^Send$", "button")
    end(clipboard)
    anna.see("^You, .*: Photo, view once", "list item")
    stay(ben)
    wait("Ben having it", lambda: stay(ben) or newest(ben, ANNA).get("once") == "waits")


class Page(http.server.BaseHTTPRequestHandler):
    """A page of the web, on this computer."""

    def do_GET(self):
        picture = self.path == "/picture.png"
        walk = "through the hills" if self.path == "/hills" else "around the lake"
        self.send_response(200)
        self.send_header("Content-Type", "image/png" if picture else "text/html")
        self.end_headers()
        self.wfile.write(Path(self.server.picture).read_bytes() if picture else
                         f"<title>x</title><meta property=og:title content='A walk {walk}'>"
                         "<meta property=og:image content=/picture.png>".encode())

    def log_message(self, *args):
        pass


def a_link_bears_what_its_page_says(desk):
    anna = desk.anna
    server = http.server.HTTPServer(("127.0.0.1", 0), Page)
    server.picture = scenery.lake(f"{desk.folder}/Page.png")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    anna.press("^Message$", "text")
    anna.type(f"Look at http://127.0.0.1:{server.server_port}/lake")
    anna.see("^A walk around the lake$")
    shot(anna, "preview-composer")
    anna.key("Return")
    anna.see("^You, .*: A walk around the lake, Look at", "list item")
    anna.see("^127.0.0.1$")
    shot(anna, "preview")
    anna.gone("^Send Without Preview$")
    anna.type(f"And http://127.0.0.1:{server.server_port}/other")
    anna.see("^Send Without Preview$", "button")
    anna.do("^Send Without Preview$", "button")
    anna.key("Return")  # at once
    anna.see("^You, .*: And http", "list item")
    # Edited, it leads elsewhere, and then nowhere.
    anna.key("Up", "ctrl+a")
    anna.see("^Edit Message$")
    anna.type(f"Rather http://127.0.0.1:{server.server_port}/hills")
    anna.see("^A walk through the hills$")
    shot(anna, "preview-edit")
    anna.key("Return")
    anna.see("^You, .*: A walk through the hills, Rather", "list item")
    anna.key("Up")
    anna.see("^Edit Message$")
    assert not anna.find("^Send Without Preview$", "button"), "what it leads to already is asked again"
    anna.key("End")
    anna.type(" or /lake")
    anna.press("^Save$", "button")
    anna.see("^You, .*: A walk through the hills, Rather .* or /lake", "list item")
    anna.key("Up", "ctrl+a")
    anna.type("I stay here")
    anna.key("Return")
    anna.see("^You, .*: I stay here", "list item")
    anna.gone("A walk through the hills", "list item")
    server.shutdown()


def in_the_dark_and_narrow(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", env=DARK)
    anna.place(0, 0, 360, 640)
    anna.press("^Ben", "list item")
    anna.see("Location: Opera House", "list item")
    shot(anna, "cards-dark-360")
    anna.key("shift+Tab", "Page_Up")
    shot(anna, "poll-dark-360")


def from_right_to_left(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", language="he")
    anna.place(0, 0, 700, 720)
    anna.press("^Ben", "list item")
    anna.see("Location: Opera House")
    shot(anna, "cards-rtl")


TESTS = (two_people, messages_are_set_to_disappear, somebody_else_sets_it, a_poll_is_made_by_keyboard,
         votes_are_counted_and_seen, a_poll_ends, a_vote_needs_no_pointer, a_place_is_sent, a_contact_is_sent,
         a_photo_is_looked_at_once, a_photo_is_sent_so, a_link_bears_what_its_page_says, in_the_dark_and_narrow, from_right_to_left)

if __name__ == "__main__":
    sys.exit(run_tests("kinds", sys.argv[1], TESTS))
