/* test-ids: names, conversations, phone numbers, and the tables of errors and closes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ids.h"

#include "error.h"
#include "phone.h"

#include <string.h>

static void
test_id (void)
{
  static const char *const bad[] = {
    "",
    "AAAAAAAAAAAAAAAAAAAAAA", /* none */
    "AAECAwQFBgcICQoLDA0ODx", /* trailing bits */
    "AAECAwQFBgcICQoLDA0ODy",
    "AAECAwQFBgcICQoLDA0ODz",
    "AAECAwQFBgcICQoLDA0OD",
    "AAECAwQFBgcICQoLDA0ODw=",
    "AAECAwQFBgcICQoLDA0ODw==",
    "AAECAwQFBgcICQoLDA0ODwA",
    "AAECAwQFBgcICQoLDA0O/w",
    "AAECAwQFBgcICQoLDA0O+w",
    " AECAwQFBgcICQoLDA0ODw",
    "AAECAwQFBgcICQoLDA0OD\n",
    "AAECAwQFBgcICQoLDA0OD\xc3",
    "AAECAwQFBgcICQoLDA0\xc3ww",
  };
  Id id = { { 9 } }, before = id, same;
  IdText text;

  g_assert_false (id_from_text (NULL, &id));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_false (id_from_text (bad[i], &id));
    g_assert_true (id_equal (&id, &before));
  }
  g_assert_true (id_from_text ("AAECAwQFBgcICQoLDA0ODw", &id));
  for (guint i = 0; i < ID_BYTES; i++)
    g_assert_cmpuint (id.bytes[i], ==, i);
  g_assert_cmpstr (id_to_text (&id, text), ==, "AAECAwQFBgcICQoLDA0ODw");
  for (guint i = 0; i < 1000; i++) {
    Id random = id_random ();

    g_assert_true (id_from_text (id_to_text (&random, text), &same));
    g_assert_true (id_equal (&random, &same));
    g_assert_cmpuint (id_hash (&random), ==, id_hash (&same));
    g_assert_cmpint (id_compare (&random, &same), ==, 0);
    g_assert_false (id_is_none (&random));
  }
}

static void
test_conv (void)
{
  static const char *const good[] = { "u:AAECAwQFBgcICQoLDA0ODw", "g:AAECAwQFBgcICQoLDA0ODw",
                                      "s:AAECAwQFBgcICQoLDA0ODw" };
  static const char *const bad[] = { "",
                                     "u",
                                     "u:",
                                     ":AAECAwQFBgcICQoLDA0ODw",
                                     "U:AAECAwQFBgcICQoLDA0ODw",
                                     "uAAAECAwQFBgcICQoLDA0ODw",
                                     "u:AAAAAAAAAAAAAAAAAAAAAA",
                                     "u:AAECAwQFBgcICQoLDA0ODw ",
                                     "ug:AAECAwQFBgcICQoLDA0ODw" };
  Conv conv = { 0 };
  ConvText text;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_assert_true (conv_from_text (good[i], &conv));
    g_assert_cmpint (conv.kind, ==, good[i][0]);
    g_assert_cmpstr (conv_to_text (&conv, text), ==, good[i]);
  }
  g_assert_false (conv_from_text (NULL, &conv));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (conv_from_text (bad[i], &conv));
}

static void
test_base64 (void)
{
  static const char *const bad[] = { "A",  "AAAAA", "A=",   "AA==", "A A",    "AB",     "AAB",
                                     "A/", "A+",    "AA\n", "ä",    "AAAAAB", "AA\xc3w" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_null (base64url_decode (bad[i]));
    g_assert_false (base64url_is_valid (bad[i]));
  }
  for (gsize len = 0; len < 70; len++) {
    guint8 data[70];
    g_autofree char *text = NULL;
    g_autoptr (GBytes) back = NULL;

    for (gsize i = 0; i < len; i++)
      data[i] = 255 - i * 7;
    text = base64url_encode (data, len);
    g_assert_true (base64url_is_valid (text));
    back = base64url_decode (text);
    g_assert_nonnull (back);
    g_assert_cmpmem (g_bytes_get_data (back, NULL), g_bytes_get_size (back), data, len);
  }
}

