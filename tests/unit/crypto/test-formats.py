"""What the program seals and signs is what section 9 of PROTOCOL.md says, read by somebody who has
only the page. Usage: test-formats.py SAY-FORMATS PROTOCOL.md WORDS-DATA.h.
SPDX-License-Identifier: GPL-3.0-or-later"""
import base64
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "util"))
try:
    import formats as f
    from nacl.exceptions import CryptoError
except ImportError:
    print("1..0 # SKIP python3-nacl is not here")
    sys.exit()

SAID = {}
for said in subprocess.run([sys.argv[1]], capture_output=True, text=True, check=True).stdout.splitlines():
    key, text = said.split(" ", 1)
    SAID.setdefault(key, []).append(text)
with open(sys.argv[2], encoding="utf-8") as page:
    SHOWN = f.examples(page.read())
with open(sys.argv[3], encoding="utf-8") as file:
    WORDS = re.findall(r'"([a-z]+)"', file.read())

ACCOUNT_A, ACCOUNT_B = bytes(range(16)), bytes(range(0x20, 0x30))
SECRET, RECOVERY = bytes(range(0x30, 0x40)), bytes(range(0x60, 0x80))


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw(name, at=0):
    return bytes.fromhex(SAID[name][at])


def shown(name):
    return bytes.fromhex(SHOWN[name])


def same(ours, name):
    """As the page shows it and as the program says it."""
    assert ours == SHOWN[name], f"the page shows {SHOWN[name]} for {name}; it is {ours}"
    program = SAID[name.replace(" ", "-")][0]
    assert ours == program, f"the program says {program} for {name}; it is {ours}"


def fails(call, *args):
    try:
        call(*args)
    except (AssertionError, CryptoError, ValueError):
        return
    raise AssertionError("it was taken")


def test_sizes():
    assert len(SAID["size"]) > 5
    for line in SAID["size"]:
        size, content, padded, sealed = map(int, line.split())
        assert (f.content_padded(size), f.file_padded(size), f.object_size(size)) == (content, padded, sealed), line


def test_device_list():
    data = base64.urlsafe_b64decode(SHOWN["list"] + "==")
    assert SHOWN["list"] == SAID["list"][0]
    found = f.DeviceList(data)
    same(found.hash.hex(), "list hash")
    assert (found.account, found.version, found.before) == (ACCOUNT_A, 1, bytes(32))
    assert found.account_key == shown("account key a") and list(found.devices) == [1]
    assert found.devices[1][2:] == (1790000000000, 3, b"") and found.time == 1790000000000
    fails(f.DeviceList, data[:-65] + bytes([data[-65] ^ 1]) + data[-64:])


def test_prekeys():
    kem = raw("kem")
    f.verify_kem(raw("kem-signer"), 1, kem, raw("kem-signature"))
    fails(f.verify_kem, raw("kem-signer"), 2, kem, raw("kem-signature"))
    identity = bytes.fromhex(SAID["party-b"][2])
    f.sodium.crypto_sign_open(raw("spk-signature") + raw("spk"), identity)


def party(name):
    return f.Party(raw(name), int(SAID[name + "-device"][0]), raw(name, 1), raw(name, 2))


def test_transcript():
    a, b = party("party-a"), party("party-b")
    ids = [int(i) for i in SAID["ids"][0].split()]
    rest = (raw("ek"), ids, raw("kem-key-hash"), raw("kem-ciphertext-hash"))
    assert f.transcript(a, b, *rest) == raw("transcript")
    assert f.transcript(b, a, *rest) != raw("transcript")
    assert raw("kem-key-hash") == f.H(f.V1 + b"kemkey", raw("kem"))
    wire = raw("exchange")
    assert f.H(f.V1 + b"kemciphertext", wire[6:6 + 1088]) == raw("kem-ciphertext-hash")


def protobuf(data):
    """Numbers and values, in order."""
    fields, at = [], 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            value |= (data[at] & 127) << shift
            shift, at = shift + 7, at + 1
            if data[at - 1] < 128:
                return value

    while at < len(data):
        tag = number()
        if tag & 7 == 0:
            fields.append((tag >> 3, number()))
        else:
            assert tag & 7 == 2
            length = number()
            fields.append((tag >> 3, data[at:at + length]))
            at += length
    return fields


def authenticated(data):
    (one, mac), (two, _) = protobuf(data)
    assert (one, two, len(mac)) == (1, 2, 16)


def test_envelopes():
    exchange, message = raw("exchange"), raw("message")
    assert exchange[:6] == b"\x01\x01" + f.u32(1) and message[:2] == b"\x01\x02"
    fields = protobuf(exchange[6 + 1088:])
    assert [number for number, _ in fields] == [1, 2, 3, 4, 5]
    assert fields[2][1] == raw("party-a", 2)
    authenticated(fields[4][1])
    authenticated(message[2:])


def test_layer():
    message = bytes(range(0x80, 0x90))
    given = (raw("layer"), raw("root"), raw("transcript"), b"a2b", 2, message)
    header, content = f.open_layer(*given)
    assert content == b"hello"
    assert (header["conv"], header["sequence"], header["previous"]) == ("u", 7, b"\x77" * 32)
    assert header["sender"][0] == 3 and header["receiver"][0] == 5
    assert f.link(message, 7, header["previous"], content) == raw("link")
    fails(f.open_layer, *given[:3], b"b2a", 2, message)
    fails(f.open_layer, *given[:3], b"a2b", 1, message)
    fails(f.open_layer, *given[:3], b"a2b", 2, bytes(16))


