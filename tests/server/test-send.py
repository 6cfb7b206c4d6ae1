"""Sending: stored once, answered in order, refused without harm.
SPDX-License-Identifier: GPL-3.0-or-later"""
from client import content, new_id
from tap import run


async def test_two_devices_each(t):
    s = t.server()
    a, b = await t.people(s, 2)
    a2, b2 = t.keep(a.link()), t.keep(b.link())
    await a2.live()
    await b2.live()
    ok = await a.send("hi", b, b2, a2)
    assert ok["t"] == "ok" and ok["cseq"] == 1
    for device in (b, b2, a2):
        msg = await device.get("msg")
        assert (msg["from"], msg["fd"], msg["cseq"], msg["ts"]) == (a.acc, 1, 1, ok["ts"])
        assert "conv" not in msg
    await a.quiet("msg")


async def test_the_set_of_devices(t):
    s = t.server()
    a, b = await t.people(s, 2)
    b2 = t.keep(b.link())
    err = await a.send("hi", b)
    assert err["code"] == "devices" and err["missing"] == [b2.name] and "gone" not in err
    b.rest("DELETE", "/v1/devices/2")
    frame = a.message("hi", b, b2)
    await a.put(frame)
    err = await a.answer(frame["id"])
    assert err["gone"] == [b2.name] and "missing" not in err
    frame["to"].pop()
    await a.put(frame)  # the same id: it was not used up
    assert (await a.answer(frame["id"]))["cseq"] == 1
    assert a.rest("GET", f"/v1/accounts/{b.acc}/devices")["devs"] == [{"dev": 1}]


async def test_the_same_id_again(t):
    s = t.server()
    a, b = await t.people(s, 2)
    a2 = t.keep(a.link())
    frame = a.message("hi", b, a2)
    await a.put(frame)
    first = await a.answer(frame["id"])
    frame["to"].reverse()
    frame["extra"] = "unknown members are ignored"
    await a.put(frame)
    again = await a.answer(frame["id"])
    assert again == {**first, "dup": True}
    for change in ({"wake": 2}, {"part": True}, {"media": [new_id()]},
                   {"to": [{**to, "ct": content("other")} for to in frame["to"]]}):
        await a.put({**frame, **change})
        assert (await a.answer(frame["id"]))["code"] == "conflict", change
    await b.get("msg")
    await b.quiet("msg")


async def test_notes_to_self(t):
    s = t.server()
    (a,) = await t.people(s, 1)
    assert (await a.send("alone", peer=a.acc))["t"] == "ok"
    a2 = t.keep(a.link())
    await a2.live()
    assert (await a.send("note", a2))["cseq"] == 2
    assert (await a2.get("msg"))["from"] == a.acc


async def test_directed_to_some_devices(t):
    s = t.server()
    a, b = await t.people(s, 2)
    b2 = t.keep(b.link())
    await b2.live()
    ok = await a.send("keys", b2, part=True)
    assert ok["t"] == "ok" and "cseq" not in ok
    assert "cseq" not in await b2.get("msg")
    await b.quiet("msg")


async def test_a_batch_with_bad_items(t):
    s = t.server()
    a, b = await t.people(s, 2)
    good = [a.message(f"m{i}", b) for i in range(3)]
    bad = {**a.message("bad", b), "wake": 9}
    await a.put([good[0], bad, {"t": "nonsense", "id": new_id()}, 7, good[1],
                 {"t": "ok", "id": new_id(), "ts": 1}, good[2]])
    answers = [await a.next() for _ in range(7)]
    assert [f["t"] for f in answers] == ["ok", "err", "err", "err", "ok", "err", "ok"], answers
    assert [f.get("id") for f in answers[:2]] == [good[0]["id"], bad["id"]]
    assert [f.get("code") for f in answers] == [None, "bad_frame", "unsupported", "bad_frame", None,
                                                "unsupported", None]
    assert answers[1]["re"] == "send" and "re" not in answers[3]
    while b.applied < 3:
        await b.next()


