/* notice: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "notice.h"

#include "store-chat.h"
#include "store-message.h"

void
notice_add (Core *core, const Id *acc, MessageKind kind)
{
  Id self = core_self (core);
  Conv conv = { CONV_USER, *acc };
  g_autoptr (ChatRow) chat = store_chat_get (core->store, &conv, &self);
  g_autoptr (MessageRow) row = NULL;

  if (chat == NULL || chat->last == NULL)
    return;
  row = message_row_new ();
  row->conv = conv;
  row->id = id_random ();
  row->author = self;
  row->kind = kind;
  row->state = STATE_RECEIVED;
  row->time = core_now (core);
  row->text = g_strdup ("");
  row->error = -1;
  store_message_add (core->store, row, 0, NULL);
  core_note_message (core, &row->author, &row->id);
}
