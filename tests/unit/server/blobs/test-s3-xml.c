/* test-s3-xml: what stores answer, and what none should.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "s3-xml.h"

#include <string.h>

static S3Xml *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  return s3_xml_parse (bytes, error);
}

static void
test_answer (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (S3Xml) xml =
      parse ("  <?xml version=\"1.0\" encoding=\"UTF-8\"?>\n  "
             "<s3:ListPartsResult xmlns:s3=\"http://s3.amazonaws.com/doc/2006-03-01/\">\n"
             "<UploadId>2~a&amp;b</UploadId><Part><PartNumber>3</PartNumber>"
             "<ETag>&quot;ab&#34;</ETag><Size>9223372036854775807</Size></Part><!-- no -->"
             "<Part><PartNumber>x</PartNumber></Part></s3:ListPartsResult>",
             &error);
  guint64 number = 7;
  g_assert_no_error (error);
  g_assert_true (s3_xml_is (xml, "ListPartsResult"));
  g_assert_cmpstr (s3_xml_text (xml, "UploadId"), ==, "2~a&b");
  g_assert_null (s3_xml_text (xml, "Key"));
  g_assert_cmpuint (xml->children->len, ==, 3);
  const S3Xml *part = xml->children->pdata[1];
  g_assert_cmpstr (s3_xml_text (part, "ETag"), ==, "\"ab\"");
  g_assert_true (s3_xml_number (part, "PartNumber", 3, &number));
  g_assert_cmpuint (number, ==, 3);
  g_assert_false (s3_xml_number (part, "PartNumber", 2, &number));
  g_assert_true (s3_xml_number (part, "Size", G_MAXINT64, &number));
  g_assert_false (s3_xml_number (part, "Nothing", 10, &number));
  g_assert_false (s3_xml_number (xml->children->pdata[2], "PartNumber", 10, &number));
}

static char *
nested (guint depth)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < depth; i++)
    g_string_append (text, "<a>");
  for (guint i = 0; i < depth; i++)
    g_string_append (text, "</a>");
  return g_string_free (text, FALSE);
}

static char *
repeated (const char *what, guint n)
{
  GString *text = g_string_new ("<a>");
  for (guint i = 0; i < n; i++)
    g_string_append (text, what);
  g_string_append (text, "</a>");
  return g_string_free (text, FALSE);
}

static void
assert_refused (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (parse (text, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_INTERNAL);
}

static void
test_refused (void)
{
  static const char *const rows[] = {
    "",
    " ",
    "hello",
    "<a>",
    "<a></b>",
    "<a/><b/>",
    "<a>&nothing;</a>",
    "<!DOCTYPE a [<!ENTITY b \"ccc\">]><a>&b;</a>",
    "<a>\xff</a>",
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i]);
    assert_refused (rows[i]);
  }
  g_autoptr (GBytes) zero = g_bytes_new_static ("<a>\0</a>", 8);
  g_assert_null (s3_xml_parse (zero, NULL));
}

static void
test_limits (void)
{
  g_autofree char *deep = nested (9), *deep_enough = nested (8);
  g_autofree char *many = repeated ("<b/>", 8192), *long_text = repeated ("xxxxxxxx", 513);
  g_autofree char *large =
      repeated ("<b>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</b>", 8000);
  g_autoptr (S3Xml) xml = parse (deep_enough, NULL);
  g_assert_nonnull (xml);
  assert_refused (deep);
  assert_refused (many);
  assert_refused (long_text);
  assert_refused (large);
}

static void
test_code (void)
{
  static const struct {
    const char *text, *code;
  } rows[] = {
    { "<?xml version=\"1.0\"?><Error><Code>NoSuchUpload</Code><Message/></Error>", "NoSuchUpload" },
    { "<Error><Message>x</Message></Error>", NULL },
    { "<Result><Code>NoSuchUpload</Code></Result>", NULL },
    { "Code", NULL },
    { "", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (rows[i].text, strlen (rows[i].text));
    g_autofree char *code = s3_xml_code (bytes);
    g_assert_cmpstr (code, ==, rows[i].code);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/s3-xml/answer", test_answer);
  g_test_add_func ("/s3-xml/refused", test_refused);
  g_test_add_func ("/s3-xml/limits", test_limits);
  g_test_add_func ("/s3-xml/code", test_code);
  return g_test_run ();
}
