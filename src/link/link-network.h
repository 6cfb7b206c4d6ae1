/* link-network: GNetworkMonitor, heard on the thread that asked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _LinkNetwork LinkNetwork;
typedef void (*LinkNetworkFunc) (gboolean available, gpointer user_data);

/* changed is called in the thread-default context of the caller, never after link_network_free. */
LinkNetwork *link_network_new (LinkNetworkFunc changed, gpointer user_data);
void link_network_free (LinkNetwork *network);

/* Whether the system says that the network costs by what goes over it. Any thread. */
gboolean link_network_is_metered (void);

/* To be called before the first request of the process. GIO makes its proxy resolver under the lock
 * of its modules, and libproxy opens files in there; a thread that at that moment opens the
 * process's first file deadlocks with it. */
void link_network_prepare (void);
