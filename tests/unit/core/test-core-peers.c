/* test-core-peers: which lists are taken, and what becomes of the trust in an account.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside.h"

#include "former.h"
#include "peers.h"
#include "store-message.h"
#include "vouch.h"

#include <string.h>

/* In a transaction of its own. */
static gboolean
take (Core *core, const Friend *friend)
{
  g_autofree char *list = friend_list (friend);
  gboolean taken;

  core_begin (core);
  taken = peers_take (core, &friend->acc, list);
  g_assert_true (core_commit (core, NULL));
  return taken;
}

static void
set_trust (Core *core, const Friend *friend, Trust trust)
{
  core_begin (core);
  peers_set_trust (core, &friend->acc, trust);
  g_assert_true (core_commit (core, NULL));
}

/* As it is in memory, and as it is stored. */
static void
assert_known (Core *core, const Friend *friend, Trust trust)
{
  for (guint i = 0; i < 2; i++) {
    const Peer *peer = peers_get (core, &friend->acc);

    g_assert_nonnull (peer);
    g_assert_cmpuint (peer->mark.version, ==, friend->mark.version);
    g_assert_cmpmem (peer->mark.hash, PRIM_HASH_BYTES, friend->mark.hash, PRIM_HASH_BYTES);
    g_assert_cmpint (peer->trust, ==, trust);
    peers_reload (core);
  }
}

/* A chat is where notices go. */
static void
write_something (Core *core, const Friend *friend)
{
  g_autoptr (MessageRow) row =
      send_new_row (core, &(Conv) { CONV_USER, friend->acc }, MESSAGE_TEXT, "hello");

  core_begin (core);
  g_assert_true (store_message_add (core->store, row, 0, NULL));
  g_assert_true (core_commit (core, NULL));
}

static void
assert_notices (Core *core, const Friend *friend, MessageKind kind, guint n)
{
  Conv conv = { CONV_USER, friend->acc };
  g_autoptr (GPtrArray) rows = store_message_page (core->store, &conv, STORE_NEWEST, 0, 50);
  guint found = 0;

  for (guint i = 0; i < rows->len; i++)
    found += ((MessageRow *) rows->pdata[i])->kind == kind;
  g_assert_cmpuint (found, ==, n);
}

static void
test_first (Core *core, Inside *inside)
{
  Party party;
  const Device *device = friend_device (inside->grace, 2);

  g_assert_null (peers_get (core, &inside->grace->acc));
  g_assert_false (peers_party (core, &inside->grace->acc, 1, &party));
  g_assert_true (take (core, inside->grace));
  g_assert_true (take (core, inside->grace));
  assert_known (core, inside->grace, TRUST_SEEN);
  g_assert_true (peers_lists (core, &inside->grace->acc, 1));
  g_assert_false (peers_lists (core, &inside->grace->acc, 3));
  g_assert_true (peers_party (core, &inside->grace->acc, 2, &party));
  g_assert_cmpmem (&party, sizeof party, &device->self, sizeof device->self);
}

static void
test_not_a_list (Core *core, Inside *inside)
{
  g_autofree char *list = friend_list (inside->grace);
  g_autofree char *damaged = g_strdup (list);
  const char *const lists[] = { NULL, "", "AAAA", "no base64", damaged };

  damaged[100] = damaged[100] == 'A' ? 'B' : 'A';
  core_begin (core);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_assert_false (peers_take (core, &inside->grace->acc, lists[i]));
  /* One of another account. */
  g_assert_false (peers_take (core, &inside->self->acc, list));
  g_assert_true (core_commit (core, NULL));
  g_assert_null (peers_get (core, &inside->grace->acc));
  assert_known (core, inside->self, TRUST_SEEN);
}

