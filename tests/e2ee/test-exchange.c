/* test-exchange: first messages, which bring a session with them: with the keys that everybody gets
 * when no others are left, once more in another form, and long after they were written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "catch.h"
#include "ratchet.h"

#include <string.h>

#define DAY_MS (24 * 3600 * (gint64) 1000)

/* -- The keys that a device leaves with the server. -- */

typedef struct {
  const Peer *of; /* NULL: whoever is not known yet */
  RestKeys *keys; /* the last ones with which signed ones came */
  guint times;    /* that those came */
  gboolean last;  /* everybody gets those of last resort */
} Larder;

static RestKey *
copy_key (const RestKey *key)
{
  RestKey *copy = g_new (RestKey, 1);

  *copy = (RestKey) { key->id, g_strdup (key->key) };
  return copy;
}

static void
put_key (RestKey *key, const RestKey *with)
{
  key->id = with->id;
  g_set_str (&key->key, with->key);
}

static void
larder_clear (Larder *larder)
{
  if (larder->keys != NULL)
    codec_free (&rest_info (REST_KEYS_ADD)->request, larder->keys);
  larder->keys = NULL;
}

static void
take_keys (Larder *larder, const RestKeys *keys)
{
  larder_clear (larder);
  larder->keys = g_new0 (RestKeys, 1);
  larder->keys->last = copy_key (keys->last);
  larder->keys->klast = copy_key (keys->klast);
  larder->times++;
}

static void
call_cb (Relay *relay, RelayCall *call, gpointer data)
{
  Larder *larder = data;

  if (call->way == RELAY_UP && call->call == REST_KEYS_ADD &&
      ((RestKeys *) call->body)->last != NULL &&
      (larder->of == NULL || is_device (&call->who, larder->of)))
    take_keys (larder, call->body);
  if (call->way != RELAY_DOWN || call->call != REST_BUNDLES || !larder->last)
    return;
  for (guint i = 0; i < ((RestBundles *) call->body)->bundles->len; i++) {
    RestBundle *bundle = ((RestBundles *) call->body)->bundles->pdata[i];

    put_key (bundle->one, larder->keys->last);
    put_key (bundle->kem, larder->keys->klast);
  }
}

/* -- The keys of last resort. -- */

static void
assert_nothing_changes (Catch *catch, const Peer *at, const ProtoMsg *msg)
{
  guint8 before[PRIM_HASH_BYTES], after[PRIM_HASH_BYTES];

  inside_key_digest (at->core, before);
  catch_give (catch, at, msg);
  inside_key_digest (at->core, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
}

/* The same base key as the engine reads it, in other bytes. */
static void
give_alias (Catch *catch, const Peer *at, const ProtoMsg *msg)
{
  g_autoptr (GBytes) ct = catch_ct (msg);
  gsize len, key_len;
  gconstpointer data = g_bytes_get_data (ct, &len);
  g_autofree guint8 *copy = g_memdup2 (data, len);
  guint8 *key = ratchet_find (copy, len, RATCHET_BASE_KEY, &key_len);
  ProtoMsg changed = *msg;
  g_autofree char *text = NULL;

  g_assert_cmpuint (key_len, ==, 32);
  key[31] |= 0x80;
  changed.id = id_random ();
  changed.ct = text = base64url_encode (copy, len);
  assert_nothing_changes (catch, at, &changed);
}

/* Those are not used up: whoever has seen the first message has it taken once more, by an engine
 * that does not know it any more, and the session would be what it was then
 * (crypto/envelope.c:accept_exchange). */
static void
test_last_resort (Scene *scene, gconstpointer data)
{
  Larder larder = { 0 };
  Peer *eve;
  Conv to_eve;
  Catch *catch;
  const ProtoMsg *first;

  relay_on_call (scene->relay, call_cb, &larder);
  eve = scene_person (scene, EVE_PHONE, "Eve");
  g_assert_cmpuint (larder.times, ==, 1);
  larder.of = eve;
  larder.last = TRUE;
  to_eve = conv_with (eve);
  catch = catch_new (scene, eve);

  core_send_text (scene->ada->core, &to_eve, "from Ada", NULL, NULL, 0);
  core_send_text (scene->ben->core, &to_eve, "from Ben", NULL, NULL, 0);
  wait_until (peer_find (eve, "from Ada") != NULL && peer_find (eve, "from Ben") != NULL);
  first = catch->kept->pdata[0];
  say (eve, scene->ada, "to Ada");
  say (eve, scene->ben, "to Ben");
  say (scene->ada, eve, "again from Ada");
  scene_settle (scene);
  for (guint round = 0; round < 2; round++) {
    ProtoMsg other = *first;

    other.id = id_random ();
    assert_nothing_changes (catch, eve, first);
    assert_nothing_changes (catch, eve, &other);
    give_alias (catch, eve, first);
    peer_close (eve);
    peer_open (eve);
    wait_until (peer_is_live (eve));
    scene_settle (scene);
  }
  say (eve, scene->ada, "still to Ada");
  say (eve, scene->ben, "still to Ben");
  say (scene->ada, eve, "still from Ada");
  say (scene->ben, eve, "still from Ben");
  catch_free (catch);
  relay_on_call (scene->relay, NULL, NULL);
  larder_clear (&larder);
}

/* -- After a month. -- */

/* Ben's device was there, and has made new keys each week (core/prekeys.c:make_lasting). */
static void
test_after_a_month (Scene *scene, gconstpointer data)
{
  Larder larder = { .of = scene->ben };
  ProtoDevice ben = device_of (scene->ben);
  Catch *catch = catch_new (scene, scene->ben);
  ProtoMsg *late = catch_hold (catch, "written a month ago");
  g_autoptr (GBytes) ct = catch_ct (late);

  g_assert_true (ratchet_is_exchange (g_bytes_get_data (ct, NULL), g_bytes_get_size (ct)));
  relay_on_call (scene->relay, call_cb, &larder);
  catch->hold = TRUE;
  for (guint week = 1; week <= 4; week++) {
    inside_set_clock (scene->ben->core, week * 7 * DAY_MS + DAY_MS / 2);
    relay_hang_up (scene->relay, &ben);
    wait_until (!peer_is_live (scene->ben));
    core_reconnect (scene->ben->core);
    wait_until (larder.times == week && inside_has_new_keys (scene->ben->core));
  }
  inside_set_clock (scene->ben->core, 30 * DAY_MS);
  wait_until (peer_is_live (scene->ben));
  g_assert_null (peer_find (scene->ben, "written a month ago"));
  catch_give (catch, scene->ben, late);
  g_assert_nonnull (peer_find (scene->ben, "written a month ago"));
  catch->hold = FALSE;
  say (scene->ben, scene->ada, "it was late");
  relay_on_call (scene->relay, NULL, NULL);
  catch_free (catch);
  larder_clear (&larder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SCENE_TEST ("/e2ee/exchange/last-resort", scene_set_up, test_last_resort);
  SCENE_TEST ("/e2ee/exchange/after-a-month", scene_set_up, test_after_a_month);
  return g_test_run ();
}
