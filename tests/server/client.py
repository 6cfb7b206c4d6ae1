"""client: a small client of mailbox protocol 1, written from src/common/PROTOCOL.md alone, and a
whinchatd to point it at. Every wait has a bound.
SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import base64
import hashlib
import json
import os
import re
import secrets
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import websockets

WAIT = 10.0
LISTS = {}  # account: the version of its last list
WHINCHATD = os.environ.get("WHINCHATD", "build/server/whinchatd")


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def new_id():
    return b64(secrets.token_bytes(16))


def new_token():
    return b64(secrets.token_bytes(32))


def content(text, **more):
    return b64(json.dumps({"k": "text", "text": text, **more}).encode())


def text_of(ct):
    return json.loads(base64.urlsafe_b64decode(ct + "=" * (-len(ct) % 4)))["text"]


class Problem(Exception):
    """An error answer of a REST call."""

    def __init__(self, status, body, headers):
        super().__init__(f"{status} {body}")
        self.status = status
        self.headers = headers
        self.body = body
        self.code = body.get("code")


class Closed(Exception):
    """The server closed the socket."""

    def __init__(self, code):
        super().__init__(f"closed with {code}")
        self.code = code


class Server:
    """A whinchatd of our own on a free port, and what it prints."""

    def __init__(self, data=None, env=None, args=(), dev=True, preexec=None):
        self.data = data or tempfile.mkdtemp(prefix="whinchatd-test-")
        self.secrets = []  # must never be in the log
        command = [WHINCHATD, "serve", *(["--dev"] if dev else []), "--data", self.data,
                   "--listen", "127.0.0.1:0", "--log-level", "debug", *args]
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log,
                                        env={**os.environ, **(env or {})}, preexec_fn=preexec)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.out = ""
        self.url = self.wait_out(r"listening on (\S+)").group(1)

    def drain_out(self):
        try:
            self.out += os.read(self.process.stdout.fileno(), 65536).decode()
        except BlockingIOError:
            pass

    def wait_out(self, pattern, after=0):
        end = time.monotonic() + WAIT * 2
        while time.monotonic() < end:
            self.drain_out()
            found = re.search(pattern, self.out[after:])
            if found:
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.005)
        raise AssertionError(f"no “{pattern}” from the server: {self.out} {self.read_log()}")

    def read_log(self):
        self.log.seek(0)
        return self.log.read()

    def code_after(self, mark):
        return self.wait_out(r"\b(\d{6})\b", mark).group(1)

    def mark(self):
        self.drain_out()
        return len(self.out)

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(WAIT)
        self.process.stdout.close()
        return status

    def rest(self, method, path, body=None, token=None, raw=None, headers=None):
        data = raw if raw is not None else json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data, headers or {}, method=method)
        if data is not None:
            request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", "Bearer " + token)
        try:
            with urllib.request.urlopen(request, timeout=WAIT) as reply:
                return json.loads(reply.read() or b"{}")
        except urllib.error.HTTPError as error:
            text = error.read()
            try:
                body = json.loads(text)
            except ValueError:
                body = {"text": text}
            raise Problem(error.code, body, error.headers) from None

    def rest_text(self, method, path):
        request = urllib.request.Request(self.url + path, method=method)
        try:
            with urllib.request.urlopen(request, timeout=WAIT) as reply:
                return reply.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def ask_code(self, phone):
        mark = self.mark()
        self.rest("POST", "/v1/codes", {"phone": phone})
        return self.code_after(mark)

    def register(self, phone, **more):
        tok = more.pop("tok", None) or new_token()
        if "code" not in more:
            more["code"] = self.ask_code(phone)
        self.secrets += [tok, phone, "code=" + str(more["code"])]
        account = self.rest("POST", "/v1/register",
                            {"phone": phone, "tok": tok, "device": "test", **more})
        return Device(self, tok, account)


class Device:
    """One device: its token, its position, its socket."""

    def __init__(self, server, tok, account):
        self.server = server
        self.tok = tok
        self.acc = account["acc"]
        self.dev = account["dev"]
        self.phone = account["phone"]
        self.created = account["created"]
        self.pending = account.get("pending", False)
        self.applied = 0
        self.epoch = None
        self.ws = None
        self.waiting = []
        self.on_wire = 0  # the last seq that came on this connection
        self.auto_ack = True
        self.items = []

    @property
    def name(self):
        return {"acc": self.acc, "dev": self.dev}

    def rest(self, method, path, body=None, raw=None):
        return self.server.rest(method, path, body, self.tok, raw)

    def link(self, name="second", listed=True):
        """A further device, which waits for a list unless listed: then there is one that names all."""
        link, tok = new_id(), new_token()
        self.server.secrets += [link, tok]
        self.rest("POST", "/v1/links", {"id": link})
        account = self.server.rest("POST", "/v1/devices", {"link": link, "tok": tok, "device": name})
        assert account["by"] == self.dev and account["pending"]
        if listed:
            devices = [device["dev"] for device in self.rest("GET", "/v1/devices")["devices"]]
            self.put_list(LISTS.get(self.acc, 0) + 1, tok[:22], *devices)
            account = {**account, "pending": False}
        return Device(self.server, tok, account)

    def put_list(self, version, text, *devs):
        """A signed list (the server cannot tell) that names these numbers; oneself when none."""
        LISTS[self.acc] = version
        self.rest("PUT", "/v1/list", {"version": version, "list": b64(text.encode()),
                                      "devs": [{"dev": dev} for dev in devs or (self.dev,)]})

    def change(self, grp, n, prev, change, *members):
        """Appends to a group. prev and change are bytes, the server's hash of prev is made here."""
        body = {"n": n, "change": b64(change), "members": list(members)}
        if prev is not None:
            body["prev"] = b64(hashlib.sha256(prev).digest())
        self.server.secrets += [body["change"]] if 16 < len(change) < 1000 else []
        return self.rest("PUT", f"/v1/groups/{grp}", body)

    def changes(self, grp, after=0):
        return self.rest("POST", f"/v1/groups/{grp}/changes", {"after": after})

    async def open(self):
        url = self.server.url.replace("http", "ws", 1) + "/v1/ws"
        self.ws = await asyncio.wait_for(
            websockets.connect(url, additional_headers={"Authorization": "Bearer " + self.tok},
                               compression=None, max_size=None, ping_interval=None,
                               close_timeout=2), WAIT)
        self.waiting = []
        self.on_wire = 0

    async def connect(self, **hello):
        """Says hello and reads up to `live`. Gives the welcome."""
        await self.open()
        frame = {"t": "hello", "proto": 1, "after": self.applied, **hello}
        if self.epoch and "epoch" not in hello:
            frame["epoch"] = self.epoch
        await self.put(frame)
        welcome = await self.get("welcome")
        self.epoch = welcome["epoch"]
        return welcome

    async def live(self, **hello):
        welcome = await self.connect(**hello)
        await self.get("live")
        return welcome

    async def close(self):
        await self.ws.close()

    async def put(self, frame):
        await self.ws.send(json.dumps(frame))

    async def next(self, timeout=WAIT):
        while not self.waiting:
            try:
                text = await asyncio.wait_for(self.ws.recv(), timeout)
            except websockets.ConnectionClosed as closed:
                raise Closed(closed.rcvd.code if closed.rcvd else 1006) from None
            frames = json.loads(text)
            self.waiting = frames if isinstance(frames, list) else [frames]
            await self.apply()
        return self.waiting.pop(0)

    async def apply(self):
        """The rules of section 4: apply the next item only, then acknowledge once a batch."""
        before = self.applied
        for frame in self.waiting:
            seq = frame.get("from") if frame["t"] == "gap" else frame.get("seq")
            if seq is None or frame["t"] not in ("msg", "device", "gap", "group"):
                continue
            assert seq > self.on_wire, f"{frame} came twice on one connection"
            self.on_wire = frame["to"] if frame["t"] == "gap" else seq
            if seq <= self.applied:
                continue
            assert seq == self.applied + 1, f"a hole before {frame}, applied {self.applied}"
            self.applied = frame["to"] if frame["t"] == "gap" else seq
            self.items.append(frame)
        if self.auto_ack and self.applied > before:
            try:
                await self.put({"t": "ack", "seq": self.applied})
            except websockets.ConnectionClosed:
                pass  # what is still to be read is read, then the close is seen

    async def get(self, kind, timeout=WAIT, **match):
        """The next frame of that kind (with these members); others are passed over."""
        end = time.monotonic() + timeout
        while True:
            frame = await self.next(max(end - time.monotonic(), 0.01))
            if frame["t"] == kind and all(frame.get(k) == v for k, v in match.items()):
                return frame

    async def closed(self):
        """Reads on until the server closes; gives the code."""
        try:
            while True:
                await self.next()
        except Closed as closed:
            return closed.code

    async def quiet(self, kind, timeout=0.3):
        """Asserts that no frame of that kind comes."""
        try:
            frame = await self.get(kind, timeout)
        except (TimeoutError, asyncio.TimeoutError):
            return
        raise AssertionError(f"did not expect {frame}")

    def message(self, text, *devices, peer=None, **more):
        frame = {"t": "send", "id": new_id(),
                 "conv": "u:" + (peer or (devices[0].acc if devices else self.acc)),
                 "to": [{**d.name, "ct": content(text)} for d in devices], "wake": 1}
        frame.update(more)
        self.server.secrets += [to["ct"] for to in frame["to"] if len(to["ct"]) < 1000]
        return frame

    async def send(self, text, *devices, **more):
        frame = self.message(text, *devices, **more)
        await self.put(frame)
        return await self.answer(frame["id"])

    async def answer(self, id):
        while True:
            frame = await self.next()
            if frame["t"] in ("ok", "err") and frame.get("id") == id:
                return frame
