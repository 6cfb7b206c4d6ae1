#!/usr/bin/env python3
# foreign: clients that are not ours against echo-server: python3-websockets, raw sockets, http.client.
# SPDX-License-Identifier: GPL-3.0-or-later
"""foreign.py ECHO_SERVER FAULTPROXY [TEST...] - prints TAP."""
import asyncio, base64, hashlib, http.client, json, os, random, resource, select, signal, socket, ssl, struct
import subprocess, sys, tempfile, time, traceback, warnings

import websockets

PROGRAM, PROXY = sys.argv[1:3]
TIMEOUT = 20
# Memory is measured below; freed blocks that ASan keeps would count.
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1")


class Server:
    """One echo-server for one test; `port` and `path` say where it listens."""

    def __init__(self, *arguments, tls=False, address="127.0.0.1:0", files=None):
        arguments = ["--address", address, *arguments]
        if tls:
            arguments += ["--certificate", CERT, "--key", KEY]
        self.tls = tls
        self.process = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
        if files:
            resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE, (files, files))
        line = self.process.stdout.readline().split()
        assert line[:1] == ["ready"], line
        self.address = line[1]
        self.port = int(self.address.rsplit(":", 1)[1]) if ":" in self.address and not self.address.startswith("unix:") else 0

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        if kind is None:
            assert status == 0, f"server exited with {status}"

    def connect(self, rcvbuf=0):
        sock = socket.socket(socket.AF_UNIX if self.address.startswith("unix:") else socket.AF_INET)
        if rcvbuf:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        sock.settimeout(TIMEOUT)
        sock.connect(self.address[5:] if self.address.startswith("unix:") else ("127.0.0.1", self.port))
        return context().wrap_socket(sock, server_hostname="localhost") if self.tls else sock

    def upgrade(self, path="/v1/ws", extra=b"", rcvbuf=0):
        sock = self.connect(rcvbuf)
        sock.sendall(handshake(path) + extra)
        head = read_until(sock, b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 "), head
        return sock, head.split(b"\r\n\r\n", 1)[1]

    def request(self, method, path, body=None, headers={}):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        client.request(method, path, body, headers)
        reply = client.getresponse()
        return reply.status, reply.read(), dict(reply.getheaders())

    def stats(self):
        return json.loads(self.request("GET", "/stats")[1])

    def wait(self, condition, what):
        limit = time.monotonic() + TIMEOUT
        last = None
        while time.monotonic() < limit:
            try:
                if condition(last := self.stats()):
                    return last
            except ConnectionError:
                pass  # turned away for the moment
            select.select([], [], [], 0.05)
        raise AssertionError(f"{what}: {last}")


def context():
    made = ssl.create_default_context(cafile=CERT)
    made.check_hostname = False
    return made


def handshake(path="/v1/ws", extra=""):
    key = base64.b64encode(os.urandom(16)).decode()
    return (f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{extra}\r\n").encode()


def frame(first, payload=b"", mask=b"\x01\x02\x03\x04"):
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", first, 0x80 | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", first, 0x80 | 127, size)
    if mask == b"\0\0\0\0":
        return head + mask + payload
    return head + mask + bytes(byte ^ mask[i & 3] for i, byte in enumerate(payload))


def read_until(sock, end):
    data = b""
    while end not in data:
        part = sock.recv(65536)
        if not part:
            break
        data += part
    return data


def read_all(sock):
    data = b""
    try:
        while part := sock.recv(65536):
            data += part
    except ConnectionResetError:
        data += b"<reset>"
    return data


def read_exactly(sock, size):
    data = b""
    while len(data) < size:
        part = sock.recv(size - len(data))
        assert part, f"end after {data!r}"
        data += part
    return data


def uri(server, path="/v1/ws"):
    return f"{'wss' if server.tls else 'ws'}://localhost:{server.port}{path}"


def client(server, path="/v1/ws", **more):
    if server.tls:
        more["ssl"] = context()
    return websockets.connect(uri(server, path), host="127.0.0.1", max_size=None, close_timeout=5, **more)


async def conversation(server):
    async with client(server) as ws:
        for size in (0, 1, 125, 126, 127, 65535, 65536, 300000, 512 * 1024):
            text = "é" * (size // 2) + "x" * (size % 2)
            await ws.send(text)
            assert await asyncio.wait_for(ws.recv(), TIMEOUT) == text, size
        await ws.send(["frag", "ments ", "and ", "é"])
        assert await ws.recv() == "fragments and é"
        await asyncio.wait_for(await ws.ping(b"are you there"), TIMEOUT)
        assert ws.protocol.extensions == [] , "no compression may be agreed on"
        for i in range(500):
            await ws.send(f"message {i}")
        for i in range(500):
            assert await ws.recv() == f"message {i}"
    assert ws.close_code == 1000


def test_websockets_plain():
    with Server() as server:
        asyncio.run(conversation(server))


def test_websockets_tls():
    with Server(tls=True) as server:
        asyncio.run(conversation(server))


def test_websockets_unix():
    with tempfile.TemporaryDirectory() as folder:
        with Server(address=f"unix:{folder}/s") as server:
            async def talk():
                async with websockets.unix_connect(f"{folder}/s", "ws://localhost/v1/ws") as ws:
                    await ws.send("who")
                    assert await ws.recv() == "unix"
            asyncio.run(talk())
            sock = server.connect()
            sock.sendall(b"GET /stats HTTP/1.0\r\n\r\n")
            assert read_all(sock).startswith(b"HTTP/1.0 200")


def test_tls_versions():
    with Server(tls=True) as server:
        for version, works in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)):
            made = context()
            made.set_ciphers("ALL:@SECLEVEL=0")
            with warnings.catch_warnings(action="ignore"):
                made.minimum_version = made.maximum_version = version
            sock = socket.create_connection(("127.0.0.1", server.port), TIMEOUT)
            try:
                made.wrap_socket(sock, server_hostname="localhost").close()
                assert works, version
            except (ssl.SSLError, ConnectionError):
                assert not works, version


