"""Real disks that are full or read-only, under the server and under the client: small ones, mounted
in a namespace of this test's own; where that is not allowed these tests are skipped.
Usage: test-disk.py WHINCHAT-CLI. SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import atexit
import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SERVER_TESTS = os.path.join(os.path.dirname(__file__), "..", "server")
sys.path.insert(0, SERVER_TESTS)
# pylint: disable=wrong-import-position
from client import WAIT, WHINCHATD, Server, text_of  # noqa: E402
from tap import run  # noqa: E402

CLI = sys.argv.pop(1)
MS_RDONLY, MS_REMOUNT, MS_REC, MS_PRIVATE = 1, 32, 16384, 1 << 18
MNT_DETACH = 2
libc = ctypes.CDLL(None, use_errno=True)
FOLDER = tempfile.mkdtemp(prefix="whin-disk-")
disks = []


@atexit.register
def clean_up():
    for disk in disks:
        libc.umount2(os.fsencode(disk.path), MNT_DETACH)
    shutil.rmtree(FOLDER, ignore_errors=True)


def mount(source, target, kind, flags, options=None):
    if libc.mount(source, os.fsencode(target), kind, flags, options) != 0:
        raise OSError(ctypes.get_errno(), "mount")


def may_mount():
    """A namespace of our own, as the superuser or as one who is that only in there."""
    user = os.geteuid()
    group = os.getegid()
    try:
        os.unshare(os.CLONE_NEWNS | (os.CLONE_NEWUSER if user != 0 else 0))
        if user != 0:
            for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
                with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                    file.write(text)
        mount(b"none", "/", None, MS_REC | MS_PRIVATE)
        return True
    except OSError:
        return False


class Disk:
    def __init__(self, size):
        self.path = tempfile.mkdtemp(dir=FOLDER)
        disks.append(self)
        mount(b"tmpfs", self.path, b"tmpfs", 0, f"size={size}".encode())
        self.filler = self.path + "/filler"

    def fill(self):
        """To the last byte."""
        with open(self.filler, "wb", buffering=0) as file:
            block = b"\0" * 65536
            while block:
                try:
                    file.write(block)
                except OSError:
                    block = block[:len(block) // 2]

    def clear(self):
        os.unlink(self.filler)

    def set_read_only(self):
        mount(b"none", self.path, None, MS_REMOUNT | MS_RDONLY)


SECRET = tempfile.NamedTemporaryFile()  # opens everybody's data
SECRET.write(os.urandom(32))
SECRET.flush()
os.environ["WHINCHAT_KEY_FILE"] = SECRET.name


def cli(data, *args, **more):
    """Runs whinchat-cli; gives status, lines of JSON, and words."""
    done = subprocess.run([CLI, "--data", data, "--timeout", "20", *args], capture_output=True, text=True,
                          timeout=WAIT * 6, check=False, **more)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def register(server, data, phone, name):
    code = server.ask_code(phone)
    status, _, words = cli(data, "register", "--server", server.url, "--phone", phone, "--name", name,
                           "--code", code)
    assert status == 0, words


async def test_the_servers_disk_is_full(t):
    disk = Disk("8m")
    s = t.server(data=disk.path + "/data")
    a, b, c = await t.people(s, 3)
    newcomer = t.person(s)
    assert (await a.send("before", b))["t"] == "ok"
    await b.get("msg")
    await b.close()
    waiting = await a.send("waits", b)
    disk.fill()
    frames = [a.message(f"{i} " + "x" * 9000, b, wake=0) for i in range(40)]
    refused = []
    for frame in frames:
        await a.put(frame)
        answer = await a.answer(frame["id"])
        if answer["t"] == "err":
            assert answer["code"] == "storage" and answer["retry_ms"] > 0, answer
            refused.append(frame)
    assert refused, "everything fitted in"
    assert "the disk refuses to store" in s.rest_text("GET", "/readyz")
    # What is there can be read, also by somebody who comes only now.
    assert len(a.rest("GET", "/v1/devices")["devices"]) == 1
    await newcomer.live()
    await b.live()
    assert waiting["t"] == "ok" and [text_of(i["ct"]) for i in b.items][:2] == ["before", "waits"]
    disk.clear()
    for frame in refused:
        await a.put(frame)
        answer = await a.answer(frame["id"])
        assert answer["t"] == "ok" and "dup" not in answer, answer
    while len(b.items) < 42:
        await b.next()
    assert sorted(i["id"] for i in b.items[2:]) == sorted(frame["id"] for frame in frames)
    assert "true" in s.rest_text("GET", "/readyz")
    assert (await c.send("and others", a))["t"] == "ok"


def start_in_vain(data):
    done = subprocess.run([WHINCHATD, "serve", "--dev", "--data", data, "--listen", "127.0.0.1:0"],
                          capture_output=True, text=True, timeout=WAIT, check=False)
    assert done.returncode == 1 and data in done.stderr, done
    return done.stderr


async def test_the_server_cannot_start(t):
    disk = Disk("8m")
    s = t.server(data=disk.path + "/data")
    a = t.person(s)
    assert s.stop() == 0
    disk.set_read_only()
    assert "Read-only file system" in start_in_vain(s.data)
    done = subprocess.run([WHINCHATD, "invite", "create", "--data", s.data], capture_output=True, text=True,
                          timeout=WAIT, check=False)
    assert done.returncode == 1 and "Read-only file system" in done.stderr, done
    mount(b"none", disk.path, None, MS_REMOUNT)
    a.server = t.server(data=s.data)
    await a.live()
    small = Disk("1m")
    small.fill()
    words = start_in_vain(small.path + "/data")
    assert "full" in words or "No space left" in words, words


async def test_the_clients_disk_is_full(t):
    s = t.server()
    disk = Disk("2m")
    ann, bob = tempfile.mkdtemp(dir=FOLDER), disk.path + "/bob"
    numbers = "+447700900901", "+447700900902"
    register(s, ann, numbers[0], "Ann")
    register(s, bob, numbers[1], "Bob")
    assert cli(ann, "send", numbers[1], "first")[0] == 0
    assert cli(bob, "follow", "--count", "1")[0] == 0
    texts = [f"{i} " + "x" * 12000 for i in range(6)]
    follower = await asyncio.create_subprocess_exec(
        CLI, "--data", bob, "--timeout", "60", "follow", "--count", "6", stdout=asyncio.subprocess.PIPE,
        limit=1 << 20)

    async def line():
        return json.loads(await asyncio.wait_for(follower.stdout.readline(), WAIT * 6))

    while (await line()).get("state") != "live":
        pass
    disk.fill()
    for text in texts:
        assert cli(ann, "send", numbers[1], text)[0] == 0
    seen, told = [], False
    while len(seen) < 6:
        said = await line()
        if "The disk is full" in said.get("why", "") and not told:
            told = True
            disk.clear()
        if said["type"] == "message":
            seen.append(said["text"])
    await follower.wait()
    assert told, "it never said that its disk is full"
    assert seen == texts
    shown = [line["text"] for line in cli(bob, "messages", "--limit", "20", numbers[0])[1]]
    assert shown == ["first", *texts], "not as it was sent"


async def test_the_disk_is_full_while_a_file_comes(t):
    """It says so, leaves nothing half done, and fetches it once there is room."""
    s = t.server()
    disk = Disk("60m")
    ann, bob = tempfile.mkdtemp(dir=FOLDER), disk.path + "/bob"
    numbers = "+447700900906", "+447700900907"
    register(s, ann, numbers[0], "Ann")
    register(s, bob, numbers[1], "Bob")
    original = os.urandom(24 * 1024 * 1024)
    with open(FOLDER + "/large", "wb") as file:
        file.write(original)
    assert cli(ann, "send-file", "--as-file", numbers[1], FOLDER + "/large")[0] == 0
    [got] = [said for said in cli(bob, "follow", "--count", "1")[1] if said["type"] == "message"]
    with open(disk.path + "/half", "wb") as file:
        file.write(b"\0" * (40 * 1024 * 1024))
    status, _, words = cli(bob, "save", numbers[0], got["id"], FOLDER + "/copy")
    assert status == 1 and "could not be fetched" in words, (status, words)
    left = sum(path.stat().st_size for path in Path(bob, "media").iterdir())
    assert left < 1024 * 1024, left
    os.unlink(disk.path + "/half")
    status, _, words = cli(bob, "save", numbers[0], got["id"], FOLDER + "/copy")
    assert status == 0, words
    assert Path(FOLDER, "copy").read_bytes() == original


async def test_the_client_writes_on_a_full_disk(t):
    """What could not be kept is not promised."""
    s = t.server()
    disk = Disk("2m")
    ann, bob = tempfile.mkdtemp(dir=FOLDER), disk.path + "/bob"
    register(s, ann, "+447700900904", "Ann")
    register(s, bob, "+447700900905", "Bob")
    disk.fill()
    status, _, words = cli(bob, "send", "+447700900904", "y" * 12000)
    assert status == 1 and "cannot be stored" in words, (status, words)
    disk.clear()
    assert cli(bob, "send", "+447700900904", "y" * 12000)[0] == 0
    assert len(cli(bob, "messages", "+447700900904")[1]) == 1


async def test_the_clients_disk_is_read_only(t):
    s = t.server()
    disk = Disk("4m")
    register(s, disk.path + "/bob", "+447700900903", "Bob")
    disk.set_read_only()
    for data in (disk.path + "/bob", disk.path + "/new"):
        status, lines, words = cli(data, "whoami")
        assert status == 1 and not lines and words.startswith("whinchat-cli: "), (status, words)
    print("#", words.strip(), flush=True)


if may_mount():
    run(globals())
else:
    print("1..0 # SKIP no small disk can be mounted here")
