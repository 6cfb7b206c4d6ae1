/* blob-embedded-private: the store as its two routes see it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-files.h"
#include "blob-store-private.h"

#include <libsoup/soup.h>

typedef struct {
  BlobStore parent;
  BlobFiles *files;
  char *route;        /* "/blob/BUCKET/" */
  SoupServer *server; /* weak; NULL unless it is served here */
} BlobEmbedded;

/* Takes over the body of a PUT whose signature is good; called when the headers are in. */
void
blob_upload_start (BlobEmbedded *store, SoupServerMessage *message, const char *key, guint64 size);

/* The body is complete: keeps the object and answers. */
void blob_upload_finish (SoupServerMessage *message);

/* Answers a GET or HEAD whose signature is good. disposition: NULL or to be sent. */
void blob_download_start (BlobEmbedded *store,
                          SoupServerMessage *message,
                          const char *key,
                          const char *disposition);

/* Status and a small XML body, as S3 does; nothing of the request is repeated. */
void blob_answer_error (SoupServerMessage *message, guint status, const char *code);
guint blob_status_for_error (const GError *error);
