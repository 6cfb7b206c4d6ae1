/* name: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-name.h"

#define MAX_MARKS 3 /* on one letter */

static gboolean
turns (gunichar c)
{
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E ||
         c == 0x200F || c == 0x061C;
}

static gboolean
is_mark (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
}

char *
whin_name_clean (const char *name)
{
  g_autoptr (GString) clean = NULL;
  guint length = 0, marks = 0;
  gboolean changed = FALSE;

  clean = g_string_sized_new (32);
  for (const char *s = name; *s; s = g_utf8_next_char (s)) {
    gunichar c = g_utf8_get_char (s);

    marks = is_mark (c) ? marks + 1 : 0;
    if (turns (c) || marks > MAX_MARKS) {
      changed = TRUE;
    } else if (++length > WHIN_NAME_MAX) {
      g_string_append (clean, "…");
      return g_string_free (g_steal_pointer (&clean), FALSE);
    } else if (g_unichar_iscntrl (c)) {
      g_string_append_c (clean, ' ');
      changed = TRUE;
    } else {
      g_string_append_unichar (clean, c);
    }
  }
  return changed ? g_string_free (g_steal_pointer (&clean), FALSE) : NULL;
}
