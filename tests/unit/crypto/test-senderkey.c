/* test-senderkey: one device speaks to a group; nothing else is heard.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "damage.h"
#include "error.h"
#include "senderkey.h"

#include <string.h>
#include <time.h>

#define NOW G_GINT64_CONSTANT (1790000000000)

typedef struct {
  SenderKeyOwner owner;
  SenderKeyAt at;
  GBytes *sender;
  GBytes *receiver;
} Pair;

static void
replace (GBytes **state, GBytes *next)
{
  g_bytes_unref (*state);
  *state = next;
}

static GBytes *
accept (GBytes *sender, const SenderKeyOwner *owner)
{
  guint8 offer[SENDERKEY_OFFER_BYTES];
  g_autoptr (GError) error = NULL;
  GBytes *receiver;

  g_assert_true (senderkey_offer (sender, offer));
  receiver = senderkey_accept (owner, offer, sizeof offer, &error);
  g_assert_no_error (error);
  return receiver;
}

static void
pair_init (Pair *pair)
{
  *pair = (Pair) { .owner = { id_random (), id_random (), 3 }, .at = { 7, { 1, 2, 3 } } };
  pair->sender = senderkey_new (&pair->owner, NOW);
  pair->receiver = accept (pair->sender, &pair->owner);
}

static void
pair_clear (Pair *pair)
{
  g_bytes_unref (pair->sender);
  g_bytes_unref (pair->receiver);
}

static GBytes *
seal (Pair *pair, const char *text)
{
  g_autoptr (GError) error = NULL;
  GBytes *next = NULL;
  GBytes *wire = senderkey_seal (pair->sender, &pair->at, text, strlen (text), &next, &error);

  g_assert_no_error (error);
  replace (&pair->sender, next);
  return wire;
}

/* Opens with pair->receiver and moves it on; a refusal leaves no new state. */
static char *
try_open (Pair *pair, GBytes *wire, GError **error)
{
  GBytes *next = NULL;
  g_autoptr (GBytes) plain = senderkey_open (pair->receiver, g_bytes_get_data (wire, NULL),
                                             g_bytes_get_size (wire), NOW, &next, error);

  g_assert_true ((plain == NULL) == (next == NULL));
  if (plain == NULL)
    return NULL;
  replace (&pair->receiver, next);
  return g_strndup (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
}

static void
assert_opens (Pair *pair, GBytes *wire, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *plain = try_open (pair, wire, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (plain, ==, text);
}

static void
assert_refused (Pair *pair, GBytes *wire, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (try_open (pair, wire, &error));
  damage_assert_error (&error, code);
}

static void
test_order (void)
{
  Pair pair;

  pair_init (&pair);
  for (guint i = 0; i < 20; i++) {
    g_autofree char *text = g_strdup_printf ("message %u", i);
    g_autoptr (GBytes) wire = seal (&pair, text);

    g_assert_cmpuint (g_bytes_get_size (wire), ==, strlen (text) + SENDERKEY_WIRE_OVERHEAD);
    assert_opens (&pair, wire, text);
    assert_refused (&pair, wire, WHIN_ERROR_CONFLICT);
  }
  pair_clear (&pair);
}

static void
shuffle (GPtrArray *all)
{
  for (guint i = all->len - 1; i > 0; i--) {
    guint j = (guint) g_test_rand_int_range (0, (gint32) i + 1);
    gpointer one = all->pdata[i];

    all->pdata[i] = all->pdata[j];
    all->pdata[j] = one;
  }
}

static void
test_shuffled (void)
{
  g_autoptr (GPtrArray) wires = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize fresh;
  Pair pair;

  pair_init (&pair);
  fresh = g_bytes_get_size (pair.receiver);
  for (guint i = 0; i < 1000; i++)
    g_ptr_array_add (wires, seal (&pair, "the same"));
  shuffle (wires);
  for (guint i = 0; i < wires->len; i++)
    assert_opens (&pair, wires->pdata[i], "the same");
  for (guint i = 0; i < wires->len; i++)
    assert_refused (&pair, wires->pdata[i], WHIN_ERROR_CONFLICT);
  /* No key is left over. */
  g_assert_cmpuint (g_bytes_get_size (pair.receiver), ==, fresh);
  pair_clear (&pair);
}

static gboolean
takes (const guint8 *data, gsize len, gpointer user_data)
{
  Pair *pair = user_data;
  g_autoptr (GBytes) next = NULL;
  g_autoptr (GBytes) plain = senderkey_open (pair->receiver, data, len, NOW, &next, NULL);

  return plain != NULL;
}

static void
test_damage (void)
{
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GBytes) empty = NULL;
  Pair pair;

  pair_init (&pair);
  wire = seal (&pair, "a message");
  empty = seal (&pair, "");
  damage_is_refused (wire, takes, &pair);
  damage_is_refused (empty, takes, &pair);
  pair_clear (&pair);
}

static gboolean
takes_offer (const guint8 *data, gsize len, gpointer user_data)
{
  Pair *pair = user_data;
  g_autoptr (GBytes) receiver = senderkey_accept (&pair->owner, data, len, NULL);

  return receiver != NULL;
}

/* An offer comes through a session that proves it; here it must only be well formed. */
static void
test_offer (void)
{
  guint8 offer[SENDERKEY_OFFER_BYTES + 1] = { 0 };
  g_autoptr (GError) error = NULL;
  Pair pair;

  pair_init (&pair);
  g_assert_true (senderkey_offer (pair.sender, offer));
  g_assert_true (takes_offer (offer, SENDERKEY_OFFER_BYTES, &pair));
  for (gsize len = 0; len < SENDERKEY_OFFER_BYTES; len++)
    g_assert_false (takes_offer (offer, len, &pair));
  g_assert_false (takes_offer (offer, sizeof offer, &pair));
  offer[0] = 2;
  g_assert_false (takes_offer (offer, SENDERKEY_OFFER_BYTES, &pair));
  offer[0] = 1;
  memset (offer + 53, 0, 32); /* a key of low order */
  g_assert_null (senderkey_accept (&pair.owner, offer, SENDERKEY_OFFER_BYTES, &error));
  damage_assert_error (&error, WHIN_ERROR_BAD_FRAME);
  pair_clear (&pair);
}

/* The same chain, said to be somebody else's. */
static void
test_owner (void)
{
  g_autoptr (GBytes) wire = NULL;
  Pair pair;

  pair_init (&pair);
  wire = seal (&pair, "hello");
  for (guint i = 0; i < 3; i++) {
    Pair other;
    SenderKeyOwner owner = pair.owner;

    pair_init (&other);
    if (i == 0)
      owner.group = id_random ();
    if (i == 1)
      owner.account = id_random ();
    if (i == 2)
      owner.device++;
    replace (&other.receiver, accept (pair.sender, &owner));
    assert_refused (&other, wire, WHIN_ERROR_FORBIDDEN);
    pair_clear (&other);
  }
  assert_opens (&pair, wire, "hello");
  pair_clear (&pair);
}

static void
test_peek (void)
{
  g_autoptr (GBytes) wire = NULL;
  guint8 chain[SENDERKEY_CHAIN_BYTES], known[SENDERKEY_CHAIN_BYTES];
  SenderKeyAt at;
  Pair pair, other;

  pair_init (&pair);
  pair_init (&other);
  wire = seal (&pair, "hello");
  g_assert_true (
      senderkey_peek (g_bytes_get_data (wire, NULL), g_bytes_get_size (wire), chain, &at));
  g_assert_cmpuint (at.n, ==, pair.at.n);
  g_assert_cmpmem (at.hash, sizeof at.hash, pair.at.hash, sizeof pair.at.hash);
  g_assert_true (senderkey_chain (pair.receiver, known));
  g_assert_cmpmem (chain, sizeof chain, known, sizeof known);
  g_assert_true (senderkey_chain (other.receiver, known));
  g_assert_false (prim_equal (chain, known, sizeof known));
  assert_refused (&other, wire, WHIN_ERROR_FORBIDDEN);
  g_assert_false (senderkey_peek (NULL, 0, chain, &at));
  pair_clear (&pair);
  pair_clear (&other);
}

/* A member who comes later reads from there on only. */
static void
test_late (void)
{
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  Pair pair;

  pair_init (&pair);
  before = seal (&pair, "before");
  replace (&pair.receiver, accept (pair.sender, &pair.owner));
  after = seal (&pair, "after");
  assert_refused (&pair, before, WHIN_ERROR_CONFLICT);
  assert_opens (&pair, after, "after");
  pair_clear (&pair);
}

static GBytes *
skip_and_seal (Pair *pair, guint skipped)
{
  for (guint i = 0; i < skipped; i++)
    g_bytes_unref (seal (pair, "lost"));
  return seal (pair, "found");
}

static void
test_jump (void)
{
  Pair pair;
  g_autoptr (GBytes) far = NULL;
  g_autoptr (GBytes) too_far = NULL;

  pair_init (&pair);
  far = skip_and_seal (&pair, SENDERKEY_SKIP_MAX);
  too_far = skip_and_seal (&pair, SENDERKEY_SKIP_MAX + 1);
  assert_opens (&pair, far, "found");
  assert_refused (&pair, too_far, WHIN_ERROR_TOO_BIG);
  pair_clear (&pair);
}

/* Past the bound the oldest keys go first. */
static void
test_bound (void)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) found = NULL;
  g_autoptr (GBytes) third = NULL;
  g_autoptr (GBytes) last = NULL;
  gsize fresh, most = SENDERKEY_SKIP_MAX * 36;
  Pair pair;

  pair_init (&pair);
  fresh = g_bytes_get_size (pair.receiver);
  first = seal (&pair, "first");
  second = seal (&pair, "second");
  third = seal (&pair, "third");
  found = skip_and_seal (&pair, SENDERKEY_SKIP_MAX - 3);
  assert_opens (&pair, found, "found");
  g_assert_cmpuint (g_bytes_get_size (pair.receiver), ==, fresh + most);
  last = skip_and_seal (&pair, 2);
  assert_opens (&pair, last, "found");
  g_assert_cmpuint (g_bytes_get_size (pair.receiver), ==, fresh + most);
  assert_refused (&pair, first, WHIN_ERROR_CONFLICT);
  assert_refused (&pair, second, WHIN_ERROR_CONFLICT);
  assert_opens (&pair, third, "third");
  pair_clear (&pair);
}

