/* blob-fixture: a server with the embedded store in a thread of its own, and a client that says
 * exactly what a test wants on the wire.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-embedded.h"

#include <libsoup/soup.h>

/* A thread with a context of its own. set_up starts a server there and gives its URL; what it
 * returns tear_down gets there at the end. */
typedef struct _ServerThread ServerThread;
typedef gpointer (*ServerSetUp) (char **url, gpointer data);
ServerThread *server_thread_new (ServerSetUp set_up, GDestroyNotify tear_down, gpointer data);
void server_thread_free (ServerThread *self);
const char *server_thread_url (ServerThread *self);

/* The set_up of a server with an embedded store for the directory in config, whose public_url is
 * the server's own when it is NULL. */
gpointer embedded_set_up (char **url, gpointer config);
void embedded_tear_down (gpointer state);

/* A server that answers for this directory, and a store on the test's own thread that signs for it,
 * as `whinchatd media check` does. */
typedef struct {
  ServerThread *thread;
  BlobStore *store;
} Embedded;
void embedded_start (Embedded *self, const char *directory);
void embedded_stop (Embedded *self);

typedef struct {
  guint status; /* 0: the connection ended without an answer */
  char *head;
  GBytes *body;
} Reply;
void reply_clear (Reply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reply, reply_clear)
/* A header's value out of the reply, or NULL. Caller frees. */
char *reply_header (const Reply *reply, const char *name);

/* Blocking, bounded. headers: name, value, ..., NULL beside Host and Connection: close. The body is
 * sent as it is; with cut the writing side is closed after it. */
void exchange (Reply *reply,
               const char *method,
               const char *url,
               const char *const *headers,
               const void *body,
               gsize size,
               gboolean cut);

/* As a client uploads: the grant's headers and these bytes. */
guint put (const BlobGrant *grant, const void *body, gsize size);

/* Number of files under directory/name. */
guint count_files (const char *directory, const char *name);
/* Another thread cleans up after a cut connection: bounded wait until it has. */
void wait_no_uploads (const char *directory);
void remove_tree (const char *path);

/* The result of the one asynchronous call under way; iterates the default context until then. */
GAsyncResult *wait_result (GAsyncResult **slot);
void store_result (GObject *source, GAsyncResult *result, gpointer slot);
gint64 head_size (BlobStore *store, const Id *id, GError **error);
gboolean delete_object (BlobStore *store, const Id *id, GError **error);
