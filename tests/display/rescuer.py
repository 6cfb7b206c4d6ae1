"""What people do about recovery keys, backups, and coming back with them.
SPDX-License-Identifier: GPL-3.0-or-later"""

import json
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

from desk import end, run, wait

GROUPS = 14
DEEDS = ["Rename", "Send Older Messages Again", "Make It the Main Device", "Remove"]


def open_backup(app):
    app.activate()
    app.key("ctrl+comma")
    app.see("Log Out")
    app.choose("^Backup$")
    app.see("Recovery Key|your main device")


def close_preferences(app):
    app.key("Escape")
    app.gone("^Backup$")


def shown_key(app):
    app.see("^Group 14: ")
    groups = {int(found[1]): found[2].replace(" ", "") for node in app.nodes()
              if (found := re.match(r"Group (\d+): (.+)", node.name))}
    assert sorted(groups) == list(range(1, GROUPS + 1)), groups
    return [groups[i] for i in range(1, GROUPS + 1)]


def asked_groups(app):
    app.see("Check Your Copy")
    return sorted({int(found[1]) for node in app.nodes()
                   if (found := re.match(r"Group (\d+)$", node.name))})


def make_key(app, take=lambda page: None, done="Not Now", start=True):
    """In the preferences; the first try has a typing mistake."""
    if start:
        app.press("No Recovery Key Yet")
    key = shown_key(app)
    take("recovery-key")
    app.key("Return")
    first, second = asked_groups(app)
    app.type(key[first - 1].lower())
    app.key("Return")
    app.type("0000" if key[second - 1] != "0000" else "1111")
    app.key("Return")
    app.see(f"not group {second} of")
    take("recovery-check-wrong")
    app.key("ctrl+a")
    app.type(key[second - 1])
    app.key("Return")
    app.see("Your Recovery Key Is in Use")
    take("recovery-done")
    app.press(done, "button")
    app.see("Recovery Key Made")
    return " ".join(key)


def choose_file(app, title, path):
    """In the toolkit's own dialog, which is a window of its own."""
    window = wait(f"the dialog “{title}”", lambda: subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"], capture_output=True,
        text=True, check=False).stdout.split())[0]
    run("xdotool", "windowactivate", "--sync", window)
    app.see("^Cancel$", "button")
    # Typed, it would be completed on the way.
    clipboard = subprocess.Popen(["xclip", "-quiet", "-selection", "clipboard"], stdin=subprocess.PIPE,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    clipboard.stdin.write(str(path))
    clipboard.stdin.close()
    run("xdotool", "key", "ctrl+l", "ctrl+a", "ctrl+v")
    time.sleep(1)
    run("xdotool", "key", "Return")
    wait(f"“{title}” going away", lambda: not subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"], capture_output=True,
        text=True, check=False).stdout.split())
    end(clipboard)
    app.activate()


def save_to_file(app, path, passphrase, take=lambda page: None):
    """In the preferences; at first the passphrase is too short."""
    app.press("Save a Backup")
    app.see("What Opens the Backup")
    take("backup-file")
    app.press("^A Passphrase")
    app.press("^Passphrase$", "text")
    for tried in "short", passphrase:
        app.key("ctrl+a")
        app.type(tried)
        app.key("Return", "ctrl+a")
        app.type(tried)
        app.key("Return")
        choose_file(app, "Save a Backup", path)
        if tried == "short":
            app.see("too easy to guess")
            take("backup-file-weak")
            app.press("^Passphrase$", "text")
    app.see("Backup Saved")
    take("backup-file-saved")
    app.key("Return")
    app.see("^Save a Backup")


def begin_restoring(app, take=lambda page: None):
    app.activate()
    app.see("Restore an Account", "button")
    take("restore-welcome")
    app.do("Restore an Account", "button")
    app.see("Where Is Your Backup")
    take("restore")


def finish_restoring(app, take):
    app.see("Welcome Back")
    take("restored")
    app.key("Return")


