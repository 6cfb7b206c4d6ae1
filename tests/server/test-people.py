"""Who is here, who is typing, who finds whom.
SPDX-License-Identifier: GPL-3.0-or-later"""
import base64

from client import Problem, new_id
from tap import phone, run

LINGER = {"WHINCHATD_LINGER_MS": "200"}
TYPING = base64.urlsafe_b64encode(b'{"k":"typing"}').rstrip(b"=").decode()


async def test_online_and_last_seen(t):
    s = t.server(env=LINGER)
    a, b = await t.people(s, 2)
    await a.put({"t": "watch", "accs": [b.acc]})
    first = await a.get("pres")
    assert first == {"t": "pres", "acc": b.acc, "on": False}
    await b.put({"t": "active", "on": True})
    assert (await a.get("pres"))["on"] is True
    await b.put({"t": "active", "on": False})
    gone = await a.get("pres")
    assert gone["on"] is False and gone["seen"] > 1700000000000
    await a.put({"t": "watch", "accs": [b.acc]})
    assert await a.get("pres") == gone
    await a.put({"t": "watch", "accs": []})
    await b.put({"t": "active", "on": True})
    await a.quiet("pres")


async def test_connected_is_not_online(t):
    s = t.server(env=LINGER)
    a, b = await t.people(s, 2)
    await a.put({"t": "watch", "accs": [b.acc]})
    assert not (await a.get("pres"))["on"]


async def test_a_lost_connection_lingers(t):
    s = t.server(env=LINGER)
    a, b = await t.people(s, 2)
    b2 = t.keep(b.link())
    await b2.live()
    await b.put({"t": "active", "on": True})
    await b2.put({"t": "active", "on": True})
    await a.put({"t": "watch", "accs": [b.acc]})
    assert (await a.get("pres"))["on"]
    await b.close()  # another device is still in use
    await a.quiet("pres", 0.5)
    await b2.close()
    assert not (await a.get("pres"))["on"]


async def test_privacy_of_presence(t):
    s = t.server(env=LINGER)
    a, b = await t.people(s, 2)
    assert b.rest("GET", "/v1/privacy") == {"online": 0, "seen": 0, "hidden": False}
    b.rest("PUT", "/v1/privacy", {"online": 1, "seen": 2, "hidden": False})
    await b.put({"t": "active", "on": True})
    await a.put({"t": "watch", "accs": [b.acc]})
    assert not (await a.get("pres"))["on"]
    b.rest("PUT", f"/v1/contacts/{a.acc}")
    assert (await a.get("pres"))["on"]
    b.rest("DELETE", f"/v1/contacts/{a.acc}")
    assert not (await a.get("pres"))["on"]
    b.rest("PUT", "/v1/privacy", {"online": 0, "seen": 2, "hidden": False})
    assert (await a.get("pres"))["on"]
    b.rest("PUT", f"/v1/blocks/{a.acc}")
    gone = await a.get("pres")
    assert not gone["on"] and "seen" not in gone
    await b.put({"t": "active", "on": False})
    await a.quiet("pres", 0.4)


async def test_strangers_and_nobody(t):
    s = t.server()
    (a,) = await t.people(s, 1)
    nobody = new_id()
    await a.put({"t": "watch", "accs": [nobody]})
    assert await a.get("pres") == {"t": "pres", "acc": nobody, "on": False}
    await a.put({"t": "watch", "accs": [new_id() for _ in range(257)]})
    assert (await a.get("err"))["re"] == "watch"


async def test_typing(t):
    s = t.server()
    a, b = await t.people(s, 2)
    b2 = t.keep(b.link())
    await b2.live()
    await a.put({"t": "eph", "conv": "u:" + b.acc, "body": TYPING})
    for device in (b, b2):
        eph = await device.get("eph")
        assert eph == {"t": "eph", "conv": "u:" + a.acc, "from": a.acc, "fd": 1, "body": TYPING}
    await a.quiet("eph")
    # Nobody speaks for another.
    await a.put({"t": "eph", "conv": "u:" + b.acc, "from": b.acc, "fd": 9, "body": TYPING})
    assert (await b.get("eph"))["from"] == a.acc


async def test_for_one_device_only(t):
    s = t.server()
    a, b = await t.people(s, 2)
    a2, b2 = t.keep(a.link()), t.keep(b.link())
    await a2.live()
    await b2.live()
    told = {"t": "eph", "conv": "u:" + a.acc, "from": a.acc, "fd": 1, "body": TYPING}
    await a.put({"t": "eph", "conv": "u:" + b.acc, "dev": 2, "body": TYPING})
    assert await b2.get("eph") == told
    await a.put({"t": "eph", "conv": "u:" + a.acc, "dev": 2, "body": TYPING})
    assert await a2.get("eph") == told
    # Nobody is there, or it is oneself.
    for dev in (1, 3):
        await a.put({"t": "eph", "conv": "u:" + a.acc, "dev": dev, "body": TYPING})
    for device in (a, a2, b, b2):
        await device.quiet("eph")
    await a.put({"t": "eph", "conv": "u:" + b.acc, "dev": -1, "body": TYPING})
    assert (await a.get("err"))["code"] == "bad_frame"


