/* test-vcard: what phones and address books write, by the standards and beside them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "vcard.h"

#include "error.h"
#include "limits.h"

#include <string.h>

/* name|number|number\n */
static char *
print (GPtrArray *cards)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < cards->len; i++) {
    const Vcard *card = cards->pdata[i];

    g_string_append (out, card->name);
    for (guint n = 0; n < card->phones->len; n++)
      g_string_append_printf (out, "|%s", (const char *) card->phones->pdata[n]);
    g_string_append_c (out, '\n');
  }
  return g_string_free (out, FALSE);
}

static char *
read_bytes (const char *data, gsize len)
{
  /* A block of its own size, so that a sanitizer sees one byte too many. */
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = vcard_parse (bytes, &error);

  g_assert_no_error (error);
  return print (cards);
}

static void
check (const char *text, const char *expected)
{
  g_autofree char *printed = read_bytes (text, strlen (text));

  g_assert_cmpstr (printed, ==, expected);
}

#define CARD(version, lines) "BEGIN:VCARD\r\nVERSION:" version "\r\n" lines "END:VCARD\r\n"

static void
test_versions (void)
{
  check (CARD ("2.1", "N:Moreau;Clara\r\nFN:Clara Moreau\r\nTEL;CELL:0163-2960101\r\n"),
         "Clara Moreau|0163-2960101\n");
  check (CARD ("3.0", "N:Moreau;Clara;;;\r\nFN:Clara Moreau\r\n"
                      "TEL;TYPE=CELL,PREF:+44 1632 960101\r\nTEL;TYPE=home:+44 1632 960102\r\n"),
         "Clara Moreau|+44 1632 960101|+44 1632 960102\n");
  check (CARD ("4.0", "FN:Clara Moreau\r\n"
                      "TEL;VALUE=uri;TYPE=\"voice,home\";PREF=1:tel:+44-1632-960101;ext=102\r\n"),
         "Clara Moreau|+44-1632-960101\n");
  /* iOS groups its lines, WhatsApp adds a parameter. */
  check (CARD ("3.0", "FN:Clara\r\n"
                      "item1.TEL;waid=441632960101:+44 1632 960101\r\nitem1.X-ABLabel:Mobile\r\n"),
         "Clara|+44 1632 960101\n");
  check (CARD ("3.0", "fn:Clara\r\ntel:1632\r\n"), "Clara|1632\n");
}

static void
test_several (void)
{
  check (CARD ("2.1", "FN:A\r\nTEL:1\r\n") "\r\n\r\n" CARD ("3.0", "FN:B\r\nTEL:2\r\n")
             CARD ("4.0", "FN:None\r\n") CARD ("4.0", "FN:C\r\nTEL:3\r\n"),
         "A|1\nB|2\nC|3\n");
}

static void
test_names (void)
{
  check (CARD ("3.0", "N:Moreau;Clara;Anne;Dr.;\r\nTEL:1\r\n"), "Clara Anne Moreau|1\n");
  check (CARD ("3.0", "FN:\r\nN:Moreau\r\nTEL:1\r\n"), "Moreau|1\n");
  check (CARD ("3.0", "N:;;;;\r\nNICKNAME:Clari\r\nTEL:1\r\n"), "Clari|1\n");
  check (CARD ("3.0", "N:;;;;\r\nORG:Birds\\, Ltd\\; and Sons;Office\r\nTEL:1\r\n"),
         "Birds, Ltd; and Sons|1\n");
  check (CARD ("3.0", "TEL:1\r\n"), "|1\n");
  check (CARD ("3.0", "FN:One\\nTwo\\\\ \\t  three \r\nTEL:1\r\n"), "One Two\\ t three|1\n");
  check (CARD ("3.0", "FN:a\x01\x7f"
                      "b\r\nTEL:1\r\n"),
         "a b|1\n");
}

static void
test_folds (void)
{
  check (CARD ("3.0", "FN:Clara\r\n  Mor\r\n\teau\r\nTEL;TYPE=\r\n CELL:+44 16\r\n 32\r\n"),
         "Clara Moreau|+44 1632\n");
  /* In 2.1 the blank belongs to the value. */
  check (CARD ("2.1", "FN:Clara\r\n Moreau\r\nTEL:1\r\n"), "Clara Moreau|1\n");
  /* Ends of lines of other systems, and none at the end. */
  check ("BEGIN:VCARD\nVERSION:3.0\nFN:Cla\n ra\nTEL:1\nEND:VCARD", "Clara|1\n");
  check ("BEGIN:VCARD\rVERSION:3.0\rFN:Cla\r ra\rTEL:1\rEND:VCARD", "Clara|1\n");
}