/* A forged place is seen by the signature, before the chain is touched. */
static void
test_forged_place (void)
{
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GBytes) forged = NULL;
  g_autofree guint8 *copy = NULL;
  Pair pair;

  pair_init (&pair);
  wire = seal (&pair, "hello");
  copy = g_memdup2 (g_bytes_get_data (wire, NULL), g_bytes_get_size (wire));
  memset (copy + 17, 0xff, 4);
  forged = g_bytes_new (copy, g_bytes_get_size (wire));
  assert_refused (&pair, forged, WHIN_ERROR_FORBIDDEN);
  assert_opens (&pair, wire, "hello");
  pair_clear (&pair);
}

static gint64
cpu_us (void)
{
  return (gint64) clock () * (G_USEC_PER_SEC / CLOCKS_PER_SEC);
}

/* How long a thousand of them take. */
static gint64
refuse_many (Pair *pair, GBytes *wire)
{
  gint64 start = cpu_us ();

  for (guint i = 0; i < 1000; i++)
    assert_refused (pair, wire, WHIN_ERROR_FORBIDDEN);
  return MAX (cpu_us () - start, 1);
}

static GBytes *
forge_place (GBytes *wire, guint32 place)
{
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (wire, NULL), g_bytes_get_size (wire));

  place = GUINT32_TO_BE (place);
  memcpy (copy + 17, &place, sizeof place);
  copy[g_bytes_get_size (wire) - 1] ^= 1;
  return g_bytes_new (copy, g_bytes_get_size (wire));
}

