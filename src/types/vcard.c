/* vcard: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "vcard.h"

#include "error.h"
#include "limits.h"
#include "vcard-line.h"

#include <glib/gi18n.h>
#include <string.h>

/* What somebody is called by, the best first. */
typedef enum {
  NAME_FORMATTED,
  NAME_PARTS,
  NAME_NICK,
  NAME_COMPANY,
  N_NAMES,
} NameKind;

typedef struct {
  VcardReader reader;
  GPtrArray *cards;
  guint seen; /* cards, with those that hold no number */
  guint depth;
  gboolean agent; /* the next card is inside of this one */
  char *names[N_NAMES];
  GPtrArray *phones;
} Parser;

static void
vcard_free (gpointer data)
{
  Vcard *card = data;

  g_free (card->name);
  g_ptr_array_unref (card->phones);
  g_free (card);
}

/* -- Values -- */

/* Up to an end, where it is not escaped. */
static char *
take_part (const char **at, char end)
{
  GString *out = g_string_new (NULL);

  for (; **at != '\0' && **at != end; (*at)++)
    if (**at == '\\' && (*at)[1] != '\0') {
      (*at)++;
      g_string_append_c (out, **at == 'n' || **at == 'N' ? '\n' : **at);
    } else {
      g_string_append_c (out, **at);
    }
  if (**at != '\0')
    (*at)++;
  return g_string_free (out, FALSE);
}

/* family;given;additional;prefixes;suffixes */
static char *
name_of_parts (const char *value)
{
  g_autofree char *family = take_part (&value, ';');
  g_autofree char *given = take_part (&value, ';');
  g_autofree char *additional = take_part (&value, ';');

  return g_strjoin (" ", given, additional, family, NULL);
}

/* In one line, without blanks around it and in a row. */
static char *
one_line (const char *text, glong max)
{
  GString *out = g_string_new (NULL);
  gboolean blank = FALSE;

  for (const char *at = text; *at != '\0' && max > 0; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (g_unichar_isspace (c) || g_unichar_iscntrl (c)) {
      blank = out->len > 0;
    } else {
      if (blank && --max > 0)
        g_string_append_c (out, ' ');
      if (max > 0)
        g_string_append_unichar (out, c);
      max--;
      blank = FALSE;
    }
  }
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}

/* `tel:` in 4.0; an extension cannot be written to. */
static char *
number_of (const char *value)
{
  g_autofree char *plain = NULL;
  char *number;

  if (g_ascii_strncasecmp (value, "tel:", 4) == 0)
    value += 4;
  plain = g_strndup (value, strcspn (value, ";,\\"));
  number = one_line (plain, VCARD_PHONE_MAX);
  if (strlen (number) > VCARD_PHONE_MAX || strpbrk (number, "0123456789") == NULL)
    g_clear_pointer (&number, g_free);
  return number;
}

/* -- Cards -- */

static void
forget (Parser *parser)
{
  for (guint i = 0; i < N_NAMES; i++)
    g_clear_pointer (&parser->names[i], g_free);
  g_clear_pointer (&parser->phones, g_ptr_array_unref);
  parser->phones = g_ptr_array_new_with_free_func (g_free);
  parser->agent = FALSE;
  parser->reader.old = FALSE;
}

static void
end_card (Parser *parser)
{
  Vcard *card;
  const char *name = "";

  for (guint i = N_NAMES; i > 0; i--)
    if (parser->names[i - 1] != NULL && parser->names[i - 1][0] != '\0')
      name = parser->names[i - 1];
  if (parser->phones->len > 0) {
    card = g_new (Vcard, 1);
    *card = (Vcard) { g_strdup (name), g_steal_pointer (&parser->phones) };
    g_ptr_array_add (parser->cards, card);
  }
  forget (parser);
}

static void
begin (Parser *parser)
{
  if (parser->depth > 0 && (parser->agent || parser->depth > 1)) {
    parser->depth++;
    return;
  }
  if (parser->depth > 0) /* one without an end */
    end_card (parser);
  parser->depth = 1;
  parser->seen++;
  forget (parser);
}

static void
end (Parser *parser)
{
  if (parser->depth == 1)
    end_card (parser);
  if (parser->depth > 0)
    parser->depth--;
  parser->agent = FALSE;
}

static void
take_name (Parser *parser, NameKind kind, const char *value)
{
  g_autofree char *text = kind == NAME_PARTS     ? name_of_parts (value)
                          : kind == NAME_COMPANY ? take_part (&value, ';')
                                                 : take_part (&value, '\0');

  if (parser->names[kind] == NULL)
    parser->names[kind] = one_line (text, LIMIT_NAME_MAX);
}

static void
take_phone (Parser *parser, const char *value)
{
  char *number = parser->phones->len < VCARD_PHONES_MAX ? number_of (value) : NULL;

  if (number != NULL)
    g_ptr_array_add (parser->phones, number);
}

