"""Groups: one chain of changes however many want to make the next, and messages to whoever is in.
SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import os
import signal
import threading

from client import Problem, b64, content, new_id, text_of
from tap import run

BIG = 18000


def refused(code, call, *args, **more):
    try:
        call(*args, **more)
    except Problem as problem:
        assert problem.code == code, problem
        return problem
    raise AssertionError(f"was not refused with {code}")


def everybody(text, *devices, grp, **more):
    """A message to a group, sealed once."""
    return {"t": "send", "id": new_id(), "conv": "g:" + grp, "to": [d.name for d in devices],
            "ct": content(text), "wake": 1, **more}


async def say(sender, frame):
    await sender.put(frame)
    return await sender.answer(frame["id"])


async def reach(device, n):
    """Reads until n items have come, all in all, and gives the last as (kind, text or number)."""
    while device.applied < n:
        await device.next()
    assert device.applied == n == len(device.items), device.items
    item = device.items[-1]
    return (item["t"], text_of(item["ct"]) if item["t"] == "msg" else item["n"])


def history(device, grp, after=0):
    return [(c["n"], c["acc"], c["dev"], c["change"]) for c in device.changes(grp, after)["changes"]]


async def test_a_group_is_made_and_spoken_in(t):
    s = t.server()
    a, b, c = await t.people(s, 3)
    b2 = t.keep(b.link())
    await b2.live()
    grp = new_id()
    assert a.change(grp, 1, None, b"made", a.acc, b.acc) == {}
    for device in (a, b, b2):
        item = await device.get("group")
        assert item == {"t": "group", "seq": device.applied, "grp": grp, "n": 1}
        assert history(device, grp) == [(1, a.acc, 1, b64(b"made"))]
        assert device.rest("GET", "/v1/groups") == {"groups": [{"grp": grp, "n": 1}]}
    await c.quiet("group")
    assert c.rest("GET", "/v1/groups") == {"groups": []}
    # To all devices of all members, in one order, as a group's.
    first = await say(a, everybody("one", b, b2, grp=grp))
    second = await say(b2, everybody("two", a, b, grp=grp))
    assert (first["t"], second["t"]) == ("ok", "ok") and second["cseq"] == first["cseq"] + 1
    assert await reach(a, 2) == ("msg", "two")
    assert await reach(b, 4) == ("msg", "two")
    assert await reach(b2, 3) == ("msg", "one")
    for msg, sender in ((a.items[1], b2), (b.items[2], a), (b.items[3], b2), (b2.items[2], a)):
        assert (msg["conv"], msg["from"], msg["fd"]) == ("g:" + grp, sender.acc, sender.dev)
    # Not to fewer, not to others; some in part; with a ct of their own.
    err = await say(a, everybody("no", b, c, grp=grp))
    assert (err["code"], err["missing"], err["gone"]) == ("devices", [b2.name], [c.name])
    assert "cseq" not in await say(a, everybody("in part", b2, grp=grp, part=True))
    assert await reach(b2, 4) == ("msg", "in part")
    assert b2.items[3]["conv"] == "g:" + grp and "cseq" not in b2.items[3]
    frame = everybody("most", b, b2, grp=grp)
    frame["to"][0]["ct"] = content("just for b")
    assert (await say(a, frame))["cseq"] == first["cseq"] + 2
    assert await reach(b, 5) == ("msg", "just for b")
    assert await reach(b2, 5) == ("msg", "most")
    del frame["ct"]
    frame["id"] = new_id()
    assert (await say(a, frame))["code"] == "bad_frame"


async def test_read_back_from_the_disk(t):
    s = t.server()
    a, b, c = await t.people(s, 3)
    grp = new_id()
    await b.close()
    a.change(grp, 1, None, b"made", a.acc, b.acc, c.acc)
    frames = [everybody(f"m{i}", b, c, grp=grp) for i in range(5)]
    await a.put(frames)
    answers = [await a.answer(frame["id"]) for frame in frames]
    again = await say(a, frames[2])
    assert again == {**answers[2], "dup": True}
    assert (await say(a, {**frames[2], "ct": content("other")}))["code"] == "conflict"
    assert s.stop() == 0
    later = t.server(data=s.data)  # whose housekeeping drops what nobody waits for
    for device in (a, b, c):
        device.server = later
    await b.live()
    assert [i["t"] for i in b.items] == ["group"] + ["msg"] * 5
    assert b.items[0] == {"t": "group", "seq": 1, "grp": grp, "n": 1}
    for i, item in enumerate(b.items[1:]):
        assert text_of(item["ct"]) == f"m{i}" and item["conv"] == "g:" + grp and item["cseq"] == answers[i]["cseq"]


async def test_two_race_and_one_wins(t):
    s = t.server()
    a, b = await t.people(s, 2)
    grp = new_id()
    a.change(grp, 1, None, b"made", a.acc, b.acc)
    last = b"made"
    for n in range(2, 12):
        results = {}

        def append(device, change):
            try:
                device.change(grp, n, last, change, a.acc, b.acc)
                results[change] = True
            except Problem as problem:
                assert problem.code == "conflict" and problem.status == 409, problem
                results[change] = False

        threads = [threading.Thread(target=append, args=(device, f"{name} {n}".encode()))
                   for name, device in (("a", a), ("b", b))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        winners = [change for change, won in results.items() if won]
        assert len(winners) == 1 and len(results) == 2, results
        last = winners[0]
        assert b.changes(grp, n - 1)["changes"][0]["change"] == b64(last)
    for device in (a, b):
        while device.applied < 11:
            await device.next()
        assert [i["n"] for i in device.items] == list(range(1, 12))


async def test_only_after_the_newest(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    grp = new_id()
    a.change(grp, 1, None, b"made", a.acc, b.acc)
    a.change(grp, 2, b"made", b"named", a.acc, b.acc)
    for n, prev, change in ((2, b"made", b"other"), (3, b"made", b"other"), (3, None, b"other"), (4, b"named", b"other"),
                            (1, None, b"other"), (1, None, b"named")):
        refused("conflict", b.change, grp, n, prev, change, a.acc, b.acc)
    # The answer was lost; what somebody else has said is not one's own.
    for _ in range(2):
        a.change(grp, 2, b"made", b"named", a.acc)
    refused("conflict", b.change, grp, 2, b"made", b"named", a.acc, b.acc)
    assert history(b, grp, 1) == [(2, a.acc, 1, b64(b"named"))] and history(b, grp, 2) == []


async def test_no_business_of_others(t):
    s = t.server()
    a, b, c = await t.people(s, 3)
    grp = new_id()
    a.change(grp, 1, None, b"made", a.acc, b.acc)
    refused("not_found", c.changes, grp)
    refused("not_found", c.changes, new_id())
    refused("not_found", c.change, grp, 2, b"made", b"mine", a.acc, b.acc, c.acc)
    refused("conflict", c.change, grp, 1, None, b"mine", c.acc)
    for part in (False, True):
        assert (await say(c, everybody("psst", a, b, grp=grp, part=part)))["code"] == "not_found"
        assert (await say(c, everybody("psst", grp=new_id(), part=part)))["code"] == "not_found"
        assert (await say(b, everybody("psst", a, c, grp=grp, part=part)))["gone"] == [c.name]
    for device in (a, b):
        assert await reach(device, 1) == ("group", 1)
    refused("bad_frame", c.change, new_id(), 1, None, b"without me", a.acc)
    refused("bad_frame", c.change, new_id(), 1, b"before", b"x", c.acc)
    refused("not_found", a.change, grp, 2, b"made", b"x", a.acc, b.acc, new_id())
    refused("bad_frame", a.change, grp, 2, b"made", b"x", a.acc, a.acc)
    refused("bad_frame", a.change, grp, 2, b"made", b"x", a.acc, "nobody")
    refused("bad_frame", a.change, grp, 2, b"made", os.urandom(BIG + 1000), a.acc)
    refused("bad_frame", a.change, grp, 2, b"made", b"", a.acc)
    refused("bad_frame", a.change, grp, 2, b"made", b"x", *(new_id() for _ in range(1025)))
    assert len(history(a, grp)) == 1


async def test_removed_at_once(t):
    s = t.server()
    a, b, c = await t.people(s, 3)
    grp = new_id()
    a.change(grp, 1, None, b"made", a.acc, b.acc, c.acc)
    for device in (a, b, c):
        await device.get("group")
    assert (await say(c, everybody("still in", a, b, grp=grp)))["t"] == "ok"
    # On its way when the change is made: it goes to nobody.
    a.change(grp, 2, b"made", b"c goes", a.acc, b.acc)
    err = await say(a, everybody("behind c's back", b, c, grp=grp))
    assert err["code"] == "devices" and err["gone"] == [c.name]
    assert (await say(a, everybody("behind c's back", b, grp=grp)))["t"] == "ok"
    assert (await say(c, everybody("let me in", a, b, grp=grp)))["code"] == "not_found"
    refused("not_found", c.change, grp, 3, b"c goes", b"c is back", a.acc, b.acc, c.acc)
    a.change(grp, 3, b"c goes", b"named", a.acc, b.acc)
    # It is told, and may read why, and no more.
    assert await reach(c, 2) == ("group", 2)
    assert [n for n, *_ in history(c, grp)] == [1, 2]
    assert c.rest("GET", "/v1/groups") == {"groups": []}
    a.change(grp, 4, b"named", b"c again", a.acc, b.acc, c.acc)
    assert await reach(c, 3) == ("group", 4)
    assert [n for n, *_ in history(c, grp)] == [1, 2, 3, 4]
    assert (await say(c, everybody("thanks", a, b, grp=grp)))["t"] == "ok"


async def test_leaving(t):
    s = t.server()
    a, b = await t.people(s, 2)
    grp = new_id()
    a.change(grp, 1, None, b"made", a.acc, b.acc)
    for _ in range(2):  # the answer was lost
        b.change(grp, 2, b"made", b"b leaves", a.acc)
    assert (await say(a, everybody("hello?", grp=grp)))["t"] == "ok"
    assert await reach(a, 2) == await reach(b, 2) == ("group", 2)
    a.change(grp, 3, b"b leaves", b"a leaves")
    assert [n for n, *_ in history(a, grp)] == [1, 2, 3] and [n for n, *_ in history(b, grp)] == [1, 2]
    assert (await say(a, everybody("hello?", grp=grp)))["code"] == "not_found"
    # Nobody is in, and it is not free while somebody may still want to read how it ended.
    refused("conflict", b.change, grp, 1, None, b"mine now", b.acc)
    assert s.stop() == 0
    later = t.server(data=s.data, env={"WHINCHATD_CLOCK_DAYS": "40"})
    a.server = b.server = later
    for _ in range(100):
        try:
            a.changes(grp)
        except Problem as problem:
            assert problem.code == "not_found"
            break
        await asyncio.sleep(0.05)
    b.change(grp, 1, None, b"mine now", b.acc)


async def test_many_changes_come_in_pages(t):
    s = t.server()
    a = t.person(s)
    grp = new_id()
    last, changes = None, [os.urandom(BIG) if n % 2 else b"small %d" % n for n in range(1, 21)]
    for n, change in enumerate(changes, 1):
        a.change(grp, n, last, change, a.acc)
        last = change
    got, pages = [], 0
    while True:
        page = a.changes(grp, len(got))
        got += page["changes"]
        pages += 1
        if not page.get("more"):
            break
    assert [c["change"] for c in got] == [b64(change) for change in changes] and pages == 2
    grp = new_id()
    for n in range(1, 70):
        a.change(grp, n, b"%d" % (n - 1) if n > 1 else None, b"%d" % n, a.acc)
    page = a.changes(grp)
    assert len(page["changes"]) == 64 and page["more"]
    page = a.changes(grp, 64)
    assert len(page["changes"]) == 5 and "more" not in page


async def test_a_crowd(t):
    """As many as a group takes, and one message to all of them."""
    s = t.server()
    *people, one_more = [t.person(s) for _ in range(256)]  # 1,024 in test-fanout.py
    a, b = people[0], people[-1]
    grp = new_id()
    a.change(grp, 1, None, b"made", *(p.acc for p in people))
    await a.live()
    await b.live()
    message = everybody("to all of you", *people[1:], grp=grp)
    assert (await say(a, message))["t"] == "ok"
    assert text_of((await b.get("msg"))["ct"]) == "to all of you"
    err = await say(a, everybody("to nobody", grp=grp))
    assert len(err["missing"]) == 254
    too_many = [new_id() for _ in range(1025 - len(people))]
    refused("bad_frame", a.change, grp, 2, b"made", b"too many", *(p.acc for p in people), *too_many)
    assert a.change(grp, 2, b"made", b"one more", *(p.acc for p in people), one_more.acc) == {}


async def test_limits(t):
    s = t.server(args=["--limits-percent=99"])
    a = t.person(s)
    made = 0
    try:
        for _ in range(40):
            a.change(new_id(), 1, None, b"made", a.acc)
            made += 1
    except Problem as problem:
        assert problem.code == "rate" and problem.body["retry_ms"] > 0
    assert made == 29


async def test_killed_in_between(t):
    """Either the change, its members and the news of it, or nothing."""
    for point, kept in (("before_commit", False), ("after_commit", True), ("mid_batch", False)):
        s = t.server()
        a, b, c = t.person(s), t.person(s), t.person(s)
        grp = new_id()
        a.change(grp, 1, None, b"made", a.acc, b.acc)
        assert s.stop() == 0
        s = t.server(data=s.data, env={"WHINCHATD_CRASH_AT": point})
        for device in (a, b, c):
            device.server = s
        try:
            a.change(grp, 2, b"made", b"c for b", a.acc, c.acc)
            raise AssertionError("it did not die")
        except OSError:
            pass
        assert s.stop(signal.SIGKILL) == 77
        s = t.server(data=s.data)
        for device in (a, b, c):
            device.server = s
        assert len(history(a, grp)) == (2 if kept else 1)
        assert (c.rest("GET", "/v1/groups")["groups"] != []) == kept
        a.change(grp, 2, b"made", b"c for b", a.acc, c.acc)
        for device, ns in ((a, [1, 2]), (b, [1, 2]), (c, [2])):
            await device.live()
            assert [i["n"] for i in device.items] == ns
        assert (await say(a, everybody("hi", c, grp=grp)))["t"] == "ok"


async def test_an_account_that_is_gone(t):
    s = t.server()
    a, b = await t.people(s, 2)
    grp = new_id()
    a.change(grp, 1, None, b"made", a.acc, b.acc)
    again = t.keep(s.register(b.phone))  # the same account, as a member too
    await again.live()
    assert (await say(a, everybody("who are you?", again, grp=grp)))["t"] == "ok"
    assert (await again.get("msg"))["conv"] == "g:" + grp


run(globals())
