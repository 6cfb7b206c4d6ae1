/* damage: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "damage.h"

#include "error.h"

#include <string.h>

void
damage_is_refused (GBytes *good, DamageTakes takes, gpointer user_data)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (good, &len);
  g_autofree guint8 *longer = g_malloc0 (len + 1);
  g_autofree guint8 *flipped = g_memdup2 (data, len);

  g_assert_true (takes (data, len, user_data));
  for (gsize cut = 0; cut < len; cut++) {
    g_autofree guint8 *exact = g_memdup2 (data, cut);

    g_assert_false (takes (exact, cut, user_data));
  }
  memcpy (longer, data, len);
  g_assert_false (takes (longer, len + 1, user_data));
  for (gsize bit = 0; bit < 8 * len; bit++) {
    flipped[bit / 8] ^= (guint8) (1 << bit % 8);
    g_assert_false (takes (flipped, len, user_data));
    flipped[bit / 8] ^= (guint8) (1 << bit % 8);
  }
  g_assert_true (takes (data, len, user_data));
}

void
damage_assert_error (GError **error, int code)
{
  g_assert_error (*error, WHIN_ERROR, code);
  g_assert_cmpuint (strlen ((*error)->message), >, 10);
  g_assert_true (g_str_has_suffix ((*error)->message, "."));
  g_clear_error (error);
}
