/* archive-broadcast: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-broadcast.h"

#include "archive-text.h"
#include "broadcast.h"
#include "store-broadcast.h"

gboolean
archive_broadcast_is_needed (const MessageRow *row)
{
  return row->own && row->conv.kind == CONV_BROADCAST;
}

GPtrArray *
archive_broadcast_of (Core *core, const Id *id, gboolean is_sent)
{
  g_autoptr (GArray) people = store_broadcast_list (core->store, id, NULL, LIMIT_BROADCAST_MAX);
  GPtrArray *to = g_ptr_array_new ();

  for (guint i = 0; i < people->len; i++) {
    const StoreBroadcast *one = &g_array_index (people, StoreBroadcast, i);
    ArchivePerson *copy = g_new0 (ArchivePerson, 1);
    MessageState state = is_sent && one->state == STATE_PENDING ? STATE_SENT : one->state;

    *copy = (ArchivePerson) { one->acc, g_strdup (archive_state_to_text (state)), one->delivered,
                              one->read };
    g_ptr_array_add (to, copy);
  }
  return to;
}

/* What waited for somebody then goes to them when it is tried again. */
void
archive_broadcast_put (Core *core, const ArchiveMessage *from)
{
  for (guint i = 0; from->people != NULL && i < from->people->len; i++) {
    const ArchivePerson *person = from->people->pdata[i];
    int state = archive_state_from_text (person->state);
    StoreBroadcast one = { person->acc,
                           broadcast_copy_id (&from->id, &person->acc),
                           state < STATE_SENT || state > STATE_READ ? STATE_FAILED
                                                                    : (MessageState) state,
                           -1,
                           person->delivered,
                           person->read };

    store_broadcast_add (core->store, &from->id, &one);
  }
}
