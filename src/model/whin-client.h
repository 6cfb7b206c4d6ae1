/* client: the facade of the engine for the UI thread. Owns the Core, takes its batches apart, and
 * holds the models. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-chat-list.h"
#include "whin-contact-list.h"

G_BEGIN_DECLS

typedef struct _Core Core;
typedef struct _Keyring Keyring;
typedef struct _WhinTimeline WhinTimeline;

#define WHIN_TYPE_CLIENT (whin_client_get_type ())
G_DECLARE_FINAL_TYPE (WhinClient, whin_client, WHIN, CLIENT, GObject)

/* Signals:
 *   account-changed ()
 *   link-changed ()
 *   pairing-changed ()
 *   backup-changed ()
 *   lists-changed ()                           of chats
 *   people-changed ()                          somebody has another name or picture
 *   group-changed (const Conv *conv)           a group has other members, another name or picture
 *   work-changed (guint kind)                  a WorkKind
 *   messages-changed (GPtrArray *rows, GArray *removed)   of MessageRow, of MessageName; or NULL
 *   message-received (const MessageRow *row)   one by one, the newest last; for notifications
 */

/* Does what a new client would otherwise wait for; from any thread. */
void whin_client_prepare (void);
/* keyring opens data_dir. NULL and error when the data cannot be opened. */
WhinClient *whin_client_new (const char *data_dir, Keyring *keyring, GError **error);
/* Stops the engine; nothing changes after it. Also done by dispose. */
void whin_client_close (WhinClient *self);

/* NULL until the first batch. Borrowed until the next signal. */
const AccountRow *whin_client_get_account (WhinClient *self);
const LinkRow *whin_client_get_link (WhinClient *self);
/* How the linking of a device gets on; NULL while there has been none. */
const PairingRow *whin_client_get_pairing (WhinClient *self);
/* What there is of backups; NULL until the main device has said so. */
const BackupRow *whin_client_get_backup (WhinClient *self);
/* The newest of that kind, whether it runs or has ended; NULL while there has been none. */
const WorkRow *whin_client_get_work (WhinClient *self, WorkKind kind);
WhinChatList *whin_client_get_chats (WhinClient *self);
WhinContactList *whin_client_get_contacts (WhinClient *self);
/* Of ListRow, in their order. Borrowed until the next `lists-changed`. */
const GPtrArray *whin_client_get_lists (WhinClient *self);
/* NULL when it is no group, or not known. Borrowed until the chat's next `changed`. */
const GroupRow *whin_client_get_group (WhinClient *self, const Conv *conv);
/* The list that is a chat itself; NULL when it is none, or gone. Borrowed until the next
 * `lists-changed`. */
const ListRow *whin_client_get_broadcast (WhinClient *self, const Conv *conv);
/* Never empty. Borrowed until the next `people-changed`. */
const char *whin_client_name_of (WhinClient *self, const Id *acc);
gboolean whin_client_is_self (WhinClient *self, const Id *acc);

/* whin-client-commands.c: commands go down, their effect comes back as rows. */
/* quote, or NULL, is the message that it answers; mentions are places of text. */
void whin_client_send_text (WhinClient *self,
                            const Conv *conv,
                            const char *text,
                            const MessageName *quote,
                            const Mention *mentions,
                            guint n_mentions);
void whin_client_send_text_preview (WhinClient *self,
                                    const Conv *conv,
                                    const char *text,
                                    const MessageName *quote,
                                    const Mention *mentions,
                                    guint n_mentions,
                                    const LinkPreview *preview);
