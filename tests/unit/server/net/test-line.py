#!/usr/bin/env python3
"""test-line.py ECHO_SERVER FAULTPROXY [TEST...]: clients and lines that are slow, many, cut or gone. Prints TAP.
SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio, json, os, select, signal, socket, subprocess, sys, tempfile, time

import websockets

sys.dont_write_bytecode = True
from echo import PROXY, Server, TIMEOUT, client, frame, handshake, read_all, read_exactly, read_until, status, run  # noqa: E402


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


run(globals())
