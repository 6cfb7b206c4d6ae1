/* client, people: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-client-people.h"

#include "app-link.h"
#include "core.h"
#include "people-file.h"

#define CORE whin_client_get_core (self)

/* -- Finding -- */

char *
whin_client_dup_own_link (WhinClient *self)
{
  const AccountRow *account = whin_client_get_account (self);

  return account && account->registered ? app_link_for_person (account->phone, account->server)
                                        : NULL;
}

void
whin_client_find_link_async (WhinClient *self,
                             const char *link,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  core_find_link_async (CORE, link, cancellable, callback, user_data);
}

void
whin_people_free (WhinPeople *people)
{
  g_object_unref (people->here);
  g_free (people);
}

void
whin_client_look_for_people_async (WhinClient *self,
                                   const char *path,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  core_look_for_people_async (CORE, path, cancellable, callback, user_data);
}

static int
by_name (gconstpointer a, gconstpointer b, gpointer unused)
{
  return g_utf8_collate (whin_contact_get_name ((WhinContact *) a),
                         whin_contact_get_name ((WhinContact *) b));
}

WhinPeople *
whin_client_look_for_people_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  CorePeople *found = core_look_for_people_finish (NULL, result, error);
  WhinPeople *people;
  GListStore *here;

  if (!found)
    return NULL;
  here = g_list_store_new (WHIN_TYPE_CONTACT);
  for (guint i = 0; i < found->here->len; i++) {
    g_autoptr (WhinContact) contact = whin_contact_new (found->here->pdata[i]);

    g_list_store_insert_sorted (here, contact, by_name, NULL);
  }
  people = g_new (WhinPeople, 1);
  *people = (WhinPeople) { found->people, found->left, G_LIST_MODEL (here) };
  core_people_free (found);
  return people;
}

void
whin_client_add_people_async (WhinClient *self,
                              const GPtrArray *contacts,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_row_unref);

  for (guint i = 0; i < contacts->len; i++) {
    const ContactRow *row = whin_contact_get_row (contacts->pdata[i]);

    g_ptr_array_add (rows, contact_row_ref (row));
  }
  core_add_people_async (CORE, rows, cancellable, callback, user_data);
}

gboolean
whin_client_add_people_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_add_people_finish (NULL, result, error);
}

/* -- Privacy -- */

void
whin_client_set_photo_audience (WhinClient *self, Audience photo_for)
{
  core_set_photo_audience (CORE, photo_for);
}

void
whin_client_set_groups_audience (WhinClient *self, Audience groups_from)
{
  core_set_groups_audience (CORE, groups_from);
}

void
whin_client_set_except_async (WhinClient *self,
                              Except what,
                              const GArray *accs,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  core_set_except_async (CORE, what, (const Id *) (gpointer) accs->data, accs->len, cancellable,
                         callback, user_data);
}

gboolean
whin_client_set_except_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_set_except_finish (NULL, result, error);
}

void
whin_client_privacy_async (WhinClient *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  core_privacy_async (CORE, cancellable, callback, user_data);
}

gboolean
whin_client_privacy_finish (WhinClient *self,
                            GAsyncResult *result,
                            WhinPrivacy *privacy,
                            GError **error)
{
  CorePrivacy kept;

  if (!core_privacy_finish (NULL, result, &kept, error))
    return FALSE;
  *privacy = (WhinPrivacy) { kept.online, kept.seen, kept.hidden };
  return TRUE;
}

void
whin_client_set_privacy_async (WhinClient *self,
                               const WhinPrivacy *privacy,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  CorePrivacy kept = { privacy->online, privacy->seen, privacy->hidden };

  core_set_privacy_async (CORE, &kept, cancellable, callback, user_data);
}

gboolean
whin_client_set_privacy_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_set_privacy_finish (NULL, result, error);
}

void
whin_client_accept_request (WhinClient *self, const Conv *conv)
{
  core_accept_request (CORE, conv);
}

void
whin_client_report_async (WhinClient *self,
                          const Id *acc,
                          const char *reason,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  core_report_async (CORE, acc, reason, cancellable, callback, user_data);
}

gboolean
whin_client_report_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_report_finish (NULL, result, error);
}

void
whin_client_request_code_async (WhinClient *self,
                                const char *phone,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  core_request_code_async (CORE, whin_client_get_account (self)->server, phone, cancellable,
                           callback, user_data);
}

gboolean
whin_client_request_code_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_request_code_finish (NULL, result, error) >= 0;
}

void
whin_client_change_number_async (WhinClient *self,
                                 const char *phone,
                                 const char *code,
                                 const char *pin,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  core_change_number_async (CORE, phone, code, pin, cancellable, callback, user_data);
}

gboolean
whin_client_change_number_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_change_number_finish (NULL, result, error);
}

void
whin_client_delete_account_async (WhinClient *self,
                                  const char *pin,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  core_delete_account_async (CORE, pin, cancellable, callback, user_data);
}

gboolean
whin_client_delete_account_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_delete_account_finish (NULL, result, error);
}
