/* sigv4-canonical: escaping, sorting and joining, as the specification of Signature Version 4 wants
 * them and S3 means them: encoded once, never normalised.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sigv4-canonical.h"

#include <string.h>

static void
pair_free (gpointer data)
{
  Sigv4Pair *pair = data;
  g_free (pair->name);
  g_free (pair->value);
  g_free (pair);
}

void
sigv4_add_pair (GPtrArray *pairs, char *name, char *value)
{
  Sigv4Pair *pair = g_new (Sigv4Pair, 1);
  pair->name = name;
  pair->value = value;
  g_ptr_array_add (pairs, pair);
}

const char *
sigv4_find_pair (GPtrArray *pairs, const char *name)
{
  for (guint i = 0; i < pairs->len; i++) {
    const Sigv4Pair *pair = g_ptr_array_index (pairs, i);
    if (strcmp (pair->name, name) == 0)
      return pair->value;
  }
  return NULL;
}

char *
sigv4_encode (const char *text, gboolean keep_slash)
{
  GString *out = g_string_new (NULL);
  for (const guchar *p = (const guchar *) text; *p; p++) {
    if (g_ascii_isalnum (*p) || strchr ("-._~", *p) || (keep_slash && *p == '/'))
      g_string_append_c (out, *p);
    else
      g_string_append_printf (out, "%%%02X", *p);
  }
  return g_string_free_and_steal (out);
}

/* By encoded name, then by encoded value, in byte order: never by locale. */
static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const Sigv4Pair *x = a, *y = b;
  int order = strcmp (x->name, y->name);
  return order ? order : strcmp (x->value, y->value);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const Sigv4Pair *x = a, *y = b;
  return strcmp (x->name, y->name);
}

GPtrArray *
sigv4_parse_query (const char *query)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (pair_free);
  g_auto (GStrv) parts = g_strsplit (query ? query : "", "&", -1);
  for (guint i = 0; parts[i]; i++) {
    if (!*parts[i])
      continue;
    char *equals = strchr (parts[i], '=');
    if (equals)
      *equals++ = 0;
    g_autofree char *name = g_uri_unescape_string (parts[i], NULL);
    g_autofree char *value = g_uri_unescape_string (equals ? equals : "", NULL);
    if (!name || !value)
      return NULL;
    sigv4_add_pair (pairs, g_steal_pointer (&name), g_steal_pointer (&value));
  }
  return g_steal_pointer (&pairs);
}

char *
sigv4_canonical_query (GPtrArray *decoded)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (pair_free);
  for (guint i = 0; i < decoded->len; i++) {
    const Sigv4Pair *pair = g_ptr_array_index (decoded, i);
    sigv4_add_pair (pairs, sigv4_encode (pair->name, FALSE), sigv4_encode (pair->value, FALSE));
  }
  g_ptr_array_sort_values (pairs, compare_pairs);

  GString *out = g_string_new (NULL);
  for (guint i = 0; i < pairs->len; i++) {
    const Sigv4Pair *pair = g_ptr_array_index (pairs, i);
    g_string_append_printf (out, "%s%s=%s", i ? "&" : "", pair->name, pair->value);
  }
  return g_string_free_and_steal (out);
}

/* Outer blanks go, inner runs become one. */
static char *
trim_value (const char *value)
{
  GString *out = g_string_new (NULL);
  for (const char *p = value; *p; p++) {
    gboolean blank = *p == ' ' || *p == '\t';
    if (!blank)
      g_string_append_c (out, *p);
    else if (out->len && out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
  }
  if (out->len && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  return g_string_free_and_steal (out);
}

GPtrArray *
sigv4_canonical_headers (const Sigv4Header *headers, gsize n_headers, const char *const *only)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (pair_free);
  for (gsize i = 0; i < n_headers; i++) {
    g_autofree char *name = g_ascii_strdown (headers[i].name, -1);
    if (!only || g_strv_contains (only, name))
      sigv4_add_pair (all, g_steal_pointer (&name), trim_value (headers[i].value));
  }
  g_ptr_array_sort_values (all, compare_names); /* stable */

  GPtrArray *joined = g_ptr_array_new_with_free_func (pair_free);
  for (guint i = 0; i < all->len; i++) {
    const Sigv4Pair *pair = g_ptr_array_index (all, i);
    Sigv4Pair *last = joined->len ? g_ptr_array_index (joined, joined->len - 1) : NULL;
    if (last && strcmp (last->name, pair->name) == 0) {
      g_autofree char *before = last->value;
      last->value = g_strconcat (before, ",", pair->value, NULL);
    } else {
      sigv4_add_pair (joined, g_strdup (pair->name), g_strdup (pair->value));
    }
  }
  return joined;
}

char *
sigv4_header_names (GPtrArray *headers)
{
  GString *names = g_string_new (NULL);
  for (guint i = 0; i < headers->len; i++)
    g_string_append_printf (names, "%s%s", i ? ";" : "",
                            ((const Sigv4Pair *) g_ptr_array_index (headers, i))->name);
  return g_string_free_and_steal (names);
}
