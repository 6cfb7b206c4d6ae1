/* sync: from the frames of the link to rows. Drains what has come in one transaction, remembers how
 * far, and only then acknowledges. SPDX-License-Identifier: GPL-3.0-or-later */
#include "apply.h"
#include "backup-keys.h"
#include "backups.h"
#include "contact-tell.h"
#include "devices.h"
#include "former.h"
#include "generation.h"
#include "group-work.h"
#include "history.h"
#include "lists.h"
#include "media.h"
#include "order.h"
#include "own-state.h"
#include "pairing.h"
#include "prekeys.h"
#include "retry.h"
#include "sessions.h"

#include "store-chat.h"
#include "store-message.h"
#include "store-outbox.h"

#define DRAIN_MAX 256
/* What may wait, in bytes: twice LIMIT_WINDOW_MAX of the largest items there are. libsoup cannot
 * be told to read no further, so past this the link goes, and what waited comes again. Small items
 * take up more room than their text. */
#define WAITING_MAX (16 * 1024 * 1024)
#define ITEM_ROOM 512
#define HOLES_MAX 3

typedef struct {
  GPtrArray *items; /* of ProtoItem */
  gsize room;
} Frame;

struct _Sync {
  GQueue frames; /* of Frame */
  gsize waiting; /* the room of them all */
  guint at;      /* the next item of the first frame */
  GSource *drain;
  gint64 cursor; /* as the running transaction will leave it */
  gboolean live; /* `live` was among what was drained */
  gboolean hole;
  gboolean waits; /* for the devices of whoever sent the next item */
  gint64 hole_at; /* the cursor at the last hole, and how often there was one */
  guint holes;
};

Sync *
sync_new (void)
{
  Sync *sync = g_new0 (Sync, 1);

  g_queue_init (&sync->frames);
  return sync;
}

static void
frame_free (gpointer data)
{
  Frame *frame = data;

  g_ptr_array_unref (frame->items);
  g_free (frame);
}

static void
clear (Sync *sync)
{
  g_queue_clear_full (&sync->frames, frame_free);
  sync->waiting = 0;
  sync->at = 0;
  sync->waits = FALSE;
  if (sync->drain == NULL)
    return;
  g_source_destroy (sync->drain);
  g_clear_pointer (&sync->drain, g_source_unref);
}

void
sync_free (Sync *sync)
{
  clear (sync);
  g_free (sync);
}

void
sync_reset (Core *core)
{
  clear (core->sync);
}

/* As long as nothing has come since a backup was put back, one stands nowhere: named is an epoch
 * that is not the server's, so that it begins at what it knows to be acknowledged. */
gboolean
sync_hello (ProtoHello *hello, gpointer data)
{
  Core *core = data;

  hello->epoch = g_strdup (core->account->cursor < 0 ? "none" : core->account->epoch);
  hello->after = MAX (core->account->cursor, 0);
  return generation_hello (core, hello);
}

/* -- One item. -- */

/* Whether the item with this number is the next one. */
static gboolean
is_next (Core *core, gint64 seq)
{
  Sync *sync = core->sync;

  if (sync->cursor < 0 || seq == sync->cursor + 1)
    return TRUE;
  if (seq <= sync->cursor)
    return FALSE;
  sync->holes = sync->hole_at == sync->cursor ? sync->holes + 1 : 1;
  sync->hole_at = sync->cursor;
  sync->hole = sync->holes < HOLES_MAX;
  /* A server that always leaves the same one out will not find it: better a gap than a standstill.
   */
  return !sync->hole;
}

static void
show_gap (Core *core)
{
  Id self = core_self (core);
  g_autoptr (GPtrArray) rows = store_message_add_gaps (core->store, &self, core_now (core));

  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];

    core_note_message (core, &row->author, &row->id);
  }
  order_excuse (core);
  history_on_devices (core, NULL);
}

static void
apply_stored (Core *core, const ProtoItem *item)
{
  switch (item->op) {
  case PROTO_MSG: {
    const ProtoMsg *msg = item->body;

    if (!is_next (core, msg->seq))
      return;
    core->sync->cursor = msg->seq;
    apply_msg (core, msg);
    return;
  }
  case PROTO_DEVICE: {
    const ProtoDevices *devices = item->body;

    if (!is_next (core, devices->seq))
      return;
    core->sync->cursor = devices->seq;
    devices_on_item (core, devices);
    return;
  }
  case PROTO_GROUP: {
    const ProtoGroup *group = item->body;

    if (!is_next (core, group->seq))
      return;
    core->sync->cursor = group->seq;
    group_on_item (core, group);
    return;
  }
  case PROTO_GAP: {
    const ProtoGap *gap = item->body;

    if (!is_next (core, gap->from) || gap->to < gap->from)
      return;
    core->sync->cursor = gap->to;
    show_gap (core);
    return;
  }
  default:
    return;
  }
}

static void
apply_item (Core *core, const ProtoItem *item)
{
  /* What cannot be read leaves a hole, and holes are dealt with. */
  if (item->error != NULL)
    return;
  switch (item->op) {
  case PROTO_OK:
    outbox_on_ok (core, item->body);
    return;
  case PROTO_ERR:
    outbox_on_err (core, item->body);
    return;
  case PROTO_EPH:
    presence_on_eph (core, item->body);
    return;
  case PROTO_PRES:
    presence_on_pres (core, item->body);
    return;
  case PROTO_KEYS:
    prekeys_on_count (core, item->body);
    return;
  case PROTO_LIVE:
    core->sync->live = TRUE;
    return;
  default:
    apply_stored (core, item);
  }
}