/* The farthest place that is allowed costs no more than the next one: nothing is derived for what
 * is not signed. It would be 2000 keys each. */
static void
test_forged_cost (void)
{
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GBytes) near_by = NULL;
  g_autoptr (GBytes) far = NULL;
  gint64 cheap, dear;
  Pair pair;

  pair_init (&pair);
  wire = seal (&pair, "hello");
  near_by = forge_place (wire, 0);
  far = forge_place (wire, SENDERKEY_SKIP_MAX);
  cheap = refuse_many (&pair, near_by);
  dear = refuse_many (&pair, far);
  g_test_message ("%" G_GINT64_FORMAT " us near by, %" G_GINT64_FORMAT " us far", cheap, dear);
  g_assert_cmpint (dear, <, 5 * cheap);
  pair_clear (&pair);
}

static void
test_retired (void)
{
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GBytes) retired = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GBytes) next = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;
  Pair pair;
  gsize len;
  gconstpointer data;

  pair_init (&pair);
  wire = seal (&pair, "late");
  data = g_bytes_get_data (wire, &len);
  retired = senderkey_retire (pair.receiver, NOW);
  /* What counts is when it was retired first. */
  again = senderkey_retire (retired, NOW + SENDERKEY_RETIRED_MS);
  g_assert_null (senderkey_open (again, data, len, NOW + SENDERKEY_RETIRED_MS, &next, &error));
  damage_assert_error (&error, WHIN_ERROR_CODE_EXPIRED);
  plain = senderkey_open (again, data, len, NOW + SENDERKEY_RETIRED_MS - 1, &next, &error);
  g_assert_no_error (error);
  g_assert_nonnull (plain);
  pair_clear (&pair);
}

