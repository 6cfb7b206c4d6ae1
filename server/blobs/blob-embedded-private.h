/* blob-embedded-private: the store as uploads and downloads see it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-files.h"
#include "blob-store-private.h"
#include "error.h"
#include "http.h"

typedef struct {
  BlobStore parent;
  BlobFiles *files;
  char *route; /* "/blob/BUCKET/" */
} BlobEmbedded;

/* A PUT whose signature is good, in the order of HttpSink. begin replies when it refuses. */
void blob_upload_begin (BlobEmbedded *store, HttpRequest *request, const char *key, goffset size);
void blob_upload_chunk (HttpRequest *request, GBytes *chunk);
void blob_upload_finish (HttpRequest *request);

/* Answers a GET or HEAD whose signature is good. disposition: NULL or to be sent. */
void
blob_download (BlobEmbedded *store, HttpRequest *request, const char *key, const char *disposition);