async def test_what_cannot_be_read_is_answered(t):
    s = t.server()
    (a,) = await t.people(s, 1)
    for raw in ["", "{", "nul", '"x"', "[1", '{"t":"send"', '{"t":5}', "{}", "[[[[[[[[[[[[]]]]]]]]]]]]",
                '{"t":"ack","seq":"1"}', '{"t":"ack"}', '{"t":"ack","seq":-1}', '{"t":"ack","seq":1e400}',
                '{"t":"hb","x":' + "[" * 400 + "]" * 400 + "}", '\ud800'.encode("utf-8", "replace").decode()]:
        await a.ws.send(raw)
        err = await a.get("err")
        assert err["code"] in ("bad_frame", "unsupported"), (raw, err)
    await a.ws.send("[" + ",".join(['{"t":"hb"}'] * 257) + "]")
    assert (await a.get("err"))["code"] == "too_big"
    await a.put({"t": "hb"})
    await a.get("hb")


async def test_limits_of_a_send(t):
    s = t.server()
    a, b = await t.people(s, 2)
    for change in ({"to": [{**b.name, "ct": "A" * 26625}]}, {"to": [{**b.name, "ct": "ä"}]},
                   {"to": [{**b.name, "ct": content("x")}] * 257}, {"to": [{**b.name, "dev": 0}]},
                   {"conv": "x:" + b.acc}, {"conv": "u:short"}, {"id": "A" * 22},
                   {"media": [new_id()] * 33}, {"to": "everybody"}):
        await a.put({**a.message("x", b), **change})
        assert (await a.get("err"))["code"] == "bad_frame", change
    frame = a.message("x", b)
    frame["to"][0]["ct"] = "A" * 26624
    await a.put(frame)
    assert (await a.answer(frame["id"]))["t"] == "ok"


async def test_conversations_not_served(t):
    s = t.server()
    a, b = await t.people(s, 2)
    err = await a.send("x", b, conv="s:" + a.acc)
    assert err["code"] == "unsupported"
    stranger = new_id()
    err = await a.send("x", conv="u:" + stranger, to=[{"acc": stranger, "dev": 1, "ct": content("x")}])
    assert err["code"] == "not_found"


async def test_a_message_too_big_for_a_socket(t):
    s = t.server()
    (a,) = await t.people(s, 1)
    await a.ws.send('{"t":"hb","x":"' + "x" * 600000 + '"}')
    assert await a.closed() == 1009


async def test_binary_is_not_spoken(t):
    s = t.server()
    (a,) = await t.people(s, 1)
    await a.ws.send(b"\0\1")
    assert await a.closed() == 1003


async def test_nobody_sends_nonsense_for_ever(t):
    s = t.server(args=["--limits-percent=99"])
    (a,) = await t.people(s, 1)
    await a.put([{"t": "x"}] * 100)
    assert await a.closed() == 4503


async def test_blocked_people_notice_nothing(t):
    s = t.server()
    a, b = await t.people(s, 2)
    b.rest("PUT", f"/v1/blocks/{a.acc}")
    assert (await a.send("hi", b))["t"] == "ok"
    await b.quiet("msg")
    b.rest("DELETE", f"/v1/blocks/{a.acc}")
    assert (await a.send("again", b))["cseq"] == 2
    assert (await b.get("msg"))["cseq"] == 2


async def test_too_many_messages(t):
    s = t.server(args=["--limits-percent=20"])
    a, b = t.person(s), t.person(s)
    await a.live()
    frames = [a.message("x", b) for _ in range(500)]
    await a.put(frames[:250])
    await a.put(frames[250:])
    answers = [await a.answer(frame["id"]) for frame in frames]
    assert answers[0]["t"] == "ok" and answers[-1]["code"] == "rate" and answers[-1]["retry_ms"] > 0


run(globals())
