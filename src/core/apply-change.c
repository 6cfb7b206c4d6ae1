/* apply-change: what others, and one's own other devices, do to messages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "apply.h"

#include "change.h"
#include "store-message.h"

/* It could not be opened at first, and a bubble told so. It is no message. */
static void
take_bubble_away (Core *core, const ProtoMsg *msg)
{
  g_autoptr (MessageRow) row = NULL;

  if (!store_message_is_unreadable (core->store, &msg->from, &msg->id))
    return;
  row = store_message_get (core->store, &msg->from, &msg->id);
  apply_take_away (core, row);
}

void
apply_change (Core *core, const ProtoMsg *msg, const Conv *conv, const Content *content)
{
  g_autoptr (StoreChange) change = change_from_content (content);

  take_bubble_away (core, msg);
  if (change == NULL)
    return;
  change->conv = *conv;
  change->acc = msg->from;
  change->id = msg->id;
  change->cseq = MAX (msg->cseq, 1);
  change->time = msg->ts;
  change->allowed = change_allowed (core, change);
  change_hear (core, change);
}
