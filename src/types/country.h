/* country: what a phone number entry needs to know of the world - calling codes, and how people
 * write numbers.
 *
 * The table comes from libphonenumber's metadata (make-country.py). Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef struct {
  const char *iso;     /* "DE" */
  const char *name;    /* English; show it through gettext */
  const char *code;    /* "49" */
  const char *example; /* a national number, digits only, or "" */
} Country;

/* All of them, in the order of their English names. */
guint country_count (void);
const Country *country_get (guint index);
/* NULL when there is none. Any case. */
const Country *country_by_iso (const char *iso);
/* Whose number it most likely is; NULL for a calling code nobody has. Also takes the beginning of a
 * number, as long as it holds the calling code. */
const Country *country_of_e164 (const char *e164);
/* The country of the locale ("de_AT.UTF-8" is Austria), else NULL. */
const Country *country_of_locale (const char *locale);

/* What somebody in that country typed ("0151 2345678", "+33 6...", "00 33 6...") as E.164. NULL
 * when it has no possible length. Any digits of Unicode count. Caller frees. */
char *country_to_e164 (const Country *country, const char *typed);
/* "+49 1512 3456789", for reading. What has no format comes as the calling code and the rest.
 * Caller frees. */
char *country_format (const char *e164);
/* The flag as two regional indicators. Caller frees. */
char *country_flag (const Country *country);
