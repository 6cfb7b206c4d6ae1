/* group-commands: what a front end asks of groups.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-commands.h"

#include "core-group.h"
#include "core-query.h"
#include "identity.h"

#include <glib/gi18n.h>

#define INTENTS_MAX 32

static void
order_free (gpointer data)
{
  GroupOrder *order = data;

  g_clear_pointer (&order->intent, group_intent_free);
  g_free (order);
}

static void
refuse (GTask *task, WhinError code, const char *words)
{
  g_task_return_new_error_literal (task, WHIN_ERROR, code, words);
}

/* Takes the intent. */
void
group_begin (Core *core, GTask *task, const Id *grp, GroupIntent *intent)
{
  GroupWork *work = group_work (core, grp);

  intent->task = g_object_ref (task);
  g_queue_push_tail (&work->intents, intent);
  group_make_pump (core, work);
}

gboolean
group_may_begin (Core *core, GTask *task)
{
  if (core->account == NULL || !identity_has_account (core) || core->account->pending)
    refuse (task, WHIN_ERROR_UNAUTHORIZED, _ ("This device does not belong to an account."));
  else if (!core->ready)
    refuse (task, WHIN_ERROR_OFFLINE, _ ("Groups can be changed only while online."));
  else
    return TRUE;
  return FALSE;
}

gboolean
group_may_change (Core *core, GTask *task, const Id *grp)
{
  if (!group_may_begin (core, task))
    return FALSE;
  if (groups_get_inside (core, grp) == NULL)
    refuse (task, WHIN_ERROR_NOT_FOUND, _ ("You are not in this group."));
  else if (g_queue_get_length (&group_work (core, grp)->intents) >= INTENTS_MAX)
    refuse (task, WHIN_ERROR_BUSY, _ ("Too much is being changed in this group at once."));
  else
    return TRUE;
  return FALSE;
}

static void
change_cb (Core *core, GTask *task)
{
  GroupOrder *order = g_task_get_task_data (task);

  if (group_may_change (core, task, &order->grp))
    group_begin (core, task, &order->grp, g_steal_pointer (&order->intent));
}

void
group_call (Core *core,
            CoreCall func,
            const Id *grp,
            GroupIntent *intent,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GroupOrder *order = g_new0 (GroupOrder, 1);

  order->grp = *grp;
  order->intent = intent;
  core_call (core, func, order, order_free, cancellable, callback, user_data);
}

GroupIntent *
group_intent_new (GroupOpKind kind, const Id *accs, guint n)
{
  GroupIntent *intent = g_new0 (GroupIntent, 1);

  intent->kind = kind;
  intent->role = GROUP_MEMBER;
  intent->accs = g_array_new (FALSE, FALSE, sizeof (Id));
  for (guint i = 0; i < n; i++) {
    gboolean twice = FALSE;

    for (guint j = 0; j < i && !twice; j++)
      twice = id_equal (&accs[i], &accs[j]);
    if (!twice)
      g_array_append_val (intent->accs, accs[i]);
  }
  return intent;
}

static char *
valid_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  g_strstrip (valid);
  return g_utf8_strlen (valid, -1) > LIMIT_NAME_MAX ? g_utf8_substring (valid, 0, LIMIT_NAME_MAX)
                                                    : g_steal_pointer (&valid);
}

static char *
valid_about (const char *about)
{
  g_autofree char *valid = g_utf8_make_valid (about, -1);

  g_strstrip (valid);
  return g_utf8_strlen (valid, -1) > LIMIT_GROUP_ABOUT_MAX
             ? g_utf8_substring (valid, 0, LIMIT_GROUP_ABOUT_MAX)
             : g_steal_pointer (&valid);
}

/* -- A new one. -- */

