/* test-messages: what a server can do to sealed messages on their way: all of it shows, and nothing
 * of it is taken for what somebody wrote.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "catch.h"
#include "ratchet.h"

#include <string.h>

#define FLOOD 1000 /* twice: when the two have met, and before */
#define TEXT "a canary that no server hears"

static void
digest_of (const Peer *peer, guint8 digest[PRIM_HASH_BYTES])
{
  inside_key_digest (peer->core, digest);
}

static void
assert_same (const guint8 *before, const guint8 *after)
{
  g_assert_cmpmem (before, PRIM_HASH_BYTES, after, PRIM_HASH_BYTES);
}

/* Each is answered, which turns the ratchet. */
static void
talk (Scene *scene, guint times)
{
  for (guint i = 0; i < times; i++) {
    g_autofree char *text = g_strdup_printf ("%u of %u", i, times);

    say (scene->ada, scene->ben, text);
    scene_settle (scene);
  }
}

/* -- Nothing to read. -- */

/* core/seal.c:seal */
static void
test_no_plain_text (Scene *scene, gconstpointer data)
{
  ProtoDevice ada = device_of (scene->ada);

  say (scene->ada, scene->ben, TEXT);
  wait_until (state_of (scene->ada, TEXT) == STATE_DELIVERED);
  g_assert_true (relay_saw (scene->relay, BEN_PHONE, strlen (BEN_PHONE)));
  g_assert_true (relay_saw (scene->relay, &ada.acc, sizeof ada.acc));
  g_assert_false (relay_saw (scene->relay, TEXT, strlen (TEXT)));
}

/* Texts and receipts have one size (crypto/pad.c). */
static void
test_one_size (Scene *scene, gconstpointer data)
{
  Catch *catch = catch_new (scene, scene->ben);
  gsize len = 0;

  say (scene->ada, scene->ben, "x");
  say (scene->ada, scene->ben, "A text that is quite a bit longer than the one before it.");
  say (scene->ben, scene->ada, "Something to be received");
  wait_until (catch->kept->len >= 3);
  for (guint i = 0; i < catch->kept->len; i++) {
    const ProtoMsg *msg = catch->kept->pdata[i];

    if (i == 0)
      len = strlen (msg->ct);
    g_assert_cmpuint (strlen (msg->ct), ==, len);
  }
  catch_free (catch);
}

/* -- Replays. -- */

/* Under its own id (core/apply.c:is_known) and under another one (the engine knows its number, and
 * the id is bound: crypto/envelope-layer.c). */
static void
replay (Catch *catch, const ProtoMsg *msg)
{
  const Peer *ben = catch->scene->ben;
  ProtoMsg other = *msg;
  guint8 before[PRIM_HASH_BYTES], after[PRIM_HASH_BYTES];

  other.id = id_random ();
  scene_settle (catch->scene);
  digest_of (ben, before);
  catch_give (catch, ben, msg);
  catch_give (catch, ben, &other);
  digest_of (ben, after);
  assert_same (before, after);
}

/* With what was begun and what was answered; also by a core that has only its database. */
static void
test_replay (Scene *scene, gconstpointer data)
{
  Catch *catch = catch_new (scene, scene->ben);
  guint first;

  say (scene->ada, scene->ben, "one");
  first = catch->kept->len;
  say (scene->ben, scene->ada, "two");
  say (scene->ada, scene->ben, "three");
  wait_until (state_of (scene->ada, "three") == STATE_DELIVERED);
  g_assert_cmpuint (catch->kept->len, >, first);
  for (guint round = 0; round < 2; round++) {
    guint n = catch->kept->len;

    for (guint i = 0; i < n; i++)
      replay (catch, catch->kept->pdata[i]);
    g_assert_cmpuint (peer_count (scene->ben, "one"), ==, 1 - round);
    g_assert_cmpuint (peer_count (scene->ben, "three"), ==, 1 - round);
    peer_close (scene->ben);
    peer_open (scene->ben);
    wait_until (peer_is_live (scene->ben));
  }
  say (scene->ada, scene->ben, "four");
  say (scene->ben, scene->ada, "five");
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_TEXT), ==, 5);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_GAP), ==, 0);
  catch_free (catch);
}

