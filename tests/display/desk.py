"""A desk with a server and people at their apps: real programs, real keys and clicks.

Runs inside tests/util/headless.sh. Whatever is waited for is found through the accessibility tree, so nothing here
depends on where a button is, and every wait has an end.
SPDX-License-Identifier: GPL-3.0-or-later"""

import itertools
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

from gi.repository import GLib

import tree

DOUBLE_CLICK = 0.45  # s, in which a second click would be taken for the rest of one
PATIENCE = float(os.environ.get("PATIENCE", "60"))


def wait(what, condition, patience=PATIENCE):
    """Looks often at first, and seldom at what takes long: to look takes time from what is looked at."""
    end, pause = time.monotonic() + patience, 0.05
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(pause)
        pause = min(pause * 1.2, 0.3)
    raise TimeoutError(f"{what} did not happen in {patience:.0f} s")


def run(*args):
    return subprocess.run([str(a) for a in args], check=True, capture_output=True, text=True).stdout


def end(process):
    process.terminate()
    process.wait()


def offer(kind, path):
    """Whoever has the clipboard lives until it is told to end."""
    owner = subprocess.Popen(["xclip", "-quiet", "-selection", "clipboard", "-t", kind, "-i", path],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait("the clipboard", lambda: kind in subprocess.run(
        ["xclip", "-selection", "clipboard", "-t", "TARGETS", "-o"], capture_output=True, text=True).stdout)
    return owner


def geometry(window):
    return dict(line.split("=") for line in run("xdotool", "getwindowgeometry", "--shell", window).split())


def place_of(window):
    at = geometry(window)
    return int(at["X"]), int(at["Y"])


def size_of(window):
    at = geometry(window)
    return int(at["WIDTH"]), int(at["HEIGHT"])


class Server:
    """whinchatd serve --dev; knows the codes it shows on its terminal."""

    def __init__(self, build, data, *options):
        self.program, self.options = Path(build) / "server/whinchatd", options
        self.data, self.codes, self.url, self.listen = data, {}, None, "127.0.0.1:0"
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "serve", "--dev", "--listen", self.listen, "--data", self.data,
             "--log-level", "warning", *self.options], stdout=subprocess.PIPE, text=True)
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


STILL = "gtk-enable-animations=0\n"  # of GTK: to draw what slides and fades takes a quarter of the time of all tests


