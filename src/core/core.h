/* core: the engine behind every front end - the app, whinchat-cli, the end-to-end tests. It has no
 * GTK.
 *
 * One core thread owns the socket, the protocol and the local database. Front ends post commands
 * (these functions, from any one thread, never blocking) and get batches of rows on the
 * GMainContext that was the thread default when the core was made. There is no other way in: what a
 * command changes comes back as rows. Calls that end in _async answer through GTask on the caller's
 * thread-default context; errors are WHIN_ERROR or G_IO_ERROR_CANCELLED and their messages are for
 * people. What is passed in is borrowed and copied; what a _finish returns is the caller's. Times
 * are milliseconds since 1970. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "batch.h"
#include "error.h"
#include "find.h"

typedef struct _Core Core;
typedef struct _Keyring Keyring;

/* batch belongs to the callee until it returns; rows in it may be referenced. */
typedef void (*CoreBatchFunc) (const Batch *batch, gpointer user_data);

/* Opens (or makes) the data under data_dir and starts the core thread. keyring is that folder's,
 * opened (keyring.h); the core refers to it. The first batch holds the account and the link. NULL
 * and error when the data cannot be opened: WHIN_ERROR_DISK, WHIN_ERROR_CORRUPT, or
 * WHIN_ERROR_CONFLICT when another process has it open. */
Core *core_new (const char *data_dir,
                Keyring *keyring,
                CoreBatchFunc on_batch,
                gpointer user_data,
                GError **error);
/* Erases the key, the database and the files in data_dir, which no core has open. May block; from
 * any thread. WHIN_ERROR_DISK: not all of it could be deleted, but the key was. */
gboolean core_erase_data (const char *data_dir, GCancellable *cancellable, GError **error);
/* Stops within a bounded time, leaves everything on disk. No batch comes after it. */
void core_free (Core *core);

/* -- First run. server is what a person typed or a link said: "chat.example.org",
 * "http://127.0.0.1:8642". -- */

typedef struct {
  char *url; /* normalised base URL, to be given to the calls below */
  char *name;
  gboolean codes;
  gboolean open;
} CoreServer;
void core_server_free (CoreServer *server);

