/* sentence: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sentence.h"

#include <gtk/gtk.h>

#define ARGS_MAX 6
#define FSI 0x2068
#define PDI 0x2069

static gboolean
opens_isolate (gunichar c)
{
  return c >= 0x2066 && c <= 0x2068;
}

static gboolean
is_mark (gunichar c)
{
  return c == 0x200e || c == 0x200f || c == 0x061c || (c >= 0x202a && c <= 0x202e) ||
         opens_isolate (c) || c == PDI;
}

/* The blocks that Unicode keeps for scripts from right to left. */
static gboolean
is_from_right (gunichar c)
{
  return (c >= 0x0590 && c <= 0x08ff) || (c >= 0xfb1d && c <= 0xfdff) ||
         (c >= 0xfe70 && c <= 0xfeff) || (c >= 0x10800 && c <= 0x10fff) ||
         (c >= 0x1e800 && c <= 0x1efff);
}

/* What reads from left to right like all the rest needs nothing. */
static gboolean
runs_along (const char *text)
{
  if (gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL)
    return FALSE;
  for (const char *at = text; *at; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    if (is_mark (c) || is_from_right (c))
      return FALSE;
  }
  return TRUE;
}

char *
whin_isolate (const char *text)
{
  guint depth = 0;
  if (!*text || runs_along (text))
    return g_strdup (text);
  GString *isolated = g_string_new (NULL);
  g_string_append_unichar (isolated, FSI);
  for (const char *at = text; *at; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    if (c == PDI && !depth)
      continue; /* it would end ours */
    depth += opens_isolate (c);
    depth -= c == PDI;
    g_string_append_unichar (isolated, c);
  }
  for (; depth; depth--)
    g_string_append_unichar (isolated, PDI);
  g_string_append_unichar (isolated, PDI);
  return g_string_free (isolated, FALSE);
}

/* At a '%': which argument it stands for, from 0; NEXT without a number. -1 for "%%". */
static int
read_place (const char **at, guint *next)
{
  const char *s = *at + 1;
  int place;
  if (*s == '%') {
    *at = s + 1;
    return -1;
  }
  if (g_ascii_isdigit (*s) && s[1] == '$') {
    place = *s - '1';
    s += 2;
  } else {
    place = (int) (*next)++;
  }
  g_assert (*s == 's' && place >= 0 && place < ARGS_MAX);
  *at = s + 1;
  return place;
}

static guint
count_args (const char *format)
{
  guint next = 0;
  int n = 0;
  for (const char *at = format; (at = strchr (at, '%'));) {
    int place = read_place (&at, &next);
    n = MAX (n, place + 1);
  }
  return (guint) n;
}

char *
whin_sentence (const char *format, ...)
{
  GString *sentence = g_string_new (NULL);
  char *args[ARGS_MAX];
  guint next = 0, n = count_args (format);
  va_list list;
  va_start (list, format);
  for (guint i = 0; i < n; i++)
    args[i] = whin_isolate (va_arg (list, const char *));
  va_end (list);
  for (const char *at = format; *at;) {
    gsize plain = strcspn (at, "%");
    g_string_append_len (sentence, at, (gssize) plain);
    at += plain;
    if (!*at)
      break;
    int place = read_place (&at, &next);
    g_string_append (sentence, place < 0 ? "%" : args[place]);
  }
  for (guint i = 0; i < n; i++)
    g_free (args[i]);
  return g_string_free (sentence, FALSE);
}
