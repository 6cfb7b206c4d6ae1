/* emoji: whether a text is one emoji. Pure and thread safe. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* At most LIMIT_REACTION_MAX bytes. */
gboolean emoji_is_one (const char *text);
