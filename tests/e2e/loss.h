/* loss: Ada backs up, loses her device and comes back on another one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pair.h"

#define PASSPHRASE "seven green apples fall upwards"

typedef struct {
  Pair pair;
  char *folder;   /* goes with the test */
  char *path;     /* of the backup, in it */
  gboolean asked; /* for a code, since the device was lost */
} Loss;

/* Fixtures for g_test_add. */
void loss_set_up (Loss *loss, gconstpointer data);
void loss_tear_down (Loss *loss, gconstpointer data);
#define LOSS_TEST(path, func) g_test_add (path, Loss, NULL, loss_set_up, func, loss_tear_down)

/* What ada's device was is gone. */
void lose (Loss *loss);
/* To ada's device, with the passphrase or the recovery key; path NULL: from the server. */
gboolean restore (Loss *loss, const char *path, const char *secret, GError **error);
/* The same without waiting. */
void begin_restore (Loss *loss, const char *path, const char *secret, GAsyncResult **result);
/* It comes back: ada is live, and shows the chat with ben. */
void restore_well (Loss *loss, const char *path, const char *secret);

/* Writes a backup into a file; passphrase NULL: for the recovery key. */
gboolean back_up (Peer *peer, const char *path, const char *passphrase, GError **error);
gboolean back_up_to_server (Peer *peer, GError **error);

/* Another recovery key as text, not in use yet; caller frees. NULL on error. */
char *make_key (Peer *peer, GError **error);
/* Types a group of it again; complete: it is in use now. */
gboolean
check_group (Peer *peer, guint index, const char *typed, gboolean *complete, GError **error);
/* Made, and as many groups as needed typed again: it is in use. Caller frees. */
char *make_recovery (Peer *peer);

/* Has the peer show the newest messages of a chat. */
void load_rows (Peer *peer, const Conv *conv);
/* Of a contact of the peer's, which must be there. */
Trust trust_in (Peer *peer, const Id *acc);
guint count_chats (Peer *peer);
/* Closes it and opens it again. */
void come_again (Peer *peer);
/* It shows none about a key that is another or lists that differ. */
void assert_no_notice (Peer *peer);
