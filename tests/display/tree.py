"""An app's accessibility tree, read in one call over D-Bus: to ask about one node after the other is ten times as slow.

The interfaces are those of AT-SPI 2, https://gitlab.gnome.org/GNOME/at-spi2-core (xml/Cache.xml and others).
SPDX-License-Identifier: GPL-3.0-or-later"""

import ast
import functools
import re
from collections import namedtuple

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = "/org/a11y/atspi/accessible/root"
WINDOW = 1  # ATSPI_COORD_TYPE_WINDOW
PATIENCE = 30_000  # ms for an answer
ALWAYS = ("application", "frame", "filler")  # do not say that they are visible

# What Cache.GetItems tells of each, as GVariant writes it. To unpack it piece by piece takes ten times as long.
REFERENCE = r"\('[^']*', '([^']*)'\)"
PATH = re.compile(REFERENCE)
STRING = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
ITEM = re.compile(rf"{REFERENCE}, {REFERENCE}, {REFERENCE}, (-?\d+), (-?\d+), \[[^]]*\], {STRING}, (\d+), {STRING},"
                  r" \[(\d+), (\d+)\]")

Box = namedtuple("Box", "x y width height")


@functools.cache
def bus():
    """Of the accessibility services of this session."""
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    address, = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1,
                                 None).unpack()
    return Gio.DBusConnection.new_for_address_sync(
        address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
        None, None)


def find_app(pid):
    """Its name on the bus, or None."""
    children, = bus().call_sync("org.a11y.atspi.Registry", ROOT, ACCESSIBLE, "GetChildren", None, None, 0, PATIENCE,
                                None).unpack()
    for name, _ in children:
        try:
            owner, = bus().call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                     "GetConnectionUnixProcessID", GLib.Variant("(s)", [name]), None, 0, PATIENCE,
                                     None).unpack()
        except GLib.Error:
            continue
        if owner == pid:
            return name
    return None


@functools.cache
def role_name(role):
    return Atspi.role_get_name(Atspi.Role(role))


@functools.cache
def text(written):
    return ast.literal_eval(written)


class Node:
    """As it was when the tree was read; box, value, text and act ask anew."""

    def __init__(self, tree, item):
        self.path, _, self.above, index, count, name, role, description, low, high = item
        self.tree, self.children = tree, []
        self.index, self.count, self.states = int(index), int(count), int(low) | int(high) << 32
        self.name, self.description = text(name), text(description)
        self.role = role_name(int(role))

    def has(self, state):
        return bool(self.states >> getattr(Atspi.StateType, state.upper()) & 1)

    @property
    def parent(self):
        return self.tree.nodes.get(self.above)

    def seen(self):
        """This node and those in it, in their order."""
        if self.role in ALWAYS or self.has("visible"):
            yield self
            for child in self.children:
                yield from child.seen()

    def ask(self, interface, method, arguments=None):
        return self.tree.call(self.path, interface, method, arguments).unpack()

    def get(self, interface, name):
        return self.ask("org.freedesktop.DBus.Properties", "Get",
                        GLib.Variant("(ss)", ["org.a11y.atspi." + interface, name]))[0]

    def box(self):
        return Box(*self.ask("org.a11y.atspi.Component", "GetExtents", GLib.Variant("(u)", [WINDOW]))[0])

    def value(self):
        return self.get("Value", "CurrentValue")

    def text(self):
        return self.ask("org.a11y.atspi.Text", "GetText", GLib.Variant("(ii)", [0, -1]))[0]

    def act(self):
        self.ask("org.a11y.atspi.Action", "DoAction", GLib.Variant("(i)", [0]))


class Tree:
    def __init__(self, app):
        self.app = app
        while not self.read():
            pass

    def call(self, path, interface, method, arguments=None):
        return bus().call_sync(self.app, path, interface, method, arguments, None, 0, PATIENCE, None)

    def read(self):
        """Gives whether it is whole: what has never been asked for comes with the next reading."""
        answer = self.call("/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems")
        self.nodes = {item[0]: Node(self, item) for item in ITEM.findall(answer.print_(False))}
        strange = [path for path in self.adopt() if path not in self.nodes]
        for path in strange:
            self.discover(path)
        return not strange

    def adopt(self):
        """Gives each node its children, and yields the paths of all. Those that are hidden are told of too: only the
        parents know. They are asked all at once."""
        context, asked, answers = GLib.MainContext.new(), 0, []
        context.push_thread_default()
        for node in self.nodes.values():
            if (node.count or node.path == ROOT) and self.is_rooted(node):
                bus().call(self.app, node.path, ACCESSIBLE, "GetChildren", None, None, 0, PATIENCE, None,
                           lambda bus, result, node: answers.append((node, result)), node)
                asked += 1
        while len(answers) < asked:
            context.iteration(True)
        context.pop_thread_default()
        for node, result in answers:
            try:
                paths = PATH.findall(bus().call_finish(result).print_(False))
            except GLib.Error:
                continue  # it has gone since
            yield from paths
            node.children = [self.nodes[path] for path in paths if path in self.nodes]

    def is_rooted(self, node):
        """What an app keeps to show it again is told of too, and must not be asked."""
        while node and node.path != ROOT:
            node = node.parent
        return node is not None

    def discover(self, path):
        """What nobody has ever asked for is not told of."""
        try:
            for child in PATH.findall(self.call(path, ACCESSIBLE, "GetChildren").print_(False)):
                self.discover(child)
        except GLib.Error:
            pass

    def seen(self, node=None):
        yield from (node or self.nodes[ROOT]).seen()
