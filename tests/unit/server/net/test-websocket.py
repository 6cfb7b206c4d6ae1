#!/usr/bin/env python3
"""test-websocket.py ECHO_SERVER FAULTPROXY [TEST...]: WebSockets by python3-websockets and by raw sockets. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio, random, socket, ssl, struct, sys, tempfile, warnings

import websockets

sys.dont_write_bytecode = True
from echo import Server, TIMEOUT, client, context, frame, handshake, read_all, read_exactly, read_until, run  # noqa: E402


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


run(globals())
