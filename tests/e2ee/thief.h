/* thief: keys that pretend to be somebody's. A Device of tests/unit/crypto with a stolen address.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content.h"
#include "device.h"
#include "devlist.h"
#include "proto.h"
#include "rest.h"

/* With an account key of its own, as a device of that account. */
Device *thief_new (const ProtoDevice *victim);
/* A bundle of its own, for codec_free. */
RestBundle *thief_bundle (Device *thief);
/* Into what the server hands out. Each call makes new one-time keys. */
void thief_put_signed (Device *thief, RestBundle *bundle);
void thief_put_one (Device *thief, RestBundle *bundle);
void thief_put_kem (Device *thief, RestBundle *bundle);
/* The thief as a list would name it. */
DevlistDevice thief_entry (const Device *thief);

/* A list as the server has it, read. */
Devlist list_read (const char *text, const Id *acc);
/* Signed with this key, which becomes the account's. Caller frees. */
char *list_sign (Devlist *list, const guint8 secret[PRIM_SIGN_SECRET_BYTES]);
/* The same, but it still says that the account's key is what it was: the signature is wrong. */
char *list_pretend (Devlist *list, const guint8 secret[PRIM_SIGN_SECRET_BYTES]);
/* The hash that the next list names. */
void list_hash (const char *text, const Id *acc, guint8 hash[PRIM_HASH_BYTES]);

/* A device as a list names it. */
Party list_party (const char *text, const Id *acc, gint64 dev);

/* Begins a session as any device can. */
void thief_reach (Device *thief, const Party *to, const RestBundle *bundle);
/* A ct; the header says what the thief likes. */
char *thief_seal (Device *thief,
                  const Party *to,
                  const Id *message,
                  const EnvelopeHeader *header,
                  const Content *content);
char *thief_seal_text (Device *thief, const Party *to, const Id *message, const char *text);
/* What it reads in one; NULL when it reads nothing. */
GBytes *thief_open (Device *thief, const Party *from, const Id *message, const char *ct);
