/* gossip: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "gossip.h"

#include "devices.h"
#include "notice.h"
#include "peers.h"

#include <string.h>

static DevlistGossip
compare (Core *core, const Id *acc, const ListMark *heard)
{
  const Peer *peer = peers_get (core, acc);
  DevlistMark mark = { .version = heard->version };

  if (peer == NULL || heard->version == 0)
    return DEVLIST_GOSSIP_SAME;
  memcpy (mark.hash, heard->hash, sizeof mark.hash);
  return devlist_gossip (&peer->mark, &mark);
}

static void
hear (Core *core, const Id *acc, const Id *from, const ListMark *heard)
{
  Id self = core_self (core);
  const Peer *peer = peers_get (core, acc);

  switch (compare (core, acc, heard)) {
  case DEVLIST_GOSSIP_FETCH:
    /* Only they are believed: others could keep one from writing to them. */
    if (id_equal (acc, from))
      peers_hear (core, acc, heard->version);
    devices_refresh (core, acc);
    return;
  case DEVLIST_GOSSIP_FORK:
    if (peer->trust == TRUST_STOPPED)
      return;
    if (!id_equal (acc, &self))
      peers_set_trust (core, acc, TRUST_STOPPED);
    notice_add (core, from, MESSAGE_TWO_LISTS);
    return;
  case DEVLIST_GOSSIP_SAME:
  case DEVLIST_GOSSIP_BEHIND:
    return;
  }
}

void
gossip_hear (Core *core, const ProtoMsg *msg, const EnvelopeHeader *header)
{
  Id self = core_self (core);

  /* A device that is gone speaks of lists of its time. */
  if (!peers_lists (core, &msg->from, msg->fd))
    return;
  hear (core, &msg->from, &msg->from, &header->sender_list);
  if (!id_equal (&msg->from, &self))
    hear (core, &self, &msg->from, &header->receiver_list);
}
