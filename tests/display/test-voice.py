#!/usr/bin/env python3
"""test-voice.py BUILD: voice messages in the window, with a sound server that nobody hears. Prints TAP. With
SHOTS=FOLDER it leaves pictures there.
SPDX-License-Identifier: GPL-3.0-or-later"""

import json
import subprocess
import sys
import time


from gi.repository import Gio, GLib  # noqa: E402

sys.dont_write_bytecode = True
from desk import run, wait  # noqa: E402
from person import Person, acquaint  # noqa: E402
from runner import run_tests, shot  # noqa: E402
from sound import Sound  # noqa: E402

ANNA, BEN, CLARA, DORA = "+12025550161", "+12025550162", "+12025550163", "+12025550164"
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}


def two_people(desk):
    desk.sound = Sound()
    desk.sound.speak()
    acquaint(desk, ANNA, BEN, env=desk.sound.environment)
    Person(desk, "Clara", CLARA).send(ANNA, "I am Clara")
    desk.anna.see("^Clara", "list item")
    shot(desk.anna, "composer")


def it_is_recorded_by_keyboard(desk):
    anna = desk.anna
    anna.activate()
    follower = subprocess.Popen([*desk.ben.program, "follow"], stdout=subprocess.PIPE, text=True)
    anna.key("ctrl+shift+v")
    anna.see("^Pause Recording$", "button")
    anna.see("^Cancel Recording$", "button")
    # Whoever gets it is told that it is being made.
    for line in follower.stdout:
        if json.loads(line).get("what") == "recording":
            break
    anna.see("^Recorded 0:0[2-9]$")
    shot(anna, "recording")
    follower.terminate()
    follower.wait()


def it_is_listened_to_before(desk):
    anna = desk.anna
    anna.do("^Pause Recording$", "button")
    anna.see("^Continue Recording$", "button")
    shot(anna, "paused")
    anna.do("^Listen$", "button")
    anna.see("^Stop Listening$", "button")
    anna.see("^Listen$", "button")
    anna.do("^Continue Recording$", "button")
    anna.see("^Pause Recording$", "button")
    anna.see("^Recorded 0:0[4-9]$")


def it_is_sent(desk):
    anna = desk.anna
    anna.do("^Send$", "button")
    anna.see("^You, .*: Voice message", "list item")
    anna.gone("^Pause Recording$")
    desk.ben.stay()
    got = desk.ben.messages(ANNA)[-1]
    assert got["kind"] == "voice" and got["ms"] > 3000, got
    shot(anna, "sent")
    anna.see("^Record a Voice Message$", "button")


def escape_cancels(desk):
    anna = desk.anna
    anna.key("ctrl+shift+v")
    anna.see("^Recorded 0:0[1-9]$")
    anna.key("Escape")
    anna.gone("^Pause Recording$")
    anna.see("^Message$", "text")
    desk.ben.stay()
    assert desk.ben.messages(ANNA)[-1]["ms"] > 0 and len(desk.ben.messages(ANNA, 10)) == 3


def held_it_records_and_sends(desk):
    anna = desk.anna
    box = anna.place_of(anna.see("^Record a Voice Message$", "button"))
    x, y = box.x + box.width / 2 + 5, box.y + box.height / 2 + 5
    run("xdotool", "mousemove", "--window", anna.window, int(x), int(y), "mousedown", 1)
    anna.see("Slide to cancel")
    anna.see("^Recorded 0:0[2-9]$")
    shot(anna, "held")
    run("xdotool", "mouseup", 1)
    anna.gone("Slide to cancel")
    wait("Ben having it", lambda: desk.ben.stay() or len(desk.ben.messages(ANNA, 10)) == 4)
    # To the start, and nothing of it is left.
    run("xdotool", "mousemove", "--window", anna.window, int(x), int(y), "mousedown", 1)
    anna.see("Slide to cancel")
    for step in range(1, 14):
        run("xdotool", "mousemove", "--window", anna.window, int(x - 10 * step), int(y))
    anna.gone("Slide to cancel")
    run("xdotool", "mouseup", 1)
    anna.see("^Message$", "text")
    # Up, and it goes on by itself.
    run("xdotool", "mousemove", "--window", anna.window, int(x), int(y), "mousedown", 1)
    anna.see("Slide to cancel")
    for step in range(1, 14):
        run("xdotool", "mousemove", "--window", anna.window, int(x), int(y - 10 * step))
    anna.see("^Pause Recording$", "button")
    run("xdotool", "mouseup", 1)
    anna.see("^Recorded 0:0[1-9]$")
    anna.key("Escape")
    anna.gone("^Pause Recording$")


