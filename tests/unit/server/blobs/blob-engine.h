/* blob-engine: the store that the tests of stores run on, whichever it is. Without further ado the
 * embedded one; with S3_ENDPOINT, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and S3_BUCKET,
 * AWS_DEFAULT_REGION) any engine that speaks S3 at a plain http:// address.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-fixture.h"

#define ENGINE_DATA (6 * 1024 * 1024)

extern struct Engine {
  BlobStore *store;
  Embedded embedded;
  char *directory; /* NULL with an engine of somebody else's */
  gint64 offset;   /* of the signing clock, in seconds */
  guint8 data[ENGINE_DATA];
} engine;

void engine_start (void);
void engine_stop (void);

/* The first find in text becomes put. Caller frees. */
char *replace (const char *text, const char *find, const char *put);
/* headers as in exchange; the body is the first size bytes of data. */
void assert_refused (const char *method, const char *url, const char *const *headers, gsize size);
void assert_body (const Reply *reply, gsize from, gsize size);
void assert_missing (const Id *id);
