/* test-bundles: a server that hands out other keys than a device left with it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"
#include "thief.h"

#include <string.h>

#define TEXT "for Ben alone"

typedef struct _Case Case;

struct _Case {
  const char *name;
  void (*swap) (const Case *this, Device *thief, RestBundle *bundle);
  /* The key that a bare 32 bytes replace, in hex. */
  const char *key;
};

/* -- The swaps. -- */

static void
swap_all (const Case *this, Device *thief, RestBundle *bundle)
{
  thief_put_signed (thief, bundle);
  thief_put_one (thief, bundle);
  thief_put_kem (thief, bundle);
}

static void
swap_signed (const Case *this, Device *thief, RestBundle *bundle)
{
  thief_put_signed (thief, bundle);
}

static void
swap_kem (const Case *this, Device *thief, RestBundle *bundle)
{
  thief_put_kem (thief, bundle);
}

static void
swap_one (const Case *this, Device *thief, RestBundle *bundle)
{
  thief_put_one (thief, bundle);
}

/* The first bytes are the key, the rest is the signature, which stays. */
static void
replace_key (RestKey *key, const guint8 *with, gsize len)
{
  g_autoptr (GBytes) old = base64url_decode (key->key);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (old, NULL), g_bytes_get_size (old));

  g_assert_cmpuint (g_bytes_get_size (old), >=, len);
  memcpy (copy, with, len);
  g_free (key->key);
  key->key = base64url_encode (copy, g_bytes_get_size (old));
}

static void
swap_signed_key (const Case *this, Device *thief, RestBundle *bundle)
{
  replace_key (bundle->spk, thief->signed_prekey.prekey.key, ENGINE_KEY_BYTES);
}

static void
swap_kem_key (const Case *this, Device *thief, RestBundle *bundle)
{
  EnvelopeBundle keys = device_bundle (thief);

  replace_key (bundle->kem, keys.kem.key, KEM_PUBLIC_BYTES);
}

/* With another number the same bytes are another key. */
static void
swap_numbers (const Case *this, Device *thief, RestBundle *bundle)
{
  RestKey *kem = bundle->kem;

  kem->id++;
}

static void
take_kem_out (const Case *this, Device *thief, RestBundle *bundle)
{
  g_free (bundle->kem->key);
  bundle->kem->key = g_strdup ("");
}

/* A key with a known result of every agreement. */
static void
swap_weak (const Case *this, Device *thief, RestBundle *bundle)
{
  guint8 weak[ENGINE_KEY_BYTES];

  for (guint i = 0; i < sizeof weak; i++)
    weak[i] = (guint8) (g_ascii_xdigit_value (this->key[2 * i]) << 4 |
                        g_ascii_xdigit_value (this->key[2 * i + 1]));
  replace_key (bundle->one, weak, sizeof weak);
}