/* Authentic for the engine, and not what it was sent as: the engine's state is not kept
 * (crypto/keystage.c), or the right one could not be opened any more. */
static void
test_other_id (Scene *scene, gconstpointer data)
{
  Catch *catch = catch_new (scene, scene->ben);
  ProtoMsg *msg = catch_hold (catch, TEXT);
  ProtoMsg other = *msg;
  guint8 before[PRIM_HASH_BYTES], after[PRIM_HASH_BYTES];
  guint held = catch->kept->len;

  other.id = id_random ();
  /* The first one brings Ada's list. */
  other.ct = (char *) "AAAA";
  catch_give (catch, scene->ben, &other);
  digest_of (scene->ben, before);
  other.ct = msg->ct;
  for (guint i = 0; i < 3; i++) {
    other.id = id_random ();
    catch_give (catch, scene->ben, &other);
  }
  digest_of (scene->ben, after);
  assert_same (before, after);
  g_assert_null (peer_find (scene->ben, TEXT));
  for (guint i = 0; i < held; i++)
    catch_give (catch, scene->ben, catch->kept->pdata[i]);
  g_assert_cmpuint (peer_count (scene->ben, TEXT), ==, 1);
  catch_free (catch);
}

typedef struct {
  const Peer *ben;
  guint asked;
} Question;

static void
count_questions (Relay *relay, RelayCall *call, gpointer data)
{
  Question *question = data;

  if (call->way == RELAY_UP || call->call != REST_ACCOUNT_DEVICES ||
      !is_device (&call->who, question->ben))
    return;
  question->asked++;
}

/* The engine knows nothing of it any more, and the id is all there is (core/apply.c:is_known):
 * otherwise it would be taken for something that cannot be read, and be asked for. */
static void
test_old_replay (Scene *scene, gconstpointer data)
{
  Catch *catch = catch_new (scene, scene->ben);
  Question question = { scene->ben, 0 };
  guint kept;

  say (scene->ada, scene->ben, TEXT);
  scene_settle (scene);
  kept = catch->kept->len;
  talk (scene, 8);
  relay_on_call (scene->relay, count_questions, &question);
  for (guint i = 0; i < kept; i++)
    catch_give (catch, scene->ben, catch->kept->pdata[i]);
  talk (scene, 2);
  g_assert_cmpuint (question.asked, ==, 0);
  g_assert_cmpuint (count_text (scene->ben, scene->ada, TEXT), ==, 1);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_UNREADABLE), ==, 0);
  relay_on_call (scene->relay, NULL, NULL);
  catch_free (catch);
}

/* -- In another's name. -- */

/* From somebody else (crypto/channel.c:channel_is_between), from another device of the same person,
 * back to where it came from, and to another device. What it was is then still good. */
static void
attribute (Catch *catch, Peer *eve, Peer *ada_tablet, Peer *ben_tablet)
{
  Scene *scene = catch->scene;
  ProtoMsg *msg = catch_hold (catch, TEXT);
  ProtoMsg wrong = *msg;
  guint8 before[PRIM_HASH_BYTES], after[PRIM_HASH_BYTES];

  digest_of (scene->ben, before);
  wrong.from = eve->account->acc;
  wrong.fd = eve->account->dev;
  catch_give (catch, scene->ben, &wrong);
  wrong.from = scene->ada->account->acc;
  wrong.fd = ada_tablet->account->dev;
  catch_give (catch, scene->ben, &wrong);
  g_assert_null (peer_find (scene->ben, TEXT));
  digest_of (scene->ben, after);
  assert_same (before, after);

  wrong.from = scene->ben->account->acc;
  wrong.fd = scene->ben->account->dev;
  catch_give (catch, scene->ada, &wrong);
  g_assert_cmpuint (count_text (scene->ada, scene->ben, TEXT), ==, 1);
  catch_give (catch, ben_tablet, msg);
  g_assert_cmpuint (peer_count (ben_tablet, TEXT), ==, 1);

  catch_give (catch, scene->ben, msg);
  g_assert_cmpuint (peer_count (scene->ben, TEXT), ==, 1);
  g_assert_true (id_equal (&peer_find (scene->ben, TEXT)->author, &scene->to_ada.id));
}