/* What a person has decided stays, as long as the account signs. */
static void
test_newer (Core *core, Inside *inside)
{
  static const Trust trusts[] = { TRUST_SEEN, TRUST_VERIFIED, TRUST_CHANGED, TRUST_STOPPED };

  take (core, inside->grace);
  for (guint i = 0; i < G_N_ELEMENTS (trusts); i++) {
    set_trust (core, inside->grace, trusts[i]);
    friend_add (inside->grace, friend_make_device (inside->grace, 3 + i));
    friend_sign (inside->grace);
    g_assert_true (take (core, inside->grace));
    assert_known (core, inside->grace, trusts[i]);
    g_assert_true (peers_lists (core, &inside->grace->acc, 3 + i));
  }
}

static void
test_older (Core *core, Inside *inside)
{
  g_autofree char *older = friend_list (inside->grace);

  take (core, inside->grace);
  friend_sign (inside->grace);
  take (core, inside->grace);
  core_begin (core);
  g_assert_false (peers_take (core, &inside->grace->acc, older));
  g_assert_true (core_commit (core, NULL));
  assert_known (core, inside->grace, TRUST_SEEN);
}

/* Two lists with one number: she, or the server, tells different people different things. */
static void
test_fork (Core *core, Inside *inside)
{
  DevlistMark before;
  g_autofree char *other = NULL;

  take (core, inside->grace);
  write_something (core, inside->grace);
  before = inside->grace->mark;
  friend_add (inside->grace, friend_make_device (inside->grace, 9));
  friend_sign (inside->grace);
  other = friend_list (inside->grace);
  friend_drop (inside->grace, 9);
  inside->grace->mark = before;
  friend_sign (inside->grace);
  take (core, inside->grace);
  core_begin (core);
  g_assert_false (peers_take (core, &inside->grace->acc, other));
  g_assert_true (core_commit (core, NULL));
  assert_known (core, inside->grace, TRUST_STOPPED);
  g_assert_false (peers_lists (core, &inside->grace->acc, 9));
  assert_notices (core, inside->grace, MESSAGE_TWO_LISTS, 1);
}

static void
test_new_key (Core *core, Inside *inside)
{
  static const struct {
    Trust before, after;
  } cases[] = {
    { TRUST_SEEN, TRUST_CHANGED },
    { TRUST_CHANGED, TRUST_CHANGED },
    { TRUST_VERIFIED, TRUST_STOPPED },
    { TRUST_STOPPED, TRUST_STOPPED },
  };

  take (core, inside->grace);
  write_something (core, inside->grace);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    set_trust (core, inside->grace, cases[i].before);
    friend_begin_anew (inside->grace, 10 + i);
    g_assert_true (take (core, inside->grace));
    assert_known (core, inside->grace, cases[i].after);
    assert_notices (core, inside->grace, MESSAGE_KEY_CHANGED, i + 1);
  }
}

/* One's own account has the key it was made or linked with, whatever a server says. */
static void
test_own (Core *core, Inside *inside)
{
  Friend *self = inside->self;
  Friend kept = *self;

  g_bytes_ref (kept.bytes);
  friend_begin_anew (self, 1);
  g_assert_false (take (core, self));
  assert_known (core, &kept, TRUST_SEEN);
  g_bytes_unref (kept.bytes);
}

static gint64 clock_ms;

static gint64
clock_cb (gpointer data)
{
  return clock_ms;
}

static void
spend (Core *core, gint64 ms)
{
  core->connected_since = g_get_monotonic_time () - ms * 1000;
}

static void
be_lost (Core *core)
{
  former_on_lost (core);
  g_assert_cmpint (core->connected_since, ==, 0);
}

/* What a device has sent before it left is opened for a day of being connected, whatever the clock
 * on the wall says; it is sent nothing. */
