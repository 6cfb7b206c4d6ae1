/* test-engine: sessions without the envelope: the store's records, hostile counters, many sessions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "device.h"
#include "error.h"

#include <string.h>

static GBytes *
encrypt (Device *from, Device *to, const char *text)
{
  EnginePeer peer = device_peer (to);
  guint8 base_key[ENGINE_KEY_BYTES];
  gboolean is_exchange;
  g_autoptr (GError) error = NULL;
  GBytes *wire = engine_omemo.encrypt (&from->store, &peer, text, strlen (text), base_key,
                                       &is_exchange, &error);

  g_assert_no_error (error);
  return wire;
}

/* -1, or the code of the error. */
static int
decrypt (Device *to, Device *from, gconstpointer data, gsize len)
{
  EnginePeer peer = device_peer (from);
  guint8 base_key[ENGINE_KEY_BYTES];
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = engine_omemo.decrypt (&to->store, &peer, data, len, base_key, &error);

  g_assert_true ((plain == NULL) == (error != NULL));
  return plain != NULL ? -1 : error->code;
}

static void
test_selftest (void)
{
  g_autoptr (GError) error = NULL;

  engine_omemo.selftest (&error);
  g_assert_no_error (error);
}

static void
test_has_session (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  EnginePeer peer = device_peer (b);
  EngineStats stats;
  g_autoptr (GError) error = NULL;

  g_assert_false (engine_omemo.has_session (&a->store, &peer, &error));
  g_assert_no_error (error);
  g_assert_false (engine_omemo.stats (&a->store, &peer, &stats, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NO_SESSION);
  device_meet (a, b);
  g_assert_true (engine_omemo.has_session (&a->store, &peer, NULL));
  g_bytes_unref (encrypt (a, b, "one"));
  g_bytes_unref (encrypt (a, b, "two"));
  g_assert_true (engine_omemo.stats (&a->store, &peer, &stats, NULL));
  g_assert_cmpuint (stats.archived, ==, 0);
  g_assert_cmpuint (stats.sent, ==, 2);
  g_assert_false (stats.unanswered);
  g_assert_cmpuint (stats.bytes, >, 100);
  g_assert_true (engine_omemo.drop (&a->store, &peer, NULL));
  g_assert_false (engine_omemo.has_session (&a->store, &peer, NULL));
}

/* -- Damaged records. -- */

static void
flip_record (Device *device, const KeyName *name, gsize at, guint8 with)
{
  GBytes *record = g_hash_table_lookup (device->records, name);
  gsize len = g_bytes_get_size (record);
  guint8 *copy = g_memdup2 (g_bytes_get_data (record, NULL), len);

  copy[at % len] ^= with;
  g_hash_table_replace (device->records, g_memdup2 (name, sizeof *name),
                        g_bytes_new_take (copy, len));
}

/* Each record that a message needs, at each byte: an error, never the end of the program. */
static void
test_damaged (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  EnvelopePair pair = device_pair (a, b);
  EnvelopeBundle bundle = device_bundle (b);
  Id message = id_random ();
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GHashTable) before = NULL;
  GHashTableIter iter;
  gpointer name;
  guint records = 0;

  g_assert_true (envelope_start (&pair, &bundle, NULL));
  wire = device_seal (a, b, &message, "hello");
  before = device_snapshot (b);
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    gsize len = g_bytes_get_size (g_hash_table_lookup (before, name));

    records++;
    for (gsize i = 0; i < len; i += len > 500 ? 41 : 1) {
      g_autoptr (GHashTable) damaged = device_snapshot (b);
      g_autofree char *opened = NULL;
      int code;

      device_restore (b, damaged);
      flip_record (b, name, i, 1 << i % 8);
      opened = device_open (b, a, &message, wire, &code);
      g_assert_cmpint (code, ==, WHIN_ERROR_CORRUPT);
      device_restore (b, before);
    }
  }
  /* The identity, the signed prekey, a prekey of each kind. */
  g_assert_cmpuint (records, ==, 4);
}

/* A record that belongs to another name. */
static void
test_misplaced (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  g_autoptr (Device) c = device_new (3, 1);
  KeyName of_a = KEY_OF_PEER (KEY_SESSION, &a->self.address);
  KeyName of_c = KEY_OF_PEER (KEY_SESSION, &c->self.address);
  g_autoptr (GBytes) wire = NULL;

  device_meet (a, b);
  device_meet (c, b);
  wire = encrypt (a, b, "hello");
  g_hash_table_replace (b->records, g_memdup2 (&of_a, sizeof of_a),
                        g_bytes_ref (g_hash_table_lookup (b->records, &of_c)));
  g_assert_cmpint (decrypt (b, a, g_bytes_get_data (wire, NULL), g_bytes_get_size (wire)), ==,
                   WHIN_ERROR_CORRUPT);
}

/* -- Counters. -- */

