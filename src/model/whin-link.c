/* link: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-link.h"

#include "core.h"

#include <string.h>

#define PREFIX "WL1:"

gboolean
whin_link_begins_code (const char *typed)
{
  return g_str_has_prefix (typed, PREFIX);
}

gboolean
whin_link_is_code (const char *typed)
{
  char *code = g_strstrip (g_strdup (typed));
  char *words = core_link_words (code);
  gboolean whole = words != NULL;

  whin_link_wipe (code);
  whin_link_wipe (words);
  return whole;
}

GStrv
whin_link_words (const char *code)
{
  char *words = core_link_words (code);
  GStrv split = words ? g_strsplit (words, " ", -1) : NULL;

  whin_link_wipe (words);
  return split;
}

guint
whin_link_complete (const char *typed, const char **words, guint max)
{
  return core_link_complete (typed, words, max);
}

const char *
whin_link_picture (guint8 number, const char **name)
{
  return core_link_picture (number, name);
}

void
whin_link_wipe (char *secret)
{
  if (secret)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
