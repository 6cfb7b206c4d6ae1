/* emoji: see the header. No table of them: what one may be is bounded, and looks like one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "emoji.h"

#include "limits.h"

#include <string.h>

#define JOINER 0x200d
#define AS_PICTURE 0xfe0f
#define KEYCAP 0x20e3

static gboolean
is_flag_letter (gunichar c)
{
  return c >= 0x1f1e6 && c <= 0x1f1ff;
}

static gboolean
is_skin (gunichar c)
{
  return c >= 0x1f3fb && c <= 0x1f3ff;
}

static gboolean
is_tag (gunichar c)
{
  return c >= 0xe0020 && c <= 0xe007f;
}

/* Pictures, not letters: where Unicode has its emoji. */
static gboolean
is_picture (gunichar c)
{
  static const struct {
    gunichar first, last;
  } ranges[] = {
    { 0xa9, 0xa9 },       { 0xae, 0xae },     { 0x203c, 0x203c }, { 0x2049, 0x2049 },
    { 0x2122, 0x2122 },   { 0x2139, 0x2139 }, { 0x2194, 0x21aa }, { 0x231a, 0x23ff },
    { 0x24c2, 0x24c2 },   { 0x25aa, 0x25fe }, { 0x2600, 0x27bf }, { 0x2934, 0x2935 },
    { 0x2b05, 0x2b55 },   { 0x3030, 0x3030 }, { 0x303d, 0x303d }, { 0x3297, 0x3299 },
    { 0x1f000, 0x1faff },
  };

  if (is_flag_letter (c))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (c >= ranges[i].first && c <= ranges[i].last)
      return TRUE;
  return FALSE;
}

static gunichar
next (const char **at)
{
  gunichar c = g_utf8_get_char (*at);

  if (c != 0)
    *at = g_utf8_next_char (*at);
  return c;
}

static gboolean
is_flag (const char *at)
{
  return is_flag_letter (next (&at)) && is_flag_letter (next (&at)) && *at == '\0';
}

static gboolean
is_keycap (const char *at)
{
  gunichar c = next (&at);

  if (!g_ascii_isdigit (c < 128 ? (char) c : ' ') && c != '#' && c != '*')
    return FALSE;
  c = next (&at);
  if (c == AS_PICTURE)
    c = next (&at);
  return c == KEYCAP && *at == '\0';
}

static gboolean
is_variant (gunichar c)
{
  return c == AS_PICTURE || is_skin (c) || is_tag (c);
}

/* Pictures with their skin, joined. */
static gboolean
is_joined (const char *at)
{
  for (;;) {
    if (!is_picture (next (&at)))
      return FALSE;
    while (is_variant (g_utf8_get_char (at)))
      at = g_utf8_next_char (at);
    if (*at == '\0')
      return TRUE;
    if (next (&at) != JOINER)
      return FALSE;
  }
}

gboolean
emoji_is_one (const char *text)
{
  return text[0] != '\0' && strlen (text) <= LIMIT_REACTION_MAX &&
         g_utf8_validate (text, -1, NULL) &&
         (is_flag (text) || is_keycap (text) || is_joined (text));
}
