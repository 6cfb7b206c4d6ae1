"""Two people with the real program and the real server; and a stranger who has PROTOCOL.md alone
reads what they leave behind: at the server, and in a backup. Usage: test-stranger.py WHINCHAT-CLI.
SPDX-License-Identifier: GPL-3.0-or-later"""
import atexit
import base64
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(__file__)
sys.path[:0] = [os.path.join(HERE, "..", "server"), os.path.join(HERE, "..", "util")]
# pylint: disable=wrong-import-position
from client import WAIT  # noqa: E402
from tap import phone, run  # noqa: E402

try:
    import formats as f
except ImportError:
    print("1..0 # SKIP python3-nacl is not here")
    sys.exit()

CLI = sys.argv.pop(1)
PASSPHRASE = "correct horse battery staple fence"
FOLDER = tempfile.mkdtemp(prefix="whin-stranger-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
with open(FOLDER + "/key", "wb") as file:
    file.write(os.urandom(32))
os.environ["WHINCHAT_KEY_FILE"] = FOLDER + "/key"


def raw(text):
    return base64.urlsafe_b64decode(text + "==")


class Person:
    def __init__(self, server, name):
        self.data, self.phone = tempfile.mkdtemp(dir=FOLDER), phone()
        self.cli("register", "--server", server.url, "--phone", self.phone, "--name", name, "--code",
                 server.ask_code(self.phone))
        self.account = raw(self.cli("whoami")[0]["conv"].removeprefix("u:"))

    def cli(self, *args, typed=None):
        """The lines it prints."""
        done = subprocess.run([CLI, "--data", self.data, "--timeout", "40", *args], capture_output=True,
                              text=True, timeout=WAIT * 6, check=False, input=typed)
        assert done.returncode == 0, (args, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]


def pair(t):
    """They have written to each other."""
    server = t.server()
    ann, ben = Person(server, "Ann"), Person(server, "Ben")
    ann.cli("send", ben.phone, "Hello")
    ben.cli("follow", "--count", "1")
    ben.cli("send", ann.phone, "And to you")
    ann.cli("follow", "--count", "1")
    return server, ann, ben


def rows(server, sql, *args):
    database = next(name for name in os.listdir(server.data) if name.endswith(".db"))
    with sqlite3.connect(f"file:{server.data}/{database}?mode=ro", uri=True) as db:
        return db.execute(sql, args).fetchall()


def list_of(server, person):
    (text,), = rows(server, "SELECT list FROM list WHERE acc = ?", person.account)
    devices = f.DeviceList(raw(text))
    assert devices.account == person.account and list(devices.devices) == [1]
    return devices


async def test_lists_and_safety_numbers(t):
    server, ann, ben = pair(t)
    prints = [f.fingerprint(who.account, list_of(server, who).account_key) for who in (ann, ben)]
    said = ann.cli("safety", ben.phone)[-1]
    assert said["number"].replace(" ", "") == f.safety_number(*prints)
    assert raw(said["code"].removeprefix("SN1:")) == b"".join(prints)
    assert ben.cli("safety", ann.phone)[-1]["number"] == said["number"]


async def test_prekeys(t):
    server = t.server()
    ann = Person(server, "Ann")
    identity, signing = list_of(server, ann).devices[1][:2]
    keys = rows(server, "SELECT kind, id, key FROM prekey")
    for kind, number, text in keys:
        key = raw(text)
        if kind == 0:
            f.sodium.crypto_sign_open(key[32:] + key[:32], identity)
        elif kind in (2, 4):
            assert len(key) == 1184 + 64
            f.verify_kem(signing, number, key[:1184], key[1184:])
        else:
            assert len(key) == 32
    count = [len([key for key in keys if key[0] == kind]) for kind in range(5)]
    assert count == [1, 1, 1, 100, 50], count
    assert all(number == 0xFFFFFF for kind, number, _ in keys if kind in (1, 2))


async def test_messages_have_one_size(t):
    server, ann, ben = pair(t)
    for text in ("a", "b" * 180):
        ann.cli("send", ben.phone, text)
    waiting = [raw(body) for (body,) in rows(
        server, "SELECT body FROM mailbox JOIN device ON device.key = mailbox.device"
        " WHERE acc = ? AND mailbox.kind = 0 ORDER BY seq", ben.account)]
    assert len(waiting) >= 2 and {ct[:2] for ct in waiting} == {b"\x01\x02"}
    assert len({len(ct) for ct in waiting}) == 1, [len(ct) for ct in waiting]


def check_archive(server, ann, ben, text):
    records = f.read_archive(text)
    head, secret = records[0], records[1]
    assert raw(head["acc"]) == ann.account and head["phone"] == ann.phone
    assert raw(secret["account"])[32:] == list_of(server, ann).account_key
    lists = {raw(r["acc"]): f.DeviceList(raw(r["list"])) for r in records if r["k"] == "peer"}
    assert lists[ben.account].account_key == list_of(server, ben).account_key
    assert [r["text"] for r in records if r["k"] == "msg"] == ["Hello", "And to you"]
    return raw(secret["account"])


async def test_a_backup(t):
    server, ann, ben = pair(t)
    recovery = ann.cli("make-recovery", "--yes")[0]["key"]
    key = f.recovery_key(recovery)
    assert f.recovery_text(key) == recovery
    ann.cli("backup", FOLDER + "/one")
    ann.cli("backup", "--passphrase", FOLDER + "/two", typed=PASSPHRASE + "\n")
    ann.cli("backup-server")
    files = {}
    for name in ("one", "two"):
        with open(f"{FOLDER}/{name}", "rb") as backup:
            files[name] = f.BackupFile(backup.read())
    backup_key = f.unwrap(key, f.BACKUP_KEY, ann.account, files["one"].ways[1])
    secret = check_archive(server, ann, ben, files["one"].container.open(backup_key))
    opened = f.unwrap_passphrase(PASSPHRASE, f.BACKUP_KEY, ann.account, files["two"].ways[2])
    check_archive(server, ann, ben, files["two"].container.open(opened))
    assert files["two"].container.generation > files["one"].container.generation
    (wraps,), = rows(server, "SELECT wrap FROM wrap WHERE acc = ?", ann.account)
    assert f.open_wraps(raw(wraps), key, ann.account) == (secret, backup_key)


run(globals())
