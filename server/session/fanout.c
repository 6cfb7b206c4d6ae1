/* fanout: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fanout.h"

#include "hub.h"

#define AGAIN_SECONDS 5 /* after the disk has failed */

struct Fanout {
  Server *server;
  StoreFanout slice;
  gboolean running, again, stopping;
  guint timer;
};

static gboolean
timer_cb (gpointer data)
{
  Fanout *fanout = data;

  fanout->timer = 0;
  fanout_go_on (fanout);
  return G_SOURCE_REMOVE;
}

static void
slice_done (gpointer data, const GError *error)
{
  Fanout *fanout = data;
  gboolean more = fanout->again || fanout->slice.more;

  fanout->running = fanout->again = FALSE;
  if (error == NULL)
    hub_wake (fanout->server->hub, fanout->slice.deliveries);
  store_fanout_clear (&fanout->slice);
  if (fanout->stopping)
    return;
  if (error == NULL && more)
    fanout_go_on (fanout);
  else if (error != NULL && fanout->timer == 0)
    fanout->timer = g_timeout_add_seconds (AGAIN_SECONDS, timer_cb, fanout);
}

Fanout *
fanout_new (Server *server)
{
  Fanout *fanout = g_new0 (Fanout, 1);

  fanout->server = server;
  return fanout;
}

/* The store works on the slice that is under way; those behind it go on with the next start. */
void
fanout_free (Fanout *fanout)
{
  fanout->stopping = TRUE;
  while (fanout->running)
    g_main_context_iteration (NULL, TRUE);
  g_clear_handle_id (&fanout->timer, g_source_remove);
  store_fanout_clear (&fanout->slice);
  g_free (fanout);
}

void
fanout_go_on (Fanout *fanout)
{
  if (fanout->running) {
    fanout->again = TRUE;
    return;
  }
  fanout->running = TRUE;
  fanout->slice.now = server_now ();
  store_fanout (fanout->server->store, &fanout->slice, slice_done, fanout);
}
