/* client, people: finding them by a link or a file, who is told what of oneself, strangers, and the
 * account's number and end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

/* As the server keeps it. */
typedef struct {
  Audience online;
  Audience seen;
  gboolean hidden; /* nobody finds the number */
} WhinPrivacy;

/* The link by which others write to one; NULL before there is an account. Caller frees. */
char *whin_client_dup_own_link (WhinClient *self);
/* Whom a link of a person names. Ends with whin_client_find_finish. */
void whin_client_find_link_async (WhinClient *self,
                                  const char *link,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

/* What a file of vCards holds. */
typedef struct {
  guint people;     /* with a phone number */
  guint left;       /* numbers that could not be asked for today */
  GListModel *here; /* of WhinContact, those on the server, sorted by their names in the file */
} WhinPeople;
void whin_people_free (WhinPeople *people);
/* How far it is comes as work-changed of WORK_PEOPLE. */
void whin_client_look_for_people_async (WhinClient *self,
                                        const char *path,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
WhinPeople *
whin_client_look_for_people_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* contacts: of WhinContact. */
void whin_client_add_people_async (WhinClient *self,
                                   const GPtrArray *contacts,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean whin_client_add_people_finish (WhinClient *self, GAsyncResult *result, GError **error);

void whin_client_set_photo_audience (WhinClient *self, Audience photo_for);
void whin_client_set_groups_audience (WhinClient *self, Audience groups_from);
/* accs is of Id. */
void whin_client_set_except_async (WhinClient *self,
                                   Except what,
                                   const GArray *accs,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean whin_client_set_except_finish (WhinClient *self, GAsyncResult *result, GError **error);
void whin_client_privacy_async (WhinClient *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean whin_client_privacy_finish (WhinClient *self,
                                     GAsyncResult *result,
                                     WhinPrivacy *privacy,
                                     GError **error);
void whin_client_set_privacy_async (WhinClient *self,
                                    const WhinPrivacy *privacy,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean whin_client_set_privacy_finish (WhinClient *self, GAsyncResult *result, GError **error);
void whin_client_accept_request (WhinClient *self, const Conv *conv);
void whin_client_report_async (WhinClient *self,
                               const Id *acc,
                               const char *reason,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean whin_client_report_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* A code for the account's new number. */
void whin_client_request_code_async (WhinClient *self,
                                     const char *phone,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean whin_client_request_code_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* pin may be NULL, here and below. */
void whin_client_change_number_async (WhinClient *self,
                                      const char *phone,
                                      const char *code,
                                      const char *pin,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean whin_client_change_number_finish (WhinClient *self, GAsyncResult *result, GError **error);
void whin_client_delete_account_async (WhinClient *self,
                                       const char *pin,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean whin_client_delete_account_finish (WhinClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
