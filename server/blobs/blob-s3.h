/* blob-s3: media objects in any store that speaks S3 (path or virtual-host style).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-store.h"

/* Borrowed strings. */
typedef struct {
  const char *endpoint; /* where the server reaches the store: http(s)://host[:port][/path] */
  const char *public_endpoint; /* where clients reach it; NULL: the same */
  const char *bucket;
  const char *region; /* NULL: "us-east-1" */
  const char *key_id;
  const char *secret;
  gboolean path_style; /* host/BUCKET/KEY instead of BUCKET.host/KEY */
  guint timeout;       /* seconds for one call to the store; 0: 20 */
} BlobS3Config;

/* Nothing is sent yet. Fails when an address or a name cannot be right. */
BlobStore *blob_s3_new (const BlobS3Config *config, GError **error);
