/* safety: the number two people compare to know that nobody is between them.
 *
 * Signal's published construction: SHA-512 iterated 5200 times over version, key and stable id; 30
 * digits of each person, the smaller first. Pure and thread safe; takes about 2 ms a fingerprint.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"
#include "primitives.h"

#define SAFETY_DIGITS 60
#define SAFETY_FINGERPRINT_BYTES 32

typedef struct {
  guint8 bytes[SAFETY_FINGERPRINT_BYTES];
} SafetyFingerprint;

typedef char SafetyNumber[SAFETY_DIGITS + 1];

/* The construction itself, over any serialised key and id; the app calls safety_fingerprint. */
void safety_fingerprint_of (gconstpointer key,
                            gsize key_len,
                            gconstpointer id,
                            gsize id_len,
                            SafetyFingerprint *out);
/* Of an account: linking or losing a device does not change it. */
void safety_fingerprint (const guint8 account_key[PRIM_SIGN_PUBLIC_BYTES],
                         const Id *account,
                         SafetyFingerprint *out);
/* The same on both ends. */
void
safety_number (const SafetyFingerprint *own, const SafetyFingerprint *other, SafetyNumber number);

/* What the QR code says: `SN1:` and both fingerprints, one's own first. */
char *safety_code (const SafetyFingerprint *own, const SafetyFingerprint *other);

typedef enum {
  SAFETY_MATCH,
  SAFETY_MISMATCH, /* somebody may be between these two */
  SAFETY_MIRROR,   /* one's own code: the other person's has to be scanned */
  SAFETY_UNKNOWN,  /* not a code of this kind */
} SafetyResult;

/* given: what the other person's code says, or the number they see, with white space or without. */
SafetyResult
safety_compare (const SafetyFingerprint *own, const SafetyFingerprint *other, const char *given);
