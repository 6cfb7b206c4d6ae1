/* device: a device of a test with its keys in memory, as the core keeps them in its database.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "envelope.h"

typedef struct {
  GHashTable *records; /* KeyName -> GBytes */
  KeyStore store;
  guint loads, saves;
  guint saves_left; /* before saving fails; G_MAXUINT for never */
  Party self;
  guint8 account_secret[PRIM_SIGN_SECRET_BYTES];
  guint8 signing_secret[PRIM_SIGN_SECRET_BYTES];
  guint32 next_prekey;
  EngineSignedPrekey signed_prekey;
} Device;

/* With an account of its own, an identity and a signed prekey. */
Device *device_new (guint8 account, guint32 number);
void device_free (Device *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Device, device_free)

/* What the server would hand out: new one-time keys, or the ones of last resort. */
EnvelopeBundle device_bundle (Device *device);
EnvelopeBundle device_bundle_of_last_resort (Device *device);
EnginePeer device_peer (const Device *device);

/* Of everything stored. */
void device_digest (Device *device, guint8 digest[PRIM_HASH_BYTES]);
/* A copy of all records, to go back to. */
GHashTable *device_snapshot (Device *device);
void device_restore (Device *device, GHashTable *snapshot);

#define DEVICE_NOW 1700000000

EnvelopePair device_pair (const Device *self, const Device *peer);
EnvelopeHeader device_header (const Device *to);

GBytes *device_seal (Device *from, Device *to, const Id *message, const char *text);
/* The text; NULL and the code of what was said against it. */
char *device_open (Device *to, Device *from, const Id *message, GBytes *wire, int *code);
/* A message there and back, so that the session is answered. */
void device_meet (Device *a, Device *b);
