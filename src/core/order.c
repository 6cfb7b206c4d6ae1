/* order: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "order.h"

#include "store-peer.h"

#include <string.h>

/* Receipts and the like come and go; what people write has an order. */
static gboolean
has_order (const StoreOutbox *entry)
{
  return entry->to_dev == 0 && entry->wake > 0;
}

void
order_stamp (Core *core, StoreOutbox *entry)
{
  Id self = core_self (core);
  EnvelopeHeader header = { 0 };
  guint8 link[PRIM_HASH_BYTES] = { 0 };
  gsize len;
  gconstpointer content = g_bytes_get_data (entry->content, &len);

  if (entry->sequence != 0 || !has_order (entry))
    return;
  entry->sequence =
      store_chain_get (core->store, &entry->conv, &self, core->account->dev, link) + 1;
  memcpy (entry->previous, link, sizeof entry->previous);
  store_outbox_set_order (core->store, entry);
  header.sequence = entry->sequence;
  memcpy (header.previous, link, sizeof header.previous);
  envelope_link (&entry->id, &header, content, len, link);
  store_chain_put (core->store, &entry->conv, &self, core->account->dev, entry->sequence, link);
}

gboolean
order_follows (Core *core,
               const ProtoMsg *msg,
               const Conv *conv,
               const EnvelopeHeader *header,
               GBytes *content)
{
  guint8 link[PRIM_HASH_BYTES];
  guint32 last;
  gboolean follows;
  gsize len;
  gconstpointer data = g_bytes_get_data (content, &len);

  if (header->sequence == 0)
    return TRUE;
  last = store_chain_get (core->store, conv, &msg->from, msg->fd, link);
  /* Late: what comes next follows what came before this. */
  if (header->sequence <= last)
    return FALSE;
  follows = last == 0 || (header->sequence == last + 1 &&
                          prim_equal (header->previous, link, sizeof header->previous));
  envelope_link (&msg->id, header, data, len, link);
  store_chain_put (core->store, conv, &msg->from, msg->fd, header->sequence, link);
  return follows;
}

void
order_skip (Core *core, const ProtoMsg *msg, const Conv *conv)
{
  static const guint8 none[PRIM_HASH_BYTES];

  store_chain_put (core->store, conv, &msg->from, msg->fd, 0, none);
}
