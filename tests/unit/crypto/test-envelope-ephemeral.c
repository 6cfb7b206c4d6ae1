/* test-envelope-ephemeral: typing and presence: sealed, in one size, for half a minute.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "device.h"
#include "error.h"

#include <string.h>

static GBytes *
seal (Device *from, Device *to, const char *text)
{
  EnvelopePair pair = device_pair (from, to);
  g_autoptr (GError) error = NULL;
  GBytes *wire = envelope_seal_ephemeral (&pair, text, strlen (text), &error);

  g_assert_no_error (error);
  return wire;
}

static char *
open_later (Device *to, Device *from, gconstpointer data, gsize len, gint64 seconds)
{
  EnvelopePair pair = device_pair (to, from);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = NULL;

  pair.now += seconds;
  content = envelope_open_ephemeral (&pair, data, len, &error);
  if (content == NULL) {
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNDECRYPTABLE);
    return NULL;
  }
  return g_bytes_get_size (content) == 0
             ? g_strdup ("")
             : g_strndup (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
}

static char *
open_wire (Device *to, Device *from, GBytes *wire, gint64 seconds)
{
  return open_later (to, from, g_bytes_get_data (wire, NULL), g_bytes_get_size (wire), seconds);
}

static void
test_both_ways (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  g_autoptr (GBytes) there = NULL;
  g_autoptr (GBytes) back = NULL;
  g_autofree char *heard = NULL;
  g_autofree char *answered = NULL;
  guint8 before[PRIM_HASH_BYTES], after[PRIM_HASH_BYTES];

  device_meet (a, b);
  device_digest (a, before);
  there = seal (a, b, "typing");
  back = seal (b, a, "");
  heard = open_wire (b, a, there, 0);
  answered = open_wire (a, b, back, 0);
  g_assert_cmpstr (heard, ==, "typing");
  g_assert_cmpstr (answered, ==, "");
  g_assert_cmpuint (g_bytes_get_size (there), ==, g_bytes_get_size (back));
  g_assert_cmpuint (g_bytes_get_size (there), <=, ENVELOPE_EPHEMERAL_MAX);
  /* Not a word of it is kept. */
  device_digest (a, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
}

static void
test_time (void)
{
  static const struct {
    gint64 seconds;
    gboolean opens;
  } cases[] = { { -31, FALSE }, { -30, TRUE }, { 0, TRUE }, { 30, TRUE }, { 31, FALSE } };
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  g_autoptr (GBytes) wire = NULL;

  device_meet (a, b);
  wire = seal (a, b, "typing");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *opened = open_wire (b, a, wire, cases[i].seconds);

    g_assert_cmpint (opened != NULL, ==, cases[i].opens);
  }
}

/* In place of another, back to the sender, from a session begun anew. */
static void
test_binding (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  g_autoptr (Device) c = device_new (3, 1);
  g_autoptr (GBytes) wire = NULL;
  g_autofree char *other = NULL;
  g_autofree char *reflected = NULL;
  g_autofree char *late = NULL;

  device_meet (a, b);
  device_meet (c, b);
  wire = seal (a, b, "typing");
  other = open_wire (b, c, wire, 0);
  g_assert_null (other);
  reflected = open_wire (a, b, wire, 0);
  g_assert_null (reflected);
  device_meet (a, b);
  late = open_wire (b, a, wire, 0);
  g_assert_cmpstr (late, ==, "typing");
}

static void
test_tampered (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  g_autoptr (GBytes) wire = NULL;
  g_autofree guint8 *copy = NULL;
  gsize len;

  device_meet (a, b);
  wire = seal (a, b, "typing");
  copy = g_memdup2 (g_bytes_get_data (wire, &len), g_bytes_get_size (wire));
  for (gsize bit = 0; bit < 8 * len; bit++) {
    g_autofree char *opened = NULL;

    copy[bit / 8] ^= (guint8) (1 << bit % 8);
    opened = open_later (b, a, copy, len, 0);
    g_assert_null (opened);
    copy[bit / 8] ^= (guint8) (1 << bit % 8);
  }
  for (gsize cut = 0; cut < len; cut++) {
    g_autofree guint8 *shorter = g_memdup2 (copy, cut);
    g_autofree char *opened = open_later (b, a, shorter, cut, 0);

    g_assert_null (opened);
  }
}

static void
test_no_session (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  EnvelopePair pair = device_pair (a, b);
  g_autoptr (GError) error = NULL;

  g_assert_null (envelope_seal_ephemeral (&pair, "x", 1, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NO_SESSION);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (envelope_init (&engine_omemo, NULL));
  g_test_add_func ("/envelope-ephemeral/both-ways", test_both_ways);
  g_test_add_func ("/envelope-ephemeral/time", test_time);
  g_test_add_func ("/envelope-ephemeral/binding", test_binding);
  g_test_add_func ("/envelope-ephemeral/tampered", test_tampered);
  g_test_add_func ("/envelope-ephemeral/no-session", test_no_session);
  return g_test_run ();
}