static void
test_rotation (void)
{
  Pair pair;

  pair_init (&pair);
  g_assert_cmpint (senderkey_rotation (pair.sender, NOW, FALSE), ==, SENDERKEY_KEEP);
  g_assert_cmpint (senderkey_rotation (pair.sender, NOW, TRUE), ==, SENDERKEY_ROTATE_MEMBERS);
  g_assert_cmpint (senderkey_rotation (pair.sender, NOW + SENDERKEY_AGE_MS - 1, FALSE), ==,
                   SENDERKEY_KEEP);
  g_assert_cmpint (senderkey_rotation (pair.sender, NOW + SENDERKEY_AGE_MS, FALSE), ==,
                   SENDERKEY_ROTATE_AGE);
  g_assert_cmpint (senderkey_rotation (pair.sender, NOW - 1, FALSE), ==, SENDERKEY_ROTATE_AGE);
  g_bytes_unref (skip_and_seal (&pair, SENDERKEY_MESSAGES_MAX - 2));
  g_assert_cmpint (senderkey_rotation (pair.sender, NOW, FALSE), ==, SENDERKEY_KEEP);
  g_bytes_unref (seal (&pair, "the last"));
  g_assert_cmpint (senderkey_rotation (pair.sender, NOW, FALSE), ==, SENDERKEY_ROTATE_LENGTH);
  pair_clear (&pair);
}

/* A state that was cut or mixed up is refused, not believed. */
static void
test_stored (void)
{
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GError) error = NULL;
  guint8 offer[SENDERKEY_OFFER_BYTES], chain[SENDERKEY_CHAIN_BYTES];
  GBytes *next = NULL;
  Pair pair;

  pair_init (&pair);
  wire = seal (&pair, "hello");
  for (gsize cut = 0; cut < g_bytes_get_size (pair.sender); cut++) {
    g_autoptr (GBytes) sender = g_bytes_new_from_bytes (pair.sender, 0, cut);

    g_assert_null (senderkey_seal (sender, &pair.at, "x", 1, &next, &error));
    damage_assert_error (&error, WHIN_ERROR_CORRUPT);
    g_assert_false (senderkey_offer (sender, offer));
    g_assert_cmpint (senderkey_rotation (sender, NOW, FALSE), !=, SENDERKEY_KEEP);
  }
  for (gsize cut = 0; cut < g_bytes_get_size (pair.receiver); cut++) {
    g_autoptr (GBytes) receiver = g_bytes_new_from_bytes (pair.receiver, 0, cut);

    g_assert_false (senderkey_chain (receiver, chain));
    g_assert_null (senderkey_open (receiver, g_bytes_get_data (wire, NULL), g_bytes_get_size (wire),
                                   NOW, &next, &error));
    damage_assert_error (&error, WHIN_ERROR_CORRUPT);
  }
  g_assert_null (next);
  pair_clear (&pair);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/senderkey/order", test_order);
  g_test_add_func ("/senderkey/shuffled", test_shuffled);
  g_test_add_func ("/senderkey/damage", test_damage);
  g_test_add_func ("/senderkey/offer", test_offer);
  g_test_add_func ("/senderkey/owner", test_owner);
  g_test_add_func ("/senderkey/peek", test_peek);
  g_test_add_func ("/senderkey/late", test_late);
  g_test_add_func ("/senderkey/jump", test_jump);
  g_test_add_func ("/senderkey/bound", test_bound);
  g_test_add_func ("/senderkey/forged-place", test_forged_place);
  g_test_add_func ("/senderkey/forged-cost", test_forged_cost);
  g_test_add_func ("/senderkey/retired", test_retired);
  g_test_add_func ("/senderkey/rotation", test_rotation);
  g_test_add_func ("/senderkey/stored", test_stored);
  return g_test_run ();
}
