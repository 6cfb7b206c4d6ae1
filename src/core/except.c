/* except: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "except.h"

#include "contact-tell.h"
#include "core-privacy.h"
#include "own-state.h"
#include "store-chat.h"
#include "store-contact.h"

static const char *const words[N_EXCEPTS] = { "hide-seen", "hide-photo", "hide-groups" };

gboolean
except_has (Core *core, Except what, const Id *acc)
{
  Conv conv = { CONV_USER, *acc };

  return own_state_number (core, words[what], &conv) != 0;
}

GArray *
except_list (Core *core, Except what)
{
  g_autoptr (GPtrArray) states = store_state_list (core->store, words[what]);
  GArray *accs = g_array_new (FALSE, FALSE, sizeof (Id));

  for (guint i = 0; i < states->len; i++) {
    const StoreState *state = states->pdata[i];

    if (state->chat.kind == CONV_USER)
      g_array_append_val (accs, state->chat.id);
  }
  return accs;
}

void
except_tell_new (Core *core)
{
  for (guint i = 0; i < N_EXCEPTS; i++)
    own_state_say_people_again (core, words[i]);
}

void
except_state_show (Core *core, const StoreState *state)
{
  core_note_account (core);
  if (state->chat.kind == CONV_USER && !id_is_none (&state->chat.id))
    contact_tell_again (core, &state->chat.id);
}

/* -- Changing it. -- */

typedef struct {
  Except what;
  GArray *accs; /* of Id: what it is to be */
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_array_unref (wish->accs);
  g_free (wish);
}

static gboolean
is_in (const GArray *accs, const Id *acc)
{
  for (guint i = 0; i < accs->len; i++)
    if (id_equal (&g_array_index (accs, Id, i), acc))
      return TRUE;
  return FALSE;
}

static GArray *
without (const GArray *accs, const GArray *others)
{
  GArray *left = g_array_new (FALSE, FALSE, sizeof (Id));

  for (guint i = 0; i < accs->len; i++)
    if (!is_in (others, &g_array_index (accs, Id, i)))
      g_array_append_val (left, g_array_index (accs, Id, i));
  return left;
}

/* Who is in a chat has it, from this device or another. */
static void
introduce_again (Core *core, const GArray *accs)
{
  Id self = core_self (core);

  for (guint i = 0; i < accs->len; i++) {
    Conv conv = { CONV_USER, g_array_index (accs, Id, i) };
    g_autoptr (ChatRow) chat = store_chat_get (core->store, &conv, &self);

    if (chat == NULL || chat->last == NULL)
      continue;
    store_contact_set_profile_sent (core->store, &conv.id, 0);
    profile_introduce (core, &conv);
  }
}

static gboolean
keep (Core *core, Except what, const GArray *put, const GArray *drop)
{
  StoreState state = { .what = (char *) words[what], .n = 1, .text = (char *) "" };

  core_begin (core);
  own_state_set_people (core, &state, put);
  state.n = 0;
  own_state_set_people (core, &state, drop);
  if (what == EXCEPT_PHOTO) {
    introduce_again (core, put);
    introduce_again (core, drop);
  }
  if (!core_commit (core, NULL))
    return FALSE;
  outbox_pump (core);
  return TRUE;
}

/* -- The server obeys first: nobody is to believe that they are hidden when they are not. -- */

typedef struct {
  GTask *task;
  GArray *put, *drop, *put_done, *drop_done; /* of Id */
} Telling;

static void tell_next (Core *core, Telling *telling);

static void
telling_end (Core *core, Telling *telling, const GError *error)
{
  if (!core->stopping)
    keep (core, EXCEPT_SEEN, telling->put_done, telling->drop_done);
  if (error != NULL)
    g_task_return_error (telling->task, g_error_copy (error));
  else
    g_task_return_boolean (telling->task, TRUE);
  g_array_unref (telling->put);
  g_array_unref (telling->drop);
  g_array_unref (telling->put_done);
  g_array_unref (telling->drop_done);
  g_object_unref (telling->task);
  g_free (telling);
}

/* Of the first that is left. */
static void
move_one (GArray *from, GArray *to)
{
  g_array_append_val (to, g_array_index (from, Id, 0));
  g_array_remove_index (from, 0);
}

static void
told_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  Telling *telling = data;

  if (error != NULL) {
    telling_end (core, telling, error);
    return;
  }
  if (telling->put->len > 0)
    move_one (telling->put, telling->put_done);
  else
    move_one (telling->drop, telling->drop_done);
  tell_next (core, telling);
}

static gboolean
is_contact (Core *core, const Id *acc)
{
  g_autoptr (ContactRow) row = store_contact_get (core->store, acc);

  return row != NULL && row->contact;
}

static void
tell_next (Core *core, Telling *telling)
{
  gboolean hide = telling->put->len > 0;

  while (!hide && telling->drop->len > 0 &&
         !is_contact (core, &g_array_index (telling->drop, Id, 0)))
    move_one (telling->drop, telling->drop_done);
  if (!hide && telling->drop->len == 0) {
    telling_end (core, telling, NULL);
    return;
  }
  contact_tell (core, &g_array_index (hide ? telling->put : telling->drop, Id, 0), !hide, told_cb,
                telling);
}

static void
tell_server (Core *core, GTask *task, const GArray *put, const GArray *drop)
{
  Telling *telling = g_new0 (Telling, 1);

  telling->task = g_object_ref (task);
  telling->put = g_array_copy ((GArray *) put);
  telling->drop = g_array_copy ((GArray *) drop);
  telling->put_done = g_array_new (FALSE, FALSE, sizeof (Id));
  telling->drop_done = g_array_new (FALSE, FALSE, sizeof (Id));
  tell_next (core, telling);
}

/* -- Commands. -- */

static void
set_cb (Core *core, GTask *task)
{
  const Wish *wish = g_task_get_task_data (task);
  g_autoptr (GArray) now = except_list (core, wish->what);
  g_autoptr (GArray) put = without (wish->accs, now), drop = without (now, wish->accs);

  if (core->account == NULL)
    g_task_return_boolean (task, FALSE);
  else if (wish->what == EXCEPT_SEEN)
    tell_server (core, task, put, drop);
  else if (keep (core, wish->what, put, drop))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_error_copy (core->disk_error));
}

void
core_set_except_async (Core *core,
                       Except what,
                       const Id *accs,
                       guint n,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Wish *wish = g_new (Wish, 1);

  wish->what = what;
  wish->accs = g_array_new (FALSE, FALSE, sizeof (Id));
  g_array_append_vals (wish->accs, accs, MIN (n, LIMIT_BROADCAST_MAX));
  core_call (core, set_cb, wish, wish_free, cancellable, callback, user_data);
}

gboolean
core_set_except_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
