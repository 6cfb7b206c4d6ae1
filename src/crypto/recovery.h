/* recovery: the key a person writes down to get the account back: 32 random bytes in 14 groups of
 * four characters, 24 bits of them a checksum.
 *
 * Digits and capital letters without I, L, O and U; when read, case, spaces and hyphens do not
 * matter, and O, I and L are taken for 0, 1 and 1. Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "primitives.h"

#define RECOVERY_GROUPS 14
#define RECOVERY_GROUP_LEN 4

/* In groups with spaces between. The caller wipes it. */
char *recovery_to_text (const guint8 key[PRIM_KEY_BYTES]);
/* The error says which character or group to look at; it never repeats what was typed. */
gboolean recovery_from_text (const char *text, guint8 key[PRIM_KEY_BYTES], GError **error);
/* Whether typed is the group of that index: a person shows that the key was written down. */
gboolean recovery_group_is (const guint8 key[PRIM_KEY_BYTES], guint index, const char *typed);
