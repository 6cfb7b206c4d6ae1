/* store-find: the words, the tags and the place under which a message is found.
 *
 * A tag is a private character, a letter for its kind, and a value; nobody can type one, because
 * words are letters and digits only. SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-find.h"

#include "word-query.h"

#include <sodium.h>
#include <string.h>

#define TAG "\xee\x80\x80" /* U+E000 */
#define TIME_MAX ((G_GINT64_CONSTANT (1) << 43) - 1)
#define TIME_SHIFT 6 /* messages of 64 ms are in the order of their numbers */

gint64
find_place_of (gint64 time, gint64 message)
{
  gint64 moment = CLAMP (time, 0, TIME_MAX) >> TIME_SHIFT;

  return moment << FIND_MESSAGE_BITS | (message & FIND_MESSAGE_MASK);
}
G_STATIC_ASSERT (43 - TIME_SHIFT + FIND_MESSAGE_BITS == 63);

static void
place_func (sqlite3_context *context, int n, sqlite3_value **values)
{
  sqlite3_result_int64 (
      context, find_place_of (sqlite3_value_int64 (values[0]), sqlite3_value_int64 (values[1])));
}

/* The view of the schema names these. */
G_STATIC_ASSERT (MESSAGE_PICTURE == 1 && MESSAGE_FILE == 2 && MESSAGE_VOICE == 68);

static gboolean
is_notice (gint64 kind)
{
  return MESSAGE_KIND_IS_NOTICE (kind);
}

static const char *
text_of (sqlite3_value *value)
{
  const char *text = (const char *) sqlite3_value_text (value);

  return text != NULL && g_utf8_validate (text, -1, NULL) ? text : "";
}

static void
words_func (sqlite3_context *context, int n, sqlite3_value **values)
{
  /* Nobody wrote a notice. */
  const char *text = is_notice (sqlite3_value_int64 (values[0])) ? "" : text_of (values[1]);

  sqlite3_result_text (context, words_of (text), -1, g_free);
}

static gboolean
contains (const char *text, const char *part)
{
  gsize length = strlen (part);

  for (const char *at = text; (at = strpbrk (at, "hHwW")) != NULL; at++)
    if (g_ascii_strncasecmp (at, part, length) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_link (const char *text)
{
  return contains (text, "http://") || contains (text, "https://") || contains (text, "www.");
}

/* What may be looked at once is in no collection. */
static const char *
media_tag (gint64 kind, const char *mime, gboolean once)
{
  if (once)
    return " " TAG "o";
  if (kind == MESSAGE_PICTURE || (kind == MESSAGE_FILE && g_str_has_prefix (mime, "video/")))
    return " " TAG "p";
  if (kind == MESSAGE_VOICE)
    return " " TAG "v";
  if (kind == MESSAGE_FILE)
    return g_str_has_prefix (mime, "audio/") ? " " TAG "v" : " " TAG "f";
  return "";
}

/* chat, author, kind, text, mime, once */
static void
tags_func (sqlite3_context *context, int n, sqlite3_value **values)
{
  GString *tags = g_string_new (NULL);
  const guint8 *author = sqlite3_value_blob (values[1]);
  gint64 kind = sqlite3_value_int64 (values[2]);
  const char *text = text_of (values[3]);

  g_string_append_printf (tags, TAG "c%lld", sqlite3_value_int64 (values[0]));
  if (author != NULL && sqlite3_value_bytes (values[1]) == ID_BYTES) {
    char hex[2 * ID_BYTES + 1];

    sodium_bin2hex (hex, sizeof hex, author, ID_BYTES);
    g_string_append_printf (tags, " " TAG "a%s", hex);
  }
  g_string_append (tags,
                   media_tag (kind, text_of (values[4]), sqlite3_value_int64 (values[5]) != 0));
  if (!is_notice (kind) && has_link (text))
    g_string_append (tags, " " TAG "l");
  sqlite3_result_text (context, g_string_free (tags, FALSE), -1, g_free);
}

static gboolean
add (sqlite3 *db, const char *name, int n, void (*func) (sqlite3_context *, int, sqlite3_value **))
{
  return sqlite3_create_function (db, name, n,
                                  SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, func,
                                  NULL, NULL) == SQLITE_OK;
}

gboolean
store_find_set_up (sqlite3 *db)
{
  return add (db, "find_place", 2, place_func) && add (db, "find_words", 2, words_func) &&
         add (db, "find_tags", 6, tags_func);
}

/* -- The other side: what is looked for. -- */

static void
append_tag (GString *match, const char *tag)
{
  g_string_append_printf (match, "%stags : \"" TAG "%s\"", match->len > 0 ? " AND " : "", tag);
}

static const char *
kind_tag (FindKind kind)
{
  switch (kind) {
  case FIND_PHOTOS:
    return "p";
  case FIND_FILES:
    return "f";
  case FIND_VOICE:
    return "v";
  case FIND_LINKS:
    return "l";
  case FIND_ANY:
  case FIND_WRITTEN:
    break;
  }
  return NULL;
}

static void
append_tags (GString *match, const Find *find, gint64 chat)
{
  if (chat != 0) {
    g_autofree char *tag = g_strdup_printf ("c%" G_GINT64_FORMAT, chat);

    append_tag (match, tag);
  }
  if (!id_is_none (&find->author)) {
    char tag[2 * ID_BYTES + 2] = "a";

    sodium_bin2hex (tag + 1, sizeof tag - 1, find->author.bytes, ID_BYTES);
    append_tag (match, tag);
  }
  if (kind_tag (find->kind) != NULL)
    append_tag (match, kind_tag (find->kind));
}

char *
find_match (const Find *find, gint64 chat)
{
  GString *match = g_string_new (NULL);

  if (find->words != NULL && find->words[0] != '\0') {
    g_autoptr (WordQuery) query = word_query_new (find->words);
    g_autofree char *words = word_query_match (query);

    if (words == NULL) {
      g_string_free (match, TRUE);
      return NULL;
    }
    g_string_append_printf (match, "{text name} : (%s)", words);
  }
  append_tags (match, find, chat);
  if (match->len == 0)
    g_string_append (match, "tags : \"" TAG "c\" *");
  /* What went to many is found once, in its list; and in each of their chats. */
  if (chat == 0)
    g_string_append (match, " NOT tags : \"" TAG "b\"");
  if (find->kind == FIND_WRITTEN)
    g_string_append (match,
                     " NOT tags : (\"" TAG "p\" OR \"" TAG "f\" OR \"" TAG "v\" OR \"" TAG "o\")");
  return g_string_free (match, FALSE);
}