/* -- Draining. -- */

static const ProtoItem *
next_item (Sync *sync)
{
  Frame *frame = g_queue_peek_head (&sync->frames);

  if (frame == NULL)
    return NULL;
  if (sync->at < frame->items->len)
    return frame->items->pdata[sync->at];
  sync->waiting -= frame->room;
  frame_free (g_queue_pop_head (&sync->frames));
  sync->at = 0;
  return next_item (sync);
}

static gboolean
must_wait (Core *core, const ProtoItem *item)
{
  switch (item->op) {
  case PROTO_MSG:
    return apply_must_wait (core, item->body);
  case PROTO_GROUP:
    return group_item_must_wait (core, item->body);
  default:
    return FALSE;
  }
}

/* FALSE: it cannot be applied yet. */
static gboolean
take_item (Core *core, const ProtoItem *item)
{
  if (item->error == NULL && must_wait (core, item)) {
    core->sync->waits = TRUE;
    return FALSE;
  }
  core->sync->at++;
  apply_item (core, item);
  return TRUE;
}

static void
acknowledge (Core *core)
{
  ProtoAck ack = { core->account->cursor };
  g_autoptr (GBytes) frame = proto_encode (PROTO_ACK, &ack);

  link_send (core->link, frame);
}

static void
drain (Core *core)
{
  Sync *sync = core->sync;
  const ProtoItem *item;

  sync->cursor = core->account->cursor;
  sync->live = sync->hole = sync->waits = FALSE;
  core_begin (core);
  for (guint n = 0; n < DRAIN_MAX && !sync->hole && (item = next_item (sync)) != NULL; n++)
    if (!take_item (core, item))
      break;
  if (sync->cursor != core->account->cursor)
    store_account_set_cursor (core->store, sync->cursor);
  receipts_flush (core);
  if (!core_commit (core, NULL)) {
    clear (sync);
    link_resync (core->link);
    return;
  }
  if (sync->cursor != core->account->cursor) {
    core->account->cursor = sync->cursor;
    acknowledge (core);
  }
  if (sync->hole) {
    clear (sync);
    link_resync (core->link);
    return;
  }
  if (sync->live) {
    link_set_live (core->link);
    pairing_on_live (core);
    core_emit (core);
  }
  outbox_pump (core);
}

static gboolean
drain_cb (gpointer data)
{
  Core *core = data;

  drain (core);
  if (!core->sync->waits && !g_queue_is_empty (&core->sync->frames))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&core->sync->drain, g_source_unref);
  return G_SOURCE_REMOVE;
}

static void
start_drain (Core *core)
{
  Sync *sync = core->sync;

  if (sync->drain != NULL)
    return;
  sync->drain = g_idle_source_new ();
  g_source_set_priority (sync->drain, G_PRIORITY_DEFAULT);
  g_source_set_callback (sync->drain, drain_cb, core, NULL);
  g_source_attach (sync->drain, core->context);
}

static void
push (Sync *sync, GPtrArray *items, gsize room)
{
  Frame *frame = g_new (Frame, 1);

  *frame = (Frame) { g_ptr_array_ref (items), room };
  g_queue_push_tail (&sync->frames, frame);
  sync->waiting += room;
}

gboolean
sync_on_items (GPtrArray *items, gsize size, gpointer data)
{
  Core *core = data;
  Sync *sync = core->sync;
  gsize room = size + items->len * ITEM_ROOM;

  if (sync->waiting + room > WAITING_MAX) {
    clear (sync);
    return FALSE;
  }
  push (sync, items, room);
  if (!sync->waits)
    start_drain (core);
  return TRUE;
}

void
sync_resume (Core *core)
{
  if (core->sync->waits)
    start_drain (core);
  core->sync->waits = FALSE;
}

/* -- Connecting. -- */

/* Another life of the server's database: it may have lost what it had, and numbers anew. */
static void
change_epoch (Core *core, const char *epoch)
{
  StoreAccount *account = core->account;
  gboolean first = account->epoch == NULL;

  g_set_str (&account->epoch, epoch);
  core_begin (core);
  if (!first) {
    account->cursor = -1;
    prekeys_want_ones (core);
    lists_want (core);
    backup_keys_want (core);
    groups_forget_told (core);
    history_on_devices (core, NULL);
    store_chat_rebase (core->store);
    own_state_rebase (core);
    store_outbox_reopen_done (core->store);
    store_contact_owe_all (core->store);
    privacy_owe (core);
  }
  store_account_put (core->store, account);
  if (!core_commit (core, NULL))
    account_reload (core);
}

/* The computer may have slept for weeks, and the server has forgotten the ids of that time. */
static void
give_up_old (Core *core)
{
  core_begin (core);
  outbox_expire (core);
  core_commit (core, NULL);
}

void
sync_on_welcome (const ProtoWelcome *welcome, gpointer data)
{
  Core *core = data;

  generation_on_welcome (core);
  if (welcome->epoch != NULL && g_strcmp0 (welcome->epoch, core->account->epoch) != 0)
    change_epoch (core, welcome->epoch);
  give_up_old (core);
  core->ready = TRUE;
  former_on_welcome (core);
  contact_tells_resume (core);
  devices_reset (core);
  sessions_reset (core);
  prekeys_on_welcome (core);
  backup_keys_publish (core);
  backups_pump (core);
  retry_resume (core);
  history_pump_out (core);
  history_pump_in (core);
  profile_resume (core);
  privacy_pay (core);
  groups_on_welcome (core);
  media_on_ready (core);
}
