/* Text scan: see the header. Runs on every bind, so it looks for rare bytes first.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-text-scan.h"

#include <string.h>

static void
clear_link (gpointer data)
{
  g_free (((WhinLink *) data)->uri);
}

static gboolean
ends_link (gunichar c)
{
  return c == 0 || g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == '<' || c == '>' ||
         c == '"' || c == '`' || c == 0x00AB || c == 0x00BB || (c >= 0x2018 && c <= 0x201F) ||
         c == 0x3001 || c == 0x3002 || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static guint
count (const char *s, const char *end, char c)
{
  guint n = 0;
  for (; s < end; s++)
    n += *s == c;
  return n;
}

/* Punctuation after a link belongs to the sentence; a closing bracket does unless the link opened
 * it. */
static const char *
trim_tail (const char *start, const char *end)
{
  while (end > start) {
    char last = end[-1];
    if (strchr (".,:;!?'*_~", last))
      end--;
    else if (last == ')' && count (start, end, '(') < count (start, end, ')'))
      end--;
    else if (last == ']' && count (start, end, '[') < count (start, end, ']'))
      end--;
    else
      break;
  }
  return end;
}

static const char *
link_end (const char *s)
{
  const char *end = s;
  while (!ends_link (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  return trim_tail (s, end);
}

static gboolean
is_word (const char *text, const char *s)
{
  return s == text || !g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (s)));
}

static gboolean
is_mail_char (char c)
{
  return g_ascii_isalnum (c) || strchr (".-_+", c);
}

/* S is at an '@': widens to the address around it. */
static gboolean
mail_around (const char *text, const char *s, const char **start, const char **end)
{
  const char *a = s, *b = s + 1;
  while (a > text && is_mail_char (a[-1]))
    a--;
  while (g_ascii_isalnum (*b) || *b == '-' || *b == '.')
    b++;
  b = trim_tail (s + 1, b);
  const char *dot = memchr (s + 1, '.', b - s - 1);
  if (a == s || !dot || dot == s + 1 || b - dot < 3 || !is_word (text, a))
    return FALSE;
  *start = a;
  *end = b;
  return TRUE;
}

/* Of the web, or what opens in this app: a group, a person. */
static const char *
scheme_of (const char *s)
{
  static const char *const schemes[] = { "https://", "http://", "whinchat:join/",
                                         "whinchat:person/" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (s, schemes[i], strlen (schemes[i])) == 0)
      return schemes[i];
  return NULL;
}

static gboolean
link_at (const char *text, const char *s, const char **start, const char **end, char **uri)
{
  const char *scheme = *s != '@' && is_word (text, s) ? scheme_of (s) : NULL;
  if (scheme) {
    *start = s;
    if ((*end = link_end (s)) <= s + strlen (scheme))
      return FALSE;
    *uri = g_strndup (s, *end - s);
    return TRUE;
  }
  if ((*s == 'w' || *s == 'W') && g_ascii_strncasecmp (s, "www.", 4) == 0 && is_word (text, s)) {
    *start = s;
    *end = link_end (s);
    if (*end <= s + 4 || !memchr (s + 4, '.', *end - s - 4))
      return FALSE;
    g_autofree char *host = g_strndup (s, *end - s);
    *uri = g_strconcat ("https://", host, NULL);
    return TRUE;
  }
  if (*s == '@' && mail_around (text, s, start, end)) {
    g_autofree char *address = g_strndup (*start, *end - *start);
    *uri = g_strconcat ("mailto:", address, NULL);
    return TRUE;
  }
  return FALSE;
}

GArray *
whin_text_find_links (const char *text)
{
  GArray *links = NULL;
  if (!text || (!strchr (text, '@') && !strstr (text, "://") && !strchr (text, '.')))
    return NULL;
  for (const char *s = text; (s = strpbrk (s, "hHwW@"));) {
    const char *start, *end;
    char *uri = NULL;
    if (!link_at (text, s, &start, &end, &uri)) {
      s++;
      continue;
    }
    if (!links) {
      links = g_array_new (FALSE, FALSE, sizeof (WhinLink));
      g_array_set_clear_func (links, clear_link);
    }
    WhinLink link = { start - text, end - text, uri };
    g_array_append_val (links, link);
    if (links->len == WHIN_MAX_LINKS)
      break;
    s = end;
  }
  return links;
}

