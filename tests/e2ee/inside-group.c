/* inside-group: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside-group.h"

#include "inside-private.h"

#include "group-give.h"
#include "group-keys.h"
#include "group-open.h"
#include "group-work.h"
#include "groupstate-private.h"
#include "outbox-aside.h"
#include "peers.h"
#include "store-group-key.h"
#include "store-peer.h"

#include <string.h>

/* What a visit is about, and what it brings back. */
typedef struct {
  const Id *grp;
  const ProtoDevice *from;
  const ProtoDevice *rest;
  const GroupState *state;
  GBytes *sender;
  const Id *id; /* an account, or a message */
  const char *text;
  Trust trust;
  guint n;
  GBytes *bytes;
  GroupState *found;
} Errand;

static ProtoMsg
msg_from (const Errand *errand, const ProtoDevice *from)
{
  return (ProtoMsg) { .from = from->acc,
                      .fd = from->dev,
                      .id = id_random (),
                      .conv = { CONV_GROUP, *errand->grp },
                      .ts = 1790000000000 };
}

static char *
text_of (gconstpointer data, gsize len)
{
  return base64url_encode (data, len);
}

/* -- States. -- */

static void
state_cb (Core *core, gpointer data)
{
  Errand *errand = data;
  const Group *group = groups_get (core, errand->grp);

  if (group != NULL && group->state != NULL)
    errand->found = groupstate_copy (group->state);
}

GroupState *
inside_state (Core *core, const Id *grp)
{
  Errand errand = { .grp = grp };

  inside_visit (core, state_cb, &errand);
  return errand.found;
}

static void
secret_cb (Core *core, gpointer data)
{
  Errand *errand = data;

  errand->bytes = g_bytes_ref (groups_get (core, errand->grp)->row->secret);
}

GBytes *
inside_group_secret (Core *core, const Id *grp)
{
  Errand errand = { .grp = grp };

  inside_visit (core, secret_cb, &errand);
  return errand.bytes;
}

static void
give_part (Core *core,
           const Errand *errand,
           const ProtoDevice *from,
           GBytes *whole,
           gsize at,
           gsize to)
{
  const Group *group = groups_get (core, errand->grp);
  static const guint8 other[PRIM_KEY_BYTES] = { 1 };
  const guint8 *secret = group != NULL ? g_bytes_get_data (group->row->secret, NULL) : other;
  g_autofree char *key = text_of (secret, PRIM_KEY_BYTES), *tip = text_of (other, PRIM_HASH_BYTES);
  g_autofree char *part = text_of ((const guint8 *) g_bytes_get_data (whole, NULL) + at, to - at);
  ContentGroup content = { key,         errand->state->n + 10,
                           tip,         (gint64) g_bytes_get_size (whole),
                           (gint64) at, part };
  ProtoMsg msg = msg_from (errand, from);

  core_begin (core);
  group_give_take (core, errand->grp, &msg, &content);
  g_assert_true (core_commit (core, NULL));
}

static void
give_cb (Core *core, gpointer data)
{
  const Errand *errand = data;
  g_autoptr (GBytes) whole = groupstate_pack (errand->state);
  gsize size = g_bytes_get_size (whole);

  give_part (core, errand, errand->from, whole, 0, size / 2);
  give_part (core, errand, errand->rest != NULL ? errand->rest : errand->from, whole, size / 2,
             size);
}

void
inside_give (Core *core,
             const Id *grp,
             const ProtoDevice *from,
             const ProtoDevice *rest,
             const GroupState *state)
{
  Errand errand = { .grp = grp, .from = from, .rest = rest, .state = state };

  inside_visit (core, give_cb, &errand);
}

static void
asked_cb (Core *core, gpointer data)
{
  const Errand *errand = data;
  Group *group = groups_get_inside (core, errand->grp);

  core_begin (core);
  group->row->asked = TRUE;
  groups_save (core, group);
  g_assert_true (core_commit (core, NULL));
}

void
inside_set_asked (Core *core, const Id *grp)
{
  Errand errand = { .grp = grp };

  inside_visit (core, asked_cb, &errand);
}

/* -- Keys. -- */

static void
give_key_cb (Core *core, gpointer data)
{
  const Errand *errand = data;
  ProtoMsg msg = msg_from (errand, errand->from);
  guint8 offer[SENDERKEY_OFFER_BYTES];
  g_autofree char *text = NULL;

  g_assert_true (senderkey_offer (errand->sender, offer));
  text = text_of (offer, sizeof offer);
  core_begin (core);
  group_keys_take (core, errand->grp, &msg, &(ContentGroupKey) { text });
  g_assert_true (core_commit (core, NULL));
}

void
inside_give_key (Core *core, const Id *grp, const ProtoDevice *from, GBytes *sender)
{
  Errand errand = { .grp = grp, .from = from, .sender = sender };

  inside_visit (core, give_key_cb, &errand);
}

static void
kept_cb (Core *core, gpointer data)
{
  Errand *errand = data;
  ProtoMsg msg = msg_from (errand, errand->from);
  guint8 offer[SENDERKEY_OFFER_BYTES];

  g_assert_true (senderkey_offer (errand->sender, offer));
  /* After the format. */
  errand->bytes = group_keys_find (core, errand->grp, &msg, offer + 1);
}

