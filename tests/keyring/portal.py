"""What xdg-desktop-portal does for org.freedesktop.portal.Secret: hands the descriptor on to the desktop's keyring, and
its answer back. Prints a line when it can be asked. The real one needs half a desktop around it.

portal.py deny: as if the person had said no. portal.py die: ends when it is asked.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import sys

from gi.repository import Gio, GLib

MODE = (sys.argv + ["pass"])[1]
INTERFACE = """<node><interface name='org.freedesktop.portal.Secret'><method name='RetrieveSecret'>
  <arg type='h' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>
  </method></interface></node>"""

bus = Gio.bus_get_sync(Gio.BusType.SESSION)


def respond(sender, handle, response):
    bus.emit_signal(sender, handle, "org.freedesktop.portal.Request", "Response",
                    GLib.Variant("(ua{sv})", (response, {})))


def called(_bus, sender, _path, _interface, _method, parameters, invocation):
    if MODE == "die":
        os._exit(0)
    token = parameters.unpack()[1]["handle_token"]
    handle = f"/org/freedesktop/portal/desktop/request/{sender[1:].replace('.', '_')}/{token}"
    invocation.return_value(GLib.Variant("(o)", (handle,)))
    if MODE == "deny":
        respond(sender, handle, 1)
        return

    def answered(_bus, result):
        answer, _fds = bus.call_with_unix_fd_list_finish(result)
        respond(sender, handle, answer.unpack()[0])

    bus.call_with_unix_fd_list(
        "org.freedesktop.secrets", "/org/freedesktop/portal/desktop", "org.freedesktop.impl.portal.Secret",
        "RetrieveSecret", GLib.Variant("(osha{sv})", (handle, "org.whinchat.Whinchat", 0, {})),
        GLib.VariantType("(ua{sv})"), Gio.DBusCallFlags.NONE, -1,
        invocation.get_message().get_unix_fd_list(), None, answered)


bus.register_object("/org/freedesktop/portal/desktop",
                    Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], called, None, None)
Gio.bus_own_name_on_connection(bus, "org.freedesktop.portal.Desktop", Gio.BusNameOwnerFlags.NONE,
                               lambda *_: print("ready", flush=True), None)
GLib.MainLoop().run()
