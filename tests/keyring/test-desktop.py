"""The key of the messages under the desktop's keyring: the real GNOME Keyring on a bus where nothing else is, asked by
whinchat-cli and by ask-desktop. Usage: test-desktop.py WHINCHAT-CLI ASK-DESKTOP
SPDX-License-Identifier: GPL-3.0-or-later"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

CLI, ASK = (os.path.abspath(path) for path in sys.argv[1:3])
HERE = Path(__file__).parent
NO_ACCOUNT, LOCKED, REFUSED = 3, 6, 1
SERVICE = 2  # the way in, as keyfile.h numbers it
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={}</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""
NAMES = "AAECAwQFBgcICQoLDA0ODw", "BBECAwQFBgcICQoLDA0ODw"


class Desktop:
    """A home with a bus; its keyring comes and goes."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.data = self.folder / "whinchat"
        run = self.folder / "run"
        run.mkdir(mode=0o700)
        (self.folder / "bus.conf").write_text(BUS.format(folder))
        self.bus = subprocess.Popen(["dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork", "--print-address"],
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.env = dict(os.environ, HOME=folder, XDG_DATA_HOME=f"{folder}/share", XDG_RUNTIME_DIR=str(run),
                        DBUS_SESSION_BUS_ADDRESS=self.bus.stdout.readline().strip())
        # Nobody may be asked; and warnings are fatal to our programs, not to others.
        self.env.pop("DISPLAY", None)
        self.others = {name: value for name, value in self.env.items() if name not in ("G_DEBUG", "MALLOC_PERTURB_")}
        self.keyring = None

    def start_keyring(self, password=None):
        """Unlocked with the password; locked without one."""
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        self.keyring = subprocess.Popen(command + ["--unlock"] * bool(password), env=self.others, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.keyring.stdin.write(password or "")
        self.keyring.stdin.close()
        end = time.monotonic() + 20
        while not self.has("org.freedesktop.secrets"):
            assert time.monotonic() < end, "the keyring did not start"
            time.sleep(0.05)

    def has(self, name):
        return subprocess.run(["gdbus", "call", "--session", "-d", "org.freedesktop.DBus", "-o", "/", "-m",
                               "org.freedesktop.DBus.GetNameOwner", name], env=self.env,
                              capture_output=True, check=False).returncode == 0

    def stop_keyring(self):
        self.keyring.terminate()
        self.keyring.wait(20)
        self.keyring = None

    def whoami(self):
        """Opens the data; gives what it ended with, and its words."""
        done = subprocess.run([CLI, "--data", self.data, "whoami"], env=self.env, capture_output=True, text=True,
                              timeout=60, check=False)
        return done.returncode, done.stderr

    def ask(self, *args):
        done = subprocess.run([ASK, *args], env=self.env, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout.strip()

    @contextlib.contextmanager
    def portal(self, mode):
        process = subprocess.Popen([sys.executable, HERE / "portal.py", mode], env=self.others, stdout=subprocess.PIPE,
                                   text=True)
        assert process.stdout.readline() == "ready\n"
        yield
        process.kill()
        process.wait()

    def key(self):
        path = self.data / "key"
        return path.read_bytes() if path.exists() else None

    def stop(self):
        if self.keyring:
            self.stop_keyring()
        self.bus.terminate()
        self.bus.wait(20)


def expect(found, status, words=""):
    assert found[0] == status and re.search(words, found[1]), found


def without_a_keyring_nothing_is_made(d):
    expect(d.whoami(), LOCKED, "no keyring that answers")
    assert not d.data.exists() or not list(d.data.iterdir()), "something was written"


def the_keyring_opens_it(d):
    d.start_keyring("secret")
    expect(d.whoami(), NO_ACCOUNT)
    key = d.key()
    assert key[25] == 1 and key[26] == SERVICE, key
    expect(d.whoami(), NO_ACCOUNT)
    assert d.key() == key


def a_locked_keyring_is_said_to_be_locked(d):
    d.start_keyring("secret")
    expect(d.whoami(), NO_ACCOUNT)
    d.stop_keyring()
    d.start_keyring()
    expect(d.whoami(), LOCKED, "keyring of the desktop is locked")
    d.stop_keyring()
    d.start_keyring("secret")
    expect(d.whoami(), NO_ACCOUNT)


def another_keyring_is_said_to_be_another(d):
    d.start_keyring("secret")
    expect(d.whoami(), NO_ACCOUNT)
    key = d.key()
    d.stop_keyring()
    shutil.move(d.folder / "share/keyrings", d.folder / "old")
    d.start_keyring("secret")
    expect(d.whoami(), LOCKED, "does not have the secret any more")
    assert d.key() == key
    d.stop_keyring()
    expect(d.whoami(), LOCKED, "no keyring that answers")
    shutil.rmtree(d.folder / "share/keyrings")
    shutil.move(d.folder / "old", d.folder / "share/keyrings")
    d.start_keyring("secret")
    expect(d.whoami(), NO_ACCOUNT)


def an_old_database_gets_no_new_key(d):
    d.start_keyring("secret")
    expect(d.whoami(), NO_ACCOUNT)
    key = d.key()
    (d.data / "key").unlink()
    expect(d.whoami(), REFUSED, "key of the messages is missing")
    assert d.key() is None
    (d.data / "key").write_bytes(key)
    expect(d.whoami(), NO_ACCOUNT)


def the_program_ends_between_key_and_database(d):
    d.start_keyring("secret")
    expect(d.whoami(), NO_ACCOUNT)
    key = d.key()
    for path in d.data.glob("store.db*"):
        path.unlink()
    expect(d.whoami(), NO_ACCOUNT)
    assert d.key() == key


def the_portal_keeps_a_secret(d):
    d.start_keyring("secret")
    with d.portal("pass"):
        first = d.ask("portal", "make", NAMES[0])
        expect(first, 0, "^[0-9a-f]{64}$")
        assert d.ask("portal", "get", NAMES[0]) == first
        assert d.ask("portal", "get", NAMES[1])[1] != first[1]


def the_portal_may_refuse_or_end(d):
    expect(d.ask("portal", "get", NAMES[0]), 1, "no keyring that answers")
    with d.portal("deny"):
        expect(d.ask("portal", "get", NAMES[0]), 1, "is locked")
    with d.portal("die"):
        expect(d.ask("portal", "get", NAMES[0]), 1, "no keyring that answers")


TESTS = [without_a_keyring_nothing_is_made, the_keyring_opens_it, a_locked_keyring_is_said_to_be_locked,
         another_keyring_is_said_to_be_another, an_old_database_gets_no_new_key,
         the_program_ends_between_key_and_database, the_portal_keeps_a_secret, the_portal_may_refuse_or_end]


def main():
    print(f"1..{len(TESTS)}")
    failed = False
    for number, test in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory(prefix="whin-desktop-") as folder:
            desktop = Desktop(folder)
            try:
                test(desktop)
                print(f"ok {number} {test.__name__.replace('_', ' ')}", flush=True)
            except Exception:  # whatever it was, the others run
                failed = True
                print(f"not ok {number} {test.__name__.replace('_', ' ')}", flush=True)
                traceback.print_exc()
            finally:
                desktop.stop()
    sys.exit(failed)


main()
