/* test-pairing: a server between two devices while one is linked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "middle.h"

#include "linkchannel.h"

#include <string.h>

/* -- It does not know the secret. -- */

/* Its own key, proven with a secret of its own. */
static void
swap_hello (Middle *middle, gboolean from_old, guint frame, GByteArray *body)
{
  LinkCode other = middle->code;
  LinkKey key;

  if (frame != HELLO || from_old != GPOINTER_TO_INT (middle->data))
    return;
  other.secret[0] ^= 1;
  linkcode_key (&key);
  linkcode_hello (other.secret, from_old ? LINK_OLD : LINK_NEW, &key, body->data);
}

/* crypto/linkcode.c:linkcode_meet. What was said is said again; the old device has seen two. */
static void
test_hello_to_old (Scene *scene, gconstpointer data)
{
  Middle *middle = middle_new (scene, swap_hello, GINT_TO_POINTER (FALSE));

  middle_use (middle);
  wait_until (middle->seen[HELLO] >= 3);
  g_assert_cmpint (scene->ada->pairing->state, ==, PAIRING_SHOWN);
  g_assert_cmpint (middle->device->pairing->state, !=, PAIRING_COMPARE);
  core_cancel_link (middle->device->core);
  middle_assert_failed (middle);
  middle_free (middle);
}

static void
test_hello_to_new (Scene *scene, gconstpointer data)
{
  Middle *middle = middle_new (scene, swap_hello, GINT_TO_POINTER (TRUE));

  middle_use (middle);
  middle_assert_failed (middle);
  middle_free (middle);
}

/* A byte of each sealed frame from this one on. */
static void
damage (Middle *middle, gboolean from_old, guint frame, GByteArray *body)
{
  guint first = *(const guint *) middle->data;

  if (frame >= first)
    body->data[middle->seen[frame] * 7 % body->len] ^= 0x40;
}

