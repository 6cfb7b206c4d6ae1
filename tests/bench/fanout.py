#!/usr/bin/env python3
"""fanout.py BUILD: what a message to a group costs whinchatd, by the size of the group: until it is answered, until the
last member has it, and processor time for each delivery. One figure a line, `name = value unit`.
SPDX-License-Identifier: GPL-3.0-or-later"""

import asyncio
import os
import statistics
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
build = Path(sys.argv[1]).resolve()
os.environ.setdefault("WHINCHATD", str(build / "server/whinchatd"))
sys.path.insert(0, str(Path(__file__).parents[1] / "server"))
from client import Server, content, new_id  # noqa: E402

SIZES = (8, 64, 256, 1024)
MESSAGES = 50
BACKLOG = 10000


def cpu_of(server):
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def to_all(grp, number, i):
    return {"t": "send", "id": new_id(), "conv": "g:" + grp, "set": number, "ct": content(f"message {i:060}"), "wake": 1}


async def say(device, frame):
    await device.put(frame)
    answer = await device.answer(frame["id"])
    assert answer["t"] == "ok", answer


async def measure(server, people, size):
    grp, sender, last = new_id(), people[0], people[size - 1]
    sender.change(grp, 1, None, b"made", *(p.acc for p in people[:size]))
    number = sender.rest("GET", f"/v1/groups/{grp}/devices")["set"]
    answered, arrived = [], []
    cpu, began = cpu_of(server), time.monotonic()
    for i in range(MESSAGES):
        frame = to_all(grp, number, i)
        at = time.monotonic()
        await say(sender, frame)
        answered.append(time.monotonic() - at)
        await last.get("msg", id=frame["id"])
        arrived.append(time.monotonic() - at)
    # The last by account may not be the last of all.
    await asyncio.sleep(0.2)
    seconds, cpu = sum(arrived), cpu_of(server) - cpu
    deliveries = MESSAGES * (size - 1)
    print(f"fanout.{size}.answer_ms.median = {statistics.median(answered) * 1000:.2f} ms")
    print(f"fanout.{size}.answer_ms.max = {max(answered) * 1000:.2f} ms")
    print(f"fanout.{size}.arrival_ms.median = {statistics.median(arrived) * 1000:.2f} ms")
    print(f"fanout.{size}.deliveries_per_s = {deliveries / seconds:.0f}")
    print(f"fanout.{size}.cpu_us_per_delivery = {cpu * 1e6 / deliveries:.1f} us", flush=True)


async def come_back(server, people):
    """One who was away while others wrote a lot."""
    grp, sender, away = new_id(), people[0], people[1]
    sender.change(grp, 1, None, b"made", *(p.acc for p in people[:64]))
    number = sender.rest("GET", f"/v1/groups/{grp}/devices")["set"]
    await away.close()
    for i in range(0, BACKLOG, 200):
        frames = [to_all(grp, number, j) for j in range(i, i + 200)]
        while frames:
            await sender.put(frames)
            answers = [await sender.answer(frame["id"]) for frame in frames]
            frames = [frame for frame, answer in zip(frames, answers) if answer["t"] != "ok"]
            await asyncio.sleep(0.5 if frames else 0)
    await asyncio.sleep(5)
    before, at = len(away.items), time.monotonic()
    await away.live()
    while len(away.items) - before < BACKLOG:
        await away.get("msg")
    print(f"fanout.back_after_{BACKLOG}.s = {time.monotonic() - at:.2f} s", flush=True)


async def main():
    server = Server(args=["--limits-percent=1000000"])
    people = [server.register(f"+4477009{i:05d}") for i in range(max(SIZES))]
    await people[0].live()
    for size in SIZES:
        if people[size - 1].ws is None:
            await people[size - 1].live()
        await measure(server, people, size)
    await people[1].live()
    await come_back(server, people)
    server.stop()


asyncio.run(main())
