"""What people do about the lock, and the keyring of the desktop: GNOME Keyring, or one that keeps nothing.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from desk import run, wait

PASSPHRASE = "correct horse battery"
# Warnings are fatal to our programs, not to others.
OTHERS = {name: value for name, value in os.environ.items() if name != "MALLOC_PERTURB_"}
SECRETS = "org.freedesktop.secrets"


def owned(name):
    return subprocess.run(["gdbus", "call", "--session", "-d", "org.freedesktop.DBus", "-o", "/", "-m",
                           "org.freedesktop.DBus.GetNameOwner", name], capture_output=True, check=False).returncode == 0


@contextmanager
def keyring(folder, password=None):
    """GNOME Keyring on what is in the folder: unlocked with the password, locked without one."""
    command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"] + ["--unlock"] * bool(password)
    process = subprocess.Popen(command, env=dict(OTHERS, XDG_DATA_HOME=str(folder)), stdin=subprocess.PIPE, text=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process.stdin.write(password or "")
    process.stdin.close()
    wait("the keyring", lambda: owned(SECRETS))
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)
        wait("the end of the keyring", lambda: not owned(SECRETS))


@contextmanager
def no_keyring():
    process = subprocess.Popen([sys.executable, Path(__file__).with_name("keeper.py")], env=OTHERS,
                               stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def keyring_dialog():
    """The desktop's; keys go nowhere else while it is there."""
    window = wait("the keyring's dialog", lambda: subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--class", "gcr-prompter"], capture_output=True,
        text=True, check=False).stdout.split())[0]
    run("xdotool", "windowactivate", "--sync", window)


def answer_the_keyring(password):
    keyring_dialog()
    run("xdotool", "type", "--delay", "40", password)
    run("xdotool", "key", "Return")


def refuse_the_keyring():
    keyring_dialog()
    run("xdotool", "key", "Escape")


def open_lock_page(app):
    app.activate()
    app.key("ctrl+comma")
    app.see("Log Out")
    app.choose("Privacy")
    app.press("Lock Whinchat")
    app.see("New Passphrase")


def close_preferences(app):
    app.key("Escape")
    app.gone("Registration PIN")


def turn_on(app, take=lambda page: None):
    open_lock_page(app)
    take("preferences-lock")
    app.type(PASSPHRASE)
    app.key("Tab", "Tab")
    app.type(PASSPHRASE)
    app.key("Return")
    app.gone("New Passphrase")
    app.see("Lock After")
    take("preferences-locked")
    close_preferences(app)


def turn_off(app, passphrase=PASSPHRASE):
    open_lock_page(app)
    app.type(passphrase)
    app.press("Turn Off", "button")
    app.gone("Current Passphrase")
    close_preferences(app)


def unlock(app, passphrase=PASSPHRASE):
    app.activate()
    app.see("Whinchat Is Locked")
    app.press("^Passphrase$", "text")
    app.key("ctrl+a")
    app.type(passphrase)
    app.key("Return")