static const Case cases[] = {
  /* engine-omemo-call.c: the signature of the signed prekey by the identity of the list */
  { "all", swap_all, NULL },
  { "signed-prekey", swap_signed, NULL },
  { "signed-prekey-of-old-signature", swap_signed_key, NULL },
  /* envelope.c:envelope_start */
  { "kem", swap_kem, NULL },
  { "kem-of-old-signature", swap_kem_key, NULL },
  { "kem-number", swap_numbers, NULL },
  { "kem-taken-out", take_kem_out, NULL },
  /* keycheck.c */
  { "one-time-zero", swap_weak,
    "0000000000000000000000000000000000000000000000000000000000000000" },
  { "one-time-low-order", swap_weak,
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800" },
  { "one-time-not-canonical", swap_weak,
    "efffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" },
};

/* -- The server. -- */

typedef struct {
  Scene *scene;
  const Case *this; /* NULL: it is honest */
  Device *thief;
  guint asked;
  guint sent; /* by Ada */
} Swap;

static void
swap_call (Relay *relay, RelayCall *call, gpointer data)
{
  Swap *swap = data;
  RestBundles *reply = call->body;

  if (call->way != RELAY_DOWN || call->call != REST_BUNDLES || swap->this == NULL ||
      !is_device (&call->who, swap->scene->ada))
    return;
  swap->asked++;
  for (guint i = 0; i < reply->bundles->len; i++)
    swap->this->swap (swap->this, swap->thief, reply->bundles->pdata[i]);
}

static gboolean
count_sent (Relay *relay, RelayFrame *frame, gpointer data)
{
  Swap *swap = data;

  if (frame->way == RELAY_UP && frame->op == PROTO_SEND &&
      is_device (&frame->who, swap->scene->ada))
    swap->sent++;
  return TRUE;
}

static Swap *
swap_new (Scene *scene)
{
  Swap *swap = g_new0 (Swap, 1);
  ProtoDevice ben = device_of (scene->ben);

  swap->scene = scene;
  swap->thief = thief_new (&ben);
  relay_on_call (scene->relay, swap_call, swap);
  relay_on_frame (scene->relay, count_sent, swap);
  return swap;
}

static void
swap_free (Swap *swap)
{
  relay_on_call (swap->scene->relay, NULL, NULL);
  relay_on_frame (swap->scene->relay, NULL, NULL);
  device_free (swap->thief);
  g_free (swap);
}

/* -- The tests. -- */

/* Opened anew it asks at once. When it asks again, what it got was looked at and refused. */
static void
is_refused (Swap *swap, const Case *this)
{
  Peer *ada = swap->scene->ada;
  ProtoDevice ben = device_of (swap->scene->ben);

  g_test_message ("%s", this->name);
  peer_close (ada);
  swap->this = this;
  swap->asked = 0;
  peer_open (ada);
  wait_until (swap->asked == 2 || swap->sent > 0);
  if (swap->sent > 0 || inside_has_session (ada->core, &ben.acc, ben.dev))
    g_error ("a session with swapped keys: %s", this->name);
}

/* In each case nothing is sealed, the message waits under the clock, and leaves when the server is
 * honest. */
static void
test_swapped (Scene *scene, gconstpointer data)
{
  Swap *swap = swap_new (scene);

  swap->this = &cases[0];
  core_send_text (scene->ada->core, &scene->to_ben, TEXT, NULL, NULL, 0);
  wait_until (swap->asked == 1);
  g_assert_cmpint (state_of (scene->ada, TEXT), ==, STATE_PENDING);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    is_refused (swap, &cases[i]);
  swap->this = NULL;
  wait_until (peer_find (scene->ben, TEXT) != NULL);
  swap_free (swap);
}

/* Nobody signs a one-time key. Another in its place opens nothing, for Ben or for the thief
 * (envelope.c:unwrap), and Ben sees that something was there (core/apply.c:apply_failed). */
static void
test_one_time (Scene *scene, gconstpointer data)
{
  static const Case this = { "one-time", swap_one, NULL };
  Swap *swap = swap_new (scene);

  swap->this = &this;
  core_send_text (scene->ada->core, &scene->to_ben, TEXT, NULL, NULL, 0);
  wait_until (g_hash_table_size (scene->ben->messages) > 0);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_UNREADABLE), >, 0);
  g_assert_null (peer_find (scene->ben, TEXT));
  swap_free (swap);
}

typedef struct {
  char *one, *kem; /* as Ada got them */
  gint64 one_id, kem_id;
} Handed;

static void
same_again (Relay *relay, RelayCall *call, gpointer data)
{
  Handed *handed = data;
  RestBundles *reply = call->body;
  RestBundle *bundle;

  if (call->way != RELAY_DOWN || call->call != REST_BUNDLES || reply->bundles->len == 0)
    return;
  bundle = reply->bundles->pdata[0];
  if (handed->one == NULL) {
    *handed = (Handed) { g_strdup (bundle->one->key), g_strdup (bundle->kem->key), bundle->one->id,
                         bundle->kem->id };
    return;
  }
  g_set_str (&bundle->one->key, handed->one);
  g_set_str (&bundle->kem->key, handed->kem);
  bundle->one->id = handed->one_id;
  bundle->kem->id = handed->kem_id;
}

/* A one-time key is gone when it was used (engine-omemo.c, kemprekey.c:kem_prekey_use): what a
 * second person seals with it shows as what cannot be read. */
static void
test_one_time_twice (Scene *scene, gconstpointer data)
{
  Handed handed = { 0 };
  Peer *eve = scene_person (scene, EVE_PHONE, "Eve");

  relay_on_call (scene->relay, same_again, &handed);
  say (scene->ada, scene->ben, TEXT);
  core_send_text (eve->core, &scene->to_ben, "From Eve", NULL, NULL, 0);
  wait_until (count_kind (scene->ben, eve, MESSAGE_UNREADABLE) > 0);
  g_assert_null (peer_find (scene->ben, "From Eve"));
  relay_on_call (scene->relay, NULL, NULL);
  g_free (handed.one);
  g_free (handed.kem);
}