/* Characters that are emoji by themselves (Emoji_Presentation) below the pictograph blocks. */
static const struct {
  gunichar first, last;
} emoji_by_default[] = {
  { 0x231A, 0x231B }, { 0x23E9, 0x23EC }, { 0x23F0, 0x23F0 }, { 0x23F3, 0x23F3 },
  { 0x25FD, 0x25FE }, { 0x2614, 0x2615 }, { 0x2648, 0x2653 }, { 0x267F, 0x267F },
  { 0x2693, 0x2693 }, { 0x26A1, 0x26A1 }, { 0x26AA, 0x26AB }, { 0x26BD, 0x26BE },
  { 0x26C4, 0x26C5 }, { 0x26CE, 0x26CE }, { 0x26D4, 0x26D4 }, { 0x26EA, 0x26EA },
  { 0x26F2, 0x26F3 }, { 0x26F5, 0x26F5 }, { 0x26FA, 0x26FA }, { 0x26FD, 0x26FD },
  { 0x2705, 0x2705 }, { 0x270A, 0x270B }, { 0x2728, 0x2728 }, { 0x274C, 0x274C },
  { 0x274E, 0x274E }, { 0x2753, 0x2755 }, { 0x2757, 0x2757 }, { 0x2795, 0x2797 },
  { 0x27B0, 0x27B0 }, { 0x27BF, 0x27BF }, { 0x2B1B, 0x2B1C }, { 0x2B50, 0x2B50 },
  { 0x2B55, 0x2B55 },
};

static gboolean
is_emoji (gunichar c, gunichar next)
{
  if (c >= 0x1F300 && c <= 0x1FAFF)
    return TRUE;
  if (c == 0x1F004 || c == 0x1F0CF || (c >= 0x1F170 && c <= 0x1F251))
    return TRUE;
  if (next == 0xFE0F && (c == 0xA9 || c == 0xAE || (c >= 0x2000 && c <= 0x3299)))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (emoji_by_default); i++)
    if (c >= emoji_by_default[i].first && c <= emoji_by_default[i].last)
      return TRUE;
  return FALSE;
}

static gboolean
is_flag_letter (gunichar c)
{
  return c >= 0x1F1E6 && c <= 0x1F1FF;
}

static gunichar
peek (const char *s)
{
  return *s ? g_utf8_get_char (s) : 0;
}

static const char *
skip_modifiers (const char *s)
{
  for (gunichar c = peek (s); c; c = peek (s)) {
    gboolean modifies = c == 0xFE0F || c == 0x20E3 || (c >= 0x1F3FB && c <= 0x1F3FF) ||
                        (c >= 0xE0020 && c <= 0xE007F);
    if (!modifies)
      break;
    s = g_utf8_next_char (s);
  }
  return s;
}

/* The end of the one emoji at S, or NULL. */
static const char *
emoji_end (const char *s)
{
  gunichar c = peek (s);
  const char *next = g_utf8_next_char (s);
  if (is_flag_letter (c))
    return is_flag_letter (peek (next)) ? g_utf8_next_char (next) : NULL;
  if (g_ascii_isdigit (*s) || *s == '#' || *s == '*') {
    const char *end = skip_modifiers (next);
    return end > next && g_utf8_get_char (g_utf8_prev_char (end)) == 0x20E3 ? end : NULL;
  }
  if (!is_emoji (c, peek (next)))
    return NULL;
  next = skip_modifiers (next);
  return peek (next) == 0x200D && peek (g_utf8_next_char (next))
             ? emoji_end (g_utf8_next_char (next))
             : next;
}

/* What is longer than the first is cut at the second, so that what is left out is worth a click. */
#define LONG_BYTES 4000
#define SHORT_BYTES 3000
#define LONG_LINES 80
#define SHORT_LINES 60

const char *
whin_text_find_cut (const char *text)
{
  const char *cut = NULL, *s = text;
  guint lines = 0;

  for (; *s && s - text <= LONG_BYTES && lines <= LONG_LINES; s = g_utf8_next_char (s)) {
    lines += *s == '\n';
    if (!cut && (s - text >= SHORT_BYTES || lines == SHORT_LINES))
      cut = s;
  }
  return *s ? cut : NULL;
}

guint
whin_text_count_emoji (const char *text, guint max)
{
  guint n = 0;
  for (const char *s = text; s && *s;) {
    if (*s == ' ') {
      s++;
      continue;
    }
    s = emoji_end (s);
    if (!s || ++n > max)
      return 0;
  }
  return n;
}
