/* secret: bytes that are wiped before they are freed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* An array that g_autoptr wipes. It must not outgrow its room: what it leaves is not wiped. */
typedef GByteArray SecretArray;
SecretArray *secret_array_new (gsize room);
void secret_array_free (SecretArray *array);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SecretArray, secret_array_free)

/* Wiped with the last reference. The first copies, the second takes the array. */
GBytes *secret_bytes_new (gconstpointer data, gsize len);
GBytes *secret_bytes_take (SecretArray *array);
