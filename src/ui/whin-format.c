/* format: words for what rows and headers show.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-format.h"

#include "country.h"
#include "whin-format-text.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#define WEEK 7

gint64
whin_now (void)
{
  return g_get_real_time () / 1000;
}

static gboolean
wants_12_hours (void)
{
  static int cached = -1;

  if (cached < 0) {
    g_autoptr (GSettingsSchema) schema = g_settings_schema_source_lookup (
        g_settings_schema_source_get_default (), "org.gnome.desktop.interface", TRUE);

    cached = 0;
    if (schema && g_settings_schema_has_key (schema, "clock-format")) {
      g_autoptr (GSettings) settings = g_settings_new_full (schema, NULL, NULL);
      g_autofree char *format = g_settings_get_string (settings, "clock-format");

      cached = g_str_equal (format, "12h");
    }
  }
  return cached;
}

static GDateTime *
local (gint64 time)
{
  return g_date_time_new_from_unix_local (time / 1000);
}

static char *
format (gint64 time, const char *pattern)
{
  g_autoptr (GDateTime) date = local (time);

  return date ? g_date_time_format (date, pattern) : g_strdup ("");
}

char *
whin_format_clock (gint64 time)
{
  return format (time, wants_12_hours () ? "%-l:%M %p" : "%H:%M");
}

/* Whole local days from time to now; negative in the future. */
static int
days_ago (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) then = local (time), today = local (now);
  GDate a, b;

  if (!then || !today)
    return 0;
  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_set_dmy (&a, (GDateDay) g_date_time_get_day_of_month (then),
                  (GDateMonth) g_date_time_get_month (then),
                  (GDateYear) g_date_time_get_year (then));
  g_date_set_dmy (&b, (GDateDay) g_date_time_get_day_of_month (today),
                  (GDateMonth) g_date_time_get_month (today),
                  (GDateYear) g_date_time_get_year (today));
  return g_date_days_between (&a, &b);
}

static gboolean
same_year (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) then = local (time), today = local (now);

  return then && today && g_date_time_get_year (then) == g_date_time_get_year (today);
}

char *
whin_format_day (gint64 time, gint64 now)
{
  int ago = days_ago (time, now);

  if (ago == 0)
    return g_strdup (_ ("Today"));
  if (ago == 1)
    return g_strdup (_ ("Yesterday"));
  if (ago > 1 && ago < WEEK)
    return format (time, "%A");
  if (same_year (time, now))
    /* Translators: a date in this year, see g_date_time_format () */
    return format (time, _ ("%-d %B"));
  /* Translators: a date in another year, see g_date_time_format () */
  return format (time, _ ("%-d %B %Y"));
}

char *
whin_format_short (gint64 time, gint64 now)
{
  int ago = days_ago (time, now);

  if (ago == 0)
    return whin_format_clock (time);
  if (ago == 1)
    return g_strdup (_ ("Yesterday"));
  if (ago > 1 && ago < WEEK)
    return format (time, "%a");
  if (same_year (time, now))
    /* Translators: a short date in this year, see g_date_time_format () */
    return format (time, _ ("%-d %b"));
  return format (time, "%x");
}

char *
whin_format_last_seen_day (gint64 time, gint64 now)
{
  g_autofree char *day = NULL;
  int ago = days_ago (time, now);

  if (ago <= 0)
    return g_strdup (_ ("Last seen today"));
  if (ago == 1)
    return g_strdup (_ ("Last seen yesterday"));
  day = whin_format_day (time, now);
  /* Translators: %s is a day: "Monday", "3 March" */
  return g_strdup_printf (_ ("Last seen %s"), day);
}

char *
whin_format_last_seen (gint64 time, gint64 now)
{
  g_autofree char *clock = whin_format_clock (time);
  int ago = days_ago (time, now);

  if (ago == 0)
    return g_strdup_printf (_ ("Last seen today at %s"), clock);
  if (ago == 1)
    return g_strdup_printf (_ ("Last seen yesterday at %s"), clock);
  return whin_format_last_seen_day (time, now);
}

