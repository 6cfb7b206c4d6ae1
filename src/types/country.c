/* country: the rules of country-data.h at work. They are regular expressions, compiled when first
 * needed. SPDX-License-Identifier: GPL-3.0-or-later */
#include "country.h"

#include "phone.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  gboolean main;         /* of those with the same calling code */
  guint lengths;         /* bit n: there are national numbers of n digits */
  const char *idd;       /* what is dialled before a foreign number */
  const char *prefix;    /* what is dialled before a number at home, or "" */
  const char *transform; /* what takes the place of prefix, "" for nothing */
  const char *number;    /* a whole national number */
  const char *belongs;   /* tells its numbers from the main country's; "" for that one */
} Rule;

typedef struct {
  const char *code;
  const char *regex;
  const char *shape;
} Format;

#include "country-data.h"

#define TYPED_MAX 64

/* Regexes are kept for ever; the key is the address of the text in the table. */
static GRegex *
regex_of (const char *text)
{
  static GMutex lock;
  static GHashTable *cache;
  GRegex *regex;

  g_mutex_lock (&lock);
  if (cache == NULL)
    cache = g_hash_table_new (NULL, NULL);
  regex = g_hash_table_lookup (cache, text);
  if (regex == NULL) {
    regex = g_regex_new (text, 0, 0, NULL);
    g_assert (regex != NULL);
    g_hash_table_insert (cache, (gpointer) text, regex);
  }
  g_mutex_unlock (&lock);
  return regex;
}

static gboolean
fits (const char *regex, const char *digits)
{
  return g_regex_match (regex_of (regex), digits, 0, NULL);
}

guint
country_count (void)
{
  return G_N_ELEMENTS (countries);
}

const Country *
country_get (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (countries), NULL);
  return &countries[index];
}

const Country *
country_by_iso (const char *iso)
{
  for (guint i = 0; iso != NULL && i < G_N_ELEMENTS (countries); i++)
    if (g_ascii_strcasecmp (countries[i].iso, iso) == 0)
      return &countries[i];
  return NULL;
}

const Country *
country_of_locale (const char *locale)
{
  const char *territory = locale != NULL ? strchr (locale, '_') : NULL;
  char iso[3] = { 0 };

  if (territory == NULL || strlen (territory) < 3 || g_ascii_isalnum (territory[3]))
    return NULL;
  memcpy (iso, territory + 1, 2);
  return country_by_iso (iso);
}

const Country *
country_of_e164 (const char *e164)
{
  const Country *found = NULL;

  if (e164 == NULL || e164[0] != '+')
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (countries); i++) {
    if (!g_str_has_prefix (e164 + 1, countries[i].code))
      continue;
    if (rules[i].main)
      found = found != NULL ? found : &countries[i];
    else if (fits (rules[i].belongs, e164 + 1 + strlen (countries[i].code)))
      return &countries[i];
  }
  return found;
}

/* Only digits, in ASCII, and a leading plus. NULL for what holds letters or is endless. */
static char *
digits_of (const char *typed)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (!g_utf8_validate (typed, -1, NULL))
    return NULL;
  for (const char *p = typed; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isdigit (c))
      g_string_append_c (out, (char) ('0' + g_unichar_digit_value (c)));
    else if ((c == '+' || c == 0xff0b) && out->len == 0)
      g_string_append_c (out, '+');
    else if (g_unichar_isalpha (c) || c == '+')
      return NULL;
    if (out->len > TYPED_MAX)
      return NULL;
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
length_is_possible (const Rule *rule, const char *national)
{
  gsize len = strlen (national);

  return len < 32 && (rule->lengths >> len & 1) != 0;
}

static char *
without_prefix (const Rule *rule, const char *national)
{
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *last = NULL;
  g_autofree char *head = NULL;
  int groups, end;

  if (rule->prefix[0] == '\0' || !g_regex_match (regex_of (rule->prefix), national, 0, &match) ||
      !g_match_info_fetch_pos (match, 0, NULL, &end) || end == 0)
    return g_strdup (national);
  groups = g_regex_get_capture_count (regex_of (rule->prefix));
  last = groups > 0 ? g_match_info_fetch (match, groups) : NULL;
  if (rule->transform[0] == '\0' || last == NULL || last[0] == '\0')
    return g_strdup (national + end);
  head = g_match_info_expand_references (match, rule->transform, NULL);
  return g_strconcat (head, national + end, NULL);
}

/* The prefix goes unless that spoils a number that was whole. */
static char *
national_of (const Rule *rule, const char *digits)
{
  g_autofree char *bare = without_prefix (rule, digits);

  if (fits (rule->number, digits) && !fits (rule->number, bare))
    return g_strdup (digits);
  return g_steal_pointer (&bare);
}

/* Countries with one calling code share their numbers too. */
static char *
join (const Country *country, const char *national)
{
  g_autofree char *e164 = g_strconcat ("+", country->code, national, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (countries); i++)
    if (strcmp (countries[i].code, country->code) == 0 &&
        length_is_possible (&rules[i], national) && phone_is_e164 (e164))
      return g_steal_pointer (&e164);
  return NULL;
}

/* After the plus: the calling code decides, and a prefix written in between - +49 (0) 30 - is
 * forgiven. */
static char *
international (const char *digits)
{
  g_autofree char *e164 = g_strconcat ("+", digits, NULL);
  const Country *country = country_of_e164 (e164);
  g_autofree char *national = NULL;

  if (country == NULL)
    return NULL;
  national = national_of (&rules[country - countries], digits + strlen (country->code));
  return join (country, national);
}

char *
country_to_e164 (const Country *country, const char *typed)
{
  const Rule *rule = &rules[country - countries];
  g_autofree char *digits = digits_of (typed);
  g_autofree char *national = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  int end;

  if (digits == NULL)
    return NULL;
  if (digits[0] == '+')
    return international (digits + 1);
  if (!fits (rule->number, digits) && g_regex_match (regex_of (rule->idd), digits, 0, &match) &&
      g_match_info_fetch_pos (match, 0, NULL, &end)) {
    char *e164 = international (digits + end);

    if (e164 != NULL)
      return e164;
  }
  national = national_of (rule, digits);
  /* The calling code without a plus. */
  if (!fits (rule->number, national) && g_str_has_prefix (digits, country->code)) {
    g_autofree char *rest = national_of (rule, digits + strlen (country->code));

    if (fits (rule->number, rest) || !length_is_possible (rule, national))
      return join (country, rest);
  }
  return join (country, national);
}

char *
country_format (const char *e164)
{
  const Country *country = country_of_e164 (e164);
  const char *national;

  if (country == NULL || !phone_is_e164 (e164))
    return g_strdup (e164);
  national = e164 + 1 + strlen (country->code);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (GMatchInfo) match = NULL;

    if (strcmp (formats[i].code, country->code) == 0 &&
        g_regex_match (regex_of (formats[i].regex), national, 0, &match)) {
      g_autofree char *text = g_match_info_expand_references (match, formats[i].shape, NULL);

      return g_strdup_printf ("+%s %s", country->code, text);
    }
  }
  return g_strdup_printf ("+%s %s", country->code, national);
}

char *
country_flag (const Country *country)
{
  char text[13];
  int n = g_unichar_to_utf8 (0x1f1e6 + country->iso[0] - 'A', text);

  n += g_unichar_to_utf8 (0x1f1e6 + country->iso[1] - 'A', text + n);
  return g_strndup (text, n);
}
