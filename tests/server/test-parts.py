"""Media objects that go in parts, through either store: begun, filled in any order, gone on with after
whatever has happened, joined, swept. SPDX-License-Identifier: GPL-3.0-or-later"""
import secrets
import signal
import subprocess
import time

from client import WAIT, WHINCHATD, Problem, new_id
from media_client import REFUSALS, address, announce, headers_of, later, refused, server, transfer, vanishes
from media_store import STORE, sign
from tap import run

PART = 8388608
DATA = secrets.token_bytes(PART + 1000)


def fresh(t, **how):
    """A server that has tried out its store, which has no uploads of earlier tests."""
    s = server(t, **how)
    settles(lambda: not STORE.args or "event=media-store works=yes" in s.read_log(), True)
    STORE.forget_uploads(s)
    return s


def numbers(slot):
    return [part["n"] for part in slot["parts"]]


def slots(device, id, *ns):
    reply = device.rest("POST", f"/v1/media/{id}/parts", {"parts": [{"n": n} for n in ns]})
    assert reply["ttl_ms"] == 900000 and numbers(reply) == list(ns)
    device.server.secrets += [part["url"] for part in reply["parts"]]
    return reply["parts"]


def piece(data, n):
    return data[(n - 1) * PART:n * PART]


def put(slot, data):
    return transfer("PUT", slot["url"], data, headers_of(slot))[0]


def put_parts(device, id, *ns):
    for slot in slots(device, id, *ns):
        assert put(slot, piece(DATA, slot["n"])) == 200


def done(device, id):
    device.rest("POST", f"/v1/media/{id}/done")


def is_known(device, id):
    try:
        slots(device, id, 1)
        return True
    except Problem as problem:
        assert problem.code == "not_found", problem
        return False


def settles(get, value):
    end = time.monotonic() + WAIT
    while get() != value:
        assert time.monotonic() < end, get()
        time.sleep(0.02)


async def test_up_and_down(t):
    s = fresh(t)
    a, b = t.person(s), t.person(s)
    id, slot = announce(a, len(DATA))
    assert "url" not in slot and slot["parts"] == []
    refused(lambda: done(a, id), "not_found")
    put_parts(a, id, 2)
    assert numbers(announce(a, len(DATA), id)[1]) == [2]
    refused(lambda: done(a, id), "not_found")
    refused(lambda: b.rest("GET", f"/v1/media/{id}"), "not_found")
    put_parts(a, id, 1)
    done(a, id)
    done(a, id)
    assert STORE.objects(s)[id] == len(DATA) and STORE.uploads(s) == 0
    assert numbers(announce(a, len(DATA), id)[1]) == [1, 2]
    url = address(b, id)
    assert transfer("GET", url) == (200, DATA)
    span = [("Range", f"bytes={PART - 5}-{PART + 4}")]
    assert transfer("GET", url, headers=span) == (206, DATA[PART - 5:PART + 5])


async def test_one_part_more_than_one_request(t):
    """The borders of the sizes."""
    s = fresh(t)
    a = t.person(s)
    assert "url" in announce(a, PART)[1]
    id, slot = announce(a, PART + 1)
    assert "url" not in slot
    assert {"name": "content-length", "value": "1"} in slots(a, id, 2)[0]["headers"]
    refused(lambda: slots(a, id, 3), "bad_frame")
    refused(lambda: slots(a, id, 0), "bad_frame")
    refused(lambda: slots(a, id, *range(1, 18)), "bad_frame")
    whole = announce(a, 2 * PART)[0]
    assert {"name": "content-length", "value": str(PART)} in slots(a, whole, 2)[0]["headers"]
    refused(lambda: slots(a, whole, 3), "bad_frame")


async def test_only_the_owner(t):
    s = fresh(t)
    a, b = t.person(s), t.person(s)
    id, _ = announce(a, len(DATA))
    refused(lambda: slots(b, id, 1), "not_found")
    refused(lambda: done(b, id), "not_found")
    refused(lambda: announce(b, len(DATA), id), "conflict")
    refused(lambda: announce(a, len(DATA) + 1, id), "conflict")
    refused(lambda: slots(a, new_id(), 1), "not_found")
    small, _ = announce(a, 10)
    refused(lambda: slots(a, small, 1), "not_found")
    assert numbers(announce(a, len(DATA), id)[1]) == []


