"""The key directory: each one-time key once, last resorts, who is told, lists that follow one another.
SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import signal
import threading

from client import Problem, b64, new_token
from tap import run

MAX, LOW = 100, 20


def key(kind, id):
    return {"id": id, "key": b64(f"{kind} {id}".encode())}


def keys(first, n, **more):
    return {"ones": [key("one", i) for i in range(first, first + n)],
            "kems": [key("kem", i) for i in range(first, first + n)], **more}


def start(device, n=3):
    return device.rest("PUT", "/v1/keys", keys(1, n, spk=key("spk", 1), last=key("last", 1),
                                               klast=key("klast", 1)))


def take(device, *of):
    body = {"devs": [{"dev": other.dev} for other in of]}
    return device.rest("POST", f"/v1/accounts/{of[0].acc}/keys", body)["bundles"]


def refused(code, call, *args, **more):
    try:
        call(*args, **more)
    except Problem as problem:
        assert problem.code == code, problem
        return problem
    raise AssertionError(f"was not refused with {code}")


async def test_each_key_once(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    assert start(a) == {"ones": 3, "kems": 3} == a.rest("GET", "/v1/keys")
    for i in (1, 2, 3):
        assert take(b, a) == [{"dev": a.dev, "spk": key("spk", 1), "one": key("one", i), "kem": key("kem", i)}]
    for _ in range(2):
        assert take(b, a) == [{"dev": a.dev, "spk": key("spk", 1), "one": key("last", 1), "kem": key("klast", 1)}]
    assert a.rest("GET", "/v1/keys") == {"ones": 0, "kems": 0}
    # The same again brings none back; newer ones do.
    assert start(a) == {"ones": 0, "kems": 0}
    assert a.rest("PUT", "/v1/keys", keys(3, 2, spk=key("spk", 2))) == {"ones": 1, "kems": 1}
    assert take(b, a)[0] == {"dev": a.dev, "spk": key("spk", 2), "one": key("one", 4), "kem": key("kem", 4)}


async def test_many_at_once(t):
    s = t.server()
    a = t.person(s)
    others = [t.person(s) for _ in range(6)]
    start(a, 30)
    got = []
    threads = [threading.Thread(target=lambda o=other: got.extend(take(o, a)[0] for _ in range(5)))
               for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(bundle["one"]["id"] for bundle in got) == list(range(1, 31))
    assert sorted(bundle["kem"]["id"] for bundle in got) == list(range(1, 31))


async def test_only_whole_bundles_of_devices_that_are_there(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    a2 = t.keep(a.link())
    a.rest("PUT", "/v1/keys", keys(1, 3, spk=key("spk", 1), last=key("last", 1)))
    start(a2)
    assert [bundle["dev"] for bundle in take(b, a, a2)] == [2]
    assert a.rest("GET", "/v1/keys") == {"ones": 3, "kems": 3}, "keys were given away for nothing"
    a.rest("DELETE", f"/v1/devices/{a2.dev}")
    assert take(b, a, a2) == []
    refused("bad_frame", b.rest, "POST", f"/v1/accounts/{a.acc}/keys", {"devs": [{"dev": 1}, {"dev": 1}]})
    assert b.rest("POST", "/v1/accounts/AAECAwQFBgcICQoLDA0ODw/keys", {"devs": [{"dev": 1}]}) == {"bundles": []}


async def test_bad_keys(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    start(a, MAX)
    refused("too_big", a.rest, "PUT", "/v1/keys", keys(MAX + 1, 1))
    assert a.rest("GET", "/v1/keys") == {"ones": MAX, "kems": MAX}
    refused("bad_frame", a.rest, "PUT", "/v1/keys", {"ones": [key("one", 300), key("one", 300)]})
    refused("bad_frame", a.rest, "PUT", "/v1/keys", {"ones": [{"id": 0, "key": "AAAA"}]})
    refused("bad_frame", a.rest, "PUT", "/v1/keys", {"spk": {"id": 2, "key": "A" * 2052}})
    refused("bad_frame", a.rest, "PUT", "/v1/keys", {"spk": {"id": 2, "key": "not base64"}})
    refused("bad_frame", a.rest, "PUT", "/v1/keys", {"spk": []})
    assert take(b, a)[0]["spk"] == key("spk", 1)


async def test_the_owner_is_told(t):
    s = t.server()
    a, b = await t.people(s, 2)
    start(a, LOW + 1)
    take(b, a)
    await a.quiet("keys")
    take(b, a)
    assert await a.get("keys") == {"t": "keys", "ones": LOW - 1, "kems": LOW - 1}


async def test_one_cannot_take_them_all(t):
    s = t.server(args=["--limits-percent=99"])
    a, b, c = t.person(s), t.person(s), t.person(s)
    start(a, MAX)
    for _ in range(19):
        take(b, a)
    problem = refused("rate", take, b, a)
    assert problem.body["retry_ms"] > 10000
    assert take(c, a)[0]["one"]["id"] == 20
    start(c)
    assert take(b, c), "what one takes of one does not count for another"


async def test_lists_follow_one_another(t):
    s = t.server()
    a, b = await t.people(s, 2)
    where = f"/v1/accounts/{a.acc}/devices"
    assert b.rest("GET", where) == {"devs": [{"dev": 1}]}
    for version, text in ((1, "one"), (7, "two"), (7, "two")):
        a.put_list(version, text)
    assert b.rest("GET", where) == {"devs": [{"dev": 1}], "list": b64(b"two")}
    for version, text in ((7, "other"), (1, "one"), (6, "six")):
        refused("conflict", a.put_list, version, text)
    for devs in ((2,), (1, 1), (2, 1), range(1, 12)):
        refused("bad_frame", a.put_list, 8, "eight", *devs)
    refused("bad_frame", a.rest, "PUT", "/v1/list", {"version": 8, "list": b64(b"eight")})
    assert b.rest("GET", where)["list"] == b64(b"two")
    # Told once for each list that was new.
    for _ in range(2):
        assert (await a.get("device"))["devs"] == [{"dev": 1}]
    await a.quiet("device")


async def test_a_number_registered_anew_starts_anew(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    start(a)
    a.put_list(3, "one")
    again = t.keep(s.register(a.phone, code=await later_code(s, a.phone)))
    assert "list" not in b.rest("GET", f"/v1/accounts/{a.acc}/devices")
    assert take(b, again) == []
    again.put_list(1, "new")
    assert start(again) == {"ones": 3, "kems": 3}


async def test_the_version_before_is_told_until_there_is_another(t):
    s = t.server()
    a = t.person(s)
    a.put_list(7, "seven")

    def register(code, tok):
        return s.rest("POST", "/v1/register", {"phone": a.phone, "code": code, "tok": tok, "device": "x"})

    lost, tok = new_token(), new_token()
    s.secrets += [lost, tok]
    code = await later_code(s, a.phone)
    assert register(code, lost)["list"] == 7
    # The answer was lost, and then the device, too.
    assert register(code, lost)["list"] == 7
    code = await later_code(s, a.phone)
    account = register(code, tok)
    assert account["list"] == 7
    s.rest("PUT", "/v1/list", {"version": 8, "list": "AAAA", "devs": [{"dev": account["dev"]}]}, tok)
    assert "list" not in register(code, tok)


async def later_code(server, phone):
    """A code for a number that was just sent one."""
    for _ in range(100):
        try:
            return server.ask_code(phone)
        except Problem as problem:
            assert problem.code == "rate", problem
            await asyncio.sleep(min(problem.body["retry_ms"], 500) / 1000)
    raise AssertionError("no code")


async def test_killed_between(t):
    s = t.server(env={"WHINCHATD_CRASH_AT": "after_commit:8"})
    a, b = t.person(s), t.person(s)
    start(a, 5)
    taken = []
    try:
        for _ in range(5):
            taken += [bundle["one"]["id"] for bundle in take(b, a)]
    except OSError:
        pass
    assert s.stop(signal.SIGKILL) == 77, "it did not die on the way"
    a.server = b.server = t.server(data=s.data)
    for _ in range(5):
        taken += [bundle["one"]["id"] for bundle in take(b, a) if bundle["one"] != key("last", 1)]
    assert len(taken) == len(set(taken)), f"a key came twice: {taken}"


run(globals())
