/* mentions: who is called by name in a text, from the wire and from people, checked. Any thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content.h"
#include "rows.h"

/* Those that stand inside of text, on whole characters, one after the other: a GArray of Mention,
 * or NULL when there are none. */
GArray *mentions_take (const char *text, const Mention *mentions, guint n);
GArray *mentions_from_content (const char *text, const GPtrArray *mentions);
/* For a content, which frees it: a GPtrArray of ContentMention, or NULL. */
GPtrArray *content_mentions (const GArray *mentions);
/* Where no content does. */
void content_mentions_clear (GPtrArray **mentions);
