/* test-server: the real whinchatd as a child process, for one test.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "peer.h"

typedef struct _TestServer TestServer;

/* `whinchatd serve --dev` with a data folder of its own on a free port; ready when this returns. */
TestServer *test_server_new (void);
/* Before the first one: what libraries tell a debugger is not dropped. */
void test_server_log_all (void);
void test_server_free (TestServer *server);
const char *test_server_url (TestServer *server);
/* SIGKILL, and wait for the end. */
void test_server_kill (TestServer *server);
/* It keeps its connections and answers nobody, until it goes on. */
void test_server_pause (TestServer *server);
void test_server_go_on (TestServer *server);
/* Again, with the same data on the same port. crash_at as in WHINCHATD_CRASH_AT, or NULL. */
void test_server_start (TestServer *server, const char *crash_at);
/* Whether it is gone: killed, or at its crash point. */
gboolean test_server_is_down (TestServer *server);
/* From the next start on it believes that so many days have gone by. */
void test_server_set_days (TestServer *server, guint days);
/* From the next start on an account may leave no more than that with it, as in --media-quota. */
void test_server_set_quota (TestServer *server, const char *quota);
/* From the next start on it does not mind how often anything is asked: for figures. */
void test_server_set_unbound (TestServer *server);
/* Processor time of this run. */
double test_server_cpu_ms (TestServer *server);
/* The file of its database; caller frees. */
char *test_server_database (TestServer *server);
/* While it is down: puts its database aside, and puts it back as `restore` would, in a new epoch.
 */
void test_server_backup (TestServer *server);
void test_server_restore (TestServer *server);
/* The code it printed for the number that ends like phone, or NULL. */
const char *test_server_code (TestServer *server, const char *phone);

/* Whole first runs. The peer is live when they return. */
void peer_register (Peer *peer, TestServer *server, const char *phone, const char *name);
void peer_register_at (Peer *peer,
                       TestServer *server,
                       const char *url,
                       const char *phone,
                       const char *name);
/* The number has an account: its devices are gone, and it has another key. */
void peer_register_again (Peer *peer, TestServer *server, const char *phone, const char *name);
/* Asks for another code; test_server_code has it then. */
void peer_ask_for_code (Peer *peer, TestServer *server, const char *url, const char *phone);
/* A further device of of's account. */
Peer *peer_new_linked (Peer *of);
/* The same with a peer that is there, and belongs to no account any more. */
void peer_link (Peer *of, Peer *peer);
