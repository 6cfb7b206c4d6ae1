/* core-group: groups. Each call changes one, and ends when the server has the change
 * (core_group_finish); what it changes comes as rows. Admins may everything, everybody may leave,
 * and what else members may is in GroupRow.only_admins. Online only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* name is cut to LIMIT_NAME_MAX characters; oneself is in it, as its admin. */
void core_group_make_async (Core *core,
                            const char *name,
                            const Id *accs,
                            guint n,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
void core_group_add_async (Core *core,
                           const Id *grp,
                           const Id *accs,
                           guint n,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
void core_group_remove_async (Core *core,
                              const Id *grp,
                              const Id *accs,
                              guint n,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void core_group_leave_async (Core *core,
                             const Id *grp,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void core_group_set_admin_async (Core *core,
                                 const Id *grp,
                                 const Id *acc,
                                 gboolean admin,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void core_group_set_name_async (Core *core,
                                const Id *grp,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* picture is an encoded picture of any size; NULL or empty removes it. */
void core_group_set_picture_async (Core *core,
                                   const Id *grp,
                                   GBytes *picture,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Cut to LIMIT_GROUP_ABOUT_MAX characters; "" for none. */
void core_group_set_about_async (Core *core,
                                 const Id *grp,
                                 const char *about,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* only_admins is of GroupOnly. */
void core_group_set_rules_async (Core *core,
                                 const Id *grp,
                                 guint only_admins,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* The link by which people come in. renew: another one takes its place, and the one before is worth
 * nothing. */
void core_group_set_link_async (Core *core,
                                const Id *grp,
                                GroupDoor door,
                                gboolean renew,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* One who asks (GroupRow.requests) is let in with core_group_add_async; or forgotten, on all
 * one's devices, until they ask again. */
void core_group_decline (Core *core, const Id *grp, const Id *acc);

typedef struct {
  Conv conv;
  char *name; /* NULL: the link does not open it */
  guint members;
  gboolean inside; /* one is a member */
  gboolean asked;  /* to be let in, on one of one's devices, and is not inside */
} CoreInvitation;
void core_invitation_free (CoreInvitation *invitation);

/* What a link leads to. */
void core_look_invitation_async (Core *core,
                                 const char *link,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
CoreInvitation *core_look_invitation_finish (Core *core, GAsyncResult *result, GError **error);
/* Asks to be let in; ends with core_group_finish when it is asked. Until somebody there agrees the
 * chat is ChatRow.asked; then the group comes as a row. */
void core_join_async (Core *core,
                      const char *link,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
/* Takes that back, with all admins the server names; ends like it. Who was let in meanwhile is in.
 */
void core_withdraw_async (Core *core,
                          const Id *grp,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
/* conv may be NULL. */
gboolean core_group_finish (Core *core, GAsyncResult *result, Conv *conv, GError **error);
