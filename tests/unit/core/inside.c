/* inside: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside.h"

#include "peer.h"

#define NOWHERE "http://127.0.0.1:9"

void
inside_set_up (Inside *inside, gconstpointer data)
{
  Peer *peer = peer_new ();
  Store *store;

  inside->peer = peer;
  inside->self = friend_new (1);
  inside->grace = friend_new (2);
  peer_close (peer);
  store = peer_store (peer);
  store_begin (store);
  friend_move_in (inside->self, store, NOWHERE);
  store_commit (store, NULL);
  store_close (store);
  peer_open (peer);
  inside->core = peer->core;
}

void
inside_tear_down (Inside *inside, gconstpointer data)
{
  peer_free (inside->peer);
  friend_free (inside->self);
  friend_free (inside->grace);
}

typedef struct {
  Inside *inside;
  InsideFunc func;
  gint done;
} Visit;

static void
visit_cb (Core *core, gpointer data)
{
  Visit *visit = data;

  visit->func (core, visit->inside);
  g_atomic_int_set (&visit->done, 1);
}

void
inside_run (Inside *inside, gconstpointer func)
{
  Visit visit = { inside, (InsideFunc) func, 0 };

  core_post (inside->core, visit_cb, &visit, NULL);
  wait_until (g_atomic_int_get (&visit.done) != 0);
}
