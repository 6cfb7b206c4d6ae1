/* old-chat: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "old-chat.h"

#include "error.h"

#include <glib/gi18n.h>
#include <string.h>

#define DATE "(\\d{1,4})[./-](\\d{1,2})[./-](\\d{1,4}),?\\s+"
#define TIME "(\\d{1,2})[:.](\\d{2})(?:[:.](\\d{2}))?(?:\\s*([AaPp])\\.?\\s?[Mm]\\.?)?"
/* [31/12/23, 10:15:30] Name: text, and: 31/12/23, 10:15 - Name: text */
#define START "^(?:\\[" DATE TIME "\\]\\s|" DATE TIME "\\s-\\s)(.*)$"
#define ATTACHED "^<[^<>:]+:\\s*([^<>/]+)>$"
#define FILE_ATTACHED "^([^\\n/]+\\.[A-Za-z0-9]{2,5}) \\([^()\\n]+\\)(?:\\n|$)"

typedef struct {
  int part[3]; /* of the date, as written */
  int hour, minute, second;
  OldMessage *message;
} Line;

static void
old_message_free (gpointer data)
{
  OldMessage *message = data;

  g_free (message->name);
  g_free (message->text);
  g_free (message->file);
  g_free (message);
}

static void
line_clear (gpointer data)
{
  Line *line = data;

  if (line->message != NULL)
    old_message_free (line->message);
}

static int
number (GMatchInfo *match, int group)
{
  g_autofree char *text = g_match_info_fetch (match, group);

  return text != NULL ? (int) g_ascii_strtoll (text, NULL, 10) : 0;
}

static int
hour_of (GMatchInfo *match, int group)
{
  g_autofree char *half = g_match_info_fetch (match, group + 3);
  int hour = number (match, group);

  if (half == NULL || half[0] == '\0')
    return hour;
  return hour % 12 + (g_ascii_tolower (half[0]) == 'p' ? 12 : 0);
}

/* The writer and what is left; nobody when it is a line of the program. */
static OldMessage *
message_of (const char *rest)
{
  const char *colon = strstr (rest, ": ");
  OldMessage *message;

  if (colon == NULL)
    return NULL;
  message = g_new0 (OldMessage, 1);
  message->name = g_strndup (rest, (gsize) (colon - rest));
  message->text = g_strdup (colon + 2);
  return message;
}

static gboolean
begin_line (GRegex *regex, const char *text, GArray *lines)
{
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *rest = NULL;
  Line line = { 0 };
  int first;

  if (!g_regex_match (regex, text, 0, &match))
    return FALSE;
  first = number (match, 3) > 0 || number (match, 1) > 0 ? 1 : 8;
  for (int i = 0; i < 3; i++)
    line.part[i] = number (match, first + i);
  line.hour = hour_of (match, first + 3);
  line.minute = number (match, first + 4);
  line.second = number (match, first + 5);
  rest = g_match_info_fetch (match, 15);
  line.message = message_of (rest);
  g_array_append_val (lines, line);
  return TRUE;
}

static void
continue_line (GArray *lines, const char *text)
{
  OldMessage *message = lines->len > 0 ? g_array_index (lines, Line, lines->len - 1).message : NULL;
  char *longer;

  if (message == NULL)
    return;
  longer = g_strconcat (message->text, "\n", text, NULL);
  g_free (message->text);
  message->text = longer;
}

/* Marks that say in which direction to write, and spaces that do not break. */
static char *
plain (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (c == 0x202f || c == 0xa0)
      g_string_append_c (out, ' ');
    else if (c != 0x200e && c != 0x200f && c != 0xfeff && c != '\r')
      g_string_append_unichar (out, c);
  }
  return g_string_free (out, FALSE);
}

/* -- Which part of a date is which. -- */

typedef enum {
  ORDER_DMY,
  ORDER_MDY,
  ORDER_YMD,
} Order;