static void
take_property (Parser *parser, const VcardLine *line)
{
  static const char *const names[N_NAMES] = { "FN", "N", "NICKNAME", "ORG" };

  if (strcmp (line->name, "VERSION") == 0)
    parser->reader.old = g_str_has_prefix (line->value, "2");
  else if (strcmp (line->name, "AGENT") == 0)
    parser->agent = g_strchug (line->value)[0] == '\0';
  else if (strcmp (line->name, "TEL") == 0)
    take_phone (parser, line->value);
  for (guint i = 0; i < N_NAMES; i++)
    if (strcmp (line->name, names[i]) == 0)
      take_name (parser, i, line->value);
}

static gboolean
is_vcard (const VcardLine *line, const char *name)
{
  return strcmp (line->name, name) == 0 &&
         g_ascii_strcasecmp (g_strstrip (line->value), "VCARD") == 0;
}

static void
take_line (Parser *parser, const VcardLine *line)
{
  if (is_vcard (line, "BEGIN"))
    begin (parser);
  else if (is_vcard (line, "END"))
    end (parser);
  else if (parser->depth == 1)
    take_property (parser, line);
}

static void
take_all (Parser *parser)
{
  for (;;) {
    g_auto (VcardLine) line = { NULL };

    if (parser->seen > VCARD_CARDS_MAX || !vcard_line_next (&parser->reader, &line))
      break;
    take_line (parser, &line);
  }
  /* A file that was cut off. */
  if (parser->depth > 0)
    end_card (parser);
}

/* -- The file -- */

/* In UTF-16 when it says so at its start. */
static GBytes *
to_utf8 (GBytes *bytes)
{
  gsize len, size;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  char *text;

  if (len >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    return g_bytes_new_from_bytes (bytes, 3, len - 3);
  if (len < 2 || (memcmp (data, "\xff\xfe", 2) != 0 && memcmp (data, "\xfe\xff", 2) != 0))
    return g_bytes_ref (bytes);
  text = g_convert ((const char *) data + 2, (gssize) len - 2, "UTF-8",
                    data[0] == 0xff ? "UTF-16LE" : "UTF-16BE", NULL, &size, NULL);
  return text != NULL ? g_bytes_new_take (text, size) : g_bytes_ref (bytes);
}

static GPtrArray *
refuse (GError **error, WhinError code, const char *words)
{
  g_set_error_literal (error, WHIN_ERROR, code, words);
  return NULL;
}

GPtrArray *
vcard_parse (GBytes *bytes, GError **error)
{
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func (vcard_free);
  g_autoptr (GBytes) text = NULL;
  Parser parser = { .cards = cards };
  const char *data;
  gsize len;

  if (g_bytes_get_size (bytes) > VCARD_BYTES_MAX)
    return refuse (error, WHIN_ERROR_TOO_BIG, _ ("This file is too big for one of contacts."));
  text = to_utf8 (bytes);
  data = g_bytes_get_data (text, &len);
  parser.reader.at = data != NULL ? data : "";
  parser.reader.end = parser.reader.at + len;
  forget (&parser);
  take_all (&parser);
  forget (&parser);
  g_ptr_array_unref (parser.phones);
  if (parser.seen > VCARD_CARDS_MAX)
    return refuse (error, WHIN_ERROR_TOO_BIG,
                   _ ("There are too many contacts in this file. Import it in parts."));
  if (parser.seen == 0)
    return refuse (error, WHIN_ERROR_CORRUPT, _ ("There are no contacts in this file."));
  return g_steal_pointer (&cards);
}

/* -- Writing -- */

static void
append_escaped (GString *out, const char *text)
{
  for (; *text != '\0'; text++) {
    if (strchr ("\\,;", *text) != NULL)
      g_string_append_c (out, '\\');
    if (*text == '\n')
      g_string_append (out, "\\n");
    else if (*text != '\r')
      g_string_append_c (out, *text);
  }
}

/* No line is longer than 75 bytes, and no character is cut. */
static void
append_folded (GString *out, const char *line)
{
  gsize width = 0;

  for (const char *at = line; *at != '\0'; at = g_utf8_next_char (at)) {
    gsize len = (gsize) (g_utf8_next_char (at) - at);

    if (width + len > 75) {
      g_string_append (out, "\r\n ");
      width = 1;
    }
    g_string_append_len (out, at, (gssize) len);
    width += len;
  }
  g_string_append (out, "\r\n");
}

char *
vcard_write (const char *name, const char *phone)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autoptr (GString) escaped = g_string_new (NULL);
  g_autofree char *parts = NULL, *formatted = NULL, *number = NULL;
  GString *out = g_string_new ("BEGIN:VCARD\r\nVERSION:3.0\r\n");

  append_escaped (escaped, valid[0] != '\0' ? valid : phone);
  parts = g_strdup_printf ("N:;%s;;;", escaped->str);
  formatted = g_strdup_printf ("FN:%s", escaped->str);
  number = g_strdup_printf ("TEL;TYPE=CELL:%s", phone);
  append_folded (out, parts);
  append_folded (out, formatted);
  append_folded (out, number);
  g_string_append (out, "END:VCARD\r\n");
  return g_string_free (out, FALSE);
}
