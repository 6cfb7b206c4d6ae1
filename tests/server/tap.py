"""Tests as TAP. A test is `async def test_name (t)`; t makes servers and people and cleans up.
SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import itertools
import shutil
import signal
import sys
import time
import traceback

from client import Server

LIMIT = 60.0
numbers = itertools.count(1)


def phone():
    """A number nobody had before (Ofcom's range for drama)."""
    return f"+4477009{next(numbers):05d}"


class Bench:
    """What one test has on the table."""

    def __init__(self):
        self.servers = []
        self.devices = []

    def server(self, **how):
        server = Server(**how)
        self.servers.append(server)
        return server

    def person(self, server, **more):
        device = server.register(phone(), **more)
        self.devices.append(device)
        return device

    def keep(self, device):
        self.devices.append(device)
        return device

    async def people(self, server, n):
        people = [self.person(server) for _ in range(n)]
        for person in people:
            await person.live()
        return people

    async def clean(self, ok):
        for device in self.devices:
            if device.ws is not None:
                await device.ws.close()
        for server in self.servers:
            running = server.process.poll() is None
            status = server.stop(signal.SIGTERM)
            log = server.read_log()
            if ok and running:
                assert status == 0, f"whinchatd ended with {status}: {log[-3000:]}"
            for secret in server.secrets if ok else ():
                assert secret not in log, "a secret is in the log"
        for server in self.servers:
            shutil.rmtree(server.data, ignore_errors=True)


async def run_one(test):
    bench = Bench()
    ok = False
    try:
        await test(bench)
        ok = True
    finally:
        await bench.clean(ok)


def run(namespace):
    tests = [f for name, f in namespace.items() if name.startswith("test_")]
    chosen = [f for f in tests if not sys.argv[1:] or f.__name__ in sys.argv[1:]]
    print(f"1..{len(chosen)}", flush=True)
    failed = 0
    for number, test in enumerate(chosen, 1):
        started = time.monotonic()
        name = test.__name__[5:].replace("_", " ")
        try:
            asyncio.run(asyncio.wait_for(run_one(test), LIMIT))
            print(f"ok {number} {name} # {time.monotonic() - started:.1f} s", flush=True)
        except Exception:
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {number} {name}", flush=True)
    sys.exit(failed > 0)
