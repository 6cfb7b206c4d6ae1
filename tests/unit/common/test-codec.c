/* test-codec: every type of field at, inside and past its limits, and text that is no JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec.h"

#include "error.h"
#include "limits.h"

#include <string.h>

typedef struct {
  gint64 n;
} Inner;

static const CodecField inner_fields[] = { CODEC_FIELD (Inner, n, INT, TRUE, 0, 9), CODEC_END };
static const CodecSchema inner_schema = { sizeof (Inner), inner_fields };

typedef struct {
  char *str;
  char *b64;
  Id id;
  Conv conv;
  gint64 num;
  gint64 big;
  gboolean yes;
  GPtrArray *list;
  GArray *ids;
  GPtrArray *strs;
  Inner *one;
} All;

static const CodecField all_fields[] = {
  CODEC_FIELD (All, str, STR, TRUE, 2, 6),
  CODEC_FIELD (All, b64, B64, FALSE, 2, 8),
  CODEC_FIELD (All, id, ID, FALSE, 0, 0),
  CODEC_FIELD (All, conv, CONV, FALSE, 0, 0),
  CODEC_FIELD (All, num, INT, FALSE, -3, 7),
  CODEC_FIELD (All, big, INT, FALSE, 0, G_MAXINT64),
  CODEC_FIELD (All, yes, BOOL, FALSE, 0, 0),
  CODEC_FIELD_OF (All, list, LIST, FALSE, 2, &inner_schema),
  CODEC_FIELD (All, ids, IDS, FALSE, 0, 2),
  CODEC_FIELD (All, strs, STRS, FALSE, 0, 2),
  CODEC_FIELD_OF (All, one, STRUCT, FALSE, 0, &inner_schema),
  CODEC_END,
};
static const CodecSchema all_schema = { sizeof (All), all_fields };

#define ID_A "AAECAwQFBgcICQoLDA0ODw"
#define ID_B "ICEiIyQlJicoKSorLC0uLw"

static All *
read_text (const char *text, GError **error)
{
  /* Not NUL terminated, and exactly as long as it is said to be. */
  gsize len = strlen (text);
  g_autofree char *exact = g_memdup2 (text, len);

  return codec_read_text (&all_schema, exact, len, error);
}

