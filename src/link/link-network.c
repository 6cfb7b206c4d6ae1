/* link-network: the monitor speaks on the thread that made it first, which may be any; this carries
 * it over. SPDX-License-Identifier: GPL-3.0-or-later */
#include "link-network.h"

struct _LinkNetwork {
  GMainContext *context;
  GNetworkMonitor *monitor;
  gulong handler;
  LinkNetworkFunc changed; /* own thread only; NULL once freed */
  gpointer user_data;
};

static void
network_clear (gpointer data)
{
  LinkNetwork *network = data;

  g_main_context_unref (network->context);
}

static void
network_release (gpointer network)
{
  g_atomic_rc_box_release_full (network, network_clear);
}

static void
release_notify (gpointer data, GClosure *closure)
{
  network_release (data);
}

static gboolean
tell (gpointer data)
{
  LinkNetwork *network = data;

  if (network->changed != NULL)
    network->changed (g_network_monitor_get_network_available (g_network_monitor_get_default ()),
                      network->user_data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (GNetworkMonitor *monitor, gboolean available, LinkNetwork *network)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell, g_atomic_rc_box_acquire (network), network_release);
  g_source_attach (source, network->context);
}

LinkNetwork *
link_network_new (LinkNetworkFunc changed, gpointer user_data)
{
  LinkNetwork *network = g_atomic_rc_box_new0 (LinkNetwork);

  network->context = g_main_context_ref_thread_default ();
  network->changed = changed;
  network->user_data = user_data;
  network->monitor = g_network_monitor_get_default ();
  network->handler =
      g_signal_connect_data (network->monitor, "network-changed", G_CALLBACK (changed_cb),
                             g_atomic_rc_box_acquire (network), release_notify, 0);
  return network;
}

void
link_network_free (LinkNetwork *network)
{
  network->changed = NULL;
  g_signal_handler_disconnect (network->monitor, network->handler);
  network_release (network);
}

gboolean
link_network_is_metered (void)
{
  return g_network_monitor_get_network_metered (g_network_monitor_get_default ());
}

void
link_network_prepare (void)
{
  g_vfs_get_default ();
}
