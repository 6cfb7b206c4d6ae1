/* pack: the one binary form of everything that is signed, hashed or sealed. Big-endian numbers,
 * fields in a fixed order, byte strings behind a 16-bit length. Each value has exactly one
 * encoding.
 *
 * A reader remembers its first failure: read everything, then ask unpack_end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"

void pack_u8 (GByteArray *out, guint8 value);
void pack_u16 (GByteArray *out, guint16 value);
void pack_u32 (GByteArray *out, guint32 value);
void pack_u64 (GByteArray *out, guint64 value);
void pack_bytes (GByteArray *out, gconstpointer data, gsize len);
void pack_id (GByteArray *out, const Id *id);
/* With its length; len is at most G_MAXUINT16. */
void pack_string (GByteArray *out, gconstpointer data, gsize len);

typedef struct {
  const guint8 *at; /* borrowed */
  gsize left;
  gboolean failed;
} Unpack;

Unpack unpack_begin (gconstpointer data, gsize len);
/* 0 past the end. */
guint8 unpack_u8 (Unpack *in);
guint16 unpack_u16 (Unpack *in);
guint32 unpack_u32 (Unpack *in);
guint64 unpack_u64 (Unpack *in);
/* Zeroes past the end. */
void unpack_bytes (Unpack *in, gpointer out, gsize len);
Id unpack_id (Unpack *in);
/* Borrowed from the input; NULL and failed when it is longer than max. */
const guint8 *unpack_string (Unpack *in, gsize max, gsize *len);
/* Fails what is not allowed here. */
void unpack_refuse (Unpack *in);
/* TRUE when everything was there and nothing is left over. */
gboolean unpack_end (Unpack *in) G_GNUC_WARN_UNUSED_RESULT;
