/* format: times, days, sizes and previews in words. Pure but for the user's locale; NOW is passed
 * in so that tests decide it. Times are milliseconds since 1970. Callers free.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

gint64 whin_now (void);

/* "14:05", or "2:05 PM" where the user wants that. */
char *whin_format_clock (gint64 time);
/* "Today", "Yesterday", "Monday", "3 March", "3 March 2024". */
char *whin_format_day (gint64 time, gint64 now);
/* The same, shorter, for the end of a row: today is the clock. */
char *whin_format_short (gint64 time, gint64 now);
/* "Last seen today at 14:05". */
char *whin_format_last_seen (gint64 time, gint64 now);
/* "Last seen yesterday". */
char *whin_format_last_seen_day (gint64 time, gint64 now);
/* "0:42" until END on the monotonic clock, rounded up; NULL when it has passed. */
char *whin_format_countdown (gint64 end);
/* "0:42", "1:02:03": of sound. */
char *whin_format_length (gint64 ms);
/* One line for a list: the text, or what kind of thing it is. */
char *whin_format_preview (const MessageRow *row);
/* How long something lasts: "24 hours", "7 days". */
char *whin_format_lasting (gint64 seconds);
/* "JPEG image, 1.2 MB" */
/* A number for reading, from left to right in any text. */
char *whin_format_phone (const char *e164);
char *whin_format_file (const char *mime, gint64 size);
/* "Sticker 🐦"; emoji may be "". */
char *whin_format_sticker (const char *emoji);
/* In one paragraph: line breaks and tabs become spaces. */
char *whin_format_one_line (const char *text);
