/* blob-embedded: media objects in a directory, behind the same signed URLs as S3, answered by the
 * server's own HTTP at /blob/BUCKET/KEY.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-store.h"
#include "error.h"
#include "http.h"

/* Borrowed strings. */
typedef struct {
  const char *directory;
  const char *public_url; /* the server as clients see it: http(s)://host[:port][/path] */
  const char *bucket;     /* NULL: "media" */
  const char *secret;     /* signs the URLs; a random text that init made and nobody else has */
} BlobEmbeddedConfig;

/* Makes the directory. Without blob_embedded_serve it only signs, measures and deletes. */
BlobStore *blob_embedded_new (const BlobEmbeddedConfig *config, GError **error);

/* Removes uploads a crash left behind and answers the URLs on this server from now on. Same thread
 * as the store, which must outlive the server. Only one process may serve a directory. */
void blob_embedded_serve (BlobStore *store, HttpServer *server);
