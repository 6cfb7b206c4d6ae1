/* chat-state: what one does with a chat as a whole - pin, archive, mute, mark as unread, and lists
 * of chats. All of it is the same on one's other devices (own-state.c).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-chat.h"
#include "core-list.h"
#include "core-query.h"
#include "own-state.h"

#include "requests.h"

#include "store-chat.h"

#include <string.h>

/* -- What it means. -- */

void
chat_state_show (Core *core, const StoreState *state)
{
  if (state->chat.kind != CONV_USER && state->chat.kind != CONV_GROUP)
    return;
  store_chat_set_state (core->store, &state->chat, state->what, state->n);
  if (strcmp (state->what, "accept") == 0)
    request_settle (core, &state->chat);
  core_note_chat (core, &state->chat);
}

void
list_state_show (Core *core, const StoreState *state)
{
  core_note_list (core, &state->id);
}

void
listed_state_show (Core *core, const StoreState *state)
{
  core_note_list (core, &state->id);
}

/* -- Commands. -- */

typedef struct {
  const char *what; /* a literal */
  Conv conv;
  Id list;
  gint64 n;
  char *text;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->text);
  g_free (order);
}

static void
set_cb (Core *core, gpointer data)
{
  const Order *order = data;
  StoreState state = { .what = (char *) order->what,
                       .chat = order->conv,
                       .id = order->list,
                       .n = order->n,
                       .text = order->text };

  if (core->account == NULL)
    return;
  core_begin (core);
  own_state_set (core, &state);
  if (core_commit (core, NULL))
    outbox_pump (core);
}

static void
post (Core *core, const char *what, const Conv *conv, const Id *list, gint64 n, const char *text)
{
  Order *order = g_new0 (Order, 1);

  order->what = what;
  if (conv != NULL)
    order->conv = *conv;
  if (list != NULL)
    order->list = *list;
  order->n = n;
  order->text = g_strdup (text);
  core_post (core, set_cb, order, order_free);
}

void
core_pin_chat (Core *core, const Conv *conv, gboolean pinned)
{
  post (core, "pin", conv, NULL, pinned ? g_get_real_time () / 1000 : 0, "");
}

void
core_archive_chat (Core *core, const Conv *conv, gboolean archived)
{
  post (core, "archive", conv, NULL, archived, "");
}

void
core_mute_chat (Core *core, const Conv *conv, gint64 until)
{
  post (core, "mute", conv, NULL, CLAMP (until, 0, MUTED_ALWAYS), "");
}

void
core_set_mentions_only (Core *core, const Conv *conv, gboolean mentions_only)
{
  post (core, "mentions", conv, NULL, mentions_only, "");
}

void
core_mark_unread (Core *core, const Conv *conv, gboolean unread)
{
  post (core, "unread", conv, NULL, unread, "");
}

/* -- Lists. -- */

static char *
list_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), LIMIT_NAME_MAX));
}

void
core_make_list (Core *core, const char *name, Id *id)
{
  g_autofree char *kept = list_name (name);

  *id = id_random ();
  post (core, "list", NULL, id, g_get_real_time () / 1000, kept);
}

void
core_rename_list (Core *core, const Id *id, gint64 made, const char *name)
{
  g_autofree char *kept = list_name (name);

  post (core, "list", NULL, id, made, kept);
}

void
core_delete_list (Core *core, const Id *id)
{
  post (core, "list", NULL, id, 0, "");
}

void
core_put_in_list (Core *core, const Id *id, const Conv *conv, gboolean in)
{
  post (core, "listed", conv, id, in, "");
}

ListRow *
list_row_of (Core *core, const Id *id)
{
  ListRow *row = list_row_new ();
  StoreState name = { .what = (char *) "list", .id = *id };
  g_autoptr (StoreState) state = store_state_get (core->store, &name);
  g_autoptr (GPtrArray) listed = store_state_list (core->store, "listed");

  row->id = *id;
  row->made = state != NULL ? state->n : 0;
  row->gone = row->made == 0;
  row->name = g_strdup (state != NULL ? state->text : "");
  row->chats = g_array_new (FALSE, FALSE, sizeof (Conv));
  for (guint i = 0; i < listed->len; i++) {
    const StoreState *one = listed->pdata[i];

    if (id_equal (&one->id, id))
      g_array_append_val (row->chats, one->chat);
  }
  return row;
}

static void
lists_cb (Core *core, GTask *task)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) list_row_unref);
  g_autoptr (GPtrArray) lists = store_state_list (core->store, "list");

  for (guint i = 0; i < lists->len; i++)
    g_ptr_array_add (rows, list_row_of (core, &((const StoreState *) lists->pdata[i])->id));
  g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

void
core_query_lists_async (Core *core,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  core_call (core, lists_cb, NULL, NULL, cancellable, callback, user_data);
}
