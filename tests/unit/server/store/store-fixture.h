/* store-fixture: a store in a directory of its own, accounts in it, and the operations as a test
 * wants to write them. Failing operations fail the test unless the name says otherwise.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

#define T0 G_GINT64_CONSTANT (1790000000000) /* the test's clock starts here, ms */
#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

typedef struct {
  char *directory;
  char *path;
  Store *store;
  gint64 max_bytes;
  gint64 now;
  gint64 version; /* of the last list that fixture_add_device made */
} Fixture;

/* One registered device. */
typedef struct {
  gint64 key;
  Id acc;
  gint64 dev;
} Peer;

void fixture_open (Fixture *f);
void fixture_reopen (Fixture *f);
void fixture_set_up (Fixture *f, gconstpointer data);
void fixture_tear_down (Fixture *f, gconstpointer data);

StoreHash fixture_hash (const char *text);
Peer fixture_register (Fixture *f, const char *phone, const char *tok);
/* It is pending. */
Peer fixture_link_device (Fixture *f, const Peer *owner, const char *tok);
/* Its account has a list that names it. */
Peer fixture_add_device (Fixture *f, const Peer *owner, const char *tok);
Peer fixture_auth (Fixture *f, const char *tok, gboolean *found);

/* A send to these devices, with the same ct for each. Free with fixture_send_free. */
typedef struct {
  ProtoSend op;
  StoreSend send;
} TestSend;

TestSend *fixture_send_new (Fixture *f, const Peer *from, const Id *peer, const char *ct, ...)
    G_GNUC_NULL_TERMINATED; /* of const Peer * */
void fixture_send_free (TestSend *send);
/* The WhinError, or -1 when it was stored. */
int fixture_send_try (Fixture *f, TestSend *send);
/* Sends one and gives its id. */
Id fixture_send (Fixture *f, const Peer *from, const Peer *to, const char *ct);

void fixture_page (Fixture *f, gint64 key, gint64 after, guint max_items, StorePage *page);
void fixture_ack (Fixture *f, gint64 key, gint64 seq);
StoreHello fixture_hello (Fixture *f, gint64 key);
/* The mailbox after `after` as text: "1 msg hi; 2 gap 2-5 expired; 6 devices 1,2; 7 group 3". */
char *fixture_dump (Fixture *f, gint64 key, gint64 after);
