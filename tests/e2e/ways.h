/* ways: Ada and Ben, and a bad line on each way of their files: to the server, to the store, and
 * from the server to the store. The store is the server's own or, under tests/util/s3.sh, an S3.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pair.h"
#include "proxy.h"
#include "shelf.h"

/* The server and the people have an address of the store each. */
typedef struct {
  Pair pair;
  Proxy *to_server;
  Proxy *to_store;
  Proxy *server_to_store; /* NULL: the store is in the server */
} Ways;

/* Fixtures for g_test_add. */
void ways_set_up (Ways *ways, gconstpointer data);
void ways_tear_down (Ways *ways, gconstpointer data);
/* Whatever server is started from now on keeps its files in the store that there is. */
void ways_use_store (void);

/* A file in the peer's folder. Caller frees. */
char *make_file (Peer *peer, const char *name, gsize size);
void assert_same_file (const MediaFile *a, const MediaFile *b);
