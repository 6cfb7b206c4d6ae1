/* client, delete: what is held back until it cannot be undone any more.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core.h"
#include "whin-client-messages.h"
#include "whin-client-private.h"

#define CORE whin_client_get_core (self)

/* Of messages, or of a chat. */
typedef struct {
  guint id;
  gboolean for_all;
  GPtrArray *rows; /* of MessageRow, as they are without it; or NULL */
  WhinChat *chat;  /* or NULL */
  gint64 time;     /* of its newest message when it was deleted */
} Deletion;

void
whin_client_free_deletion (gpointer data)
{
  Deletion *deletion = data;

  g_clear_pointer (&deletion->rows, g_ptr_array_unref);
  g_clear_object (&deletion->chat);
  g_free (deletion);
}

static Deletion *
deletion_new (WhinClient *self)
{
  static guint last;
  Deletion *deletion = g_new0 (Deletion, 1);

  deletion->id = ++last;
  g_ptr_array_add (whin_client_get_deletions (self), deletion);
  return deletion;
}

static Deletion *
find (WhinClient *self, guint id)
{
  GPtrArray *deletions = whin_client_get_deletions (self);

  for (guint i = 0; i < deletions->len; i++)
    if (((Deletion *) deletions->pdata[i])->id == id)
      return deletions->pdata[i];
  return NULL;
}

/* -- Messages -- */

static MessageName
name_of (const MessageRow *row)
{
  return (MessageName) { row->conv, row->author, row->id };
}

static GArray *
names_of (GPtrArray *rows)
{
  GArray *names = g_array_new (FALSE, FALSE, sizeof (MessageName));

  for (guint i = 0; i < rows->len; i++) {
    MessageName name = name_of (rows->pdata[i]);

    g_array_append_val (names, name);
  }
  return names;
}

static GPtrArray *
rows_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);
}

static MessageRow *
taken_back (const MessageRow *row)
{
  MessageRow *copy = message_row_copy (row);

  copy->kind = MESSAGE_DELETED;
  g_set_str (&copy->text, "");
  g_clear_pointer (&copy->media, media_unref);
  g_clear_pointer (&copy->reactions, g_ptr_array_unref);
  g_clear_pointer (&copy->quoted, message_row_unref);
  g_clear_pointer (&copy->mentions, g_array_unref);
  copy->quote_id = copy->quote_author = (Id) { 0 };
  copy->edited = copy->pinned = copy->forwarded = FALSE;
  return copy;
}

/* Where the message stands in a deletion, or NULL. */
static Deletion *
find_held (WhinClient *self, const Id *author, const Id *id, guint *index)
{
  GPtrArray *deletions = whin_client_get_deletions (self);

  for (guint i = 0; i < deletions->len; i++) {
    Deletion *deletion = deletions->pdata[i];

    for (*index = 0; deletion->rows && *index < deletion->rows->len; ++*index) {
      const MessageRow *row = deletion->rows->pdata[*index];

      if (id_equal (&row->id, id) && id_equal (&row->author, author))
        return deletion;
    }
  }
  return NULL;
}

MessageRow *
whin_client_hold_back (WhinClient *self, const MessageRow *row)
{
  guint index;
  const Deletion *deletion = find_held (self, &row->author, &row->id, &index);

  if (!deletion)
    return message_row_ref (row);
  return deletion->for_all ? taken_back (row) : NULL;
}

void
whin_client_keep_held (WhinClient *self, GPtrArray *rows, GArray *removed)
{
  Deletion *deletion;
  guint index;

  if (!whin_client_get_deletions (self)->len)
    return;
  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];

    deletion = find_held (self, &row->author, &row->id, &index);
    if (deletion) {
      message_row_unref (deletion->rows->pdata[index]);
      deletion->rows->pdata[index] = message_row_ref (row);
    }
  }
  for (guint i = 0; i < removed->len; i++) {
    const MessageName *name = &g_array_index (removed, MessageName, i);

    deletion = find_held (self, &name->author, &name->id, &index);
    if (deletion)
      g_ptr_array_remove_index (deletion->rows, index);
  }
}

