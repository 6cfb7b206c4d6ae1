/* store-archive: rows as they go into a backup and come out of one, page by page.
 *
 * What comes in never replaces what is here: it fills what is missing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-key.h"
#include "store-change.h"
#include "store.h"

typedef struct {
  gint64 number; /* the key of a page */
  MessageRow *row;
  gboolean placed;  /* ord comes from the server */
  GBytes *raw;      /* a content of a kind not known yet, or NULL */
  MediaKey *key;    /* of the file on the server, or NULL */
  gboolean as_file; /* a picture sent as a file */
  gint64 gone_at;   /* when it goes; 0 while that is not known */
} StoreArchived;
void store_archived_free (StoreArchived *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreArchived, store_archived_free)

typedef struct {
  gint64 number; /* the key of a page */
  StoreChange *change;
  gint64 place; /* instead of its cseq; 0: what the message said first */
} StoreArchivedChange;
void store_archived_change_free (StoreArchivedChange *change);

typedef struct {
  Conv conv;
  gboolean listed;
  gint64 sort_time;
  gint64 read_ord;
  gint64 cseq_base;
  gint64 max_cseq;
  gint64 timer; /* seconds that new messages last */
  gint64 timer_ord;
} StoreArchivedChat;

typedef struct {
  Id acc;
  char *phone;
  char *name;
  char *profile_name;
  char *about;
  Id photo;            /* or none */
  MediaKey *photo_key; /* or NULL */
  gboolean contact;
  gboolean blocked;
  gint64 profile_sent;
} StoreArchivedContact;
void store_archived_contact_free (StoreArchivedContact *contact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreArchivedContact, store_archived_contact_free)

typedef struct {
  Id acc;
  GBytes *list;
  Trust trust;
} StoreArchivedPeer;
void store_archived_peer_free (StoreArchivedPeer *peer);

/* How much there is now, and where it ends. */
typedef struct {
  gint64 messages;
  gint64 chats;
  gint64 contacts;
  gint64 peers;
  gint64 groups;
  gint64 last; /* number of the newest message */
} StoreArchiveSize;
/* placed: only messages that the server has placed. */
StoreArchiveSize store_archive_size (Store *store, gboolean placed);

/* The next ones after `after` (all zero at first), at most limit, in the order of their keys. */
GPtrArray *store_archive_messages (Store *store,
                                   gboolean placed,
                                   gint64 after,
                                   gint64 last,
                                   guint limit); /* of StoreArchived */
GPtrArray *
store_archive_chats (Store *store, const Conv *after, guint limit); /* of StoreArchivedChat */
GPtrArray *
store_archive_contacts (Store *store, const Id *after, guint limit); /* of StoreArchivedContact */
GPtrArray *store_archive_peers (Store *store, const Id *after, guint limit); /* ...Peer */
/* Those whose state is known. */
GArray *store_archive_groups (Store *store, const Id *after, guint limit); /* of Id */

/* FALSE when it is known already or was deleted here. Sets row->ord. */
gboolean store_archive_add_message (Store *store, StoreArchived *message);
/* Before its messages. Gives a GArray of MessageName: those that were here and stand elsewhere now.
 */
GArray *store_archive_add_chat (Store *store, const StoreArchivedChat *chat);
void store_archive_add_contact (Store *store, const StoreArchivedContact *contact);
/* After messages were added: what the list of chats says about this one. */
void store_archive_settle (Store *store, const Conv *conv);

/* Those that have their place, of messages that are archived, after a number: a GPtrArray of
 * StoreArchivedChange. */
GPtrArray *store_archive_changes (Store *store, gint64 after, guint limit);
/* Its message is here, and not deleted. */
void store_archive_add_change (Store *store, const StoreChange *change, gint64 place);
