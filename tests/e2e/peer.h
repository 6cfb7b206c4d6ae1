/* peer: one device in a test - a core, and a picture of what its front end would show.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "patience.h"

#include "core.h"
#include "keyring.h"
#include "store.h"

typedef struct {
  char *dir;
  gboolean strict;      /* leaves requests alone; without it it accepts them */
  Core *core;           /* NULL while it is closed */
  GHashTable *messages; /* Id -> MessageRow */
  GHashTable *chats;    /* GBytes of Conv -> ChatRow, without those that are gone */
  GHashTable *contacts; /* Id -> ContactRow */
  GHashTable *lists;    /* Id -> ListRow, without those that are gone */
  GHashTable *presences;
  GHashTable *groups; /* Id -> GroupRow */
  AccountRow *account;
  PairingRow *pairing; /* NULL before a device was linked */
  BackupRow *backup;
  WorkRow *works[WORK_KINDS]; /* the last of each kind, or NULL */
  LinkRow *link;
  ActivityRow *activity; /* the last one */
  guint batches;
  guint rows;    /* message rows so far */
  guint inserts; /* how many of them had an id that was new */
} Peer;

/* A peer of the caller's whose core will be in this folder. */
void peer_init (Peer *peer, const char *dir);
/* A folder of its own under the temporary folder, and a core in it. */
Peer *peer_new (void);
/* Closes and removes everything. */
void peer_free (Peer *peer);
void peer_open (Peer *peer);
/* Its database's key, under a secret that all peers share. */
Keyring *peer_keyring (const Peer *peer);
/* The secret, for a program that opens the folder with a key file. */
void peer_write_secret (const char *path);
/* The database itself, while the core is closed. */
Store *peer_store (const Peer *peer);
void peer_close (Peer *peer);
#define peer_is_live(peer) ((peer)->link != NULL && (peer)->link->state == LINK_LIVE)

/* Runs the main context until condition; the test fails, naming the line, when nothing moves for 20
 * s and it does not hold. */
#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    Patience patience_ = patience_new (20);                                                        \
    g_autoptr (GSource) beat_ = wait_beat ();                                                      \
    while (!(condition) && patience_is_left (&patience_))                                          \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_destroy (beat_);                                                                      \
    if (!(condition))                                                                              \
      g_error ("%s:%d: timed out waiting for %s", __FILE__, __LINE__, #condition);                 \
  }                                                                                                \
  G_STMT_END
/* Wakes the context up now and then, so that the bound holds. */
GSource *wait_beat (void);

/* For _async calls: hands the result to a GAsyncResult * set to NULL before. */
void keep_result_cb (GObject *source, GAsyncResult *result, gpointer slot);

/* The message with this text, or NULL. */
const MessageRow *peer_find (Peer *peer, const char *text);
guint peer_count (Peer *peer, const char *text);
/* Its MessageState, or -1 before there is such a message. */
int peer_state (Peer *peer, const char *text);
/* How many messages of this kind it shows. */
guint peer_count_kind (Peer *peer, MessageKind kind);
/* For what is done with one; it must be there. */
MessageName peer_name_of (Peer *peer, const char *text);
/* Those of the store, too, as the app does when it starts. */
void peer_load_chats (Peer *peer);
const ChatRow *peer_chat (Peer *peer, const Conv *conv);
/* The newest messages of a chat as the store has them. */
GPtrArray *peer_page (Peer *peer, const Conv *conv, CorePage page, gint64 ord, guint limit);
/* NULL when it knows no such group. */
const GroupRow *peer_group (Peer *peer, const Conv *conv);
Conv conv_with (const Peer *other);

/* Does not wait. */
void peer_say (Peer *peer, const Conv *conv, const char *text);
/* Says it in a chat, and waits until it is delivered and `to` shows it. */
void peer_tell (Peer *from, const Conv *conv, const char *text, Peer *to);
/* Asks for the file of the message with this caption. */
void peer_fetch (Peer *peer, const char *caption);
/* Whether that message is there with its file, and nothing is under way. */
gboolean peer_has_file (Peer *peer, const char *caption);
/* Its safety number with an account, and what belongs to it; caller frees. */
CoreSafety *peer_safety (Peer *peer, const Id *acc);
char *peer_safety_number (Peer *peer, const Id *acc);
/* As if the safety numbers had been compared: written into the database, and the peer is live
 * again. */
void peer_verify (Peer *peer, const Id *acc);

/* The path of a file of this device; caller frees. */
char *peer_path (const Peer *peer, const char *name);
void remove_tree (const char *path);
