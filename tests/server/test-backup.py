"""One encrypted backup an account, and the wrapped secrets beside it.
SPDX-License-Identifier: GPL-3.0-or-later"""
import secrets
import time
import urllib.error
import urllib.request

from client import WAIT, Problem, b64, new_id
from media_store import STORE
from tap import run

DAY_MS = 24 * 3600 * 1000


def server(t, args=(), **how):
    started = t.server(args=[*STORE.args, *args], **how)
    started.secrets.append(STORE.secret)
    return started


def refused(code, call, *args, **more):
    try:
        call(*args, **more)
    except Problem as problem:
        assert problem.code == code, problem
        return problem
    raise AssertionError(f"was not refused with {code}")


def announce(device, size, id=None):
    id = id or new_id()
    return id, device.rest("PUT", f"/v1/media/{id}", {"size": size, "kind": "backup"})


def transfer(method, url, data=None, headers=()):
    request = urllib.request.Request(url, data, method=method, headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=WAIT) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def upload(slot, data):
    headers = [(header["name"], header["value"]) for header in slot["headers"]]
    assert transfer("PUT", slot["url"], data, headers)[0] == 200


def back_up(device, data):
    id, slot = announce(device, len(data))
    upload(slot, data)
    device.rest("POST", f"/v1/media/{id}/done")
    return id


def read(device, id):
    return transfer("GET", device.rest("GET", f"/v1/media/{id}")["url"])


async def test_the_next_one_replaces_it(t):
    s = server(t)
    a, b = t.person(s), t.person(s)
    refused("not_found", a.rest, "GET", "/v1/backup")
    one, two = secrets.token_bytes(3000), secrets.token_bytes(4000)
    before = int(time.time() * 1000)
    first = back_up(a, one)
    found = a.rest("GET", "/v1/backup")
    assert found["id"] == first and found["size"] == 3000 and before <= found["ts"] <= time.time() * 1000
    # Announced, even there, is not done.
    second, slot = announce(a, len(two))
    upload(slot, two)
    assert a.rest("GET", "/v1/backup") == found
    for _ in range(2):
        a.rest("POST", f"/v1/media/{second}/done")
        newer = a.rest("GET", "/v1/backup")
        assert newer["id"] == second and newer["size"] == 4000 and newer["ts"] >= found["ts"]
    assert read(a, second) == (200, two) and read(a, first) == (200, one)  # who was reading it reads on
    refused("not_found", b.rest, "GET", "/v1/backup")
    for id in (first, second):
        refused("not_found", b.rest, "GET", f"/v1/media/{id}")
        refused("not_found", b.rest, "DELETE", f"/v1/media/{id}")
        refused("not_found", b.rest, "POST", f"/v1/media/{id}/done")
    assert s.stop() == 0
    later = server(t, data=s.data, env={"WHINCHATD_CLOCK_DAYS": "1"})
    a.server = later
    end = time.monotonic() + WAIT
    while first in STORE.objects(later):
        assert time.monotonic() < end, "the old one stays"
        time.sleep(0.02)
    assert later.stop() == 0
    later = server(t, data=s.data, env={"WHINCHATD_CLOCK_DAYS": "400"})
    a.server = later
    assert a.rest("GET", "/v1/backup") == newer and read(a, second) == (200, two)
    a.rest("DELETE", f"/v1/media/{second}")
    refused("not_found", a.rest, "GET", "/v1/backup")


async def test_size_and_allowance(t):
    s = server(t, args=["--media-max=2k", "--media-quota=10k"])
    a = t.person(s)
    refused("too_big", a.rest, "PUT", f"/v1/media/{new_id()}", {"size": 3000})
    refused("bad_frame", announce, a, 2 ** 31 + 1)
    refused("quota", announce, a, 11000)
    back_up(a, secrets.token_bytes(7000))
    # It counts for everything else, and makes room for the next.
    a.rest("PUT", f"/v1/media/{new_id()}", {"size": 2000})
    refused("quota", a.rest, "PUT", f"/v1/media/{new_id()}", {"size": 2000})
    last = back_up(a, secrets.token_bytes(8000))
    assert a.rest("GET", "/v1/backup")["id"] == last
    refused("quota", announce, a, 8500)
    # What was replaced is still on the disk.
    refused("quota", announce, a, 2000)
    last = back_up(a, secrets.token_bytes(900))
    assert a.rest("GET", "/v1/backup")["id"] == last


async def test_no_message_keeps_it(t):
    s = server(t)
    a, b = await t.people(s, 2)
    id = back_up(a, b"x" * 100)
    assert (await a.send("look", b, media=[id]))["t"] == "ok"
    a.rest("DELETE", f"/v1/media/{id}")
    refused("not_found", a.rest, "GET", "/v1/backup")


async def test_registered_anew(t):
    """Which is what a backup is for."""
    s = server(t)
    a = t.person(s)
    data = secrets.token_bytes(500)
    id = back_up(a, data)
    a.rest("PUT", "/v1/wrap", {"wrap": b64(b"wrapped")})
    new = t.keep(s.register(a.phone))
    assert new.rest("GET", "/v1/backup")["id"] == id and read(new, id) == (200, data)
    assert new.rest("GET", "/v1/wrap") == {"wrap": b64(b"wrapped")}


async def test_wrapped_secrets(t):
    s = server(t)
    a, b = t.person(s), t.person(s)
    assert a.rest("GET", "/v1/wrap") == {}
    for size in (1, 6144):
        wrap = b64(secrets.token_bytes(size))
        s.secrets += [wrap] if size > 100 else []
        a.rest("PUT", "/v1/wrap", {"wrap": wrap})
        assert a.rest("GET", "/v1/wrap") == {"wrap": wrap}
    for bad in (b64(secrets.token_bytes(6145)), "not base64", "", 7):
        refused("bad_frame", a.rest, "PUT", "/v1/wrap", {"wrap": bad})
    assert a.rest("GET", "/v1/wrap") == {"wrap": wrap} and b.rest("GET", "/v1/wrap") == {}
    assert s.stop() == 0
    a.server = server(t, data=s.data)
    assert a.rest("GET", "/v1/wrap") == {"wrap": wrap}
    a.rest("PUT", "/v1/wrap", {})
    assert a.rest("GET", "/v1/wrap") == {}


run(globals())
