/* test-envelope: what is sealed opens at the other end, in any order, once, and in one size.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "device.h"
#include "error.h"

#include <string.h>

static void
assert_opens (Device *to, Device *from, const Id *message, GBytes *wire, const char *text)
{
  int code;
  g_autofree char *opened = device_open (to, from, message, wire, &code);

  g_assert_cmpint (code, ==, -1);
  g_assert_cmpstr (opened, ==, text);
}

static void
assert_refused (Device *to, Device *from, const Id *message, GBytes *wire, int expected)
{
  int code;
  g_autofree char *opened = device_open (to, from, message, wire, &code);

  g_assert_null (opened);
  g_assert_cmpint (code, ==, expected);
}

static void
start (Device *from, Device *to, const EnvelopeBundle *bundle)
{
  EnvelopePair pair = device_pair (from, to);
  g_autoptr (GError) error = NULL;

  envelope_start (&pair, bundle, &error);
  g_assert_no_error (error);
}

static void
test_meet (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  EnvelopePair pair = device_pair (a, b);
  EnvelopeState state;

  g_assert_true (envelope_state (&pair, &state, NULL));
  g_assert_cmpuint (state.sessions, ==, 0);
  device_meet (a, b);
  g_assert_true (envelope_state (&pair, &state, NULL));
  g_assert_cmpuint (state.sessions, ==, 1);
  g_assert_false (state.unanswered);
  g_assert_cmpint (state.made, ==, DEVICE_NOW);
  g_assert_cmpint (state.heard, ==, DEVICE_NOW);
  /* Both one-time keys are used up, what is left is the identity, the signed prekey and two records
   * of the session. */
  g_assert_cmpuint (g_hash_table_size (b->records), ==, 4);
  g_assert_true (envelope_drop (&pair, NULL));
  g_assert_true (envelope_state (&pair, &state, NULL));
  g_assert_cmpuint (state.sessions, ==, 0);
}

static void
test_header (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  EnvelopePair from = device_pair (a, b), to = device_pair (b, a);
  EnvelopeHeader header = device_header (b), read;
  Id message = id_random ();
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  static const char binary[] = "one\0two\x80";
  guint8 link[PRIM_HASH_BYTES], other[PRIM_HASH_BYTES];

  device_meet (a, b);
  header.sequence = G_MAXUINT32;
  memset (header.previous, 0x77, sizeof header.previous);
  wire = envelope_seal (&from, &message, &header, binary, sizeof binary, &error);
  g_assert_no_error (error);
  envelope_open (&to, &message, g_bytes_get_data (wire, NULL), g_bytes_get_size (wire), &read,
                 &content, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (content, NULL), g_bytes_get_size (content), binary,
                   sizeof binary);
  g_assert_cmpint (read.conv.kind, ==, CONV_USER);
  g_assert_true (id_equal (&read.conv.id, &header.conv.id));
  g_assert_cmpuint (read.sequence, ==, header.sequence);
  g_assert_cmpuint (read.sender_list.version, ==, 3);
  g_assert_cmpuint (read.receiver_list.version, ==, 5);
  g_assert_cmpmem (read.sender_list.hash, 32, header.sender_list.hash, 32);
  g_assert_cmpmem (read.receiver_list.hash, 32, header.receiver_list.hash, 32);
  g_assert_cmpmem (read.previous, 32, header.previous, 32);
  envelope_link (&message, &header, binary, sizeof binary, link);
  envelope_link (&message, &read, binary, sizeof binary, other);
  g_assert_cmpmem (link, sizeof link, other, sizeof other);
  read.previous[0] ^= 1;
  envelope_link (&message, &read, binary, sizeof binary, other);
  g_assert_true (memcmp (link, other, sizeof link) != 0);
}

/* -- Sizes. -- */

static gsize
size_of (Device *from, Device *to, gsize len)
{
  g_autofree char *text = g_strnfill (len, 'x');
  Id message = id_random ();
  g_autoptr (GBytes) wire = device_seal (from, to, &message, text);

  assert_opens (to, from, &message, wire, text);
  return g_bytes_get_size (wire);
}

/* Of the message that could be next: the engine's counter, which everybody sees, takes a byte more
 * from 128 on. */