void core_check_server_async (Core *core,
                              const char *server,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
CoreServer *core_check_server_finish (Core *core, GAsyncResult *result, GError **error);

/* Ends with the number of milliseconds until another code may be asked for, or -1. */
void core_request_code_async (Core *core,
                              const char *url,
                              const char *phone,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gint64 core_request_code_finish (Core *core, GAsyncResult *result, GError **error);

/* code, invite and pin may be NULL. On success the account row follows and the link comes up. */
void core_register_async (Core *core,
                          const char *url,
                          const char *phone,
                          const char *code,
                          const char *invite,
                          const char *pin,
                          const char *device_name,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
/* TRUE on success; tells in *created whether the account is new. */
gboolean core_register_finish (Core *core, GAsyncResult *result, gboolean *created, GError **error);

/* -- A further device. How it gets on comes as PairingRow, on both devices. -- */

/* On the main device: ends with the code to show, as a QR code or as core_link_words; it is good
 * for two minutes. Then, when the pictures on both devices are the same, core_confirm_link. */
void core_make_link_async (Core *core,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
char *core_make_link_finish (Core *core, GAsyncResult *result, GError **error);
/* The 12 words of a code; NULL when it is none. Any thread. Caller wipes and frees. */
char *core_link_words (const char *code);
/* The words that begin with what was typed so far, for completion: at most max of them, borrowed.
 * Any thread. */
guint core_link_complete (const char *typed, const char **words, guint max);
/* One of PairingRow.pictures, and its name, translated. Any thread. */
const char *core_link_picture (guint8 number, const char **name);
void core_confirm_link (Core *core);
/* On either device. */
void core_cancel_link (Core *core);
/* On the new device: code is what was scanned (then url may be NULL) or the words. Ends when the
 * account has this device. */
void core_use_link_async (Core *core,
                          const char *url,
                          const char *code,
                          const char *device_name,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean core_use_link_finish (Core *core, GAsyncResult *result, GError **error);

/* On the main device: another one becomes it, and this one a further device. Ends when this is
 * under way; AccountRow.primary tells when it is done, for which that device has to connect. Until
 * then no device can be linked or removed. */
void core_make_primary_async (Core *core,
                              gint64 dev,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean core_make_primary_finish (Core *core, GAsyncResult *result, GError **error);

/* Removes this device from the account and all local data; the key of the database stays. Nothing
 * happens when the server cannot be told. */
void core_log_out_async (Core *core,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean core_log_out_finish (Core *core, GAsyncResult *result, GError **error);

/* -- Backups, on the main device. How far one is comes as WorkRow, what there is as BackupRow. --
 */

#define CORE_RECOVERY_GROUPS 14
#define CORE_RECOVERY_CHECKS 2

/* Ends with a new recovery key, 14 groups with spaces between, to be shown once and written down.
 * It takes effect, in the place of the one of before, when CORE_RECOVERY_CHECKS groups of it were
 * typed again. The caller wipes it. */
void core_make_recovery_async (Core *core,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *core_make_recovery_finish (Core *core, GAsyncResult *result, GError **error);
/* index from 0. FALSE and WHIN_ERROR_CODE_WRONG for another group. *complete: the key is in use. */
void core_check_recovery_group_async (Core *core,
                                      guint index,
                                      const char *typed,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean core_check_recovery_group_finish (Core *core,
                                           GAsyncResult *result,
                                           gboolean *complete,
                                           GError **error);
/* To a file, which is replaced only by a whole one. passphrase NULL: the recovery key opens it. */
void core_backup_file_async (Core *core,
                             const char *path,
                             const char *passphrase,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean core_backup_file_finish (Core *core, GAsyncResult *result, GError **error);
/* Once a day to the server, when something has changed, with a recovery key. Off at first. */
void core_set_daily_backup (Core *core, gboolean daily);
/* To the server now. */
void core_backup_server_async (Core *core,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean core_backup_server_finish (Core *core, GAsyncResult *result, GError **error);
/* On the main device: what was written before a device was linked goes to it once more. */
void core_send_history (Core *core, gint64 dev);
/* Stops what a WorkRow tells of. */
void core_cancel_work (Core *core, WorkKind kind);

/* -- Coming back with a backup: in the place of core_register_async. -- */

typedef struct {
  char *phone;
  char *server;
  char *name;
  gint64 time;     /* when it was made */
  gint64 messages; /* how many, at most */
} CoreBackup;
void core_backup_free (CoreBackup *backup);

/* Ends with what a backup file is, once secret, a recovery key or passphrase, opens all of it. */
void core_open_backup_async (Core *core,
                             const char *path,
                             const char *secret,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
CoreBackup *core_open_backup_finish (Core *core, GAsyncResult *result, GError **error);
/* path NULL: the backup at the server, which the recovery key opens; where there is none, the
 * account alone comes back. code, invite and pin as for core_register_async; other devices of the
 * account are signed off. When this fails after the server has taken the code, the same again needs
 * no other one. */
void core_restore_async (Core *core,
                         const char *path,
                         const char *secret,
                         const char *url,
                         const char *phone,
                         const char *code,
                         const char *invite,
                         const char *pin,
                         const char *device_name,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean core_restore_finish (Core *core, GAsyncResult *result, GError **error);

/* avatar is an encoded picture of any size, or NULL to keep what is there; an empty GBytes removes
 * it. */
void core_set_profile (Core *core, const char *name, const char *about, GBytes *avatar);

/* -- Writing. The bubble comes back as a row in the next batch. -- */

/* quote, NULL for none, is the message this answers. mentions are places of text. */
void core_send_text (Core *core,
                     const Conv *conv,
                     const char *text,
                     const MessageName *quote,
                     const Mention *mentions,
                     guint n_mentions);
/* The same with what a page says of itself that the text leads to. */
void core_send_text_preview (Core *core,
                             const Conv *conv,
                             const char *text,
                             const MessageName *quote,
                             const Mention *mentions,
                             guint n_mentions,
                             const LinkPreview *preview);
/* Asks a page on the web, which then knows of this computer; never one in its own network. Ends
 * with a LinkPreview, or NULL and an error that is not worth showing. */
void core_preview_async (Core *core,
                         const char *url,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
LinkPreview *core_preview_finish (Core *core, GAsyncResult *result, GError **error);
/* A sealed copy goes into the data folder at once (so the original may vanish). as_file keeps a
 * picture a file. Files sent within seconds of each other arrive in their order. */
void core_send_file (Core *core,
                     const Conv *conv,
                     const char *path,
                     const char *caption,
                     gboolean as_file,
                     const MessageName *quote);
void core_retry (Core *core, const MessageName *name);
void core_discard (Core *core, const MessageName *name);
/* Takes a message that is not sent yet back out of the outbox, or stops a download. */
void core_cancel_transfer (Core *core, const MessageName *name);
/* Downloads what is not here yet. */
void core_fetch_media (Core *core, const MessageName *name);
/* Deletes on this device only. */
void core_delete_message (Core *core, const MessageName *name);
void core_delete_chat (Core *core, const Conv *conv);

/* Two to LIMIT_POLL_OPTIONS_MAX options, ended by NULL. */
void core_send_poll (Core *core,
                     const Conv *conv,
                     const char *question,
                     const char *const *options,
                     gboolean multiple);
/* name may be NULL. */
void core_send_location (Core *core, const Conv *conv, const Spot *spot, const char *name);
/* Somebody for others to write to: phone (E.164) or acc, or both; the other NULL. */
void
core_send_card (Core *core, const Conv *conv, const char *name, const char *phone, const Id *acc);
/* A picture that may be looked at once; what is no picture is sent as it is. */
void core_send_once (Core *core, const Conv *conv, const char *path);
/* A received one, which must be here (MessageRow.once, core_fetch_media): gives the encoded picture
 * and forgets it, on all own devices, and tells who sent it. The caller keeps it in memory only. */
void core_view_once_async (Core *core,
                           const MessageName *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
GBytes *core_view_once_finish (Core *core, GAsyncResult *result, GError **error);

/* -- What one does to messages. It shows at once. What one may not do does nothing. -- */

/* Only one's own text or caption, for LIMIT_EDIT_HOURS after it was sent. */
void core_edit_message (Core *core,
                        const MessageName *name,
                        const char *text,
                        const Mention *mentions,
                        guint n_mentions);
/* For everybody: one's own, or, as an admin, anybody's in the group; for LIMIT_DELETE_HOURS. */
void core_delete_for_all (Core *core, const MessageName *names, guint n);
/* One a person: another takes its place, NULL takes it back. */
void core_react (Core *core, const MessageName *name, const char *emoji);
/* A bit for each option; 0 takes the vote back. Until the poll has ended. */
void core_vote (Core *core, const MessageName *name, guint choices);
/* One's own. */
void core_end_poll (Core *core, const MessageName *name);
/* On all one's own devices, and for nobody else. */
void core_star (Core *core, const MessageName *name, gboolean starred);
/* For everybody in the chat, LIMIT_PINNED_MAX at most: one more takes the place of the oldest. */
void core_pin (Core *core, const MessageName *name, gboolean pinned);
/* Each to each. Files that are not here are fetched first. */
void core_forward (Core *core, const MessageName *names, guint n, const Conv *convs, guint n_convs);

/* -- What one does in a chat. -- */

/* Everything up to ord has been seen. Receipts go out unless they are turned off. */
void core_mark_read (Core *core, const Conv *conv, gint64 ord);
/* reply, or NULL, is the message that it answers. */
void core_set_draft (Core *core, const Conv *conv, const char *text, const MessageName *reply);
/* The next ones are the same on all of one's devices. Pinned chats are first, the last pinned one
 * on top. */
void core_pin_chat (Core *core, const Conv *conv, gboolean pinned);
void core_archive_chat (Core *core, const Conv *conv, gboolean archived);
/* until: milliseconds since 1970, MUTED_ALWAYS, or 0. */
void core_mute_chat (Core *core, const Conv *conv, gint64 until);
void core_set_mentions_only (Core *core, const Conv *conv, gboolean mentions_only);
/* By a person; what is read stays read. Reading there takes it back. */
void core_mark_unread (Core *core, const Conv *conv, gboolean unread);
/* Lists of chats; they come as ListRow. name is cut to what a name may be. *id is the new one. */
void core_make_list (Core *core, const char *name, Id *id);
/* made as in its row. */
void core_rename_list (Core *core, const Id *id, gint64 made, const char *name);
void core_delete_list (Core *core, const Id *id);
void core_put_in_list (Core *core, const Id *id, const Conv *conv, gboolean in);
/* Renewed by the caller while it lasts; sent at most every 3 seconds. */
void core_set_activity (Core *core, const Conv *conv, Activity activity);
/* Whose presence is shown now; replaces the set. */
void core_watch (Core *core, const Id *accs, guint n);
/* Whether somebody is using this device: makes the account "online". */
void core_set_active (Core *core, gboolean active);
void core_set_receipts (Core *core, gboolean read, gboolean typing);
/* Both, and those, are the same on all devices. */
void core_set_photo_audience (Core *core, Audience photo_for);
void core_set_groups_audience (Core *core, Audience groups_from);
/* What the server keeps: who sees that one is online, and was; hidden: nobody finds the number. */
typedef struct {
  Audience online;
  Audience seen;
  gboolean hidden;
} CorePrivacy;
void core_privacy_async (Core *core,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean
core_privacy_finish (Core *core, GAsyncResult *result, CorePrivacy *privacy, GError **error);
void core_set_privacy_async (Core *core,
                             const CorePrivacy *privacy,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean core_set_privacy_finish (Core *core, GAsyncResult *result, GError **error);
/* A ChatRow's request is accepted: what was withheld is sent. Writing there does the same. */
void core_accept_request (Core *core, const Conv *conv);
/* Tells whoever runs the server of somebody; nothing that was written. */
void core_report_async (Core *core,
                        const Id *acc,
                        const char *reason,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
gboolean core_report_finish (Core *core, GAsyncResult *result, GError **error);
/* code was sent to the number (core_request_code_async); pin may be NULL. Contacts are told. */
void core_change_number_async (Core *core,
                               const char *phone,
                               const char *code,
                               const char *pin,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean core_change_number_finish (Core *core, GAsyncResult *result, GError **error);
/* The account ends, at the server and here. pin may be NULL. */
void core_delete_account_async (Core *core,
                                const char *pin,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean core_delete_account_finish (Core *core, GAsyncResult *result, GError **error);
/* Tries to connect now instead of at retry_at. */
void core_reconnect (Core *core);

/* -- People. -- */

/* Looks a number up. Ends with a ContactRow, or NULL and WHIN_ERROR_NOT_FOUND. */
void core_find_async (Core *core,
                      const char *phone,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
ContactRow *core_find_finish (Core *core, GAsyncResult *result, GError **error);
void core_set_contact (Core *core, const Id *acc, const char *phone, const char *name);
void core_remove_contact (Core *core, const Id *acc);
void core_block (Core *core, const Id *acc, gboolean blocked);

/* Whether the key of somebody's account is their own: two people compare the number, or one scans
 * the other's code. It is of the account, so that a further device does not change it. */
typedef struct {
  gint64 dev;
  gint64 added;
} CoreSafetyDevice;
typedef struct {
  char *number; /* 60 digits, the same on both ends */
  char *code;   /* for a QR code, "SN1:..." */
  Trust trust;
  GArray *devices; /* of CoreSafetyDevice: those of their account */
} CoreSafety;
void core_safety_free (CoreSafety *safety);
/* Asks the server when nothing was ever sent to them: WHIN_ERROR_NOT_FOUND when they have no keys.
 */
void core_safety_async (Core *core,
                        const Id *acc,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
CoreSafety *core_safety_finish (Core *core, GAsyncResult *result, GError **error);

/* given: the code or the number that the other person sees, white space or not. Changes nothing:
 * core_set_verified does. */
void core_compare_async (Core *core,
                         const Id *acc,
                         const char *given,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* Only with *error unset it is an answer. */
Compared core_compare_finish (Core *core, GAsyncResult *result, GError **error);
/* number is what was compared: nothing happens when it is no longer theirs. NULL takes it back. */
void core_set_verified (Core *core, const Id *acc, const char *number);
/* After TRUST_CHANGED or TRUST_STOPPED: the key is taken as if first seen. What failed with
 * WHIN_ERROR_UNTRUSTED can be tried again. */
void core_accept_keys (Core *core, const Id *acc);

/* Makes the chat appear in the list, empty if need be. */
void core_open_chat (Core *core, const Conv *conv);

/* -- Groups. Each call changes one, and ends when the server has the change (core_group_finish);
 * what it changes comes as rows. Admins may everything, everybody may leave, and what else members
 * may is in GroupRow.only_admins. Online only. -- */

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
/* How long what is written from now on lasts after it was sent or read: seconds, 0 for ever, else
 * from LIMIT_EXPIRES_MIN to LIMIT_EXPIRES_MAX. In a group only admins may, and only online. */
void core_set_timer_async (Core *core,
                           const Conv *conv,
                           gint64 seconds,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean core_set_timer_finish (Core *core, GAsyncResult *result, GError **error);
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
/* One who asks (GroupRow.requests) is let in with core_group_add_async; or forgotten, here alone.
 */
void core_group_decline (Core *core, const Id *grp, const Id *acc);

typedef struct {
  Conv conv;
  char *name; /* NULL: the link does not open it */
  guint members;
  gboolean inside; /* one is a member */
} CoreInvitation;
void core_invitation_free (CoreInvitation *invitation);

/* What a link leads to. */
void core_look_invitation_async (Core *core,
                                 const char *link,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
CoreInvitation *core_look_invitation_finish (Core *core, GAsyncResult *result, GError **error);
/* Asks to be let in; ends with core_group_finish when it is asked. The group comes as a row when
 * somebody there agrees. */
void core_join_async (Core *core,
                      const char *link,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
/* conv may be NULL. */
gboolean core_group_finish (Core *core, GAsyncResult *result, Conv *conv, GError **error);

/* -- Reading the local store. Each ends with a GPtrArray of rows (transfer full). -- */

void core_query_chats_async (Core *core,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* ListRows. */
void core_query_lists_async (Core *core,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void core_query_contacts_async (Core *core,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/* GroupRows of the groups one is or was in. */
void core_query_groups_async (Core *core,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

typedef enum {
  PAGE_NEWEST, /* the last limit messages; ord is not used */
  PAGE_BEFORE, /* the limit messages before ord */
  PAGE_AFTER,  /* the limit messages after ord */
  PAGE_AROUND, /* about half the limit on either side of ord, ord included */
} CorePage;
/* MessageRows in ascending ord. Fewer than limit: that end of the chat is reached. limit is at most
 * 500. */
void core_query_messages_async (Core *core,
                                const Conv *conv,
                                CorePage page,
                                gint64 ord,
                                guint limit,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* How much of this device's waits to be sent, what it owes to newcomers of groups too. */
void core_count_waiting_async (Core *core,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* -1 and error when that cannot be told. */
gint64 core_count_waiting_finish (Core *core, GAsyncResult *result, GError **error);
/* Voters, the newest first. */
void core_query_voters_async (Core *core,
                              const MessageName *name,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Reactors, the newest first. */
void core_query_reactions_async (Core *core,
                                 const MessageName *name,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* MessageVersions, the oldest first, the one that is shown last; none when it was not edited. */
void core_query_versions_async (Core *core,
                                const MessageName *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Receipts of one's own message: of everybody it was written to, also who has it not yet. */
void core_query_receipts_async (Core *core,
                                const MessageName *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* MessageRows, the newest first, of one chat or (conv NULL) of all; 500 at most. */
void core_query_starred_async (Core *core,
                               const Conv *conv,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* MessageRows, the one that was pinned last first. */
void core_query_pinned_async (Core *core,
                              const Conv *conv,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *core_query_finish (Core *core, GAsyncResult *result, GError **error);

/* Looks for messages (find.h). The engine goes on with its work in between; cancelling stops it at
 * once. limit is at most 500. */
void core_search_async (Core *core,
                        const Find *find,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
FoundPage *core_search_finish (Core *core, GAsyncResult *result, GError **error);
/* Which days of a chat have messages. times are n + 1 milliseconds, ascending. Ends with a GArray
 * of n gint64: the ord of the first message from times[i] until times[i + 1], or 0. */
#define CORE_SEARCH_DAYS 42
void core_search_days_async (Core *core,
                             const Conv *conv,
                             const gint64 *times,
                             guint n,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GArray *core_search_days_finish (Core *core, GAsyncResult *result, GError **error);

/* Devices of the account, as the server knows them. */
typedef struct {
  gint64 dev;
  char *name;
  gint64 created;
  gint64 seen;      /* to the day; 0 when never, or not told */
  gboolean current; /* this one */
} CoreDevice;
void core_device_free (CoreDevice *device);
void core_devices_async (Core *core,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* A GPtrArray of CoreDevice, by number. */
GPtrArray *core_devices_finish (Core *core, GAsyncResult *result, GError **error);
/* name is cut to what the server takes. */
void core_rename_device_async (Core *core,
                               gint64 dev,
                               const char *name,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean core_rename_device_finish (Core *core, GAsyncResult *result, GError **error);
/* Another device leaves the account at once; its mailbox goes. WHIN_ERROR_NOT_FOUND. */
void core_revoke_device_async (Core *core,
                               gint64 dev,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean core_revoke_device_finish (Core *core, GAsyncResult *result, GError **error);
/* The registration PIN, LIMIT_PIN_MIN to LIMIT_PIN_MAX characters; NULL or "" removes it. */
void core_set_pin_async (Core *core,
                         const char *pin,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean core_set_pin_finish (Core *core, GAsyncResult *result, GError **error);
