"""A database that any older whinchatd left: it opens, and what waited in it comes.
SPDX-License-Identifier: GPL-3.0-or-later"""
import hashlib
import os
import sqlite3
import tempfile
import time
from pathlib import Path

from client import Device, content, new_id, new_token, text_of
from tap import phone, run

SCRIPTS = sorted(Path(os.path.dirname(__file__), "../../server/store/schema").glob("*.sql"))


def leave(version, number, token):
    """A data directory as that version left it: one account, one device, one message to itself."""
    data = tempfile.mkdtemp(prefix="whinchatd-old-")
    acc, hashed = os.urandom(16), hashlib.blake2b(token.encode(), digest_size=32).digest()
    db = sqlite3.connect(f"{data}/whinchatd.db")
    for script in SCRIPTS[:version]:
        db.executescript(script.read_text(encoding="utf-8"))
    db.execute("INSERT INTO account (acc, phone, created, next_dev) VALUES (?, ?, 1, 2)", (acc, number))
    db.execute("INSERT INTO device (key, acc, dev, tok, name, first, created, next_seq) VALUES (1, ?, 1, ?, 'old', 1, 1, 2)",
               (acc, hashed))
    now = int(time.time() * 1000)
    db.execute("INSERT INTO sent (mid, device, acc, dev, id, hash, cseq, ts) VALUES (1, 1, ?, 1, ?, x'00', 7, ?)",
               (acc, os.urandom(16), now))
    db.execute("INSERT INTO mailbox VALUES (1, 1, 0, 1, 1, ?, ?)", (now, content("from before")))
    db.execute(f"PRAGMA user_version = {version}")
    db.commit()
    db.close()
    return data


async def test_from_every_version(t):
    assert len(SCRIPTS) >= 7
    for version in range(1, len(SCRIPTS) + 1):
        number, token = phone(), new_token()
        s = t.server(data=leave(version, number, token))
        acc = s.rest("GET", "/v1/devices", token=token)["devices"]
        assert [(d["dev"], d["name"], d.get("pending", False)) for d in acc] == [(1, "old", False)]
        old = t.keep(Device(s, token, {"acc": None, "dev": 1, "phone": number, "created": True}))
        old.acc = (await old.live())["acc"]
        assert text_of(old.items[0]["ct"]) == "from before" and old.items[0]["cseq"] == 7
        # And all that is new works there.
        second = t.keep(old.link())
        assert t.keep(old.link(listed=False)).pending
        old.change(new_id(), 1, None, b"made", old.acc)
        old.rest("PUT", "/v1/wrap", {"wrap": "AAAA"})
        assert (await old.send("hi", second))["t"] == "ok"
        await old.close()
        await old.live(was=0, gen=5, sealed=1)
        await old.close()
        await old.open()
        await old.put({"t": "hello", "proto": 1, "after": old.applied, "was": 0, "gen": 4})
        assert await old.closed() == 4504


run(globals())
