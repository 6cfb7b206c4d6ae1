/* test-keyfile: the form of the key file; whatever is not exactly one is refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "keyfile.h"
#include "pack.h"
#include "primitives.h"

#include <string.h>

static GBytes *
wrap_of (char fill, gsize len)
{
  g_autofree char *text = g_strnfill (len, fill);

  return g_bytes_new (text, len);
}

static void
fill (Keyfile *file)
{
  memset (file->name.bytes, 7, ID_BYTES);
  keyfile_put (file, KEY_WAY_RECOVERY_KEY, wrap_of ('r', 73));
  keyfile_put (file, KEY_WAY_SERVICE, wrap_of ('s', 73));
  keyfile_put (file, KEY_WAY_PASSPHRASE, wrap_of ('p', 97));
}

static gboolean
reads (const guint8 *data, gsize len)
{
  g_auto (Keyfile) file = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean ok = keyfile_read (data, len, &file, &error);

  g_assert_true (ok || g_error_matches (error, WHIN_ERROR, WHIN_ERROR_CORRUPT));
  g_assert_true (ok || file.n_wraps == 0);
  return ok;
}

static void
test_round_trip (void)
{
  static const KeyWay order[] = { KEY_WAY_SERVICE, KEY_WAY_PASSPHRASE, KEY_WAY_RECOVERY_KEY };
  g_auto (Keyfile) file = { 0 };
  g_auto (Keyfile) read = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  fill (&file);
  bytes = keyfile_write (&file);
  g_assert_cmpuint (g_bytes_get_size (bytes), <=, KEYFILE_MAX);
  keyfile_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &read, &error);
  g_assert_no_error (error);
  g_assert_true (id_equal (&file.name, &read.name));
  g_assert_cmpuint (read.n_wraps, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    g_assert_cmpint (read.wraps[i].way, ==, order[i]);
    g_assert_true (g_bytes_equal (read.wraps[i].wrap, keyfile_find (&file, order[i])));
  }
  g_assert_null (keyfile_find (&read, KEY_WAY_PORTAL));
}

/* Two secrets that need no person would be one too many. */
static void
test_put_and_drop (void)
{
  g_auto (Keyfile) file = { 0 };

  fill (&file);
  keyfile_put (&file, KEY_WAY_GIVEN, wrap_of ('g', 73));
  g_assert_cmpuint (file.n_wraps, ==, 3);
  g_assert_null (keyfile_find (&file, KEY_WAY_SERVICE));
  g_assert_nonnull (keyfile_find (&file, KEY_WAY_GIVEN));
  keyfile_put (&file, KEY_WAY_PASSPHRASE, wrap_of ('q', 97));
  g_assert_cmpuint (file.n_wraps, ==, 3);
  g_assert_cmpint (
      *(const char *) g_bytes_get_data (keyfile_find (&file, KEY_WAY_PASSPHRASE), NULL), ==, 'q');
  keyfile_drop (&file, KEY_WAY_PORTAL);
  g_assert_cmpuint (file.n_wraps, ==, 3);
  keyfile_drop (&file, KEY_WAY_GIVEN);
  g_assert_cmpuint (file.n_wraps, ==, 2);
  g_assert_cmpint (file.wraps[0].way, ==, KEY_WAY_PASSPHRASE);
  g_assert_cmpint (file.wraps[1].way, ==, KEY_WAY_RECOVERY_KEY);
}

static void
test_damage (void)
{
  g_auto (Keyfile) file = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autofree guint8 *copy = NULL;
  gsize len;
  gconstpointer data;

  fill (&file);
  bytes = keyfile_write (&file);
  data = g_bytes_get_data (bytes, &len);
  copy = g_malloc0 (len + 1);
  memcpy (copy, data, len);
  for (gsize i = 0; i < len; i++)
    for (guint bit = 0; bit < 8; bit++) {
      copy[i] ^= 1 << bit;
      g_assert_false (reads (copy, len));
      copy[i] ^= 1 << bit;
    }
  for (gsize i = 0; i < len; i++)
    g_assert_false (reads (copy, i));
  g_assert_false (reads (copy, len + 1));
  g_assert_true (reads (copy, len));
}

/* What somebody wrote with the right check, but not in the one form there is. */
static GBytes *
sign (const GByteArray *body)
{
  GByteArray *out = g_byte_array_new ();
  guint8 check[PRIM_HASH_BYTES];

  prim_hash ("whinchat/keyfile-check", body->data, body->len, check);
  g_byte_array_append (out, body->data, body->len);
  g_byte_array_append (out, check, sizeof check);
  return g_byte_array_free_to_bytes (out);
}

static GByteArray *
body_of (guint8 version, guint8 count, const guint8 *ways, guint n_ways)
{
  GByteArray *body = g_byte_array_new ();

  g_byte_array_append (body, (const guint8 *) "whinkey\n", 8);
  pack_u8 (body, version);
  for (guint i = 0; i < ID_BYTES; i++)
    pack_u8 (body, 7);
  pack_u8 (body, count);
  for (guint i = 0; i < n_ways; i++) {
    pack_u8 (body, ways[i]);
    pack_string (body, "wrap", 4);
  }
  return body;
}

static void
test_other_forms (void)
{
  static const struct {
    guint8 version, count, ways[4];
    guint n_ways;
    int code; /* -1: it is right */
  } cases[] = {
    { 1, 1, { 4 }, 1, -1 },
    { 1, 3, { 3, 4, 5 }, 3, -1 },
    { 2, 1, { 4 }, 1, WHIN_ERROR_TOO_OLD },
    { 1, 0, { 0 }, 0, WHIN_ERROR_CORRUPT },
    { 1, 4, { 1, 3, 4, 5 }, 4, WHIN_ERROR_CORRUPT },
    { 1, 2, { 1, 3 }, 2, WHIN_ERROR_CORRUPT },
    { 1, 2, { 4, 4 }, 2, WHIN_ERROR_CORRUPT },
    { 1, 2, { 5, 4 }, 2, WHIN_ERROR_CORRUPT },
    { 1, 1, { 0 }, 1, WHIN_ERROR_CORRUPT },
    { 1, 1, { 6 }, 1, WHIN_ERROR_CORRUPT },
    { 1, 1, { 4, 5 }, 2, WHIN_ERROR_CORRUPT },
    { 1, 2, { 4 }, 1, WHIN_ERROR_CORRUPT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) body =
        body_of (cases[i].version, cases[i].count, cases[i].ways, cases[i].n_ways);
    g_autoptr (GBytes) bytes = sign (body);
    g_auto (Keyfile) file = { 0 };
    g_autoptr (GError) error = NULL;

    keyfile_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &file, &error);
    if (cases[i].code < 0)
      g_assert_no_error (error);
    else
      g_assert_error (error, WHIN_ERROR, cases[i].code);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/keyfile/round-trip", test_round_trip);
  g_test_add_func ("/keyfile/put-and-drop", test_put_and_drop);
  g_test_add_func ("/keyfile/damage", test_damage);
  g_test_add_func ("/keyfile/other-forms", test_other_forms);
  return g_test_run ();
}
