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

/* A PUT whose signature is good, in the order of HttpSink. begin replies when it refuses. name:
 * of the upload that it is part n of; NULL: it is the whole object. */
void blob_upload_begin (BlobEmbedded *store,
                        HttpRequest *request,
                        const char *key,
                        const char *name,
                        guint n,
                        goffset size);
void blob_upload_chunk (HttpRequest *request, GBytes *chunk);
void blob_upload_finish (HttpRequest *request);

/* Answers a GET or HEAD whose signature is good. disposition: NULL or to be sent. */
void
blob_download (BlobEmbedded *store, HttpRequest *request, const char *key, const char *disposition);

/* blob-embedded-ops.c: what the server itself asks, on pool threads. */
void embedded_head (BlobStore *store, const char *key, GTask *task);
void embedded_remove (BlobStore *store, const char *key, GTask *task);
void embedded_begin (BlobStore *store, const char *key, guint64 size, GTask *task);
void embedded_list (BlobStore *store, const char *key, const char *upload, GTask *task);
void embedded_join (BlobStore *store,
                    const char *key,
                    const char *upload,
                    GPtrArray *parts,
                    GTask *task);
void embedded_abort (BlobStore *store, const char *key, const char *upload, GTask *task);
void embedded_sweep (BlobStore *store, gint64 before, GTask *task);
