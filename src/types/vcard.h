/* vcard: people out of a file of vCards - 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as phones and
 * address books write them - and a person as such a file. Names and phone numbers are taken, all
 * else is passed over. Pure and thread safe. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define VCARD_BYTES_MAX (64 * 1024 * 1024) /* a file; they hold photos */
#define VCARD_CARDS_MAX 5000
#define VCARD_PHONES_MAX 8 /* of one card; more are passed over */
#define VCARD_PHONE_MAX 64 /* bytes, as it is written */

typedef struct {
  char *name;        /* one line, at most LIMIT_NAME_MAX characters; "" when it has none */
  GPtrArray *phones; /* of char *, as they are written; one at least */
} Vcard;

/* Those with a phone number, in the order of the file. NULL and WHIN_ERROR_TOO_BIG past a limit,
 * WHIN_ERROR_CORRUPT when it holds no vCard. */
GPtrArray *vcard_parse (GBytes *bytes, GError **error);

/* A file of one, 3.0. phone is E.164. Caller frees. */
char *vcard_write (const char *name, const char *phone);
