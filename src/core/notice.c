/* notice: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "notice.h"

#include "requests.h"
#include "store-chat.h"
#include "store-message.h"

static MessageRow *
new_row (const Conv *conv, MessageKind kind, const Id *author, gint64 time)
{
  MessageRow *row = message_row_new ();

  row->conv = *conv;
  row->id = id_random ();
  row->author = *author;
  row->kind = kind;
  row->state = STATE_RECEIVED;
  row->time = time;
  row->text = g_strdup ("");
  row->error = -1;
  return row;
}

void
notice_add (Core *core, const Id *acc, MessageKind kind)
{
  Id self = core_self (core);
  Conv conv = { CONV_USER, *acc };
  g_autoptr (ChatRow) chat = store_chat_get (core->store, &conv, &self);
  g_autoptr (MessageRow) row = NULL;

  if (chat == NULL || chat->last == NULL)
    return;
  row = new_row (&conv, kind, &self, core_now (core));
  store_message_add (core->store, row, 0, NULL);
  core_note_message (core, &row->author, &row->id);
}

void
notice_add_number (Core *core, const Id *acc, const char *phone)
{
  Conv conv = { CONV_USER, *acc };
  g_autoptr (MessageRow) row = new_row (&conv, MESSAGE_NUMBER, acc, core_now (core));

  g_set_str (&row->text, phone);
  store_message_add (core->store, row, 0, NULL);
  core_note_message (core, &row->author, &row->id);
  core_note_chat (core, &conv);
}

static gboolean
is_among (const GArray *people, Id acc)
{
  for (guint i = 0; i < people->len; i++)
    if (id_equal (&g_array_index (people, Id, i), &acc))
      return TRUE;
  return FALSE;
}

void
notice_add_change (Core *core, const Group *group, const NoticeChange *change)
{
  Conv conv = { CONV_GROUP, group->row->grp };
  g_autoptr (MessageRow) row = new_row (&conv, change->kind, &change->by, change->time);

  row->people = g_array_new (FALSE, FALSE, sizeof (Id));
  for (guint i = 0; change->people != NULL && i < change->people->len; i++)
    g_array_append_val (row->people, g_array_index (change->people, GroupSubject, i).account);
  if (change->text != NULL)
    g_set_str (&row->text, change->text);
  row->expires = change->expires;
  store_message_add (core->store, row, 0, NULL);
  core_note_message (core, &row->author, &row->id);
  if (change->kind == MESSAGE_GROUP_ADDED && is_among (row->people, core_self (core)))
    request_group (core, &conv, &change->by);
  core_note_chat (core, &conv);
}
