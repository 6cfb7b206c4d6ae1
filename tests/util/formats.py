"""formats: what devices seal, sign and wrap, written from section 9 of PROTOCOL.md alone, over
libraries that share no code with the program. SPDX-License-Identifier: GPL-3.0-or-later"""
import hashlib
import hmac
import json
import re
import struct
import unicodedata

from nacl import bindings as sodium
from nacl.pwhash import argon2id

V1 = b"whinchat/e2ee/v1/"
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ACCOUNT, IDENTITY, SIGNING, SENDER, LINK = range(1, 6)
OLD, NEW = 1, 2
BACKUP_KEY, ACCOUNT_SECRET, DATABASE_KEY = 1, 2, 3


def examples(page):
    """The lines of the blocks marked as examples: a name, two spaces or more, a value."""
    found = {}
    for block in re.findall(r"^```example\n(.*?)^```", page, re.M | re.S):
        for line in block.splitlines():
            name, value = re.split(r" {2,}", line, maxsplit=1)
            assert name not in found, name
            found[name] = value
    return found


# -- Notation. --

def u8(value):
    return struct.pack(">B", value)


def u32(value):
    return struct.pack(">I", value)


def u64(value):
    return struct.pack(">Q", value)


def string(data):
    return struct.pack(">H", len(data)) + data


class Reader:
    def __init__(self, data):
        self.data = data

    def take(self, n):
        assert len(self.data) >= n, "too short"
        taken, self.data = self.data[:n], self.data[n:]
        return taken

    def number(self, n):
        return int.from_bytes(self.take(n), "big")

    def string(self):
        return self.take(self.number(2))

    def expect(self, data):
        taken = self.take(len(data))
        assert taken == data, taken.hex()

    def end(self):
        assert not self.data, "something is left over"


def H(label, data):
    return hashlib.sha256(label + b"\0" + data).digest()


def verify(key, label, data, signature):
    """Raises when it is not right."""
    sodium.crypto_sign_open(signature + label + b"\0" + data, key)