def test_close_codes():
    with Server() as server:
        async def ask(code):
            async with client(server) as ws:
                await ws.send(f"close {code}")
                try:
                    await asyncio.wait_for(ws.recv(), TIMEOUT)
                except websockets.ConnectionClosed as closed:
                    assert (closed.rcvd.code, closed.rcvd.reason) == (code, "as asked"), closed
        for code in (1000, 1001, 4001, 4500, 4999):
            asyncio.run(ask(code))
        server.wait(lambda s: s["connections"] == 0, "all closed")


CONFORMANCE = [  # name, bytes sent, what comes back: an echo, or the code of a close frame
    ("text", frame(0x81, b"hi"), b"\x81\x02hi"),
    ("empty", frame(0x81), b"\x81\x00"),
    ("zero mask", frame(0x81, b"hi", b"\0\0\0\0"), b"\x81\x02hi"),
    ("ping", frame(0x89, b"abc"), b"\x8a\x03abc"),
    ("ping 125", frame(0x89, b"p" * 125), b"\x8a\x7d" + b"p" * 125),
    ("pong unasked", frame(0x8A, b"x") + frame(0x81, b"hi"), b"\x81\x02hi"),
    ("fragments", frame(0x01, b"a") + frame(0x00, b"b") + frame(0x80, b"c"), b"\x81\x03abc"),
    ("ping between", frame(0x01, b"a") + frame(0x89, b"p") + frame(0x80, b"c"), b"\x8a\x01p"),
    ("close", frame(0x88, b"\x03\xe8"), 1000),
    ("close empty", frame(0x88), 1000),
    ("close 4000", frame(0x88, b"\x0f\xa0bye"), 4000),
    ("close one byte", frame(0x88, b"\x03"), 1002),
    ("close 1005", frame(0x88, b"\x03\xed"), 1002),
    ("close bad utf8", frame(0x88, b"\x03\xe8\xff"), 1007),
    ("unmasked", b"\x81\x02hi", 1002),
    ("unmasked close", b"\x88\x00", 1002),
    ("rsv1", frame(0xC1, b"hi"), 1002),
    ("rsv2", frame(0xA1, b"hi"), 1002),
    ("rsv3", frame(0x91, b"hi"), 1002),
    ("opcode 3", frame(0x83), 1002),
    ("opcode 11", frame(0x8B), 1002),
    ("binary", frame(0x82, b"hi"), 1003),
    ("long ping", frame(0x89, b"p" * 126), 1002),
    ("fragmented ping", frame(0x09, b"p"), 1002),
    ("lone continuation", frame(0x80, b"x"), 1002),
    ("text in fragments", frame(0x01, b"a") + frame(0x81, b"b"), 1002),
    ("bad utf8", frame(0x81, b"\xff"), 1007),
    ("cut utf8", frame(0x81, b"\xe2\x82"), 1007),
    ("utf8 over fragments", frame(0x01, b"\xe2\x82") + frame(0x80, b"\xac"), b"\x81\x03\xe2\x82\xac"),
    ("bad utf8 over fragments", frame(0x01, b"\xe2\x82") + frame(0x80, b"x"), 1007),
    ("length not minimal", b"\x81\xfe\x00\x05\0\0\0\0hello", 1002),
    ("length high bit", b"\x81\xff\x80" + b"\0" * 11, 1002),
    ("length 2^62", b"\x81\xff\x40" + b"\0" * 11, 1009),
    ("too big", b"\x81\xff" + struct.pack("!Q", 512 * 1024 + 1) + b"\0" * 4, 1009),
    ("too big in fragments", frame(0x01, b"a" * 300000, b"\0\0\0\0") + frame(0x80, b"a" * 300000, b"\0\0\0\0"), 1009),
]