typedef struct {
  const Peer *of;
  gint64 dev;  /* whose keys do not come; 0: nobody's */
  guint asked; /* so often in vain */
} Absent;

/* As if they were another device's. */
static void
keep_back (Relay *relay, RelayCall *call, gpointer data)
{
  Absent *absent = data;
  RestBundles *reply = call->body;
  gboolean in_vain = FALSE;

  if (call->way != RELAY_DOWN || call->call != REST_BUNDLES ||
      !id_equal (&call->who.acc, &absent->of->account->acc))
    return;
  for (guint i = 0; i < reply->bundles->len; i++) {
    RestBundle *bundle = reply->bundles->pdata[i];

    if (absent->dev == 0 || (absent->dev > 0 && bundle->dev != absent->dev))
      continue;
    bundle->dev = 99;
    in_vain = TRUE;
  }
  absent->asked += in_vain;
}

/* The keys of two devices are asked for until they come (core/sessions.c:sessions_want). */
static void
test_late (Scene *scene, gconstpointer data)
{
  Peer *tablet = scene_device (scene, scene->ben);
  Absent absent = { scene->ada, -1, 0 };

  relay_on_call (scene->relay, keep_back, &absent);
  core_send_text (scene->ada->core, &scene->to_ben, TEXT, NULL, NULL, 0);
  wait_until (absent.asked >= 2);
  absent.dev = 0;
  wait_until (peer_find (scene->ben, TEXT) != NULL && peer_find (tablet, TEXT) != NULL);
  relay_on_call (scene->relay, NULL, NULL);
}

/* A device goes before there was a session with it: nobody waits for its keys
 * (core/sessions.c:take). */
static void
test_gone (Scene *scene, gconstpointer data)
{
  Peer *tablet = scene_device (scene, scene->ben);
  Absent absent = { scene->ada, tablet->account->dev, 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  relay_on_call (scene->relay, keep_back, &absent);
  core_send_text (scene->ada->core, &scene->to_ben, TEXT, NULL, NULL, 0);
  wait_until (absent.asked >= 1);
  core_revoke_device_async (scene->ben->core, absent.dev, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  core_revoke_device_finish (scene->ben->core, result, &error);
  g_assert_no_error (error);
  wait_until (peer_find (scene->ben, TEXT) != NULL);
  relay_on_call (scene->relay, NULL, NULL);
}

static gint64
bens_session (Scene *scene)
{
  return inside_session_made (scene->ada->core, &scene->to_ben.id, scene->ben->account->dev);
}

/* After a month the keys of a session are not gone on with (core/sessions.c:sessions_refresh). */
static void
test_old_session (Scene *scene, gconstpointer data)
{
  const gint64 day = 24 * 3600 * (gint64) 1000;
  gint64 made = bens_session (scene);

  inside_set_clock (scene->ada->core, 29 * day);
  say (scene->ada, scene->ben, "after 29 days");
  say (scene->ben, scene->ada, "yes");
  scene_settle (scene);
  g_assert_cmpint (bens_session (scene), ==, made);

  inside_set_clock (scene->ada->core, 31 * day);
  say (scene->ada, scene->ben, "after 31 days");
  wait_until (bens_session (scene) != made);
  g_assert_cmpint (bens_session (scene), >=, made + 31 * day / 1000);
  made = bens_session (scene);
  say (scene->ada, scene->ben, "with new keys");
  say (scene->ben, scene->ada, "me too");
  say (scene->ada, scene->ben, "good");
  scene_settle (scene);
  g_assert_cmpint (bens_session (scene), ==, made);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_UNREADABLE), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SCENE_TEST ("/e2ee/bundles/swapped", scene_set_up, test_swapped);
  SCENE_TEST ("/e2ee/bundles/one-time", scene_set_up, test_one_time);
  SCENE_TEST ("/e2ee/bundles/one-time-twice", scene_set_up, test_one_time_twice);
  SCENE_TEST ("/e2ee/bundles/late", scene_set_up, test_late);
  SCENE_TEST ("/e2ee/bundles/gone", scene_set_up, test_gone);
  SCENE_TEST ("/e2ee/bundles/old-session", scene_set_up_met, test_old_session);
  return g_test_run ();
}
