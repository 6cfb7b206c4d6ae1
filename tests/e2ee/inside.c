/* inside: see the header. core-private.h and peer.h both have a Peer, so this file knows no peers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside-private.h"

#include "broadcast.h"
#include "budget.h"
#include "group-work.h"
#include "groupseal.h"
#include "identity.h"
#include "keys.h"
#include "peers.h"
#include "sessions.h"
#include "store-broadcast.h"
#include "store-group-key.h"
#include "store-outbox.h"
#include "store-query.h"
#include "store-retry.h"

#include <string.h>

typedef struct {
  CoreFunc func;
  gpointer data;
  GAsyncQueue *done;
} Visit;

static void
visit_cb (Core *core, gpointer data)
{
  Visit *visit = data;

  visit->func (core, visit->data);
  g_async_queue_push (visit->done, visit);
}

void
inside_visit (Core *core, CoreFunc func, gpointer data)
{
  g_autoptr (GAsyncQueue) done = g_async_queue_new ();
  Visit visit = { func, data, done };

  core_post (core, visit_cb, &visit, NULL);
  g_assert_nonnull (g_async_queue_timeout_pop (done, 20 * G_USEC_PER_SEC));
}

/* -- The digest. -- */

/* All columns, in the order of the table. */
static void
add_rows (Store *store, const char *sql, GByteArray *out)
{
  Query *rows = query (store, sql, "");

  while (query_next (store, rows))
    for (int i = 0; i < sqlite3_column_count (rows); i++) {
      int len = sqlite3_column_bytes (rows, i);
      const guint8 *value = sqlite3_column_blob (rows, i);

      g_byte_array_append (out, (const guint8 *) &len, sizeof len);
      if (len > 0)
        g_byte_array_append (out, value, (guint) len);
    }
}

static void
digest_cb (Core *core, gpointer data)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  add_rows (core->store, "SELECT * FROM identity", all);
  add_rows (core->store, "SELECT * FROM prekey ORDER BY kind, id", all);
  add_rows (core->store, "SELECT * FROM session ORDER BY kind, acc, dev", all);
  add_rows (core->store, "SELECT * FROM peer ORDER BY acc", all);
  add_rows (core->store, "SELECT * FROM former_device ORDER BY acc, dev", all);
  g_assert_cmpuint (all->len, >, 1000);
  prim_hash ("test/keys", all->data, all->len, data);
}

void
inside_key_digest (Core *core, guint8 digest[PRIM_HASH_BYTES])
{
  inside_visit (core, digest_cb, digest);
}

/* -- The rest. -- */

static void
outbox_cb (Core *core, gpointer data)
{
  g_autoptr (GPtrArray) entries = store_outbox_list (core->store, 0, 1);

  *(gboolean *) data = entries->len == 0 && store_broadcast_count_work (core->store) == 0;
}

gboolean
inside_has_sent_all (Core *core)
{
  gboolean is_empty = FALSE;

  inside_visit (core, outbox_cb, &is_empty);
  return is_empty;
}

void
inside_slice_broadcasts (guint people)
{
  broadcast_set_slice (people);
}

typedef struct {
  Id acc;
  gint64 dev;
  gboolean found;
  gint64 made;
} Sought;

static void
session_cb (Core *core, gpointer data)
{
  Sought *sought = data;
  Party party;

  sought->found =
      peers_party (core, &sought->acc, sought->dev, &party) && sessions_have (core, &party);
}

gboolean
inside_has_session (Core *core, const Id *acc, gint64 dev)
{
  Sought sought = { *acc, dev, FALSE, 0 };

  inside_visit (core, session_cb, &sought);
  return sought.found;
}

static void
made_cb (Core *core, gpointer data)
{
  Sought *sought = data;
  KeyStore keys = keys_of (core);
  EnvelopeState state;
  EnvelopePair pair;
  Party party;

  g_assert_true (peers_party (core, &sought->acc, sought->dev, &party));
  pair = sessions_pair (core, &keys, &party);
  g_assert_true (envelope_state (&pair, &state, NULL));
  sought->made = state.made;
}

gint64
inside_session_made (Core *core, const Id *acc, gint64 dev)
{
  Sought sought = { *acc, dev, FALSE, 0 };

  inside_visit (core, made_cb, &sought);
  return sought.made;
}

