/* pair: Ada and Ben, registered at a server of their own, for one test.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-server.h"

#define ADA "+4915112340001"
#define BEN "+4915112340002"

typedef struct {
  TestServer *server;
  Peer *ada;
  Peer *tablet; /* ada's other device, or NULL */
  Peer *ben;
  Conv to_ada; /* as ben sees it */
  Conv to_ben;
} Pair;

/* Fixtures for g_test_add; the test may put another peer in the place of one, or NULL. */
void pair_set_up (Pair *pair, gconstpointer data);
/* And ada's other device. */
void pair_set_up_with_tablet (Pair *pair, gconstpointer data);
void pair_tear_down (Pair *pair, gconstpointer data);
#define PAIR_TEST(path, func) g_test_add (path, Pair, NULL, pair_set_up, func, pair_tear_down)
#define PAIR_TEST_WITH_TABLET(path, func)                                                          \
  g_test_add (path, Pair, NULL, pair_set_up_with_tablet, func, pair_tear_down)

/* Both register at the server that is there, by these addresses; NULL: its own. */
void pair_register (Pair *pair, const char *adas_url, const char *bens_url);
/* Each says it to the other, and it is delivered. */
void pair_talk (Pair *pair, const char *from_ada, const char *from_ben);
/* Starts the server again, as test_server_start, and has both connect at once. */
void pair_start_server (Pair *pair, const char *crash_at);
/* Kills the server and waits until both know. */
void pair_kill_server (Pair *pair);
