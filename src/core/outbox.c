/* outbox: everything that must reach the server, in order for each conversation, until it is
 * answered.
 *
 * An entry is addressed once: the devices it goes to and the bytes for each are stored, so that
 * sending it again is sending the same. SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-private.h"

#include "broadcast.h"
#include "change.h"
#include "expiry.h"
#include "group-photo.h"
#include "history.h"
#include "lists.h"
#include "own-state.h"
#include "store-device.h"
#include "store-message.h"

#define DAY_MS (24 * 3600 * (gint64) 1000)
#define KEPT_DAYS 7

Outbox *
outbox_new (void)
{
  Outbox *outbox = g_new0 (Outbox, 1);

  outbox->flight = g_hash_table_new_full (id_hash, id_hash_equal, g_free, g_free);
  outbox->held = g_hash_table_new_full (id_hash, id_hash_equal, g_free, g_free);
  return outbox;
}

void
outbox_stop_timer (Outbox *outbox)
{
  if (outbox->timer == NULL)
    return;
  g_source_destroy (outbox->timer);
  g_clear_pointer (&outbox->timer, g_source_unref);
}

void
outbox_free (Outbox *outbox)
{
  outbox_stop_timer (outbox);
  if (outbox->pump != NULL)
    g_source_destroy (outbox->pump);
  g_clear_pointer (&outbox->pump, g_source_unref);
  g_hash_table_unref (outbox->flight);
  g_hash_table_unref (outbox->held);
  g_free (outbox);
}

void
outbox_reset (Core *core)
{
  g_hash_table_remove_all (core->outbox->flight);
  g_hash_table_remove_all (core->outbox->held);
  outbox_stop_timer (core->outbox);
}

gboolean
outbox_is_in_flight (Core *core, const Id *id)
{
  return g_hash_table_contains (core->outbox->flight, id);
}

/* -- Addressing. -- */

void
outbox_fail (Core *core, const Id *id, WhinError code)
{
  Id self = core_self (core);
  g_autoptr (MessageRow) row = store_message_get (core->store, &self, id);
  g_autoptr (StoreOutbox) entry = NULL;

  g_hash_table_remove (core->outbox->held, id);
  history_on_told (core, id);
  broadcast_on_state (core, id, STATE_FAILED, code);
  if (row == NULL && (entry = store_outbox_get (core->store, id)) != NULL)
    change_on_failed (core, entry, code);
  own_state_on_answer (core, id, 0);
  if (row == NULL) {
    store_outbox_remove (core->store, id);
    return;
  }
  if (timers_on_failed (core, row)) {
    store_outbox_remove (core->store, id);
    return;
  }
  store_outbox_set_failed (core->store, id);
  if (row->state != STATE_PENDING)
    return;
  store_message_set_state (core->store, &self, id, STATE_FAILED, code);
  core_note_message (core, &self, id);
  core_note_chat (core, &row->conv);
}

Addressed
outbox_address (Core *core, const Id *id, gboolean behind)
{
  g_autoptr (StoreOutbox) entry = store_outbox_get (core->store, id);
  Addressed addressed = entry == NULL ? ADDRESS_REFUSED
                        : behind      ? address_behind (core, entry)
                                      : address (core, entry);

  if (entry != NULL && addressed == ADDRESS_REFUSED)
    outbox_fail (core, id, WHIN_ERROR_UNTRUSTED);
  else if (addressed == ADDRESS_FORBIDDEN)
    outbox_fail (core, id, WHIN_ERROR_FORBIDDEN);
  return addressed;
}

/* Nothing that would have to be waited for. */
static gboolean
can_address_at_once (Core *core, const Conv *conv)
{
  Id self = core_self (core);
  g_autoptr (GArray) own = store_device_list (core->store, &self);
  g_autoptr (GArray) theirs = store_device_list (core->store, &conv->id);

  return core->ready && own != NULL && (conv->kind != CONV_USER || theirs != NULL) &&
         lists_are_there (core);
}

/* Fills in the content, and queues the entry. */
static gboolean
add (Core *core,
     StoreOutbox *entry,
     Content *content,
     const Id *media,
     guint n_media,
     GError **error)
{
  content->ts = entry->created = core_now (core);
  entry->content = content_encode (content, error);
  if (entry->content == NULL)
    return FALSE;
  if (n_media > 0) {
    entry->media = g_array_new (FALSE, FALSE, sizeof (Id));
    g_array_append_vals (entry->media, media, n_media);
  }
  if (entry->conv.kind == CONV_GROUP)
    group_photo_name (core, &entry->conv.id, &entry->media);
  address_bind (core, entry);
  store_outbox_add (core->store, entry);
  if (can_address_at_once (core, &entry->conv))
    outbox_address (core, &entry->id, FALSE);
  return TRUE;
}

gboolean
outbox_add (Core *core,
            const Id *id,
            const Conv *conv,
            Content *content,
            const Id *media,
            guint n_media,
            gint64 wake,
            GError **error)
{
  g_autoptr (StoreOutbox) entry = g_new0 (StoreOutbox, 1);

  entry->id = *id;
  entry->conv = *conv;
  entry->wake = wake;
  return add (core, entry, content, media, n_media, error);
}

gboolean
outbox_add_to (Core *core,
               const Id *id,
               const Conv *conv,
               Content *content,
               const Id *media,
               guint n_media,
               const Id *to_acc,
               gint64 to_dev)
{
  g_autoptr (StoreOutbox) entry = g_new0 (StoreOutbox, 1);

  entry->id = *id;
  entry->conv = *conv;
  entry->to_acc = *to_acc;
  entry->to_dev = to_dev;
  return add (core, entry, content, media, n_media, NULL);
}

/* -- Giving up. -- */

/* The oldest, as far as they are listed at once. TRUE when there may be more. */
static gboolean
give_up (Core *core, gint64 before, WhinError code)
{
  g_autoptr (GPtrArray) entries = store_outbox_list (core->store, 0, OUTBOX_SCAN_MAX);
  guint old = 0;

  for (guint i = 0; i < entries->len; i++) {
    const StoreOutbox *entry = entries->pdata[i];

    if (entry->created >= before)
      continue;
    outbox_fail (core, &entry->id, code);
    old++;
  }
  return old == OUTBOX_SCAN_MAX;
}

void
outbox_fail_all (Core *core)
{
  while (give_up (core, G_MAXINT64, WHIN_ERROR_UNAUTHORIZED))
    ;
}

void
outbox_expire (Core *core)
{
  gint64 now = core_now (core);

  while (give_up (core, now - LIMIT_GIVE_UP_DAYS * DAY_MS, WHIN_ERROR_GAVE_UP))
    ;
  store_group_wait_purge (core->store, now - LIMIT_RETENTION_DAYS * DAY_MS);
  store_outbox_purge (core->store, now - KEPT_DAYS * DAY_MS, now - LIMIT_RETENTION_DAYS * DAY_MS);
}