static void
test_former (Core *core, Inside *inside)
{
  gint64 day = 24 * 3600 * (gint64) 1000;
  Party party;
  Device gone = *friend_device (inside->grace, 1);

  clock_ms = core_now (core);
  core_set_clock (core, clock_cb, NULL);
  take (core, inside->grace);
  friend_drop (inside->grace, 1);
  friend_sign (inside->grace);
  take (core, inside->grace);
  g_assert_false (peers_lists (core, &inside->grace->acc, 1));
  g_assert_true (peers_party (core, &inside->grace->acc, 1, &party));
  g_assert_cmpmem (&party, sizeof party, &gone.self, sizeof gone.self);
  /* Away for a year, and back in time. */
  clock_ms += 365 * day;
  g_assert_true (peers_party (core, &inside->grace->acc, 1, &party));
  core_begin (core);
  outbox_expire (core);
  g_assert_true (core_commit (core, NULL));
  g_assert_true (peers_party (core, &inside->grace->acc, 1, &party));
  clock_ms -= 800 * day;
  /* Connected for most of a day, and once more; a list that comes meanwhile changes nothing. */
  spend (core, day / 2);
  be_lost (core);
  spend (core, day / 3);
  friend_sign (inside->grace);
  take (core, inside->grace);
  g_assert_true (peers_party (core, &inside->grace->acc, 1, &party));
  be_lost (core);
  spend (core, day / 6 - 60000);
  g_assert_true (peers_party (core, &inside->grace->acc, 1, &party));
  spend (core, day / 6);
  g_assert_false (peers_party (core, &inside->grace->acc, 1, &party));
  be_lost (core);
  g_assert_false (peers_party (core, &inside->grace->acc, 1, &party));
}

/* Also the devices of an account's former key, with that key. */
static void
test_former_key (Core *core, Inside *inside)
{
  Device gone = *friend_device (inside->grace, 2);
  Party party;

  take (core, inside->grace);
  friend_begin_anew (inside->grace, 3);
  take (core, inside->grace);
  g_assert_false (peers_lists (core, &inside->grace->acc, 2));
  g_assert_true (peers_party (core, &inside->grace->acc, 2, &party));
  g_assert_cmpmem (party.account_key, PRIM_SIGN_PUBLIC_BYTES, gone.self.account_key,
                   PRIM_SIGN_PUBLIC_BYTES);
}

/* -- What one's own devices say. -- */

static void
hear_from (Core *core, const Id *from, const Friend *of, const guint8 *key, const char *what)
{
  ProtoMsg msg = { .from = *from, .fd = 2 };
  g_autofree char *text = base64url_encode (key, PRIM_SIGN_PUBLIC_BYTES);
  ContentTrust said = { of->acc, text, (char *) what };

  core_begin (core);
  vouch_hear (core, &msg, &said);
  g_assert_true (core_commit (core, NULL));
}

static void
test_vouched (Core *core, Inside *inside)
{
  const Id *self = &inside->self->acc;
  const Friend *grace = inside->grace;

  take (core, grace);
  /* She cannot say it herself. */
  hear_from (core, &grace->acc, grace, grace->account_key, VOUCH_VERIFIED);
  assert_known (core, grace, TRUST_SEEN);
  hear_from (core, self, grace, grace->account_key, "a later word");
  hear_from (core, self, grace, grace->account_key, VOUCH_ACCEPTED);
  assert_known (core, grace, TRUST_SEEN);
  hear_from (core, self, grace, grace->account_key, VOUCH_VERIFIED);
  hear_from (core, self, grace, grace->account_key, VOUCH_ACCEPTED);
  assert_known (core, grace, TRUST_VERIFIED);
  hear_from (core, self, grace, grace->account_key, VOUCH_UNVERIFIED);
  assert_known (core, grace, TRUST_SEEN);
  set_trust (core, grace, TRUST_STOPPED);
  hear_from (core, self, grace, grace->account_key, VOUCH_UNVERIFIED);
  assert_known (core, grace, TRUST_STOPPED);
  hear_from (core, self, grace, grace->account_key, VOUCH_ACCEPTED);
  assert_known (core, grace, TRUST_SEEN);
}

