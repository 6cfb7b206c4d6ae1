"""Getting an account: codes, numbers, PINs, tokens, invitations.
SPDX-License-Identifier: GPL-3.0-or-later"""
import asyncio
import os
import re
import subprocess
import tempfile
import time

from client import WHINCHATD, Closed, Device, Problem, Server, new_id, new_token
from tap import phone, run


def refused(call, code, **body):
    try:
        call()
    except Problem as problem:
        assert problem.code == code, f"{problem}, not {code}"
        for key, value in body.items():
            assert problem.body.get(key) == value, f"{problem}, {key} is not {value}"
        return problem
    raise AssertionError(f"was not refused with {code}")


def wrong(code):
    return f"{(int(code) + 1) % 1000000:06d}"


async def test_what_the_server_is(t):
    about = t.server().rest("GET", "/v1/server")
    assert about["codes"] and about["open"] and about["proto_min"] == 1
    assert about["software"].startswith("whinchatd ")


async def test_numbers_must_be_e164(t):
    s = t.server()
    for bad in ["447700900001", "+0700900001", "+44 7700 90001", "+123456", "+44770090000112"+"x"]:
        refused(lambda: s.rest("POST", "/v1/codes", {"phone": bad}), "phone_invalid")


async def test_a_wrong_code_costs_a_try_and_five_kill_it(t):
    s, number = t.server(), phone()
    code = s.ask_code(number)
    for left in (4, 3, 2, 1, None):
        refused(lambda: s.register(number, code=wrong(code)), "code_wrong", left=left)
    refused(lambda: s.register(number, code=code), "code_expired")


async def test_a_code_expires(t):
    s, number = t.server(args=["--code-seconds=1"]), phone()
    asked = time.monotonic()
    code = s.ask_code(number)
    while time.monotonic() < asked + 1.05:
        time.sleep(0.05)
    refused(lambda: s.register(number, code=code), "code_expired")


async def test_no_code_was_asked_for(t):
    refused(lambda: t.server().register(phone(), code="123456"), "code_expired")


async def test_codes_back_off(t):
    s, number = t.server(), phone()
    reply = s.rest("POST", "/v1/codes", {"phone": number})
    assert reply == {"retry_ms": 30000, "ttl_ms": 600000}
    problem = refused(lambda: s.rest("POST", "/v1/codes", {"phone": number}), "rate")
    assert problem.status == 429 and 25000 < problem.body["retry_ms"] <= 30000


async def test_a_code_tells_nothing_about_accounts(t):
    s = t.server()
    known = t.person(s).phone
    # A used code forgets the back-off, so the known number may ask again at once.
    replies = [s.rest("POST", "/v1/codes", {"phone": number}) for number in (known, phone())]
    assert replies[0] == replies[1]


async def test_codes_are_limited_by_address(t):
    s = t.server(args=["--limits-percent=99"])
    for _ in range(9):
        s.rest("POST", "/v1/codes", {"phone": phone()})
    problem = refused(lambda: s.rest("POST", "/v1/codes", {"phone": phone()}), "rate")
    assert problem.body["retry_ms"] > 0


async def test_the_same_registration_again(t):
    s, number, tok = t.server(), phone(), new_token()
    code = s.ask_code(number)
    first = s.register(number, code=code, tok=tok)
    again = s.register(number, code=code, tok=tok)
    assert (first.acc, first.dev, first.created) == (again.acc, again.dev, again.created)
    assert first.created
    refused(lambda: s.register(phone(), code=code, tok=tok), "conflict")


async def test_a_known_number_revokes_what_was_there(t):
    s = t.server()
    old = t.person(s)
    second = t.keep(old.link())
    await old.live()
    await second.live()
    new = t.keep(s.register(old.phone))
    assert new.acc == old.acc and not new.created and new.dev == 3
    assert await old.closed() == 4500
    assert await second.closed() == 4500
    await new.live()
    assert new.items[0]["t"] == "device" and new.items[0]["devs"] == [{"dev": 3}]
    try:
        await old.open()
        raise AssertionError("the old token still works")
    except Exception as error:
        assert "401" in str(error), error


async def test_a_device_need_not_be_called_anything(t):
    s = t.server()
    a = t.person(s)
    link = new_id()
    a.rest("POST", "/v1/links", {"id": link})
    s.rest("POST", "/v1/devices", {"link": link, "tok": new_token()})
    first, second = a.rest("GET", "/v1/devices")["devices"]
    assert first["name"] and "name" not in second, second
    refused(lambda: a.rest("PUT", "/v1/devices/2", {"name": ""}), "bad_frame")