static void
test_attribution (Scene *scene, gconstpointer data)
{
  Peer *eve = scene_person (scene, EVE_PHONE, "Eve");
  Peer *ada_tablet = scene_device (scene, scene->ada);
  Peer *ben_tablet = scene_device (scene, scene->ben);
  Catch *catch;

  say (eve, scene->ben, "I am Eve");
  say (ada_tablet, scene->ben, "I am a tablet");
  say (ada_tablet, ben_tablet, "So am I");
  wait_until (peer_find (scene->ada, "So am I") != NULL);
  scene_settle (scene);
  catch = catch_new (scene, scene->ben);
  attribute (catch, eve, ada_tablet, ben_tablet);
  catch_free (catch);
}

/* -- Order. -- */

/* Who reads the second one is told that something is missing, until it is there
 * (core/order.c:order_hear). */
static void
test_reorder (Scene *scene, gconstpointer data)
{
  Catch *catch = catch_new (scene, scene->ben);
  ProtoMsg *one = catch_hold (catch, "one");
  ProtoMsg *two = catch_hold (catch, "two");

  catch_give (catch, scene->ben, two);
  g_assert_nonnull (peer_find (scene->ben, "two"));
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_GAP), ==, 1);
  catch_give (catch, scene->ben, one);
  g_assert_nonnull (peer_find (scene->ben, "one"));
  catch_free (catch);
}

static const MessageRow *
gap_of (Peer *peer)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (((MessageRow *) row)->kind == MESSAGE_GAP)
      return row;
  return NULL;
}

/* The next one tells, each time, until all are there. */
static void
test_drop (Scene *scene, gconstpointer data)
{
  Catch *catch = catch_new (scene, scene->ben);
  ProtoMsg *dropped[2];

  for (guint i = 0; i < 2; i++) {
    g_autofree char *before = g_strdup_printf ("before %u", i);
    g_autofree char *after = g_strdup_printf ("after %u", i);

    say (scene->ada, scene->ben, before);
    dropped[i] = catch_hold (catch, i == 0 ? "one" : "two");
    say (scene->ada, scene->ben, after);
    wait_until (gap_of (scene->ben) != NULL &&
                gap_of (scene->ben)->ord > peer_find (scene->ben, before)->ord);
  }
  catch_give (catch, scene->ben, dropped[0]);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_GAP), ==, 1);
  catch_give (catch, scene->ben, dropped[1]);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_GAP), ==, 0);
  catch_free (catch);
}

/* What comes late is opened while the engine has the keys of its time, and shows as something that
 * cannot be read after that. */
static void
test_late (Scene *scene, gconstpointer data)
{
  Catch *catch = catch_new (scene, scene->ben);
  ProtoMsg *late = catch_hold (catch, TEXT);
  ProtoMsg *later;

  talk (scene, 3);
  catch_give (catch, scene->ben, late);
  g_assert_cmpuint (count_text (scene->ben, scene->ada, TEXT), ==, 1);
  later = catch_hold (catch, "too late");
  talk (scene, 8);
  catch_give (catch, scene->ben, later);
  g_assert_cmpuint (count_text (scene->ben, scene->ada, "too late"), ==, 0);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_UNREADABLE), ==, 1);
  catch_free (catch);
}

/* -- Other bytes. -- */

static void
refuse_ct (Catch *catch, const ProtoMsg *msg, gconstpointer data, gsize len)
{
  g_autoptr (GBytes) ct = g_bytes_new (data, len);

  catch_give_ct (catch, catch->scene->ben, msg, ct);
  g_assert_null (peer_find (catch->scene->ben, TEXT));
}