GBytes *
inside_kept_key (Core *core, const Id *grp, const ProtoDevice *from, GBytes *sender)
{
  Errand errand = { .grp = grp, .from = from, .sender = sender };

  inside_visit (core, kept_cb, &errand);
  return errand.bytes;
}

static void
keys_cb (Core *core, gpointer data)
{
  Errand *errand = data;
  const ProtoDevice *from = errand->from;
  g_autoptr (GPtrArray) chains =
      store_group_key_chains (core->store, errand->grp, &from->acc, from->dev);

  errand->n = chains->len;
  if (chains->len > 0)
    errand->bytes =
        store_group_key_get (core->store, errand->grp, &from->acc, from->dev, chains->pdata[0]);
}

GBytes *
inside_newest_key (Core *core, const Id *grp, const ProtoDevice *from)
{
  Errand errand = { .grp = grp, .from = from };

  inside_visit (core, keys_cb, &errand);
  return errand.bytes;
}

guint
inside_count_keys (Core *core, const Id *grp, const ProtoDevice *from)
{
  Errand errand = { .grp = grp, .from = from };

  inside_visit (core, keys_cb, &errand);
  g_clear_pointer (&errand.bytes, g_bytes_unref);
  return errand.n;
}

static void
strangers_cb (Core *core, gpointer data)
{
  ((Errand *) data)->n = (guint) store_group_key_strangers (core->store);
}

guint
inside_count_strangers (Core *core)
{
  Errand errand = { 0 };

  inside_visit (core, strangers_cb, &errand);
  return errand.n;
}

/* -- Who gets what. -- */

static gboolean
is_owed (Core *core, const Errand *errand)
{
  g_autoptr (GArray) all = store_group_owed (core->store);

  for (guint i = 0; i < all->len; i++) {
    const StoreGroupOwed *owed = &g_array_index (all, StoreGroupOwed, i);

    if (!id_equal (&owed->grp, errand->grp) || !id_equal (&owed->acc, &errand->from->acc))
      continue;
    store_group_settle (core->store, owed);
    return TRUE;
  }
  return FALSE;
}

static void
answers_cb (Core *core, gpointer data)
{
  Errand *errand = data;
  guint asked = errand->n;

  errand->n = 0;
  core_begin (core);
  for (guint i = 0; i < asked; i++) {
    ProtoMsg msg = msg_from (errand, errand->from);

    group_give_answer (core, errand->grp, &msg);
    errand->n += is_owed (core, errand);
  }
  g_assert_true (core_commit (core, NULL));
}

guint
inside_count_answers (Core *core, const Id *grp, const ProtoDevice *from, guint n)
{
  Errand errand = { .grp = grp, .from = from, .n = n };

  inside_visit (core, answers_cb, &errand);
  return errand.n;
}

static void
owe_cb (Core *core, gpointer data)
{
  const Errand *errand = data;

  core_begin (core);
  store_group_owe (core->store, errand->grp, errand->id, 0);
  g_assert_true (core_commit (core, NULL));
  groups_pay (core);
}

void
inside_owe (Core *core, const Id *grp, const Id *acc)
{
  Errand errand = { .grp = grp, .id = acc };

  inside_visit (core, owe_cb, &errand);
}

static void
trust_cb (Core *core, gpointer data)
{
  const Errand *errand = data;

  core_begin (core);
  peers_set_trust (core, errand->id, errand->trust);
  g_assert_true (core_commit (core, NULL));
}

void
inside_set_trust (Core *core, const Id *acc, Trust trust)
{
  Errand errand = { .id = acc, .trust = trust };

  inside_visit (core, trust_cb, &errand);
}

static void
spend_cb (Core *core, gpointer data)
{
  core_begin (core);
  store_former_spend (core->store, *(gint64 *) data);
  g_assert_true (core_commit (core, NULL));
}

void
inside_spend_former (Core *core, gint64 ms)
{
  inside_visit (core, spend_cb, &ms);
}

static void
may_read_cb (Core *core, gpointer data)
{
  Errand *errand = data;
  const Group *group = groups_get_inside (core, errand->grp);
  Party party;

  errand->n = (guint) groups_may_read (core, group, &errand->from->acc, errand->from->dev, &party);
}

gboolean
inside_may_read (Core *core, const Id *grp, const ProtoDevice *device)
{
  Errand errand = { .grp = grp, .from = device };

  inside_visit (core, may_read_cb, &errand);
  return errand.n != 0;
}

static void
again_cb (Core *core, gpointer data)
{
  const Errand *errand = data;
  ProtoMsg msg = msg_from (errand, errand->from);
  Content content = { .kind = CONTENT_TEXT, .again = *errand->id };
  g_autoptr (GBytes) raw = g_bytes_new_static ("{}", 2);

  content.text.text = (char *) errand->text;
  core_begin (core);
  group_open_aside (core, &msg, &content, raw);
  g_assert_true (core_commit (core, NULL));
}

void
inside_say_again (Core *core,
                  const Id *grp,
                  const ProtoDevice *from,
                  const Id *message,
                  const char *text)
{
  Errand errand = { .grp = grp, .from = from, .id = message, .text = text };

  inside_visit (core, again_cb, &errand);
}
