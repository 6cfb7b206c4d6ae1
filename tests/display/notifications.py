#!/usr/bin/env python3
"""notifications.py: the desktop's notification service, for a desk without a desktop. Prints one line a notification: + ID SUMMARY | BODY, or - ID.
SPDX-License-Identifier: GPL-3.0-or-later"""

from gi.repository import Gio, GLib

INTERFACE = Gio.DBusNodeInfo.new_for_xml("""
<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
    <arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
</interface></node>""").interfaces[0]
last = 0


def called(connection, sender, path, interface, method, arguments, invocation):
    global last
    reply = None
    if method == "Notify":
        _, replaced, _, summary, body, _, _, _ = arguments.unpack()
        last += not replaced
        print("+", replaced or last, summary, "|", body, flush=True)
        reply = GLib.Variant("(u)", (replaced or last,))
    elif method == "CloseNotification":
        print("-", *arguments.unpack(), flush=True)
    elif method == "GetCapabilities":
        reply = GLib.Variant("(as)", (["body", "actions"],))
    else:
        reply = GLib.Variant("(ssss)", ("desk", "Whinchat", "1", "1.2"))
    invocation.return_value(reply)


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object("/org/freedesktop/Notifications", INTERFACE, called)
Gio.bus_own_name_on_connection(bus, "org.freedesktop.Notifications", Gio.BusNameOwnerFlags.NONE,
                               lambda *_: print("ready", flush=True), None)
GLib.MainLoop().run()