static void
make_cb (Core *core, GTask *task)
{
  GroupOrder *order = g_task_get_task_data (task);
  Id self = core_self (core);
  guint8 secret[PRIM_KEY_BYTES];

  if (!group_may_begin (core, task))
    return;
  /* Whoever makes it is in it, as its admin (op_of). */
  for (guint i = order->intent->accs->len; i-- > 0;)
    if (id_equal (&g_array_index (order->intent->accs, Id, i), &self))
      g_array_remove_index (order->intent->accs, i);
  g_array_prepend_val (order->intent->accs, self);
  prim_random (secret, sizeof secret);
  core_begin (core);
  groups_make (core, &order->grp, secret);
  prim_wipe (secret, sizeof secret);
  if (core_commit (core, NULL))
    group_begin (core, task, &order->grp, g_steal_pointer (&order->intent));
  else
    g_task_return_error (task, g_error_copy (core->disk_error));
}

void
core_group_make_async (Core *core,
                       const char *name,
                       const Id *accs,
                       guint n,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GroupIntent *intent = group_intent_new (GROUP_CREATE, accs, n);
  Id grp = id_random ();

  intent->name = valid_name (name);
  group_call (core, make_cb, &grp, intent, cancellable, callback, user_data);
}

/* -- One that is there. -- */

void
core_group_add_async (Core *core,
                      const Id *grp,
                      const Id *accs,
                      guint n,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  group_call (core, change_cb, grp, group_intent_new (GROUP_ADD, accs, n), cancellable, callback,
              user_data);
}

void
core_group_remove_async (Core *core,
                         const Id *grp,
                         const Id *accs,
                         guint n,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  group_call (core, change_cb, grp, group_intent_new (GROUP_REMOVE, accs, n), cancellable, callback,
              user_data);
}

void
core_group_leave_async (Core *core,
                        const Id *grp,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  group_call (core, change_cb, grp, group_intent_new (GROUP_LEAVE, NULL, 0), cancellable, callback,
              user_data);
}

void
core_group_set_admin_async (Core *core,
                            const Id *grp,
                            const Id *acc,
                            gboolean admin,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GroupIntent *intent = group_intent_new (GROUP_ROLE, acc, 1);

  intent->role = admin ? GROUP_ADMIN : GROUP_MEMBER;
  group_call (core, change_cb, grp, intent, cancellable, callback, user_data);
}

void
core_group_set_name_async (Core *core,
                           const Id *grp,
                           const char *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GroupIntent *intent = group_intent_new (GROUP_RENAME, NULL, 0);

  intent->name = valid_name (name);
  group_call (core, change_cb, grp, intent, cancellable, callback, user_data);
}

void
group_set_timer (Core *core,
                 const Id *grp,
                 guint32 seconds,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  GroupIntent *intent = group_intent_new (GROUP_TIMER, NULL, 0);

  intent->timer = seconds;
  group_call (core, change_cb, grp, intent, cancellable, callback, user_data);
}

void
core_group_set_about_async (Core *core,
                            const Id *grp,
                            const char *about,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GroupIntent *intent = group_intent_new (GROUP_RENAME, NULL, 0);

  intent->about = valid_about (about);
  group_call (core, change_cb, grp, intent, cancellable, callback, user_data);
}

void
core_group_set_rules_async (Core *core,
                            const Id *grp,
                            guint only_admins,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GroupIntent *intent = group_intent_new (GROUP_RULES, NULL, 0);

  intent->rules = (guint8) (only_admins & GROUP_RULES_ALL);
  group_call (core, change_cb, grp, intent, cancellable, callback, user_data);
}

gboolean
core_group_finish (Core *core, GAsyncResult *result, Conv *conv, GError **error)
{
  g_autofree Id *grp = g_task_propagate_pointer (G_TASK (result), error);

  if (grp == NULL)
    return FALSE;
  if (conv != NULL)
    *conv = (Conv) { CONV_GROUP, *grp };
  return TRUE;
}

/* -- What is known. -- */

static void
groups_cb (Core *core, GTask *task)
{
  g_autoptr (GArray) all = store_group_list (core->store);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) group_row_unref);

  for (guint i = 0; i < all->len; i++) {
    GroupRow *row = group_row_of (core, &g_array_index (all, Id, i));

    if (row != NULL)
      g_ptr_array_add (rows, row);
  }
  g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

void
core_query_groups_async (Core *core,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  core_call (core, groups_cb, NULL, NULL, cancellable, callback, user_data);
}
