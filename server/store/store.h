/* store: everything whinchatd keeps, as a list of operations that each happen wholly or not at all.
 *
 * The loop posts an operation with its arguments; one writer thread runs what is queued in one
 * transaction (group commit) and hands the results back after COMMIT. Arguments are a struct of the
 * caller's, with inputs first and results below; the caller keeps it alive until done has run and
 * touches it from no other thread meanwhile. Operations complete in the order they were posted, and
 * a read sees every write posted before it. Times are ms since 1970 and come from the caller.
 * Failures are WHIN_ERROR: STORAGE (disk), BUSY (queue or lock) or what the operation says.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-args.h"

typedef struct Store Store;
typedef void (*StoreDone) (gpointer data, const GError *error);

/* X (name, arguments, writes) */
#define STORE_OPS(X)                                                                               \
  X (auth, StoreAuth, FALSE)                                                                       \
  X (hello, StoreHello, FALSE)                                                                     \
  X (login, StoreHello, TRUE)                                                                      \
  X (visit, StoreVisit, TRUE)                                                                      \
  X (page, StorePage, FALSE)                                                                       \
  X (ack, StoreAck, TRUE)                                                                          \
  X (send, StoreSend, TRUE)                                                                        \
  X (fanout, StoreFanout, TRUE)                                                                    \
  X (expire, StoreExpire, TRUE)                                                                    \
  X (purge, StorePurge, TRUE)                                                                      \
  X (code_new, StoreCodeNew, TRUE)                                                                 \
  X (register, StoreRegister, TRUE)                                                                \
  X (link_new, StoreLinkNew, TRUE)                                                                 \
  X (device_add, StoreDeviceAdd, TRUE)                                                             \
  X (device_list, StoreDeviceList, FALSE)                                                          \
  X (device_rename, StoreDeviceRename, TRUE)                                                       \
  X (device_revoke, StoreDeviceRevoke, TRUE)                                                       \
  X (list_set, StoreListSet, TRUE)                                                                 \
  X (pending_expire, StorePendingExpire, TRUE)                                                     \
  X (keys_add, StoreKeysAdd, TRUE)                                                                 \
  X (keys_count, StoreKeysCount, FALSE)                                                            \
  X (keys_take, StoreKeysTake, TRUE)                                                               \
  X (group_append, StoreGroupAppend, TRUE)                                                         \
  X (group_changes, StoreGroupChanges, FALSE)                                                      \
  X (group_list, StoreGroupList, FALSE)                                                            \
  X (group_devices, StoreGroupDevices, FALSE)                                                      \
  X (group_link, StoreGroupLink, TRUE)                                                             \
  X (join, StoreJoin, FALSE)                                                                       \
  X (find, StoreFind, FALSE)                                                                       \
  X (contact, StoreRelation, TRUE)                                                                 \
  X (block, StoreRelation, TRUE)                                                                   \
  X (pin_set, StorePinSet, TRUE)                                                                   \
  X (privacy, StorePrivacy, FALSE)                                                                 \
  X (privacy_set, StorePrivacy, TRUE)                                                              \
  X (report, StoreReport, TRUE)                                                                    \
  X (report_list, StoreReportList, FALSE)                                                          \
  X (report_drop, StoreReportDrop, TRUE)                                                           \
  X (account_change, StoreAccountChange, TRUE)                                                     \
  X (may_see, StoreMaySee, FALSE)                                                                  \
  X (seen, StoreSeen, TRUE)                                                                        \
  X (media_new, StoreMediaNew, TRUE)                                                               \
  X (media_ready, StoreMediaReady, TRUE)                                                           \
  X (media, StoreMedia, FALSE)                                                                     \
  X (media_upload, StoreMediaUpload, TRUE)                                                         \
  X (media_cancel, StoreMediaCancel, TRUE)                                                         \
  X (media_backup, StoreMediaBackup, FALSE)                                                        \
  X (wrap, StoreWrap, FALSE)                                                                       \
  X (wrap_set, StoreWrapSet, TRUE)                                                                 \
  X (media_due, StoreMediaDue, FALSE)                                                              \
  X (media_forget, StoreMediaForget, TRUE)                                                         \
  X (invite_new, StoreInviteNew, TRUE)                                                             \
  X (invite_look, StoreInviteLook, FALSE)                                                          \
  X (invite_list, StoreInviteList, FALSE)                                                          \
  X (invite_revoke, StoreInviteRevoke, TRUE)                                                       \
  X (user_list, StoreUserList, FALSE)                                                              \
  X (user_find, StoreUserFind, FALSE)                                                              \
  X (user_suspend, StoreUserSuspend, TRUE)                                                         \
  X (user_remove, StoreUserRemove, TRUE)                                                           \
  X (backup, StoreBackup, FALSE)                                                                   \
  X (restored, StoreRestored, TRUE)                                                                \
  X (review, StoreReview, FALSE)                                                                   \
  X (health, StoreHealth, TRUE)

typedef enum {
#define STORE_ENUM_(name, Args, writes) STORE_OP_##name,
  STORE_OPS (STORE_ENUM_)
#undef STORE_ENUM_
  STORE_N_OPS,
} StoreOp;

/* Opens or makes the SQLite database at path; max_bytes 0 is no limit. done callbacks come on
 * context (NULL: the caller's default). */
Store *store_open (const char *path, gint64 max_bytes, GMainContext *context, GError **error);

/* Finishes what is queued, then closes; done callbacks still on their way are dropped, so drain
 * with store_flush first where they matter. */
void store_close (Store *store);

/* Names this life of the database; changes when a backup is restored. */
const char *store_epoch (Store *store);
guint store_queued (Store *store);

/* Waits until everything posted so far is on disk. */
void store_flush (Store *store);

/* done runs on the loop, with error NULL or borrowed. When the queue is full it is posted back with
 * WHIN_ERROR_BUSY, never called from inside. */
void store_post (Store *store, StoreOp op, gpointer args, StoreDone done, gpointer data);
/* The same, blocking: for the command line and tests, never on the loop. */
gboolean store_run (Store *store, StoreOp op, gpointer args, GError **error);

#define STORE_CALL_(name, Args, writes)                                                            \
  static inline void store_##name (Store *store, Args *args, StoreDone done, gpointer data)        \
  {                                                                                                \
    store_post (store, STORE_OP_##name, args, done, data);                                         \
  }                                                                                                \
  static inline gboolean store_##name##_now (Store *store, Args *args, GError **error)             \
  {                                                                                                \
    return store_run (store, STORE_OP_##name, args, error);                                        \
  }
STORE_OPS (STORE_CALL_)
#undef STORE_CALL_
