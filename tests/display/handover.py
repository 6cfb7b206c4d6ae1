#!/usr/bin/env python3
"""handover.py: the desktop's portal through which sandboxed apps hand files over, for a desk without a desktop: once each, and
never to be asked again. Prints `ready`, and what is asked of it.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import secrets

from gi.repository import Gio, GLib

PATH = "/org/freedesktop/portal/documents"
NODE = Gio.DBusNodeInfo.new_for_xml("""
<node>
  <interface name="org.freedesktop.portal.FileTransfer">
    <method name="StartTransfer"><arg type="a{sv}" direction="in"/><arg type="s" direction="out"/></method>
    <method name="AddFiles"><arg type="s" direction="in"/><arg type="ah" direction="in"/><arg type="a{sv}" direction="in"/></method>
    <method name="RetrieveFiles">
      <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="as" direction="out"/>
    </method>
    <method name="StopTransfer"><arg type="s" direction="in"/></method>
    <signal name="TransferClosed"><arg type="s"/></signal>
    <property name="version" type="u" access="read"/>
  </interface>
</node>""")
transfers = {}


def add(key, handles, given):
    transfers[key] += [os.readlink(f"/proc/self/fd/{given.get(handle)}") for handle in handles]


def called(connection, sender, path, interface, method, arguments, invocation):
    print(method, flush=True)
    key, *rest = arguments.unpack()
    if method == "StartTransfer":
        key = secrets.token_hex(8)
        transfers[key] = []
        invocation.return_value(GLib.Variant("(s)", (key,)))
    elif key not in transfers:
        invocation.return_dbus_error("org.freedesktop.DBus.Error.AccessDenied", "No such transfer")
    elif method == "AddFiles":
        add(key, rest[0], invocation.get_message().get_unix_fd_list())
        invocation.return_value(None)
    elif method == "RetrieveFiles":
        invocation.return_value(GLib.Variant("(as)", (transfers.pop(key),)))
        connection.emit_signal(sender, path, interface, "TransferClosed", GLib.Variant("(s)", (key,)))
    else:
        del transfers[key]
        invocation.return_value(None)


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object(PATH, NODE.interfaces[0], called, lambda *_: GLib.Variant("u", 1))
Gio.bus_own_name_on_connection(bus, "org.freedesktop.portal.Documents", Gio.BusNameOwnerFlags.NONE,
                               lambda *_: print("ready", flush=True), None)
GLib.MainLoop().run()
