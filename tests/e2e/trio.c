/* trio: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "trio.h"

void
trio_set_up (Trio *trio, gconstpointer data)
{
  trio->server = test_server_new ();
  trio->ada = peer_new ();
  trio->ben = peer_new ();
  trio->cleo = peer_new ();
  peer_register (trio->ada, trio->server, ADA, "Ada");
  peer_register (trio->ben, trio->server, BEN, "Ben");
  peer_register (trio->cleo, trio->server, CLEO, "Cleo");
  wait_until (trio->ada->account->reachable && trio->ben->account->reachable &&
              trio->cleo->account->reachable);
  trio->to_ada = conv_with (trio->ada);
  trio->to_ben = conv_with (trio->ben);
  trio->to_cleo = conv_with (trio->cleo);
}

void
trio_set_up_with_tablet (Trio *trio, gconstpointer data)
{
  trio_set_up (trio, data);
  trio->tablet = peer_new_linked (trio->ada);
}

void
trio_set_up_in_group (Trio *trio, gconstpointer data)
{
  trio_set_up (trio, data);
  trio_make_birds (trio);
}

void
trio_tear_down (Trio *trio, gconstpointer data)
{
  peer_free (trio->ada);
  g_clear_pointer (&trio->tablet, peer_free);
  peer_free (trio->ben);
  peer_free (trio->cleo);
  test_server_free (trio->server);
}

void
trio_make_birds (Trio *trio)
{
  trio->birds = peer_make_group (trio->ada, "Birds", trio->ben, trio->cleo);
  wait_until (peer_group_members (trio->ben, &trio->birds) == 3 &&
              peer_group_members (trio->cleo, &trio->birds) == 3);
}
