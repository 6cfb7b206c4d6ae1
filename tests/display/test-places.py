#!/usr/bin/env python3
"""test-places.py BUILD: places on a map that is fetched only when it is asked for, and one's own place. Prints TAP. With
SHOTS=FOLDER it leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import http.server
import os
import re
import struct
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

sys.dont_write_bytecode = True
from desk import end, place_of, run, wait  # noqa: E402
from person import acquaint  # noqa: E402
from portal import Portal  # noqa: E402
from runner import run_tests, shot  # noqa: E402

ANNA, BEN = "+12025550211", "+12025550212"
LOOKS = [("dark-360", (360, 640), {"env": {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}}),
         ("contrast", (1000, 720), {"env": {"ADW_DEBUG_HIGH_CONTRAST": "1"}}), ("rtl", (700, 720), {"language": "he"})]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def streets(z, x, y):
    """A tile of a town that does not exist."""
    palette = b"\xf2\xef\xe9\xff\xff\xff\xcd\xeb\xb0\xaa\xd3\xdf\xd9\xd0\xc9"
    town = (x * 7 + y * 13) % 5
    rows = b""
    for v in range(256):
        row = bytearray(256)
        for u in range(256):
            road = u % 128 in range(60, 68) or v % 96 in range(40, 46) or abs(u - v) < 3
            block = (u // 128 + v // 96 + town) % 4
            row[u] = 1 if road else 2 if block == 0 else 3 if block == 3 and town == 2 else 4 if block == 1 else 0
        rows += b"\0" + bytes(row)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 256, 256, 8, 3, 0, 0, 0)) + \
        chunk(b"PLTE", palette) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Tile(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        z, x, y = (int(n) for n in re.fullmatch(r"/(\d+)/(\d+)/(\d+)\.png", self.path).groups())
        self.server.asked.append((z, x, y))
        works = self.server.works
        self.send_response(200 if works else 503)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(streets(z, x, y) if works else b"")

    def log_message(self, *args):
        pass


def two_people(desk):
    desk.tiles = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tile)
    desk.tiles.asked, desk.tiles.works = [], True
    threading.Thread(target=desk.tiles.serve_forever, daemon=True).start()
    desk.env = {"WHINCHAT_TEST_TILES": f"http://127.0.0.1:{desk.tiles.server_port}/{{z}}/{{x}}/{{y}}.png"}
    acquaint(desk, ANNA, BEN, env=desk.env)


def nothing_is_fetched_unasked(desk):
    anna = desk.anna
    desk.ben.run("send-location", ANNA, "48.2086", "16.3730", "Meeting point")
    anna.see("Location: Meeting point", "list item")
    shot(anna, "card")
    anna.press("^Show Map$", "button")
    anna.see("^Show a Map")
    anna.see("OpenStreetMap, whose server sees")
    shot(anna, "ask")
    assert desk.tiles.asked == [], desk.tiles.asked
    anna.key("Escape")
    anna.gone("^Show a Map")
    assert desk.tiles.asked == [], desk.tiles.asked


def it_is_shown_once_asked_for(desk):
    anna, asked = desk.anna, desk.tiles.asked
    anna.press("^Show Map$", "button")
    anna.press("^Load Map$", "button")
    wait("the tile of the place", lambda: (15, 17874, 11360) in asked)
    assert {z for z, _, _ in asked} == {15}, asked
    see_map(anna)
    anna.see("48.20860° N, 16.37300° E")
    anna.see("^Open in Maps$", "button")
    shot(anna, "map")
    anna.key("plus")
    wait("what is nearer", lambda: any(z == 16 for z, _, _ in asked))
    come_to_rest(asked)
    anna.key("Escape")
    anna.gone("OpenStreetMap contributors")
    before = len(asked)
    anna.press("^Show Map$", "button")  # was allowed, and is still there
    anna.see("OpenStreetMap contributors")
    anna.key("Escape")
    anna.gone("OpenStreetMap contributors")
    assert len(asked) == before, "what was shown is fetched again"


def is_drawn(app):
    """Upper left on the map is nothing else: one colour is an empty one."""
    box, (x, y) = app.see("^Map$").box(), place_of(app.window)
    colours = run("import", "-window", "root", "-crop", f"{box.width // 3}x{box.height // 3}+{x + box.x + 10}+{y + box.y + 10}",
                  "-format", "%k", "info:-")
    return int(colours) > 1


def come_to_rest(asked):
    """What was wanted before a map closed still comes."""
    before = -1
    while before != len(asked):
        before = len(asked)
        time.sleep(1)


def see_map(app):
    app.see("OpenStreetMap contributors")
    wait("the map being drawn", lambda: is_drawn(app))


def show_last(app):
    """The map of the lowest place: the first would do for any other."""
    def cards():
        return len(found := [node for node in app.nodes() if node.name == "Show Map"]) > 1 and found
    max(wait("another place", cards), key=lambda node: app.place_of(node).y).act()
    app.see("", "dialog")


def the_server_may_be_away(desk):
    anna = desk.anna
    desk.tiles.works = False
    desk.ben.run("send-location", ANNA, "-33.856784", "151.215297", "Opera House")
    anna.see("Location: Opera House", "list item")
    before = len(desk.tiles.asked)
    show_last(anna)
    anna.see("^No Map$")
    assert len(desk.tiles.asked) > before
    anna.see("33.85678° S, 151.21530° E")
    anna.see("^Open in Maps$", "button")
    shot(anna, "away")
    desk.tiles.works = True
    anna.press("^Try Again$", "button")
    anna.see("OpenStreetMap contributors")
    anna.key("Escape")
    anna.gone("OpenStreetMap contributors")


def open_dialog(app):
    app.activate()
    app.press("^Attach$")
    wait("the menu", app.menu_items)
    app.key("l")
    app.see("^My Location$")


def close_dialog(app):
    app.key("Escape")
    app.gone("^Choose on a Map$")


def where_one_is_can_be_unknown(desk):
    anna = desk.anna
    open_dialog(anna)
    anna.press("^My Location$")
    anna.see("does not tell apps where they are")
    shot(anna, "no-portal")
    for answer, words in ("denied", "may not know where you are"), ("off", "switched off in the settings"):
        with Portal("whereabouts", answer):
            anna.press("^My Location$")
            anna.see(words)
    with Portal("whereabouts", "silent") as portal:
        anna.press("^My Location$")
        portal.wait("Start")
        anna.see("^Looking for where you are")
        shot(anna, "looking")
        anna.press("^Stop Looking$")
        anna.see("^My Location$")
        portal.wait("Close")
        anna.press("^My Location$")
        anna.see("^Stop Looking$")
        close_dialog(anna)  # ends it too
        wait("the end of the session", lambda: portal.asked.count("Close") == 2)


def newest(desk):
    desk.ben.stay()
    return desk.ben.messages(ANNA)[-1]


def one_s_own_place_is_sent(desk):
    anna = desk.anna
    open_dialog(anna)
    with Portal("whereabouts", "52.520008", "13.404954", "19.2") as portal:
        anna.press("^My Location$")
        anna.see("52.52001° N, 13.40495° E, to within 20 m")
        portal.wait("Close")
    shot(anna, "found")
    anna.press("^Send$", "button")
    anna.gone("^Choose on a Map$")
    wait("Ben having it", lambda: newest(desk).get("lat") == 52520008)
    assert newest(desk)["lon"] == 13404954, newest(desk)


def a_place_is_picked_on_the_map(desk):
    anna = desk.anna
    open_dialog(anna)
    anna.type("48.2, 16.37")
    anna.see("48.20000° N, 16.37000° E")
    anna.press("^Choose on a Map$")
    see_map(anna)
    shot(anna, "pick")
    anna.key("Right", "Right", "Down")
    anna.gone("48.20000° N, 16.37000° E")
    anna.see(r"48\.19\d\d\d° N, 16\.37\d\d\d° E")
    shot(anna, "picked")
    anna.press("^Send$", "button")
    anna.gone("OpenStreetMap contributors")
    wait("Ben having it", lambda: 48190000 < newest(desk).get("lat", 0) < 48200000)
    assert newest(desk)["lon"] > 16370000, newest(desk)


def it_looks_so(desk):
    for name, size, more in LOOKS if "SHOTS" in os.environ else LOOKS[:1]:
        desk.stop(desk.anna)
        desk.anna = anna = desk.app("anna", **{**more, "env": {**desk.env, **more.get("env", {})}})
        anna.place(0, 0, *size)
        anna.press("^Ben", "list item")
        anna.see("Location: Opera House", "list item")
        shot(anna, f"{name}-card")
        show_last(anna)
        anna.see("OpenStreetMap")
        shot(anna, f"{name}-ask")
        anna.press("^Load Map$", "button")
        anna.see("OpenStreetMap contributors")
        shot(anna, f"{name}-map")
        anna.key("Escape")
        anna.gone("OpenStreetMap contributors")
        open_dialog(anna)
        anna.press("Link to a Map")
        anna.type("48.2, 16.37")
        anna.press("^Choose on a Map$")
        anna.see("OpenStreetMap contributors")
        shot(anna, f"{name}-pick")


TESTS = (two_people, nothing_is_fetched_unasked, it_is_shown_once_asked_for, the_server_may_be_away,
         where_one_is_can_be_unknown, one_s_own_place_is_sent, a_place_is_picked_on_the_map, it_looks_so)

if __name__ == "__main__":
    sys.exit(run_tests("places", sys.argv[1], TESTS))
