/* given-secret: secrets that whoever starts the program hands over.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "primitives.h"

#define GIVEN_SECRET_MIN 32
#define GIVEN_SECRET_MAX 4096
#define GIVEN_PASSPHRASE_MAX 1024

/* All bytes of the file at path, GIVEN_SECRET_MIN to _MAX of them and as good as random, are the
 * secret; whoever made the file sees to it that only this program reads it. WHIN_ERROR_DISK,
 * WHIN_ERROR_CORRUPT. */
gboolean given_secret_read (const char *path, guint8 secret[PRIM_KEY_BYTES], GError **error);
/* The first line that comes out of fd, which stays open. The caller wipes and frees it.
 * WHIN_ERROR_DISK, WHIN_ERROR_CORRUPT. */
char *given_passphrase_read (int fd, GError **error);
/* A secret of any length, made 32 bytes. salt keeps two uses of it apart; it may be NULL. */
void given_secret_fit (gconstpointer data,
                       gsize len,
                       gconstpointer salt,
                       gsize salt_len,
                       const char *use,
                       guint8 secret[PRIM_KEY_BYTES]);
