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
