"""Media objects through the embedded store: announced, uploaded, looked at, read, taken back.
SPDX-License-Identifier: GPL-3.0-or-later"""
import secrets
import urllib.error
import urllib.request

from client import WAIT, Problem, new_id
from tap import run


def transfer(method, url, data=None, headers=()):
    request = urllib.request.Request(url, data, method=method, headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=WAIT) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def announce(device, size, id=None, **more):
    id = id or new_id()
    return id, device.rest("PUT", f"/v1/media/{id}", {"size": size, **more})


def upload(slot, data):
    return transfer("PUT", slot["url"], data, [(h["name"], h["value"]) for h in slot["headers"]])[0]


def refused(call, code):
    try:
        call()
    except Problem as problem:
        assert problem.code == code, problem
        return
    raise AssertionError(f"was not refused with {code}")


async def test_up_and_down(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    data = secrets.token_bytes(300000)
    id, slot = announce(a, len(data))
    refused(lambda: b.rest("GET", f"/v1/media/{id}"), "not_found")
    refused(lambda: a.rest("POST", f"/v1/media/{id}/done"), "not_found")
    assert upload(slot, data) == 200
    a.rest("POST", f"/v1/media/{id}/done")
    a.rest("POST", f"/v1/media/{id}/done")
    media = b.rest("GET", f"/v1/media/{id}")
    assert media["size"] == len(data) and media["ttl_ms"] == 900000
    assert transfer("GET", media["url"]) == (200, data)
    assert transfer("GET", media["url"], headers=[("Range", "bytes=1000-1999")]) == (206, data[1000:2000])
    s.secrets += [slot["url"], media["url"]]


async def test_only_what_was_announced(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    id, slot = announce(a, 1000)
    assert transfer("PUT", slot["url"], b"x" * 999)[0] == 403
    assert transfer("PUT", slot["url"] + "0", b"x" * 1000)[0] == 403
    assert transfer("GET", slot["url"])[0] == 403
    refused(lambda: a.rest("POST", f"/v1/media/{id}/done"), "not_found")
    refused(lambda: announce(a, 1001, id), "conflict")
    refused(lambda: announce(b, 1000, id), "conflict")
    again = announce(a, 1000, id)[1]
    assert upload(again, b"y" * 1000) == 200
    refused(lambda: b.rest("POST", f"/v1/media/{id}/done"), "not_found")
    a.rest("POST", f"/v1/media/{id}/done")


async def test_limits(t):
    s = t.server(args=["--media-max=10k", "--media-quota=15k"])
    a = t.person(s)
    refused(lambda: announce(a, 10241), "too_big")
    refused(lambda: announce(a, 0), "bad_frame")
    refused(lambda: announce(a, 10, kind="poison"), "bad_frame")
    announce(a, 10240)
    refused(lambda: announce(a, 10240), "quota")
    for _ in range(15):
        announce(a, 1)
    refused(lambda: announce(a, 1), "quota")


async def test_taken_back(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    id, slot = announce(a, 5)
    assert upload(slot, b"hello") == 200
    a.rest("POST", f"/v1/media/{id}/done")
    refused(lambda: b.rest("DELETE", f"/v1/media/{id}"), "not_found")
    a.rest("DELETE", f"/v1/media/{id}")
    refused(lambda: b.rest("GET", f"/v1/media/{id}"), "not_found")


async def test_a_message_keeps_its_media(t):
    s = t.server()
    a, b = await t.people(s, 2)
    id, slot = announce(a, 5)
    upload(slot, b"hello")
    a.rest("POST", f"/v1/media/{id}/done")
    assert (await a.send("look", b, media=[id]))["t"] == "ok"
    refused(lambda: a.rest("DELETE", f"/v1/media/{id}"), "not_found")
    assert transfer("GET", b.rest("GET", f"/v1/media/{id}")["url"])[1] == b"hello"


run(globals())