static void
show_deleted (WhinClient *self, const Deletion *deletion)
{
  g_autoptr (GPtrArray) none = rows_new ();
  g_autoptr (GArray) names = deletion->for_all ? g_array_new (FALSE, FALSE, sizeof (MessageName))
                                               : names_of (deletion->rows);

  whin_client_apply_to_timelines (self, deletion->for_all ? deletion->rows : none, names);
}

guint
whin_client_delete_later (WhinClient *self, GPtrArray *rows, gboolean for_all)
{
  Deletion *deletion = deletion_new (self);

  deletion->for_all = for_all;
  deletion->rows = rows_new ();
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (deletion->rows, message_row_ref (rows->pdata[i]));
  show_deleted (self, deletion);
  return deletion->id;
}

static void
delete_messages (WhinClient *self, const Deletion *deletion)
{
  g_autoptr (GArray) names = names_of (deletion->rows);

  if (deletion->for_all) {
    core_delete_for_all (CORE, (const MessageName *) names->data, names->len);
    return;
  }
  for (guint i = 0; i < names->len; i++)
    core_delete_message (CORE, &g_array_index (names, MessageName, i));
}

/* -- A chat -- */

guint
whin_client_delete_chat_later (WhinClient *self, WhinChat *chat)
{
  Deletion *deletion = deletion_new (self);

  deletion->chat = g_object_ref (chat);
  deletion->time = whin_chat_get_row (chat)->sort_time;
  whin_chat_list_hide (whin_client_get_chats (self), chat, TRUE);
  return deletion->id;
}

/* Somebody has written meanwhile: that was not meant. */
static void
delete_chat (WhinClient *self, const Deletion *deletion)
{
  const Conv *conv = whin_chat_get_conv (deletion->chat);

  if (conv->kind == CONV_BROADCAST)
    core_delete_broadcast (CORE, &conv->id);
  else if (whin_chat_get_row (deletion->chat)->sort_time == deletion->time)
    core_delete_chat (CORE, conv);
}

/* -- Carried out, or not -- */

static void
carry_out (WhinClient *self, const Deletion *deletion)
{
  if (deletion->chat)
    delete_chat (self, deletion);
  else
    delete_messages (self, deletion);
}

void
whin_client_delete_now (WhinClient *self, guint id)
{
  Deletion *deletion = find (self, id);

  if (!deletion || !CORE)
    return;
  carry_out (self, deletion);
  if (deletion->chat) /* when the client closes, nobody looks any more */
    whin_chat_list_hide (whin_client_get_chats (self), deletion->chat, FALSE);
  g_ptr_array_remove (whin_client_get_deletions (self), deletion);
}

void
whin_client_delete_all_now (WhinClient *self)
{
  GPtrArray *deletions = whin_client_get_deletions (self);

  for (guint i = 0; CORE && i < deletions->len; i++)
    carry_out (self, deletions->pdata[i]);
  g_ptr_array_set_size (deletions, 0);
}

/* From then on nothing is held back any more. */
static Deletion *
steal (WhinClient *self, guint id)
{
  Deletion *deletion = find (self, id);
  guint index;

  if (deletion && g_ptr_array_find (whin_client_get_deletions (self), deletion, &index))
    g_ptr_array_steal_index (whin_client_get_deletions (self), index);
  return deletion;
}

void
whin_client_undo_delete (WhinClient *self, guint id)
{
  Deletion *deletion = steal (self, id);
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (MessageName));

  if (!deletion)
    return;
  if (deletion->chat)
    whin_chat_list_hide (whin_client_get_chats (self), deletion->chat, FALSE);
  else
    whin_client_apply_to_timelines (self, deletion->rows, none);
  whin_client_free_deletion (deletion);
}