static gsize
size_now (Device *from, Device *to, gsize len)
{
  g_autoptr (GHashTable) before = device_snapshot (from);
  g_autofree char *text = g_strnfill (len, 'x');
  Id message = id_random ();
  g_autoptr (GBytes) wire = device_seal (from, to, &message, text);

  device_restore (from, before);
  return g_bytes_get_size (wire);
}

static void
test_sizes (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  EnvelopeBundle bundle = device_bundle (b);
  gsize first, short_size;

  start (a, b, &bundle);
  first = size_of (a, b, 0);
  for (gsize len = 1; len <= 255; len++)
    g_assert_cmpuint (size_now (a, b, len), ==, first);
  g_assert_cmpuint (size_of (a, b, LIMIT_CONTENT_MAX), <=, ENVELOPE_MAX);
  size_of (b, a, 1);
  short_size = size_now (a, b, 0);
  for (gsize len = 1; len <= 255; len++)
    g_assert_cmpuint (size_now (a, b, len), ==, short_size);
  g_assert_cmpuint (size_now (a, b, 256), ==, short_size + 256);
  g_assert_cmpuint (first, >, short_size + KEM_CIPHERTEXT_BYTES);
  g_assert_cmpuint (size_of (a, b, LIMIT_CONTENT_MAX), <=, ENVELOPE_MAX);
  g_test_message ("first %zu, then %zu bytes", first, short_size);
}

/* -- Order. -- */

typedef struct {
  Device *from, *to;
  Id message;
  GBytes *wire;
} Sent;

static void
sent_clear (gpointer data)
{
  g_bytes_unref (((Sent *) data)->wire);
}

static void
shuffle (GArray *sent)
{
  for (guint i = sent->len - 1; i > 0; i--) {
    guint k = (guint) g_test_rand_int_range (0, (gint32) i + 1);
    Sent kept = g_array_index (sent, Sent, i);

    g_array_index (sent, Sent, i) = g_array_index (sent, Sent, k);
    g_array_index (sent, Sent, k) = kept;
  }
}

static void
test_shuffled (void)
{
  guint n = g_test_slow () ? 2000 : 600;
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  g_autoptr (GArray) sent = g_array_new (FALSE, FALSE, sizeof (Sent));

  device_meet (a, b);
  g_array_set_clear_func (sent, sent_clear);
  for (guint i = 0; i < n; i++) {
    Sent one = { i % 2 == 0 ? a : b, i % 2 == 0 ? b : a, id_random (), NULL };

    one.wire = device_seal (one.from, one.to, &one.message, "out of order");
    g_array_append_val (sent, one);
  }
  shuffle (sent);
  for (guint i = 0; i < sent->len; i++) {
    Sent *one = &g_array_index (sent, Sent, i);

    assert_opens (one->to, one->from, &one->message, one->wire, "out of order");
  }
  for (guint i = 0; i < sent->len; i += 10) {
    Sent *one = &g_array_index (sent, Sent, i);

    assert_refused (one->to, one->from, &one->message, one->wire, WHIN_ERROR_DUPLICATE);
  }
}

/* Messages of a session that nobody has answered, in the wrong order. */
static void
test_unanswered (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  EnvelopeBundle bundle = device_bundle (b);
  Id messages[5];
  GBytes *wires[5];

  start (a, b, &bundle);
  for (guint i = 0; i < 5; i++) {
    messages[i] = id_random ();
    wires[i] = device_seal (a, b, &messages[i], "anybody there?");
  }
  for (guint i = 5; i-- > 0;)
    assert_opens (b, a, &messages[i], wires[i], "anybody there?");
  for (guint i = 0; i < 5; i++) {
    assert_refused (b, a, &messages[i], wires[i], WHIN_ERROR_DUPLICATE);
    g_bytes_unref (wires[i]);
  }
  size_of (b, a, 3);
  size_of (a, b, 3);
}

/* -- More than one session. -- */