def HKDF(ikm, salt, info, n):
    key = hmac.new(salt or bytes(32), ikm, "sha256").digest()
    out, block = b"", b""
    for i in range(1, -(-n // 32) + 1):
        block = hmac.new(key, block + info + u8(i), "sha256").digest()
        out += block
    return out[:n]


def unseal(key, ad, data):
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(data[24:], ad, data[:24], key)


# -- Sizes. --

def file_padded(size):
    if size == 0:
        return 0
    e = size.bit_length() - 1
    s = e.bit_length()
    unit = 1 << max(e - s, 0)
    return -(-size // unit) * unit


def object_size(size):
    p = file_padded(size)
    return 33 + p + 17 * max(-(-p // 65536), 1)


def content_padded(size):
    with_mark = size + 1
    block = -(-with_mark // 256) * 256
    return block if block <= 4096 else file_padded(with_mark)


def unpad(data):
    content = data.rstrip(b"\0")
    assert content[-1:] == b"\x80"
    assert len(data) == content_padded(len(content) - 1)
    return content[:-1]


# -- Device lists. --

class DeviceList:
    def __init__(self, data):
        body, signature = data[:-64], data[-64:]
        r = Reader(body)
        r.expect(b"\x01\x01")
        self.account_key = r.take(32)
        self.account = r.take(16)
        self.version = r.number(8)
        self.before = r.take(32)
        self.devices = {}
        for _ in range(r.number(1)):
            number = r.number(4)
            r.expect(u8(IDENTITY))
            identity = r.take(32)
            r.expect(u8(SIGNING))
            self.devices[number] = (identity, r.take(32), r.number(8), r.number(4), r.string())
        self.time = r.number(8)
        r.end()
        verify(self.account_key, V1 + b"devlist", body, signature)
        self.hash = H(V1 + b"devlist-hash", body)


def verify_kem(signing_key, number, key, signature):
    verify(signing_key, V1 + b"kemprekey", u8(1) + u32(number) + key, signature)


# -- Sessions and envelopes. --

class Party:
    def __init__(self, account, device, account_key, identity):
        self.account, self.device = account, device
        self.account_key, self.identity = account_key, identity


def transcript(a, b, ek, ids, kem_key_hash, kem_ciphertext_hash):
    return H(V1 + b"transcript",
             a.account + u32(a.device) + b.account + u32(b.device) + a.account_key + b.account_key +
             a.identity + b.identity + ek + b"".join(u32(i) for i in ids) + kem_key_hash +
             kem_ciphertext_hash)


def open_layer(data, root, bound, direction, kind, message):
    """What the engine carried: the header as it stands there, and the content."""
    r = Reader(data)
    epoch = r.number(4)
    assert epoch == 0
    key = HKDF(root, bound, b"whinchat/pq/v1/" + direction, 32)
    ad = bound + u8(1 if direction == b"a2b" else 0) + u8(1) + u8(kind) + u32(epoch) + message
    r = Reader(unseal(key, ad, r.data))
    header = {"conv": chr(r.number(1)), "id": r.take(16)}
    for whose in ("sender", "receiver"):
        header[whose] = (r.number(8), r.take(32))
    header["sequence"] = r.number(4)
    header["previous"] = r.take(32)
    return header, unpad(r.data)


def open_ephemeral(data, root, bound, direction):
    r = Reader(data)
    r.expect(u8(1))
    r = Reader(unpad(unseal(HKDF(root, bound, b"whinchat/eph/v1/" + direction, 32), bound, r.data)))
    return r.number(8), r.data


def link(message, sequence, previous, content):
    return H(V1 + b"link", message + u32(sequence) + previous + content)


# -- Groups. --

KINDS = {1: "krtx", 2: "kr", 3: "x", 4: "", 5: "r", 6: "t", 7: "s", 8: "u", 9: "x", 10: "l"}
RULES_OF_NEW = 3  # only admins add people, and change name, description and picture


def open_change(secret, group, data):
    binding = V1 + b"groupseal\0" + group + u8(1)
    return unseal(HKDF(secret, None, binding, 32), binding, data)


def account_key_hash(account_key):
    return H(V1 + b"account-key", u8(ACCOUNT) + account_key)


class Change:
    def __init__(self, op, signing_key):
        r = Reader(op[:-64])
        r.expect(u8(1))
        self.group, self.n, self.before = r.take(16), r.number(4), r.take(32)
        self.kind, self.actor, self.device = r.number(1), r.take(16), r.number(4)
        self.time, carries = r.number(8), KINDS[self.kind]
        self.subjects = {}
        for _ in range(r.number(2)):
            account, key = r.take(16), None
            if "k" in carries:
                r.expect(u8(ACCOUNT))
                key = r.take(32)
            self.subjects[account] = key, r.number(1) if "r" in carries else None
        self.name, self.about, self.picture = (r.string(), r.string(), r.string()) if "t" in carries else (None,) * 3
        self.seconds = r.number(4) if "s" in carries else None
        self.rules = r.number(1) if "u" in carries else None
        self.secret = r.take(32) if "x" in carries else None
        self.link = (r.number(1), r.take(16)) if "l" in carries else None
        r.end()
        verify(signing_key, V1 + b"groupop", op[:-64], op[-64:])
        self.hash = H(V1 + b"groupop-hash", op[:-64])


def state_after_making(change):
    """The state that the first change of a group makes, without what was before."""
    out = u8(1) + change.group + u32(1) + change.hash + u32(0) + u8(RULES_OF_NEW) + u8(0) + change.secret + \
        u8(0) + bytes(16) + string(change.name) + string(change.about) + string(change.picture) + struct.pack(">H", len(change.subjects))
    for account, (key, role) in sorted(change.subjects.items()):
        out += account + u8(ACCOUNT) + key + u8(role) + u32(1)
    return out


def state_hash(state):
    return H(V1 + b"groupstate", state)


def open_group_message(offer, wire, group, account, device):
    """The first message that an offer opens: number and hash of the state, and what is in it."""
    r = Reader(offer)
    r.expect(u8(1))
    chain, place, key, public = r.take(16), r.number(4), r.take(32), r.take(32)
    r.end()
    front, body = wire[:57], wire[57:-64]
    binding = front + group + account + u32(device) + u8(SENDER) + public
    verify(public, V1 + b"senderkey", binding + body, wire[-64:])
    r = Reader(front)
    r.expect(u8(1) + chain)
    for _ in range(r.number(4) - place):
        key = hmac.new(key, b"\2", "sha256").digest()
    key = hmac.new(key, b"\1", "sha256").digest()
    plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(body, binding, bytes(24), key)
    return r.number(4), r.take(32), plain


# -- Safety numbers. --

def fingerprint(account, account_key):
    k = u8(ACCOUNT) + account_key
    value = hashlib.sha512(b"\0\0" + k + account + k).digest()
    for _ in range(5199):
        value = hashlib.sha512(value + k).digest()
    return value[:32]


def safety_number(one, other):
    def half(print_):
        return "".join(f"{int.from_bytes(print_[i:i + 5], 'big') % 100000:05}" for i in range(0, 30, 5))

    return "".join(sorted((half(one), half(other))))


# -- Linking. --

def words(secret, wordlist):
    bits = int.from_bytes(secret, "big") << 4 | hashlib.sha256(secret).digest()[0] >> 4
    return " ".join(wordlist[bits >> 11 * i & 2047] for i in range(11, -1, -1))


def link_id(secret):
    return HKDF(secret, None, V1 + b"link-id", 16)


def hello(secret, role, key):
    mac = HKDF(secret, None, V1 + b"link-mac", 32)
    said = V1 + b"link-mac\0" + u8(role) + u8(LINK) + key
    return u8(role) + key + hmac.new(mac, said, "sha256").digest()


def link_shared(secret, own_secret, old_key, new_key, own_role):
    other = new_key if own_role == OLD else old_key
    agreed = sodium.crypto_scalarmult(own_secret, other)
    parts = b"\0\x01\x05" + old_key + b"\x02\x05" + new_key
    keys = HKDF(agreed, secret, V1 + b"link-channel" + parts, 64)
    pictures = [byte % 64 for byte in HKDF(agreed, secret, V1 + b"link-emoji" + parts, 7)]
    return keys[:32], keys[32:], pictures


def open_link(key, role, place, data):
    return unseal(key, V1 + b"link-message\0" + u8(role) + u64(place), data)


# -- Recovery keys, wraps, backups. --

def recovery_text(key):
    bits = int.from_bytes(key + H(V1 + b"recovery-check", key)[:3], "big")
    text = "".join(DIGITS[bits >> 5 * i & 31] for i in range(55, -1, -1))
    return " ".join(text[i:i + 4] for i in range(0, 56, 4))


def recovery_key(text):
    text = re.sub(r"[\s-]", "", text.upper()).translate(str.maketrans("OIL", "011"))
    bits = 0
    for character in text:
        bits = bits << 5 | DIGITS.index(character)
    key = bits.to_bytes(35, "big")
    assert H(V1 + b"recovery-check", key[:32])[:3] == key[32:]
    return key[:32]


def unwrap(key, purpose, account, data, front=b""):
    r = Reader(data)
    r.expect(u8(1))
    r.expect(front)
    ad = V1 + b"wrap\0" + u8(1) + u8(purpose) + account + string(front)
    return unseal(HKDF(key, None, V1 + b"wrap", 32), ad, r.data)


def unwrap_passphrase(passphrase, purpose, account, data):
    r = Reader(data)
    r.take(1)
    passes, kib, salt = r.number(4), r.number(4), r.take(16)
    key = argon2id.kdf(32, unicodedata.normalize("NFKC", passphrase).encode(), salt, opslimit=passes,
                       memlimit=kib * 1024)
    return unwrap(key, purpose, account, data, data[1:25])


def open_wraps(data, key, account):
    """What the server keeps: the account's secret, and the backup key."""
    r = Reader(data)
    r.expect(b"WHRK\x01")
    secret = unwrap(key, ACCOUNT_SECRET, account, r.string())
    backup = unwrap(key, BACKUP_KEY, account, r.string())
    r.end()
    return secret, backup


def open_stream(key, header, data, first_ad):
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
    out, ad, last = b"", first_ad, False
    while data or not last:
        assert not last, "something after the last frame"
        piece, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, data[:65553], ad)
        out, data, ad = out + piece, data[65553:], None
        last = tag == sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
        assert last or (tag == 0 and len(piece) == 65536)
    return out


def open_object(data, key, size, digest):
    assert len(data) == object_size(size) and hashlib.sha256(data).digest() == digest
    r = Reader(data)
    r.expect(b"WHBL\x01" + u32(65536))
    file = open_stream(key, r.take(24), r.data, data[:33])
    assert len(file) == file_padded(size) and not any(file[size:])
    return file[:size]


class Container:
    """Of a backup; `open` needs the key, the rest does not."""

    def __init__(self, data):
        r = Reader(data)
        r.expect(b"WHBK\x01")
        self.account = r.take(16)
        r.expect(u8(ACCOUNT))
        self.account_key = r.take(32)
        self.generation, self.time = r.number(8), r.number(8)
        self.manifest = r.take(32)
        self.check = r.take(16)
        self.stream_header = r.take(24)
        verify(self.account_key, V1 + b"backup", data[:142], r.take(64))
        self.front, self.frames = data[:206], r.data

    def open(self, backup_key):
        assert self.check == HKDF(backup_key, self.account, V1 + b"backup-check", 16)
        key = HKDF(backup_key, self.account, V1 + b"backup-stream", 32)
        text = open_stream(key, self.stream_header, self.frames, self.front)
        head = text.split(b"\n", 1)[0]
        assert self.manifest == H(V1 + b"backup-manifest", head)
        return text


def read_archive(text):
    """The records of an archive, checked for what its last line says."""
    lines = text.rstrip(b"\n").split(b"\n")
    assert len(text) == file_padded(len(b"\n".join(lines)) + 1)
    records = [json.loads(line) for line in lines]
    kinds = [record["k"] for record in records]
    order = ["head", "secret", "setting", "contact", "peer", "chat", "msg", "end"]
    assert kinds == sorted(kinds, key=order.index) and kinds[0] == "head" and kinds[-1] == "end"
    for kind, name in (("contact", "contacts"), ("peer", "peers"), ("chat", "chats"), ("msg", "messages")):
        assert records[-1][name] == kinds.count(kind), name
    return records


class BackupFile:
    def __init__(self, data):
        r = Reader(data)
        r.expect(b"WHBF\x01")
        self.ways = {}
        for _ in range(r.number(1)):
            way = r.number(1)
            self.ways[way] = r.string()
        self.container = Container(r.data)