static void
test_quoted_printable (void)
{
  check (CARD ("2.1", "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B8rgen =\r\n"
                      "M=C3=BC=\r\nller\r\nTEL:1\r\n"),
         "Jørgen Müller|1\n");
  check (CARD ("2.1", "N;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:M=FCller;J=F8rgen\r\nTEL:1\r\n"),
         "Jørgen Müller|1\n");
  /* Semicolons that are encoded are semicolons all the same. */
  check (CARD ("2.1", "N;ENCODING=QUOTED-PRINTABLE:M=3BJ\r\nTEL:1\r\n"), "J M|1\n");
  check (CARD ("2.1", "FN;ENCODING=QUOTED-PRINTABLE:a=0Db=0Ac=00d=zz=4\r\nTEL:1\r\n"),
         "a b c d=zz=4|1\n");
  /* A broken line at the end of the file. */
  check ("BEGIN:VCARD\nTEL:1\nFN;ENCODING=QUOTED-PRINTABLE:a=", "a|1\n");
  check ("BEGIN:VCARD\nTEL:1\nFN;ENCODING=QUOTED-PRINTABLE:=\n=\n=", "|1\n");
}

static void
test_charsets (void)
{
  check (CARD ("2.1", "FN;CHARSET=SHIFT_JIS:\x8e\x52\x93\x63\r\nTEL:1\r\n"), "山田|1\n");
  check (CARD ("2.1", "FN;CHARSET=windows-1251:\xc0\xed\xed\xe0\r\nTEL:1\r\n"), "Анна|1\n");
  /* Said to be what it is not, or nothing. */
  check (CARD ("2.1", "FN;CHARSET=UTF-8:M\xfcller\r\nTEL:1\r\n"), "Müller|1\n");
  check (CARD ("2.1", "FN;CHARSET=../x:M\xfcller\r\nTEL:1\r\n"), "Müller|1\n");
  check (CARD ("3.0", "FN:M\xc3\xbcller\r\nTEL:1\r\n"), "Müller|1\n");
  check (CARD ("2.1", "FN;ENCODING=BASE64:Q2xhcmE=\r\nTEL:1\r\n"), "Clara|1\n");
  check ("\xef\xbb\xbf" CARD ("3.0", "FN:Clara\r\nTEL:1\r\n"), "Clara|1\n");
}

static void
test_utf16 (void)
{
  static const char *const charsets[] = { "UTF-16LE", "UTF-16BE" };
  static const char *const marks[] = { "\xff\xfe", "\xfe\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++) {
    gsize len;
    g_autofree char *text = g_convert (CARD ("3.0", "FN:山田\r\nTEL:1\r\n"), -1, charsets[i],
                                       "UTF-8", NULL, &len, NULL);
    g_autoptr (GByteArray) file = g_byte_array_new ();
    g_autofree char *printed = NULL;

    g_byte_array_append (file, (const guint8 *) marks[i], 2);
    g_byte_array_append (file, (const guint8 *) text, (guint) len);
    printed = read_bytes ((const char *) file->data, file->len);
    g_assert_cmpstr (printed, ==, "山田|1\n");
  }
}

static void
test_odd (void)
{
  /* Cards in cards, and photos. */
  check (CARD ("2.1", "FN:Boss\r\nAGENT:\r\n"
                      "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Clerk\r\nTEL:2\r\nEND:VCARD\r\n"
                      "TEL:1\r\n"),
         "Boss|1\n");
  check (CARD ("2.1", "FN:A\r\nPHOTO;ENCODING=BASE64;TYPE=JPEG:/9j/4AAQSkZJRgABAQ\r\n"
                      " AAAQABAAD=\r\n\r\nTEL:1\r\n"),
         "A|1\n");
  /* One without an end, and a file that was cut off. */
  check ("BEGIN:VCARD\nFN:A\nTEL:1\nBEGIN:VCARD\nFN:B\nTEL:2\nEND:VCARD\n"
         "BEGIN:VCARD\nFN:C\nTEL:3",
         "A|1\nB|2\nC|3\n");
  check ("FN:Nobody\nTEL:9\nEND:VCARD\n" CARD ("3.0", "no colon\r\n:x\r\nFN:A\r\nTEL:1\r\n"),
         "A|1\n");
  check (CARD ("3.0", "FN;X=\"a:b;c\":A\r\nTEL;X=\"open:1\r\n"), "A|1\n");
  /* No number to write to. */
  check (CARD ("3.0", "FN:A\r\nTEL:\r\nTEL:none\r\nTEL:1\\,2\r\nTEL:3,4\r\n"), "A|1|3\n");
  check (CARD ("3.0", "FN:A\r\nEMAIL:a@example.org\r\n"), "");
}

