/* ws-script: client frames for tests, and what the parser makes of them as lines of text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ws-frame.h"

/* Appends a masked frame; FIRST is the whole first byte. */
void script_frame (GByteArray *out, guint8 first, gconstpointer payload, gsize length);

/* The same with a chosen length form: 0 minimal, 2 or 8 bytes. */
void
script_frame_as (GByteArray *out, guint8 first, gconstpointer payload, gsize length, guint form);

/* Feeds INPUT cut after each of CUTS (ascending) and tells the events, for example
 * "text 5 Hello\nping 0 \n". */
char *script_events (GBytes *input, const gsize *cuts, guint count, gsize limit);
