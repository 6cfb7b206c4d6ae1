"""What time and misfortune do: expiry, backups put back, slow readers, and a random life of many
devices against a model. SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import os
import random
import signal
import subprocess
import urllib.request

import websockets

from client import WHINCHATD, Closed, Problem, new_id, text_of
from tap import run


def texts(device):
    return [text_of(item["ct"]) for item in device.items if item["t"] == "msg"]


def later(t, server, days, *devices):
    """The same server, days later."""
    assert server.stop() == 0
    again = t.server(data=server.data, env={"WHINCHATD_CLOCK_DAYS": str(days)})
    for device in devices:
        device.server = again
    return again


async def test_messages_expire_into_a_gap(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await b.close()
    for i in range(3):
        await a.send(f"old{i}", b)
    await a.close()
    s = later(t, s, 20, a, b)
    await a.live()
    await a.send("young", b)
    await a.close()
    later(t, s, 31, a, b)
    # The sweep begins when the server starts and is a matter of moments.
    for _ in range(100):
        b.items, b.applied, b.auto_ack = [], 0, False
        await b.live()
        if b.items[0]["t"] == "gap":
            break
        await b.close()
        await asyncio.sleep(0.05)
    assert b.items[0] == {"t": "gap", "from": 1, "to": 3, "why": "expired"}, b.items
    assert texts(b) == ["young"]


async def test_media_expire(t):
    s = t.server()
    a = t.person(s)
    id = new_id()
    slot = a.rest("PUT", f"/v1/media/{id}", {"size": 5})
    request = urllib.request.Request(slot["url"], b"hello", method="PUT",
                                     headers={h["name"]: h["value"] for h in slot["headers"]})
    urllib.request.urlopen(request, timeout=10).close()
    a.rest("POST", f"/v1/media/{id}/done")

    def stored():
        return [name for _, _, names in os.walk(s.data + "/media") for name in names]

    assert len(stored()) == 1
    later(t, s, 2, a)
    for _ in range(100):
        if not stored():
            break
        await asyncio.sleep(0.05)
    assert not stored()
    try:
        a.rest("GET", f"/v1/media/{id}")
        raise AssertionError("still there")
    except Problem as problem:
        assert problem.code == "not_found"


async def test_a_backup_put_back(t):
    s = t.server()
    a, b = await t.people(s, 2)
    b.auto_ack = False
    kept = [a.message(f"m{i}", b) for i in range(6)]
    await a.put(kept[:3])
    for frame in kept[:3]:
        await a.answer(frame["id"])
    copy = s.data + "/copy.db"
    flags = ["--data", s.data]
    done = subprocess.run([WHINCHATD, "backup", copy, *flags], capture_output=True, text=True,
                          timeout=20, check=False)
    assert done.returncode == 0 and os.stat(copy).st_mode & 0o777 == 0o600, done.stderr
    await a.put(kept[3:])
    for frame in kept[3:]:
        await a.answer(frame["id"])
    while b.applied < 6:
        await b.next()
    epoch = b.epoch
    assert s.stop() == 0
    for name in ("whinchatd.db", "whinchatd.db-wal", "whinchatd.db-shm"):
        if os.path.exists(f"{s.data}/{name}"):
            os.unlink(f"{s.data}/{name}")
    os.rename(copy, s.data + "/whinchatd.db")
    done = subprocess.run([WHINCHATD, "restored", *flags], capture_output=True, timeout=20, check=False)
    assert done.returncode == 0
    again = t.server(data=s.data)
    a.server = b.server = again
    known = {item["id"] for item in b.items}
    b.items, b.applied, b.auto_ack = [], 0, True  # a new epoch: its position is the server's
    welcome = await b.live(after=6, epoch=epoch)
    assert welcome["epoch"] != epoch and welcome["next"] == 4
    await a.live()
    for frame in kept:  # what it sent in the last days, under the same ids
        await a.put(frame)
        assert (await a.answer(frame["id"]))["t"] == "ok"
    while len(b.items) < 6:
        await b.next()
    assert {item["id"] for item in b.items} == known == {frame["id"] for frame in kept}


def resident_kib(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


async def test_a_slow_reader_holds_up_nobody(t):
    """One device reads nothing while much is sent to it; memory stays, others go on, nothing is lost."""
    quarantine = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"  # it looks like a leak
    s = t.server(env={"ASAN_OPTIONS": quarantine.strip(":")})
    a, b, c = await t.people(s, 3)
    await b.close()
    await b.open()
    await b.put({"t": "hello", "proto": 1, "after": 0})
    b.ws.transport.pause_reading()
    big = "x" * 15000
    frames = [a.message(big, b) for _ in range(400)]
    before = 0
    for i, frame in enumerate(frames):
        await a.put(frame)
        assert (await a.answer(frame["id"]))["t"] == "ok"
        if i == 100:
            before = resident_kib(s)
    assert resident_kib(s) - before < 20000, (before, resident_kib(s))
    await a.send("hi", c)
    await c.get("msg")
    b.ws.transport.resume_reading()
    while len(b.items) < 400:
        await b.next()
    assert [item["id"] for item in b.items] == [frame["id"] for frame in frames]


class Life:
    """Random people doing random things, and what must be true of it."""

    def __init__(self, t, seed):
        self.t = t
        self.random = random.Random(seed)
        self.server = t.server()
        self.devices = []
        self.sent = []  # (frame, device), answered ok
        self.open_sends = []  # not answered

    async def begin(self):
        for _ in range(3):
            first = self.t.person(self.server)
            self.devices += [first, self.t.keep(first.link())]
        for device in self.devices:
            await device.live()

    def others(self, device, peer):
        return [d for d in self.devices if d.acc in (device.acc, peer) and d is not device]

    async def send(self, device):
        peer = self.random.choice([d.acc for d in self.devices])
        frame = device.message(f"{len(self.sent)}", *self.others(device, peer), peer=peer)
        self.open_sends.append((frame, device))
        await self.retry()

    async def retry(self):
        while self.open_sends:
            frame, device = self.open_sends[0]
            try:
                await device.put(frame)
                answer = await device.answer(frame["id"])
                assert answer["t"] == "ok", answer
            except (Closed, websockets.WebSocketException, OSError):
                await self.reconnect(device)
                continue
            self.sent.append(self.open_sends.pop(0))

    async def reconnect(self, device):
        if device.ws is not None:
            await device.ws.close()
        await device.live()

    async def replay(self, device):
        """Its last acknowledgement was lost, or it forgot that it applied something."""
        device.auto_ack = self.random.random() < 0.5
        await self.reconnect(device)

    async def read(self, device):
        try:
            await device.next(0.01)
        except (Closed, TimeoutError, asyncio.TimeoutError):
            pass

    async def crash(self, device):
        self.server.stop(signal.SIGKILL)
        self.server = self.t.server(data=self.server.data)
        for one in self.devices:
            one.server = self.server
            await self.reconnect(one)

    async def step(self):
        device = self.random.choice(self.devices)
        act = self.random.choices([self.send, self.read, self.reconnect, self.replay, self.crash],
                                  [60, 25, 10, 10, 1.5])[0]
        try:
            await act(device)
        except (Closed, websockets.WebSocketException, OSError):
            await self.reconnect(device)

    async def check(self):
        for device in self.devices:
            device.auto_ack = True
            await self.reconnect(device)
            got = [item for item in device.items if item["t"] == "msg"]
            due = [frame["id"] for frame, _ in self.sent
                   if any(to["acc"] == device.acc and to["dev"] == device.dev for to in frame["to"])]
            assert [item["id"] for item in got] == due, "lost, twice, or out of order"
            last = 0
            for item in device.items:
                assert item["seq"] == last + 1
                last = item["seq"]


async def test_a_random_life(t):
    seed = int(os.environ.get("WHINCHAT_SEED", random.randrange(10 ** 6)))
    print(f"# seed {seed} (WHINCHAT_SEED)", flush=True)
    life = Life(t, seed)
    await life.begin()
    for _ in range(250):
        await life.step()
    await life.check()


run(globals())
