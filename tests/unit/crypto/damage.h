/* damage: everything that is not what was made must be refused: every flipped bit, every length.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef gboolean (*DamageTakes) (const guint8 *data, gsize len, gpointer user_data);

/* Takes the bytes as they are, and nothing like them. */
void damage_is_refused (GBytes *good, DamageTakes takes, gpointer user_data);

/* Checks the error's code, that it has words for people, and clears it. */
void damage_assert_error (GError **error, int code);
