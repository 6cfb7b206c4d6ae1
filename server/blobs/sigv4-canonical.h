/* sigv4-canonical: the spelling of queries and headers that is signed, for sigv4 alone.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sigv4.h"

typedef struct {
  char *name;
  char *value;
} Sigv4Pair;

/* Decoded names and values, or NULL when an escape is broken. '+' is a plus sign. */
GPtrArray *sigv4_parse_query (const char *query);

/* Takes name and value. */
void sigv4_add_pair (GPtrArray *pairs, char *name, char *value);
const char *sigv4_find_pair (GPtrArray *pairs, const char *name);

char *sigv4_canonical_query (GPtrArray *decoded);

/* Lower-case names in order, one pair a name: equal names are joined as they arrived. only: the
 * names to take, or NULL for all. */
GPtrArray *
sigv4_canonical_headers (const Sigv4Header *headers, gsize n_headers, const char *const *only);
char *sigv4_header_names (GPtrArray *headers);
