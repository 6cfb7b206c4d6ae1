/* archive-text: values of the store as an archive has them. What is empty there is left out here.
 * What is given out is the caller's. Pure. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

/* base64url; NULL of NULL. */
char *archive_bytes_to_text (GBytes *bytes);
GBytes *archive_bytes_from_text (const char *text);
/* NULL of "", and back. */
char *archive_text_or_null (const char *text);
char *archive_text_or_empty (const char *text);
/* Nothing of NULL; media_key_from_text is the way back. */
void archive_key_to_text (const MediaKey *key, char **text, char **sha256, gint64 *size);

/* The words for what is a number here and may be another one in another version; -1 for words of a
 * later version. */
const char *archive_kind_to_text (MessageKind kind);
int archive_kind_from_text (const char *text);
const char *archive_state_to_text (MessageState state);
int archive_state_from_text (const char *text);
const char *archive_trust_to_text (Trust trust);
int archive_trust_from_text (const char *text);