/* Both begin before they have heard of each other. */
static void
test_simultaneous (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  EnvelopeBundle of_a = device_bundle (a), of_b = device_bundle (b);
  Id from_a = id_random (), from_b = id_random ();
  g_autoptr (GBytes) wire_a = NULL;
  g_autoptr (GBytes) wire_b = NULL;

  start (a, b, &of_b);
  start (b, a, &of_a);
  wire_a = device_seal (a, b, &from_a, "from a");
  wire_b = device_seal (b, a, &from_b, "from b");
  assert_opens (b, a, &from_a, wire_a, "from a");
  assert_opens (a, b, &from_b, wire_b, "from b");
  /* Not often enough for the chains of the first messages to be forgotten. */
  for (guint i = 0; i < 3; i++) {
    size_of (a, b, i);
    size_of (b, a, i);
  }
  assert_refused (b, a, &from_a, wire_a, WHIN_ERROR_DUPLICATE);
  assert_refused (a, b, &from_b, wire_b, WHIN_ERROR_DUPLICATE);
}

/* A session begun anew: what was under way in the old one still opens, and past the number that are
 * kept does not. */
static void
test_restarted (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  Id late = id_random (), lost = id_random ();
  g_autoptr (GBytes) late_wire = NULL;
  g_autoptr (GBytes) lost_wire = NULL;
  EnvelopePair pair = device_pair (b, a);
  EnvelopeState state;
  EngineStats stats;
  EnginePeer peer = device_peer (a);

  device_meet (a, b);
  late_wire = device_seal (a, b, &late, "late");
  lost_wire = device_seal (a, b, &lost, "lost");
  for (guint i = 0; i < 50; i++) {
    device_meet (a, b);
    if (i == 20)
      assert_opens (b, a, &late, late_wire, "late");
  }
  assert_opens (b, a, &lost, lost_wire, "lost");
  for (guint i = 0; i < 45; i++)
    device_meet (a, b);
  assert_refused (b, a, &lost, lost_wire, WHIN_ERROR_UNDECRYPTABLE);
  g_assert_true (envelope_state (&pair, &state, NULL));
  g_assert_cmpuint (state.sessions, ==, 41);
  g_assert_true (engine_omemo.stats (&b->store, &peer, &stats, NULL));
  g_assert_cmpuint (stats.archived, ==, 40);
}

/* What comes through the old session meanwhile does not bring it back. */
static void
test_overtaken (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  EnvelopePair pair = device_pair (a, b);
  EnvelopeBundle bundle = device_bundle (b);
  Id message = id_random (), another = id_random ();
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GBytes) another_wire = NULL;
  g_autoptr (GError) error = NULL;
  EnvelopeState state;

  device_meet (a, b);
  wire = device_seal (b, a, &message, "on its way");
  another_wire = device_seal (b, a, &another, "this too");
  pair.now += 100;
  g_assert_true (envelope_start (&pair, &bundle, &error));
  assert_opens (a, b, &message, wire, "on its way");
  size_of (a, b, 1);
  assert_opens (a, b, &another, another_wire, "this too");
  g_assert_true (envelope_state (&pair, &state, NULL));
  g_assert_cmpint (state.made, ==, pair.now);
  g_assert_true (state.unanswered);
  size_of (a, b, 1);
  size_of (b, a, 1);
  size_of (a, b, 1);
  g_assert_true (envelope_state (&pair, &state, NULL));
  g_assert_cmpint (state.made, ==, pair.now);
  g_assert_false (state.unanswered);
  g_assert_cmpuint (state.sessions, ==, 2);
}

static void
test_last_resort (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  g_autoptr (Device) c = device_new (3, 1);
  EnvelopeBundle bundle = device_bundle_of_last_resort (b);

  start (a, b, &bundle);
  start (c, b, &bundle);
  size_of (a, b, 10);
  size_of (c, b, 10);
  size_of (b, a, 10);
  size_of (b, c, 10);
}

/* Two devices of one account: each has sessions of its own, with each other too. */
static void
test_own_devices (void)
{
  g_autoptr (Device) a1 = device_new (1, 1);
  g_autoptr (Device) a2 = device_new (1, 2);
  g_autoptr (Device) b = device_new (2, 1);
  Id message = id_random ();
  g_autoptr (GBytes) wire = NULL;

  memcpy (a2->self.account_key, a1->self.account_key, sizeof a1->self.account_key);
  device_meet (a1, b);
  device_meet (a2, b);
  device_meet (a1, a2);
  wire = device_seal (b, a1, &message, "for one of them");
  assert_refused (a2, b, &message, wire, WHIN_ERROR_UNDECRYPTABLE);
  assert_opens (a1, b, &message, wire, "for one of them");
}

