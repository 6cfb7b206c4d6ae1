#!/usr/bin/env python3
"""keeper.py: a keyring of the desktop that keeps nothing: it has the name, and answers no question.
SPDX-License-Identifier: GPL-3.0-or-later"""

from gi.repository import Gio, GLib

Gio.bus_own_name(Gio.BusType.SESSION, "org.freedesktop.secrets", Gio.BusNameOwnerFlags.REPLACE, None,
                 lambda *_: print("ready", flush=True), None)
GLib.MainLoop().run()
