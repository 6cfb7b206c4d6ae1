/* retry: what fails within two seconds is asked for at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "retry.h"

#include "address.h"
#include "budget.h"
#include "groups.h"
#include "outbox-aside.h"
#include "peers.h"
#include "store-group-key.h"
#include "store-outbox.h"

#include <string.h>

#define GATHER_MS 2000
#define DEVICES_MAX 256
/* In an hour, of one device. */
#define ASKS_MAX 6
#define ANSWERS_MAX 256
/* Of these for one message. */
#define SAME_MAX 5
#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)

typedef struct {
  Id acc;
  gint64 dev;
} Name;

typedef struct {
  Name name;
  GArray *ids;      /* of Id: not asked for yet */
  gint64 ask_at;    /* monotonic */
  gint64 hour;      /* monotonic: when the count began */
  gboolean flooded; /* more at once than can be asked for */
  guint asks;
  guint answers;
  GHashTable *answered; /* Id -> how often */
} Retry;

static guint
name_hash (gconstpointer key)
{
  const Name *name = key;

  return id_hash (&name->acc) * 31 + (guint) name->dev;
}

static gboolean
name_equal (gconstpointer a, gconstpointer b)
{
  return id_equal (&((const Name *) a)->acc, &((const Name *) b)->acc) &&
         ((const Name *) a)->dev == ((const Name *) b)->dev;
}

static void
retry_free (gpointer data)
{
  Retry *retry = data;

  g_array_unref (retry->ids);
  g_hash_table_unref (retry->answered);
  g_free (retry);
}

GHashTable *
retries_new (void)
{
  return g_hash_table_new_full (name_hash, name_equal, NULL, retry_free);
}

/* NULL when too many devices have something wrong. */
static Retry *
retry_with (Core *core, const Id *acc, gint64 dev)
{
  Name name = { *acc, dev };
  Retry *retry = g_hash_table_lookup (core->retries, &name);
  gint64 now = g_get_monotonic_time ();

  if (retry == NULL) {
    if (g_hash_table_size (core->retries) >= DEVICES_MAX)
      return NULL;
    retry = g_new0 (Retry, 1);
    retry->name = name;
    retry->hour = now;
    retry->ids = g_array_new (FALSE, FALSE, sizeof (Id));
    retry->answered = g_hash_table_new_full (id_hash, id_hash_equal, g_free, NULL);
    g_hash_table_insert (core->retries, &retry->name, retry);
  }
  if (now - retry->hour >= HOUR_US) {
    retry->hour = now;
    retry->asks = retry->answers = 0;
    retry->flooded = FALSE;
    g_hash_table_remove_all (retry->answered);
  }
  return retry;
}

static void
queue (Core *core, const Name *to, Content *content, const Id *media, guint n_media)
{
  Id self = core_self (core);
  Conv conv = { CONV_USER, id_equal (&to->acc, &self) ? self : to->acc };
  Id id = id_random ();

  outbox_add_to (core, &id, &conv, content, media, n_media, &to->acc, to->dev);
}

/* -- Asking. -- */

static void ask_cb (Core *core, gpointer data);

/* Not while what is answered would not be opened. */
static void
ask_in_time (Core *core, Retry *retry)
{
  gint64 delay = MAX (GATHER_MS, budget_wait (core, &retry->name.acc, retry->name.dev));
  gint64 now = g_get_monotonic_time ();

  if (retry->ask_at > now)
    return;
  retry->ask_at = now + delay * 1000;
  g_source_unref (core_timeout (core, delay, ask_cb));
}

static void
ask_one (Core *core, Retry *retry)
{
  Content content = { .kind = CONTENT_RETRY };

  if (retry->ids->len == 0)
    return;
  if (budget_wait (core, &retry->name.acc, retry->name.dev) > 0) {
    ask_in_time (core, retry);
    return;
  }
  /* So many at once are made up: what nobody wrote must not change what is kept here. */
  if (!retry->flooded && peers_lists (core, &retry->name.acc, retry->name.dev) &&
      retry->asks++ < ASKS_MAX) {
    content.retry.ids = retry->ids;
    queue (core, &retry->name, &content, NULL, 0);
  }
  g_array_set_size (retry->ids, 0);
}

static void
ask_cb (Core *core, gpointer data)
{
  GHashTableIter iter;
  gpointer retry;

  if (core->account == NULL)
    return;
  core_begin (core);
  g_hash_table_iter_init (&iter, core->retries);
  while (g_hash_table_iter_next (&iter, NULL, &retry))
    ask_one (core, retry);
  if (core_commit (core, NULL))
    outbox_pump (core);
}

void
retry_ask (Core *core, const ProtoMsg *msg)
{
  Retry *retry = retry_with (core, &msg->from, msg->fd);

  if (retry == NULL)
    return;
  if (retry->ids->len >= CONTENT_RETRY_MAX) {
    retry->flooded = TRUE;
    return;
  }
  g_array_append_val (retry->ids, msg->id);
  if (retry->ids->len == 1)
    ask_in_time (core, retry);
}

/* -- Answering. -- */

/* The device was among those it was sealed for, and is still of the account that it was written to:
 * a server could otherwise take the number of an account and ask for what its owner was told. */
static gboolean
was_meant_for (Core *core, const StoreOutbox *entry, const Name *asker)
{
  Id self = core_self (core);
  const Peer *peer;

  if (entry->to_dev != 0 ||
      !store_outbox_has_to (core->store, entry->entry, &asker->acc, asker->dev) ||
      !peers_lists (core, &asker->acc, asker->dev))
    return FALSE;
  if (id_equal (&asker->acc, &self) || entry->conv.kind == CONV_GROUP)
    return TRUE;
  peer = peers_get (core, &asker->acc);
  return id_equal (&asker->acc, &entry->conv.id) && address_is_bound_to (entry, peer);
}

/* FALSE: often enough. */
static gboolean
count_answer (Retry *retry, const Id *id)
{
  guint times = GPOINTER_TO_UINT (g_hash_table_lookup (retry->answered, id));

  if (retry->answers >= ANSWERS_MAX || times >= SAME_MAX)
    return FALSE;
  retry->answers++;
  g_hash_table_insert (retry->answered, id_copy (id), GUINT_TO_POINTER (times + 1));
  return TRUE;
}

gboolean
retry_may_answer (Core *core, const ProtoMsg *msg, const Id *id)
{
  Retry *retry = retry_with (core, &msg->from, msg->fd);

  return retry != NULL && count_answer (retry, id);
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
  Retry *retry = retry_with (core, &msg->from, msg->fd);
  Name to = { msg->from, msg->fd };

  for (guint i = 0; retry != NULL && i < ask->ids->len; i++) {
    const Id *id = &g_array_index (ask->ids, Id, i);
    g_autoptr (StoreOutbox) entry = store_outbox_get (core->store, id);

    if (entry != NULL && was_meant_for (core, entry, &to) && count_answer (retry, id))
      send_again (core, &to, entry);
  }
}
