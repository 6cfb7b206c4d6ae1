"""A device and its mailbox: hello, catching up, the window, acknowledging, its end.
SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio

from client import Closed, content, new_id, new_token, text_of
from tap import run


def texts(device):
    return [text_of(item["ct"]) for item in device.items if item["t"] == "msg"]


async def fill(sender, target, n):
    frames = [sender.message(f"m{i}", target) for i in range(n)]
    for i in range(0, n, 100):
        await sender.put(frames[i:i + 100])
    for frame in frames:
        assert (await sender.answer(frame["id"]))["t"] == "ok"


async def test_welcome_and_live(t):
    s = t.server()
    a = t.person(s)
    welcome = await a.live()
    assert (welcome["proto"], welcome["next"], welcome["hb"]) == (1, 1, 25)
    assert (welcome["acc"], welcome["dev"], welcome["max"]) == (a.acc, 1, 524288)


async def test_no_token_no_socket(t):
    s = t.server()
    a = t.person(s)
    a.tok = new_token()
    try:
        await a.open()
    except Exception as error:
        assert "401" in str(error), error
    else:
        raise AssertionError("was let in")


async def test_items_come_as_they_happen(t):
    s = t.server()
    a, b = await t.people(s, 2)
    for i in range(20):
        await a.send(f"n{i}", b)
    while len(texts(b)) < 20:
        await b.next()
    assert texts(b) == [f"n{i}" for i in range(20)]


async def test_resume_after_being_away(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await a.send("one", b)
    await b.get("msg")
    await b.close()
    await fill(a, b, 300)
    await b.live()
    assert texts(b) == ["one"] + [f"m{i}" for i in range(300)]


async def test_an_unacknowledged_item_comes_again(t):
    s = t.server()
    a, b = await t.people(s, 2)
    b.auto_ack = False
    await a.send("one", b)
    first = await b.get("msg")
    await b.close()
    b.applied, b.items = 0, []
    await b.live()
    assert b.items == [first]


async def test_what_was_acknowledged_is_gone(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await a.send("one", b)
    await b.get("msg")
    await a.send("two", b)
    await b.get("msg")
    await b.close()
    b.applied, b.items = 0, []
    await b.live(after=0)
    # Its disk was put back: it learns that something is missing, and goes on.
    assert b.items == [{"t": "gap", "from": 1, "to": 2, "why": "acked"}], b.items


async def test_catching_up_comes_in_bounded_batches(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await b.close()
    await fill(a, b, 150)
    await b.open()
    await b.put({"t": "hello", "proto": 1, "after": 0})
    sizes = []
    while True:
        text = await asyncio.wait_for(b.ws.recv(), 10)
        import json
        frames = json.loads(text)
        if isinstance(frames, list):
            sizes.append(len(frames))
            assert len(text) <= 65536 + 32768
        elif frames["t"] == "live":
            break
    assert sum(sizes) == 150 and max(sizes) <= 64, sizes


async def test_the_window_holds_back(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await b.close()
    await fill(a, b, 30)
    b.auto_ack = False
    await b.connect(win=10)
    while b.applied < 10:
        await b.next()
    await b.quiet("live")
    assert b.applied == 10
    await b.put({"t": "ack", "seq": 4})
    while b.applied < 14:
        await b.next()
    await b.quiet("live")
    assert b.applied == 14
    b.auto_ack = True
    await b.put({"t": "ack", "seq": 14})
    await b.get("live")
    assert texts(b) == [f"m{i}" for i in range(30)]


async def test_the_window_holds_back_live_items(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await b.close()
    b.auto_ack = False
    await b.live(win=5)
    await fill(a, b, 12)
    while b.applied < 5:
        await b.next()
    await b.quiet("msg")
    b.auto_ack = True
    await b.put({"t": "ack", "seq": 5})
    while b.applied < 12:
        await b.next()
    assert texts(b) == [f"m{i}" for i in range(12)]


async def test_a_small_window_under_a_stream(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await b.close()
    await b.live(win=3)
    frames = [a.message(f"m{i}", b) for i in range(150)]

    async def stream():
        """Never far ahead, so that reading the mailbox and handing over compete for each item."""
        for i, frame in enumerate(frames):
            while b.applied < i - 3:
                await asyncio.sleep(0)
            await a.put(frame)

    streaming = asyncio.ensure_future(stream())
    while b.applied < 150:
        await b.next()
    await streaming
    assert texts(b) == [f"m{i}" for i in range(150)]


async def test_a_position_that_cannot_be(t):
    s = t.server()
    a = t.person(s)
    await a.live()
    await a.put({"t": "ack", "seq": 7})
    assert await a.closed() == 4010
    await a.open()
    await a.put({"t": "hello", "proto": 1, "after": 5, "epoch": a.epoch})
    assert await a.closed() == 4010


async def test_another_epoch_starts_over(t):
    s = t.server()
    a, b = await t.people(s, 2)
    b.auto_ack = False
    await a.send("one", b)
    await b.get("msg")
    await b.close()
    b.applied, b.items = 0, []
    welcome = await b.live(after=77, epoch="before the fire")
    assert welcome["next"] == 2 and texts(b) == ["one"]


async def test_one_socket_a_device(t):
    s = t.server()
    a = t.person(s)
    await a.live()
    first = a.ws
    await a.live()
    a.ws, second = first, a.ws
    assert await a.closed() == 4003
    a.ws = second
    await a.put({"t": "hb"})
    await a.get("hb")


async def test_a_protocol_nobody_speaks(t):
    s = t.server()
    a = t.person(s)
    await a.open()
    await a.put({"t": "hello", "proto": 99, "after": 0})
    assert await a.closed() == 4502


async def test_hello_comes_first_and_once(t):
    s = t.server()
    a = t.person(s)
    await a.open()
    await a.put({"t": "ack", "seq": 0})
    assert (await a.get("err"))["re"] == "ack"
    await a.put({"t": "hello", "proto": 1, "after": 0})
    await a.get("live")
    await a.put({"t": "hello", "proto": 1, "after": 0})
    assert (await a.get("err"))["code"] == "bad_frame"


async def test_everything_in_one_breath(t):
    """A client may say hello and go on in the same batch."""
    s = t.server()
    a, b = await t.people(s, 2)
    await a.close()
    await a.open()
    frame = a.message("at once", b)
    await a.put([{"t": "hello", "proto": 1, "after": 0}, {"t": "active", "on": True}, frame,
                 {"t": "watch", "accs": [b.acc]}])
    assert (await a.answer(frame["id"]))["t"] == "ok"
    await b.get("msg")
    await a.get("pres", acc=b.acc)


async def test_revoked_by_another_device(t):
    s = t.server()
    a = t.person(s)
    await a.live()
    second = t.keep(a.link())
    assert (await a.get("device"))["devs"] == [{"dev": 1}, {"dev": 2}]
    await second.live()
    assert [i["t"] for i in second.items] == ["device"]
    names = {d["dev"]: d for d in a.rest("GET", "/v1/devices")["devices"]}
    assert names[2]["name"] == "second" and names[1]["current"] and "current" not in names[2]
    assert names[2]["seen"] > 0 and names[2]["seen"] % 86400000 == 0
    a.rest("PUT", "/v1/devices/2", {"name": "laptop"})
    assert a.rest("GET", "/v1/devices")["devices"][1]["name"] == "laptop"
    a.rest("DELETE", "/v1/devices/2")
    assert await second.closed() == 4500
    assert (await a.get("device"))["devs"] == [{"dev": 1}]
    third = a.link()
    assert third.dev == 3, "a number was given twice"


async def test_drain_says_when_to_come_back(t):
    s = t.server()
    a, b = await t.people(s, 2)
    frames = [a.message(f"m{i}", b) for i in range(50)]
    await a.put(frames)
    await a.answer(frames[0]["id"])
    s.process.terminate()
    bye = await a.get("bye")
    assert bye["code"] == 4001 and bye["after_ms"] > 0
    assert await a.closed() == 4001
    assert await b.closed() == 4001
    assert s.stop() == 0
    again = t.server(data=s.data)
    a.server = b.server = again
    await a.live()
    for frame in frames:
        await a.put(frame)
        assert (await a.answer(frame["id"]))["t"] == "ok"
    await b.live()
    while len(texts(b)) < 50:
        await b.next()
    assert texts(b) == [f"m{i}" for i in range(50)]


run(globals())
