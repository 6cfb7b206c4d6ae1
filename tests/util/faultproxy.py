#!/usr/bin/env python3
# faultproxy: a TCP proxy on loopback that loses, delays and cuts, steered by a test while it runs.
# SPDX-License-Identifier: GPL-3.0-or-later
"""
faultproxy.py --listen 127.0.0.1:0 --to 127.0.0.1:8080 --control /path/sock [--seconds 600]

Prints "ready PORT". The control socket takes one JSON object a line and answers each with one:
  {"delay_ms": 80, "jitter_ms": 20}  each way            {"rate": 125000}  bytes a second, 0: no limit
  {"mode": "pass" | "blackhole" | "refuse"}              {"cut_after": N, "way": "up" | "down"}
  {"reset": true}  RST on every open connection          {"half_close": true}  FIN to the server
  {}  nothing but the answer: {"ok": true, "conns": ..., "open": ..., "up": ..., "down": ..., "resets": ...}
Settings act on open connections too. A blackhole keeps sockets open and moves nothing, as a lost
Wi-Fi does, and delivers what it held when it ends. cut_after sends an RST both ways once N more bytes
went that way, the last of them delivered first. The program ends with its parent or after --seconds.
"""
import argparse
import asyncio
import ctypes
import json
import random
import signal
import socket
import struct
import time

settings = {"delay_ms": 0, "jitter_ms": 0, "rate": 0, "mode": "pass", "cut_after": -1, "way": "up"}
stats = {"conns": 0, "open": 0, "up": 0, "down": 0, "resets": 0}
pairs = set()
changed = asyncio.Event()
chance = random.Random(1)


def reset(writer):
    sock = writer.get_extra_info("socket")
    if sock is not None and not writer.transport.is_closing():
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    stats["resets"] += 1


def reset_pair(pair):
    for writer in pair:
        reset(writer)


async def until_open():
    while settings["mode"] == "blackhole":
        changed.clear()
        await changed.wait()


class Way:
    """One direction of one connection: a reader that stamps what comes, a writer that waits for it."""

    def __init__(self, name, reader, writer, pair):
        self.name, self.reader, self.writer, self.pair = name, reader, writer, pair
        self.queue = asyncio.Queue(maxsize=64)

    async def run(self):
        writing = asyncio.create_task(self.write())
        try:
            await self.read()
            await writing
        finally:
            writing.cancel()

    async def read(self):
        data = b"-"
        while data:
            try:
                data = await self.reader.read(16384)
            except OSError:
                data = b""
            jitter = chance.uniform(-1, 1) * settings["jitter_ms"]
            await self.queue.put((time.monotonic() + (settings["delay_ms"] + jitter) / 1000, data))

    async def write(self):
        data = b"-"
        while data:
            due, data = await self.queue.get()
            await asyncio.sleep(max(0, due - time.monotonic()))
            await until_open()
            try:
                if not data:
                    self.writer.write_eof()
                elif not await self.deliver(data):
                    return
            except (OSError, RuntimeError):
                return

    async def deliver(self, data):
        """False when this was the cut."""
        cut = settings["cut_after"] >= 0 and settings["way"] == self.name
        if cut and len(data) >= settings["cut_after"]:
            data = data[:settings["cut_after"]]
            settings["cut_after"] = -1
        elif cut:
            settings["cut_after"] -= len(data)
            cut = False
        if settings["rate"]:
            await asyncio.sleep(len(data) / settings["rate"])
        self.writer.write(data)
        await self.writer.drain()
        stats[self.name] += len(data)
        if cut:
            await asyncio.sleep(0.01)  # an RST at once would overtake the last bytes
            reset_pair(self.pair)
        return not cut


async def connect(reader, writer, to):
    stats["conns"] += 1
    stats["open"] += 1
    onward = None
    try:
        if settings["mode"] == "refuse":
            reset(writer)
            return
        await until_open()
        back, onward = await asyncio.open_connection(*to)
        pair = (writer, onward)
        for each in pair:
            each.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        pairs.add(pair)
        try:
            await asyncio.gather(Way("up", reader, onward, pair).run(), Way("down", back, writer, pair).run())
        finally:
            pairs.discard(pair)
    except OSError:
        reset(writer)
    finally:
        stats["open"] -= 1
        for each in (writer, onward):
            if each is not None:
                each.close()


def obey(line):
    command = json.loads(line)
    if command.pop("reset", False):
        for pair in list(pairs):
            reset_pair(pair)
    if command.pop("half_close", False):
        for _, onward in list(pairs):
            onward.write_eof()
    unknown = sorted(set(command) - set(settings))
    if not unknown:
        settings.update(command)
        changed.set()
    return {"ok": not unknown, "unknown": unknown, **stats}


async def control(reader, writer):
    while line := await reader.readline():
        try:
            answer = obey(line)
        except (ValueError, AttributeError) as error:
            answer = {"ok": False, "error": str(error)}
        writer.write((json.dumps(answer) + "\n").encode())
        await writer.drain()
    writer.close()


def address(text):
    host, port = text.rsplit(":", 1)
    return host.strip("[]"), int(port)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", default="127.0.0.1:0", type=address)
    parser.add_argument("--to", required=True, type=address)
    parser.add_argument("--control", required=True)
    parser.add_argument("--seconds", type=float, default=600)
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    await asyncio.start_unix_server(control, options.control)
    server = await asyncio.start_server(lambda r, w: connect(r, w, options.to), *options.listen, backlog=1024)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await asyncio.sleep(options.seconds)


if __name__ == "__main__":
    asyncio.run(main())
