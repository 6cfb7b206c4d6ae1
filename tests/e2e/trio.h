/* trio: Ada, Ben and Cleo, registered at a server of their own, for one test about more than two.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "group-calls.h"
#include "pair.h"

#define CLEO "+4915112340003"

typedef struct {
  TestServer *server;
  Peer *ada, *ben, *cleo;
  Peer *tablet; /* ada's other device, or NULL */
  Conv to_ada, to_ben, to_cleo;
  Conv birds; /* what Ada made of them */
} Trio;

/* Fixtures for g_test_add; without the group. */
void trio_set_up (Trio *trio, gconstpointer data);
/* And ada's other device. */
void trio_set_up_with_tablet (Trio *trio, gconstpointer data);
/* And all are in it. */
void trio_set_up_in_group (Trio *trio, gconstpointer data);
void trio_tear_down (Trio *trio, gconstpointer data);
/* After trio_set_up. */
void trio_make_birds (Trio *trio);