def test_conformance():
    with Server() as server:
        for name, sent, expected in CONFORMANCE:
            sock, rest = server.upgrade()
            sock.sendall(sent)
            if isinstance(expected, int):
                sock.shutdown(socket.SHUT_WR)
                got = rest + read_all(sock)
                assert got[:1] == b"\x88" and struct.unpack("!H", got[2:4])[0] == expected, (name, got[:40])
            else:
                got = rest + read_exactly(sock, len(expected) - len(rest))
                assert got == expected, (name, got[:40])
            sock.close()
        server.wait(lambda s: s["connections"] == 0, "all closed")


def test_bytes_with_the_handshake():
    for tls in (False, True):
        with Server(tls=tls) as server:
            sock, rest = server.upgrade(extra=frame(0x81, b"eager") + frame(0x81, b"two"))
            assert rest + read_exactly(sock, 12 - len(rest)) == b"\x81\x05eager\x81\x03two"
            sock.close()


def test_cut_anywhere():
    """The connection ends after every possible byte of handshake and frames; nothing is left behind."""
    whole = handshake(extra="") + frame(0x01, b"par") + frame(0x89, b"p") + frame(0x80, b"ts") + frame(0x88, b"\x03\xe8")
    with Server() as server:
        for at in range(len(whole)):
            sock = server.connect()
            sock.sendall(whole[:at])
            if at % 2:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            sock.close()
        server.wait(lambda s: s["connections"] == 0 and s["peers"] <= 1, "nothing left")


def test_every_split():
    """The same bytes, in two packets cut at every place."""
    text = handshake() + frame(0x81, b"hello") + frame(0x89, b"p")
    with Server() as server:
        for at in range(1, len(text), 3):
            sock = server.connect()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.sendall(text[:at])
            sock.sendall(text[at:])
            got = read_until(sock, b"\r\n\r\n")
            tail = got.split(b"\r\n\r\n", 1)[1]
            tail += read_exactly(sock, 10 - len(tail))
            assert tail in (b"\x81\x05hello\x8a\x01p", b"\x8a\x01p\x81\x05hello"), (at, tail)
            sock.close()


def test_slow_readers():
    """50 peers ask for 20 MB each and read nothing: memory is bounded, they are cut off, others go on."""
    with Server("--hasty") as server:
        before = server.stats()
        slow = []
        for _ in range(50):
            sock, _ = server.upgrade(rcvbuf=4096)
            sock.sendall(frame(0x81, b"flood 5000 4096"))
            slow.append(sock)
        peak = server.stats()
        quick, _ = server.upgrade()
        quick.sendall(frame(0x81, b"hi"))
        assert read_exactly(quick, 4) == b"\x81\x02hi"
        assert peak["queued"] <= 50 * (1 << 20), peak
        assert peak["rss_kb"] - before["rss_kb"] < 120 * 1024, (before, peak)
        quick.close()
        after = server.wait(lambda s: s["connections"] == 0, "cut off")
        assert after["slow"] == 50 and after["queued"] == 0, after
        for sock in slow:
            sock.close()


def test_stalled_reader():
    """Below the hard limit, but it never reads: cut off when nothing moved for the time allowed."""
    with Server("--hasty") as server:
        sock, _ = server.upgrade(rcvbuf=4096)
        sock.sendall(frame(0x81, b"flood 900 1024") * 4)
        server.wait(lambda s: s["slow"] == 1 and s["connections"] == 0, "cut off")


