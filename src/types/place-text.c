/* place-text: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "place-text.h"

#include <string.h>

/* Where the two numbers stand in links. */
static const struct {
  const char *before;
  const char *between;
} forms[] = {
  { "mlat=", "&mlon=" }, { "lat=", "&lon=" }, { "lat=", "&lng=" }, { "!3d", "!4d" },
  { "/@", "," },         { "ll=", "," },      { "q=", "," },       { "query=", "," },
  { "q=", "%2C" },       { "query=", "%2C" }, { "ll=", "%2C" },    { "daddr=", "," },
};

static gboolean
read_number (const char **at, double *value)
{
  gsize len = strspn (*at, "+-.0123456789");
  g_autofree char *number = g_strndup (*at, len);
  char *end;

  *value = g_ascii_strtod (number, &end);
  if (len == 0 || end != number + len)
    return FALSE;
  *at += len;
  return TRUE;
}

static gboolean
set (Spot *spot, double lat, double lon)
{
  if (!(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180))
    return FALSE;
  spot->lat = (int) (lat * 1e6 + (lat < 0 ? -0.5 : 0.5));
  spot->lon = (int) (lon * 1e6 + (lon < 0 ? -0.5 : 0.5));
  return TRUE;
}

static void
skip (const char **at, const char *what)
{
  *at += strspn (*at, what);
}

static void
skip_degree (const char **at)
{
  skip (at, " ");
  if (g_str_has_prefix (*at, "\xc2\xb0"))
    *at += 2;
  skip (at, " ");
}

/* N and E, or S and W, after a number or not at all. */
static gboolean
read_side (const char **at, const char *sides, double *value)
{
  skip_degree (at);
  if (**at == '\0' || strchr (sides, g_ascii_toupper (**at)) == NULL)
    return TRUE;
  if (*value < 0)
    return FALSE;
  if (g_ascii_toupper (**at) == sides[1])
    *value = -*value;
  (*at)++;
  return TRUE;
}

static gboolean
read_pair (const char *at, Spot *spot)
{
  double lat, lon;

  skip (&at, " \t\n");
  if (!read_number (&at, &lat) || !read_side (&at, "NS", &lat))
    return FALSE;
  skip (&at, " \t\n,;");
  if (!read_number (&at, &lon) || !read_side (&at, "EW", &lon))
    return FALSE;
  skip (&at, " \t\n");
  return *at == '\0' && set (spot, lat, lon);
}

static gboolean
read_after (const char *at, const char *between, Spot *spot)
{
  double lat, lon;

  if (!read_number (&at, &lat) || !g_str_has_prefix (at, between))
    return FALSE;
  at += strlen (between);
  skip (&at, "+ ");
  return read_number (&at, &lon) && set (spot, lat, lon);
}

/* "#map=15/48.2/16.37" */
static gboolean
read_fragment (const char *text, Spot *spot)
{
  const char *at = strstr (text, "map=");
  double zoom;

  if (at == NULL)
    return FALSE;
  at += strlen ("map=");
  return read_number (&at, &zoom) && *at == '/' && read_after (at + 1, "/", spot);
}

static gboolean
read_link (const char *text, Spot *spot)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    for (const char *at = strstr (text, forms[i].before); at != NULL;
         at = strstr (at + 1, forms[i].before))
      if (read_after (at + strlen (forms[i].before), forms[i].between, spot))
        return TRUE;
  return read_fragment (text, spot);
}

gboolean
place_from_text (const char *text, Spot *spot)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));

  if (g_ascii_strncasecmp (trimmed, "geo:", 4) == 0)
    return read_after (trimmed + 4, ",", spot);
  return read_pair (trimmed, spot) || read_link (trimmed, spot);
}
