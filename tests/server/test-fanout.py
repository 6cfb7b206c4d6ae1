"""Large groups: a message is answered when it is stored, and reaches everybody in slices.
SPDX-License-Identifier: GPL-3.0-or-later"""
import signal

from client import content, new_id, text_of
from tap import run

CROWD = 150  # three slices


def set_of(device, grp):
    return device.rest("GET", f"/v1/groups/{grp}/devices")


def to_all(text, grp, number, **more):
    return {"t": "send", "id": new_id(), "conv": "g:" + grp, "set": number, "ct": content(text), "wake": 1, **more}


async def say(sender, frame):
    await sender.put(frame)
    return await sender.answer(frame["id"])


def crowd(t, s, size=CROWD):
    people = [t.person(s) for _ in range(size)]
    grp = new_id()
    people[0].change(grp, 1, None, b"made", *(p.acc for p in people))
    return people, grp


async def texts(device, count):
    """The next so many messages."""
    return [text_of((await device.get("msg"))["ct"]) for _ in range(count)]


async def all_texts(device, count):
    """Of one that was away: all there are, at least so many."""
    await device.live()

    def have():
        return [text_of(item["ct"]) for item in device.items if item["t"] == "msg"]
    while len(have()) < count:
        await device.get("msg")
    await device.quiet("msg")
    return have()


async def test_everybody_gets_it(t):
    s = t.server()
    people, grp = crowd(t, s)
    a, b, c = people[0], people[1], people[-1]
    for device in (a, b, c):
        await device.live()
    known = set_of(a, grp)
    assert len(known["members"]) == CROWD and known["members"][0]["devs"] == [{"dev": 1}]
    assert sorted(m["acc"] for m in known["members"]) == sorted(p.acc for p in people)
    first = await say(a, to_all("one", grp, known["set"]))
    second = await say(a, to_all("two", grp, known["set"]))
    # Named one by one, it comes behind what is on its way.
    third = await say(b, {**to_all("three", grp, 0), "to": [p.name for p in people if p is not b], "set": 0})
    assert [first["cseq"], second["cseq"], third["cseq"]] == [1, 2, 3]
    assert await texts(c, 3) == ["one", "two", "three"]
    assert await texts(a, 1) == ["three"]
    await b.close()
    assert await all_texts(b, 2) == ["one", "two"]
    assert c.items[-1]["ts"] == third["ts"]
    # Who was away has them all, and nothing else; the sender has none of their own.
    for person in people[2:-1:29]:
        assert await all_texts(person, 3) == ["one", "two", "three"]
    frame = to_all("again", grp, known["set"])
    ok = await say(a, frame)
    assert (await say(a, frame)) == {**ok, "dup": True}
    assert await texts(c, 1) == ["again"]
    await c.quiet("msg")


async def test_another_set(t):
    s = t.server()
    people, grp = crowd(t, s, 3)
    a, b, c = people
    await a.live()
    number = set_of(a, grp)["set"]
    tablet = t.keep(b.link())
    await tablet.live()
    err = await say(a, to_all("stale", grp, number))
    assert err["code"] == "devices" and "missing" not in err
    known = set_of(a, grp)
    assert known["set"] > number
    assert {m["acc"]: [d["dev"] for d in m["devs"]] for m in known["members"]} == {a.acc: [1], b.acc: [1, 2], c.acc: [1]}
    assert (await say(a, to_all("fresh", grp, known["set"])))["t"] == "ok"
    assert await texts(tablet, 1) == ["fresh"]
    b.rest("DELETE", "/v1/devices/2")
    assert (await say(a, to_all("stale again", grp, known["set"])))["code"] == "devices"
    number = set_of(a, grp)["set"]
    a.change(grp, 2, b"made", b"c goes", a.acc, b.acc)
    assert (await say(a, to_all("who is here?", grp, number)))["code"] == "devices"


async def test_what_makes_no_sense(t):
    s = t.server()
    people, grp = crowd(t, s, 2)
    a, b = people
    stranger = t.person(s)
    for device in (a, stranger):
        await device.live()
    number = set_of(a, grp)["set"]
    assert (await say(stranger, to_all("hi", grp, number)))["code"] == "not_found"
    assert (await say(a, to_all("hi", new_id(), number)))["code"] == "not_found"
    for wrong in ({"part": True}, {"to": [b.name]}, {"conv": "u:" + b.acc}):
        assert (await say(a, {**to_all("hi", grp, number), **wrong}))["code"] == "bad_frame"
    nobody = to_all("hi", grp, number)
    del nobody["set"]
    assert (await say(a, nobody))["code"] == "bad_frame"
    no_text = to_all("hi", grp, number)
    del no_text["ct"]
    assert (await say(a, no_text))["code"] == "bad_frame"


async def test_who_goes_and_who_comes_meanwhile(t):
    """Who was in when it was sent gets it, before the news that they are out; who comes later does not."""
    s = t.server()
    people, grp = crowd(t, s)
    a, gone, late = people[0], people[-1], t.person(s)
    for device in (a, gone, late):
        await device.live()
    number = set_of(a, grp)["set"]
    frames = [to_all(f"message {i}", grp, number) for i in range(20)]
    await a.put(frames)
    for frame in frames:
        assert (await a.answer(frame["id"]))["t"] == "ok"
    a.change(grp, 2, b"made", b"one for another", *(p.acc for p in people[:-1]), late.acc)
    assert await texts(gone, 20) == [f"message {i}" for i in range(20)]
    assert (await gone.get("group"))["n"] == 2
    assert [i["t"] for i in gone.items][-21:] == ["msg"] * 20 + ["group"]
    assert (await late.get("group"))["n"] == 2
    await late.quiet("msg")


async def test_killed_between_slices(t):
    """Nothing is lost and nothing comes twice, wherever it dies."""
    for n in (1, 2, 3, 5):
        s = t.server()
        people, grp = crowd(t, s)
        assert s.stop() == 0
        s = t.server(data=s.data, env={"WHINCHATD_CRASH_AT": f"slice:{n}"})
        for device in people:
            device.server = s
        a = people[0]
        await a.live()
        number = set_of(a, grp)["set"]
        sent = [to_all("one", grp, number), to_all("two", grp, number)]
        await a.put(sent)
        s.process.wait(30)
        assert s.stop(signal.SIGKILL) == 77
        s = t.server(data=s.data)
        for device in people:
            device.server = s
        await a.live()
        for frame in sent:
            assert (await say(a, frame))["t"] == "ok"
        for person in people[1::37]:
            assert await all_texts(person, 2) == ["one", "two"]
        s.stop()


async def test_a_group_that_was_lost(t):
    """A member brings the newest change that they have, and it goes on from there."""
    s = t.server()
    a, b = t.person(s), t.person(s)
    grp = new_id()
    assert a.change(grp, 7, b"six", b"seven", a.acc, b.acc) == {}
    assert [c["n"] for c in b.changes(grp, 6)["changes"]] == [7]
    assert b.change(grp, 8, b"seven", b"eight", a.acc, b.acc) == {}
    await b.live()
    assert [i["n"] for i in b.items if i["t"] == "group"] == [7, 8]


async def test_as_many_as_can_be(t):
    s = t.server(args=["--limits-percent=100000"])
    people, grp = crowd(t, s, 1024)
    a, last = people[0], people[-1]
    await a.live()
    await last.live()
    assert (await say(a, to_all("to all of you", grp, set_of(a, grp)["set"])))["t"] == "ok"
    assert await texts(last, 1) == ["to all of you"]


run(globals())
