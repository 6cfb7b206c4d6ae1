/* ids: the 16-byte names of accounts, groups, messages and media, and the conversations made of
 * them.
 *
 * On the wire an id is 22 characters of unpadded base64url. All functions are pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define ID_BYTES 16
#define ID_TEXT_LEN 22

typedef struct {
  guint8 bytes[ID_BYTES];
} Id;

typedef char IdText[ID_TEXT_LEN + 1];

/* The all-zero id stands for "none" and is never made or accepted as a name. */
Id id_random (void);
gboolean id_is_none (const Id *id);
gboolean id_equal (const Id *a, const Id *b);
int id_compare (const Id *a, const Id *b);

/* GHashFunc and GEqualFunc over Id pointers. */
guint id_hash (gconstpointer id);
gboolean id_hash_equal (gconstpointer a, gconstpointer b);
Id *id_copy (const Id *id);

const char *id_to_text (const Id *id, IdText text);
/* FALSE, and *id untouched, unless text is exactly one canonical, non-zero id. */
gboolean id_from_text (const char *text, Id *id);

typedef enum {
  CONV_USER = 'u',
  CONV_GROUP = 'g',
  CONV_STATUS = 's',
  CONV_BROADCAST = 'b', /* between one's own devices only; a server knows none */
} ConvKind;

#define CONV_TEXT_LEN (2 + ID_TEXT_LEN)

/* A conversation as one person sees it: `u:ACCOUNT` (the other person, or oneself), `g:GROUP`,
 * `s:ACCOUNT`, `b:LIST`. */
typedef struct {
  ConvKind kind;
  Id id;
} Conv;

typedef char ConvText[CONV_TEXT_LEN + 1];

const char *conv_to_text (const Conv *conv, ConvText text);
gboolean conv_from_text (const char *text, Conv *conv);

/* Unpadded base64url. base64url_decode returns NULL on anything not canonical. */
char *base64url_encode (gconstpointer data, gsize len);
GBytes *base64url_decode (const char *text);
gboolean base64url_is_valid (const char *text);