/* -- Faults. -- */

static void
test_no_session (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  g_autoptr (Device) c = device_new (3, 1);
  EnvelopePair pair = device_pair (a, b);
  EnvelopeHeader header = device_header (b);
  Id message = id_random ();
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (envelope_seal (&pair, &message, &header, "x", 1, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NO_SESSION);
  device_meet (a, b);
  wire = device_seal (a, b, &message, "x");
  assert_refused (c, a, &message, wire, WHIN_ERROR_NO_SESSION);
}

/* The disk fails at each write in turn; after the rollback everything goes on as if it had not. */
static void
test_disk_full (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  EnvelopeBundle bundle = device_bundle (b);
  Id message = id_random ();
  g_autoptr (GBytes) wire = NULL;
  gboolean done = FALSE;

  start (a, b, &bundle);
  wire = device_seal (a, b, &message, "once");
  for (guint writes = 0; !done; writes++) {
    g_autoptr (GHashTable) before = device_snapshot (b);
    int code;
    g_autofree char *opened = NULL;

    b->saves_left = writes;
    opened = device_open (b, a, &message, wire, &code);
    b->saves_left = G_MAXUINT;
    done = opened != NULL;
    if (!done) {
      g_assert_cmpint (code, ==, WHIN_ERROR_DISK);
      device_restore (b, before);
    } else {
      /* The session, its channel, two prekeys. */
      g_assert_cmpuint (writes, ==, 4);
    }
  }
  size_of (b, a, 5);
  size_of (a, b, 5);
}

/* Sealed, and the transaction was rolled back: the next seal starts from the same state, so nothing
 * of the first may have left. What the other end opens is the one that did. */
static void
test_rolled_back (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);
  g_autoptr (GHashTable) before = NULL;
  Id message = id_random (), again = id_random ();
  g_autoptr (GBytes) never_sent = NULL;
  g_autoptr (GBytes) wire = NULL;

  device_meet (a, b);
  before = device_snapshot (a);
  never_sent = device_seal (a, b, &message, "never sent");
  device_restore (a, before);
  wire = device_seal (a, b, &again, "sent");
  assert_opens (b, a, &again, wire, "sent");
  assert_refused (b, a, &message, never_sent, WHIN_ERROR_DUPLICATE);
  size_of (a, b, 1);
}

/* An ordinary message writes one record at either end. */
static void
test_writes (void)
{
  g_autoptr (Device) a = device_new (1, 1);
  g_autoptr (Device) b = device_new (2, 1);

  device_meet (a, b);
  size_of (a, b, 1);
  a->saves = b->saves = 0;
  size_of (a, b, 1);
  g_assert_cmpuint (a->saves, ==, 1);
  g_assert_cmpuint (b->saves, ==, 1);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (envelope_init (&engine_omemo, &error));
  g_assert_no_error (error);
  g_test_add_func ("/envelope/meet", test_meet);
  g_test_add_func ("/envelope/header", test_header);
  g_test_add_func ("/envelope/sizes", test_sizes);
  g_test_add_func ("/envelope/shuffled", test_shuffled);
  g_test_add_func ("/envelope/unanswered", test_unanswered);
  g_test_add_func ("/envelope/simultaneous", test_simultaneous);
  g_test_add_func ("/envelope/restarted", test_restarted);
  g_test_add_func ("/envelope/overtaken", test_overtaken);
  g_test_add_func ("/envelope/last-resort", test_last_resort);
  g_test_add_func ("/envelope/own-devices", test_own_devices);
  g_test_add_func ("/envelope/no-session", test_no_session);
  g_test_add_func ("/envelope/disk-full", test_disk_full);
  g_test_add_func ("/envelope/rolled-back", test_rolled_back);
  g_test_add_func ("/envelope/writes", test_writes);
  return g_test_run ();
}