def a_chat_keeps_what_was_not_sent(desk):
    anna = desk.anna
    anna.key("ctrl+shift+v")
    anna.see("^Recorded 0:0[2-9]$")
    anna.press("^Clara", "list item")
    anna.gone("^Pause Recording$")
    anna.press("^Ben", "list item")
    anna.see("^Listen$", "button")
    anna.do("^Cancel Recording$", "button")
    anna.see("^Message$", "text")


def position(slider):
    return slider.value()


def on_the_bus(method, *args, interface="org.freedesktop.DBus.Properties"):
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    names = bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "ListNames", None, None, 0, -1).unpack()[0]
    name = next((n for n in names if n.startswith("org.mpris.MediaPlayer2.org.whinchat")), None)
    if name is None or method is None:
        return name
    answer = bus.call_sync(name, "/org/mpris/MediaPlayer2", interface, method,
                           GLib.Variant("(ss)", args) if args else None, None, 0, -1)
    return answer.unpack()[0] if answer.n_children() else None


def what_somebody_sent_is_played(desk):
    anna, ben = desk.anna, desk.ben
    note = f"{desk.folder}/note.ogg"
    ben.run("save", ANNA, ben.messages(ANNA, 10)[2]["id"], note)
    ben.run("send-voice", ANNA, note)
    anna.see("^Ben, .*: Voice message", "list item")
    anna.see("^Not played yet$")
    assert on_the_bus(None) is None
    shot(anna, "unplayed")
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "End", "Return")
    anna.see("^Pause$", "button")
    anna.see("^1×$", "button")
    anna.gone("^Not played yet$")
    anna.do("^1×$", "button")
    anna.do("^1.5×$", "button")
    anna.see("^2×$", "button")
    shot(anna, "playing")
    anna.gone("^Pause$", "button")
    wait("Ben being told", lambda: ben.stay() or ben.messages(ANNA)[-1].get("played"))


def keys_go_through_it(desk):
    anna = desk.anna
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "End", "Return")
    anna.see("^Pause$", "button")
    anna.key("space")
    anna.gone("^Pause$", "button")
    slider = [n for n in anna.nodes() if n.role == "slider"][-1]
    anna.key("Tab", "Home")
    wait("the beginning", lambda: position(slider) == 0)
    anna.key("Right", "Right", "Right")
    wait("the position", lambda: position(slider) >= 1)
    anna.key("Left", "Left")
    wait("the position before", lambda: 0 < position(slider) < 1)


PLAYER = "org.mpris.MediaPlayer2.Player"


def it_plays_on_elsewhere(desk):
    anna = desk.anna
    for _ in range(3):
        desk.ben.run("send-voice", ANNA, f"{desk.folder}/note.ogg")
    wait("three more", lambda: len([n for n in anna.nodes() if n.name == "Not played yet"]) == 3)
    anna.do("^2×$", "button")
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "End", "Up", "Up", "Return")
    anna.see("^Pause$", "button")
    wait("the desktop", lambda: on_the_bus("Get", PLAYER, "PlaybackStatus") == "Playing")
    data = on_the_bus("Get", PLAYER, "Metadata")
    assert data["xesam:artist"] == ["Ben"] and data["mpris:length"] > 3e6, data
    anna.key("Escape", "Escape")
    anna.see("^Go to the voice message of Ben$", "button")
    on_the_bus("Pause", interface=PLAYER)
    wait("the desktop being told", lambda: on_the_bus("Get", PLAYER, "PlaybackStatus") == "Paused")
    anna.see("^Continue Playing$", "button")
    shot(anna, "elsewhere")
    anna.do("^Continue Playing$", "button")
    anna.see("^Pause Playing$", "button")
    anna.press("^Go to the voice message of Ben$", "button")
    anna.see("^Message$", "text")
    anna.gone("^Go to the voice message of Ben$")
    # One after the other, to the last.
    anna.gone("^Not played yet$")
    wait("the end", lambda: on_the_bus(None) is None)