static gint64
day_number (const Line *line, Order order)
{
  static const int places[][3] = { { 2, 1, 0 }, { 2, 0, 1 }, { 0, 1, 2 } };
  const int *place = places[order];
  int year = line->part[place[0]];

  if (year < 100)
    year += 2000;
  return ((gint64) year * 12 + line->part[place[1]]) * 31 + line->part[place[2]];
}

/* A chat goes forward: how often it would not. */
static guint
steps_back (const GArray *lines, Order order)
{
  guint n = 0;

  for (guint i = 1; i < lines->len; i++)
    n += day_number (&g_array_index (lines, Line, i), order) <
         day_number (&g_array_index (lines, Line, i - 1), order);
  return n;
}

static Order
find_order (const GArray *lines)
{
  for (guint i = 0; i < lines->len; i++) {
    const Line *line = &g_array_index (lines, Line, i);

    if (line->part[0] > 31)
      return ORDER_YMD;
    if (line->part[0] > 12)
      return ORDER_DMY;
    if (line->part[1] > 12)
      return ORDER_MDY;
  }
  return steps_back (lines, ORDER_MDY) < steps_back (lines, ORDER_DMY) ? ORDER_MDY : ORDER_DMY;
}

static gint64
time_of (const Line *line, Order order, GTimeZone *zone)
{
  static const int places[][3] = { { 2, 1, 0 }, { 2, 0, 1 }, { 0, 1, 2 } };
  const int *place = places[order];
  int year = line->part[place[0]];
  g_autoptr (GDateTime) time = NULL;

  if (year < 100)
    year += 2000;
  time = g_date_time_new (zone, year, line->part[place[1]], line->part[place[2]], line->hour,
                          line->minute, line->second);
  return time != NULL ? g_date_time_to_unix (time) * 1000 : 0;
}

/* -- Files. -- */

static void
find_file (GRegex *attached, GRegex *file_attached, OldMessage *message)
{
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GMatchInfo) other = NULL;
  int end;

  if (g_regex_match (attached, message->text, 0, &match)) {
    message->file = g_match_info_fetch (match, 1);
    g_set_str (&message->text, "");
  } else if (g_regex_match (file_attached, message->text, 0, &other)) {
    g_autofree char *caption = NULL;

    message->file = g_match_info_fetch (other, 1);
    g_match_info_fetch_pos (other, 0, NULL, &end);
    caption = g_strdup (message->text + end);
    g_set_str (&message->text, caption);
  }
}

static GPtrArray *
take_messages (GArray *lines, GTimeZone *zone)
{
  g_autoptr (GRegex) attached = g_regex_new (ATTACHED, G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr (GRegex) file_attached = g_regex_new (FILE_ATTACHED, G_REGEX_OPTIMIZE, 0, NULL);
  GPtrArray *messages = g_ptr_array_new_with_free_func (old_message_free);
  Order order = find_order (lines);

  for (guint i = 0; i < lines->len; i++) {
    Line *line = &g_array_index (lines, Line, i);

    if (line->message == NULL)
      continue;
    line->message->time = time_of (line, order, zone);
    find_file (attached, file_attached, line->message);
    if (line->message->time > 0)
      g_ptr_array_add (messages, g_steal_pointer (&line->message));
  }
  return messages;
}

GPtrArray *
old_chat_parse (const char *text, GTimeZone *zone, GError **error)
{
  g_autoptr (GRegex) start = g_regex_new (START, G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr (GArray) lines = g_array_new (FALSE, TRUE, sizeof (Line));
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *clean = plain (valid);
  g_auto (GStrv) parts = g_strsplit (clean, "\n", -1);

  g_array_set_clear_func (lines, line_clear);
  for (guint i = 0; parts[i] != NULL; i++)
    if (!begin_line (start, parts[i], lines) && (parts[i][0] != '\0' || parts[i + 1] != NULL))
      continue_line (lines, parts[i]);
  if (lines->len > 0)
    return take_messages (lines, zone);
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                       _ ("This is not a chat that WhatsApp has exported."));
  return NULL;
}
