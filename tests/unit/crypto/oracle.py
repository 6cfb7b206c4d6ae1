"""The other end of test-oracle: python3-twomemo, which shares no code with libomemo-c.

One request a line on standard input, one answer a line on standard output; bytes in hexadecimal.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import asyncio
import os
import sys

try:
    import x3dh
    from omemo.identity_key_pair import IdentityKeyPair
    from omemo.storage import Just, Nothing, Storage
    from twomemo import Twomemo
    from twomemo.twomemo import (
        BundleImpl,
        EncryptedKeyMaterialImpl,
        KeyExchangeImpl,
        PlainKeyMaterialImpl,
    )
except ImportError:
    print("missing", flush=True)
    sys.exit()

PEER, DEVICE = "peer", 1
KEY = PlainKeyMaterialImpl.KEY_LENGTH


class Memory(Storage):
    def __init__(self):
        super().__init__(True)
        self.values = {}

    async def _load(self, key):
        return Just(self.values[key]) if key in self.values else Nothing()

    async def _store(self, key, value):
        self.values[key] = value

    async def _delete(self, key):
        self.values.pop(key, None)


async def new_backend():
    """One whose identity is written with the sign bit clear, as devices here write theirs."""
    while True:
        storage = Memory()
        pair = await IdentityKeyPair.get(storage)
        if pair.identity_key[31] & 0x80 == 0:
            return Twomemo(storage)


def fresh():
    text = os.urandom(48)
    return text, PlainKeyMaterialImpl(text[:KEY], text[KEY:])


def joined(plain):
    return plain.key + plain.auth_tag


class Oracle:
    async def publish(self):
        self.backend = await new_backend()
        await self.backend.generate_pre_keys(5)
        bundle = await self.backend.get_bundle(PEER, DEVICE)
        key, number = sorted(bundle.pre_key_ids.items())[0]
        parts = bundle.bundle
        return [parts.identity_key, bundle.signed_pre_key_id, parts.signed_pre_key,
                parts.signed_pre_key_sig, number, key]

    async def start(self, identity, signed_id, signed, signature, number, key):
        self.backend = await new_backend()
        bundle = BundleImpl(PEER, DEVICE, x3dh.Bundle(identity, signed, signature, frozenset({key})),
                            signed_id, {key: number})
        text, plain = fresh()
        self.session, sealed = await self.backend.build_session_active(PEER, DEVICE, bundle, plain)
        identity = (await self.backend.get_bundle(PEER, DEVICE)).bundle.identity_key
        return [identity, self.session.key_exchange.serialize(sealed.serialize()), text]

    async def accept(self, wire):
        exchange, inner = KeyExchangeImpl.parse(wire)
        sealed = EncryptedKeyMaterialImpl.parse(inner, PEER, DEVICE)
        self.session, plain = await self.backend.build_session_passive(PEER, DEVICE, exchange, sealed)
        return [joined(plain)]

    async def open(self, wire):
        sealed = EncryptedKeyMaterialImpl.parse(wire, PEER, DEVICE)
        return [joined(await self.backend.decrypt_key_material(self.session, sealed))]

    async def seal(self):
        text, plain = fresh()
        sealed = await self.backend.encrypt_key_material(self.session, plain)
        return [sealed.serialize(), text]


def read(word):
    return int(word[1:]) if word.startswith("#") else bytes.fromhex(word)


def written(value):
    return f"#{value}" if isinstance(value, int) else value.hex()


async def main():
    oracle = Oracle()
    print("ready", flush=True)
    for line in sys.stdin:
        what, *words = line.split()
        answer = await getattr(oracle, what)(*map(read, words))
        print(*map(written, answer), flush=True)


asyncio.run(main())
