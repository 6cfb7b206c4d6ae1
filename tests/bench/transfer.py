#!/usr/bin/env python3
"""transfer.py BUILD: a file of 64 MiB up in parts and down again, by the client's transfers and by curl,
over the same addresses: on the embedded store, and on Ceph's gateway where that is installed. Medians of
five interleaved runs. SPDX-License-Identifier: GPL-3.0-or-later"""
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "server"))
BUILD = Path(sys.argv[1])
os.environ.setdefault("WHINCHATD", str(BUILD / "server/whinchatd"))
# pylint: disable=wrong-import-position
import media_client  # noqa: E402
import tap  # noqa: E402
from client import Server, new_id  # noqa: E402
from media_store import STORE  # noqa: E402

PART = 8388608
MIB = 1024 * 1024
SIZE = 64 * MIB  # what ten uploads leave behind must fit into the gateway's memory
RUNS = 5


def parts(device, id):
    """(url, offset, size) of each part, and the headers that go with all of them."""
    count = (SIZE + PART - 1) // PART
    for first in range(1, count + 1, 16):
        asked = [{"n": n} for n in range(first, min(first + 16, count + 1))]
        for slot in device.rest("POST", f"/v1/media/{id}/parts", {"parts": asked})["parts"]:
            offset = (slot["n"] - 1) * PART
            yield slot["url"], offset, min(PART, SIZE - offset)


def measure(command, **how):
    """Seconds, and seconds of CPU."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **how)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (time.monotonic() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            done.stdout)


def ours(lines):
    wall, cpu, out = measure([BUILD / "tests/bench/move-file"], input="\n".join(lines) + "\n")
    return wall, cpu, int(out.split()[2])


def curl(config):
    wall, cpu, _ = measure(["curl", "--silent", "--show-error", "--fail", "--config", "-"], input=config)
    return wall, cpu, 0


def upload_ours(slots, path):
    return ours(f"put {offset} {size} {path} {url}" for url, offset, size in slots)


def upload_curl(slots, path):
    """curl sends whole files: the parts were cut before."""
    return curl("\nnext\n".join(f'silent\nfail\nupload-file = "{path}.{offset}"\nurl = "{url}"\noutput = "/dev/null"'
                                for url, offset, _ in slots))


def run(device, folder, up):
    id, _ = media_client.announce(device, SIZE, new_id())
    sent = up(list(parts(device, id)), f"{folder}/file")
    device.rest("POST", f"/v1/media/{id}/done")
    return id, sent


def down(device, id, folder, by_curl):
    url, path = media_client.address(device, id), f"{folder}/copy"
    got = (curl(f'output = "{path}"\nurl = "{url}"') if by_curl else ours([f"get {SIZE} {path} {url}"]))
    assert os.path.getsize(path) == SIZE
    os.unlink(path)
    return got


def say(name, figures):
    wall, cpu = (statistics.median(run[i] for run in figures) for i in (0, 1))
    memory = max(run[2] for run in figures)
    print(f"{name:28} {SIZE / MIB / wall:7.0f} MiB/s {1000 * cpu / (SIZE / MIB):7.2f} ms of CPU a MiB" +
          (f" {memory / 1024:6.1f} MiB of memory" if memory else ""), flush=True)


def bench(kind):
    server = Server(args=[*STORE.args, "--media-max=1G", "--media-quota=100G", "--limits-percent=10000"])
    figures = {}
    try:
        device = server.register(tap.phone())
        with tempfile.TemporaryDirectory() as folder:
            data = os.urandom(PART)
            with open(f"{folder}/file", "wb") as file:
                for offset in range(0, SIZE, PART):
                    file.write(data)
                    Path(f"{folder}/file.{offset}").write_bytes(data)
            for _ in range(RUNS):
                for by_curl, up in ((False, upload_ours), (True, upload_curl)):
                    who = "curl" if by_curl else "whinchat"
                    id, sent = run(device, folder, up)
                    figures.setdefault(f"{kind} up {who}", []).append(sent)
                    figures.setdefault(f"{kind} down {who}", []).append(down(device, id, folder, by_curl))
                    device.rest("DELETE", f"/v1/media/{id}")
    finally:
        server.stop()
    for name, rows in sorted(figures.items()):
        say(name, rows)


if "S3_ENDPOINT" in os.environ:
    bench("ceph")
else:
    bench("embedded")
    subprocess.run([HERE.parent / "util/s3.sh", sys.executable, __file__, BUILD], check=False)