static void
verify_cb (Core *core, gpointer data)
{
  core_begin (core);
  peers_set_trust (core, data, TRUST_VERIFIED);
  g_assert_true (core_commit (core, NULL));
}

void
inside_verify (Core *core, const Id *acc)
{
  g_autofree Id *copy = id_copy (acc);

  inside_visit (core, verify_cb, copy);
}

static void
account_secret_cb (Core *core, gpointer data)
{
  memcpy (data, identity_account_secret (core), PRIM_SIGN_SECRET_BYTES);
}

void
inside_account_secret (Core *core, guint8 secret[PRIM_SIGN_SECRET_BYTES])
{
  inside_visit (core, account_secret_cb, secret);
}

typedef struct {
  const Id *acc;
  char *list;
  Trust trust;
} Listed;

static void
list_cb (Core *core, gpointer data)
{
  Listed *listed = data;
  const Peer *peer = peers_get (core, listed->acc);

  if (peer == NULL)
    return;
  listed->list =
      base64url_encode (g_bytes_get_data (peer->bytes, NULL), g_bytes_get_size (peer->bytes));
  listed->trust = peer->trust;
}

char *
inside_list (Core *core, const Id *acc)
{
  Listed listed = { .acc = acc };

  inside_visit (core, list_cb, &listed);
  return listed.list;
}

Trust
inside_trust (Core *core, const Id *acc)
{
  Listed listed = { .acc = acc };

  inside_visit (core, list_cb, &listed);
  g_assert_nonnull (listed.list);
  g_free (listed.list);
  return listed.trust;
}

static void
secrets_cb (Core *core, gpointer data)
{
  GPtrArray *secrets = data;
  g_autofree char *key_path = g_build_filename (core->data_dir, "key", NULL);
  g_autofree char *key = NULL;
  gsize len;

  g_ptr_array_add (secrets, g_bytes_new (identity_account_secret (core), 32));
  g_ptr_array_add (secrets, g_bytes_new (identity_signing_secret (core), 32));
  g_ptr_array_add (secrets, g_bytes_new (core->account->token, strlen (core->account->token)));
  if (g_file_get_contents (key_path, &key, &len, NULL))
    g_ptr_array_add (secrets, g_bytes_new (key, len));
}

GPtrArray *
inside_secrets (Core *core)
{
  GPtrArray *secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  inside_visit (core, secrets_cb, secrets);
  return secrets;
}

typedef struct {
  Id acc;
  gint64 dev;
  gint64 wait;
} Rest;

static void
budget_cb (Core *core, gpointer data)
{
  Rest *rest = data;

  rest->wait = budget_wait (core, &rest->acc, rest->dev);
}

gint64
inside_budget_wait (Core *core, const Id *acc, gint64 dev)
{
  Rest rest = { *acc, dev, 0 };

  inside_visit (core, budget_cb, &rest);
  return rest.wait;
}

static void
spend_asks_cb (Core *core, gpointer data)
{
  const Rest *of = data;
  StoreBudget budget = { .since = core_now (core), .asks = G_MAXINT32 };

  core_begin (core);
  store_budget_put (core->store, &of->acc, of->dev, &budget);
  g_assert_true (core_commit (core, NULL));
}

void
inside_spend_asks (Core *core, const Id *acc, gint64 dev)
{
  Rest of = { *acc, dev, 0 };

  inside_visit (core, spend_asks_cb, &of);
}

static void
new_keys_cb (Core *core, gpointer data)
{
  g_autofree char *at = store_setting_get (core->store, "keys-signed-at");

  g_assert_nonnull (at);
  *(gboolean *) data = core_now (core) - g_ascii_strtoll (at, NULL, 10) < 24 * 3600 * (gint64) 1000;
}

gboolean
inside_has_new_keys (Core *core)
{
  gboolean has = FALSE;

  inside_visit (core, new_keys_cb, &has);
  return has;
}

/* -- Changes of groups that break the rules. -- */

