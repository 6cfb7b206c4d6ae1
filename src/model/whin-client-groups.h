/* client groups: what is asked of groups. Each call ends with whin_client_group_finish, when the
 * server has the change; what it changes comes as `group-changed`.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

/* accs is of Id. */
void whin_client_make_group_async (WhinClient *self,
                                   const char *name,
                                   const GArray *accs,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void whin_client_add_members_async (WhinClient *self,
                                    const Conv *conv,
                                    const GArray *accs,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void whin_client_remove_member_async (WhinClient *self,
                                      const Conv *conv,
                                      const Id *acc,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void whin_client_set_admin_async (WhinClient *self,
                                  const Conv *conv,
                                  const Id *acc,
                                  gboolean admin,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void whin_client_leave_group_async (WhinClient *self,
                                    const Conv *conv,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void whin_client_rename_group_async (WhinClient *self,
                                     const Conv *conv,
                                     const char *name,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* "" for none. */
void whin_client_describe_group_async (WhinClient *self,
                                       const Conv *conv,
                                       const char *about,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* only_admins is of GroupOnly. */
void whin_client_set_group_rules_async (WhinClient *self,
                                        const Conv *conv,
                                        guint only_admins,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void whin_client_set_group_link_async (WhinClient *self,
                                       const Conv *conv,
                                       GroupDoor door,
                                       gboolean renew,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
void whin_client_decline_request (WhinClient *self, const Conv *conv, const Id *acc);

typedef struct {
  Conv conv;
  char *name; /* NULL when it is not known */
  guint members;
  gboolean inside;
  gboolean asked; /* and nobody has let one in so far */
} WhinInvitation;
void whin_invitation_free (WhinInvitation *invitation);
/* What a link leads to. */
void whin_client_look_invitation_async (WhinClient *self,
                                        const char *link,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
WhinInvitation *
whin_client_look_invitation_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* Ends with whin_client_group_finish when it is asked. */
void whin_client_join_async (WhinClient *self,
                             const char *link,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* The same; takes it back. */
void whin_client_withdraw_async (WhinClient *self,
                                 const Conv *conv,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* Empty: none. */
void whin_client_set_group_picture_async (WhinClient *self,
                                          const Conv *conv,
                                          GBytes *picture,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
/* conv may be NULL. */
gboolean
whin_client_group_finish (WhinClient *self, GAsyncResult *result, Conv *conv, GError **error);

G_END_DECLS