def test_half_open():
    with Server("--hasty") as server:
        sock, _ = server.upgrade()
        sock.sendall(frame(0x81, b"x" * 1000)[:500])  # half a message, then silence
        server.wait(lambda s: s["connections"] == 0, "half a message")
        sock, _ = server.upgrade()
        sock.sendall(frame(0x81, b"close 4001"))  # its close is never answered
        server.wait(lambda s: s["connections"] == 0, "no answer to a close")
        assert read_all(sock).startswith(b"\x88")


def test_pause_pushes_back():
    """A paused connection stops the sender by TCP, and everything arrives in order afterwards."""
    with Server() as server:
        sock, rest = server.upgrade()
        sock.sendall(frame(0x81, b"pause 500"))
        sock.setblocking(False)
        block = b"".join(frame(0x81, b"%07d" % i) for i in range(1000))
        sent = 0
        limit = time.monotonic() + 0.3
        while time.monotonic() < limit and sent < 64 << 20:
            try:
                sent += sock.send(block[sent % len(block):])
            except BlockingIOError:
                select.select([], [sock], [], 0.02)
        assert sent < 16 << 20, sent
        sock.setblocking(True)
        sock.settimeout(TIMEOUT)
        got = read_exactly(sock, min(sent // 13, 20000) * 9)
        for i in range(min(sent // 13, 20000)):
            assert got[i * 9:i * 9 + 9] == b"\x81\x07%07d" % (i % 1000), i
        sock.close()


def test_storm():
    """1,000 clients at once, 1,000 one after another: all are served."""
    with Server() as server:
        start = time.monotonic()
        socks = [server.connect() for _ in range(1000)]
        for sock in socks:
            sock.sendall(handshake() + frame(0x81, b"x"))
        for sock in socks:
            data = read_until(sock, b"\r\n\r\n")
            tail = data.split(b"\r\n\r\n", 1)[1]
            assert data.startswith(b"HTTP/1.1 101") and tail + read_exactly(sock, 3 - len(tail)) == b"\x81\x01x"
        at_once = time.monotonic() - start
        assert server.stats()["connections"] == 1000
        for sock in socks:
            sock.close()
        server.wait(lambda s: s["connections"] == 0, "all left")
        start = time.monotonic()
        for _ in range(1000):
            sock, _ = server.upgrade()
            sock.close()
        print(f"# 1,000 at once {at_once:.2f} s, one after another {time.monotonic() - start:.2f} s")
        stats = server.wait(lambda s: s["connections"] == 0 and s["peers"] <= 1, "all left")
        assert stats["accepted"] == 2000, stats


def raw(server, data, shut=False):
    sock = server.connect()
    sock.sendall(data)
    if shut:
        sock.shutdown(socket.SHUT_WR)
    return read_all(sock)


def status(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


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


def test_ws_auth():
    with Server() as server:
        async def talk(token):
            more = {"additional_headers": {"Authorization": f"Bearer {token}"}} if token else {}
            async with client(server, "/v1/private-ws", **more) as ws:
                return await asyncio.wait_for(ws.recv(), TIMEOUT)
        for token in ("good", "slow"):
            assert asyncio.run(talk(token)) == token
        for token in ("bad", "slowbad", None):
            try:
                asyncio.run(talk(token))
                raise AssertionError("let in")
            except websockets.InvalidStatus as refused:
                assert refused.response.status_code == 401
        sock = server.connect()  # a route that does not take the connection
        sock.sendall(handshake("/v1/closed-ws"))
        assert read_all(sock).endswith(b"\r\n\r\n")


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


def test_drain():
    with Server() as server:
        async def stay():
            async with client(server) as ws, client(server) as other:
                await ws.send("x")
                assert await ws.recv() == "x"
                server.process.send_signal(signal.SIGTERM)
                for each in (ws, other):
                    try:
                        await asyncio.wait_for(each.recv(), TIMEOUT)
                    except websockets.ConnectionClosed as closed:
                        assert (closed.rcvd.code, closed.rcvd.reason) == (4001, "drain")
                try:
                    await client(server)
                    raise AssertionError("still listening")
                except OSError:
                    pass
        asyncio.run(stay())


def test_faulty_network():
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        proxy = subprocess.Popen([sys.executable, PROXY, "--to", f"127.0.0.1:{server.port}", "--control", f"{folder}/c"],
                                 stdout=subprocess.PIPE, text=True)
        direct, server.port = server.port, int(proxy.stdout.readline().split()[1])
        steering = socket.socket(socket.AF_UNIX)
        steering.connect(f"{folder}/c")
        lines = steering.makefile("rw")

        def steer(**settings):
            lines.write(json.dumps(settings) + "\n")
            lines.flush()
            answer = json.loads(lines.readline())
            assert answer["ok"], answer
            return answer
        try:
            sock, _ = server.upgrade()
            steer(delay_ms=50)
            start = time.monotonic()
            sock.sendall(frame(0x89, b"p"))
            assert read_exactly(sock, 3) == b"\x8a\x01p" and time.monotonic() - start >= 0.1
            steer(delay_ms=0, mode="blackhole")
            sock.sendall(frame(0x81, b"held"))
            assert not select.select([sock], [], [], 0.2)[0]
            steer(mode="pass")
            assert read_exactly(sock, 6) == b"\x81\x04held"
            size = len(frame(0x81, b"whole"))
            for at in range(1, size + 1):  # cut inside a frame, at every byte
                steer(cut_after=at, way="up")
                sock.sendall(frame(0x81, b"whole"))
                got = read_all(sock)
                assert got.endswith(b"<reset>") and got[:-7] in ((b"",) if at < size else (b"", b"\x81\x05whole")), (at, got)
                sock, _ = server.upgrade()
            steer(cut_after=3, way="down")
            sock.sendall(frame(0x81, b"whole"))
            assert read_all(sock) == b"\x81\x05w<reset>"
            sock, _ = server.upgrade()
            steer(reset=True)
            assert read_all(sock) == b"<reset>"
            sock, _ = server.upgrade()
            steer(half_close=True)
            assert read_all(sock) == b""
            steer(mode="refuse")
            try:
                assert read_all(server.connect()) == b"<reset>"
            except ConnectionResetError:
                pass  # before it was through connecting
            assert steer()["resets"] > size
            assert json.loads(lines.readline() if lines.write("nonsense\n") and not lines.flush() else "{}")["ok"] is False
        finally:
            server.port = direct
            proxy.kill()
            proxy.wait()
        server.wait(lambda s: s["connections"] == 0 and s["peers"] <= 1, "nothing left")


def test_out_of_descriptors():
    """It rests instead of spinning, serves who is in, and takes the others when there is room."""
    with Server(files=40) as server:
        inside, rest = server.upgrade()
        crowd = [server.connect() for _ in range(60)]
        inside.sendall(frame(0x81, b"hi"))
        assert rest + read_exactly(inside, 4 - len(rest)) == b"\x81\x02hi"
        cpu = lambda: sum(map(int, open(f"/proc/{server.process.pid}/stat").read().rsplit(")", 1)[1].split()[11:13]))
        before = cpu()
        select.select([], [], [], 1)
        spent = (cpu() - before) / os.sysconf("SC_CLK_TCK")
        assert spent < 0.3, spent
        for sock in crowd[:50]:
            sock.close()
        crowd[-1].sendall(b"GET /remote HTTP/1.0\r\nHost: a\r\n\r\n")
        assert status(read_all(crowd[-1])) == 200
        inside.close()


def test_mutations():
    """Flipped bytes in handshake and frames: no crash, nothing left, the server still answers."""
    chance = random.Random(7)
    with Server("--hasty") as server:
        for _ in range(300):
            text = bytearray(handshake() + frame(0x81, b"hello") + frame(0x01, b"a") + frame(0x80, b"b") + frame(0x88, b"\x03\xe8"))
            for _ in range(chance.randrange(1, 4)):
                text[chance.randrange(len(text))] = chance.randrange(256)
            sock = server.connect()
            try:
                sock.sendall(text)
                sock.shutdown(socket.SHUT_WR)
                read_all(sock)
            except OSError:
                pass
            sock.close()
        server.wait(lambda s: s["connections"] == 0 and s["peers"] <= 1, "nothing left")


def main():
    global CERT, KEY
    tests = [(name[5:], test) for name, test in globals().items() if name.startswith("test_")]
    wanted = sys.argv[3:]
    tests = [(name, test) for name, test in tests if not wanted or name in wanted]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        CERT, KEY = f"{folder}/cert.pem", f"{folder}/key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", KEY, "-out", CERT],
                       check=True, capture_output=True)
        print(f"1..{len(tests)}")
        for number, (name, test) in enumerate(tests, 1):
            try:
                start = time.monotonic()
                test()
                print(f"ok {number} - {name}", flush=True)
                print(f"# {name} took {time.monotonic() - start:.2f} s")
            except Exception:
                failed += 1
                print("\n".join("# " + line for line in traceback.format_exc().splitlines()))
                print(f"not ok {number} - {name}", flush=True)
    sys.exit(failed > 0)


main()
