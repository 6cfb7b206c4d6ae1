"""Clients that mean ill, two at once, and clocks that are put back: the server stays up, answers
clearly, and keeps what it has. SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import json
import secrets
import signal
import socket
import sqlite3
import subprocess
import urllib.parse

import websockets

from client import WAIT, WHINCHATD, Problem, b64, content, new_id, new_token, text_of
from tap import phone, run

TYPING = b64(b'{"k":"typing"}')


def refused(call, *codes):
    try:
        call()
    except Problem as problem:
        assert problem.code in codes, f"{problem}, not {codes}"
        return problem
    raise AssertionError(f"was not refused with {codes}")


def raw(server, data):
    """What comes back until the server ends the connection."""
    address = urllib.parse.urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), WAIT) as sock:
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while chunk := sock.recv(65536):
                answer += chunk
        except ConnectionError:
            pass
        return answer


# -- Codes and numbers. --


async def test_guesses_from_many_addresses(t):
    """Tries are counted by number: many guessers have no more of them than one."""
    s, number = t.server(args=["--trusted-proxies=127.0.0.1"]), phone()
    code = s.ask_code(number)
    s.secrets += [number, "code=" + code]

    def guess(address, code):
        body = {"phone": number, "code": code, "tok": new_token(), "device": "x"}
        s.rest("POST", "/v1/register", body, headers={"X-Forwarded-For": address})

    wrong = [f"{n:06d}" for n in range(6) if f"{n:06d}" != code]
    lefts = [refused(lambda: guess(f"203.0.113.{i}", wrong[i]), "code_wrong").body.get("left")
             for i in range(5)]
    assert lefts == [4, 3, 2, 1, None]
    refused(lambda: guess("203.0.113.99", code), "code_expired")
    problem = refused(lambda: s.rest("POST", "/v1/codes", {"phone": number},
                                     headers={"X-Forwarded-For": "198.51.100.1"}), "rate")
    assert problem.body["retry_ms"] > 0


async def test_guesses_from_one_address(t):
    s = t.server(args=["--limits-percent=99"])
    body = {"code": "123456", "device": "x"}
    for _ in range(29):
        refused(lambda: s.rest("POST", "/v1/register", {**body, "phone": phone(), "tok": new_token()}),
                "code_expired")
    problem = refused(lambda: s.rest("POST", "/v1/register",
                                     {**body, "phone": phone(), "tok": new_token()}), "rate")
    assert problem.status == 429 and problem.body["retry_ms"] > 0


async def test_guessed_tokens(t):
    s = t.server(args=["--limits-percent=99"])
    for _ in range(59):
        refused(lambda: s.rest("GET", "/v1/devices", token=new_token()), "unauthorized")
    refused(lambda: s.rest("GET", "/v1/devices", token=new_token()), "rate")
    a = t.person(s)  # who has one is not shut out with them
    assert len(a.rest("GET", "/v1/devices")["devices"]) == 1


async def test_a_code_works_once(t):
    s, number = t.server(), phone()
    code = s.ask_code(number)
    first = s.register(number, code=code)
    refused(lambda: s.register(number, code=code), "code_expired")
    assert first.rest("GET", "/v1/devices")["devices"][0]["dev"] == 1
    newer = s.ask_code(number)
    assert s.register(number, code=newer).dev == 2


# -- Hostile input. --


async def test_words_of_other_languages(t):
    """Quotes, markup and paths are just text, or no id at all."""
    s = t.server()
    name = "'; DROP TABLE account; -- <b>%s%n\\\\"
    a = t.keep(s.register(phone()))
    a.rest("PUT", "/v1/devices/1", {"name": name})
    assert a.rest("GET", "/v1/devices")["devices"][0]["name"] == name
    evil = ["' OR 1=1 --", "../../whinchatd.db", "..%2f..%2fwhinchatd.db", "%00", "a" * 5000, "1;2", "%",
            "\u202e", "AAECAwQFBgcICQoLDA0ODw/../x", "AAAAAAAAAAAAAAAAAAAAAA"]
    for text in evil:
        quoted = urllib.parse.quote(text, safe="%./")
        for method, path in [("GET", "/v1/media/"), ("DELETE", "/v1/media/"), ("PUT", "/v1/blocks/"),
                             ("GET", "/v1/accounts/"), ("DELETE", "/v1/devices/"), ("GET", "/i/"),
                             ("GET", "/media/")]:
            try:
                a.rest(method, path + quoted)
                raise AssertionError(f"{method} {path}{text} was answered")
            except Problem as problem:
                assert 400 <= problem.status < 500, (method, path, text, problem)
                assert "SQLite format" not in str(problem.body)
    for bad in (["+4915112340001'--"], [7], [None], ["+49" + "1" * 62]):
        refused(lambda: a.rest("POST", "/v1/find", {"phones": bad}), "phone_invalid", "bad_frame")
    assert [d["dev"] for d in a.rest("GET", "/v1/devices")["devices"]] == [1]


async def test_garbage_behind_a_request(t):
    s = t.server()
    t.person(s)
    first = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    for junk in [b"\0" * 4000, b"\x16\x03\x01" + secrets.token_bytes(500), b"GET " * 2000 + b"\r\n\r\n",
                 b"POST /v1/codes HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabcdefghijkl\r\n\r\n",
                 b"GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nxxxxx"]:
        answer = raw(s, first + junk)
        assert answer.count(b" 200 OK") == 1, (junk[:20], answer[-200:])
    assert "true" in s.rest_text("GET", "/healthz")


async def test_a_send_before_hello_is_not_stored(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await a.close()
    await a.open()
    frame = a.message("too early", b)
    await a.put([frame, {"t": "hello", "proto": 1, "after": 0}, {"t": "hello", "proto": 1, "after": 0}])
    assert (await a.get("err"))["id"] == frame["id"]
    assert (await a.get("err"))["re"] == "hello"
    await b.quiet("msg")
    await a.put(frame)
    assert "dup" not in await a.answer(frame["id"])
    await b.get("msg")


async def test_everybody_who_is_not_there(t):
    s = t.server()
    a, b = await t.people(s, 2)
    nobody = [{"acc": new_id(), "dev": 2 ** 31 - 1, "ct": content("x")} for _ in range(256)]
    err = await a.send("x", b, to=nobody)
    assert err["code"] == "devices" and len(err["gone"]) == 256 and err["missing"] == [b.name]
    twice = {**b.name, "ct": content("x")}
    assert (await a.send("x", b, to=[twice, twice]))["code"] == "bad_frame"
    assert (await a.send("x", b, to=[]))["missing"] == [b.name]
    assert (await a.send("x", b))["cseq"] == 1


async def test_floods_are_answered_and_harm_nobody(t):
    s = t.server(args=["--limits-percent=99"])
    a, b = await t.people(s, 2)
    crowd = [new_id() for _ in range(10)]
    await a.put([{"t": "watch", "accs": crowd}] * 100)
    assert (await a.get("err", re="watch"))["retry_ms"] > 0
    await a.put([{"t": "eph", "conv": "u:" + b.acc, "body": TYPING}] * 200)
    assert (await a.get("err", re="eph"))["code"] == "rate"
    await a.put([{"t": "eph", "conv": "u:" + new_id(), "body": TYPING}] * 10)
    assert (await a.send("still here", b))["t"] == "ok"
    await b.get("msg")


async def test_readiness_is_no_way_to_wear_out_a_disk(t):
    s = t.server(args=["--limits-percent=99"])
    answers = [s.rest_text("GET", "/readyz") for _ in range(61)]
    assert "true" in answers[0] and "true" in answers[58] and "rate" in answers[60], answers[60]
    assert "true" in s.rest_text("GET", "/healthz")


async def test_who_asks_without_end_waits(t):
    """While the disk is stuck, answers pile up: the server stops reading instead of keeping them."""
    s = t.server()
    a, b = await t.people(s, 2)
    await b.close()
    disk = sqlite3.connect(s.data + "/whinchatd.db", timeout=WAIT, isolation_level=None)
    disk.execute("BEGIN IMMEDIATE")
    frame = a.message("held up", b)
    await a.put(frame)
    beats = json.dumps([{"t": "hb"}] * 256)
    try:
        for n in range(3000):  # 33 MB: more than the kernel holds for a reader that stands still
            await asyncio.wait_for(a.ws.send(beats), 1)
        raise AssertionError("it read everything")
    except (TimeoutError, asyncio.TimeoutError):
        print(f"# held up after {n * len(beats) // 1024} KiB", flush=True)
    disk.execute("ROLLBACK")
    disk.close()
    while (answer := await a.answer(frame["id"]))["t"] != "ok":
        assert answer["code"] == "busy", answer
        await a.put(frame)
    await a.close()
    await b.live()
    assert [text_of(item["ct"]) for item in b.items] == ["held up"]


# -- Twice the same. --


async def test_one_device_many_times_at_once(t):
    s = t.server()
    a, b = await t.people(s, 2)
    await b.close()
    sockets = []
    for _ in range(8):
        await b.open()
        sockets.append(b.ws)
    hello = json.dumps({"t": "hello", "proto": 1, "after": 0})
    await asyncio.gather(*(ws.send(hello) for ws in sockets))
    frame = a.message("to one of them", b)
    await a.put(frame)
    await a.answer(frame["id"])

    async def end(ws):
        """How it ended, and whether the message came. It may come twice: to one that is replaced right after it."""
        got = False
        try:
            while True:
                text = await asyncio.wait_for(ws.recv(), 1)
                got |= "to one" in "".join(text_of(f["ct"]) for f in listed(text) if f["t"] == "msg")
        except websockets.ConnectionClosed as closed:
            return closed.rcvd.code, got
        except (TimeoutError, asyncio.TimeoutError):
            return "open", got

    ends = await asyncio.gather(*(end(ws) for ws in sockets))
    assert [code for code, _ in ends].count(4003) == 7 and ("open", True) in ends, ends
    for ws in sockets:
        await ws.close()


def listed(text):
    frames = json.loads(text)
    return frames if isinstance(frames, list) else [frames]


async def test_one_server_a_directory(t):
    s = t.server()
    done = subprocess.run([WHINCHATD, "serve", "--dev", "--data", s.data, "--listen", "127.0.0.1:0"],
                          capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1 and "another whinchatd" in done.stderr, done
    assert "true" in s.rest_text("GET", "/readyz")
    assert s.stop(signal.SIGKILL) == -signal.SIGKILL
    t.server(data=s.data)  # what was killed holds nothing


async def test_a_closed_terminal_is_an_orderly_end(t):
    s = t.server()
    (a,) = await t.people(s, 1)
    s.process.send_signal(signal.SIGHUP)
    assert (await a.get("bye"))["code"] == 4001
    assert await a.closed() == 4001
    assert s.stop() == 0


# -- Clocks. --


def at(t, server, days, *devices):
    """The same server on another day."""
    assert server.stop() == 0
    again = t.server(data=server.data, env={"WHINCHATD_CLOCK_DAYS": str(days)})
    for device in devices:
        device.server = again
    return again


async def test_the_clock_is_put_back(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    number = phone()
    codes = []
    for i, days in enumerate((0, -20, 3, -10, 0)):
        s = at(t, s, days, a, b)
        await a.live()
        assert (await a.send(f"m{i}", b))["cseq"] == i + 1
        await a.close()
        codes.append(s.ask_code(number))  # at -20 and -10 days: nobody waits until the clock is right
    await b.live()
    assert [text_of(item["ct"]) for item in b.items] == [f"m{i}" for i in range(5)]
    assert [item["cseq"] for item in b.items] == [1, 2, 3, 4, 5]
    assert s.register(number, code=codes[-1]).created


run(globals())
