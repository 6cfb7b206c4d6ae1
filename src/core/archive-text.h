/* archive-text: values of the store as an archive has them. What is empty there is left out here.
 * What is given out is the caller's. Pure. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-key.h"

#include <gio/gio.h>

/* base64url; NULL of NULL. */
char *archive_bytes_to_text (GBytes *bytes);
GBytes *archive_bytes_from_text (const char *text);
/* NULL of "", and back. */
char *archive_text_or_null (const char *text);
char *archive_text_or_empty (const char *text);
/* Nothing of NULL; media_key_from_text is the way back. */
void archive_key_to_text (const MediaKey *key, char **text, char **sha256, gint64 *size);
