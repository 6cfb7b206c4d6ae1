"""Screens of the app which take some staging, and the pages of it in other looks: from right to left, in large text.
SPDX-License-Identifier: GPL-3.0-or-later"""

import scenery
from desk import Server, end, size_of
from person import Person
from rescuer import SlowNetwork, choose_file, open_backup, shown_key

PIN = "2468"


def invited(desk, album, size, **look):
    """A server that takes nobody without an invitation."""
    server = Server(desk.build, f"{desk.folder}/invites-{size[0]}", "--registration=invite")
    app = desk.app(f"invited-{size[0]}", **look)
    take = album.taker(app, f"invited-{size[0]}")
    app.place(0, 0, *size)
    app.activate()
    app.do("Get Started", "button")
    app.see("Choose a Server")
    app.type(server.url)
    app.key("Return")
    app.see("You Need an Invitation")
    take("invitation")
    app.type("https://example.org/")
    app.key("Return")
    app.see("no invitation link")
    take("invitation-wrong")
    desk.stop(app)
    server.stop()


def photo_and_pin(desk, album, phone, size, **look):
    """A photo at the beginning, a picture that is slow to come, and a number that is protected by a PIN."""
    slow = SlowNetwork(desk)
    app = desk.app("photo", **look)
    take = album.taker(app, "photo")
    app.place(0, 0, *size)
    app.activate()
    begin(app, slow.url, phone)
    app.type(desk.server.code(phone))
    app.see("Your Profile")
    app.type("Sofia Marino")
    app.press("Choose Photo", "button")
    choose_file(app, "Choose a Photo", scenery.lake(f"{desk.folder}/me.png", "dusk"))
    app.see("Remove Photo", "button")
    take("profile")
    app.press("Done", "button")
    app.see("No Chats Yet")
    slow_picture(desk, slow, app, phone, take)
    app.key("ctrl+comma")
    app.see("Log Out")
    take("preferences")
    app.choose("Privacy")
    app.press("Registration PIN")
    app.see("Set PIN")
    app.type(PIN)
    app.key("Return")
    app.gone("Set PIN")
    desk.stop(app)
    slow.stop()
    app = desk.app("pin", **look)
    take = album.taker(app, "pin")
    app.place(0, 0, *size)
    app.activate()
    begin(app, desk.server.url, phone)
    app.type(desk.server.code(phone))
    app.see("Enter Your PIN")
    take("registration")
    app.type("1357")
    app.key("Return")
    app.see("PIN is|not right|wrong")
    take("registration-wrong")
    desk.stop(app)


def begin(app, url, phone):
    app.do("Get Started", "button")
    app.see("Choose a Server")
    app.type(url)
    app.key("Return")
    app.see("Your Phone Number")
    app.type(phone)
    app.see("Continue", "button")
    app.key("Return")
    app.see("Enter the Code")


def slow_picture(desk, slow, app, phone, take):
    friend = Person(desk, "Farah", phone[:-2] + "98")
    friend.send(phone, "Here it comes:")
    app.press("Farah", "list item")
    app.see("Here it comes")
    slow.set(rate=3000)
    friend.send_file(phone, scenery.lake(f"{desk.folder}/slow.png", size=(1600, 1100)))
    app.see("Photo|Picture", "list item")
    take("placeholder")
    slow.set(rate=0)


def reach(app, pattern):
    """Presses a row that may have to be scrolled to, between the bars at the top and at the bottom; or at the end."""
    width, height = size_of(app.window)
    before = None
    for _ in range(12):
        box = app.place_of(app.see(pattern))
        up, down = box.y < 90, box.y + box.height > height - 90
        if box.y == before or not (up or down):
            break
        before = box.y
        app.click(width / 2, height / 2, 4 if up else 5)
    app.press(pattern)


def before_an_account(desk, album, prefix, size, **look):
    app = desk.app(f"fresh-{prefix}", **look)
    take = album.taker(app, prefix)
    app.place(0, 0, *size)
    app.activate()
    app.see("Get Started")
    take("welcome")
    for button, sign, page in (("Restore an Account", "Where Is Your Backup", "restore"),
                               ("Link to Another Device", "Link This Device", "link"),
                               ("Get Started", "Choose a Server", "server")):
        app.do(button, "button")
        app.see(sign)
        take(page)
        app.key("Escape")
        app.gone(sign)
    app.do("Get Started", "button")
    app.see("Choose a Server")
    app.type(desk.server.url)
    app.key("Return")
    app.see("Your Phone Number")
    take("phone")
    desk.stop(app)


def preferences(app, take):
    app.activate()
    app.key("ctrl+comma")
    app.see("Log Out")
    app.choose("Privacy")
    app.see("Read Receipts")
    take("preferences-privacy")
    for row, sign, page in (("Lock Whinchat", "New Passphrase", "lock"), ("Registration PIN", "Set PIN", "pin")):
        reach(app, row)
        app.see(sign)
        take(page)
        app.key("Escape")
        app.gone(sign)
    app.choose("Devices")
    app.see("This device")
    take("preferences-devices")
    reach(app, "Link a Device")
    app.link_words()
    take("link-code")
    app.key("Escape")
    app.gone("^Word 12: ")
    app.key("Escape")
    app.gone("Log Out")


def backup(app, take):
    open_backup(app)
    take("backup")
    reach(app, "Save a Backup")
    app.see("What Opens the Backup")
    take("backup-file")
    app.key("Escape")
    app.gone("What Opens the Backup")
    reach(app, "No Recovery Key Yet")
    shown_key(app)
    take("recovery-key")
    app.key("Return")
    app.see("Check Your Copy")
    take("recovery-check")


def conversation(desk, app, name, take):
    """What a key has changed in, a person, and a picture that is going to be sent."""
    app.press(name, "list item")
    app.see("^Message$")
    take("person")
    app.open_contact()
    take("contact")
    reach(app, "Encryption")
    app.see("Devices of")
    take("safety")
    app.key("Escape")
    app.gone("Devices of")
    app.key("Escape")
    app.gone("Your Name for Them")
    app.press("^Message$")
    clipboard = app.paste(scenery.lake(f"{desk.folder}/pasted.png"))
    app.see("^Send$", "button")
    take("attach")
    end(clipboard)
    app.key("Escape")
    app.gone("^Send$", "button")


def pages(desk, name, friend, album, prefix, size, **look):
    """The pages of somebody who has chats, in another look."""
    before_an_account(desk, album, prefix, size, **look)
    app = desk.app(name, **look)
    take = album.taker(app, prefix)
    app.place(0, 0, *size)
    app.activate()
    app.see(friend, "list item")
    conversation(desk, app, friend, take)
    preferences(app, take)
    backup(app, take)
    desk.stop(app)