static GBytes *
sign_forgery (Core *core, const Group *group, const Forgery *forgery)
{
  g_autoptr (GroupOp) op = groupop_new ((GroupOpKind) forgery->kind);
  g_autoptr (GError) error = NULL;
  GroupSubject subject = { .account = forgery->person, .role = GROUP_ADMIN };
  g_autoptr (GBytes) bytes = NULL;
  GBytes *sealed;

  op->group = forgery->grp;
  op->n = group->state->n + 1 + forgery->ahead;
  memcpy (op->before, group->state->hash, sizeof op->before);
  op->actor = id_is_none (&forgery->actor) ? core_self (core) : forgery->actor;
  op->device = (guint32) (forgery->device != 0 ? forgery->device : core->account->dev);
  op->time = core_now (core);
  memset (op->secret, 0x77, sizeof op->secret);
  op->link_mode = op->kind == GROUP_LINK ? GROUP_LINK_OPEN : GROUP_LINK_NONE;
  memset (op->link, op->kind == GROUP_LINK ? 0x77 : 0, sizeof op->link);
  if (!id_is_none (&forgery->person))
    groupop_add_subject (op, &subject);
  if (forgery->name != NULL)
    g_set_str (&op->name, forgery->name);
  bytes = groupop_sign (op, identity_signing_secret (core), &error);
  g_assert_no_error (error);
  sealed =
      groupseal_seal (g_bytes_get_data (group->row->secret, NULL), &forgery->grp, GROUP_SEALED_OP,
                      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return sealed;
}

typedef struct {
  const Forgery *forgery;
  int done;
} Forging;

static void
forged_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_assert_no_error (error);
  g_atomic_int_set (&((Forging *) data)->done, 1);
}

static void
forge_cb (Core *core, gpointer data)
{
  Forging *forging = data;
  const Group *group = groups_get_inside (core, &forging->forgery->grp);
  g_autoptr (GBytes) sealed = sign_forgery (core, group, forging->forgery);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (Id));
  g_autofree char *change =
      base64url_encode (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  g_autofree char *prev = base64url_encode (g_bytes_get_data (group->row->tip, NULL),
                                            g_bytes_get_size (group->row->tip));
  RestGroupAppend body = { group->row->place + 1, prev, change, members };
  IdText text;

  for (guint i = 0; i < group->state->members->len; i++)
    g_array_append_val (members, g_array_index (group->state->members, GroupMember, i).account);
  core_rest (core, REST_GROUP_APPEND, id_to_text (&forging->forgery->grp, text), &body, forged_cb,
             forging);
}

void
inside_forge (Core *core, const Forgery *forgery)
{
  Forging forging = { forgery, 0 };

  inside_visit (core, forge_cb, &forging);
  while (!g_atomic_int_get (&forging.done))
    g_main_context_iteration (NULL, FALSE);
}

typedef struct {
  const Conv *conv;
  Content content;
} Saying;

static void
say_cb (Core *core, gpointer data)
{
  Saying *saying = data;
  Id id = id_random ();

  core_begin (core);
  g_assert_true (outbox_add (core, &id, saying->conv, &saying->content, NULL, 0, 1, NULL));
  g_assert_true (core_commit (core, NULL));
  outbox_pump (core);
}

void
inside_say (Core *core, const Conv *conv, const Content *content)
{
  inside_visit (core, say_cb, &(Saying) { conv, *content });
}

typedef struct {
  const Id *grp;
  guint n;
} Holders;

static void
holders_cb (Core *core, gpointer data)
{
  Holders *holders = data;
  g_autoptr (GArray) sent = store_group_sent (core->store, holders->grp);

  holders->n = sent->len;
}

guint
inside_key_holders (Core *core, const Id *grp)
{
  Holders holders = { grp, 0 };

  inside_visit (core, holders_cb, &holders);
  return holders.n;
}

/* Read on one core thread only, and set while it waits here. */
static gint64 ahead;

static gint64
clock_cb (gpointer data)
{
  return g_get_real_time () / 1000 + ahead;
}

static void
set_clock_cb (Core *core, gpointer data)
{
  ahead = *(gint64 *) data;
  core_set_clock (core, clock_cb, NULL);
}

void
inside_set_clock (Core *core, gint64 ahead_ms)
{
  inside_visit (core, set_clock_cb, &ahead_ms);
}
