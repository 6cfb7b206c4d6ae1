/* log: structured lines for the journal.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "log.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = { "error", "warning", "info", "debug" };
static LogLevel threshold = LOG_INFO;

void
log_set_level (const char *name)
{
  for (LogLevel level = LOG_ERROR; level <= LOG_DEBUG; level++)
    if (g_strcmp0 (names[level], name) == 0)
      threshold = level;
}

void
log_event (LogLevel level, const char *event, const char *format, ...)
{
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *time = NULL;
  g_autofree char *details = NULL;
  va_list values;

  if (level > threshold)
    return;
  now = g_date_time_new_now_utc ();
  time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  va_start (values, format);
  details = g_strdup_vprintf (format, values);
  va_end (values);
  g_strdelimit (details, "\r\n", ' ');
  fprintf (stderr, "time=%s level=%s event=%s%s%s\n", time, names[level], event,
           *details != '\0' ? " " : "", details);
}

const char *
log_account (const Id *acc, IdText text)
{
  id_to_text (acc, text);
  text[6] = '\0';
  return text;
}
