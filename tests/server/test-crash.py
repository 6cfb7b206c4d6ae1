"""The server dies: nothing that was answered `ok` is lost, nothing comes twice, no number is skipped.
And the disk fails: the server stays, says so, and goes on when it can.
SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import resource
import signal

import websockets

from client import WAIT, Closed, Server, text_of
from tap import run

MESSAGES = 60
GONE = (Closed, websockets.WebSocketException, OSError)


async def talk(sender, frames):
    """Sends what has no answer yet; gives the ids that were answered, until the server is gone."""
    done = []
    try:
        await sender.put(frames)
        for frame in frames:
            answer = await sender.answer(frame["id"])
            assert answer["t"] == "ok", answer
            done.append(frame["id"])
    except GONE:
        pass
    return done


async def listen(receiver):
    try:
        while True:
            await receiver.next()
    except GONE:
        pass


async def survive(t, point, spread):
    """A conversation with a server that dies again and again at one place, sooner or later."""
    s = t.server()
    a, b = t.person(s), t.person(s)
    assert s.stop() == 0
    frames = [a.message(f"m{i}", b) for i in range(MESSAGES)]
    answered, deaths = set(), 0
    for round in range(40):
        left = [frame for frame in frames if frame["id"] not in answered]
        if not left:
            break
        s = Server(data=s.data, env={"WHINCHATD_CRASH_AT": f"{point}:{2 + round * 7 % spread}"})
        t.servers.append(s)
        a.server = b.server = s
        try:
            await b.live()
            await a.live()
        except GONE:
            deaths += s.stop() == 77
            continue
        receiving = asyncio.ensure_future(listen(b))
        answered |= set(await talk(a, left[:20]))
        if s.process.poll() is None and len(answered) == MESSAGES:
            await asyncio.wait_for(a.ws.close(), WAIT)
            s.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(receiving, WAIT) if s.process.poll() is not None else await b.ws.close()
        receiving.cancel()
        deaths += s.stop() == 77
    assert len(answered) == MESSAGES, f"only {len(answered)} were answered"
    assert deaths > 0, "it never died"
    last = t.server(data=s.data)
    a.server = b.server = last
    await b.live()
    got = [item for item in b.items if item["t"] == "msg"]
    assert sorted(i["id"] for i in got) == sorted(frame["id"] for frame in frames)
    assert [i["seq"] for i in got] == list(range(1, MESSAGES + 1))
    assert len({i["cseq"] for i in got}) == MESSAGES
    assert [i["cseq"] for i in got] == sorted(i["cseq"] for i in got)


async def test_before_commit(t):
    await survive(t, "before_commit", 5)


async def test_after_commit(t):
    await survive(t, "after_commit", 5)


async def test_after_ok(t):
    await survive(t, "after_ok", 23)


async def test_in_the_middle_of_a_batch(t):
    await survive(t, "mid_batch", 40)


async def test_killed(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await b.close()
    frames = [a.message(f"m{i}", b) for i in range(MESSAGES)]
    await a.put(frames)
    first = await a.answer(frames[0]["id"])
    assert s.stop(signal.SIGKILL) == -signal.SIGKILL
    again = t.server(data=s.data)
    a.server = b.server = again
    await a.live()
    await a.put(frames)
    answers = [await a.answer(frame["id"]) for frame in frames]
    assert answers[0] == {**first, "dup": True}
    await b.live()
    assert [text_of(i["ct"]) for i in b.items] == [f"m{i}" for i in range(MESSAGES)]


async def test_the_crash_points_are_for_tests(t):
    s = t.server(dev=False, env={"WHINCHATD_CRASH_AT": "before_commit"},
                 args=["--pepper=x", "--media-secret=y"])
    assert "true" in s.rest_text("GET", "/readyz")
    assert s.process.poll() is None


async def test_a_full_database(t):
    s = t.server(args=["--database-max=500k"])
    a, b = await t.people(s, 2)
    await b.close()
    stored = []
    for i in range(60):
        frame = a.message("x" * 15000, b)
        await a.put(frame)
        answer = await a.answer(frame["id"])
        if answer["t"] == "err":
            break
        stored.append(frame["id"])
    assert answer["code"] == "storage" and answer["retry_ms"] > 0 and len(stored) > 5
    await b.live()
    while len(b.items) < len(stored):
        await b.next()
    assert [i["id"] for i in b.items] == stored
    # Acknowledging made room; the same message is tried again and nothing is missing.
    for _ in range(50):
        await a.put(frame)
        answer = await a.answer(frame["id"])
        if answer["t"] == "ok":
            break
        await asyncio.sleep(0.05)
    assert answer["t"] == "ok", answer
    await b.get("msg")


async def test_a_disk_that_refuses(t):
    """A file size limit does what a full disk does; it is lifted while the server runs."""
    s = t.server()
    a, b = await t.people(s, 2)
    assert (await a.send("before", b))["t"] == "ok"
    unlimited = resource.prlimit(s.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(s.process.pid, resource.RLIMIT_FSIZE, (4096, unlimited[1]))
    frame = a.message("during", b)
    await a.put(frame)
    err = await a.answer(frame["id"])
    assert err["code"] == "storage" and err["retry_ms"] > 0, err
    assert "the disk refuses to store" in s.rest_text("GET", "/readyz")
    assert "true" in s.rest_text("GET", "/healthz")
    resource.prlimit(s.process.pid, resource.RLIMIT_FSIZE, unlimited)
    await a.put(frame)
    assert (await a.answer(frame["id"]))["t"] == "ok"
    while b.applied < 2:
        await b.next()
    assert [text_of(i["ct"]) for i in b.items] == ["before", "during"]
    assert "true" in s.rest_text("GET", "/readyz")


run(globals())