static void
test_good (void)
{
  static const struct {
    const char *in;
    const char *out; /* NULL: the same */
  } rows[] = {
    { "{\"str\":\"ab\"}", NULL },
    { "{\"str\":\"abcdef\"}", NULL },
    { " { \"str\" : \"ab\" } ", "{\"str\":\"ab\"}" },
    { "{\"str\":\"äöüß€\"}", NULL },
    { "{\"str\":\"😀😀\"}", NULL },
    { "{\"str\":\"\\ud83d\\ude00x\"}", "{\"str\":\"😀x\"}" },
    { "{\"str\":\"a\\\"\\\\\\/\\n\"}", "{\"str\":\"a\\\"\\\\/\\u000a\"}" },
    { "{\"str\":\"ab\",\"b64\":\"AA\"}", NULL },
    { "{\"str\":\"ab\",\"b64\":\"-_-_AAAA\"}", NULL },
    { "{\"str\":\"ab\",\"id\":\"" ID_A "\"}", NULL },
    { "{\"str\":\"ab\",\"conv\":\"u:" ID_A "\"}", NULL },
    { "{\"str\":\"ab\",\"conv\":\"g:" ID_A "\"}", NULL },
    { "{\"str\":\"ab\",\"conv\":\"s:" ID_A "\"}", NULL },
    { "{\"str\":\"ab\",\"num\":-3}", NULL },
    { "{\"str\":\"ab\",\"num\":7}", NULL },
    { "{\"str\":\"ab\",\"num\":0}", "{\"str\":\"ab\"}" },
    { "{\"str\":\"ab\",\"big\":9223372036854775807}", NULL },
    { "{\"str\":\"ab\",\"f\":0.12345678901234567890123e-5,\"num\":5}",
      "{\"str\":\"ab\",\"num\":5}" },
    { "{\"str\":\"\\\\u0000\"}", NULL },
    { "{\"str\":\"ab\",\"yes\":true}", NULL },
    { "{\"str\":\"ab\",\"yes\":false}", "{\"str\":\"ab\"}" },
    { "{\"str\":\"ab\",\"list\":[]}", NULL },
    { "{\"str\":\"ab\",\"list\":[{\"n\":0},{\"n\":9}]}", NULL },
    { "{\"str\":\"ab\",\"ids\":[]}", NULL },
    { "{\"str\":\"ab\",\"ids\":[\"" ID_A "\",\"" ID_B "\"]}", NULL },
    { "{\"str\":\"ab\",\"strs\":[\"\",\"x\"]}", NULL },
    { "{\"str\":\"ab\",\"one\":{\"n\":1}}", NULL },
    { "{\"str\":\"ab\",\"one\":null,\"id\":null,\"list\":null}", "{\"str\":\"ab\"}" },
    { "{\"str\":\"ab\",\"unknown\":{\"deep\":[1,2,{}]}}", "{\"str\":\"ab\"}" },
    { "{\"unknown\":1.5e300,\"str\":\"ab\"}", "{\"str\":\"ab\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    All *all = read_text (rows[i].in, &error);
    g_autoptr (GString) out = g_string_new (NULL);

    g_test_message ("%s", rows[i].in);
    g_assert_no_error (error);
    codec_write (&all_schema, all, out);
    g_assert_cmpstr (out->str, ==, rows[i].out != NULL ? rows[i].out : rows[i].in);
    codec_free (&all_schema, all);
  }
}

static void
test_bad (void)
{
  static const char *const rows[] = {
    "",
    " ",
    "null",
    "1",
    "\"x\"",
    "[]",
    "{",
    "}",
    "{\"str\":\"ab\"",
    "{\"str\":\"ab\"}x",
    "{\"str\":\"ab\"}{}",
    "{'str':'ab'}",
    "{str:\"ab\"}",
    "{\"str\":\"ab\",}",
    "{\"str\" \"ab\"}",
    "{}",
    "{\"str\":null}",
    "{\"str\":1}",
    "{\"str\":true}",
    "{\"str\":[]}",
    "{\"str\":{}}",
    "{\"str\":\"a\"}",
    "{\"str\":\"abcdefg\"}",
    "{\"str\":\"\xff\xfe\"}",
    "{\"str\":\"a\xc3\"}",
    "{\"str\":\"\xc0\x80z\"}",
    "{\"str\":\"\xed\xa0\x80z\"}",
    "{\"str\":\"ab\\ud800\"}",
    "{\"str\":\"ab\\u0000\"}",
    "{\"str\":\"ab\",\"b64\":\"A\"}",
    "{\"str\":\"ab\",\"b64\":\"AAAAA\"}",
    "{\"str\":\"ab\",\"b64\":\"AAA=\"}",
    "{\"str\":\"ab\",\"b64\":\"AA+A\"}",
    "{\"str\":\"ab\",\"b64\":\"AB\"}",
    "{\"str\":\"ab\",\"b64\":\"AAAAAAAAAA\"}",
    "{\"str\":\"ab\",\"id\":\"\"}",
    "{\"str\":\"ab\",\"id\":1}",
    "{\"str\":\"ab\",\"id\":[]}",
    "{\"str\":\"ab\",\"id\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
    "{\"str\":\"ab\",\"id\":\"AAECAwQFBgcICQoLDA0ODx\"}",
    "{\"str\":\"ab\",\"conv\":\"" ID_A "\"}",
    "{\"str\":\"ab\",\"conv\":\"x:" ID_A "\"}",
    "{\"str\":\"ab\",\"conv\":\"u:\"}",
    "{\"str\":\"ab\",\"conv\":\":" ID_A "\"}",
    "{\"str\":\"ab\",\"conv\":\"\"}",
    "{\"str\":\"ab\",\"conv\":{}}",
    "{\"str\":\"ab\",\"num\":8}",
    "{\"str\":\"ab\",\"num\":-4}",
    "{\"str\":\"ab\",\"num\":1.0}",
    "{\"str\":\"ab\",\"num\":1e0}",
    "{\"str\":\"ab\",\"num\":\"1\"}",
    "{\"str\":\"ab\",\"num\":true}",
    "{\"str\":\"ab\",\"num\":07}",
    "{\"str\":\"ab\",\"num\":-03}",
    "{\"str\":\"ab\",\"num\":0x5}",
    "{\"str\":\"ab\",\"num\":+5}",
    "{\"str\":\"ab\",\"num\":5.}",
    "{\"str\":\"ab\",\"num\":--3}",
    "{\"str\":\"ab\",\"num\":$5}",
    "{\"str\":\"ab\",\"num\":NaN}",
    "{\"str\":\"ab\",\"big\":-1}",
    "{\"str\":\"ab\",\"big\":9223372036854775808}",
    "{\"str\":\"ab\",\"big\":18446744073709551616}",
    "{\"str\":\"ab\",\"big\":99999999999999999999999999}",
    "{\"str\":\"ab\",\"yes\":1}",
    "{\"str\":\"ab\",\"yes\":\"true\"}",
    "{\"str\":\"ab\",\"list\":{}}",
    "{\"str\":\"ab\",\"list\":[1]}",
    "{\"str\":\"ab\",\"list\":[{}]}",
    "{\"str\":\"ab\",\"list\":[{\"n\":1},{\"n\":10}]}",
    "{\"str\":\"ab\",\"list\":[{\"n\":1},{\"n\":1},{\"n\":1}]}",
    "{\"str\":\"ab\",\"list\":[{\"n\":1},null]}",
    "{\"str\":\"ab\",\"ids\":[\"x\"]}",
    "{\"str\":\"ab\",\"ids\":[\"" ID_A "\",null]}",
    "{\"str\":\"ab\",\"ids\":\"" ID_A "\"}",
    "{\"str\":\"ab\",\"ids\":[\"" ID_A "\",\"" ID_A "\",\"" ID_A "\"]}",
    "{\"str\":\"ab\",\"strs\":[1]}",
    "{\"str\":\"ab\",\"strs\":[[]]}",
    "{\"str\":\"ab\",\"strs\":["
    "\"12345678901234567890123456789012345678901234567890123456789012345\"]}",
    "{\"str\":\"ab\",\"one\":[]}",
    "{\"str\":\"ab\",\"one\":{}}",
    "{\"str\":\"ab\",\"one\":1}",
    "{\"str\":\"ab\",\"one\":{\"n\":10}}",
    "/* x */{\"str\":\"ab\"}",
    "{\"str\":\"ab\" // x\n}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    All *all = read_text (rows[i], &error);

    g_test_message ("%u", i);
    if (all != NULL)
      g_test_message ("accepted: %s", rows[i]);
    g_assert_null (all);
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME);
  }
}

