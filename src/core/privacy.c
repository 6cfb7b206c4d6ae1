/* privacy: who is told what. What only the devices need to know is a state of theirs (own-state.c),
 * what the server has to obey is kept there. SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-privacy.h"
#include "except.h"
#include "own-state.h"

#include "store-contact.h"

#include <string.h>

#define OWED "privacy-owed"

/* -- States. -- */

void
privacy_state_show (Core *core, const StoreState *state)
{
  const char *value = state->n != 0 ? "off" : NULL;

  if (strcmp (state->what, "receipts") == 0)
    store_setting_put (core->store, "read-receipts", value);
  else if (strcmp (state->what, "typing") == 0)
    store_setting_put (core->store, "typing", value);
  core_note_account (core);
}

void
block_state_show (Core *core, const StoreState *state)
{
  if (state->chat.kind != CONV_USER)
    return;
  store_contact_set_blocked (core->store, &state->chat.id, state->n != 0);
  core_note_contact (core, &state->chat.id);
}

/* Before the history tells it, a new device would say more than its owner wants. */
void
own_state_tell_new (Core *core)
{
  static const char *const whats[] = { "receipts", "typing", "photo", "groups", "presence" };

  for (gsize i = 0; i < G_N_ELEMENTS (whats); i++)
    own_state_say_again (core, whats[i]);
  except_tell_new (core);
}

/* One that was never said is what the setting of an older version is. */
static void
set_switch (Core *core, const char *what, const char *setting, gboolean on)
{
  if (setting_is_on (core, setting) != on)
    own_state_set_account (core, what, on ? 0 : 1);
}

static void
receipts_cb (Core *core, gpointer data)
{
  guint bits = GPOINTER_TO_UINT (data);

  core_begin (core);
  set_switch (core, "receipts", "read-receipts", (bits & 1) != 0);
  set_switch (core, "typing", "typing", (bits & 2) != 0);
  if (core_commit (core, NULL))
    outbox_pump (core);
}

void
core_set_receipts (Core *core, gboolean read, gboolean typing)
{
  core_post (core, receipts_cb, GUINT_TO_POINTER ((read ? 1 : 0) | (typing ? 2 : 0)), NULL);
}

static void
photo_cb (Core *core, gpointer data)
{
  if (core->account == NULL)
    return;
  core_begin (core);
  own_state_set_account (core, "photo", GPOINTER_TO_INT (data));
  profile_say_again (core);
  if (core_commit (core, NULL))
    outbox_pump (core);
  else
    account_reload (core);
}

void
core_set_photo_audience (Core *core, Audience photo_for)
{
  core_post (core, photo_cb, GINT_TO_POINTER (photo_for), NULL);
}

static void
groups_cb (Core *core, gpointer data)
{
  core_begin (core);
  own_state_set_account (core, "groups", GPOINTER_TO_INT (data));
  if (core_commit (core, NULL))
    outbox_pump (core);
}

void
core_set_groups_audience (Core *core, Audience groups_from)
{
  core_post (core, groups_cb, GINT_TO_POINTER (groups_from), NULL);
}

/* -- At the server. -- */

static void
told_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  const RestPrivacy *privacy = reply;
  CorePrivacy *answer;

  if (error != NULL) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }
  answer = g_new0 (CorePrivacy, 1);
  *answer = (CorePrivacy) { privacy->online, privacy->seen, privacy->hidden };
  g_task_return_pointer (task, answer, g_free);
}

static void
privacy_cb (Core *core, GTask *task)
{
  core_rest (core, REST_PRIVACY, NULL, NULL, told_cb, g_object_ref (task));
}

void
core_privacy_async (Core *core,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  core_call (core, privacy_cb, NULL, NULL, cancellable, callback, user_data);
}

gboolean
core_privacy_finish (Core *core, GAsyncResult *result, CorePrivacy *privacy, GError **error)
{
  g_autofree CorePrivacy *answer = g_task_propagate_pointer (G_TASK (result), error);

  if (answer == NULL)
    return FALSE;
  *privacy = *answer;
  return TRUE;
}

static void
put_privacy (Core *core, const CorePrivacy *privacy, RestDone done, gpointer data)
{
  RestPrivacy request = { privacy->online, privacy->seen, privacy->hidden };

  core_rest (core, REST_PRIVACY_SET, NULL, &request, done, data);
}

/* Remembered, so that a server that was put back from a backup can be told again. 0 is not said. */
static gint64
pack (const CorePrivacy *privacy)
{
  return 1 + privacy->online + 3 * privacy->seen + 9 * (privacy->hidden ? 1 : 0);
}

static CorePrivacy
unpack (gint64 n)
{
  n--;
  return (CorePrivacy) { (Audience) (n % 3), (Audience) (n / 3 % 3), n / 9 % 2 != 0 };
}

static void
stored_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;

  if (error != NULL) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }
  core_begin (core);
  own_state_set_account (core, "presence", pack (g_task_get_task_data (task)));
  store_setting_put (core->store, OWED, NULL);
  if (core_commit (core, NULL))
    outbox_pump (core);
  g_task_return_boolean (task, TRUE);
}

static void
set_privacy_cb (Core *core, GTask *task)
{
  put_privacy (core, g_task_get_task_data (task), stored_cb, g_object_ref (task));
}

/* Another device says it, or a backup: the server may not have heard it. */
void
presence_state_show (Core *core, const StoreState *state)
{
  store_setting_put (core->store, OWED, state->n > 0 ? "1" : NULL);
}

void
privacy_owe (Core *core)
{
  if (own_state_number (core, "presence", NULL) > 0)
    store_setting_put (core->store, OWED, "1");
}

static void
paid_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  if (error != NULL ||
      own_state_number (core, "presence", NULL) != (gint64) GPOINTER_TO_SIZE (data))
    return;
  core_begin (core);
  store_setting_put (core->store, OWED, NULL);
  core_commit (core, NULL);
}

void
privacy_pay (Core *core)
{
  g_autofree char *owed = store_setting_get (core->store, OWED);
  gint64 n = own_state_number (core, "presence", NULL);
  CorePrivacy privacy = unpack (n);

  if (owed != NULL && n > 0)
    put_privacy (core, &privacy, paid_cb, GSIZE_TO_POINTER (n));
}

void
core_set_privacy_async (Core *core,
                        const CorePrivacy *privacy,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  core_call (core, set_privacy_cb, g_memdup2 (privacy, sizeof *privacy), g_free, cancellable,
             callback, user_data);
}

gboolean
core_set_privacy_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
