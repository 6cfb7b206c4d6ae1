"""A desk with a server and people at their apps: real programs, real keys and clicks.

Runs inside tests/util/headless.sh. Whatever is waited for is found through the accessibility tree, so nothing here
depends on where a button is, and every wait has an end.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

# Warnings are fatal to the apps, not to what watches them.
APP_DEBUG = os.environ.pop("G_DEBUG", "")

import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = float(os.environ.get("PATIENCE", "60"))


def wait(what, condition, patience=PATIENCE):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise TimeoutError(f"{what} did not happen in {patience:.0f} s")


def run(*args):
    return subprocess.run([str(a) for a in args], check=True, capture_output=True, text=True).stdout


class Server:
    """whinchatd serve --dev; knows the codes it shows on its terminal."""

    def __init__(self, build, data):
        self.program = Path(build) / "server/whinchatd"
        self.data, self.codes, self.url, self.listen = data, {}, None, "127.0.0.1:0"
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "serve", "--dev", "--listen", self.listen, "--data", self.data,
             "--log-level", "warning"], stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.read, args=[self.process.stdout], daemon=True).start()
        wait("the server", lambda: self.url)

    def read(self, lines):
        for line in lines:
            if found := re.match(r"listening on (\S+)", line):
                self.url = found[1]
                self.listen = self.url.split("//")[1]
            elif found := re.match(r"code for .*(\d\d): (\d+)", line):
                self.codes[found[1]] = found[2]

    def code(self, phone):
        return wait("a code", lambda: self.codes.pop(phone[-2:], None))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        self.url = None


class Notifications:
    """What the desktop would show at its edge, by number."""

    def __init__(self):
        self.shown, self.ready = {}, False
        self.process = subprocess.Popen([sys.executable, Path(__file__).with_name("notifications.py")],
                                        stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.read, args=[self.process.stdout], daemon=True).start()
        wait("the notification service", lambda: self.ready)

    def read(self, lines):
        for line in lines:
            sign, _, rest = line.rstrip("\n").partition(" ")
            if sign == "+":
                number, _, text = rest.partition(" ")
                self.shown[number] = text
            elif sign == "-":
                self.shown.pop(rest, None)
            self.ready = True

    def find(self, pattern):
        return next((text for text in list(self.shown.values()) if re.search(pattern, text)), None)

    def see(self, pattern):
        return wait(f"a notification of “{pattern}”", lambda: self.find(pattern))

    def gone(self, pattern):
        return wait(f"“{pattern}” being withdrawn", lambda: not self.find(pattern))

    def stop(self):
        self.process.terminate()
        self.process.wait()


class App:
    """One whinchat with its own data, seen through its window and its accessibility tree."""

    def __init__(self, build, data, env=None, settings=()):
        self.build, self.data = Path(build), data
        environment = dict(os.environ, G_DEBUG=APP_DEBUG, GSETTINGS_SCHEMA_DIR=str(self.build / "data"),
                           XDG_CACHE_HOME=f"{data}/cache", **(env or {}))
        icons = Path(__file__).parents[2] / "data"
        environment["XDG_DATA_DIRS"] = f"{icons}:/usr/local/share:/usr/share"
        self.log = open(f"{data}.log", "ab")
        self.process = subprocess.Popen([self.build / "src/whinchat", "--data", data],
                                        env=environment, stderr=self.log)
        self.window = wait("the window", self.find_window)
        wait("the accessible app", self.root)

    def find_window(self):
        try:
            return run("xdotool", "search", "--all", "--onlyvisible", "--pid", self.process.pid,
                       "--name", "^Whinchat$").split()[0]
        except (subprocess.CalledProcessError, IndexError):
            assert self.process.poll() is None, "whinchat ended; see its log"
            return None

    # -- looking --

    def root(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(i)
            try:
                if app and app.get_process_id() == self.process.pid:
                    return app
            except GLib.Error:
                continue
        return None

    def nodes(self, node=None):
        node = node or self.root()
        if not node:
            return
        try:
            states = node.get_state_set()
            if node.get_role() not in (Atspi.Role.APPLICATION, Atspi.Role.FRAME, Atspi.Role.FILLER) \
                    and not states.contains(Atspi.StateType.VISIBLE):
                return
            yield node
            for i in range(node.get_child_count()):
                if child := node.get_child_at_index(i):
                    yield from self.nodes(child)
        except GLib.Error:
            return

    def find(self, pattern, role=None):
        """The first that is called so; a button only once it can be pressed."""
        for node in self.nodes():
            try:
                if (role is None or node.get_role_name() == role) and re.search(pattern, node.get_name() or "") \
                        and (role != "button" or node.get_state_set().contains(Atspi.StateType.SENSITIVE)):
                    return node
            except GLib.Error:
                continue
        return None

    def see(self, pattern, role=None, patience=PATIENCE):
        return wait(f"“{pattern}” in the window", lambda: self.find(pattern, role), patience)

    def gone(self, pattern, role=None):
        return wait(f"“{pattern}” going away", lambda: not self.find(pattern, role))

    # -- doing --

    def activate(self):
        """Keys that come before the app itself knows that it is active would be lost."""
        run("xdotool", "windowactivate", "--sync", self.window)
        wait("the window being active", self.is_active)

    def is_active(self):
        return any(node.get_role() == Atspi.Role.FRAME and node.get_state_set().contains(Atspi.StateType.ACTIVE)
                   for node in self.nodes())

    def press(self, pattern, role=None):
        """Clicks in the middle of what is called so."""
        node = self.see(pattern, role)
        box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        self.click(box.x + box.width / 2, box.y + box.height / 2)

    def do(self, pattern, role=None):
        """Activates what is called so without a pointer."""
        node = self.see(pattern, role)
        node.get_action_iface().do_action(0)

    def choose(self, pattern):
        """Goes to a page of a view switcher."""
        for node in self.nodes():
            if re.search(pattern, node.get_name() or "") and node.get_role() in (
                    Atspi.Role.RADIO_BUTTON, Atspi.Role.PAGE_TAB, Atspi.Role.TOGGLE_BUTTON, Atspi.Role.BUTTON):
                box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
                if box.width > 0:
                    self.click(box.x + box.width / 2, box.y + box.height / 2)
                    return
        raise LookupError(pattern)

    def open_picture(self):
        """Clicks the lower half of the newest row with a picture: the caption is below it."""
        rows = [n for n in self.nodes() if re.search("Photo|Picture|picture|photo", n.get_name() or "")
                and n.get_role() == Atspi.Role.LIST_ITEM]
        box = rows[-1].get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        self.click(box.x + box.width * 0.8, box.y + box.height / 2)

    def click(self, x, y, button=1):
        # Without a compositor the window's border moves everything by 5 px.
        run("xdotool", "mousemove", "--window", self.window, "--sync", int(x) + 5, int(y) + 5)
        run("xdotool", "click", button)

    def key(self, *keys):
        for key in keys:
            run("xdotool", "key", key)

    def type(self, text):
        run("xdotool", "type", "--delay", "40", text)

    def place(self, x, y, width=None, height=None):
        run("xdotool", "windowmove", "--sync", self.window, x, y)
        if width:
            run("xdotool", "windowsize", "--sync", self.window, width + 10, height + 10)

    def shot(self, path):
        # A window that is gone would make import wait for a click.
        run("timeout", "10", "import", "-window", self.window, path)

    def register(self, server, phone, name, shots=lambda page: None):
        self.activate()
        self.see("Get Started")
        shots("welcome")
        self.do("Get Started", "button")
        self.see("Choose a Server")
        self.type(server.url)
        shots("server")
        self.key("Return")
        self.see("Your Phone Number")
        self.type(phone)
        self.see("Continue", "button")
        shots("phone")
        self.key("Return")
        self.see("Enter the Code")
        shots("code")
        self.type(server.code(phone))
        self.see("Your Profile")
        self.type(name)
        shots("profile")
        self.key("Return")
        self.see("No Chats Yet")
        shots("empty")

    def find_person(self, phone, name, shots=lambda page: None):
        self.activate()
        self.key("ctrl+n")
        self.see("Find by Phone Number")
        shots("new-chat")
        self.press("Find by Phone Number")
        self.see("Find Somebody")
        self.type(phone)
        shots("find")
        self.key("Return")
        self.see("Start Chat")
        self.key("ctrl+a")
        self.type(name)
        shots("found")
        self.key("Return")
        self.see("^Message$")

    def say(self, text):
        self.activate()
        self.type(text)
        self.key("Return")
        self.see(re.escape(text))

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()


class Desk:
    """Everything of one run, gone afterwards."""

    def __init__(self, build):
        self.build = Path(build).resolve()
        self.folder = tempfile.mkdtemp(prefix="whinchat-desk-")
        self.failed = False  # then the logs of the apps are shown at the end
        self.notifications = Notifications()
        self.server = Server(self.build, f"{self.folder}/server")
        self.apps = []

    def app(self, name, **more):
        app = App(self.build, f"{self.folder}/{name}", **more)
        self.apps.append(app)
        return app

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        for app in self.apps:
            app.stop()
        self.server.stop()
        self.notifications.stop()
        if error or self.failed:
            for log in Path(self.folder).glob("*.log"):
                sys.stderr.write(f"--- {log.name}\n{log.read_text()[-4000:]}\n")
        shutil.rmtree(self.folder, ignore_errors=True)
