"""whinchatd's settings for an S3: what it says at start, and the two styles of addresses.
SPDX-License-Identifier: GPL-3.0-or-later"""
import re
import socket
import time
import urllib.parse
import urllib.request

from client import WAIT, new_id
from media_store import STORE
from tap import run


def wait_log(server, pattern):
    end = time.monotonic() + WAIT * 2
    while not (found := re.search(pattern, server.read_log())):
        assert time.monotonic() < end and server.process.poll() is None, server.read_log()
        time.sleep(0.01)
    return found


def put(slot, data):
    """For names under localhost that the resolver may not know."""
    parts = urllib.parse.urlsplit(slot["url"])
    request = urllib.request.Request(
        parts._replace(netloc=f"127.0.0.1:{parts.port}").geturl(), data, method="PUT",
        headers={"Host": parts.netloc, **{h["name"]: h["value"] for h in slot["headers"]}})
    with urllib.request.urlopen(request, timeout=WAIT) as reply:
        return reply.status


async def test_says_whether_it_works(t):
    before = STORE.objects(None)
    s = t.server(args=STORE.args)
    s.secrets.append(STORE.secret)
    wait_log(s, "level=info event=media-store works=yes")
    assert STORE.objects(None) == before, "the trial leaves something behind"


async def test_says_what_is_wrong(t):
    cases = [
        ({"bucket": "nobodys"}, "HTTP 404, there is no such bucket"),
        ({"key": "stranger"}, "HTTP 403, it does not know the access key"),
        ({"secret": "guessed"}, "HTTP 403, the secret of the access key is another"),
        ({"endpoint": "http://127.0.0.1:1"}, "Could not connect to 127.0.0.1: Connection refused"),
        ({"public_endpoint": "http://127.0.0.1:1"}, "Could not connect to 127.0.0.1"),
    ]
    for changes, why in cases:
        s = t.server(args=STORE.args_with(**changes))
        s.secrets += [STORE.secret, "guessed"]
        said = wait_log(s, 'level=error event=media-store works=no why="(.*)"').group(1)
        assert said.startswith("the media store failed the test at the upload: " + why), said
        s.rest("GET", "/readyz")
        t.person(s)
        assert s.stop() == 0


async def test_stops_while_it_is_trying(t):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        s = t.server(args=STORE.args_with(endpoint=f"http://127.0.0.1:{silent.getsockname()[1]}"))
        silent.settimeout(WAIT)
        with silent.accept()[0]:
            assert s.stop() == 0
        assert "media-store" not in s.read_log()


async def test_refuses_what_cannot_be(t):
    for changes, why in [({"endpoint": "s3.example.org"}, "is not the http:// or https:// address"),
                         ({"bucket": "Not A Bucket"}, "is not the name of a bucket"),
                         ({"key": ""}, "s3-endpoint needs s3-bucket, s3-key and s3-secret")]:
        try:
            t.server(args=STORE.args_with(**changes))
        except AssertionError as error:
            assert why in str(error), error
        else:
            raise AssertionError(f"started with {changes}")


async def test_bucket_in_the_host_name(t):
    endpoint = STORE.endpoint.replace("127.0.0.1", "localhost")
    s = t.server(args=STORE.args_with(endpoint=endpoint, path_style="no"))
    wait_log(s, "event=media-store works=yes")
    a, id = t.person(s), new_id()
    slot = a.rest("PUT", f"/v1/media/{id}", {"size": 5})
    assert slot["url"].startswith(endpoint.replace("localhost", f"{STORE.bucket}.localhost") + f"/{id}?")
    assert put(slot, b"hello") == 200
    a.rest("POST", f"/v1/media/{id}/done")
    assert STORE.objects(s)[id] == 5


async def test_another_address_for_people(t):
    public = STORE.endpoint.replace("127.0.0.1", "localhost")
    s = t.server(args=STORE.args_with(public_endpoint=public))
    wait_log(s, "event=media-store works=yes")
    a, id = t.person(s), new_id()
    slot = a.rest("PUT", f"/v1/media/{id}", {"size": 5})
    assert slot["url"].startswith(f"{public}/{STORE.bucket}/{id}?")
    assert put(slot, b"hello") == 200
    a.rest("POST", f"/v1/media/{id}/done")
    assert STORE.objects(s)[id] == 5


run(globals())
