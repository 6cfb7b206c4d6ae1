/* vectors: published test vectors, read where Debian's packages have put them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "primitives.h"

#include <json-glib/json-glib.h>
#include <sodium.h>
#include <string.h>

/* The file under the folder whose name starts with package; NULL, and the test skipped, when that
 * is not installed. */
JsonNode *vectors_load (const char *folder, const char *package, const char *file);

/* A member in hexadecimal. */
GBytes *vectors_hex (JsonObject *object, const char *member);
void vectors_hex_exactly (JsonObject *object, const char *member, guint8 *bytes, gsize len);
void vectors_assert_hex (JsonObject *object, const char *member, const guint8 *bytes, gsize len);

/* Calls check with every test of a Wycheproof file and its group. The number of tests. */
typedef void (*VectorsCheck) (JsonObject *group, JsonObject *test);
guint vectors_each (JsonNode *root, VectorsCheck check);
gboolean vectors_has_flag (JsonObject *test, const char *flag);
gboolean vectors_is_valid (JsonObject *test);