def restore_from_server(app, server, phone, key, other, take=lambda page: None):
    """With a typing mistake, and with the key of somebody else."""
    begin_restoring(app, take)
    app.key("Return")
    app.see("Choose a Server")
    app.type(server.url)
    app.key("Return")
    app.see("Your Phone Number")
    app.type(phone)
    app.see("Continue", "button")
    app.key("Return")
    app.see("Enter Your Recovery Key")
    app.type(key[:-1] + ("0" if key[-1] != "0" else "1"))
    app.key("Return")
    app.see("typing mistake")
    take("restore-key-wrong")
    app.press("^Recovery Key$", "text")
    app.key("ctrl+a")
    app.type(other)
    app.key("Return")
    app.see("Enter the Code")
    app.type(server.code(phone))
    app.see("does not open it")
    take("restore-key-other")
    app.key("ctrl+a")
    app.type(key.replace(" ", "").lower())
    app.key("Return")
    finish_restoring(app, take)


def restore_from_file(app, path, secret, server, phone, take=lambda page: None):
    begin_restoring(app)
    app.key("Tab", "Return")
    choose_file(app, "Choose a Backup", path)
    app.see("Open the Backup")
    app.type("not this one at all")
    app.key("Return")
    app.see("not right")
    take("restore-secret-wrong")
    app.key("ctrl+a")
    app.type(secret)
    app.key("Return")
    app.see("This Is in the Backup")
    take("restore-found")
    app.press("^Restore$", "button")
    app.see("Enter the Code")
    code = server.code(phone)
    app.type("000000" if code != "000000" else "111111")
    app.see("code is wrong|wrong code|not right|does not match|Wrong")
    take("restore-code-wrong")
    app.type(code)
    finish_restoring(app, take)


def shown_safety_number(app):
    return "".join(found[0] for node in app.nodes() if node.role == "label"
                   and (found := re.match(r"\d{5}( \d{5})*$", node.name)))


def safety_number(app, name):
    app.activate()
    app.press(name, "list item")
    app.see("^Message$")
    app.open_contact()
    app.press("^Encryption")
    app.see("Verified$")
    number = shown_safety_number(app)
    app.key("Escape")
    app.gone("as Verified|Clear Verification")
    app.key("Escape")
    app.gone("Your Name for Them")
    return number


def key_of(person):
    """A recovery key of somebody else."""
    lines = subprocess.run([*person.program, "make-recovery", "--yes"], capture_output=True, text=True, check=True).stdout
    return next(line["key"] for line in map(json.loads, lines.splitlines()) if "key" in line)


def link(app, new, server):
    """server is the one, or a way to it."""
    new.type_link(server, app.ask_for_link())
    new.see("^Link$", "button")
    new.key("Return")
    new.pictures()
    app.activate()
    app.press("They Match", "button")
    app.see("Is Linked")
    app.key("Return")
    app.see("Not seen yet|een ")


def device_menus(app):
    """Where they are, from top to bottom."""
    boxes = [node.box() for node in app.nodes()
             if node.name == "Device Menu" and node.role == "toggle button"]
    return sorted({(box.y, box.x + box.width / 2, box.y + box.height / 2) for box in boxes})


def device_menu(app, entry, take=lambda page: None, at=-1):
    """Of the last device in the list, or another one. What is in a menu is not in the accessibility tree."""
    app.activate()
    app.place_of(app.see("Device Menu", "toggle button"))
    app.click(*device_menus(app)[at][1:])
    time.sleep(1)
    take("device-menu")
    app.key(*["Down"] * DEEDS.index(entry), "Return")


class SlowNetwork:
    """A way to the server on which everything takes as long as it is told to."""

    def __init__(self, desk):
        self.path = f"{desk.folder}/network"
        proxy = Path(__file__).parents[1] / "util/faultproxy.py"
        self.process = subprocess.Popen([sys.executable, proxy, "--listen", "127.0.0.1:0", "--to", desk.server.listen,
                                         "--control", self.path], stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{self.process.stdout.readline().split()[1]}"

    def set(self, **settings):
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(self.path)
            control.sendall(json.dumps(settings).encode() + b"\n")
            assert json.loads(control.makefile().readline())["ok"]

    def stop(self):
        end(self.process)
