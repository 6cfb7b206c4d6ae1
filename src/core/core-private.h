/* core-private: the state of the core thread, shared by the files of this folder.
 *
 * Everything but the block at the top belongs to the core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

#include "api.h"
#include "content.h"
#include "keyring.h"
#include "limits.h"
#include "link.h"
#include "store-account.h"
#include "store.h"
#include "tiles.h"

typedef struct _Outbox Outbox;
typedef struct _Receipts Receipts;
typedef struct _Presence Presence;
typedef struct _MediaQueue MediaQueue;
typedef struct _Sync Sync;
typedef struct _Pool Pool;
typedef struct _Changes Changes;
typedef struct _Outlet Outlet;
typedef struct _Identity Identity;
typedef struct _Prekeys Prekeys;
typedef struct _Pairing Pairing;
typedef struct _Works Works;
typedef struct _Groups Groups;
typedef struct _Expiry Expiry;
typedef struct _ContactTells ContactTells;
typedef struct _BackupKeys BackupKeys;
typedef struct _BackupSchedule BackupSchedule;

/* The wall clock in milliseconds; tests put in their own. */
typedef gint64 (*CoreClock) (gpointer data);

struct _Core {
  /* Constant while the thread runs. */
  char *data_dir;
  char *media_dir;
  Keyring *keyring;
  GMainContext *context;
  GMainLoop *loop;
  GAsyncQueue *commands; /* posted and not run yet */
  GThread *thread;
  Outlet *outlet; /* to the front end */

  Store *store;
  StoreAccount *account; /* NULL before registration */
  Api *api;              /* NULL without an account */
  Link *link;            /* NULL without an account */
  LinkRow *link_row;
  gboolean ready; /* welcome was heard and the socket still stands */
  gint64
      connected_since; /* monotonic: what is older is in the store (former.c); 0 while it is not */
  gboolean stopping;
  guint calls;        /* HTTP calls that have not ended */
  GError *disk_error; /* why the last transaction was refused; NULL after one that was not */
  GCancellable *cancellable;
  gint64 skew; /* the server's clock less this one's, as far as it has said */
  gboolean skew_known;
  CoreClock clock;
  gpointer clock_data;

  Identity *identity;  /* NULL without an account */
  Pairing *pairing;    /* NULL while no device is being linked */
  GTask *waiting_link; /* to be answered with a code once the server has a list */
  Prekeys *prekeys;
  GHashTable *peers;   /* peers.c */
  GHashTable *asked;   /* devices.c */
  GHashTable *wanted;  /* sessions.c */
  gint64 ask_again_at; /* monotonic; 0 while nothing is to be asked for: retry.c */
  GHashTable *budgets; /* budget.c */
  Works *works;
  Groups *groups;
  Id telling; /* the message that tells a new device where its history is; none while none is sent
               */
  struct {
    guint tries;  /* in vain, in a row */
    gint64 until; /* monotonic: then again */
  } history_in, history_out;
  BackupKeys *backup_keys;
  BackupSchedule *backup_schedule;
  gboolean publishing;   /* the device list is on its way to the server */
  gboolean broadcasting; /* broadcast_pump has posted */

  Changes *changes;
  GHashTable *unsaved;
  Outbox *outbox;
  Receipts *receipts;
  Presence *presence;
  ContactTells *contact_tells;
  MediaQueue *media;
  Sync *sync;
  Pool *pool;
  Transfers *transfers; /* NULL before the first */
  Tiles *tiles;         /* the same */
  Expiry *expiry;
  gboolean previews_anywhere; /* for tests: pages on this computer are asked too */
  GPtrArray *viewing;         /* of GTask: once.c */
  GPtrArray *stickers_wanted; /* of GTask: stickers.c */
};

/* -- core.c -- */

typedef void (*CoreFunc) (Core *core, gpointer data);
/* From any thread: runs func on the core thread. */
void core_post (Core *core, CoreFunc func, gpointer data, GDestroyNotify destroy);
/* func must see to it that the task returns. data becomes the task's data. */
typedef void (*CoreCall) (Core *core, GTask *task);
void core_call (Core *core,
                CoreCall func,
                gpointer data,
                GDestroyNotify destroy,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data);
/* Runs func once on the core thread after a delay, unless the core stops. Returns a source to
 * destroy and unref. */
