/* test-country: against what libphonenumber itself says (tests/vectors/phone), and what people
 * type. SPDX-License-Identifier: GPL-3.0-or-later */
#include "country.h"

#include "phone.h"

#include <string.h>

static char *
vectors (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "vectors", "phone", "numbers.tsv", NULL);
  char *text;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_vectors (void)
{
  g_autofree char *text = vectors ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint rows = 0, read = 0, written = 0, found = 0, dialled = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
    const Country *country;

    if (lines[i][0] == '#' || lines[i][0] == '\0')
      continue;
    g_assert_cmpuint (g_strv_length (cells), ==, 7);
    country = country_by_iso (cells[0]);
    g_assert_nonnull (country);
    g_autofree char *e164 = country_to_e164 (country, cells[1]);
    g_autofree char *pretty = country_format (cells[3]);
    g_autofree char *abroad =
        country_to_e164 (country_by_iso (strcmp (cells[0], "US") == 0 ? "DE" : "US"), cells[6]);
    const Country *owner = country_of_e164 (cells[3]);
    gboolean short_one = !phone_is_e164 (cells[3]);

    rows++;
    if (short_one || g_strcmp0 (e164, cells[2]) == 0)
      read++;
    else
      g_test_message ("%s read %s: %s, not %s", cells[0], cells[1], e164, cells[2]);
    if (short_one || strcmp (pretty, cells[4]) == 0)
      written++;
    else
      g_test_message ("%s written %s: %s, not %s", cells[0], cells[3], pretty, cells[4]);
    if (short_one || g_strcmp0 (abroad, cells[3]) == 0)
      dialled++;
    else
      g_test_message ("%s dialled %s: %s, not %s", cells[0], cells[6], abroad, cells[3]);
    g_assert_nonnull (owner);
    g_assert_cmpstr (owner->code, ==, country->code);
    found += strcmp (owner->iso, cells[5]) == 0;
  }
  g_test_message ("%u numbers: read %u, written %u, dialled %u, region %u", rows, read, written,
                  dialled, found);
  g_assert_cmpuint (rows, >, 1000);
  g_assert_cmpuint (read, ==, rows);
  g_assert_cmpuint (written, ==, rows);
  g_assert_cmpuint (dialled, ==, rows);
  /* Service numbers say little about where they are. */
  g_assert_cmpuint (found, >, rows * 85 / 100);
}

static void
test_typed (void)
{
  static const struct {
    const char *iso;
    const char *typed;
    const char *e164;
  } rows[] = {
    { "DE", "0151 23456789", "+4915123456789" },
    { "DE", "151 23456789", "+4915123456789" },
    { "DE", "(0151) 234-567/89", "+4915123456789" },
    { "DE", "+49 (0) 151 23456789", "+4915123456789" },
    { "DE", "0049 151 23456789", "+4915123456789" },
    { "FR", "33 6 12 34 56 78", "+33612345678" },
    { "DE", "+33 6 12 34 56 78", "+33612345678" },
    { "DE", "0033 6 12 34 56 78", "+33612345678" },
    { "US", "(201) 555-0123", "+12015550123" },
    { "US", "1 201 555 0123", "+12015550123" },
    { "US", "+1 201 555 0123", "+12015550123" },
    { "US", "011 49 151 23456789", "+4915123456789" },
    { "CA", "506-234-5678", "+15062345678" },
    { "GB", "07400 123456", "+447400123456" },
    { "IT", "02 1234 5678", "+390212345678" },
    { "IT", "312 345 6789", "+393123456789" },
    { "AR", "011 15-2345-6789", "+5491123456789" },
    { "BR", "(11) 96123-4567", "+5511961234567" },
    { "RU", "8 (912) 345-67-89", "+79123456789" },
    { "EG", "٠١٠٠ ١٢٣ ٤٥٦٧", "+201001234567" },
    { "JP", "０９０－１２３４－５６７８", "+819012345678" },
    { "DE", "", NULL },
    { "DE", "+", NULL },
    { "DE", "0", NULL },
    { "DE", "12", NULL },
    { "DE", "call me", NULL },
    { "DE", "0151 23456789 ext 5", NULL },
    { "DE", "++49 151 23456789", NULL },
    { "DE", "+0 151 23456789", NULL },
    { "DE", "+999 123456789", NULL },
    { "US", "555-01", NULL },
    { "US", "201 555 01234 5678", NULL },
    { "DE", "\xff\xfe", NULL },
    { "DE", "00000000000000000000000000000000000000000000000000000000000000000000000000", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *e164 = country_to_e164 (country_by_iso (rows[i].iso), rows[i].typed);

    g_test_message ("%s row %u", rows[i].iso, i);
    g_assert_cmpstr (e164, ==, rows[i].e164);
  }
}

static void
test_format (void)
{
  static const struct {
    const char *e164;
    const char *text;
  } rows[] = {
    { "+4915123456789", "+49 1512 3456789" },
    { "+12015550123", "+1 201-555-0123" },
    { "+33612345678", "+33 6 12 34 56 78" },
    { "+1201555", "+1 201555" },
    { "+376", "+376" },
    { "+999123", "+999123" },
    { "+9991234567", "+9991234567" },
    { "nonsense", "nonsense" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = country_format (rows[i].e164);

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

static void
test_table (void)
{
  for (guint i = 0; i < country_count (); i++) {
    const Country *country = country_get (i);
    g_autofree char *flag = country_flag (country);
    g_autofree char *e164 = country_to_e164 (country, country->example);
    g_autofree char *wanted = g_strconcat ("+", country->code, country->example, NULL);

    g_assert_true (country_by_iso (country->iso) == country);
    g_assert_cmpint (g_utf8_strlen (flag, -1), ==, 2);
    g_assert_cmpstr (country->name, !=, "");
    if (phone_is_e164 (wanted))
      g_assert_cmpstr (e164, ==, wanted);
  }
  g_assert_null (country_by_iso ("XX"));
  g_assert_null (country_by_iso (NULL));
  g_assert_cmpstr (country_by_iso ("de")->name, ==, "Germany");
  g_autofree char *flag = country_flag (country_by_iso ("DE"));
  g_assert_cmpstr (flag, ==, "🇩🇪");
}

static void
test_locale (void)
{
  g_assert_cmpstr (country_of_locale ("de_AT.UTF-8")->iso, ==, "AT");
  g_assert_cmpstr (country_of_locale ("sr_RS@latin")->iso, ==, "RS");
  g_assert_cmpstr (country_of_locale ("en_GB")->iso, ==, "GB");
  g_assert_null (country_of_locale ("C.UTF-8"));
  g_assert_null (country_of_locale ("de"));
  g_assert_null (country_of_locale ("es_419"));
  g_assert_null (country_of_locale ("x_Y"));
  g_assert_null (country_of_locale (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/country/vectors", test_vectors);
  g_test_add_func ("/country/typed", test_typed);
  g_test_add_func ("/country/format", test_format);
  g_test_add_func ("/country/table", test_table);
  g_test_add_func ("/country/locale", test_locale);
  return g_test_run ();
}