async def test_a_link_is_for_once_and_not_for_long(t):
    s = t.server()
    a, b = t.person(s), t.person(s)
    second = t.keep(a.link())
    one, two = new_id(), new_id()
    s.secrets += [one, two]
    assert a.rest("POST", "/v1/links", {"id": one}) == {"ttl_ms": 120000}
    assert a.rest("POST", "/v1/links", {"id": one}) == {"ttl_ms": 120000}
    for other in (second, b):
        refused(lambda: other.rest("POST", "/v1/links", {"id": one}), "conflict")
    a.rest("POST", "/v1/links", {"id": two})  # which closes the first
    second.rest("POST", "/v1/links", {"id": one})
    for link, by in ((two, 1), (one, 2)):
        body = {"link": link, "tok": new_token(), "device": "x"}
        reply = s.rest("POST", "/v1/devices", body)
        assert reply["acc"] == a.acc and reply["by"] == by and not reply["created"]
        assert s.rest("POST", "/v1/devices", body) == reply
        refused(lambda: s.rest("POST", "/v1/devices", {**body, "tok": new_token()}), "invite_invalid")
    for bad in ("A" * 22, one[:-1], one + "A", "", None):
        refused(lambda: a.rest("POST", "/v1/links", {"id": bad}), "bad_frame")


async def test_a_pin_protects_a_number(t):
    s = t.server()
    old = t.person(s)
    old.rest("PUT", "/v1/pin", {"pin": "2468"})
    code = s.ask_code(old.phone)
    refused(lambda: s.register(old.phone, code=code), "pin_required")
    refused(lambda: s.register(old.phone, code=code, pin="1111"), "pin_wrong", left=9)
    old.rest("GET", "/v1/devices")
    new = s.register(old.phone, code=code, pin="2468")
    assert new.acc == old.acc and not new.created
    new.rest("DELETE", "/v1/pin")
    assert s.register(old.phone).dev == 3


async def test_bad_bodies(t):
    s = t.server()
    tok = new_token()
    good = {"phone": phone(), "code": "123456", "tok": tok, "device": "x"}
    for bad in [{"tok": tok[:-1]}, {"device": ""}, {"device": "x" * 65}, {"code": "12345"},
                {"phone": 7}, {"tok": "!" * 43}]:
        refused(lambda: s.rest("POST", "/v1/register", {**good, **bad}), "bad_frame")
    for raw in [b"", b"[]", b"{", b"null", b"[" * 1000, b'{"phone":"' + b"\0" + b'"}']:
        refused(lambda: s.rest("POST", "/v1/register", raw=raw), "bad_frame")
    refused(lambda: s.rest("POST", "/v1/register", raw=b" " * 300000), "too_big")


async def test_unknown_paths_and_tokens(t):
    s = t.server()
    for method, path, status in [("GET", "/v1/nothing", 404), ("PATCH", "/v1/server", 405),
                                 ("GET", "/v1/devices", 401), ("DELETE", "/v1/pin", 401)]:
        try:
            s.rest(method, path)
            raise AssertionError(path)
        except Problem as problem:
            assert problem.status == status, f"{path}: {problem}"
    try:
        s.rest("GET", "/v1/devices", token=new_token())
        raise AssertionError("a made-up token works")
    except Problem as problem:
        assert problem.status == 401 and problem.code == "unauthorized"
        assert 'error="invalid_token"' in problem.headers["WWW-Authenticate"]


def command(*args, stdin=""):
    return subprocess.run([WHINCHATD, *args], input=stdin, capture_output=True, text=True,
                          timeout=20, check=False)


def invitation(config, *args):
    made = command("invite", "create", "--config", config, *args)
    assert made.returncode == 0, made.stderr
    return re.search(r"/i/(\S+)", made.stdout).group(1)


async def test_a_server_by_invitation(t):
    """init, serve, invite: the whole way of a self-hoster."""
    directory = tempfile.mkdtemp(prefix="whinchatd-init-")
    config = os.path.join(directory, "whinchatd.conf")
    made = command("init", "--config", config, "--database-max=10G",
                   stdin=f"{directory}/data\nchat.example.org\n")
    assert made.returncode == 0, made.stderr
    assert os.stat(config).st_mode & 0o777 == 0o600
    text = open(config, encoding="utf-8").read()
    assert "public-url = https://chat.example.org" in text and "\npepper = " in text
    again = command("init", "--config", config, "--data", directory, "--public-url", "http://x")
    assert again.returncode == 1 and open(config, encoding="utf-8").read() == text

    s = Server(data=directory + "/data", dev=False, args=["--config", config])
    t.servers.append(s)
    about = s.rest("GET", "/v1/server")
    assert not about["open"] and not about["codes"]
    refused(lambda: s.rest("POST", "/v1/codes", {"phone": phone()}), "registration_closed")
    body = {"phone": phone(), "tok": new_token(), "device": "x"}
    refused(lambda: s.rest("POST", "/v1/register", body), "registration_closed")
    refused(lambda: s.rest("POST", "/v1/register", {**body, "invite": "A" * 22}), "invite_invalid")

    invite = invitation(config, "--note", "for Ada")
    assert "for Ada" in command("invite", "list", "--config", config).stdout
    page = s.rest_text("GET", f"/i/{invite}")
    assert "You are invited" in page and f"https://chat.example.org/i/{invite}" in page
    ada = s.rest("POST", "/v1/register", {**body, "invite": invite})
    assert ada["created"]
    refused(lambda: s.rest("POST", "/v1/register", {**body, "tok": new_token(), "phone": phone(),
                                                    "invite": invite}), "invite_invalid")
    # Nobody takes over a number with a plain invitation.
    refused(lambda: s.rest("POST", "/v1/register", {**body, "tok": new_token(),
                                                    "invite": invitation(config)}), "forbidden")
    mine = invitation(config, "--phone", body["phone"])
    assert s.rest("POST", "/v1/register", {**body, "tok": new_token(), "invite": mine})["dev"] == 2
    s.secrets += [invite, mine, body["phone"], body["tok"]]
    taken = invitation(config)
    number = re.findall(r"^ *(\d+) ", command("invite", "list", "--config", config).stdout, re.M)[-1]
    assert command("invite", "revoke", number, "--config", config).returncode == 0
    refused(lambda: s.rest("POST", "/v1/register", {**body, "tok": new_token(), "phone": phone(),
                                                    "invite": taken}), "invite_invalid")


