/* contacts: finding people, one's own names for them, and blocking.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-contact.h"
#include "own-state.h"

#include "app-link.h"
#include "contact-tell.h"
#include "phone.h"
#include "requests.h"
#include "store-contact.h"

#include <glib/gi18n.h>
#include <string.h>

/* -- Finding. -- */

static void
found_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  const char *phone = g_task_get_task_data (task);
  const RestFound *found = reply;
  const RestFoundOne *one = NULL;

  if (error != NULL) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }
  for (guint i = 0; found->found != NULL && i < found->found->len; i++)
    if (g_strcmp0 (((RestFoundOne *) found->found->pdata[i])->phone, phone) == 0)
      one = found->found->pdata[i];
  if (one == NULL) {
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                                     _ ("Nobody with this number can be found."));
    return;
  }
  core_begin (core);
  store_contact_set_phone (core->store, &one->acc, phone);
  core_note_contact (core, &one->acc);
  if (core_commit (core, NULL))
    g_task_return_pointer (task, store_contact_get (core->store, &one->acc),
                           (GDestroyNotify) contact_row_unref);
  else
    g_task_return_error (task, g_error_copy (core->disk_error));
}

static void
find_cb (Core *core, GTask *task)
{
  const char *phone = g_task_get_task_data (task);
  g_autoptr (GPtrArray) phones = g_ptr_array_new ();
  RestFind find = { phones };

  g_ptr_array_add (phones, (gpointer) phone);
  core_rest (core, REST_FIND, NULL, &find, found_cb, g_object_ref (task));
}

static void
refuse (GTask *task, WhinError code, const char *words)
{
  g_task_return_new_error_literal (task, WHIN_ERROR, code, words);
}

static void
refuse_number_cb (Core *core, GTask *task)
{
  refuse (task, WHIN_ERROR_PHONE_INVALID, _ ("This is not a whole phone number."));
}

void
core_find_async (Core *core,
                 const char *phone,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  core_call (core, phone_is_e164 (phone) ? find_cb : refuse_number_cb, g_strdup (phone), g_free,
             cancellable, callback, user_data);
}

ContactRow *
core_find_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
refuse_server (GTask *task, const char *server)
{
  g_task_return_new_error (task, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                           /* Translators: %s is the address of a server */
                           _ ("This person uses another server, %s. You can write only to people "
                              "on your own."),
                           server);
}

/* The task's data is a link, and then the number in it. */
static void
find_link_cb (Core *core, GTask *task)
{
  g_autofree char *phone = NULL, *server = NULL;

  if (!app_link_to_person (g_task_get_task_data (task), &phone, &server)) {
    refuse (task, WHIN_ERROR_BAD_FRAME, _ ("This is not the link of a person."));
  } else if (core->account != NULL && strcmp (server, core->account->server) != 0) {
    refuse_server (task, server);
  } else if (core->account != NULL && strcmp (phone, core->account->phone) == 0) {
    refuse (task, WHIN_ERROR_CONFLICT, _ ("This is your own link. Give it to others."));
  } else {
    g_task_set_task_data (task, g_steal_pointer (&phone), g_free);
    find_cb (core, task);
  }
}

void
core_find_link_async (Core *core,
                      const char *link,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  core_call (core, find_link_cb, g_strdup (link), g_free, cancellable, callback, user_data);
}

/* -- Names. -- */

typedef struct {
  Id acc;
  char *phone; /* or NULL */
  char *name;
  gboolean on;
} Person;

static void
person_free (gpointer data)
{
  Person *person = data;

  g_free (person->phone);
  g_free (person->name);
  g_free (person);
}

static void
post (Core *core, CoreFunc func, const Id *acc, const char *phone, const char *name, gboolean on)
{
  Person *person = g_new0 (Person, 1);

  *person = (Person) { *acc, g_strdup (phone), g_strdup (name), on };
  core_post (core, func, person, person_free);
}

static void
tell_own_devices (Core *core, const ContactRow *row)
{
  Conv self = { CONV_USER, core_self (core) };
  Content content = { .kind = CONTENT_CONTACT };
  Id id = id_random ();

  content.contact = (ContentContact) { row->acc, row->phone[0] != '\0' ? row->phone : NULL,
                                       row->name, !row->contact };
  outbox_add (core, &id, &self, &content, NULL, 0, 0, NULL);
}

/* They may have been told less until now. */
static void
became_contact (Core *core, const Id *acc)
{
  Conv conv = { CONV_USER, *acc };

  request_settle (core, &conv);
  receipts_flush (core);
  if (own_state_number (core, "photo", NULL) != AUDIENCE_CONTACTS ||
      store_contact_profile_sent (core->store, acc) == 0)
    return;
  store_contact_set_profile_sent (core->store, acc, 0);
  profile_introduce (core, &conv);
}

static char *
kept_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), LIMIT_NAME_MAX));
}

void
contacts_put (Core *core, const Id *acc, const char *phone, const char *name, gboolean contact)
{
  g_autofree char *kept = kept_name (name);
  g_autoptr (ContactRow) row = NULL;

  store_contact_set_phone (core->store, acc, phone);
  store_contact_set_name (core->store, acc, kept, contact);
  contact_tell_later (core, acc, OWED_CONTACT);
  row = store_contact_get (core->store, acc);
  if (row != NULL)
    tell_own_devices (core, row);
  core_note_contact (core, acc);
  if (contact)
    became_contact (core, acc);
}

static void
set_name (Core *core, const Person *person, const char *name, gboolean contact)
{
  if (core->account == NULL)
    return;
  core_begin (core);
  contacts_put (core, &person->acc, person->phone, name, contact);
  if (!core_commit (core, NULL))
    return;
  contact_tells_pump (core);
  outbox_pump (core);
}

static void
set_contact_cb (Core *core, gpointer data)
{
  const Person *person = data;

  set_name (core, person, person->name, TRUE);
}

void
core_set_contact (Core *core, const Id *acc, const char *phone, const char *name)
{
  post (core, set_contact_cb, acc, phone != NULL && phone_is_e164 (phone) ? phone : NULL,
        name != NULL ? name : "", TRUE);
}

static void
remove_contact_cb (Core *core, gpointer data)
{
  set_name (core, data, "", FALSE);
}

void
core_remove_contact (Core *core, const Id *acc)
{
  post (core, remove_contact_cb, acc, NULL, NULL, FALSE);
}

void
contacts_send_to_own (Core *core)
{
  g_autoptr (GPtrArray) rows = store_contact_list (core->store);

  for (guint i = 0; i < rows->len; i++) {
    const ContactRow *row = rows->pdata[i];

    if (row->contact)
      tell_own_devices (core, row);
  }
}

/* -- Blocking. -- */

static void
block_cb (Core *core, gpointer data)
{
  const Person *person = data;

  Conv conv = { CONV_USER, person->acc };

  core_begin (core);
  own_state_set_chat (core, "block", &conv, person->on);
  /* What was blocked before devices told each other. */
  store_contact_set_blocked (core->store, &person->acc, person->on);
  contact_tell_later (core, &person->acc, OWED_BLOCK);
  core_note_contact (core, &person->acc);
  if (!core_commit (core, NULL))
    return;
  contact_tells_pump (core);
  outbox_pump (core);
}

void
core_block (Core *core, const Id *acc, gboolean blocked)
{
  post (core, block_cb, acc, NULL, NULL, blocked);
}