/* Before anything is known of the account: the server may not choose the first key any more. */
static void
test_vouched_before (Core *core, Inside *inside)
{
  const Id *self = &inside->self->acc;
  guint8 other[PRIM_SIGN_PUBLIC_BYTES], secret[PRIM_SIGN_SECRET_BYTES];

  prim_sign_keypair (other, secret);
  hear_from (core, self, inside->grace, inside->grace->account_key, VOUCH_VERIFIED);
  take (core, inside->grace);
  assert_known (core, inside->grace, TRUST_VERIFIED);

  core_begin (core);
  peers_forget (core);
  g_assert_true (core_commit (core, NULL));
  hear_from (core, self, inside->grace, other, VOUCH_VERIFIED);
  take (core, inside->grace);
  assert_known (core, inside->grace, TRUST_STOPPED);

  core_begin (core);
  peers_forget (core);
  g_assert_true (core_commit (core, NULL));
  hear_from (core, self, inside->grace, other, VOUCH_VERIFIED);
  hear_from (core, self, inside->grace, other, VOUCH_UNVERIFIED);
  take (core, inside->grace);
  assert_known (core, inside->grace, TRUST_SEEN);
}

/* Another key than the one here: it is not written for this one, and the other is known when it
 * comes. */
static void
test_vouched_for_another_key (Core *core, Inside *inside)
{
  const Id *self = &inside->self->acc;
  Friend before = *inside->grace;

  take (core, inside->grace);
  write_something (core, inside->grace);
  before.bytes = g_bytes_ref (inside->grace->bytes);
  friend_begin_anew (inside->grace, 3);
  hear_from (core, self, inside->grace, inside->grace->account_key, VOUCH_ACCEPTED);
  assert_known (core, &before, TRUST_SEEN);
  hear_from (core, self, inside->grace, inside->grace->account_key, VOUCH_VERIFIED);
  assert_known (core, &before, TRUST_STOPPED);
  assert_notices (core, inside->grace, MESSAGE_KEY_CHANGED, 1);
  take (core, inside->grace);
  assert_known (core, inside->grace, TRUST_VERIFIED);
  /* That word is used up. */
  friend_begin_anew (inside->grace, 4);
  take (core, inside->grace);
  assert_known (core, inside->grace, TRUST_STOPPED);
  g_bytes_unref (before.bytes);
}

/* More accounts than are kept in memory. */
static void
test_many (Core *core, Inside *inside)
{
  Friend *friends[LIMIT_MEMBERS_MAX + 300];
  Party party;

  for (guint i = 0; i < G_N_ELEMENTS (friends); i++) {
    friends[i] = friend_new (1);
    g_assert_true (take (core, friends[i]));
  }
  g_assert_cmpuint (g_hash_table_size (core->peers), <, G_N_ELEMENTS (friends));
  for (guint i = 0; i < G_N_ELEMENTS (friends); i++) {
    g_assert_true (peers_party (core, &friends[i]->acc, 1, &party));
    g_assert_cmpmem (&party, sizeof party, &friend_device (friends[i], 1)->self, sizeof party);
    friend_free (friends[i]);
  }
}

static void
test_rolled_back (Core *core, Inside *inside)
{
  g_autofree char *list = friend_list (inside->grace);

  core_begin (core);
  g_assert_true (peers_take (core, &inside->grace->acc, list));
  g_assert_nonnull (peers_get (core, &inside->grace->acc));
  core_rollback (core);
  g_assert_null (peers_get (core, &inside->grace->acc));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  inside_add ("/core/peers/first", test_first);
  inside_add ("/core/peers/not-a-list", test_not_a_list);
  inside_add ("/core/peers/newer", test_newer);
  inside_add ("/core/peers/older", test_older);
  inside_add ("/core/peers/fork", test_fork);
  inside_add ("/core/peers/new-key", test_new_key);
  inside_add ("/core/peers/own", test_own);
  inside_add ("/core/peers/former", test_former);
  inside_add ("/core/peers/former-key", test_former_key);
  inside_add ("/core/peers/vouched", test_vouched);
  inside_add ("/core/peers/vouched-before", test_vouched_before);
  inside_add ("/core/peers/vouched-for-another-key", test_vouched_for_another_key);
  inside_add ("/core/peers/many", test_many);
  inside_add ("/core/peers/rolled-back", test_rolled_back);
  return g_test_run ();
}