/* Asks the page: only for what a person writes. */
void whin_client_preview_async (WhinClient *self,
                                const char *url,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
LinkPreview *whin_client_preview_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* Asks a server on the web: only for who wants to see a map. */
void whin_client_map_tile_async (WhinClient *self,
                                 guint zoom,
                                 guint x,
                                 guint y,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GBytes *whin_client_map_tile_finish (WhinClient *self, GAsyncResult *result, GError **error);
void whin_client_send_files (WhinClient *self,
                             const Conv *conv,
                             const SendFile *files,
                             guint n,
                             const char *caption,
                             const MessageName *quote);
void whin_client_retry (WhinClient *self, const MessageName *name);
void whin_client_discard (WhinClient *self, const MessageName *name);
void whin_client_cancel_transfer (WhinClient *self, const MessageName *name);
void whin_client_fetch_media (WhinClient *self, const MessageName *name);
void whin_client_delete_message (WhinClient *self, const MessageName *name);
void whin_client_open_chat (WhinClient *self, const Conv *conv);
void whin_client_mark_read (WhinClient *self, const Conv *conv, gint64 ord);
/* reply, or NULL, is the message that it answers. */
void whin_client_set_draft (WhinClient *self,
                            const Conv *conv,
                            const char *text,
                            const MessageName *reply);
void whin_client_set_activity (WhinClient *self, const Conv *conv, Activity activity);
/* NULL watches nobody. */
void whin_client_watch (WhinClient *self, const Id *acc);
void whin_client_set_active (WhinClient *self, gboolean active);
/* Large files wait while the network is metered. */
void whin_client_spare_metered (WhinClient *self, gboolean spare);
void whin_client_set_receipts (WhinClient *self, gboolean read, gboolean typing);
void whin_client_send_poll (WhinClient *self,
                            const Conv *conv,
                            const char *question,
                            const char *const *options,
                            gboolean multiple);
void
whin_client_send_place (WhinClient *self, const Conv *conv, const Spot *spot, const char *name);
void whin_client_send_card (WhinClient *self,
                            const Conv *conv,
                            const char *name,
                            const char *phone,
                            const Id *acc);
void whin_client_send_once (WhinClient *self, const Conv *conv, const char *path);
/* A bit for each option. */
void whin_client_vote (WhinClient *self, const MessageName *name, guint choices);
void whin_client_end_poll (WhinClient *self, const MessageName *name);
/* A GPtrArray of Voter, the newest first. */
void whin_client_query_voters_async (WhinClient *self,
                                     const MessageName *name,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *whin_client_query_voters_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* The encoded picture, which is nowhere else from then on. */
void whin_client_view_once_async (WhinClient *self,
                                  const MessageName *name,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GBytes *whin_client_view_once_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* Seconds that new messages last; 0 for ever. */
void whin_client_set_timer_async (WhinClient *self,
                                  const Conv *conv,
                                  gint64 seconds,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean whin_client_set_timer_finish (WhinClient *self, GAsyncResult *result, GError **error);
void whin_client_reconnect (WhinClient *self);
void
whin_client_set_profile (WhinClient *self, const char *name, const char *about, GBytes *avatar);
void whin_client_set_contact (WhinClient *self, const Id *acc, const char *phone, const char *name);
void whin_client_remove_contact (WhinClient *self, const Id *acc);
void whin_client_block (WhinClient *self, const Id *acc, gboolean blocked);

/* Looks a number up. */
void whin_client_find_async (WhinClient *self,
                             const char *phone,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
ContactRow *whin_client_find_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* On the main device: the code for a further one. What follows comes as pairing-changed. */
void whin_client_make_link_async (WhinClient *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
char *whin_client_make_link_finish (WhinClient *self, GAsyncResult *result, GError **error);
void whin_client_confirm_link (WhinClient *self);
/* On either device. */
void whin_client_cancel_link (WhinClient *self);
void whin_client_set_pin_async (WhinClient *self,
                                const char *pin,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean whin_client_set_pin_finish (WhinClient *self, GAsyncResult *result, GError **error);
void whin_client_log_out_async (WhinClient *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean whin_client_log_out_finish (WhinClient *self, GAsyncResult *result, GError **error);

/* For the other models. */
Core *whin_client_get_core (WhinClient *self);
void whin_client_add_timeline (WhinClient *self, WhinTimeline *timeline);
void whin_client_remove_timeline (WhinClient *self, WhinTimeline *timeline);

G_END_DECLS