async def test_typing_stops_at_a_block(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await a.put({"t": "eph", "conv": "u:" + b.acc, "body": TYPING})
    await b.get("eph")
    b.rest("PUT", f"/v1/blocks/{a.acc}")
    await a.put({"t": "eph", "conv": "u:" + b.acc, "body": TYPING})
    await b.quiet("eph")
    await b.put({"t": "eph", "conv": "u:" + a.acc, "body": TYPING})
    await a.quiet("eph")


async def test_typing_is_not_kept(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await b.close()
    await a.put({"t": "eph", "conv": "u:" + b.acc, "body": TYPING})
    await a.send("hi", b)
    await b.connect()
    assert (await b.next())["t"] == "msg"
    await b.quiet("eph")


async def test_find(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    nobody = phone()
    found = a.rest("POST", "/v1/find", {"phones": [b.phone, nobody, a.phone]})["found"]
    assert found == [{"phone": b.phone, "acc": b.acc}, {"phone": a.phone, "acc": a.acc}]
    b.rest("PUT", "/v1/privacy", {"online": 0, "seen": 0, "hidden": True})
    assert a.rest("POST", "/v1/find", {"phones": [b.phone]})["found"] == []
    for phones, code in ((["12345"], "phone_invalid"), ([phone()] * 501, "bad_frame")):
        try:
            a.rest("POST", "/v1/find", {"phones": phones})
            raise AssertionError(code)
        except Problem as problem:
            assert problem.code == code


async def test_find_is_limited(t):
    s = t.server(args=["--limits-percent=99"])
    a = t.person(s)
    numbers = [f"+44770{n:07d}" for n in range(500)]
    for _ in range(9):
        a.rest("POST", "/v1/find", {"phones": numbers})
    try:
        a.rest("POST", "/v1/find", {"phones": numbers})
        raise AssertionError("no limit")
    except Problem as problem:
        assert problem.code == "rate" and problem.body["retry_ms"] > 60000


async def test_contacts_must_exist(t):
    s = t.server()
    a = t.person(s)
    for path in ("contacts", "blocks"):
        for acc in (new_id(), "nonsense"):
            try:
                a.rest("PUT", f"/v1/{path}/{acc}")
                raise AssertionError(path)
            except Problem as problem:
                assert problem.code == "not_found"
        a.rest("DELETE", f"/v1/{path}/{new_id()}")


def refused(device, method, path, body, code):
    try:
        device.rest(method, path, body)
    except Problem as problem:
        assert problem.code == code, problem.code
        return problem.body
    raise AssertionError(code)


async def test_report(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    a.rest("POST", "/v1/report", {"acc": b.acc, "reason": "spam"})
    refused(a, "POST", "/v1/report", {"acc": new_id()}, "not_found")
    refused(a, "POST", "/v1/report", {"acc": b.acc, "reason": "x" * 141}, "bad_frame")
    for _ in range(19):
        a.rest("POST", "/v1/report", {"acc": b.acc})
    assert refused(a, "POST", "/v1/report", {"acc": b.acc}, "rate")["retry_ms"] > 60000
    b.rest("POST", "/v1/report", {"acc": a.acc, "reason": "a\tb\n"})


async def test_another_number(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    a.rest("PUT", "/v1/pin", {"pin": "2468"})
    number = phone()
    code = s.ask_code(number)
    refused(a, "PUT", "/v1/account/phone", {"phone": number, "code": code}, "pin_required")
    refused(a, "PUT", "/v1/account/phone", {"phone": number, "code": code, "pin": "1357"}, "pin_wrong")
    wrong = "000000" if code != "000000" else "111111"
    refused(a, "PUT", "/v1/account/phone", {"phone": number, "code": wrong, "pin": "2468"}, "code_wrong")
    a.rest("PUT", "/v1/account/phone", {"phone": number, "code": code, "pin": "2468"})
    found = b.rest("POST", "/v1/find", {"phones": [number, a.phone]})["found"]
    assert found == [{"phone": number, "acc": a.acc}]
    refused(b, "PUT", "/v1/account/phone", {"phone": number, "code": s.ask_code(number)}, "conflict")
    refused(b, "PUT", "/v1/account/phone", {"phone": "12", "code": "000000"}, "phone_invalid")


async def test_the_end_of_an_account(t):
    s = t.server()
    a, b = await t.people(s, 2)
    a.rest("PUT", "/v1/pin", {"pin": "2468"})
    refused(a, "POST", "/v1/account/remove", {}, "pin_required")
    refused(a, "POST", "/v1/account/remove", {"pin": "1357"}, "pin_wrong")
    a.rest("POST", "/v1/account/remove", {"pin": "2468"})
    assert await a.closed() == 4500
    refused(a, "GET", "/v1/devices", None, "unauthorized")
    assert b.rest("POST", "/v1/find", {"phones": [a.phone]})["found"] == []
    # The number is free again.
    assert s.register(a.phone).acc != a.acc


run(globals())
