/* retry: what fails within two seconds is asked for at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "retry.h"

#include "address.h"
#include "budget.h"
#include "groups.h"
#include "outbox-aside.h"
#include "peers.h"
#include "store-group-key.h"
#include "store-message.h"
#include "store-outbox.h"
#include "store-retry.h"

#include <string.h>

#define GATHER_MS 2000
#define DEVICES_MAX 256
/* In an hour, of one device. */
#define ASKS_MAX 6
#define ANSWERS_MAX 256
/* Of these for one message. */
#define SAME_MAX 5
/* What is kept of one device, and how often it is asked for one message. */
#define UNOPENED_MAX 512
#define TIMES_MAX 5
#define DUE_MAX 1024
#define HOUR_MS (3600 * (gint64) 1000)

typedef struct {
  Id acc;
  gint64 dev;
} Name;

/* Of this hour. FALSE when too many devices have something wrong. */
static gboolean
budget_of (Core *core, const Name *name, StoreBudget *budget)
{
  gint64 now = core_now (core);

  store_budget_purge (core->store, now - HOUR_MS, now);
  if (store_budget_get (core->store, &name->acc, name->dev, budget))
    return TRUE;
  budget->since = now;
  return store_budget_count (core->store) < DEVICES_MAX;
}

static void
put_budget (Core *core, const Name *name, const StoreBudget *budget)
{
  store_budget_put (core->store, &name->acc, name->dev, budget);
}

static void
queue (Core *core, const Name *to, Content *content)
{
  Id self = core_self (core), id = id_random ();
  Conv conv = { CONV_USER, id_equal (&to->acc, &self) ? self : to->acc };

  outbox_add_to (core, &id, &conv, content, NULL, 0, &to->acc, to->dev);
}

/* -- Asking. -- */

/* It came after all. */
static gboolean
is_here (Core *core, const StoreUnopened *message)
{
  return store_message_is_known (core->store, &message->acc, &message->id) &&
         !store_message_is_unreadable (core->store, &message->acc, &message->id);
}

static void ask_cb (Core *core, gpointer data);

/* Or before, when something else is to be asked for. */
static void
ask_in (Core *core, gint64 delay_ms)
{
  gint64 at = g_get_monotonic_time () + delay_ms * 1000;

  if (core->ask_again_at != 0 && core->ask_again_at <= at)
    return;
  core->ask_again_at = at;
  g_source_unref (core_timeout (core, delay_ms, ask_cb));
}

/* Of the messages of one device that are due, from at on: as many as fit into one. */
static GArray *
pick (Core *core, const GArray *due, guint at, guint end)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (Id));

  for (guint i = at; i < end && ids->len < CONTENT_RETRY_MAX; i++) {
    StoreUnopened message = g_array_index (due, StoreUnopened, i);

    if (is_here (core, &message)) {
      store_unopened_remove (core->store, &message.acc, message.dev, &message.id);
      continue;
    }
    message.times++;
    message.asked = core_now (core);
    store_unopened_set_asked (core->store, &message);
    g_array_append_val (ids, message.id);
  }
  return ids;
}

/* Not while what is answered would not be opened. */
static gboolean
must_rest (Core *core, const Name *of)
{
  gint64 wait = budget_wait (core, &of->acc, of->dev);

  if (wait > 0)
    ask_in (core, wait);
  return wait > 0;
}

static void
ask_one (Core *core, const Name *of, const GArray *due, guint at, guint end)
{
  Content content = { .kind = CONTENT_RETRY };
  StoreBudget budget;
  g_autoptr (GArray) ids = NULL;

  if (must_rest (core, of))
    return;
  if (!budget_of (core, of, &budget) || budget.asks >= ASKS_MAX ||
      !peers_lists (core, &of->acc, of->dev))
    return;
  /* So many at once are made up: what nobody wrote must not change what is kept here. */
  if (budget.flooded) {
    store_unopened_drop_unasked (core->store, &of->acc, of->dev);
    return;
  }
  ids = pick (core, due, at, end);
  if (ids->len == 0)
    return;
  budget.asks++;
  put_budget (core, of, &budget);
  content.retry.ids = ids;
  queue (core, of, &content);
}

static void
ask_all (Core *core)
{
  g_autoptr (GArray) due =
      store_unopened_due (core->store, TIMES_MAX, core_now (core) - HOUR_MS, DUE_MAX);
  guint end;

  for (guint at = 0; at < due->len; at = end) {
    const StoreUnopened *first = &g_array_index (due, StoreUnopened, at);
    Name of = { first->acc, first->dev };

    for (end = at + 1; end < due->len; end++) {
      const StoreUnopened *next = &g_array_index (due, StoreUnopened, end);

      if (!id_equal (&next->acc, &of.acc) || next->dev != of.dev)
        break;
    }
    ask_one (core, &of, due, at, end);
  }
}

static void
ask_cb (Core *core, gpointer data)
{
  core->ask_again_at = 0;
  if (core->account == NULL)
    return;
  core_begin (core);
  store_unopened_purge (core->store, core_now (core) - LIMIT_RETENTION_DAYS * 24 * HOUR_MS);
  ask_all (core);
  if (core_commit (core, NULL))
    outbox_pump (core);
}