/* Some of all: every one is tried in tests/unit/crypto. */
static void
damage (Catch *catch, const ProtoMsg *msg)
{
  g_autoptr (GBytes) ct = catch_ct (msg);
  gsize len = g_bytes_get_size (ct);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (ct, NULL), len);

  for (guint i = 0; i < 40; i++) {
    gsize at = (gsize) g_test_rand_int_range (0, (gint32) len);
    guint8 bit = (guint8) (1 << g_test_rand_int_range (0, 8));

    copy[at] ^= bit;
    refuse_ct (catch, msg, copy, len);
    copy[at] ^= bit;
  }
  for (guint i = 0; i < 20; i++)
    refuse_ct (catch, msg, copy, (gsize) g_test_rand_int_range (0, (gint32) len));
}

/* Other formats than the one there is (crypto/envelope-wire.c:envelope_wire_read). */
static void
refuse_formats (Catch *catch, const ProtoMsg *msg)
{
  static const char plain[] = "{\"v\":1,\"k\":\"text\",\"ts\":1,\"text\":\"" TEXT "\"}";
  g_autoptr (GBytes) ct = catch_ct (msg);
  gsize len = g_bytes_get_size (ct);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (ct, NULL), len);

  refuse_ct (catch, msg, plain, strlen (plain));
  for (guint version = 0; version < 4; version++)
    for (guint kind = 0; kind < 5; kind++) {
      const guint8 head[2] = { (guint8) version, (guint8) kind };

      if (memcmp (head, g_bytes_get_data (ct, NULL), sizeof head) == 0)
        continue;
      memcpy (copy, head, sizeof head);
      refuse_ct (catch, msg, copy, len);
    }
}

/* It shows that there was something, once; and the right one is still read, in its place. */
static void
test_damage (Scene *scene, gconstpointer data)
{
  Catch *catch = catch_new (scene, scene->ben);
  ProtoMsg *msg = catch_hold (catch, TEXT);
  guint8 before[PRIM_HASH_BYTES], after[PRIM_HASH_BYTES];
  guint held = catch->kept->len;

  /* The first one brings Ada's list. */
  refuse_ct (catch, msg, "x", 1);
  digest_of (scene->ben, before);
  damage (catch, msg);
  refuse_formats (catch, msg);
  digest_of (scene->ben, after);
  assert_same (before, after);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_UNREADABLE), ==, 1);

  for (guint i = 0; i < held; i++)
    catch_give (catch, scene->ben, catch->kept->pdata[i]);
  g_assert_cmpuint (peer_count (scene->ben, TEXT), ==, 1);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_UNREADABLE), ==, 0);
  catch_free (catch);
}

/* -- Many. -- */

static void
make_forged (guint i, const ProtoMsg *real, GByteArray *out)
{
  g_autoptr (GBytes) ct = catch_ct (real);
  guint len = (guint) g_test_rand_int_range (1, 600);

  if (i % 2 == 0) {
    g_byte_array_append (out, g_bytes_get_data (ct, NULL), (guint) g_bytes_get_size (ct));
    for (guint j = 0; j < 3; j++)
      out->data[g_test_rand_int_range (2, (gint32) out->len)] ^=
          (guint8) g_test_rand_int_range (1, 256);
    return;
  }
  g_byte_array_set_size (out, len + 2);
  prim_random (out->data, out->len);
  out->data[0] = 1;
  out->data[1] = (guint8) (1 + i / 2 % 2);
}

/* Nothing is written that does not open (crypto/keystage.c). */
static void
test_flood (Scene *scene, gconstpointer data)
{
  Catch *catch = catch_new (scene, scene->ben);
  ProtoMsg *real = catch_hold (catch, TEXT);
  ProtoDevice ben = device_of (scene->ben);
  guint8 before[PRIM_HASH_BYTES], after[PRIM_HASH_BYTES];
  guint held = catch->kept->len;

  /* The first one brings Ada's list. */
  refuse_ct (catch, real, "x", 1);
  /* To ask for it would turn a ratchet. */
  inside_spend_asks (scene->ben->core, &scene->to_ada.id, scene->ada->account->dev);
  digest_of (scene->ben, before);
  for (guint i = 0; i < FLOOD; i++) {
    g_autoptr (GByteArray) ct = g_byte_array_new ();
    ProtoMsg msg = *real;

    make_forged (i, real, ct);
    msg.id = id_random ();
    if (i % 5 == 0)
      msg.fd = 1 + i % 3;
    msg.ct = base64url_encode (ct->data, ct->len);
    relay_inject (scene->relay, &ben, PROTO_MSG, &msg);
    g_free (msg.ct);
  }
  wait_until (relay_is_read (scene->relay, &ben));
  digest_of (scene->ben, after);
  assert_same (before, after);
  g_assert_null (peer_find (scene->ben, TEXT));

  /* It may have cost enough for a rest (core/budget.c). */
  inside_set_clock (scene->ben->core, 11 * 60 * 1000);
  for (guint i = 0; i < held; i++)
    catch_give (catch, scene->ben, catch->kept->pdata[i]);
  g_assert_cmpuint (peer_count (scene->ben, TEXT), ==, 1);
  say (scene->ben, scene->ada, "still here");
  catch_free (catch);
}

