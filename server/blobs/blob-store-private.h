/* blob-store-private: what blob-s3 and blob-embedded fill in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-store.h"
#include "sigv4.h"

typedef struct {
  void (*free) (BlobStore *store);
  void (*head) (BlobStore *store, const char *key, GTask *task);   /* returns an int: the size */
  void (*remove) (BlobStore *store, const char *key, GTask *task); /* returns a boolean */
  /* Uploads in parts, see blob-parts.h. begin returns a string, list a GPtrArray, join and abort a
   * boolean, sweep an int. */
  void (*begin) (BlobStore *store, const char *key, guint64 size, GTask *task);
  void (*list) (BlobStore *store, const char *key, const char *upload, GTask *task);
  void (
      *join) (BlobStore *store, const char *key, const char *upload, GPtrArray *parts, GTask *task);
  void (*abort) (BlobStore *store, const char *key, const char *upload, GTask *task);
  void (*sweep) (BlobStore *store, gint64 before, GTask *task);
} BlobStoreOps;

/* An address objects are signed for: scheme://authority + base path, split once. */
typedef struct {
  char *origin; /* scheme://host[:port], no slash at the end */
  char *host;   /* the Host header */
  char *base;   /* decoded path up to the key, ends in '/' */
} BlobAddress;

struct _BlobStore {
  const BlobStoreOps *ops;
  Sigv4Signer *signer;
  BlobAddress address; /* where clients go */
  BlobClock clock;
  gpointer clock_data;
};

void blob_store_init (BlobStore *store,
                      const BlobStoreOps *ops,
                      const char *key_id,
                      const char *secret,
                      const char *region);
gint64 blob_store_now (BlobStore *store);

/* headers: to be signed, the first is host. query: or NULL. */
BlobGrant *blob_store_grant (BlobStore *store,
                             const char *method,
                             const Id *id,
                             const char *query,
                             const Sigv4Header *headers,
                             gsize n_headers,
                             guint lifetime);

/* base: an http or https URL; path: what follows its own path, starting and ending in '/';
 * subdomain: put before the host (virtual-host style), or NULL. */
gboolean blob_address_set (BlobAddress *address,
                           const char *base,
                           const char *subdomain,
                           const char *path,
                           GError **error);
void blob_address_clear (BlobAddress *address);

/* origin + encoded path of a key. */
char *blob_address_url (const BlobAddress *address, const char *key);
