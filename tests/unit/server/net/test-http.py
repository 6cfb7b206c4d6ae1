#!/usr/bin/env python3
"""test-http.py ECHO_SERVER FAULTPROXY [TEST...]: HTTP by http.client and by raw sockets. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""
import hashlib, http.client, json, random, select, socket, sys, time

sys.dont_write_bytecode = True
from echo import Server, TIMEOUT, client, handshake, read_all, read_until, status, run  # noqa: E402


def raw(server, data, shut=False):
    sock = server.connect()
    sock.sendall(data)
    if shut:
        sock.shutdown(socket.SHUT_WR)
    return read_all(sock)


BIG = b"x" * (256 * 1024 + 1)


HYGIENE = [  # name, request, status; every one of these also ends the connection
    ("two lengths", b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400),
    ("two lengths differ", b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", 400),
    ("length list", b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx", 400),
    ("length signed", b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx", 400),
    ("length negative", b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nx", 400),
    ("length huge", b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nx", 400),
    ("length and chunks", b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", 400),
    ("two encodings", b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("strange encoding", b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", (400, 501)),
    ("chunks in 1.0", b"POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("two hosts", b"GET /stats HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("no host", b"GET /stats HTTP/1.1\r\n\r\n", 400),
    ("many headers", b"GET /stats HTTP/1.1\r\nHost: a\r\n" + b"X-A: b\r\n" * 200 + b"\r\n", 431),
    ("big header", b"GET /stats HTTP/1.1\r\nHost: a\r\nX-A: " + b"b" * 20000 + b"\r\n\r\n", 431),
    ("long address", b"GET /stats?" + b"q" * 10000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    ("body over limit", b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(BIG) + BIG, 413),
    ("body far over limit", b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999\r\n\r\nx", 413),
    ("chunks over limit", b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"x" * 65536 + b"\r\n" + b"50000\r\n" + b"y" * 0x50000 + b"\r\n", 413),
    ("expect over limit", b"POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 999999\r\n\r\n", 413),
    ("two authorizations", b"GET /private HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer good\r\nAuthorization: Bearer x\r\n\r\n", 400),
    ("post without token", b"POST /private HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n", 401),
    ("post unknown", b"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n", 404),
    ("upgrade with body", b"GET /v1/ws HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", 400),
]


def test_http_hygiene():
    with Server() as server:
        for name, request, expected in HYGIENE:
            answer = raw(server, request)
            wanted = expected if isinstance(expected, tuple) else (expected,)
            assert status(answer) in wanted, (name, answer[:200])
            assert b"<reset>" not in answer, name
            if status(answer) not in (501,) and b"application/json" in answer:
                json.loads(answer.split(b"\r\n\r\n", 1)[1])
        server.wait(lambda s: s["peers"] <= 1 and s["requests"] <= 1, "nothing left")
        assert b"Server:" not in raw(server, b"GET /stats HTTP/1.0\r\nHost: a\r\n\r\n")
        # 300 kB of headers never end: libsoup gives up, there is no answer
        assert status(raw(server, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 50000)) in (0, 400, 431)


def test_http_deadlines():
    with Server("--hasty") as server:
        start = time.monotonic()
        assert raw(server, b"") == b"", "nothing sent"
        assert raw(server, b"GET /stats HT") == b"", "slow header"
        assert status(raw(server, b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx")) == 408
        assert status(raw(server, b"PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx")) == 408
        assert status(raw(server, b"GET /stats HTTP/1.1\r\nHost: a\r\n\r\n")) == 200, "idle connection ends"
        assert time.monotonic() - start < TIMEOUT
        sock = server.connect(rcvbuf=4096)  # a reply nobody reads
        sock.sendall(b"GET /stream?100000000 HTTP/1.1\r\nHost: a\r\n\r\n")
        server.wait(lambda s: s["requests"] == 1, "the reply was given up")
        dripping = server.connect()  # one header byte at a time does not help
        end = time.monotonic() + 5
        try:
            while time.monotonic() < end:
                dripping.send(b"G")
                select.select([], [], [], 0.05)
            raise AssertionError("a dripping header was endured")
        except ConnectionError:
            pass
        # too many peers: turned away at the door, and the door opens again
        crowd = [server.connect() for _ in range(80)]
        assert any(read_all(sock) in (b"", b"<reset>") for sock in crowd[70:])
        for sock in crowd:
            sock.close()
        server.wait(lambda s: s["peers"] <= 1, "crowd left")


def test_http_tls_deadline():
    with Server("--hasty", tls=True) as server:
        sock = socket.create_connection(("127.0.0.1", server.port), TIMEOUT)
        assert read_all(sock) in (b"", b"<reset>"), "a handshake that never comes"
        sock = server.connect()
        sock.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n")
        assert status(read_all(sock)) == 413


def test_http_routes():
    with Server() as server:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)

        def ask(method, path, body=None, headers={}):
            client.request(method, path, body, headers)
            reply = client.getresponse()
            return reply.status, reply.read(), reply
        assert ask("POST", "/echo", b"body")[:2] == (200, b"body")
        assert ask("POST", "/echo", b"")[:2] == (200, b"")
        kept = client.sock
        assert ask("POST", "/echo", iter([b"in ", b"chunks"]))[:2] == (200, b"in chunks")
        assert ask("GET", "/later")[:2] == (200, b'{"later":true}')
        assert ask("GET", "/nowhere")[0] == 404
        assert ask("GET", "/echoes")[0] == 404, "a prefix ends at a slash"
        assert ask("GET", "/echo")[0] == 405
        assert ask("HEAD", "/remote")[:2] == (200, b"")
        assert json.loads(ask("GET", "/remote", None, {"X-Forwarded-For": "9.9.9.9"})[1])["remote"] == "127.0.0.1"
        assert ask("GET", "/private")[0] == 401
        assert ask("GET", "/private/open")[0] == 200, "the longest path wins"
        bearer = lambda token: {"Authorization": f"Bearer {token}"}
        assert ask("GET", "/private", None, bearer("bad"))[0] == 401
        assert ask("GET", "/private", None, bearer("slowbad"))[0] == 401
        assert json.loads(ask("POST", "/private/x", b"12345", bearer("good"))[1]) == {"who": "good", "body": 5}
        assert json.loads(ask("POST", "/private/x", b"12345", bearer("slow"))[1]) == {"who": "slow", "body": 5}
        assert client.sock is kept, "all on one connection"
        assert ask("POST", "/private/x", b"12345", bearer("slowbad"))[0] == 401
        state, body, reply = ask("GET", "/v1/ws")
        assert state == 426 and reply.getheader("Upgrade") == "websocket", (state, body)
        assert json.loads(body)["code"] == "unsupported"
        state, body, reply = ask("GET", "/stream?3000000")
        assert state == 200 and body == b"x" * 3000000
        for name in ("Cache-Control", "X-Content-Type-Options"):
            assert reply.getheader(name), name
        assert ask("GET", "/later")[0] == 200
        assert ask("GET", "/stream?0")[:2] == (200, b"")
        assert ask("HEAD", "/stream?3000000")[2].getheader("Content-Length") == "3000000"
        assert ask("GET", "/broken?0")[0] == 500
        part = raw(server, b"GET /broken?1000000 HTTP/1.1\r\nHost: a\r\n\r\n")
        assert 900000 < len(part) < 1001000, len(part)
        gone = server.connect()  # leaves before its answer
        gone.sendall(b"GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
        gone.close()
        pipelined = server.connect()
        pipelined.sendall(b"GET /later HTTP/1.1\r\nHost: a\r\n\r\nGET /remote HTTP/1.0\r\nHost: a\r\n\r\n")
        assert read_all(pipelined).count(b" 200 OK") == 2
        server.wait(lambda s: s["requests"] == 1, "nothing hangs")


def test_http_proxy():
    with Server("--proxy", "127.0.0.0/8") as server:
        ask = lambda value: json.loads(server.request("GET", "/remote", None, {"X-Forwarded-For": value})[1])["remote"]
        assert ask("203.0.113.9") == "203.0.113.9"
        assert ask("1.1.1.1, 203.0.113.9, 127.0.0.5") == "203.0.113.9"


def test_upload():
    with Server() as server:
        block = random.Random(1).randbytes(1 << 20)
        size = 64
        before = server.stats()["rss_kb"]
        peak = 0
        sock = server.connect()
        sock.sendall(b"PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (size << 20))
        total = hashlib.sha256()
        for _ in range(size):
            sock.sendall(block)
            total.update(block)
            peak = max(peak, server.stats()["rss_kb"])
        answer = read_until(sock, b"}")
        told = json.loads(answer.split(b"\r\n\r\n", 1)[1])
        assert told == {"size": size << 20, "sha256": total.hexdigest(), "aborted": 0}, told
        assert peak - before < 24 * 1024, (before, peak)
        # chunked, on the same connection
        sock.sendall(b"PUT /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(4):
            sock.sendall(b"100000\r\n" + block + b"\r\n")
        sock.sendall(b"0\r\n\r\n")
        assert b'"size":4194304' in read_until(sock, b"}")
        # refused by the sink, by the limit, and cut off in the middle
        assert status(raw(server, b"PUT /upload HTTP/1.1\r\nHost: a\r\nX-Refuse: 1\r\nContent-Length: 10000000\r\n\r\n" + block)) == 413
        assert status(raw(server, b"PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000000\r\n\r\n" + block)) == 413
        cut = server.connect()
        cut.sendall(b"PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n" + block)
        cut.close()
        server.wait(lambda s: json.loads(server.request("PUT", "/upload", b"x")[1])["aborted"] == 2,
                    "the cut one being counted")


run(globals())
