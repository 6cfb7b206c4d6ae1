/* client, people: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-client-people.h"

#include "core.h"

#define CORE whin_client_get_core (self)

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