void
retry_resume (Core *core)
{
  ask_in (core, GATHER_MS);
}

void
retry_ask (Core *core, const ProtoMsg *msg)
{
  Name from = { msg->from, msg->fd };
  StoreUnopened message = { .acc = msg->from,
                            .dev = msg->fd,
                            .id = msg->id,
                            .cseq = msg->cseq,
                            .time = msg->ts,
                            .noticed = core_now (core) };
  StoreBudget budget;

  if (!budget_of (core, &from, &budget) || budget.flooded)
    return;
  if (store_unopened_count (core->store, &from.acc, from.dev, TRUE) >= CONTENT_RETRY_MAX) {
    budget.flooded = TRUE;
    put_budget (core, &from, &budget);
    return;
  }
  if (store_unopened_count (core->store, &from.acc, from.dev, FALSE) >= UNOPENED_MAX)
    return;
  store_unopened_add (core->store, &message);
  retry_resume (core);
}

gboolean
retry_came (Core *core, ProtoMsg *msg)
{
  StoreUnopened message;

  if (!store_unopened_get (core->store, &msg->from, msg->fd, &msg->id, &message))
    return FALSE;
  msg->cseq = message.cseq;
  msg->ts = message.time;
  store_unopened_remove (core->store, &msg->from, msg->fd, &msg->id);
  return TRUE;
}

/* -- Answering. -- */

/* A message to a set of devices was for whoever was in the group then. */
static gboolean
was_for (Core *core, const StoreOutbox *entry, const Name *asker)
{
  const Group *group = entry->devset != 0 ? groups_get_inside (core, &entry->conv.id) : NULL;
  const GroupMember *member = group != NULL ? groupstate_find (group->state, &asker->acc) : NULL;

  if (entry->devset == 0)
    return store_outbox_has_to (core->store, entry->entry, &asker->acc, asker->dev);
  return member != NULL && member->since <= entry->state_n;
}

/* The device was among those it was sealed for, and is still of the account that it was written to:
 * a server could otherwise take the number of an account and ask for what its owner was told. */
static gboolean
was_meant_for (Core *core, const StoreOutbox *entry, const Name *asker)
{
  Id self = core_self (core);
  const Peer *peer;

  if (entry->to_dev != 0 || !was_for (core, entry, asker) ||
      !peers_lists (core, &asker->acc, asker->dev))
    return FALSE;
  if (id_equal (&asker->acc, &self) || entry->conv.kind == CONV_GROUP)
    return TRUE;
  peer = peers_get (core, &asker->acc);
  return id_equal (&asker->acc, &entry->conv.id) && address_is_bound_to (entry, peer);
}

gboolean
retry_may_answer (Core *core, const ProtoMsg *msg, const Id *id)
{
  Name to = { msg->from, msg->fd };
  StoreBudget budget;

  if (!budget_of (core, &to, &budget) || budget.answers >= ANSWERS_MAX ||
      store_budget_count_answer (core->store, &to.acc, to.dev, id) > SAME_MAX)
    return FALSE;
  budget.answers++;
  put_budget (core, &to, &budget);
  return TRUE;
}

/* Who is in the group by the keys that came into it, and as it is now. Whoever lacked a message may
 * lack the key to the next one too. */
static void
send_again_to_group (Core *core, const Name *to, const StoreOutbox *entry, Content *content)
{
  const Group *group = groups_get_inside (core, &entry->conv.id);
  g_autoptr (GArray) readers = g_array_new (FALSE, FALSE, sizeof (Party));
  Party party;

  if (group == NULL || !groups_may_read (core, group, &to->acc, to->dev, &party))
    return;
  g_array_append_val (readers, party);
  outbox_add_aside (core, &entry->conv, content, readers);
  store_group_drop_sent (core->store, &entry->conv.id, &to->acc, to->dev);
}

static void
send_again (Core *core, const Name *to, const StoreOutbox *entry)
{
  Id self = core_self (core);
  g_autoptr (Content) content = content_decode (entry->content, NULL);
  Id id = id_random ();

  if (content == NULL)
    return;
  content->again = entry->id;
  if (entry->conv.kind == CONV_GROUP) {
    send_again_to_group (core, to, entry, content);
    return;
  }
  outbox_add_to (core, &id,
                 id_equal (&to->acc, &self) ? &entry->conv : &(Conv) { CONV_USER, to->acc },
                 content, entry->media != NULL ? (const Id *) (gpointer) entry->media->data : NULL,
                 entry->media != NULL ? entry->media->len : 0, &to->acc, to->dev);
}

void
retry_answer (Core *core, const ProtoMsg *msg, const ContentRetry *ask)
{
  Name to = { msg->from, msg->fd };

  for (guint i = 0; i < ask->ids->len; i++) {
    const Id *id = &g_array_index (ask->ids, Id, i);
    g_autoptr (StoreOutbox) entry = store_outbox_get (core->store, id);

    if (entry != NULL && was_meant_for (core, entry, &to) && retry_may_answer (core, msg, id))
      send_again (core, &to, entry);
  }
}
