/* client, delete: what is held back until it cannot be undone any more.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core.h"
#include "whin-client-messages.h"
#include "whin-client-private.h"

#define CORE whin_client_get_core (self)

typedef struct {
  guint id;
  gboolean for_all;
  GPtrArray *rows; /* of MessageRow, as they were */
} Deletion;

void
whin_client_free_deletion (gpointer data)
{
  Deletion *deletion = data;

  g_ptr_array_unref (deletion->rows);
  g_free (deletion);
}

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

static void
show_deleted (WhinClient *self, const Deletion *deletion)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);
  g_autoptr (GArray) names = deletion->for_all ? g_array_new (FALSE, FALSE, sizeof (MessageName))
                                               : names_of (deletion->rows);

  for (guint i = 0; deletion->for_all && i < deletion->rows->len; i++)
    g_ptr_array_add (rows, taken_back (deletion->rows->pdata[i]));
  whin_client_apply_to_timelines (self, rows, names);
}

guint
whin_client_delete_later (WhinClient *self, GPtrArray *rows, gboolean for_all)
{
  static guint last;
  Deletion *deletion = g_new (Deletion, 1);

  *deletion = (Deletion) { ++last, for_all, g_ptr_array_ref (rows) };
  g_ptr_array_add (whin_client_get_deletions (self), deletion);
  show_deleted (self, deletion);
  return deletion->id;
}

static void
carry_out (WhinClient *self, const Deletion *deletion)
{
  g_autoptr (GArray) names = names_of (deletion->rows);

  if (deletion->for_all) {
    core_delete_for_all (CORE, (const MessageName *) names->data, names->len);
    return;
  }
  for (guint i = 0; i < names->len; i++)
    core_delete_message (CORE, &g_array_index (names, MessageName, i));
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

void
whin_client_delete_now (WhinClient *self, guint id)
{
  Deletion *deletion = find (self, id);

  if (!deletion || !CORE)
    return;
  carry_out (self, deletion);
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

void
whin_client_undo_delete (WhinClient *self, guint id)
{
  Deletion *deletion = find (self, id);
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (MessageName));

  if (!deletion)
    return;
  whin_client_apply_to_timelines (self, deletion->rows, none);
  g_ptr_array_remove (whin_client_get_deletions (self), deletion);
}
