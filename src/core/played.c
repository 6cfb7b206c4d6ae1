/* played: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "played.h"

#include "core-voice.h"
#include "groups.h"
#include "once.h"
#include "requests.h"
#include "store-message.h"
#include "store-played.h"

/* -- Hearing of it. -- */

static const Group *
group_of (Core *core, const MessageRow *row)
{
  return row->conv.kind == CONV_GROUP ? groups_get_inside (core, &row->conv.id) : NULL;
}

static gboolean
may_have_it (Core *core, const MessageRow *row, const Id *acc)
{
  const Group *group = group_of (core, row);

  if (row->conv.kind == CONV_GROUP)
    return group != NULL && groupstate_find (group->state, acc) != NULL;
  return id_equal (&row->conv.id, acc);
}

/* In a group, all who are in it now. */
static gboolean
all_have (Core *core, const MessageRow *row)
{
  const Group *group = group_of (core, row);
  Id self = core_self (core);

  for (guint i = 0; group != NULL && i < group->state->members->len; i++) {
    const Id *acc = &g_array_index (group->state->members, GroupMember, i).account;

    if (!id_equal (acc, &self) && !store_played_has (core->store, &row->id, acc))
      return FALSE;
  }
  return TRUE;
}

static void
mark (Core *core, const MessageRow *row)
{
  if (row->once == ONCE_WAITS)
    once_opened (core, row);
  else if (store_played_set (core->store, &row->author, &row->id))
    core_note_message (core, &row->author, &row->id);
}

void
played_hear (Core *core, const Id *from, const Id *author, const Id *id)
{
  g_autoptr (MessageRow) row = store_message_get (core->store, author, id);
  Id self = core_self (core);

  if (row == NULL || (row->once != ONCE_WAITS && row->kind != MESSAGE_VOICE))
    return;
  if (!row->own && id_equal (from, &self))
    mark (core, row);
  if (!row->own || !may_have_it (core, row, from))
    return;
  store_played_put (core->store, id, from);
  if (all_have (core, row))
    mark (core, row);
}

/* -- Telling. -- */

/* As with what is read: who is told nothing hears nothing of this either, but own devices do. */
static void
tell (Core *core, const MessageName *name)
{
  Conv self = { CONV_USER, core_self (core) };
  g_autoptr (GArray) ids = NULL;
  Content content = { .kind = CONTENT_RECEIPT };
  Id id = id_random ();

  if (setting_is_on (core, "read-receipts") && !request_is_open (core, &name->conv)) {
    receipts_add (core, "played", &name->author, &name->id);
    receipts_flush (core);
    return;
  }
  ids = g_array_new (FALSE, FALSE, sizeof (Id));
  g_array_append_val (ids, name->id);
  content.receipt = (ContentReceipt) { (char *) "played", name->author, ids };
  outbox_add (core, &id, &self, &content, NULL, 0, 0, NULL);
}

static void
mark_played_cb (Core *core, gpointer data)
{
  const MessageName *name = data;
  g_autoptr (MessageRow) row = store_message_get (core->store, &name->author, &name->id);

  if (core->account == NULL || row == NULL || row->own || row->kind != MESSAGE_VOICE ||
      row->once != ONCE_NOT || row->played)
    return;
  core_begin (core);
  mark (core, row);
  tell (core, &(MessageName) { row->conv, row->author, row->id });
  if (core_commit (core, NULL))
    outbox_pump (core);
}

void
core_mark_played (Core *core, const MessageName *name)
{
  core_post (core, mark_played_cb, g_memdup2 (name, sizeof *name), g_free);
}
