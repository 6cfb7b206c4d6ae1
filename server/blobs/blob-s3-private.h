/* blob-s3-private: one call of ours to an S3.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-s3.h"
#include "blob-store-private.h"

#include <libsoup/soup.h>

typedef struct {
  BlobStore parent;
  BlobAddress internal;
  SoupSession *session;
} BlobS3;

/* Borrowed, and read at once. */
typedef struct {
  const char *method;
  const char *key;   /* "" is the bucket */
  const char *query; /* encoded, or NULL */
  const char *type;  /* of the body, or of the object that will be made; or NULL */
  const char *body;  /* or NULL */
} S3Request;

typedef struct {
  guint status;
  SoupMessageHeaders *headers;
  GBytes *body;
} S3Answer;

/* Ends the task, or sends more for it. */
typedef void (*S3Done) (BlobS3 *self, const S3Answer *answer, GTask *task);

/* Takes the task, which gets the error when there is no answer, or one without an end. */
void s3_send (BlobS3 *self, const S3Request *request, GTask *task, S3Done done);

/* A code of S3's for an upload that is not there (any more); engines differ. */
gboolean s3_is_unknown (const char *code);
/* What an answer that nobody wanted means. */
GError *s3_error (const S3Answer *answer);

/* blob-s3-parts.c */
void s3_begin (BlobStore *store, const char *key, guint64 size, GTask *task);
void s3_list (BlobStore *store, const char *key, const char *upload, GTask *task);
void s3_join (BlobStore *store, const char *key, const char *upload, GPtrArray *parts, GTask *task);
void s3_abort (BlobStore *store, const char *key, const char *upload, GTask *task);
void s3_end_upload (BlobS3 *self, const char *key, const char *upload, GTask *task, S3Done done);
/* blob-s3-sweep.c */
void s3_sweep (BlobStore *store, gint64 before, GTask *task);
