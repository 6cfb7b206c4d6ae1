#!/usr/bin/env python3
"""lens.py there | none | denied: the desktop's portal that lends a camera, for a desk without a desktop; the camera behind it
is a picture in a real PipeWire. Prints `ready`.
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import gi

gi.require_version("Gst", "1.0")
from gi.repository import Gio, GLib, Gst  # noqa: E402

PATH = "/org/freedesktop/portal/desktop"
NODE = Gio.DBusNodeInfo.new_for_xml("""
<node>
  <interface name="org.freedesktop.portal.Camera">
    <method name="AccessCamera"><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/></method>
    <method name="OpenPipeWireRemote"><arg type="a{sv}" direction="in"/><arg type="h" direction="out"/></method>
    <property name="IsCameraPresent" type="b" access="read"/>
  </interface>
</node>""")
CAMERA = ('videotestsrc is-live=true ! video/x-raw,format=I420,width=640,height=480,framerate=20/1 ! pipewiresink mode=provide'
          ' stream-properties="p,media.class=Video/Source,media.role=Camera,node.name=camera"')
answer = sys.argv[1]


class Lens:
    """PipeWire, who brings its clients together, and the camera."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="whinchat-lens.")
        self.socket = Path(self.folder, "pipewire-0")
        os.environ.update(XDG_RUNTIME_DIR=self.folder, HOME=self.folder)
        self.log = open(Path(self.folder, "log"), "wb")
        self.servers = [self.start("pipewire")]
        while not self.socket.exists():
            time.sleep(0.05)
        self.servers.append(self.start("wireplumber"))
        Gst.init(None)
        self.pipeline = Gst.parse_launch(CAMERA)
        self.pipeline.set_state(Gst.State.PLAYING)

    def start(self, program):
        return subprocess.Popen([program], stdout=self.log, stderr=self.log)

    def remote(self):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(self.socket))
        return connection.detach()

    def stop(self):
        self.pipeline.set_state(Gst.State.NULL)
        for server in reversed(self.servers):
            server.terminate()
            server.wait()
        self.log.close()
        shutil.rmtree(self.folder)


def called(connection, sender, path, interface, method, arguments, invocation):
    options = arguments.unpack()[0]
    if method == "AccessCamera":
        request = f"{PATH}/request/{sender[1:].replace('.', '_')}/{options['handle_token']}"
        invocation.return_value(GLib.Variant("(o)", (request,)))
        connection.emit_signal(None, request, "org.freedesktop.portal.Request", "Response",
                               GLib.Variant("(ua{sv})", (int(answer == "denied"), {})))
    else:
        handles = Gio.UnixFDList()
        handle = handles.append(lens.remote())
        invocation.return_value_with_unix_fd_list(GLib.Variant("(h)", (handle,)), handles)


def is_present(connection, sender, path, interface, name):
    return GLib.Variant("b", answer != "none")


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
lens = Lens() if answer == "there" else None
bus.register_object(PATH, NODE.interfaces[0], called, is_present)
Gio.bus_own_name_on_connection(bus, "org.freedesktop.portal.Desktop", Gio.BusNameOwnerFlags.NONE,
                               lambda *_: print("ready", flush=True), None)
loop = GLib.MainLoop()
GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
loop.run()
if lens:
    lens.stop()
