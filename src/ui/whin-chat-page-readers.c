/* chat page, readers: whose faces stand beside the newest of one's own messages that anybody in the
 * group has read. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-rows.h"

#include "whin-client-messages.h"
#include "whin-group-words.h"

static void
show_anew (WhinChatPage *self, const GPtrArray *readers)
{
  const AccountRow *account = whin_client_get_account (self->client);
  MessageName name = { .conv = *whin_chat_get_conv (self->chat) };
  WhinMessage *message;

  if (!readers || !readers->len || !account || !self->timeline)
    return;
  name.author = account->acc;
  name.id = ((const Reader *) readers->pdata[0])->message;
  message = whin_timeline_find_message (self->timeline, &name);
  if (message)
    g_signal_emit_by_name (message, "changed");
}

static gboolean
same_readers (const GPtrArray *a, const GPtrArray *b)
{
  if (!a || a->len != b->len)
    return !a && !b->len;
  for (guint i = 0; i < a->len; i++)
    if (memcmp (a->pdata[i], b->pdata[i], sizeof (Reader)) != 0)
      return FALSE;
  return TRUE;
}

static void
readers_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinChatPage) self = user_data;
  g_autoptr (GPtrArray) readers = whin_client_query_finish (NULL, result, NULL);
  g_autoptr (GPtrArray) before = NULL;

  if (!readers || !self->chat || same_readers (self->readers, readers))
    return;
  before = g_steal_pointer (&self->readers);
  self->readers = g_steal_pointer (&readers);
  show_anew (self, before);
  show_anew (self, self->readers);
}

void
whin_chat_page_ask_readers (WhinChatPage *self)
{
  const Conv *conv = whin_chat_get_conv (self->chat);
  const GroupRow *group = whin_client_get_group (self->client, conv);

  if (group && group->members->len <= READERS_GROUP_MAX)
    whin_client_query_readers_async (self->client, conv, self->cancellable, readers_cb,
                                     g_object_ref (self));
}

void
whin_chat_page_forget_readers (WhinChatPage *self)
{
  g_clear_pointer (&self->readers, g_ptr_array_unref);
}

static void
add_face (WhinChatPage *self, GtkWidget *row, const Id *acc, WhinMessageView *view)
{
  WhinContact *contact = whin_contact_list_find (whin_client_get_contacts (self->client), acc);
  const MediaFile *file = contact ? whin_contact_get_row (contact)->avatar : NULL;

  view->faces[view->n_faces++] =
      (WhinFaceView) { whin_client_name_of (self->client, acc), whin_group_colour (acc),
                       file ? whin_chat_page_face (row, file) : NULL };
}

void
whin_chat_page_fill_readers (WhinChatPage *self,
                             GtkWidget *row,
                             const MessageRow *source,
                             WhinMessageView *view)
{
  const GPtrArray *readers = self->readers;

  if (!readers || !readers->len || !source->own ||
      !id_equal (&source->id, &((const Reader *) readers->pdata[0])->message))
    return;
  view->n_readers = readers->len;
  for (guint i = 0; i < readers->len && i < WHIN_MAX_FACES; i++)
    add_face (self, row, &((const Reader *) readers->pdata[i])->acc, view);
}
