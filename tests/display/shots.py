#!/usr/bin/env python3
"""shots.py BUILD FOLDER: walks through the app and photographs every screen, light, dark, narrow and right to left.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import signal
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
import looks  # noqa: E402
import scenery  # noqa: E402
from desk import Desk, end, run, wait  # noqa: E402
from locksmith import no_keyring, open_lock_page, turn_off, turn_on, unlock  # noqa: E402
from person import Person  # noqa: E402
from rescuer import (SlowNetwork, close_preferences, device_menu, key_of, make_key, open_backup,  # noqa: E402
                     restore_from_file, restore_from_server, save_to_file, shown_safety_number)

ANNA, BEN, CLARA = "+12025550101", "+4915123456789", "+12025550103"
PASSPHRASE_OF_FILE = "seven green apples fall upwards"
SETTLE = 0.2  # a frame or two: nothing is animated
WIDE, NARROW = (960, 680), (360, 680)
OTHERS = (("Clara Moreau", CLARA, ["The tickets are booked, we leave at 8:12 from platform 4."]),
          ("Daniyar Akhmetov", "+12025550104", ["👍"]),
          ("דנה לוי", "+12025550105", ["שלום אנה, נתראה ביום שישי בערב?"]),
          ("Emilia Johansson-Fernández de la Cruz", "+12025550106", ["Could you look at this?"]),
          ("Farid", "+12025550107", ["Hi!", "Are you there?", "It can wait until tomorrow."]),
          ("Grandmother", "+12025550108", ["Call me when you are home, dear."]))


class Album:
    def __init__(self, folder):
        self.folder, self.n, self.start = Path(folder), 0, time.monotonic()
        self.folder.mkdir(parents=True, exist_ok=True)

    def taker(self, app, prefix):
        def take(page, settle=SETTLE):
            time.sleep(settle)
            self.n += 1
            path = self.folder / f"{self.n:03}-{prefix}-{page}.png"
            app.shot(path)
            print(f"{time.monotonic() - self.start:4.0f} s  {path}", flush=True)
        return take


def first_run(desk, app, take):
    """The way to an account with everything typed wrong once."""
    app.activate()
    app.see("Get Started")
    take("welcome")
    app.do("Get Started", "button")
    app.see("Choose a Server")
    app.type("localhost:9")
    app.key("Return")
    app.see("Continue", "button")
    app.see("answer|reach|refused|connect")
    take("server-wrong")
    app.key("ctrl+a")
    app.type(desk.server.url)
    take("server")
    app.key("Return")
    app.see("Your Phone Number")
    app.press("^Country")
    app.see("United States, ", "list item")
    take("countries")
    app.type("swi")
    app.see("Switzerland")
    take("countries-found")
    app.key("ctrl+a")
    app.type("xyz")
    app.see("Nothing Found")
    take("countries-none")
    app.key("ctrl+a")
    app.type("swi")
    app.see("Switzerland")
    app.key("Return")
    app.gone("Search by name")
    app.type(ANNA)
    app.see("Continue", "button")
    take("phone")
    app.key("Return")
    app.see("Enter the Code")
    take("code")
    code = desk.server.code(ANNA)
    app.type("000000" if code != "000000" else "111111")
    app.see("code is wrong|wrong code|not right|does not match|Wrong")
    take("code-wrong")
    app.type(code)
    app.see("Your Profile")
    app.type("Anna Lindqvist")
    take("profile")
    app.key("Return")
    app.see("No Chats Yet")
    take("empty")


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
    clipboard = anna.paste(scenery.lake(f"{desk.folder}/Lake at noon.png"))
    anna.see("Send Picture")
    anna.see("^Send$", "button")
    take_anna("attach")
    anna.type("This is where we go")
    anna.key("Return")
    end(clipboard)
    ben.see("This is where we go")
    ben.activate()
    ben.say("Lovely 💚")
    anna.see("Lovely")
    anna.activate()
    anna.say("😍🎉")
    anna.type("First line of a longer note, which goes on until it has to wrap somewhere. It has a second sentence and *no* third.")
    anna.key("Return")
    anna.see("second sentence and no third", "list item")
    ben.activate()
    ben.see("longer note")
    ben.say("מתי נפגשים? אולי בתשע")
    ben.say("שעה 9:00 at the station")
    anna.see("station")
    anna.activate()
    anna.see("longer note.*, read")
    take_anna("chat")
    take_ben("chat")


def neighbours(desk, anna, take):
    """A full list: unread, picture, file, Hebrew, long names, a draft, typing."""
    people = {}
    for name, phone, texts in OTHERS:
        people[phone] = Person(desk, name, phone)
        people[phone].send(ANNA, *texts)
    emilia, grandmother = people["+12025550106"], people["+12025550108"]
    emilia.send_file(ANNA, scenery.lake(f"{desk.folder}/dusk.png", "dusk"))
    report = Path(desk.folder) / "Minutes of the meeting of the board on the 14th of November, final.txt"
    report.write_text("We met.\n" * 400)
    grandmother.send_file(ANNA, report)
    anna.see("Emilia", "list item")
    anna.activate()
    anna.press("Clara", "list item")
    anna.see("platform 4")
    anna.type("Shall I bring the")
    take("new-person")
    anna.press("Grandmother", "list item")
    anna.see("Minutes")
    take("file")
    anna.press("Ben", "list item")
    anna.see("station")
    take("list")
    return people


def scrolled_up(anna, clara, take):
    """New messages come while one reads older ones."""
    clara.send(ANNA, *(f"Stop {i} is {'a long way off, behind the hill' if i % 3 else 'near'}." for i in range(1, 25)))
    anna.activate()
    anna.press("Clara", "list item")
    anna.see("Stop 1 ")
    take("many")
    anna.key("shift+Tab")
    anna.key("Page_Up", "Page_Up")
    clara.send(ANNA, "One more thing!", "And another.")
    anna.see("To the Newest", "button")
    take("jump")
    anna.press("Ben", "list item")
    anna.see("station")


def dialogs(anna, take):
    anna.activate()
    anna.key("ctrl+comma")
    anna.see("Log Out")
    take("preferences")
    for page, sign in (("Privacy", "Read Receipts"), ("Devices", "This device"), ("Backup", "Recovery Key"),
                       ("Writing", "Enter Sends")):
        anna.choose(page)
        anna.see(sign)
        take("preferences-" + page.lower())
    anna.choose("Devices")
    anna.see("This device")
    anna.choose("Privacy")
    anna.press("Registration PIN")
    anna.see("Set PIN")
    take("pin")
    anna.key("Escape")
    anna.gone("Set PIN")
    anna.key("Escape")
    anna.gone("Log Out")
    anna.key("F10")
    take("menu")
    anna.key("Up", "Return")
    anna.see("developers")
    take("about")
    anna.key("Escape")
    anna.gone("developers")
    for key, sign, page in (("ctrl+question", "Keyboard Shortcuts", "shortcuts"), ("ctrl+n", "Find by Phone", "new-chat")):
        anna.key(key)
        anna.see(sign)
        take(page)
        anna.key("Escape")
        anna.gone(sign)
    anna.key("ctrl+shift+f")
    anna.type("be")
    anna.see("^Messages$")
    take("search")
    anna.key("ctrl+a")
    anna.type("xyzzy")
    anna.see("Nothing Found")
    take("nothing-found")
    anna.key("Escape")
    anna.press("^Chat Menu$", "toggle button")
    wait("the menu", anna.menu_items)
    take("chat-menu")
    anna.key("c")
    anna.see("Your Name for Them")
    take("contact")
    anna.key("Escape")
    anna.gone("Your Name for Them")
    anna.press("^Message$")


def sending(desk, anna, take):
    """Several files, what is dropped, what is on its way."""
    anna.drop(files_to_drop(desk), "Send 3", lambda: take("drop"))
    take("attach-many")
    anna.key("Return")
    anna.gone("Send 3")
    take("progress", 0)
    take("files")


def files_to_drop(desk):
    big = Path(desk.folder) / "Recording of the concert.flac"
    with open(big, "wb") as file:
        file.truncate(90_000_000)
    notes = Path(desk.folder) / "Packing list.txt"
    notes.write_text("Rope, water, bread\n" * 20)
    return scenery.lake(f"{desk.folder}/Lake in the evening.png", "dusk", (800, 1000)), notes, big


def message_menu(anna, take):
    anna.activate()
    anna.press("^Message$")
    anna.key("shift+Tab", "shift+F10")
    take("message-menu")
    anna.key("Escape")


def viewer(anna, take):
    anna.open_picture()
    anna.see("^Zoom In$", "button")
    take("viewer")
    anna.key("plus", "plus")
    take("viewer-zoomed")
    anna.key("Escape")
    anna.gone("^Zoom In$", "button")


def offline(desk, anna, take):
    desk.server.stop()
    anna.see("Next try")
    anna.say("Written while offline")
    take("offline")
    desk.server.start()
    anna.gone("Waiting for the network")


def failed(desk, anna, take):
    """Somebody leaves the server; what is written to them cannot arrive."""
    run(desk.server.program, "user", "remove", "+12025550107", "--data", desk.server.data)
    anna.activate()
    anna.press("Farid", "list item")
    anna.see("tomorrow")
    anna.say("Are you still there?")
    anna.see("Are you still there.*not sent", patience=20)
    take("failed")


def history(desk, slow, anna, new, take_anna, take):
    """The older messages while the server stands still, and on a slow network; what else is done to a device."""
    desk.server.process.send_signal(signal.SIGSTOP)
    device_menu(anna, "Send Older Messages Again", take_anna)
    anna.see("Sending older messages")
    take_anna("history")
    slow.set(rate=600)
    desk.server.process.send_signal(signal.SIGCONT)
    new.see("Getting your older messages")
    take("history", 0.1)
    slow.set(rate=0)
    new.gone("Getting your older messages")
    anna.gone("Sending older messages")
    for deed, sign in (("Rename", "Rename Device"), ("Make It the Main Device", "Change Your Main Device"),
                       ("Remove", "Remove This Device")):
        device_menu(anna, deed)
        anna.see(sign)
        take_anna("device-" + deed.split()[0].lower())
        anna.key("Escape")
        anna.gone(sign)


def linking(desk, anna, album, size=NARROW, prefix="link", **look):
    """A further device, from its first page to the chats; the pages of both."""
    take_anna = album.taker(anna, f"{prefix}-main")
    new = desk.app(f"new-{prefix}", **look)
    new.place(1000, 0, *size)
    take = album.taker(new, f"{prefix}-new")
    words = anna.ask_for_link()
    take_anna("code")
    slow = SlowNetwork(desk)
    new.type_link(slow, words[:7] + ["zzzz"])
    take("words-wrong")
    new.key("BackSpace", "BackSpace", "BackSpace", "BackSpace", "BackSpace")
    for word in words[7:]:
        new.type(word[:4] + " ")
    new.see("^Link$", "button")
    take("words")
    new.key("Return")
    new.pictures()
    take("compare")
    take_anna("compare")
    anna.activate()
    anna.press("They Match", "button")
    anna.see("Is Linked")
    take_anna("done", 0.3)
    new.see("^Chats$|No Chats Yet")
    take("in")
    anna.key("Return")
    anna.see("Not seen yet|online|een ")
    take_anna("devices")
    history(desk, slow, anna, new, take_anna, take)
    anna.press("Link a Device")
    anna.see("^Word 12: ")
    anna.key("Escape")
    anna.gone("^Word 12: ")
    anna.key("Escape")
    anna.gone("Log Out")
    new.activate()
    new.key("ctrl+comma")
    new.see("Log Out")
    new.choose("Devices")
    new.see("Only your main device")
    take("not-main")
    new.choose("^Backup$")
    new.see("made by your main device")
    take("not-main-backup")
    desk.stop(new)
    slow.stop()


def compare(app, given):
    app.press("Their Number or Code", "text")
    app.key("ctrl+a")
    app.type(given)
    app.key("Return")


def trust(desk, anna, name, phone, take):
    """The safety number; then the person has another key."""
    anna.activate()
    anna.press(name, "list item")
    anna.see("^Message$")
    anna.open_contact()
    take("contact-encryption")
    anna.press("^Encryption")
    anna.see("^Not Verified$")
    take("safety")
    number = shown_safety_number(anna)
    compare(anna, number[:-1] + str(9 - int(number[-1])))
    anna.see("The Numbers Are Different")
    take("safety-different")
    anna.key("Escape")
    anna.gone("The Numbers Are Different")
    compare(anna, number)
    anna.see("^Verified$")
    anna.key("Escape")
    anna.gone("The numbers are the same")
    anna.do("Clear Verification", "button")
    anna.see("^Not Verified$")
    anna.do("Mark as Verified", "button")
    anna.see("^Verified$")
    take("safety-verified")
    anna.key("Escape")
    anna.gone("Clear Verification")
    anna.key("Escape")
    anna.gone("Your Name for Them")
    take("verified")
    anew = Person(desk, name, phone, "anew")
    anew.send(ANNA, "I have a new computer!")
    anna.see("^Continue$", "button")
    anna.see("new computer")
    take("key-changed")
    anna.do("^Compare$", "button")
    anna.see("^Changed$")
    take("safety-changed")
    anna.key("Escape")
    anna.gone("^Changed$")
    anna.do("^Continue$", "button")
    anna.see("^Message$")
    take("accepted")


def again(desk, name, prefix, album, size, more=(), **look):
    """The same person with another look."""
    app = desk.app(name, **look)
    take = album.taker(app, prefix)
    app.place(0, 0, *size)
    app.activate()
    app.see("Ben", "list item")
    take("list")
    app.press("Ben", "list item")
    app.see("offline")
    take("chat")
    app.key("ctrl+n")
    app.see("Find by Phone|Contacts")
    take("new-chat")
    app.key("Escape")
    if "preferences" in more:
        app.key("ctrl+comma")
        app.see("Log Out")
        take("preferences")
    desk.stop(app)


def gates(desk, album, prefix, size, **look):
    """All that may be seen before the chats are, by somebody whose key is lost."""
    name = f"{desk.folder}/gates-{prefix}"
    Path(name).mkdir()
    Path(name, "key").write_text("noise")
    app = desk.app(f"gates-{prefix}", **look)
    take = album.taker(app, prefix)
    app.place(0, 0, *size)
    app.see("Your Chats Cannot Be Read")
    take("gate-damaged")
    app.activate()
    app.press("Start Over", "button")
    app.see("I understand")
    take("gate-start-over")
    app.key("shift+Tab", "space")
    app.press("Delete Everything", "button")
    app.see("Get Started")
    desk.stop(app)
    run(desk.build / "tests/keyring/give-recovery", name, os.environ["WHINCHAT_KEY_FILE"])
    app = desk.app(f"gates-{prefix}", key_file=False, **look)
    app.place(0, 0, *size)
    app.see("Your Chats Are Locked")
    take = album.taker(app, prefix)
    take("gate-key-file")
    app.activate()
    app.press("Use Recovery Key", "button")
    app.see("Use Your Recovery Key")
    app.type("1234")
    app.key("Return")
    app.see("56 characters")
    take("gate-recovery")
    desk.stop(app)
    with no_keyring():
        app = desk.app(f"gates-{prefix}-new", key_file=False, **look)
        app.place(0, 0, *size)
        app.activate()
        app.see("Choose a Passphrase")
        take = album.taker(app, prefix)
        take("gate-choose")
        desk.stop(app)


def rescue(desk, album, prefix, phone, size, **look):
    """Recovery key, backups, and coming back with them; a server that does not answer."""
    def app_called(name):
        app = desk.app(f"{name}-{prefix}", **look)
        app.place(0, 0, *size)
        return app, album.taker(app, prefix)

    app, take = app_called("rescue")
    friend = Person(desk, "Farah", phone[:-2] + "99", prefix)
    app.register(desk.server, phone, "Sofia Marino")
    friend.send(phone, *(f"Picture {i} of the old album" for i in range(40)))
    app.see("Farah", "list item")
    app.see("Make a Key", "button")
    take("reminder")
    open_backup(app)
    take("backup")
    key = make_key(app, take)
    app.press("Back Up Now", "button")
    app.see("^Today at")
    take("backup-made")
    path = f"{desk.folder}/{prefix}.backup"
    save_to_file(app, path, PASSPHRASE_OF_FILE, take)
    desk.server.stop()
    app.press("Back Up Now", "button")
    app.see("backup was not made")
    take("backup-offline")
    desk.server.start()
    close_preferences(app)
    desk.stop(app)
    app, take = app_called("rescued")
    restore_from_server(app, desk.server, phone, key, key_of(friend), take)
    app.see("Farah", "list item")
    desk.stop(app)
    app, take = app_called("opened")
    restore_from_file(app, path, PASSPHRASE_OF_FILE, desk.server, phone, take)
    app.see("Farah", "list item")
    desk.stop(app)


def lock(anna, take):
    turn_on(anna, take)
    anna.key("F10")
    take("menu-lock")
    anna.key("Escape")
    open_lock_page(anna)
    take("preferences-lock-change")
    anna.key("Escape", "Escape")
    anna.gone("Lock After")
    anna.key("ctrl+l")
    anna.see("Whinchat Is Locked")
    take("locked")
    anna.type("wrong")
    anna.key("Return")
    take("unlocking", 0.2)
    anna.see("not right")
    take("locked-wrong")
    unlock(anna)
    anna.see("Ben", "list item")


def main(build, folder, *parts):
    album = Album(folder)
    with Desk(build) as desk:
        anna = desk.app("anna")
        take_anna = album.taker(anna, "wide")
        anna.place(0, 0, *WIDE)
        first_run(desk, anna, take_anna)
        ben = desk.app("ben")
        take_ben = album.taker(ben, "narrow")
        ben.place(1000, 0, *NARROW)
        ben.register(desk.server, BEN, "Ben Okafor", take_ben)
        ben.find_person(ANNA, "Anna", take_ben)
        talk(desk, anna, ben, take_anna, take_ben)
        people = neighbours(desk, anna, take_anna)
        scrolled_up(anna, people[CLARA], take_anna)
        dialogs(anna, take_anna)
        linking(desk, anna, album)
        trust(desk, anna, "Emilia", "+12025550106", take_anna)
        anna.press("Ben", "list item")
        anna.see("station")
        viewer(anna, take_anna)
        message_menu(anna, take_anna)
        sending(desk, anna, take_anna)
        offline(desk, anna, take_anna)
        failed(desk, anna, take_anna)
        lock(anna, take_anna)
        turn_off(anna)
        desk.stop(anna)
        dark = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}
        again(desk, "anna", "dark", album, (1180, 720), ["preferences"], env=dark)
        again(desk, "anna", "dark-360", album, (360, 640), ["preferences"], env=dark)
        again(desk, "anna", "rtl", album, WIDE, ["preferences"], language="he")
        again(desk, "anna", "contrast", album, WIDE, env={"ADW_DEBUG_HIGH_CONTRAST": "1"})
        again(desk, "anna", "large", album, WIDE, ["preferences"], text=2)
        again(desk, "anna", "large-360", album, NARROW, text=2)
        rescue(desk, album, "rescue", "+12025550120", WIDE)
        rescue(desk, album, "rescue-dark-360", "+12025550121", NARROW, env=dark)
        gates(desk, album, "gates", WIDE)
        gates(desk, album, "gates-dark-360", NARROW, env=dark)
        gates(desk, album, "gates-rtl", WIDE, language="he")
        gates(desk, album, "gates-large-360", NARROW, text=1.5)
        looks.invited(desk, album, WIDE)
        looks.invited(desk, album, NARROW, env=dark)
        looks.photo_and_pin(desk, album, "+12025550140", WIDE)
        for prefix, size, look in (("pages-rtl", WIDE, {"language": "he"}),
                                   ("pages-contrast", WIDE, {"env": {"ADW_DEBUG_HIGH_CONTRAST": "1"}}),
                                   ("pages-dark-360", NARROW, {"env": dark}),
                                   ("pages-large-360", NARROW, {"text": 1.5})):
            looks.pages(desk, "anna", "Emilia", album, prefix, size, **look)


if __name__ == "__main__":
    main(*sys.argv[1:])