/* None is taken, and the right one is when it is said again (crypto/linkchannel.c). */
static void
test_damage (Scene *scene, gconstpointer data)
{
  guint first = OFFER;
  Middle *middle = middle_new (scene, damage, &first);
  g_autoptr (GError) error = NULL;

  middle_use (middle);
  wait_until (middle->seen[OFFER] >= 2);
  g_assert_cmpint (scene->ada->pairing->state, ==, PAIRING_SHOWN);
  first = WELCOME;
  middle_wait_compare (middle);
  core_confirm_link (scene->ada->core);
  wait_until (middle->seen[WELCOME] >= 2);
  g_assert_cmpint (middle->device->pairing->state, ==, PAIRING_COMPARE);
  first = THANKS;
  wait_until (middle->seen[THANKS] >= 2);
  g_assert_cmpuint (middle_list_version (middle), ==, 1);
  first = N_FRAMES;
  wait_until (middle->used != NULL);
  core_use_link_finish (middle->device->core, middle->used, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (middle_list_version (middle), ==, 2);
  middle_free (middle);
}

/* -- It sees when what is there. -- */

static void
note_keys (Relay *relay, RelayCall *call, gpointer data)
{
  Middle *middle = data;

  if (call->way == RELAY_DOWN && call->call == REST_KEYS_ADD &&
      call->who.dev != middle->scene->ada->account->dev)
    *(gboolean *) middle->data = TRUE;
}

static void
note_first (Middle *middle, gboolean from_old, guint frame, GByteArray *body)
{
  g_assert_true (*(gboolean *) middle->data);
}

/* Nobody could write to the account while a device without keys is in its list
 * (core/pairing.c:begin_to_talk). */
static void
test_keys_first (Scene *scene, gconstpointer data)
{
  gboolean brought = FALSE;
  Middle *middle = middle_new (scene, note_first, &brought);

  relay_on_call (scene->relay, note_keys, middle);
  middle_use (middle);
  middle_wait_compare (middle);
  core_cancel_link (middle->device->core);
  middle_assert_failed (middle);
  relay_on_call (scene->relay, NULL, NULL);
  middle_free (middle);
}

/* -- It has the frames of another linking. -- */

typedef struct {
  GByteArray *said[2][N_FRAMES]; /* by from_old */
} Tape;

static void
record (Middle *middle, gboolean from_old, guint frame, GByteArray *body)
{
  GByteArray **said = &((Tape *) middle->data)->said[from_old][frame];

  if (*said != NULL)
    return;
  *said = g_byte_array_new ();
  g_byte_array_append (*said, body->data, body->len);
}

static void
replay (Middle *middle, gboolean from_old, guint frame, GByteArray *body)
{
  GByteArray *said = ((Tape *) middle->data)->said[from_old][frame];

  g_byte_array_set_size (body, 0);
  if (said != NULL)
    g_byte_array_append (body, said->data, said->len);
}

static void
test_replay (Scene *scene, gconstpointer data)
{
  Tape tape = { 0 };
  Middle *middle = middle_new (scene, record, &tape);

  middle_use (middle);
  middle_wait_compare (middle);
  core_cancel_link (scene->ada->core);
  core_cancel_link (middle->device->core);
  middle_assert_failed (middle);
  middle_free (middle);

  middle = middle_new (scene, replay, &tape);
  middle_use (middle);
  wait_until (middle->seen[HELLO] >= 3);
  g_assert_cmpint (scene->ada->pairing->state, ==, PAIRING_SHOWN);
  g_assert_cmpint (middle->device->pairing->state, ==, PAIRING_SHOWN);
  core_cancel_link (middle->device->core);
  middle_assert_failed (middle);
  middle_free (middle);
  for (guint i = 0; i < N_FRAMES; i++) {
    g_clear_pointer (&tape.said[0][i], g_byte_array_unref);
    g_clear_pointer (&tape.said[1][i], g_byte_array_unref);
  }
}

/* -- It knows the secret: somebody looked over a shoulder. -- */

typedef struct {
  LinkKey as_old, as_new;
  LinkChannel with_old, with_new;
  guint8 commitment[PRIM_HASH_BYTES];
  GByteArray *offer;      /* said again, it is the same */
  gboolean no_commitment; /* leaves the true one */
} Thief;

static void
meet_new (Middle *middle, Thief *thief, GByteArray *hello)
{
  LinkShared shared;
  g_autoptr (GError) error = NULL;

  linkcode_meet (middle->code.secret, LINK_OLD, &thief->as_old, NULL, hello->data, hello->len,
                 &shared, &error);
  g_assert_no_error (error);
  linkchannel_init (&thief->with_new, LINK_OLD, &shared);
  linkcode_hello (middle->code.secret, LINK_NEW, &thief->as_new, hello->data);
}

static void
meet_old (Middle *middle, Thief *thief, GByteArray *hello)
{
  LinkShared shared;
  g_autoptr (GError) error = NULL;

  linkcode_meet (middle->code.secret, LINK_NEW, &thief->as_new, thief->commitment, hello->data,
                 hello->len, &shared, &error);
  g_assert_no_error (error);
  linkchannel_init (&thief->with_old, LINK_NEW, &shared);
  linkcode_hello (middle->code.secret, LINK_OLD, &thief->as_old, hello->data);
}

static void
commit (Middle *middle, Thief *thief, GByteArray *commitment)
{
  guint8 hello[LINKCODE_HELLO_BYTES];

  memcpy (thief->commitment, commitment->data, sizeof thief->commitment);
  linkcode_hello (middle->code.secret, LINK_OLD, &thief->as_old, hello);
  if (!thief->no_commitment)
    linkcode_commit (hello, commitment->data);
}

static void
pass_offer (Thief *thief, GByteArray *offer)
{
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;

  if (thief->offer == NULL) {
    plain = linkchannel_open (&thief->with_new, offer->data, offer->len, &error);
    g_assert_no_error (error);
    sealed = linkchannel_seal (&thief->with_old, g_bytes_get_data (plain, NULL),
                               g_bytes_get_size (plain), &error);
    g_assert_no_error (error);
    thief->offer = g_byte_array_new ();
    g_byte_array_append (thief->offer, g_bytes_get_data (sealed, NULL),
                         (guint) g_bytes_get_size (sealed));
  }
  g_byte_array_set_size (offer, 0);
  g_byte_array_append (offer, thief->offer->data, thief->offer->len);
}

static void
stand_between (Middle *middle, gboolean from_old, guint frame, GByteArray *body)
{
  Thief *thief = middle->data;

  if (frame == COMMIT)
    commit (middle, thief, body);
  else if (frame == HELLO && !from_old)
    meet_new (middle, thief, body);
  else if (frame == HELLO)
    meet_old (middle, thief, body);
  else if (frame == OFFER)
    pass_offer (thief, body);
}

static Thief *
thief_of_secret (void)
{
  Thief *thief = g_new0 (Thief, 1);

  linkcode_key (&thief->as_old);
  linkcode_key (&thief->as_new);
  return thief;
}

/* The pictures are others: that is what they are for. */
static void
test_between (Scene *scene, gconstpointer data)
{
  g_autofree Thief *thief = thief_of_secret ();
  Middle *middle = middle_new (scene, stand_between, thief);

  middle_use (middle);
  middle_wait_compare (middle);
  g_assert_cmpint (
      memcmp (scene->ada->pairing->pictures, middle->device->pairing->pictures, PAIRING_PICTURES),
      !=, 0);
  core_cancel_link (scene->ada->core);
  core_cancel_link (middle->device->core);
  middle_assert_failed (middle);
  middle_free (middle);
  g_byte_array_unref (thief->offer);
}

/* It cannot choose its key when it knows both others: the old device has committed to its own. */
static void
test_commitment (Scene *scene, gconstpointer data)
{
  g_autofree Thief *thief = thief_of_secret ();
  Middle *middle;

  thief->no_commitment = TRUE;
  middle = middle_new (scene, stand_between, thief);
  middle_use (middle);
  middle_assert_failed (middle);
  middle_free (middle);
}

/* -- It uses the link itself. -- */

typedef struct {
  Id link;
} Seen;

static void
see_link (Relay *relay, RelayCall *call, gpointer data)
{
  if (call->way == RELAY_UP && call->call == REST_LINK)
    ((Seen *) data)->link = ((RestLink *) call->body)->id;
}

static void
say_as (Scene *scene, gint64 dev, guint8 frame, const guint8 *data, gsize len)
{
  ProtoDevice ada = device_of (scene->ada);
  const guint8 head[] = { 'L', 1, frame };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *body = NULL;
  ProtoEph eph = { .conv = { CONV_USER, ada.acc }, .from = ada.acc, .fd = dev };

  g_byte_array_append (bytes, head, sizeof head);
  g_byte_array_append (bytes, data, (guint) len);
  eph.body = body = base64url_encode (bytes->data, bytes->len);
  relay_inject (scene->relay, &ada, PROTO_EPH, &eph);
}

/* It has a device at the server, which is nobody's (core/pairing-old.c:pairing_old_hear). */
static void
test_stolen_link (Scene *scene, gconstpointer data)
{
  Seen seen = { 0 };
  Middle *middle;
  RestDeviceAdd add = { .device = (char *) "Thief" };
  RestAccount *account;
  g_autofree char *token = NULL;
  g_autofree char *link = NULL;
  guint8 random[32], hello[LINKCODE_HELLO_BYTES];
  LinkKey key;

  relay_on_call (scene->relay, see_link, &seen);
  middle = middle_new (scene, NULL, NULL);
  prim_random (random, sizeof random);
  add.link = link = base64url_encode (&seen.link, sizeof seen.link);
  add.tok = token = base64url_encode (random, sizeof random);
  account = relay_ask (scene->relay, NULL, REST_DEVICE_ADD, NULL, &add);
  g_assert_true (account->pending);
  linkcode_key (&key);
  linkcode_hello (random, LINK_NEW, &key, hello);
  say_as (scene, account->dev, HERE, NULL, 0);
  say_as (scene, account->dev, HELLO, hello, sizeof hello);
  say_as (scene, account->dev, THANKS, hello, sizeof hello);
  wait_until (middle->seen[COMMIT] > 0);
  g_assert_cmpint (scene->ada->pairing->state, ==, PAIRING_SHOWN);
  core_confirm_link (scene->ada->core);

  /* Whoever has the code sees that it is used up. */
  middle_use (middle);
  middle_assert_failed (middle);
  g_assert_cmpint (scene->ada->pairing->state, ==, PAIRING_SHOWN);
  g_assert_cmpuint (middle->seen[WELCOME], ==, 0);
  codec_free (&rest_info (REST_DEVICE_ADD)->reply, account);
  relay_on_call (scene->relay, NULL, NULL);
  middle_free (middle);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SCENE_TEST ("/e2ee/pairing/hello-to-old", scene_set_up, test_hello_to_old);
  SCENE_TEST ("/e2ee/pairing/hello-to-new", scene_set_up, test_hello_to_new);
  SCENE_TEST ("/e2ee/pairing/damage", scene_set_up, test_damage);
  SCENE_TEST ("/e2ee/pairing/keys-first", scene_set_up, test_keys_first);
  SCENE_TEST ("/e2ee/pairing/replay", scene_set_up, test_replay);
  SCENE_TEST ("/e2ee/pairing/between", scene_set_up, test_between);
  SCENE_TEST ("/e2ee/pairing/commitment", scene_set_up, test_commitment);
  SCENE_TEST ("/e2ee/pairing/stolen-link", scene_set_up, test_stolen_link);
  return g_test_run ();
}