async def test_the_owner_suspends_and_removes(t):
    s = t.server()
    a = t.person(s)
    await a.live()
    flags = ["--data", s.data]
    assert a.phone in command("user", "list", *flags).stdout
    assert " test " in command("user", "show", a.phone, *flags).stdout
    assert command("user", "suspend", a.phone, *flags).returncode == 0
    assert await a.closed() == 4501
    await a.open()
    await a.put({"t": "hello", "proto": 1, "after": 0})
    assert await a.closed() == 4501
    refused(lambda: a.rest("GET", "/v1/devices"), "forbidden")
    refused(lambda: s.register(a.phone), "forbidden")
    assert command("user", "resume", a.phone, *flags).returncode == 0
    await a.live()
    second = t.keep(a.link())
    await a.get("device")
    assert command("user", "revoke-device", a.phone, str(second.dev), *flags).returncode == 0
    assert (await a.get("device"))["devs"] == [{"dev": 1}]
    assert command("user", "remove", a.phone, *flags).returncode == 0
    assert await a.closed() == 4500
    assert command("user", "show", a.phone, *flags).returncode == 1


def cpu_seconds(server):
    with open(f"/proc/{server.process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def test_an_idle_server_rests(t):
    """Also after the command line has written to its database."""
    s = t.server()
    await t.people(s, 3)
    assert command("invite", "create", "--data", s.data).returncode == 0
    await asyncio.sleep(1.5)  # it looks once a second
    before = cpu_seconds(s)
    await asyncio.sleep(1)
    assert cpu_seconds(s) - before < 0.2


async def test_the_command_line_explains_itself(t):
    s = t.server()
    shown = command("--help")
    assert shown.returncode == 0 and "--media-quota=5G" in shown.stdout
    for bad in [["serve", "--nonsense"], ["dance"], ["serve", "--dev", "--listen", "0.0.0.0:0"],
                ["serve", "--listen", "127.0.0.1:0", "--data", "/nonexistent/x"],
                ["serve", "--dev", "--media-max=lots"], ["serve", "--dev", "--retention-days=99999999999"],
                ["serve", "--dev", "--public-url=chat.example.org"], ["invite", "--data", s.data],
                ["invite", "create", "--uses", "0", "--data", s.data],
                ["user", "show", "--data", s.data], ["user", "show", "+447700900000", "more", "--data", s.data],
                ["backup", "--data", s.data]]:
        done = command(*bad)
        assert done.returncode in (1, 2) and "whinchatd: " in done.stderr, bad
    # Whether it was wrong use can be told from a refusal.
    assert command("user", "show", "+447700900000", "--data", s.data).returncode == 1
    assert command("user", "dance", "--data", s.data).returncode == 2
    done = command("restored", "--data", s.data)
    assert done.returncode == 1 and "another whinchatd" in done.stderr
    done = command("backup", "/nonexistent/copy.db", "--data", s.data)
    assert done.returncode == 1 and "/nonexistent/copy.db" in done.stderr


async def test_secrets_that_everybody_can_read(t):
    with tempfile.TemporaryDirectory() as directory:
        config = directory + "/whinchatd.conf"
        assert command("init", "--config", config, "--data", directory + "/data",
                       "--public-url", "https://chat.example.org/").returncode == 0
        s = t.server(data=directory + "/data", dev=False, args=["--config", config])
        made = command("invite", "create", "--config", config)
        assert made.stdout.startswith("https://chat.example.org/i/") and made.stderr == ""
        os.chmod(config, 0o644)
        assert "chmod o-r" in command("invite", "list", "--config", config).stderr
        assert s.stop() == 0


run(globals())
