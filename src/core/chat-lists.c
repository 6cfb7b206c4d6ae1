/* chat-lists: lists of chats, and broadcast lists, which are a chat themselves. Both are states
 * (own-state.c): one of the list, one of each that is in it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-list.h"
#include "core-query.h"
#include "own-state.h"

#include "store-chat.h"

#include <string.h>

static const struct {
  const char *list, *member;
} kinds[] = {
  { "list", "listed" },
  { "broadcast", "recipient" },
};

/* -- What it means. -- */

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

/* With the list goes its chat; what went to its people stays in theirs. */
void
broadcast_state_show (Core *core, const StoreState *state)
{
  Conv conv = { CONV_BROADCAST, state->id };

  if (state->n != 0)
    store_chat_open (core->store, &conv, state->n);
  else
    chat_take_away (core, &conv);
  core_note_chat (core, &conv);
  core_note_list (core, &state->id);
}

/* -- Commands. -- */

typedef struct {
  const char *what; /* a literal, or NULL: only people are put in or taken out */
  Id list;
  Conv conv; /* or none */
  gint64 n;
  char *text;
  GArray *accs; /* of Id, or NULL */
  gboolean in;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_pointer (&order->accs, g_array_unref);
  g_free (order->text);
  g_free (order);
}

static void
set_people (Core *core, const Id *list, const GArray *accs, gboolean in)
{
  StoreState state = { .what = (char *) "recipient", .id = *list, .n = in, .text = (char *) "" };

  own_state_set_people (core, &state, accs);
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
  if (order->what != NULL)
    own_state_set (core, &state);
  if (order->accs != NULL)
    set_people (core, &order->list, order->accs, order->in);
  if (core_commit (core, NULL))
    outbox_pump (core);
}

static Order *
order_new (const char *what, const Id *list, gint64 n)
{
  Order *order = g_new0 (Order, 1);

  order->what = what;
  order->list = *list;
  order->n = n;
  order->text = g_strdup ("");
  return order;
}

static void
post (Core *core, Order *order)
{
  core_post (core, set_cb, order, order_free);
}

static Order *
name_new (const char *what, const Id *id, gint64 made, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  Order *order = order_new (what, id, made);

  g_free (order->text);
  order->text = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), LIMIT_NAME_MAX));
  return order;
}

static void
add_people (Order *order, const Id *accs, guint n, gboolean in)
{
  order->accs = g_array_new (FALSE, FALSE, sizeof (Id));
  g_array_append_vals (order->accs, accs, n);
  order->in = in;
}

void
core_make_list (Core *core, const char *name, Id *id)
{
  *id = id_random ();
  post (core, name_new ("list", id, g_get_real_time () / 1000, name));
}

void
core_rename_list (Core *core, const Id *id, gint64 made, const char *name)
{
  post (core, name_new ("list", id, made, name));
}

void
core_delete_list (Core *core, const Id *id)
{
  post (core, order_new ("list", id, 0));
}

void
core_put_in_list (Core *core, const Id *id, const Conv *conv, gboolean in)
{
  Order *order = order_new ("listed", id, in);

  order->conv = *conv;
  post (core, order);
}

void
core_make_broadcast (Core *core, const char *name, const Id *accs, guint n, Id *id)
{
  Order *order;

  *id = id_random ();
  order = name_new ("broadcast", id, g_get_real_time () / 1000, name);
  add_people (order, accs, n, TRUE);
  post (core, order);
}

void
core_rename_broadcast (Core *core, const Id *id, gint64 made, const char *name)
{
  post (core, name_new ("broadcast", id, made, name));
}

void
core_delete_broadcast (Core *core, const Id *id)
{
  post (core, order_new ("broadcast", id, 0));
}

void
core_put_in_broadcast (Core *core, const Id *id, const Id *accs, guint n, gboolean in)
{
  Order *order = order_new (NULL, id, 0);

  add_people (order, accs, n, in);
  post (core, order);
}

/* -- Rows. -- */

static void
fill (Core *core, ListRow *row, guint kind, const StoreState *state)
{
  g_autoptr (GPtrArray) members = store_state_list (core->store, kinds[kind].member);

  row->broadcast = strcmp (kinds[kind].list, "broadcast") == 0;
  row->made = state->n;
  row->name = g_strdup (state->text);
  for (guint i = 0; i < members->len; i++) {
    const StoreState *one = members->pdata[i];

    if (id_equal (&one->id, &row->id) && (!row->broadcast || one->chat.kind == CONV_USER))
      g_array_append_val (row->chats, one->chat);
  }
}

ListRow *
list_row_of (Core *core, const Id *id)
{
  ListRow *row = list_row_new ();

  row->id = *id;
  row->chats = g_array_new (FALSE, FALSE, sizeof (Conv));
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++) {
    StoreState name = { .what = (char *) kinds[kind].list, .id = *id };
    g_autoptr (StoreState) state = store_state_get (core->store, &name);

    if (state != NULL && row->name == NULL)
      fill (core, row, kind, state);
  }
  if (row->name == NULL)
    row->name = g_strdup ("");
  row->gone = row->made == 0;
  return row;
}

static void
lists_cb (Core *core, GTask *task)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) list_row_unref);

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++) {
    g_autoptr (GPtrArray) lists = store_state_list (core->store, kinds[kind].list);

    for (guint i = 0; i < lists->len; i++)
      g_ptr_array_add (rows, list_row_of (core, &((const StoreState *) lists->pdata[i])->id));
  }
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
