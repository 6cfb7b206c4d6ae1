/* number: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "number.h"

#include "core-account.h"
#include "notice.h"
#include "phone.h"
#include "store-contact.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

/* -- Others. -- */

typedef struct {
  Id acc;
  char *phone;
} Claim;

static void
claim_free (Claim *claim)
{
  g_free (claim->phone);
  g_free (claim);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Claim, claim_free)

static void
found_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (Claim) claim = data;
  const RestFound *found = reply;
  g_autoptr (ContactRow) before = NULL;
  const RestFoundOne *one;

  if (error != NULL || core->stopping || core->account == NULL || found->found == NULL ||
      found->found->len != 1)
    return;
  one = found->found->pdata[0];
  before = store_contact_get (core->store, &claim->acc);
  if (!id_equal (&one->acc, &claim->acc) || strcmp (one->phone, claim->phone) != 0 ||
      before == NULL || strcmp (before->phone, claim->phone) == 0)
    return;
  core_begin (core);
  store_contact_set_phone (core->store, &claim->acc, claim->phone);
  notice_add_number (core, &claim->acc, claim->phone);
  core_note_contact (core, &claim->acc);
  core_commit (core, NULL);
}

static void
ask_cb (Core *core, gpointer data)
{
  Claim *claim = data;
  g_autoptr (GPtrArray) phones = g_ptr_array_new ();
  RestFind find = { phones };

  if (core->api == NULL) {
    claim_free (claim);
    return;
  }
  g_ptr_array_add (phones, claim->phone);
  core_rest (core, REST_FIND, NULL, &find, found_cb, claim);
}

static void
take_own (Core *core, const char *phone)
{
  g_set_str (&core->account->phone, phone);
  store_account_put (core->store, core->account);
  core_note_account (core);
}

void
number_hear (Core *core, const ProtoMsg *msg, const ContentNumber *number)
{
  Id self = core_self (core);
  Claim *claim;

  if (!phone_is_e164 (number->phone))
    return;
  if (id_equal (&msg->from, &self)) {
    take_own (core, number->phone);
    return;
  }
  claim = g_new0 (Claim, 1);
  claim->acc = msg->from;
  claim->phone = g_strdup (number->phone);
  core_post (core, ask_cb, claim, NULL);
}

/* -- One's own. -- */

typedef struct {
  char *phone;
  char *code;
  char *pin; /* or NULL */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  if (change->pin != NULL)
    sodium_memzero (change->pin, strlen (change->pin));
  g_free (change->pin);
  g_free (change->code);
  g_free (change->phone);
  g_free (change);
}

static void
tell (Core *core, const Id *acc, const char *phone)
{
  Conv conv = { CONV_USER, *acc };
  Content content = { .kind = CONTENT_NUMBER };
  Id id = id_random ();

  content.number.phone = (char *) phone;
  outbox_add (core, &id, &conv, &content, NULL, 0, 0, NULL);
}

static void
changed_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Change *change = g_task_get_task_data (task);
  g_autoptr (GArray) people = NULL;
  Id self = core_self (core);

  if (error != NULL || core->account == NULL) {
    g_task_return_error (
        task, error != NULL
                  ? g_error_copy (error)
                  : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the account is gone"));
    return;
  }
  core_begin (core);
  take_own (core, change->phone);
  people = store_contact_profile_stale (core->store, G_MAXINT64);
  for (guint i = 0; i < people->len; i++)
    tell (core, &g_array_index (people, Id, i), change->phone);
  tell (core, &self, change->phone);
  if (!core_commit (core, NULL)) {
    account_reload (core);
    g_task_return_error (task, g_error_copy (core->disk_error));
    return;
  }
  g_task_return_boolean (task, TRUE);
  outbox_pump (core);
}

static void
change_cb (Core *core, GTask *task)
{
  const Change *change = g_task_get_task_data (task);
  RestPhone request = { change->phone, change->code, change->pin };

  if (phone_is_e164 (change->phone))
    core_rest (core, REST_PHONE_SET, NULL, &request, changed_cb, g_object_ref (task));
  else
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_PHONE_INVALID,
                                     _ ("This is not a whole phone number."));
}

static char *
or_null (const char *text)
{
  return text != NULL && text[0] != '\0' ? g_strdup (text) : NULL;
}

void
core_change_number_async (Core *core,
                          const char *phone,
                          const char *code,
                          const char *pin,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Change *change = g_new0 (Change, 1);

  *change = (Change) { g_strdup (phone), or_null (code), or_null (pin) };
  core_call (core, change_cb, change, change_free, cancellable, callback, user_data);
}

gboolean
core_change_number_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -- The end. -- */

static void
ended_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) wiped = NULL;

  if (error != NULL) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }
  account_disconnect (core);
  if (account_wipe (core, &wiped))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&wiped));
}

static void
end_cb (Core *core, GTask *task)
{
  const Change *change = g_task_get_task_data (task);
  RestLeave request = { change->pin };

  core_rest (core, REST_LEAVE, NULL, &request, ended_cb, g_object_ref (task));
}

void
core_delete_account_async (Core *core,
                           const char *pin,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Change *change = g_new0 (Change, 1);

  change->pin = or_null (pin);
  core_call (core, end_cb, change, change_free, cancellable, callback, user_data);
}

gboolean
core_delete_account_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
