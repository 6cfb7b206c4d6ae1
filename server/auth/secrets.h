/* secrets: what people and devices know and the server must not: tokens, invitations, links, codes.
 * Only their hashes are kept. Pure; any thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "limits.h"
#include "store-args.h"

/* Of a token, invitation or link: long and random, so a plain hash is enough. */
void secret_hash (const char *token, StoreHash *hash);
/* A fresh one of 16 or 32 random bytes, base64url. Caller frees. */
char *secret_new (gsize bytes);

typedef char Code[LIMIT_CODE_DIGITS + 1];

void code_new (Code code);
/* Six digits and a number could be guessed from a plain hash: these are keyed with the server's
 * pepper. */
void code_hash (const char *pepper, const char *phone, const char *code, StoreHash *hash);
void phone_hash (const char *pepper, const char *phone, StoreHash *hash);
