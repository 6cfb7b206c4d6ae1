"""A device's store that was copied: one of the copies goes on, the other is refused.
SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import json
import signal
import sqlite3

import websockets

from tap import run

COPIED = 4504


async def end_of(device, **hello):
    """The code that this hello is closed with; 0: it is let in."""
    await device.open()
    await device.put({"t": "hello", "proto": 1, "after": device.applied, "epoch": device.epoch or "x", **hello})
    frame = asyncio.ensure_future(device.closed())
    done, _ = await asyncio.wait([frame], timeout=0.5)
    if done:
        return frame.result()
    frame.cancel()
    await asyncio.gather(frame, return_exceptions=True)
    return 0


async def come(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await a.close()
    await a.live(was=0, gen=1000, sealed=0)
    return s, a, b


async def test_going_on(t):
    _, a, b = await come(t)
    for was, gen in ((1000, 1300), (1300, 1301), (1301, 2 ** 40)):
        await a.close()
        await a.live(was=was, gen=gen)
    assert (await a.send("still here", b))["t"] == "ok"


async def test_an_older_one_is_refused(t):
    _, a, b = await come(t)
    await a.close()
    await a.live(was=1000, gen=1700)
    first = a.ws
    for was, gen in ((1000, 1701), (1000, 1699), (0, 1), (0, 5000), (1699, 1699)):
        assert await end_of(a, was=was, gen=gen) == COPIED, (was, gen)
    assert await end_of(a) == COPIED, "without a word of it"
    a.ws = first  # who was here has noticed nothing
    assert (await a.send("still here", b))["t"] == "ok"


async def test_the_answer_was_lost(t):
    _, a, b = await come(t)
    for _ in range(3):
        await a.close()
        await a.live(was=1000, gen=1400)
    await a.close()
    await a.live(was=1400, gen=1500)
    await a.close()
    assert await end_of(a, was=1000, gen=1400) == COPIED
    await a.live(was=1500, gen=1600)
    assert (await a.send("still here", b))["t"] == "ok"


async def test_it_is_kept(t):
    s, a, _ = await come(t)
    assert s.stop(signal.SIGKILL) == -signal.SIGKILL
    a.server = t.server(data=s.data)
    assert await end_of(a, was=0, gen=7) == COPIED
    await a.live(was=1000, gen=1001)


async def test_the_server_was_put_back(t):
    """In the same epoch and in another: what is ahead of the server is right."""
    s, a, b = await come(t)
    await a.close()
    for epoch in ("same", "other"):
        assert s.stop() == 0
        db = sqlite3.connect(s.data + "/whinchatd.db")
        db.execute("UPDATE device SET gen = 10, sealed = 3 WHERE gen > 0")
        if epoch == "other":
            db.execute("UPDATE meta SET value = 'another' WHERE key = 'epoch'")
        db.commit()
        db.close()
        a.server = b.server = s = t.server(data=s.data)
        await a.live(was=1000, gen=1010, sealed=50)
        await a.close()


async def test_what_was_sealed_since(t):
    """Within one login: a disk that was put back to a time before the last message."""
    _, a, b = await come(t)
    for sealed in (1, 2, 5):
        assert (await a.send("m", b, sealed=sealed))["t"] == "ok"
    await a.send("m", b, sealed=4)  # late, from before
    await a.close()
    assert await end_of(a, was=1000, gen=1100, sealed=4) == COPIED
    assert await end_of(a, was=1000, gen=1100) == COPIED
    await a.live(was=1000, gen=1100, sealed=5)
    assert (await a.send("m", b, sealed=6))["t"] == "ok"


async def test_what_was_read_since(t):
    s, a, b = await come(t)
    await b.send("one", a)
    await a.get("msg")
    await a.close()
    assert await end_of(a, was=1000, gen=1100, after=0) == COPIED
    # In another epoch numbers say nothing.
    await a.live(was=1000, gen=1100, after=0, epoch="before the fire")
    await a.close()


async def test_a_copy_that_comes_first_ends_the_other(t):
    _, a, b = await come(t)
    original = a.ws
    await a.live(was=1000, gen=1005)
    a.ws, copy = original, a.ws
    assert await a.closed() == COPIED
    a.ws = copy
    assert (await a.send("from the copy", b))["t"] == "ok"
    await a.close()
    assert await end_of(a, was=1000, gen=1006) == COPIED


async def test_the_same_again_replaces(t):
    _, a, _ = await come(t)
    original = a.ws
    await a.live(was=0, gen=1000)
    a.ws = original
    assert await a.closed() == 4003


async def test_nothing_is_sent_after_it(t):
    """The older one sends without end while the copy comes: from its hello on nothing is stored."""
    s, a, b = await come(t)
    original = a.ws
    frames = [a.message(f"m{i}", b, sealed=i + 1) for i in range(64)]
    await a.open()
    copy = a.ws
    hello = {"t": "hello", "proto": 1, "after": 0, "was": 1000, "gen": 1007, "sealed": 10 ** 6}
    later = [a.message(f"late {i}", b, sealed=i + 100) for i in range(64)]
    await asyncio.gather(original.send(json.dumps(frames)), copy.send(json.dumps(hello)),
                         original.send(json.dumps(later)), return_exceptions=True)
    a.ws, a.waiting = original, []
    assert await a.closed() == COPIED
    a.ws, a.waiting = copy, []
    await a.get("live")
    db = sqlite3.connect(f"file:{s.data}/whinchatd.db?mode=ro", uri=True)
    before = db.execute("SELECT count(*) FROM sent").fetchone()[0]
    await asyncio.sleep(0.2)
    assert db.execute("SELECT count(*) FROM sent").fetchone()[0] == before
    db.close()
    assert (await a.send("from the copy", b, sealed=10 ** 6 + 1))["t"] == "ok"


async def test_two_copies_at_once(t):
    """However it comes out, one of them is let in and no more."""
    _, a, b = await come(t)
    was = 1000
    for turn in range(10):
        sockets = []
        await a.close()
        for i in range(6):
            await a.open()
            sockets.append((a.ws, was + 1 + i * 10))
        await asyncio.gather(*(ws.send(json.dumps(
            {"t": "hello", "proto": 1, "after": 0, "was": was, "gen": gen})) for ws, gen in sockets))
        frame = b.message(f"to one {turn}", a)
        await b.put(frame)
        await b.answer(frame["id"])

        async def end(ws):
            try:
                while True:
                    text = await asyncio.wait_for(ws.recv(), 0.5)
                    if '"msg"' in text:
                        return "msg"
            except websockets.ConnectionClosed as closed:
                return closed.rcvd.code
            except (TimeoutError, asyncio.TimeoutError):
                return "silence"

        ends = await asyncio.gather(*(end(ws) for ws, _ in sockets))
        assert sorted(map(str, ends)) == [str(COPIED)] * 5 + ["msg"], ends
        was = sockets[ends.index("msg")][1]
        a.ws = sockets[ends.index("msg")][0]
        for ws, _ in sockets:
            if ws is not a.ws:
                await ws.close()


async def test_another_device_of_the_account(t):
    _, a, _ = await come(t)
    second = t.keep(a.link())
    await second.live(was=0, gen=3)
    await second.close()
    assert await end_of(second, was=0, gen=2) == COPIED
    # Set up anew it begins from nothing.
    third = t.keep(a.link())
    await third.live(was=0, gen=9)


async def test_who_never_said_one(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await a.send("one", b)
    await b.get("msg")
    await b.close()
    b.applied, b.items = 0, []
    await b.live(after=0)
    assert b.items[0]["why"] == "acked"


async def test_wrong_numbers(t):
    _, a, _ = await come(t)
    await a.close()
    for bad in ({"was": -1, "gen": 5}, {"was": 1000, "gen": "1001"}, {"gen": 2 ** 53, "was": 1000},
                {"was": 1000, "gen": 1001, "sealed": -3}):
        await a.open()
        await a.put({"t": "hello", "proto": 1, "after": 0, **bad})
        assert (await a.get("err"))["code"] == "bad_frame", bad
        await a.close()
    # One that would go back does not.
    await a.live(was=1000, gen=500)
    await a.close()
    assert await end_of(a, was=500, gen=501) == COPIED


run(globals())
