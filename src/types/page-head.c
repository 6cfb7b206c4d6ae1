/* page-head: see the header. No parser of HTML: two kinds of tags are looked for, and what is not
 * found is not there. SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-head.h"

#include <string.h>

static const struct {
  const char *name;
  const char *text;
} entities[] = {
  { "amp;", "&" },  { "lt;", "<" },   { "gt;", ">" },    { "quot;", "\"" },
  { "apos;", "'" }, { "nbsp;", " " }, { "ndash;", "–" }, { "mdash;", "—" },
};

/* After "&#"; NULL when it is no number. */
static const char *
read_number (const char *at, GString *out)
{
  gboolean hex = *at == 'x' || *at == 'X';
  char *end;
  guint64 c = g_ascii_strtoull (at + hex, &end, hex ? 16 : 10);

  if (end == at + hex || *end != ';')
    return NULL;
  if (c > 31 && c < 0x110000 && g_unichar_validate ((gunichar) c))
    g_string_append_unichar (out, (gunichar) c);
  return end + 1;
}

static const char *
read_entity (const char *at, GString *out)
{
  if (*at == '#')
    return read_number (at + 1, out);
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_str_has_prefix (at, entities[i].name)) {
      g_string_append (out, entities[i].text);
      return at + strlen (entities[i].name);
    }
  return NULL;
}

static char *
decoded (const char *text, gsize len)
{
  g_autofree char *copy = g_strndup (text, len);
  GString *out = g_string_new (NULL);

  for (const char *at = copy; *at != '\0';) {
    const char *next = *at == '&' ? read_entity (at + 1, out) : NULL;

    if (next == NULL)
      g_string_append_c (out, *at++);
    else
      at = next;
  }
  return g_string_free (out, FALSE);
}

static char *
one_line (const char *text, gsize len, glong max)
{
  g_autofree char *plain = decoded (text, len);
  GString *line = g_string_new (NULL);
  glong n = 0;

  for (const char *at = plain; *at != '\0' && n < max; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    gboolean space = g_unichar_isspace (c) || g_unichar_iscntrl (c);

    if ((space && (line->len == 0 || line->str[line->len - 1] == ' ')) ||
        (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
      continue;
    g_string_append_unichar (line, space ? ' ' : c);
    n++;
  }
  g_strchomp (line->str);
  if (line->str[0] != '\0')
    return g_string_free (line, FALSE);
  g_string_free (line, TRUE);
  return NULL;
}

/* Case does not matter. */
static const char *
find (const char *text, const char *what)
{
  gsize len = strlen (what);

  for (const char *at = strchr (text, what[0]); at != NULL; at = strchr (at + 1, what[0]))
    if (g_ascii_strncasecmp (at, what, len) == 0)
      return at;
  return NULL;
}

/* Of an attribute inside a tag: where its value begins, and how long it is. */
static const char *
value_of (const char *tag, const char *end, const char *name, gsize *len)
{
  gsize n = strlen (name);

  for (const char *at = tag; at + n + 1 < end; at++) {
    const char *value;
    char quote;

    if (!g_ascii_isspace (at[0]) || g_ascii_strncasecmp (at + 1, name, n) != 0 || at[1 + n] != '=')
      continue;
    value = at + 1 + n + 1;
    quote = *value == '"' || *value == '\'' ? *value++ : ' ';
    for (*len = 0; value + *len < end && value[*len] != quote; (*len)++)
      ;
    return value;
  }
  return NULL;
}

static gboolean
is_named (const char *tag, const char *end, const char *name)
{
  static const char *const attributes[] = { "property", "name" };
  gsize len;

  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++) {
    const char *value = value_of (tag, end, attributes[i], &len);

    if (value != NULL && len == strlen (name) && g_ascii_strncasecmp (value, name, len) == 0)
      return TRUE;
  }
  return FALSE;
}

/* The content of the meta tag of that name. */
static const char *
meta (const char *html, const char *name, gsize *len)
{
  for (const char *at = find (html, "<meta"); at != NULL; at = find (at + 1, "<meta")) {
    const char *end = strchr (at, '>');

    if (end == NULL)
      return NULL;
    if (is_named (at, end, name))
      return value_of (at, end, "content", len);
  }
  return NULL;
}

static const char *
title_tag (const char *html, gsize *len)
{
  const char *at = find (html, "<title");
  const char *start = at != NULL ? strchr (at, '>') : NULL;
  const char *end = start != NULL ? find (start, "</title") : NULL;

  if (end == NULL)
    return NULL;
  *len = (gsize) (end - start - 1);
  return start + 1;
}

void
page_head_read (const char *html, gsize len, glong max, char **title, char **image)
{
  g_autofree char *text = g_utf8_make_valid (html, (gssize) len);
  gsize n;
  const char *at = meta (text, "og:title", &n);

  if (at == NULL)
    at = title_tag (text, &n);
  *title = at != NULL ? one_line (at, n, max) : NULL;
  at = meta (text, "og:image", &n);
  *image = at != NULL && n > 0 ? decoded (at, n) : NULL;
}