char *
whin_format_countdown (gint64 end)
{
  gint64 left = (end - g_get_monotonic_time () + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

  if (left <= 0)
    return NULL;
  return g_strdup_printf ("%d:%02d", (int) (left / 60), (int) (left % 60));
}

char *
whin_format_one_line (const char *text)
{
  char *line = g_strdup (text);

  return g_strdelimit (line, "\n\r\t", ' ');
}

char *
whin_format_sticker (const char *emoji)
{
  /* Translators: with the emoji that the sticker stands for */
  return emoji[0] ? g_strdup_printf (_ ("Sticker %s"), emoji) : g_strdup (_ ("Sticker"));
}

/* Polls, places and cards. */
char *
whin_format_length (gint64 ms)
{
  int seconds = (int) (MAX (ms, 0) / 1000);

  if (seconds >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return g_strdup_printf ("%d:%02d", seconds / 60, seconds % 60);
}

static char *
preview_of_voice (const MessageRow *row)
{
  g_autofree char *length = whin_format_length (row->media ? row->media->ms : 0);

  if (row->once != ONCE_NOT)
    return g_strdup_printf (_ ("Voice message, listen once (%s)"), length);
  return g_strdup_printf (_ ("Voice message (%s)"), length);
}

static char *
preview_of_kind (const MessageRow *row)
{
  switch (row->kind) {
  case MESSAGE_VOICE:
    return preview_of_voice (row);
  case MESSAGE_POLL:
    return g_strdup_printf (_ ("📊 Poll: %s"), row->text);
  case MESSAGE_LOCATION:
    return row->text[0] ? g_strdup_printf (_ ("📍 Location: %s"), row->text)
                        : g_strdup (_ ("📍 Location"));
  default:
    return g_strdup_printf (_ ("👤 Contact: %s"), row->text);
  }
}

char *
whin_format_preview (const MessageRow *row)
{
  if (row->kind > MESSAGE_DELETED)
    return preview_of_kind (row);
  if (row->once != ONCE_NOT)
    return g_strdup (_ ("Photo, view once"));
  if (row->text[0]) {
    g_autofree char *plain = whin_format_plain (row->text);

    return whin_format_one_line (plain);
  }
  if (row->media && row->media->sticker)
    return whin_format_sticker (row->media->sticker->emoji);
  switch (row->kind) {
  case MESSAGE_PICTURE:
    return g_strdup (_ ("Photo"));
  case MESSAGE_FILE:
    if (message_is_video (row))
      return g_strdup (_ ("Video"));
    return g_strdup (row->media && row->media->name[0] ? row->media->name : _ ("File"));
  case MESSAGE_GAP:
    return g_strdup (_ ("Some messages are missing"));
  case MESSAGE_UNKNOWN:
    return g_strdup (_ ("A message of a newer Whinchat"));
  case MESSAGE_UNREADABLE:
    return g_strdup (_ ("A message that cannot be read yet"));
  case MESSAGE_KEY_CHANGED:
    return g_strdup (_ ("The safety number has changed"));
  case MESSAGE_TWO_LISTS:
    return g_strdup (_ ("The server contradicts itself"));
  case MESSAGE_GROUP_MADE:
  case MESSAGE_GROUP_ADDED:
  case MESSAGE_GROUP_REMOVED:
  case MESSAGE_GROUP_LEFT:
  case MESSAGE_GROUP_ADMIN:
  case MESSAGE_GROUP_NO_ADMIN:
  case MESSAGE_GROUP_NAME:
  case MESSAGE_GROUP_PICTURE:
  case MESSAGE_GROUP_TIMER:
  case MESSAGE_GROUP_ABOUT:
  case MESSAGE_GROUP_RULES:
  case MESSAGE_GROUP_LINK:
  case MESSAGE_NUMBER:
  case MESSAGE_GROUP_DOUBT:
    return g_strdup (_ ("The group has changed"));
  case MESSAGE_DELETED:
    return g_strdup (_ ("Deleted message"));
  case MESSAGE_TEXT:
  case MESSAGE_POLL:
  case MESSAGE_LOCATION:
  case MESSAGE_CARD:
  case MESSAGE_VOICE:
    break;
  }
  return g_strdup ("");
}

char *
whin_format_lasting (gint64 seconds)
{
  gulong days = (gulong) seconds / (24 * 3600), hours = (gulong) seconds / 3600,
         minutes = (gulong) seconds / 60;

  if (days > 1 && seconds % (24 * 3600) == 0)
    return g_strdup_printf (ngettext ("%d day", "%d days", days), (int) days);
  if (hours > 0 && seconds % 3600 == 0)
    return g_strdup_printf (ngettext ("%d hour", "%d hours", hours), (int) hours);
  if (minutes > 0 && seconds % 60 == 0)
    return g_strdup_printf (ngettext ("%d minute", "%d minutes", minutes), (int) minutes);
  return g_strdup_printf (ngettext ("%d second", "%d seconds", (gulong) seconds), (int) seconds);
}

char *
whin_format_phone (const char *e164)
{
  g_autofree char *number = country_format (e164);

  return g_strdup_printf ("\u2066%s\u2069", number);
}

char *
whin_format_file (const char *mime, gint64 size)
{
  g_autofree char *type = g_content_type_from_mime_type (mime);
  g_autofree char *bytes = g_format_size ((guint64) size);
  g_autofree char *what = NULL;

  if (!type || g_content_type_is_unknown (type))
    return g_steal_pointer (&bytes);
  what = g_content_type_get_description (type);

  /* Translators: kind and size of a file: "PDF document, 1.2 MB" */
  return g_strdup_printf (_ ("%s, %s"), what, bytes);
}