def test_ephemeral():
    given = (raw("ephemeral"), raw("root"), raw("transcript"))
    assert f.open_ephemeral(*given, b"a2b") == (1700000000, b"{}")
    fails(f.open_ephemeral, *given, b"b2a")


def test_group_changes():
    group = bytes(range(0xa0, 0xb0))
    op = f.open_change(bytes(range(0xb0, 0xd0)), group, raw("change"))
    fails(f.open_change, bytes(range(0xb0, 0xd0)), bytes(16), raw("change"))
    change = f.Change(op, raw("signer"))
    fails(f.Change, op, raw("member-key"))
    assert (change.group, change.n, change.before, change.kind) == (group, 1, bytes(32), 1)
    assert (change.name, change.picture, change.actor[0], change.device) == (b"Family", b"picture", 1, 1)
    assert change.subjects[b"\2" + bytes(15)] == (f.account_key_hash(raw("member-key")), 1)
    assert change.subjects[change.actor][1] == 2
    state = f.state_after_making(change)
    assert state + b"\0" == raw("state") and f.state_hash(state) == raw("state-hash")


def test_group_messages():
    given = bytes(range(0xa0, 0xb0)), ACCOUNT_A, 2
    for at in range(3):
        message = raw("group-message", at)
        assert f.open_group_message(raw("offer"), message, *given) == (9, b"\x99" * 32, b"hello")
        fails(f.open_group_message, raw("offer"), message, given[0], ACCOUNT_B, 2)


def test_safety_number():
    assert (shown("account a"), shown("account b")) == (ACCOUNT_A, ACCOUNT_B)
    a = f.fingerprint(ACCOUNT_A, shown("account key a"))
    b = f.fingerprint(ACCOUNT_B, shown("account key b"))
    same(f.safety_number(a, b), "safety number")
    assert f.safety_number(b, a) == f.safety_number(a, b)
    same("SN1:" + b64(a + b), "safety code a")


def test_linking():
    assert shown("link secret") == SECRET
    same(f"WL1:{b64(SECRET)}:https://chat.example.org", "link code")
    same(f.words(SECRET, WORDS), "link words")
    same(f.link_id(SECRET).hex(), "link id")
    public = {role: f.sodium.crypto_scalarmult_base(shown(f"{name} key"))
              for role, name in ((f.OLD, "old"), (f.NEW, "new"))}
    hello = f.hello(SECRET, f.OLD, public[f.OLD])
    assert hello == raw("hello-old") and f.hello(SECRET, f.NEW, public[f.NEW]) == raw("hello-new")
    same(f.H(f.V1 + b"link-commit", hello).hex(), "commitment")
    from_old, from_new, pictures = f.link_shared(SECRET, shown("old key"), public[f.OLD], public[f.NEW], f.OLD)
    assert (from_old, from_new, pictures) == \
        f.link_shared(SECRET, shown("new key"), public[f.OLD], public[f.NEW], f.NEW)
    same(from_old.hex(), "from old")
    same(from_new.hex(), "from new")
    same(bytes(pictures).hex(), "pictures")
    for place in (0, 1):
        assert f.open_link(from_new, f.NEW, place, raw("link-sealed", place)) == b"thanks"
    fails(f.open_link, from_new, f.NEW, 1, raw("link-sealed"))


def test_recovery_key():
    assert shown("recovery key") == RECOVERY
    same(f.recovery_text(RECOVERY), "recovery text")
    assert f.recovery_key(SHOWN["recovery text"].lower().replace("1", "l").replace(" ", "-")) == RECOVERY


def test_wraps():
    assert f.unwrap(RECOVERY, f.ACCOUNT_SECRET, ACCOUNT_A, raw("wrap")) == b"secret"
    fails(f.unwrap, RECOVERY, f.BACKUP_KEY, ACCOUNT_A, raw("wrap"))
    fails(f.unwrap, RECOVERY, f.ACCOUNT_SECRET, ACCOUNT_B, raw("wrap"))
    for passphrase in ("correct horse \u00e9", "correct horse e\u0301"):
        assert f.unwrap_passphrase(passphrase, f.BACKUP_KEY, ACCOUNT_A, raw("wrap-passphrase")) == b"secret"


def test_backup():
    container = f.Container(raw("container"))
    assert (container.account, container.generation, container.time) == (ACCOUNT_A, 5, 1790000000000)
    assert container.open(bytes(range(0x90, 0xb0))) == b"{}" + b"\n" * 70000
    fails(container.open, bytes(32))
    fails(f.Container(raw("container")[:-1]).open, bytes(range(0x90, 0xb0)))


def test_object():
    data = raw("object")
    assert f.open_object(data, raw("object-key"), 70001, raw("object-hash")) == b"x" * 70001
    fails(f.open_object, data, raw("object-key"), 70000, raw("object-hash"))


def main():
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} {name}")
        except Exception as problem:  # pylint: disable=broad-exception-caught
            failed += 1
            print(f"# {type(problem).__name__}: {problem}\nnot ok {number} {name}")
    sys.exit(failed > 0)


main()