static void
test_nothing (void)
{
  static const char *const texts[] = { "",
                                       "hello\n",
                                       "\n\n",
                                       "END:VCARD\n",
                                       "\xff\xfe",
                                       "\xff\xfe\x01",
                                       "BEGIN:VCALENDAR\nEND:VCALENDAR\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (texts[i], strlen (texts[i]));
    g_autoptr (GError) error = NULL;

    g_assert_null (vcard_parse (bytes, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  }
}

static GBytes *
many (guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "BEGIN:VCARD\nTEL:%u\nEND:VCARD\n", i);
  return g_string_free_to_bytes (text);
}

static void
test_limits (void)
{
  g_autoptr (GBytes) full = many (VCARD_CARDS_MAX);
  g_autoptr (GBytes) over = many (VCARD_CARDS_MAX + 1);
  g_autoptr (GPtrArray) cards = vcard_parse (full, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *longest = g_strnfill (100000, 'x');
  g_autoptr (GString) text = g_string_new ("BEGIN:VCARD\n");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) long_one = NULL;
  const Vcard *card;

  g_assert_cmpuint (cards->len, ==, VCARD_CARDS_MAX);
  g_assert_null (vcard_parse (over, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG);
  g_string_append_printf (text, "FN:ü%s\nTEL:%s1\n", longest, longest);
  for (guint i = 0; i < 100; i++)
    g_string_append_printf (text, "TEL:%u\n", i);
  bytes = g_bytes_new (text->str, text->len);
  long_one = vcard_parse (bytes, NULL);
  card = long_one->pdata[0];
  g_assert_cmpint (g_utf8_strlen (card->name, -1), ==, LIMIT_NAME_MAX);
  g_assert_cmpuint (card->phones->len, ==, VCARD_PHONES_MAX);
  g_assert_cmpstr (card->phones->pdata[0], ==, "0");
}

static void
check_written (const char *name)
{
  g_autofree char *file = vcard_write (name, "+441632960101");
  g_autofree char *printed = read_bytes (file, strlen (file));
  g_autofree char *expected = g_strdup_printf ("%s|+441632960101\n", name);
  g_auto (GStrv) lines = g_strsplit (file, "\r\n", -1);

  g_assert_cmpstr (printed, ==, expected);
  g_assert_true (g_utf8_validate (file, -1, NULL));
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_cmpuint (strlen (lines[i]), <=, 75);
}

static void
test_written (void)
{
  g_autofree char *file = vcard_write ("Clara Moreau", "+441632960101");

  g_assert_cmpstr (file, ==,
                   "BEGIN:VCARD\r\nVERSION:3.0\r\nN:;Clara Moreau;;;\r\nFN:Clara Moreau\r\n"
                   "TEL;TYPE=CELL:+441632960101\r\nEND:VCARD\r\n");
  check_written ("Birds, Ltd; \\and\\ Sons: \"=20\"");
  check_written ("山田山田山田山田山田山田山田山田山田山田山田山田山田山田山田山田");
  check_written ("a 山田 山田 山田 山田 山田 山田 山田 山田 山田 山田 山田 b");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/types/vcard/versions", test_versions);
  g_test_add_func ("/types/vcard/several", test_several);
  g_test_add_func ("/types/vcard/names", test_names);
  g_test_add_func ("/types/vcard/folds", test_folds);
  g_test_add_func ("/types/vcard/quoted-printable", test_quoted_printable);
  g_test_add_func ("/types/vcard/charsets", test_charsets);
  g_test_add_func ("/types/vcard/utf16", test_utf16);
  g_test_add_func ("/types/vcard/odd", test_odd);
  g_test_add_func ("/types/vcard/nothing", test_nothing);
  g_test_add_func ("/types/vcard/limits", test_limits);
  g_test_add_func ("/types/vcard/written", test_written);
  return g_test_run ();
}
