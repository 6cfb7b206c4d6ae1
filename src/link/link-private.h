/* link-private: what tests put in place of the clock and of chance.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link.h"

typedef struct {
  gint64 (*now) (gpointer data);    /* microseconds, monotonic */
  double (*random) (gpointer data); /* 0 <= r < 1 */
  gpointer data;
} LinkEnv;

Link *link_new_with_env (const char *url,
                         const char *token,
                         const LinkHandlers *handlers,
                         gpointer user_data,
                         const LinkEnv *env);
/* Does what is due by env's clock. The link calls it by itself at the right time by the real one.
 */
void link_tick (Link *link);
/* What GNetworkMonitor causes. */
void link_network_changed (Link *link, gboolean available);