/* -- What forged ones cost. -- */

static gboolean
rests (Scene *scene)
{
  return inside_budget_wait (scene->ben->core, &scene->to_ada.id, scene->ada->account->dev) > 0;
}

/* As far ahead as the engine goes: it makes all keys in between before it sees that it is nobody's.
 * So much of it is not tried any more, whatever comes in that device's name (core/budget.c), and
 * the others are heard. */
static void
test_budget (Scene *scene, gconstpointer data)
{
  Peer *tablet = scene_device (scene, scene->ada);
  Catch *catch = catch_new (scene, scene->ben);
  ProtoMsg *msg = catch_hold (catch, TEXT);
  g_autoptr (GBytes) ct = catch_ct (msg);
  g_autoptr (GBytes) forged = ratchet_with_number (ct, 1990);
  ProtoMsg other = *msg;
  guint n = 0;

  for (; n < 2000 && !rests (scene); n++) {
    other.id = id_random ();
    catch_give_ct (catch, scene->ben, &other, forged);
  }
  g_assert_cmpuint (n, >, 1);
  g_assert_cmpuint (n, <, 2000);
  catch_give (catch, scene->ben, msg);
  g_assert_null (peer_find (scene->ben, TEXT));
  say (tablet, scene->ben, "from the tablet");

  inside_set_clock (scene->ben->core, 9 * 60 * 1000);
  g_assert_true (rests (scene));
  inside_set_clock (scene->ben->core, 11 * 60 * 1000);
  g_assert_false (rests (scene));
  catch_give (catch, scene->ben, msg);
  g_assert_cmpuint (count_text (scene->ben, scene->ada, TEXT), ==, 1);
  catch_free (catch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SCENE_TEST ("/e2ee/messages/no-plain-text", scene_set_up_met, test_no_plain_text);
  SCENE_TEST ("/e2ee/messages/one-size", scene_set_up_met, test_one_size);
  SCENE_TEST ("/e2ee/messages/replay", scene_set_up, test_replay);
  SCENE_TEST ("/e2ee/messages/other-id", scene_set_up_met, test_other_id);
  SCENE_TEST ("/e2ee/messages/other-id-first", scene_set_up, test_other_id);
  SCENE_TEST ("/e2ee/messages/old-replay", scene_set_up_met, test_old_replay);
  SCENE_TEST ("/e2ee/messages/attribution", scene_set_up_met, test_attribution);
  SCENE_TEST ("/e2ee/messages/reorder", scene_set_up_met, test_reorder);
  SCENE_TEST ("/e2ee/messages/drop", scene_set_up_met, test_drop);
  SCENE_TEST ("/e2ee/messages/late", scene_set_up_met, test_late);
  SCENE_TEST ("/e2ee/messages/damage", scene_set_up_met, test_damage);
  SCENE_TEST ("/e2ee/messages/damage-first", scene_set_up, test_damage);
  SCENE_TEST ("/e2ee/messages/flood", scene_set_up_met, test_flood);
  SCENE_TEST ("/e2ee/messages/flood-first", scene_set_up, test_flood);
  SCENE_TEST ("/e2ee/messages/budget", scene_set_up_met, test_budget);
  return g_test_run ();
}
