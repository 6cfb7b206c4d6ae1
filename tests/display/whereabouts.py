#!/usr/bin/env python3
"""whereabouts.py LAT LON ACCURACY | denied | off | silent: the desktop's portal that tells where this computer is, for a desk
without a desktop. Prints `ready`, and what is asked of it.
SPDX-License-Identifier: GPL-3.0-or-later"""

import sys

from gi.repository import Gio, GLib

PATH = "/org/freedesktop/portal/desktop"
LOCATION = "org.freedesktop.portal.Location"
NODE = Gio.DBusNodeInfo.new_for_xml("""
<node>
  <interface name="org.freedesktop.portal.Location">
    <method name="CreateSession"><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/></method>
    <method name="Start">
      <arg type="o" direction="in"/><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
      <arg type="o" direction="out"/>
    </method>
    <signal name="LocationUpdated"><arg type="o"/><arg type="a{sv}"/></signal>
  </interface>
  <interface name="org.freedesktop.portal.Session"><method name="Close"/></interface>
</node>""")
answer = sys.argv[1:]


def handle(sender, kind, options):
    token = options[f"{'session_' if kind == 'session' else ''}handle_token"]
    return f"{PATH}/{kind}/{sender[1:].replace('.', '_')}/{token}"


def emit(connection, path, interface, signal, values):
    connection.emit_signal(None, path, interface, signal, values)


def called(connection, sender, path, interface, method, arguments, invocation):
    print(method, flush=True)
    if method == "Close":
        invocation.return_value(None)
    elif answer[0] == "off":
        invocation.return_dbus_error("org.freedesktop.portal.Error.NotAllowed", "Location services are off")
    elif method == "CreateSession":
        session = handle(sender, "session", arguments.unpack()[0])
        connection.register_object(session, NODE.interfaces[1], called)
        invocation.return_value(GLib.Variant("(o)", (session,)))
    else:
        session, _, options = arguments.unpack()
        request = handle(sender, "request", options)
        invocation.return_value(GLib.Variant("(o)", (request,)))
        if answer[0] == "silent":
            return
        denied = answer[0] == "denied"
        emit(connection, request, "org.freedesktop.portal.Request", "Response",
             GLib.Variant("(ua{sv})", (int(denied), {})))
        if not denied:
            place = dict(zip(("Latitude", "Longitude", "Accuracy"), (GLib.Variant("d", float(v)) for v in answer)))
            emit(connection, PATH, LOCATION, "LocationUpdated", GLib.Variant("(oa{sv})", (session, place)))


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object(PATH, NODE.interfaces[0], called)
Gio.bus_own_name_on_connection(bus, "org.freedesktop.portal.Desktop", Gio.BusNameOwnerFlags.NONE,
                               lambda *_: print("ready", flush=True), None)
GLib.MainLoop().run()