async def test_tampered_and_expired(t):
    s = fresh(t)
    a = t.person(s)
    id, _ = announce(a, len(DATA))
    slot = slots(a, id, 2)[0]
    url, headers, data = slot["url"], headers_of(slot), piece(DATA, 2)
    for changed in (url[:-1] + ("0" if url[-1] != "0" else "1"), url.replace("partNumber=2", "partNumber=1"),
                    url.replace("X-Amz-Expires=900", "X-Amz-Expires=9000"), url + "&acl="):
        assert changed != url and transfer("PUT", changed, data, headers)[0] in REFUSALS
    for length in (999, 1001):
        assert transfer("PUT", url, b"x" * length)[0] in (400, 403)
    for method in ("GET", "DELETE", "POST"):
        assert transfer(method, url)[0] in REFUSALS
    old = sign("PUT", url, headers, STORE.secret, -960)
    assert transfer("PUT", old, data, headers)[0] == 403
    assert numbers(announce(a, len(DATA), id)[1]) == []
    assert put(slots(a, id, 2)[0], data) == 200
    assert numbers(announce(a, len(DATA), id)[1]) == [2]


async def test_goes_on_after_the_server_died(t):
    s = fresh(t)
    a = t.person(s)
    id, _ = announce(a, len(DATA))
    put_parts(a, id, 1)
    s.stop(signal.SIGKILL)
    s = server(t, data=s.data)
    a.server = s
    assert numbers(announce(a, len(DATA), id)[1]) == [1]
    put_parts(a, id, 2)
    done(a, id)
    assert transfer("GET", address(a, id)) == (200, DATA)


async def test_what_the_store_forgot_begins_anew(t):
    s = fresh(t)
    a = t.person(s)
    id, _ = announce(a, len(DATA))
    put_parts(a, id, 1, 2)
    STORE.forget_uploads(s)
    refused(lambda: done(a, id), "not_found")
    assert numbers(announce(a, len(DATA), id)[1]) == []
    put_parts(a, id, 1, 2)
    done(a, id)
    assert STORE.objects(s)[id] == len(DATA)


async def test_taken_back(t):
    s = fresh(t)
    a = t.person(s)
    id, _ = announce(a, len(DATA))
    put_parts(a, id, 1)
    assert STORE.uploads(s) == 1
    a.rest("DELETE", f"/v1/media/{id}")
    settles(lambda: STORE.uploads(s), 0)
    settles(lambda: is_known(a, id), False)


async def test_what_nobody_finished_is_collected(t):
    s = fresh(t)
    a = t.person(s)
    id, _ = announce(a, len(DATA))
    put_parts(a, id, 1)
    s = later(t, s, 2)
    settles(lambda: STORE.uploads(s), 0)
    whole, _ = announce(a := t.person(s), len(DATA))
    put_parts(a, whole, 1, 2)
    done(a, whole)
    vanishes(later(t, s, 4), whole)


def check(s, **changes):
    """`whinchatd media check`, and what it says."""
    settings = {"media-secret": STORE.secret, "pepper": "x", "data": s.data, "public-url": s.url, **changes}
    done = subprocess.run(
        [WHINCHATD, "media", "check", *STORE.args, *(f"--{name}={value}" for name, value in settings.items())],
        capture_output=True, text=True, timeout=WAIT * 3, check=False)
    assert STORE.secret not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


async def test_the_store_is_tried_out(t):
    s = fresh(t)
    before = STORE.objects(s)
    status, words = check(s)
    assert status == 0 and "in one piece and in parts" in words, words
    assert STORE.objects(s) == before and STORE.uploads(s) == 0
    if STORE.args:
        status, words = check(s, **{"s3-bucket": "nobodys"})
        assert status == 1 and "at the upload: HTTP 404, there is no such bucket" in words, words
        return
    status, words = check(s, **{"media-secret": "another"})
    assert status == 1 and "at the upload: HTTP 403" in words, words
    assert s.stop() == 0
    status, words = check(s)
    assert status == 1 and "Could not connect" in words, words


async def test_limits(t):
    s = fresh(t, args=["--media-max=20M", "--media-quota=30M"])
    a = t.person(s)
    refused(lambda: announce(a, 20 * 1024 * 1024 + 1), "too_big")
    announce(a, 20 * 1024 * 1024)
    refused(lambda: announce(a, 20 * 1024 * 1024), "quota")
    assert STORE.uploads(s) == 1


async def test_a_day_has_so_many_bytes(t):
    """1 GiB, with a tenth of the usual limits. The same again is not counted again."""
    s = fresh(t, args=["--media-max=2G", "--limits-percent=10"])
    a = t.person(s)
    id, _ = announce(a, 1000 * 1024 * 1024)
    announce(a, 1000 * 1024 * 1024, id)
    refused(lambda: announce(a, 30 * 1024 * 1024), "rate")
    announce(a, 20 * 1024 * 1024)


run(globals())