def once_is_once(desk):
    anna, ben = desk.anna, desk.ben
    ben.run("send-voice", "--once", ANNA, f"{desk.folder}/note.ogg")
    anna.see("^Ben, .*: Voice message, listen once", "list item")
    shot(anna, "once")
    anna.press("^Message$", "text")
    anna.key("shift+Tab", "End", "Return")
    anna.see("^Pause$", "button")
    anna.gone("^Pause$", "button")
    anna.see("^Played$")
    wait("Ben being told", lambda: ben.stay() or ben.messages(ANNA)[-1]["once"] == "opened")


def another_window_plays_it_twice_as_fast(desk):
    anna, dora = desk.anna, desk.app("dora", env=desk.sound.environment)
    dora.place(1000, 0, 580, 720)
    dora.register(desk.server, DORA, "Dora")
    anna.activate()
    anna.find_person(DORA, "Dora")
    anna.key("ctrl+shift+v")
    anna.see("^Recorded 0:0[4-9]$")
    anna.do("^Pause Recording$", "button")
    anna.do("^Send$", "button")
    anna.see("^You, .*: Voice message", "list item")
    dora.activate()
    dora.press("^Anna", "list item")
    dora.accept()
    dora.see("^Not played yet$")
    dora.press("^Message$", "text")
    dora.key("shift+Tab", "End", "Return")
    dora.see("^Pause$", "button")
    dora.do("^1×$", "button")
    dora.do("^1.5×$", "button")
    dora.see("^2×$", "button")
    shot(dora, "twice-as-fast")
    dora.gone("^Pause$", "button")
    dora.gone("^Not played yet$")
    anna.see("^Played$", "image")
    desk.stop(dora)


def the_microphone_is_chosen(desk):
    anna = desk.anna
    anna.activate()
    anna.key("ctrl+comma")
    anna.see("^Writing$")
    anna.choose("^Writing$")
    anna.see("^Try the Microphone$")
    anna.press("^Test$", "toggle button")
    level = anna.see("^Loudness$")
    wait("a level", lambda: level.value() > 0.2)
    shot(anna, "preferences")
    anna.press("^Microphone", "combo box") if anna.find("^Microphone", "combo box") else None
    anna.key("Escape")


def in_the_dark_and_narrow(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", env={**DARK, **desk.sound.environment})
    anna.place(0, 0, 360, 640)
    anna.press("^Ben", "list item")
    anna.see("^Ben, .*: Voice message", "list item")
    shot(anna, "dark-360")
    anna.key("ctrl+shift+v")
    anna.see("^Recorded 0:0[2-9]$")
    shot(anna, "recording-dark-360")
    anna.do("^Pause Recording$", "button")
    anna.see("^Continue Recording$", "button")
    shot(anna, "paused-dark-360")
    anna.key("Escape")


def from_right_to_left(desk):
    desk.stop(desk.anna)
    desk.anna = anna = desk.app("anna", language="he", env=desk.sound.environment)
    anna.place(0, 0, 700, 720)
    anna.press("^Ben", "list item")
    anna.see("^Ben, .*: Voice message", "list item")
    shot(anna, "rtl")
    anna.key("ctrl+shift+v")
    anna.see("^Recorded 0:0[2-9]$")
    shot(anna, "recording-rtl")
    anna.key("Escape")


def without_a_microphone_it_says_so(desk):
    desk.stop(desk.anna)
    desk.sound.stop()
    desk.anna = anna = desk.app("anna", env=desk.sound.environment)
    anna.place(0, 0, 1000, 720)
    anna.press("^Ben", "list item")
    anna.see("^Record a Voice Message$", "button")
    anna.key("ctrl+shift+v")
    anna.see("No microphone can be used")
    anna.see("^Message$", "text")
    shot(anna, "no-microphone")


TESTS = (two_people, it_is_recorded_by_keyboard, it_is_listened_to_before, it_is_sent, escape_cancels,
         held_it_records_and_sends, a_chat_keeps_what_was_not_sent, what_somebody_sent_is_played, keys_go_through_it,
         it_plays_on_elsewhere, once_is_once, another_window_plays_it_twice_as_fast, the_microphone_is_chosen,
         in_the_dark_and_narrow, from_right_to_left, without_a_microphone_it_says_so)

if __name__ == "__main__":
    sys.exit(run_tests("voice", sys.argv[1], TESTS))
