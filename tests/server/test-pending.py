"""Linked devices wait for the account's signed list: what they may do meanwhile, who is let in, who goes.
SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import signal

from client import Problem, b64, new_id, text_of
from tap import run

BODY = b64(b'{"k":"x"}')
CHANGES = [("POST", "/v1/links", {"id": new_id()}), ("PUT", "/v1/pin", {"pin": "2468"}), ("DELETE", "/v1/pin", None),
           ("POST", "/v1/find", {"phones": []}), ("PUT", "/v1/privacy", {"online": 0, "seen": 0, "hidden": True}),
           ("GET", "/v1/privacy", None), ("PUT", "/v1/devices/1", {"name": "mine"}), ("DELETE", "/v1/devices/1", None),
           ("PUT", "/v1/media/" + new_id(), {"size": 1}), ("GET", "/v1/media/" + new_id(), None),
           ("GET", "/v1/backup", None), ("GET", "/v1/wrap", None), ("PUT", "/v1/wrap", {}), ("GET", "/v1/groups", None),
           ("PUT", "/v1/groups/" + new_id(), {"n": 1, "change": "AAAA", "members": []}),
           ("POST", "/v1/groups/" + new_id() + "/changes", {"after": 0})]


def refused(code, call, *args, **more):
    try:
        call(*args, **more)
    except Problem as problem:
        assert problem.code == code, problem
        return problem
    raise AssertionError(f"was not refused with {code}")


def keys(device):
    return device.rest("PUT", "/v1/keys", {name: {"id": 1, "key": b64(b"k")} for name in ("spk", "last", "klast")})


def numbers(viewer, acc):
    return [device["dev"] for device in viewer.rest("GET", f"/v1/accounts/{acc}/devices")["devs"]]


async def signing(t, s):
    """An account that signs lists, and a friend."""
    a, b = await t.people(s, 2)
    assert not a.pending
    a.put_list(1, "one")
    assert (await a.get("device"))["devs"] == [{"dev": 1}]
    return a, b


async def test_let_in_by_the_list(t):
    s = t.server()
    a, b = await signing(t, s)
    second = t.keep(a.link(listed=False))
    assert second.pending
    await second.live()
    assert numbers(b, a.acc) == numbers(second, a.acc) == [1]
    shown = second.rest("GET", "/v1/devices")["devices"]
    assert [(d["dev"], d.get("pending", False)) for d in shown] == [(1, False), (2, True)]
    # Nobody need address it, nobody else can, and nobody was told of it.
    assert (await b.send("to one", a))["t"] == "ok"
    err = await b.send("to two", a, second)
    assert err["code"] == "devices" and err["gone"] == [second.name] and "missing" not in err
    assert (await b.send("in part", second, part=True))["gone"] == [second.name]
    assert (await a.send("notes", peer=a.acc))["t"] == "ok"
    await a.quiet("device")
    a.put_list(2, "two", 1, 2)
    for device in (a, second):
        assert (await device.get("device"))["devs"] == [{"dev": 1}, {"dev": 2}]
    assert [i["t"] for i in second.items] == ["device"]
    assert numbers(b, a.acc) == [1, 2] and "pending" not in str(a.rest("GET", "/v1/devices"))
    assert (await b.send("to one", a))["missing"] == [second.name]
    assert (await b.send("to both", a, second))["t"] == "ok"
    assert text_of((await second.get("msg"))["ct"]) == "to both"
    assert (await second.send("from the second", b, a))["t"] == "ok"


async def test_what_it_may_do_meanwhile(t):
    s = t.server()
    a, b = await signing(t, s)
    second = t.keep(a.link(listed=False))
    # In one batch with its hello: it is known before.
    await second.open()
    frame = second.message("no", a, peer=a.acc)
    await second.put([{"t": "hello", "proto": 1, "after": 0}, frame, {"t": "active", "on": True},
                      {"t": "watch", "accs": [b.acc]}, {"t": "eph", "conv": "u:" + b.acc, "body": BODY},
                      {"t": "eph", "conv": "u:" + b.acc, "dev": 1, "body": BODY},
                      {"t": "eph", "conv": "u:" + a.acc, "body": BODY}])
    for re in ("send", "active", "watch", "eph", "eph", "eph"):
        err = await second.get("err")
        assert err["re"] == re and err["code"] == "forbidden", err
    await second.get("live")
    for part in (False, True):
        err = await second.send("no", a, peer=a.acc, part=part)
        assert err["code"] == "forbidden"
    assert (await second.send("no", b))["code"] == "forbidden"
    await b.quiet("eph")
    await b.put({"t": "watch", "accs": [a.acc]})
    assert not (await b.get("pres"))["on"]
    # The two speak with one another.
    await second.put({"t": "eph", "conv": "u:" + a.acc, "dev": 1, "body": BODY})
    assert (await a.get("eph"))["fd"] == 2
    await a.put({"t": "eph", "conv": "u:" + a.acc, "dev": 2, "body": BODY})
    assert (await second.get("eph"))["fd"] == 1
    await a.put({"t": "eph", "conv": "u:" + a.acc, "body": BODY})
    await b.put({"t": "eph", "conv": "u:" + a.acc, "body": BODY})
    await b.put({"t": "eph", "conv": "u:" + a.acc, "dev": 2, "body": BODY})
    assert (await a.get("eph", **{"from": b.acc}))["fd"] == 1
    await second.quiet("eph")
    keys(a)
    keys(b)
    keys(second)
    take = f"/v1/accounts/{a.acc}/keys"
    for device in (a, second):
        got = device.rest("POST", take, {"devs": [{"dev": 1}, {"dev": 2}]})["bundles"]
        assert [bundle["dev"] for bundle in got] == [1, 2]
    assert [bundle["dev"] for bundle in b.rest("POST", take, {"devs": [{"dev": 1}, {"dev": 2}]})["bundles"]] == [1]
    assert second.rest("GET", "/v1/keys") == {"ones": 0, "kems": 0}
    frame = a.message("history", second, peer=a.acc, part=True)
    await a.put(frame)
    assert (await a.answer(frame["id"]))["t"] == "ok"
    assert text_of((await second.get("msg"))["ct"]) == "history"


async def test_what_it_may_not_ask_for(t):
    s = t.server()
    a, b = await signing(t, s)
    second = t.keep(a.link(listed=False))
    for method, path, body in CHANGES + [("GET", f"/v1/accounts/{b.acc}/devices", None),
                                         ("POST", f"/v1/accounts/{b.acc}/keys", {"devs": [{"dev": 1}]}),
                                         ("PUT", f"/v1/contacts/{b.acc}", None), ("PUT", f"/v1/blocks/{b.acc}", None)]:
        refused("forbidden", second.rest, method, path, body)
    refused("forbidden", second.put_list, 2, "mine", 1, 2)
    refused("forbidden", second.put_list, 2, "mine", 2)
    assert numbers(b, a.acc) == [1]
    second.rest("DELETE", "/v1/devices/2")
    assert [d["dev"] for d in a.rest("GET", "/v1/devices")["devices"]] == [1]


async def test_named_no_more(t):
    s = t.server()
    a, b = await signing(t, s)
    second, third = t.keep(a.link(listed=False)), t.keep(a.link(listed=False))
    for device in (second, third):
        await device.live()
    a.put_list(2, "two", 1, 2)
    await second.get("device")
    assert third.dev == 3
    await third.quiet("device")  # it waits on
    a.put_list(3, "three", 1, 3, 9)
    assert await second.closed() == 4500
    for device in (a, third):
        assert (await device.get("device", devs=[{"dev": 1}, {"dev": 3}]))
    # What is on its way to it goes nowhere, and it is nobody any more.
    err = await b.send("to all", a, second, third)
    assert err["gone"] == [second.name]
    refused("unauthorized", second.rest, "GET", "/v1/devices")
    assert numbers(b, a.acc) == [1, 3]
    # The same list again removes nobody, whatever numbers come with it.
    a.put_list(3, "three", 1)
    assert numbers(b, a.acc) == [1, 3]
    third.put_list(4, "four", 3)
    assert await a.closed() == 4500


async def test_without_a_list_nobody_is_let_in(t):
    s = t.server()
    a, b = await t.people(s, 2)
    second, third = t.keep(a.link(listed=False)), t.keep(a.link(listed=False))
    await third.live()
    assert numbers(b, a.acc) == [1]
    err = await third.send("no", a, peer=a.acc)
    assert err["code"] == "forbidden"
    refused("forbidden", second.put_list, 1, "mine", 2)
    await a.quiet("device")
    a.put_list(1, "one", 1, 3)
    assert (await third.get("device"))["devs"] == [{"dev": 1}, {"dev": 3}]
    shown = a.rest("GET", "/v1/devices")["devices"]
    assert [(d["dev"], d.get("pending", False)) for d in shown] == [(1, False), (2, True), (3, False)]


async def test_nobody_names_it(t):
    s = t.server()
    a, b = await signing(t, s)
    second, third = t.keep(a.link(listed=False)), t.keep(a.link(listed=False))
    a.put_list(2, "two", 1, 3)
    assert s.stop() == 0
    again = t.server(data=s.data, env={"WHINCHATD_CLOCK_DAYS": "1"})
    for device in (a, b, second, third):
        device.server = again
    for _ in range(100):
        devices = a.rest("GET", "/v1/devices")["devices"]
        if len(devices) == 2:
            break
        await asyncio.sleep(0.05)
    assert [d["dev"] for d in devices] == [1, 3], devices
    refused("unauthorized", second.rest, "GET", "/v1/devices")
    a.put_list(3, "three", 1, 2, 3)
    assert numbers(b, a.acc) == [1, 3]


async def test_killed_while_it_is_let_in(t):
    """Either both the list and the device, or neither; the same list again is always right."""
    for point in ("before_commit", "after_commit", "mid_batch"):
        s = t.server()
        a, b = await signing(t, s)
        second = t.keep(a.link(listed=False))
        await second.live()
        await asyncio.gather(a.close(), b.close(), second.close())
        assert s.stop() == 0
        s = t.server(data=s.data, env={"WHINCHATD_CRASH_AT": point})
        a.server = b.server = second.server = s
        try:
            a.put_list(2, "two", 1, 2)
            raise AssertionError("it did not die")
        except OSError:
            pass
        assert s.stop(signal.SIGKILL) == 77
        a.server = b.server = second.server = t.server(data=s.data)
        listed = b.rest("GET", f"/v1/accounts/{a.acc}/devices")
        assert (len(listed["devs"]) == 2) == (listed["list"] == b64(b"two")) == (point == "after_commit")
        a.put_list(2, "two", 1, 2)
        assert numbers(b, a.acc) == [1, 2]
        await second.live()
        assert [i["t"] for i in second.items] == ["device"]


async def test_registering_anew_ends_the_waiting(t):
    s = t.server()
    a, _ = await signing(t, s)
    second = t.keep(a.link(listed=False))
    await second.live()
    new = t.keep(s.register(a.phone))
    assert await second.closed() == 4500
    assert not new.pending
    t.keep(new.link(listed=False))  # though there is no list any more
    assert numbers(new, a.acc) == [new.dev]


run(globals())
