"""What the tests of media do with a server and with the store behind it.
SPDX-License-Identifier: GPL-3.0-or-later"""
import time
import urllib.error
import urllib.request

from client import WAIT, Problem, new_id
from media_store import STORE

REFUSALS = (400, 403, 405, 412, 501)  # each engine has its own word for no


def server(t, args=(), **how):
    server = t.server(args=[*STORE.args, *args], **how)
    server.secrets.append(STORE.secret)
    return server


def later(t, before, days):
    """The same server, days later."""
    assert before.stop() == 0
    return server(t, data=before.data, env={"WHINCHATD_CLOCK_DAYS": str(days)})


def transfer(method, url, data=None, headers=()):
    request = urllib.request.Request(url, data, method=method, headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=WAIT) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def announce(device, size, id=None, **more):
    id = id or new_id()
    slot = device.rest("PUT", f"/v1/media/{id}", {"size": size, **more})
    device.server.secrets += [slot["url"]] if "url" in slot else []
    return id, slot


def headers_of(slot):
    return [(header["name"], header["value"]) for header in slot["headers"]]


def upload(slot, data):
    return transfer("PUT", slot["url"], data, headers_of(slot))[0]


def store(device, data):
    """The id of an object that is there."""
    id, slot = announce(device, len(data))
    assert upload(slot, data) == 200
    device.rest("POST", f"/v1/media/{id}/done")
    return id


def address(device, id):
    media = device.rest("GET", f"/v1/media/{id}")
    device.server.secrets.append(media["url"])
    return media["url"]


def refused(call, code):
    try:
        call()
    except Problem as problem:
        assert problem.code == code, problem
        return
    raise AssertionError(f"was not refused with {code}")


def vanishes(server, id):
    end = time.monotonic() + WAIT
    while id in STORE.objects(server):
        assert time.monotonic() < end, "the object stays in the store"
        time.sleep(0.02)