static void
test_phone (void)
{
  static const struct {
    const char *text;
    gboolean good;
  } rows[] = {
    { "+1234567", TRUE },
    { "+123456789012345", TRUE },
    { "+441632960123", TRUE },
    { "+123456", FALSE },
    { "+1234567890123456", FALSE },
    { "+0123456789", FALSE },
    { "441632960123", FALSE },
    { "+44 1632", FALSE },
    { "+44163296012a", FALSE },
    { "", FALSE },
    { "+", FALSE },
    { "++441632960123", FALSE },
    { "+44163296012\n", FALSE },
    { "+٤٤١٦٣٢٩٦٠١٢٣", FALSE },
  };
  g_autofree char *masked = phone_masked ("+441632960123");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (phone_is_e164 (rows[i].text), ==, rows[i].good);
  g_assert_false (phone_is_e164 (NULL));
  g_assert_cmpstr (masked, ==, "+44…23");
}

static void
test_errors (void)
{
#define CHECK_(NAME, wire, status, meaning)                                                        \
  g_assert_cmpstr (error_to_wire (WHIN_ERROR_##NAME), ==, wire);                                   \
  g_assert_cmpint (error_from_wire (wire), ==, WHIN_ERROR_##NAME);                                 \
  g_assert_cmpuint (error_http_status (WHIN_ERROR_##NAME), ==, status);                            \
  g_assert_cmpstr (error_meaning (WHIN_ERROR_##NAME), ==, meaning);
  ERRORS (CHECK_)
#undef CHECK_
  for (int code = WHIN_ERROR_OFFLINE; code <= WHIN_ERROR_GAVE_UP; code++) {
    g_assert_cmpstr (error_to_wire (code), ==, "internal");
    g_assert_cmpuint (error_http_status (code), ==, 500);
  }
  g_assert_cmpint (error_from_wire ("later"), ==, WHIN_ERROR_INTERNAL);
  g_assert_cmpint (error_from_wire (NULL), ==, WHIN_ERROR_INTERNAL);
}

static void
test_hints (void)
{
  g_autoptr (GError) error = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_RATE, "x");
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x");
  g_autoptr (GError) copy = NULL;

  g_assert_cmpint (error_retry_ms (error), ==, -1);
  g_assert_cmpint (error_left (error), ==, -1);
  error_set_hints (error, 1500, 3);
  copy = g_error_copy (error);
  g_assert_cmpint (error_retry_ms (copy), ==, 1500);
  g_assert_cmpint (error_left (copy), ==, 3);
  g_assert_cmpint (error_retry_ms (other), ==, -1);
  g_assert_cmpint (error_left (other), ==, -1);
}

static void
test_closes (void)
{
#define CHECK_(NAME, code, reconnect, meaning)                                                     \
  g_assert_cmpint (CLOSE_##NAME, ==, code);                                                        \
  g_assert_cmpint (close_is_transient (code), ==, reconnect);                                      \
  g_assert_cmpstr (close_meaning (code), ==, meaning);
  CLOSES (CHECK_)
#undef CHECK_
  g_assert_true (close_is_transient (0));
  g_assert_true (close_is_transient (1006));
  g_assert_true (close_is_transient (4499));
  g_assert_false (close_is_transient (4999));
  g_assert_nonnull (close_meaning (1234));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ids/id", test_id);
  g_test_add_func ("/ids/conv", test_conv);
  g_test_add_func ("/ids/base64", test_base64);
  g_test_add_func ("/phone/e164", test_phone);
  g_test_add_func ("/error/table", test_errors);
  g_test_add_func ("/error/hints", test_hints);
  g_test_add_func ("/error/closes", test_closes);
  return g_test_run ();
}
