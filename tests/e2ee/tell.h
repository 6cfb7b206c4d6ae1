/* tell: whether bytes tell a secret - as it is, or in hex or base64.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A secret has at least nine bytes. */
gboolean tell_bytes (gconstpointer bytes, gsize len, gconstpointer secret, gsize secret_len);
/* The first file in a folder and all below that does, by its name too, or NULL. Caller frees. */
char *tell_folder (const char *folder, gconstpointer secret, gsize secret_len);