GSource *core_timeout (Core *core, gint64 delay_ms, CoreFunc func);
gint64 core_now (Core *core);
Id core_self (Core *core);
/* For tests, before anything depends on it. */
void core_set_clock (Core *core, CoreClock clock, gpointer data);
/* Where the sealed file of a message or a photo lies: always the same, and its name tells nothing
 * to who does not know the ids. Caller frees. */
char *core_media_path (Core *core, const Id *owner, const Id *id);

/* One HTTP call with this account's token; done runs on the core thread. reply is freed after it.
 */
typedef void (*RestDone) (Core *core, gconstpointer reply, const GError *error, gpointer data);
void core_rest (Core *core,
                RestCall call,
                const char *param,
                gconstpointer request,
                RestDone done,
                gpointer data);
/* The same, ended by cancellable too, which only the core thread cancels, at the latest when the
 * core stops (work.h). */
void core_rest_until (Core *core,
                      GCancellable *cancellable,
                      RestCall call,
                      const char *param,
                      gconstpointer request,
                      RestDone done,
                      gpointer data);
/* The same with an Api that is not this account's; api is freed. */
void core_rest_with (Core *core,
                     Api *api,
                     RestCall call,
                     gconstpointer request,
                     RestDone done,
                     gpointer data);

/* -- changes.c: what the front end will be told. Transactions go through here. -- */

Changes *changes_new (void);
void changes_free (Changes *changes);
void core_begin (Core *core);
/* Nothing of it happened. */
void core_rollback (Core *core);
/* Commits, and tells the front end. FALSE: nothing was stored, nobody is told, and the link row
 * says why. */
gboolean core_commit (Core *core, GError **error);
void core_note_message (Core *core, const Id *author, const Id *id);
void core_note_removed (Core *core, const MessageName *name);
/* A file of a message that is gone: it is deleted after the commit. */
void core_note_file (Core *core, const char *path);
void core_note_chat (Core *core, const Conv *conv);
void core_note_list (Core *core, const Id *list);
void core_note_contact (Core *core, const Id *acc);
void core_note_group (Core *core, const Id *grp);
void core_note_account (Core *core);
/* Outside of the store: these go out with the next commit or core_emit. */
void core_note_row (Core *core, MessageRow *row);
void core_note_presence (Core *core, PresenceRow *row);
void core_note_activity (Core *core, ActivityRow *row);
void core_note_link (Core *core);
void core_note_pairing (Core *core, PairingRow *row);
void core_note_work (Core *core, WorkRow *row);
void core_note_backup (Core *core, BackupRow *row);
/* Takes the rows. */
void core_note_gone (Core *core, GPtrArray *chats, GPtrArray *contacts);
void core_emit (Core *core);
/* Shows an error of this device on the link row. */
void core_report (Core *core, const GError *error);

/* -- account.c -- */

void account_load (Core *core);
/* What was changed in memory was not stored. */
void account_reload (Core *core);
void account_connect (Core *core);
void account_disconnect (Core *core);
/* Forgets everything on this device, chats included. */
gboolean account_wipe (Core *core, GError **error);
/* In a transaction: all that is stored but the token of a registration, which cannot be repeated
 * without it, because its code is used up. */
void account_wipe_but_token (Core *core);
/* In a transaction: a device that was to be linked, and was not, is what it was before. FALSE: it
 * was nothing, so all has to go. */
gboolean account_fall_back (Core *core);
/* FALSE: what is here belongs to another account than acc, which is about to be registered. */
gboolean account_has_room (const Core *core, const Id *acc, GError **error);
/* As that, before the server is asked for the account of phone. */
gboolean account_has_room_for (const Core *core, const char *phone, GError **error);

/* -- outbox*.c -- */

Outbox *outbox_new (void);
void outbox_free (Outbox *outbox);
/* In a transaction: queues a content. id names the message (or anything new for what is no
 * message). FALSE and an error when the content is too big. */
gboolean outbox_add (Core *core,
                     const Id *id,
                     const Conv *conv,
                     Content *content,
                     const Id *media,
                     guint n_media,
                     gint64 wake,
                     GError **error);
