/* blob-store-private: what blob-s3 and blob-embedded fill in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-store.h"
#include "sigv4.h"

typedef struct {
  void (*free) (BlobStore *store);
  void (*head) (BlobStore *store, const char *key, GTask *task);   /* returns an int: the size */
  void (*remove) (BlobStore *store, const char *key, GTask *task); /* returns a boolean */
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
