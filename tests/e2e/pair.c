/* pair: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pair.h"

void
pair_register (Pair *pair, const char *adas_url, const char *bens_url)
{
  const char *url = test_server_url (pair->server);

  pair->ada = peer_new ();
  pair->ben = peer_new ();
  peer_register_at (pair->ada, pair->server, adas_url != NULL ? adas_url : url, ADA, "Ada");
  peer_register_at (pair->ben, pair->server, bens_url != NULL ? bens_url : url, BEN, "Ben");
  pair->to_ada = conv_with (pair->ada);
  pair->to_ben = conv_with (pair->ben);
}

void
pair_set_up (Pair *pair, gconstpointer data)
{
  pair->server = test_server_new ();
  pair_register (pair, NULL, NULL);
}

void
pair_set_up_with_tablet (Pair *pair, gconstpointer data)
{
  pair_set_up (pair, data);
  pair->tablet = peer_new_linked (pair->ada);
}

void
pair_tear_down (Pair *pair, gconstpointer data)
{
  g_clear_pointer (&pair->ada, peer_free);
  g_clear_pointer (&pair->tablet, peer_free);
  g_clear_pointer (&pair->ben, peer_free);
  test_server_free (pair->server);
}

void
pair_talk (Pair *pair, const char *from_ada, const char *from_ben)
{
  peer_tell (pair->ada, &pair->to_ben, from_ada, pair->ben);
  peer_tell (pair->ben, &pair->to_ada, from_ben, pair->ada);
}

void
pair_start_server (Pair *pair, const char *crash_at)
{
  test_server_start (pair->server, crash_at);
  core_reconnect (pair->ada->core);
  core_reconnect (pair->ben->core);
}

void
pair_kill_server (Pair *pair)
{
  test_server_kill (pair->server);
  wait_until (!peer_is_live (pair->ada) && !peer_is_live (pair->ben));
}
