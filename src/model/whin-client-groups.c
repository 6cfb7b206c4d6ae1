/* client groups: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-client-groups.h"

#include "core.h"

#define CORE whin_client_get_core (self)

void
whin_client_make_group_async (WhinClient *self,
                              const char *name,
                              const GArray *accs,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  core_group_make_async (CORE, name, (const Id *) (gpointer) accs->data, accs->len, cancellable,
                         callback, user_data);
}

void
whin_client_add_members_async (WhinClient *self,
                               const Conv *conv,
                               const GArray *accs,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  core_group_add_async (CORE, &conv->id, (const Id *) (gpointer) accs->data, accs->len, cancellable,
                        callback, user_data);
}

void
whin_client_remove_member_async (WhinClient *self,
                                 const Conv *conv,
                                 const Id *acc,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  core_group_remove_async (CORE, &conv->id, acc, 1, cancellable, callback, user_data);
}

void
whin_client_set_admin_async (WhinClient *self,
                             const Conv *conv,
                             const Id *acc,
                             gboolean admin,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  core_group_set_admin_async (CORE, &conv->id, acc, admin, cancellable, callback, user_data);
}

void
whin_client_leave_group_async (WhinClient *self,
                               const Conv *conv,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  core_group_leave_async (CORE, &conv->id, cancellable, callback, user_data);
}

void
whin_client_rename_group_async (WhinClient *self,
                                const Conv *conv,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  core_group_set_name_async (CORE, &conv->id, name, cancellable, callback, user_data);
}

void
whin_client_set_group_picture_async (WhinClient *self,
                                     const Conv *conv,
                                     GBytes *picture,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  core_group_set_picture_async (CORE, &conv->id, picture, cancellable, callback, user_data);
}

void
whin_client_describe_group_async (WhinClient *self,
                                  const Conv *conv,
                                  const char *about,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  core_group_set_about_async (CORE, &conv->id, about, cancellable, callback, user_data);
}

void
whin_client_set_group_rules_async (WhinClient *self,
                                   const Conv *conv,
                                   guint only_admins,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  core_group_set_rules_async (CORE, &conv->id, only_admins, cancellable, callback, user_data);
}

void
whin_client_set_group_link_async (WhinClient *self,
                                  const Conv *conv,
                                  GroupDoor door,
                                  gboolean renew,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  core_group_set_link_async (CORE, &conv->id, door, renew, cancellable, callback, user_data);
}

void
whin_client_decline_request (WhinClient *self, const Conv *conv, const Id *acc)
{
  core_group_decline (CORE, &conv->id, acc);
}

void
whin_invitation_free (WhinInvitation *invitation)
{
  if (!invitation)
    return;
  g_free (invitation->name);
  g_free (invitation);
}

void
whin_client_look_invitation_async (WhinClient *self,
                                   const char *link,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  core_look_invitation_async (CORE, link, cancellable, callback, user_data);
}

WhinInvitation *
whin_client_look_invitation_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  CoreInvitation *from = core_look_invitation_finish (NULL, result, error);
  WhinInvitation *invitation = from ? g_new0 (WhinInvitation, 1) : NULL;

  if (invitation)
    *invitation = (WhinInvitation) { from->conv, g_strdup (from->name), from->members, from->inside,
                                     from->asked };
  core_invitation_free (from);
  return invitation;
}

void
whin_client_join_async (WhinClient *self,
                        const char *link,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  core_join_async (CORE, link, cancellable, callback, user_data);
}

void
whin_client_withdraw_async (WhinClient *self,
                            const Conv *conv,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  core_withdraw_async (CORE, &conv->id, cancellable, callback, user_data);
}

gboolean
whin_client_group_finish (WhinClient *self, GAsyncResult *result, Conv *conv, GError **error)
{
  return core_group_finish (NULL, result, conv, error);
}
