"""The real server and every way to send a code: webhook, a Twilio-compatible service, a command.
SPDX-License-Identifier: GPL-3.0-or-later"""
import base64
import hashlib
import hmac
import http.server
import json
import os
import re
import stat
import subprocess
import tempfile
import threading
import urllib.parse

from client import WAIT, WHINCHATD, Problem, Server
from tap import phone, run

SECRETS = ["--pepper=pepper-not-to-be-seen", "--media-secret=media-not-to-be-seen"]


class Provider:
    """Somebody who sends text messages: keeps what it is told, and answers as it is told."""

    def __init__(self, status=200):
        self.calls = []
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.calls.append((self.path, dict(self.headers), body))
                self.send_response(provider.status)
                self.end_headers()
                self.wfile.write(b'{"sid": "SM1"}')

            def log_message(self, *args):
                pass

        self.status = status
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def serve(t, *args):
    """A server as a self-hoster runs it."""
    s = Server(dev=False, args=["--registration=open", *SECRETS, *args])
    t.servers.append(s)
    s.secrets += ["not-to-be-seen"]
    return s


def register(s, number, code):
    s.secrets += [number, number[1:], code]
    device = s.register(number, code=code)
    assert device.created and device.phone == number


def refused(call, *codes):
    try:
        call()
    except Problem as problem:
        assert problem.code in codes, problem
        return problem
    raise AssertionError(f"was not refused with {codes}")


async def test_webhook(t):
    provider, number = Provider(), phone()
    s = serve(t, "--gateway=webhook", "--gateway-url=" + provider.url + "/sms?key=not-to-be-seen",
              '--gateway-body={"to":"{to}","message":"{text}"}',
              "--gateway-auth=Bearer not-to-be-seen", "--gateway-hmac=hmac-not-to-be-seen")
    s.rest("POST", "/v1/codes", {"phone": number})
    path, headers, body = provider.calls[0]
    assert path == "/sms?key=not-to-be-seen" and headers["Authorization"] == "Bearer not-to-be-seen"
    when, signature = re.fullmatch(r"t=(\d+),v1=(\w+)", headers["X-Whinchat-Signature"]).groups()
    signed = when.encode() + b"." + body
    assert hmac.new(b"hmac-not-to-be-seen", signed, hashlib.sha256).hexdigest() == signature
    said = json.loads(body)
    assert said["to"] == number
    register(s, number, re.search(r"\b\d{6}\b", said["message"]).group())


async def test_twilio(t):
    provider, number = Provider(201), phone()
    s = serve(t, "--gateway=twilio", "--gateway-url=" + provider.url, "--gateway-account=AC42",
              "--gateway-secret=twilio-not-to-be-seen", "--gateway-from=+15005550006")
    s.rest("POST", "/v1/codes", {"phone": number})
    path, headers, body = provider.calls[0]
    assert path == "/2010-04-01/Accounts/AC42/Messages.json"
    who = base64.b64decode(headers["Authorization"].split()[1]).decode()
    assert who == "AC42:twilio-not-to-be-seen"
    form = dict(urllib.parse.parse_qsl(body.decode()))
    assert form["To"] == number and form["From"] == "+15005550006"
    register(s, number, re.search(r"\b\d{6}\b", form["Body"]).group())


async def test_command(t):
    number = phone()
    with tempfile.TemporaryDirectory() as folder:
        script = folder + "/send"
        with open(script, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\ncat >{folder}/text\necho "$1" >{folder}/to\necho noise >&2\n')
        os.chmod(script, stat.S_IRWXU)
        s = serve(t, "--gateway=command", f"--gateway-command={script} {{to}}")
        s.rest("POST", "/v1/codes", {"phone": number})
        with open(folder + "/to", encoding="utf-8") as file:
            assert file.read() == number + "\n"
        with open(folder + "/text", encoding="utf-8") as file:
            code = re.search(r"\b\d{6}\b", file.read()).group()
        register(s, number, code)


async def test_a_gateway_that_fails(t):
    """The person learns that no code will come, the owner why, and neither learns a secret."""
    provider, number = Provider(401), phone()
    s = serve(t, "--gateway=webhook", "--gateway-url=" + provider.url + "/?key=not-to-be-seen",
              "--gateway-body={to} {code}")
    s.secrets += [number, number[1:]]
    problem = refused(lambda: s.rest("POST", "/v1/codes", {"phone": number}), "delivery")
    assert problem.status == 502 and "not-to-be-seen" not in problem.body["why"]
    s.secrets += [provider.calls[0][2].decode().split()[1]]
    assert "event=code-not-sent" in s.read_log()
    provider.server.shutdown()
    provider.server.server_close()
    number = phone()
    s.secrets += [number, number[1:]]
    refused(lambda: s.rest("POST", "/v1/codes", {"phone": number}), "delivery")
    assert "true" in s.rest_text("GET", "/readyz")


async def test_no_gateway_no_start(t):
    """What a gateway needs is said when the server starts, not when the first person waits."""
    for args, word in [(["--gateway=webhook"], "gateway-url"), (["--gateway=twilio"], "gateway-account"),
                       (["--gateway=command"], "gateway-command"), (["--gateway=pigeon"], "webhook"),
                       (["--gateway=none"], "gateway"),
                       (["--gateway=webhook", "--gateway-url=ftp://x"], "http://"),
                       (["--gateway=console", "--listen=0.0.0.0:0"], "this computer")]:
        done = subprocess.run([WHINCHATD, "serve", "--data=/nonexistent/x", "--registration=open",
                               *SECRETS, *args], capture_output=True, text=True, timeout=WAIT, check=False)
        assert done.returncode in (1, 2) and word in done.stderr, (args, done)


run(globals())
