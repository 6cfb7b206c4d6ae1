"""Media objects through either store: announced, uploaded, looked at, read, taken back. A store
refuses what whinchatd has not signed. SPDX-License-Identifier: GPL-3.0-or-later"""
import secrets
import urllib.parse

from media_client import (REFUSALS, address, announce, headers_of, later, refused, server, store, transfer,
                          upload, vanishes)
from media_store import STORE, sign
from tap import run


async def test_up_and_down(t):
    s = server(t)
    a, b = t.person(s), t.person(s)
    data = secrets.token_bytes(300000)
    id, slot = announce(a, len(data))
    refused(lambda: b.rest("GET", f"/v1/media/{id}"), "not_found")
    refused(lambda: a.rest("POST", f"/v1/media/{id}/done"), "not_found")
    assert upload(slot, data) == 200
    assert STORE.objects(s)[id] == len(data)
    a.rest("POST", f"/v1/media/{id}/done")
    a.rest("POST", f"/v1/media/{id}/done")
    media = b.rest("GET", f"/v1/media/{id}")
    assert media["size"] == len(data) and media["ttl_ms"] == 900000
    assert transfer("GET", media["url"]) == (200, data)
    assert transfer("GET", media["url"], headers=[("Range", "bytes=1000-1999")]) == (206, data[1000:2000])
    s.secrets.append(media["url"])


async def test_only_what_was_announced(t):
    s = server(t)
    a, b = t.person(s), t.person(s)
    id, slot = announce(a, 1000)
    assert transfer("PUT", slot["url"], b"x" * 999)[0] == 403
    assert transfer("PUT", slot["url"], b"x" * 1001, headers_of(slot)[1:])[0] == 403
    assert transfer("GET", slot["url"])[0] == 403
    assert id not in STORE.objects(s)
    refused(lambda: a.rest("POST", f"/v1/media/{id}/done"), "not_found")
    refused(lambda: announce(a, 1001, id), "conflict")
    refused(lambda: announce(b, 1000, id), "conflict")
    again = announce(a, 1000, id)[1]
    assert upload(again, b"y" * 1000) == 200
    refused(lambda: b.rest("POST", f"/v1/media/{id}/done"), "not_found")
    a.rest("POST", f"/v1/media/{id}/done")


def tampered(url, other):
    """What somebody may do to an address, with a name for it."""
    flipped = url[:-1] + ("0" if url[-1] != "0" else "1")
    parts = urllib.parse.urlsplit(url)
    yield "signature", flipped
    yield "no signature", url[:url.index("&X-Amz-Signature=")]
    yield "nothing signed", parts._replace(query="").geturl()
    yield "lengthened", url.replace("X-Amz-Expires=900", "X-Amz-Expires=90000")
    yield "later", url.replace("X-Amz-Date=2", "X-Amz-Date=3")
    yield "other key", parts._replace(path=parts.path.rsplit("/", 1)[0] + "/" + other).geturl()
    yield "something more", url + "&versionId=null"


async def test_tampered_addresses_are_refused(t):
    s = server(t)
    a = t.person(s)
    secret, other = b"for whom it is for", b"everybody's"
    ids = [store(a, secret), store(a, other)]
    read = address(a, ids[1])
    write, slot = announce(a, 5)
    assert transfer("GET", read) == (200, other)
    for what, url in tampered(read, ids[0]):
        assert url != read and transfer("GET", url)[0] in (400, 403), what
    for method, data in ("PUT", b"other"), ("DELETE", None), ("POST", b""):
        assert transfer(method, read, data)[0] in REFUSALS, method
    for what, url in tampered(slot["url"], ids[0]):
        assert transfer("PUT", url, b"other", headers_of(slot))[0] in (400, 403), what
    assert transfer("DELETE", slot["url"])[0] in REFUSALS
    assert write not in STORE.objects(s)
    assert [transfer("GET", address(a, id))[1] for id in ids] == [secret, other]
    assert upload(slot, b"right") == 200


async def test_expired_addresses_are_refused(t):
    s = server(t)
    a = t.person(s)
    id, slot = announce(a, 5)
    headers = headers_of(slot)
    assert sign("PUT", slot["url"], headers, STORE.secret) == slot["url"]
    for age, status in ((900 + 60, 403), (900 - 60, 200)):
        url = sign("PUT", slot["url"], headers, STORE.secret, -age)
        assert transfer("PUT", url, b"hello", headers)[0] == status, age
        assert (id in STORE.objects(s)) == (status == 200)
    a.rest("POST", f"/v1/media/{id}/done")
    read = address(a, id)
    assert sign("GET", read, [], STORE.secret) == read
    assert transfer("GET", sign("GET", read, [], STORE.secret, -900 - 60))[0] == 403
    assert transfer("GET", sign("GET", read, [], STORE.secret, -900 + 60)) == (200, b"hello")
    assert transfer("GET", sign("GET", read, [], "somebody else's secret"))[0] == 403


async def test_limits(t):
    s = server(t, args=["--media-max=10k", "--media-quota=15k"])
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
    s = server(t)
    a, b = t.person(s), t.person(s)
    id = store(a, b"hello")
    refused(lambda: b.rest("DELETE", f"/v1/media/{id}"), "not_found")
    a.rest("DELETE", f"/v1/media/{id}")
    refused(lambda: b.rest("GET", f"/v1/media/{id}"), "not_found")
    vanishes(s, id)


async def test_a_message_keeps_its_media(t):
    s = server(t)
    a, b = await t.people(s, 2)
    id = store(a, b"hello")
    assert (await a.send("look", b, media=[id]))["t"] == "ok"
    refused(lambda: a.rest("DELETE", f"/v1/media/{id}"), "not_found")
    assert transfer("GET", address(b, id))[1] == b"hello"


async def test_what_nobody_refers_to_is_collected(t):
    s = server(t)
    a, b = await t.people(s, 2)
    kept, forgotten = store(a, b"kept"), store(a, b"forgotten")
    never_done, slot = announce(a, 5)
    assert upload(slot, b"hello") == 200
    assert (await a.send("look", b, media=[kept]))["t"] == "ok"
    for device in a, b:
        await device.close()
    s = later(t, s, 2)
    vanishes(s, forgotten)
    vanishes(s, never_done)
    assert kept in STORE.objects(s)
    vanishes(later(t, s, 40), kept)


run(globals())
