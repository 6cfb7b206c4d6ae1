/* vcard-line: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "vcard-line.h"

#include <string.h>

typedef enum {
  PLAIN,
  QUOTED_PRINTABLE,
  BASE64,
} Encoding;

typedef struct {
  gsize name, name_len; /* where it stands */
  gsize value;
  Encoding encoding;
  char charset[24]; /* "" when it is not said */
} Head;

void
vcard_line_clear (VcardLine *line)
{
  g_clear_pointer (&line->name, g_free);
  g_clear_pointer (&line->value, g_free);
}

/* -- Before the colon: [group.]NAME *(;PARAMETER) -- */

/* What comes first: one of the two, outside of quotes, or the end. */
static gsize
find (const char *text, gsize at, char one, char other)
{
  gboolean quoted = FALSE;

  for (; text[at] != '\0'; at++)
    if (text[at] == '"')
      quoted = !quoted;
    else if (!quoted && (text[at] == one || text[at] == other))
      return at;
  return at;
}

static gboolean
is_word (const char *text, gsize len, const char *word)
{
  return len == strlen (word) && g_ascii_strncasecmp (text, word, len) == 0;
}

static void
read_encoding (Head *head, const char *text, gsize len)
{
  if (is_word (text, len, "QUOTED-PRINTABLE"))
    head->encoding = QUOTED_PRINTABLE;
  else if (is_word (text, len, "BASE64") || is_word (text, len, "B"))
    head->encoding = BASE64;
}

/* In 2.1 what a parameter is need not be said. */
static void
read_parameter (Head *head, const char *text, gsize len)
{
  const char *equals = memchr (text, '=', len);
  gsize key = equals != NULL ? (gsize) (equals - text) : 0, rest = len - key - 1;

  if (equals == NULL)
    read_encoding (head, text, len);
  else if (is_word (text, key, "ENCODING"))
    read_encoding (head, equals + 1, rest);
  else if (is_word (text, key, "CHARSET") && rest < sizeof head->charset)
    g_strlcpy (head->charset, equals + 1, rest + 1);
}

static gboolean
read_head (const char *text, Head *head)
{
  gsize at = find (text, 0, ':', ':'), end;
  const char *colon = text[at] == ':' ? text + at : strchr (text, ':'); /* a quote too many */
  const char *dot;

  if (colon == NULL)
    return FALSE;
  *head = (Head) { .value = (gsize) (colon - text) + 1 };
  at = MIN (find (text, 0, ';', ':'), head->value - 1);
  dot = g_strrstr_len (text, (gssize) at, ".");
  head->name = dot != NULL ? (gsize) (dot - text) + 1 : 0;
  head->name_len = at - head->name;
  for (; at < head->value - 1; at = end) {
    end = MIN (find (text, at + 1, ';', ':'), head->value - 1);
    read_parameter (head, text + at + 1, end - at - 1);
  }
  return head->name_len > 0;
}

/* -- After it -- */

/* It comes from a file: only those that address books write. */
static gboolean
charset_is_known (const char *charset)
{
  static const char *const families[] = { "ISO-8859-", "WINDOWS-125", "CP125", "KOI8-" };
  static const char *const others[] = { "SHIFT_JIS", "EUC-JP",  "EUC-KR", "GB2312",
                                        "GBK",       "GB18030", "BIG5" };

  if (strspn (charset, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") !=
      strlen (charset))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_ascii_strncasecmp (charset, families[i], strlen (families[i])) == 0)
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_ascii_strcasecmp (charset, others[i]) == 0)
      return TRUE;
  return FALSE;
}

static char *
to_utf8 (const char *bytes, gsize len, const char *charset)
{
  char *text = NULL;

  if (charset_is_known (charset))
    text = g_convert (bytes, (gssize) len, "UTF-8", charset, NULL, NULL, NULL);
  if (text == NULL && !g_utf8_validate_len (bytes, len, NULL))
    text = g_convert (bytes, (gssize) len, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
  return text != NULL ? text : g_utf8_make_valid (bytes, (gssize) len);
}

static gsize
decode_quoted (char *text)
{
  char *out = text;

  for (const char *at = text; *at != '\0'; at++)
    if (*at == '=' && g_ascii_isxdigit (at[1]) && g_ascii_isxdigit (at[2])) {
      *out++ = (char) (g_ascii_xdigit_value (at[1]) << 4 | g_ascii_xdigit_value (at[2]));
      at += 2;
    } else {
      *out++ = *at;
    }
  *out = '\0';
  return (gsize) (out - text);
}

static char *
decode (const char *value, const Head *head)
{
  g_autofree char *bytes = g_strdup (value);
  gsize len = strlen (bytes);

  if (head->encoding == QUOTED_PRINTABLE)
    len = decode_quoted (bytes);
  else if (head->encoding == BASE64 && len > 0)
    g_base64_decode_inplace (bytes, &len);
  for (gsize i = 0; i < len; i++)
    if (bytes[i] == '\0')
      bytes[i] = ' ';
  return to_utf8 (bytes, len, head->charset);
}

/* -- Lines of the file -- */

/* One of them, without its end; NULL when there is none. */
static const char *
take_line (VcardReader *reader, gsize *len)
{
  const char *start = reader->at, *at = start;

  if (start >= reader->end)
    return NULL;
  while (at < reader->end && *at != '\n' && *at != '\r')
    at++;
  *len = (gsize) (at - start);
  if (at + 1 < reader->end && at[0] == '\r' && at[1] == '\n')
    at++;
  reader->at = MIN (at + 1, reader->end);
  return start;
}

static void
append (GString *line, const char *part, gsize len)
{
  gsize room = VCARD_LINE_MAX - MIN (line->len, VCARD_LINE_MAX);

  g_string_append_len (line, part, (gssize) MIN (len, room));
}

static gboolean
goes_on (const VcardReader *reader)
{
  return reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t');
}

/* By the head, once it is there. */
static gboolean
is_quoted (const GString *line)
{
  Head head;

  return read_head (line->str, &head) && head.encoding == QUOTED_PRINTABLE;
}

/* With what was folded, or broken by a `=` at its end; NULL at the end. */
static GString *
take_whole (VcardReader *reader)
{
  GString *line = g_string_new (NULL);
  gboolean known = FALSE, quoted = FALSE;
  gsize len = 0;
  const char *part = take_line (reader, &len);

  while (part != NULL) {
    append (line, part, len);
    if (!known && memchr (part, ':', len) != NULL) {
      known = TRUE;
      quoted = is_quoted (line);
    }
    if (quoted && len > 0 && part[len - 1] == '=') {
      if (line->str[line->len - 1] == '=')
        g_string_truncate (line, line->len - 1);
    } else if (goes_on (reader)) {
      reader->at += !reader->old;
    } else {
      return line;
    }
    part = take_line (reader, &len);
  }
  if (line->len > 0)
    return line;
  g_string_free (line, TRUE);
  return NULL;
}

static gboolean
next_whole (VcardReader *reader, GString **line)
{
  return reader->at < reader->end && (*line = take_whole (reader)) != NULL;
}

gboolean
vcard_line_next (VcardReader *reader, VcardLine *line)
{
  GString *whole;

  while (next_whole (reader, &whole)) {
    Head head;
    gboolean good = read_head (whole->str, &head);

    if (good) {
      line->name = g_ascii_strup (whole->str + head.name, (gssize) head.name_len);
      line->value = decode (whole->str + head.value, &head);
    }
    g_string_free (whole, TRUE);
    if (good)
      return TRUE;
  }
  return FALSE;
}
