/* order: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "order.h"

#include "apply.h"
#include "store-message.h"
#include "store-peer.h"

#include <string.h>

/* Receipts and the like come and go; what people write has an order. */
static gboolean
has_order (const StoreOutbox *entry)
{
  return entry->to_dev == 0 && entry->wake > 0;
}

static void
link_of (const Id *message,
         guint32 sequence,
         const guint8 *previous,
         GBytes *content,
         guint8 link[PRIM_HASH_BYTES])
{
  EnvelopeHeader header = { .sequence = sequence };
  gsize len;
  gconstpointer data = g_bytes_get_data (content, &len);

  memcpy (header.previous, previous, sizeof header.previous);
  envelope_link (message, &header, data, len, link);
}

void
order_stamp (Core *core, StoreOutbox *entry)
{
  Id self = core_self (core);
  StoreChain chain;

  if (entry->sequence != 0 || !has_order (entry))
    return;
  store_chain_get (core->store, &entry->conv, &self, core->account->dev, &chain);
  entry->sequence = ++chain.sequence;
  memcpy (entry->previous, chain.link, sizeof entry->previous);
  store_outbox_set_order (core->store, entry);
  link_of (&entry->id, entry->sequence, entry->previous, entry->content, chain.link);
  store_chain_put (core->store, &entry->conv, &self, core->account->dev, &chain);
}

static void
take_back (Core *core, const Conv *conv, StoreChain *chain)
{
  MessageName name = { *conv, core_self (core), chain->notice };
  static const Id none;

  store_message_delete (core->store, &name.author, &name.id, FALSE, core_now (core));
  core_note_removed (core, &name);
  core_note_chat (core, conv);
  chain->notice = none;
}

/* Each hole brings the notice anew, or the first would excuse all that follow. */
static void
say_missing (Core *core, const ProtoMsg *msg, const Conv *conv, StoreChain *chain, guint32 missing)
{
  chain->missing += missing;
  if (!id_is_none (&chain->notice))
    take_back (core, conv, chain);
  chain->notice = apply_gap (core, msg, conv);
}

/* What is sent together may be overtaken when one of it has to be sent again. */
static void
hear_late (Core *core, const Conv *conv, StoreChain *chain)
{
  if (chain->missing > 0 && --chain->missing == 0)
    take_back (core, conv, chain);
}

/* Numbers may be missing where a notice of the server's stands; with none missing, another history
 * is no loss. */
static gboolean
is_excused (const StoreChain *chain, const EnvelopeHeader *header)
{
  return chain->excused && header->sequence > chain->sequence + 1;
}

static gboolean
follows (const StoreChain *chain, const EnvelopeHeader *header)
{
  return header->sequence == chain->sequence + 1 &&
         prim_equal (header->previous, chain->link, sizeof header->previous);
}

void
order_hear (Core *core,
            const ProtoMsg *msg,
            const Conv *conv,
            const EnvelopeHeader *header,
            GBytes *content)
{
  StoreChain chain;

  if (header->sequence == 0)
    return;
  store_chain_get (core->store, conv, &msg->from, msg->fd, &chain);
  if (header->sequence <= chain.sequence) {
    hear_late (core, conv, &chain);
  } else {
    if (chain.sequence != 0 && !follows (&chain, header) && !is_excused (&chain, header))
      say_missing (core, msg, conv, &chain, MAX (header->sequence - chain.sequence - 1, 1));
    chain.excused = FALSE;
    chain.sequence = header->sequence;
    link_of (&msg->id, header->sequence, header->previous, content, chain.link);
  }
  store_chain_put (core->store, conv, &msg->from, msg->fd, &chain);
}

void
order_hear_again (Core *core, const ProtoMsg *msg, const Conv *conv)
{
  StoreChain chain;

  store_chain_get (core->store, conv, &msg->from, msg->fd, &chain);
  if (chain.missing == 0)
    return;
  hear_late (core, conv, &chain);
  store_chain_put (core->store, conv, &msg->from, msg->fd, &chain);
}

void
order_skip (Core *core, const ProtoMsg *msg, const Conv *conv)
{
  static const StoreChain none;

  store_chain_put (core->store, conv, &msg->from, msg->fd, &none);
}

void
order_excuse (Core *core)
{
  store_chain_excuse_all (core->store);
}