static void
test_nul (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (codec_parse ("{}\0", 3, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME);
  g_clear_error (&error);
  g_assert_null (codec_parse (NULL, 0, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME);
}

static void
test_depth (void)
{
  /* What stands before the brackets must not hide them. */
  static const char *const heads[] = {
    "",
    "[\"\\\"\",",
    "[\"\\\\\",",
    "/*\"*/",
    "//\"\n",
    "'\"'",
    "[\"[[[[[[[[[[[[\"],",
    "{\"a\":",
    "[\"\\u0022\",",
    "#\"\n",
    "<!-- \" -->",
    "[1,\"a\",",
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    for (guint kind = 0; kind < 2; kind++) {
      g_autoptr (GString) text = g_string_new (heads[i]);
      g_autoptr (GError) error = NULL;

      for (guint n = 0; n < 200000; n++)
        g_string_append (text, kind == 0 ? "[" : "{\"a\":");
      g_assert_null (codec_parse (text->str, text->len, &error));
      g_assert_error (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME);
    }

  for (guint depth = 1; depth <= LIMIT_JSON_DEPTH_MAX + 1; depth++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (JsonNode) node = NULL;

    for (guint n = 0; n < depth; n++)
      g_string_append_c (text, '[');
    for (guint n = 0; n < depth; n++)
      g_string_append_c (text, ']');
    node = codec_parse (text->str, text->len, NULL);
    g_assert_cmpint (node != NULL, ==, depth <= LIMIT_JSON_DEPTH_MAX);
  }
  /* Brackets inside a string are text. */
  g_autoptr (JsonNode) node = codec_parse ("[\"[[[[[[[[[[{{{{{{{{\"]", 22, NULL);
  g_assert_nonnull (node);
}

static void
test_strings (void)
{
  for (guint c = 1; c < 256; c++) {
    char in[5] = { 'x' };
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (JsonNode) node = NULL;

    in[1 + g_unichar_to_utf8 (c, in + 1)] = '\0';
    codec_write_string (out, in);
    g_string_prepend_c (out, '[');
    g_string_append_c (out, ']');
    node = codec_parse (out->str, out->len, NULL);
    g_assert_nonnull (node);
    g_assert_cmpstr (json_array_get_string_element (json_node_get_array (node), 0), ==, in);
  }
}

static void
test_secret (void)
{
  All *all = read_text ("{\"str\":\"ab\",\"b64\":\"AAAA\",\"list\":[{\"n\":1}]}", NULL);

  codec_free_secret (&all_schema, all);
  codec_free_secret (&all_schema, NULL);
  codec_free (&all_schema, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/codec/good", test_good);
  g_test_add_func ("/codec/bad", test_bad);
  g_test_add_func ("/codec/nul", test_nul);
  g_test_add_func ("/codec/depth", test_depth);
  g_test_add_func ("/codec/strings", test_strings);
  g_test_add_func ("/codec/secret", test_secret);
  return g_test_run ();
}
