/* shelf: what the store of media holds, seen and changed behind everybody's back - the server's own
 * folder or, under tests/util/s3.sh, an S3 by way of curl.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-server.h"

gboolean shelf_is_s3 (void);
/* The keys of all objects: a GPtrArray of char *. */
GPtrArray *shelf_list (TestServer *server);
GBytes *shelf_get (TestServer *server, const char *key);
/* In the place of what is there. */
void shelf_put (TestServer *server, const char *key, GBytes *object);
/* Uploads in parts that are under way. */
guint shelf_count_uploads (TestServer *server);
/* Ends them, as a store does that finds them too old. */
void shelf_forget_uploads (TestServer *server);