class App:
    """One whinchat with its own data, seen through its window and its accessibility tree."""

    def __init__(self, build, data, env=None, language=None, text=1, settings="", key_file=True, files=()):
        self.build, self.data, self.name, self.seen = Path(build), data, None, None
        self.clicked = 0
        environment = dict(os.environ, G_DEBUG=os.environ.get("APP_DEBUG", ""), GSETTINGS_SCHEMA_DIR=str(self.build / "data"),
                           XDG_CACHE_HOME=f"{data}.cache", XDG_CONFIG_HOME=f"{data}.config", **(env or {}))
        if not key_file:
            del environment["WHINCHAT_KEY_FILE"]
        self.write_settings(Path(f"{data}.config/gtk-4.0"), text, settings)
        if language:
            environment.update(self.locale(language))
        icons = Path(__file__).parents[2] / "data"
        environment["XDG_DATA_DIRS"] = f"{icons}:/usr/local/share:/usr/share"
        self.log = open(f"{data}.log", "ab")
        self.process = subprocess.Popen([self.build / "src/whinchat", "--data", data, *files],
                                        env=environment, stderr=self.log)
        self.window = wait("the window", self.find_window)
        wait("the accessible app", self.tree)

    @staticmethod
    def write_settings(folder, text, settings):
        """Text of that many times the usual size, and other settings of GTK."""
        folder.mkdir(parents=True, exist_ok=True)
        font = f"gtk-font-name=Noto Sans {int(11 * text)}\n" if text != 1 else ""
        (folder / "settings.ini").write_text(f"[Settings]\n{font}{settings}")

    def locale(self, language):
        """The C locale by another name: it is enough for translations, and for writing from right to left."""
        folder = Path(f"{self.data}.locale")
        if not folder.exists():
            folder.mkdir()
            (folder / f"{language}.UTF-8").symlink_to("/usr/lib/locale/C.utf8")
        return {"LOCPATH": str(folder), "LC_ALL": f"{language}.UTF-8"}

    def find_window(self):
        try:
            return run("xdotool", "search", "--all", "--onlyvisible", "--pid", self.process.pid,
                       "--name", "^Whinchat$").split()[0]
        except (subprocess.CalledProcessError, IndexError):
            assert self.process.poll() is None, "whinchat ended; see its log"
            return None

    # -- looking --

    def tree(self, again=False):
        """None before the app has one, and once it has ended. Who looks again gets the last one until the app may have
        changed it."""
        try:
            self.name = self.name or tree.find_app(self.process.pid)
            if self.name and not (again and self.is_as_seen()):
                self.seen = tree.Tree(self.name)
                self.seen_at, self.used = time.monotonic(), self.time_used()[0]
            return self.seen
        except GLib.Error:
            return None

    def is_as_seen(self):
        """For a second at most: what it did while it was read is not counted."""
        return (self.seen and 0 <= self.time_used()[0] - self.used < 1_500_000 and time.monotonic() - self.seen_at < 1)

    def nodes(self, node=None, again=False):
        """What can be seen, in its order; or of that in a node."""
        if node:
            return node.seen()
        now = self.tree(again)
        return now.seen() if now else iter(())

    def find(self, pattern, role=None, again=False):
        """The first that is called so; a button only once it can be pressed."""
        return next((node for node in self.nodes(None, again) if role in (None, node.role)
                     and re.search(pattern, node.name) and (role != "button" or node.has("sensitive"))), None)

    def finding(self, pattern, role):
        """The same, for who looks again and again."""
        looks = itertools.count()
        return lambda: self.find(pattern, role, next(looks) > 0)

    def focused(self, role=None):
        """What has the focus, or None if that has another role."""
        return next((node for node in self.nodes() if node.has("focused") and node.role != "frame"
                     and role in (None, node.role)), None)

    def holds(self, text):
        """Whether it stands in a field."""
        try:
            return any(text in node.text() for node in self.nodes() if node.has("editable"))
        except GLib.Error:
            return False

    def see(self, pattern, role=None, patience=PATIENCE):
        return wait(f"“{pattern}” in the window", self.finding(pattern, role), patience)

    def gone(self, pattern, role=None):
        find = self.finding(pattern, role)
        return wait(f"“{pattern}” going away", lambda: not find())

    def written(self):
        """What stands in the composer."""
        return self.see("^Message$", "text").text()

    # -- doing --

    def activate(self):
        """Keys that come before the app itself knows that it is active would be lost."""
        run("xdotool", "windowactivate", "--sync", self.window)
        wait("the window being active", self.is_active)

    def is_active(self):
        return any(node.role == "frame" and node.has("active")
                   for node in self.nodes())

    def settle(self):
        """Until it has nothing to do: what has just come up is laid out and has the focus then. What plays is not waited
        for."""
        before = sum(self.time_used())
        for _ in range(40):
            time.sleep(0.05)
            now = sum(self.time_used())
            if now - before < 3_000_000:
                return
            before = now

    def time_used(self):
        """By its main thread, and while that waited for a processor, in ns."""
        try:
            return [int(ns) for ns in Path(f"/proc/{self.process.pid}/schedstat").read_text().split()[:2]]
        except OSError:
            return [0, 0]  # it has ended

    def press(self, pattern, role=None):
        """Clicks in the middle of what is called so."""
        box = self.place_of_what(self.finding(pattern, role), f"“{pattern}” at rest in the window")
        self.click(box.x + box.width / 2, box.y + box.height / 2)

    def place_of(self, node):
        return self.place_of_what(lambda: node, "the end of an animation")

    def place_of_what(self, find, what):
        """Once it has come to rest: pages slide in, and rows are filled anew."""
        before = None

        def rests():
            nonlocal before
            last, before = before, None
            try:
                node = find()
                before = node.box() if node else None
            except GLib.Error:
                return None  # another one has taken its place
            if last == before and before and before.x >= 0:
                return before
            self.settle()
            return None

        return wait(what, rests)

    def do(self, pattern, role=None):
        """Activates what is called so without a pointer."""
        node = self.see(pattern, role)
        node.act()

    def choose(self, pattern):
        """Goes to a page of a view switcher."""
        for node in self.nodes():
            if re.search(pattern, node.name) and node.role in (
                    "radio button", "page tab", "toggle button", "button"):
                box = self.place_of(node)
                if box.width > 0:
                    self.click(box.x + box.width / 2, box.y + box.height / 2)
                    return
        raise LookupError(pattern)

    def menu_items(self):
        return [n for n in self.nodes() if n.role == "menu item" and
                n.has("showing")]

    def open_chat_menu(self, letter):
        """And the entry with that letter."""
        self.press("^Chat Menu$", "toggle button")
        wait("the menu", self.menu_items)
        self.key(letter)

    def open_contact(self):
        self.open_chat_menu("c")
        self.see("Your Name for Them")

    def accept(self):
        """Somebody who is in no contact of one's own."""
        self.press("^Accept$", "button")
        self.see("^Message$", "text")

    def open_picture(self):
        """The newest in the conversation, by the keyboard."""
        self.press("^Message$", "text")
        self.key("shift+Tab", "End")
        for _ in range(20):
            node = self.focused("list item")
            if node and re.search(": Photo", node.name):
                self.key("Right", "Return")
                return
            self.key("Up")
        raise TimeoutError("no picture can be reached")

    def click(self, x, y, button=1):
        # Without a compositor the window's border moves everything by 5 px. Where the pointer is already, --sync would
        # wait 15 s for it to move.
        self.settle()
        if button == 1:
            time.sleep(max(0, self.clicked + DOUBLE_CLICK - time.monotonic()))
            self.clicked = time.monotonic()
        run("xdotool", "mousemove", "--window", self.window, int(x) + 5, int(y) + 5, "click", button)

    def key(self, *keys):
        for key in keys:
            self.settle()
            run("xdotool", "key", key)

    def type(self, text):
        """What is beyond the keyboard is pasted: xdotool would lose some of it on a busy machine."""
        if text.isascii():
            self.settle()
            run("xdotool", "type", "--delay", "40", text)
            return
        path = Path(f"{self.data}.typed")
        path.write_text(text)
        owner = offer("UTF8_STRING", path)
        self.key("ctrl+v")
        wait(f"“{text}” being pasted", lambda: self.holds(text))
        end(owner)

    def paste(self, path):
        """Pastes a picture; returns the owner of the clipboard."""
        owner = offer("image/png", path)
        self.activate()
        self.key("ctrl+v")
        return owner

    def drop(self, files, sign, over=lambda: None):
        """Into the conversation, and sees that they came."""
        self.drag(files, lambda: self.see("^Send$", "button") and self.see(sign), over)

    def drag(self, files, came, over=lambda: None, to=(600, 300)):
        """Drags the files out of another program's window, and waits until they came."""
        source = subprocess.Popen([self.build / "tests/display/drag-source", *files], stderr=subprocess.DEVNULL)
        try:
            window = run("xdotool", "search", "--sync", "--onlyvisible", "--name", "^Drag source$").split()[0]
            run("xdotool", "windowmove", "--sync", window, 1400, 700)
            self.activate()
            self.drag_from(window, over, to)
            came()
            self.activate()
        finally:
            end(source)

    def drag_from(self, source, over, to):
        """A drag begins after some way with the button down, and drops only where it was seen to enter."""
        run("xdotool", "mousemove", "--window", source, "--sync", 90, 100)
        x, y = place_of(source)
        to_x, to_y = place_of(self.window)
        start, stop = (x + 90, y + 100), (to_x + to[0], to_y + to[1])
        run("xdotool", "mousedown", 1)
        for i in range(1, 16):
            run("xdotool", "mousemove", "--sync", *(int(a + (b - a) * i / 15) for a, b in zip(start, stop)))
            time.sleep(0.03)
        time.sleep(0.3)
        over()
        run("xdotool", "mousemove", "--sync", stop[0] - 5, stop[1])
        time.sleep(0.3)
        run("xdotool", "mouseup", 1)

    def place(self, x, y, width=None, height=None):
        run("xdotool", "windowmove", "--sync", self.window, x, y)
        if width:
            run("xdotool", "windowsize", "--sync", self.window, width + 10, height + 10)

    def shot(self, path):
        """The window as it is on the screen, with its menus."""
        x, y = place_of(self.window)
        width, height = size_of(self.window)
        run("import", "-window", "root", "-crop", f"{width}x{height}+{x}+{y}", "+repage", path)

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

    def ask_for_link(self):
        """The words for a further device, from the preferences of the main one."""
        self.activate()
        self.key("ctrl+comma")
        self.see("Log Out")
        self.choose("Devices")
        self.see("This device")
        self.press("Link a Device")
        return self.link_words()

    def link_words(self):
        self.see("^Word 12: ")
        words = {int(found[1]): found[2] for node in self.nodes()
                 if (found := re.match(r"Word (\d+): (\w+)", node.name))}
        return [words[i] for i in range(1, 13)]

    def type_link(self, server, words):
        """On a further device: the words, each typed until it can be no other."""
        self.activate()
        self.see("Link to Another Device")
        self.do("Link to Another Device", "button")
        self.see("Link This Device")
        wait("the address to have the focus", lambda: (field := self.focused("text")) and field.name == "Server")
        self.key("ctrl+a")
        self.type(server.url)
        self.key("Return")
        for word in words:
            self.type(word[:4] + " ")

    def pictures(self):
        self.see("Compare the Pictures")
        group = self.see("Pictures to compare")
        return [node.name for node in self.nodes(group) if node.role == "image"]

    def say(self, text):
        self.activate()
        self.type(text)
        self.key("Return")
        self.see(re.escape(text))

    def ended_well(self):
        """libadwaita 1.7 loses the render node that AdwBreakpointBin keeps over a change of layout (a container of 64
        bytes, and what is in it) when a dialog closes before the next frame. Without frame pointers in GLib no
        suppression can tell."""
        if self.process.poll() is None:
            return False
        leaks = re.findall(r"Direct leak of (.*) allocated", Path(f"{self.data}.log").read_text())
        return self.process.returncode == 0 or leaks == ["64 byte(s) in 1 object(s)"]

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
        # What opens everybody's data, in place of a keyring of the desktop.
        secret = Path(self.folder, "secret")
        secret.write_bytes(os.urandom(32))
        os.environ["WHINCHAT_KEY_FILE"] = str(secret)
        self.settings = STILL  # for all apps that have none of their own
        self.failed = False  # then the logs of the apps are shown at the end
        self.notifications = Notifications()
        self.server = Server(self.build, f"{self.folder}/server")
        self.apps = []

    def app(self, name, **more):
        app = App(self.build, f"{self.folder}/{name}", **{"settings": self.settings, **more})
        self.apps.append(app)
        return app

    def stop(self, app):
        self.apps.remove(app)
        app.stop()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        for app in self.apps:
            app.stop()
        self.server.stop()
        self.notifications.stop()
        if error or self.failed:
            for log in Path(self.folder).glob("*.log"):
                sys.stderr.write(f"--- {log.name}\n{log.read_text()[-12000:]}\n")
        shutil.rmtree(self.folder, ignore_errors=True)