static void
append_number (GByteArray *out, guint32 value)
{
  guint8 byte;

  for (; value >= 0x80; value >>= 7) {
    byte = (guint8) (value & 0x7f) | 0x80;
    g_byte_array_append (out, &byte, 1);
  }
  byte = (guint8) value;
  g_byte_array_append (out, &byte, 1);
}

/* The message with another counter, and so with a MAC that is not right any more. */
static GByteArray *
with_counter (GBytes *wire, guint32 counter)
{
  static const guint8 inner_tag = 0x12, counter_tag = 0x08;
  gsize len;
  const guint8 *data = g_bytes_get_data (wire, &len), *end = data + len, *inner = data + 18;
  g_autoptr (GByteArray) body = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();

  g_assert_cmpuint (*inner++, ==, inner_tag);
  while (*inner++ & 0x80)
    continue;
  g_assert_cmpuint (*inner++, ==, counter_tag);
  while (*inner++ & 0x80)
    continue;
  g_byte_array_append (body, &counter_tag, 1);
  append_number (body, counter);
  g_byte_array_append (body, inner, (guint) (end - inner));
  g_byte_array_append (out, data, 18);
  g_byte_array_append (out, &inner_tag, 1);
  append_number (out, body->len);
  g_byte_array_append (out, body->data, body->len);
  return out;
}

static void
refuse_counters (Device *a, Device *b)
{
  static const guint32 counters[] = { 1000, 2000, 2001, 0x7fffffff, 0xfffffff0, 0xffffffff };
  g_autoptr (GBytes) wire = encrypt (a, b, "hello");
  guint8 before[PRIM_HASH_BYTES], after[PRIM_HASH_BYTES];

  device_digest (b, before);
  for (guint i = 0; i < G_N_ELEMENTS (counters); i++) {
    g_autoptr (GByteArray) forged = with_counter (wire, counters[i]);

    g_assert_cmpint (decrypt (b, a, forged->data, forged->len), ==, WHIN_ERROR_UNDECRYPTABLE);
  }
  device_digest (b, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
  g_assert_cmpint (decrypt (b, a, g_bytes_get_data (wire, NULL), g_bytes_get_size (wire)), ==, -1);
}

static void
test_counters (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);

  device_meet (a, b);
  refuse_counters (a, b);
}

/* Against a store that holds as many sessions as one can have with a peer. */
static void
test_counters_of_many (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);

  for (guint i = 0; i < 41; i++)
    device_meet (a, b);
  refuse_counters (a, b);
}

/* -- Whose message it is. -- */

/* With the same bytes for a third one, who has an identity of its own, the engine would agree. */
static void
test_other_identity (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  g_autoptr (Device) c = device_new (3, 1);
  EnginePeer to = device_peer (b), from_a = device_peer (a), from_c = device_peer (c);
  EnvelopeBundle bundle = device_bundle (b);
  EngineExchange exchange;
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;
  guint8 before[PRIM_HASH_BYTES], after[PRIM_HASH_BYTES];
  gsize len;
  gconstpointer data;

  g_assert_true (engine_omemo.start (&a->store, &to, &bundle.engine, &exchange, NULL));
  wire = encrypt (a, b, "I am A");
  data = g_bytes_get_data (wire, &len);
  device_digest (b, before);
  g_assert_null (engine_omemo.decrypt_exchange (&b->store, &from_c, data, len, &exchange, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_UNTRUSTED);
  device_digest (b, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
  plain = engine_omemo.decrypt_exchange (&b->store, &from_a, data, len, &exchange, NULL);
  g_assert_nonnull (plain);
}

/* 2000 messages that never came are allowed for, 2001 are not. */
static void
test_gap (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) last = NULL;
  g_autoptr (GBytes) beyond = NULL;

  device_meet (a, b);
  first = encrypt (a, b, "first");
  for (guint i = 0; i < 1999; i++)
    g_bytes_unref (encrypt (a, b, "lost"));
  last = encrypt (a, b, "last");
  beyond = encrypt (a, b, "beyond");
  g_assert_cmpint (decrypt (b, a, g_bytes_get_data (beyond, NULL), g_bytes_get_size (beyond)), ==,
                   WHIN_ERROR_UNDECRYPTABLE);
  g_assert_cmpint (decrypt (b, a, g_bytes_get_data (last, NULL), g_bytes_get_size (last)), ==, -1);
  g_assert_cmpint (decrypt (b, a, g_bytes_get_data (first, NULL), g_bytes_get_size (first)), ==,
                   -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (envelope_init (&engine_omemo, NULL));
  g_test_add_func ("/engine/selftest", test_selftest);
  g_test_add_func ("/engine/has-session", test_has_session);
  g_test_add_func ("/engine/damaged", test_damaged);
  g_test_add_func ("/engine/misplaced", test_misplaced);
  g_test_add_func ("/engine/counters", test_counters);
  g_test_add_func ("/engine/counters-of-many", test_counters_of_many);
  g_test_add_func ("/engine/gap", test_gap);
  g_test_add_func ("/engine/other-identity", test_other_identity);
  return g_test_run ();
}