/* The same, to one device only; it has no place in the order of the chat. */
gboolean outbox_add_to (Core *core,
                        const Id *id,
                        const Conv *conv,
                        Content *content,
                        const Id *media,
                        guint n_media,
                        const Id *to_acc,
                        gint64 to_dev);
/* Sends what can be sent now. */
void outbox_pump (Core *core);
/* In a transaction. */
void outbox_on_ok (Core *core, const ProtoOk *ok);
void outbox_on_err (Core *core, const ProtoErr *err);
gboolean outbox_is_in_flight (Core *core, const Id *id);
/* The connection is gone: everything not answered is sent again on the next one. */
void outbox_reset (Core *core);
/* In a transaction: whatever waits has failed; a person may try it again. */
void outbox_fail_all (Core *core);
/* In a transaction: entries too old to be tried, or to be kept. */
void outbox_expire (Core *core);

/* -- sync.c -- */

Sync *sync_new (void);
void sync_free (Sync *sync);
gboolean sync_hello (ProtoHello *hello, gpointer core);
void sync_on_welcome (const ProtoWelcome *welcome, gpointer core);
gboolean sync_on_items (GPtrArray *items, gsize size, gpointer core);
void sync_reset (Core *core);
/* The devices of a sender may be known now. */
void sync_resume (Core *core);

/* -- chats.c -- */

/* In a transaction: the chat with all that is in it, on this device. */
void chat_take_away (Core *core, const Conv *conv);

/* -- receipts.c -- */

Receipts *receipts_new (void);
void receipts_free (Receipts *receipts);
/* In a transaction: to be sent with it. what is "delivered", "read" or "played". */
void receipts_add (Core *core, const char *what, const Id *author, const Id *id);
void receipts_flush (Core *core);
void receipts_drop (Core *core);
gboolean setting_is_on (Core *core, const char *key);

/* -- profile.c -- */

/* In a transaction, before the first content to somebody. */
void profile_introduce (Core *core, const Conv *conv);
void profile_send_to_own (Core *core);
/* In a transaction: it is told to all once more, because others may have more or less of it. */
void profile_say_again (Core *core);
void profile_resume (Core *core);

/* -- privacy.c: what the server keeps of it -- */

/* In a transaction: the server may not know it any more. */
void privacy_owe (Core *core);
void privacy_pay (Core *core);

/* -- contacts.c -- */

void contacts_send_to_own (Core *core);
/* In a transaction: one's own name for somebody, here and on the other devices; the server is still
 * to be told. phone may be NULL. */
void
contacts_put (Core *core, const Id *acc, const char *phone, const char *name, gboolean contact);

/* -- presence.c -- */

Presence *presence_new (void);
void presence_free (Presence *presence);
void presence_on_pres (Core *core, const ProtoPres *pres);
void presence_on_eph (Core *core, const ProtoEph *eph);
/* They wrote: they do not type any more. */
void presence_on_message (Core *core, const Conv *conv, const Id *from);
/* Frames can be sent from now on. */
void presence_on_up (Core *core);
void presence_on_lost (Core *core);
void presence_on_sent (Core *core, const Conv *conv);

/* -- media-*.c -- */

MediaQueue *media_queue_new (void);
void media_queue_free (MediaQueue *queue);
/* Starts what waits, as far as there is room. */
void media_pump (Core *core);
/* A media message came: get it without being asked? In a transaction. */
void media_on_message (Core *core, const MessageRow *row);

/* -- send.c -- */

/* A pending message of one's own, to be filled and stored. */
MessageRow *send_new_row (Core *core, const Conv *conv, MessageKind kind, const char *text);
/* A text of another chat. */
void send_on (Core *core, const Conv *conv, const char *text, gboolean forwarded);
/* In a transaction: stores it. In a broadcast list, whom it goes to is known from then on. */
void send_add (Core *core, MessageRow *row, GBytes *raw);
/* In a transaction: queues the message of a row that is stored, with what is to be known before it;
 * when that cannot be, it has failed. In a broadcast list, also for those it goes to. */
void
send_queue (Core *core, const MessageRow *row, Content *content, const Id *media, guint n_media);
/* In a transaction: one that has failed is tried once more. */
void send_retry (Core *core, const MessageRow *row);
/* keep: it must not come back. */
void send_remove (Core *core, const MessageName *name, gboolean keep);
