"""kill -9 again and again, on the real whinchatd and on every whinchat-cli that talks to it, while
messages go both ways. At the end everything that was answered is there once, in one order.
SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import contextlib
import json
import os
import random
import signal
import sqlite3
import time

import tap
from client import WAIT

CLI = os.environ["WHINCHAT_CLI"]
SECONDS = float(os.environ.get("WHINCHAT_KILL_SECONDS", "15"))
LISTED = 500  # messages that one list holds
REST = 60.0  # seconds until all must have come to rest
tap.LIMIT = SECONDS + REST + 120

DONE, TOO_LATE, OFFLINE = 0, 4, 5


class Device:
    """One data folder, in which one whinchat-cli runs at a time."""

    def __init__(self, data, name):
        self.data = f"{data}/{name}"
        self.key_file = f"{data}/secret-{name}"
        self.name = name
        self.process = None
        self.kills = 0
        with open(self.key_file, "wb") as file:
            file.write(os.urandom(32))

    async def start(self, *args):
        self.process = await asyncio.create_subprocess_exec(
            CLI, "--data", self.data, "--key-file", self.key_file, *args, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        return asyncio.create_task(self.process.communicate())

    async def run(self, *args):
        """Gives the lines it printed."""
        out, err = await (await self.start(*args))
        assert self.process.returncode == DONE, (self.name, args[0], self.process.returncode, err)
        return [json.loads(line) for line in out.splitlines()]

    async def run_and_kill(self, seconds, *args):
        """SIGKILL after so many seconds, unless it has ended. Gives the status, None when killed."""
        talk = await self.start(*args)
        await asyncio.wait([talk], timeout=seconds)
        killed = self.process.returncode is None
        if killed:
            self.process.kill()
            self.kills += 1
        _, err = await talk
        status = self.process.returncode
        assert killed or status in (DONE, TOO_LATE, OFFLINE), (self.name, args, status, err)
        return None if status == -signal.SIGKILL else status


class Loop:
    """Three devices of two people, and a server that all of them outlive."""

    def __init__(self, t, seed):
        self.t = t
        self.random = random.Random(seed)
        self.server = t.server()
        self.port = self.server.url.rsplit(":", 1)[1]
        self.ann, self.ann2, self.bob = (Device(self.server.data, n) for n in ("ann", "ann2", "bob"))
        self.devices = (self.ann, self.ann2, self.bob)
        self.said = {}  # text: whether it was answered
        self.kills = 0

    async def register(self, device):
        phone = tap.phone()
        code = await asyncio.to_thread(self.server.ask_code, phone)
        await device.run("register", "--server", self.server.url, "--phone", phone, "--code", code)
        return phone

    async def link(self):
        main = await asyncio.create_subprocess_exec(
            CLI, "--data", self.ann.data, "--key-file", self.ann.key_file, "link", "--yes", stdout=asyncio.subprocess.PIPE)
        code = json.loads(await main.stdout.readline())["code"]
        await self.ann2.run("use-link", code)
        await main.communicate()
        assert main.returncode == DONE

    async def begin(self):
        await self.register(self.ann)
        bob = await self.register(self.bob)
        await self.link()
        to_bob = (await self.ann.run("find", bob))[0]["conv"]
        await self.ann.run("send", to_bob, "hello")
        self.said["hello"] = True
        to_ann = (await self.ann.run("whoami"))[0]["conv"]
        self.convs = {self.ann: to_bob, self.ann2: to_bob, self.bob: to_ann}

    async def say(self, device, seconds):
        text = f"m{len(self.said)}"
        self.said[text] = False
        status = await device.run_and_kill(seconds, "--timeout", "8", "send", self.convs[device], text)
        self.said[text] = status == DONE

    async def live(self, device, until):
        while time.monotonic() < until:
            seconds = self.random.uniform(0.02, 1.5) if self.random.random() < 0.5 else 9
            if self.random.random() < 0.6 and len(self.said) < LISTED - 10:
                await self.say(device, seconds)
            else:
                await device.run_and_kill(min(seconds, 2), "follow", "--read")

    async def kill_server(self, until):
        while time.monotonic() < until:
            await asyncio.sleep(self.random.uniform(0.02, 2.5))
            self.server.stop(signal.SIGKILL)
            self.kills += 1
            self.server = await asyncio.to_thread(
                self.t.server, data=self.server.data, args=[f"--listen=127.0.0.1:{self.port}"])

    def waiting(self):
        """What the server has not been told to be applied."""
        path = f"file:{self.server.data}/whinchatd.db?mode=ro"
        with contextlib.closing(sqlite3.connect(path, uri=True, timeout=WAIT)) as db:
            return db.execute("SELECT sum (next_seq - 1 - acked) FROM device").fetchone()[0]

    async def lists(self):
        return [await device.run("messages", "--limit", str(LISTED), self.convs[device])
                for device in self.devices]

    async def rest(self):
        """Everybody follows, undisturbed, until nobody has anything to send or to get."""
        end = time.monotonic() + REST
        while time.monotonic() < end:
            talks = [await device.start("follow") for device in self.devices]
            for _ in range(100):
                await asyncio.sleep(0.05)
                if not self.waiting():
                    break
            for device in self.devices:
                device.process.send_signal(signal.SIGINT)
            await asyncio.gather(*talks)
            lists = await self.lists()
            if not self.waiting() and not any(m["state"] == "pending" for rows in lists for m in rows):
                return lists
        raise AssertionError("it does not come to rest")

    def check(self, lists):
        ids = [[(m["author"], m["id"]) for m in rows] for rows in lists]
        texts = [m["text"] for m in lists[0]]
        assert len(set(texts)) == len(texts), "a message is there twice"
        assert ids[0] == ids[1] == ids[2], "the devices do not show the same"
        lost = [text for text, answered in self.said.items() if answered and text not in texts]
        assert not lost, f"answered and lost: {lost}"
        assert set(texts) <= set(self.said), "a message that nobody wrote"


async def test_kill_everything(t):
    seed = int(os.environ.get("WHINCHAT_SEED", random.randrange(10 ** 6)))
    print(f"# seed {seed} (WHINCHAT_SEED)", flush=True)
    loop = Loop(t, seed)
    await loop.begin()
    until = time.monotonic() + SECONDS
    await asyncio.gather(loop.kill_server(until), *(loop.live(d, until) for d in loop.devices))
    lists = await loop.rest()
    loop.check(lists)
    print(f"# {len(lists[0])} messages, {sum(loop.said.values())} answered,"
          f" {loop.kills} kills of the server, {sum(d.kills for d in loop.devices)} of devices")


tap.run(globals())
