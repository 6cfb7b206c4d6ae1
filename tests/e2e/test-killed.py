"""kill -9 on whinchat-cli while it sends and fetches a large file: what went over the line is not sent
again. Usage: test-killed.py WHINCHAT-CLI. KILLED_MIB is the size of the file, for runs by hand with
2047; media-max goes with it. SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import contextlib
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile

SERVER_TESTS = os.path.join(os.path.dirname(__file__), "..", "server")
sys.path.insert(0, SERVER_TESTS)
# pylint: disable=wrong-import-position
import tap  # noqa: E402
from media_store import STORE  # noqa: E402

CLI = sys.argv.pop(1)
MIB = 1024 * 1024
SIZE = int(os.environ.get("KILLED_MIB", "96")) * MIB
PART = 8 * MIB
STEP = 1 << max(SIZE.bit_length() - 1 - (SIZE.bit_length() - 1).bit_length(), 0)
SEALED = -(-SIZE // STEP) * STEP  # and a little more
BESIDES = 2 * MIB + SIZE // 1000  # heads of requests, and what a seal adds
PATIENCE = max(120, SIZE // MIB)
tap.LIMIT = 6 * PATIENCE


class Line:
    """tests/util/faultproxy.py in front of the store, which counts."""

    def __init__(self, to):
        self.folder = tempfile.mkdtemp(prefix="whin-line-")
        self.process = subprocess.Popen(
            [sys.executable, os.environ["FAULTPROXY"], "--to", to.split("//")[1], "--control",
             self.folder + "/control", "--seconds", str(tap.LIMIT)], stdout=subprocess.PIPE, text=True)
        self.url = "http://127.0.0.1:" + self.process.stdout.readline().split()[1]

    def count(self, way):
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(self.folder + "/control")
            control.sendall(b"{}\n")
            return json.loads(control.makefile().readline())[way]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Device:
    def __init__(self, folder, name):
        self.data = f"{folder}/{name}"
        self.key = f"{folder}/{name}.key"
        with open(self.key, "wb") as file:
            file.write(os.urandom(32))

    def command(self, *args):
        return [CLI, "--data", self.data, "--key-file", self.key, "--timeout", str(PATIENCE), *args]

    def run(self, *args):
        done = subprocess.run(self.command(*args), capture_output=True, text=True, timeout=PATIENCE * 2,
                              check=False)
        assert done.returncode == 0, (args[0], done.returncode, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    async def start(self, *args):
        return await asyncio.create_subprocess_exec(
            *self.command(*args), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL)


async def reaches(line, way, bytes_, process):
    """Whether so many bytes went over it before the process ended."""
    while line.count(way) < bytes_ and process.returncode is None:
        await asyncio.sleep(0.002)
    return process.returncode is None


def peak(process):
    """The most memory it ever had, in MiB."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        fields = dict(line.split(":", 1) for line in status)
    return int(fields["VmHWM"].split()[0]) // 1024


async def kill_thrice(line, way, device, *commands):
    """Each at another place. Gives the bytes that went over the line, and the most memory."""
    before, most = line.count(way), 0
    for turn, command in enumerate(commands[:3], 1):
        process = await device.start(*command)
        assert await reaches(line, way, before + turn * SIZE // 4, process), f"{turn}: it was done before"
        most = max(most, peak(process))
        process.send_signal(signal.SIGKILL)
        await process.wait()
    return before, most


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_file(path):
    with open(path, "wb") as file:
        for _ in range(SIZE // MIB):
            file.write(os.urandom(MIB))


async def behind_a_line(t):
    """A server, and the line to its store, which is the server itself or an S3."""
    most = ["--media-max", str(2 * 1024 * MIB), "--media-quota", "8G"]
    s = t.server(args=[*STORE.args, *most])
    line = Line(STORE.endpoint if STORE.args else s.url)
    assert s.stop() == 0
    address = "--s3-public-endpoint" if STORE.args else "--public-url"
    return t.server(data=s.data, args=["--listen", s.url.split("//")[1], *STORE.args, *most, address,
                                       line.url]), line


async def test_killed_thrice_each_way(t):
    s, line = await behind_a_line(t)
    with contextlib.closing(line), tempfile.TemporaryDirectory(prefix="whin-killed-") as folder:
        ann, bob = Device(folder, "ann"), Device(folder, "bob")
        numbers = tap.phone(), tap.phone()
        for device, number in ((ann, numbers[0]), (bob, numbers[1])):
            device.run("register", "--server", s.url, "--phone", number, "--code", s.ask_code(number))
        ann.run("send", numbers[1], "hello")
        bob.run("follow", "--count", "1")
        make_file(folder + "/original")
        send = ("send-file", "--as-file", "--caption", "large", numbers[1], folder + "/original")
        before, most = await kill_thrice(line, "up", ann, send, ("follow",), ("follow",))
        process = await ann.start("follow")
        [got] = [said for said in bob.run("follow", "--count", "1") if said["type"] == "message"]
        assert got["text"] == "large", got
        most = max(most, peak(process))
        process.send_signal(signal.SIGKILL)
        await process.wait()
        sent = line.count("up") - before
        print(f"# up: {sent / MIB:.1f} MiB for {SIZE / MIB:.0f}, at most {most} MiB of memory", flush=True)
        assert sent < SEALED + 3 * PART + BESIDES

        save = ("save", numbers[0], got["id"], folder + "/copy")
        before, most = await kill_thrice(line, "down", bob, save, save, save)
        bob.run(*save)
        fetched = line.count("down") - before
        print(f"# down: {fetched / MIB:.1f} MiB for {SIZE / MIB:.0f}, at most {most} MiB of memory", flush=True)
        assert fetched < SEALED + 3 * PART + BESIDES
        assert digest(folder + "/copy") == digest(folder + "/original")


tap.run(globals())
