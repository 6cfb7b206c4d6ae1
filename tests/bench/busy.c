/* busy: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "busy.h"

#include "core-private.h"

#define PAUSE_US 500

struct Busy {
  Core *core;
  GThread *thread;
  GAsyncQueue *answers;
  gint stop;
  gint64 longest; /* us */
};

static void
answer_cb (Core *core, gpointer data)
{
  g_async_queue_push (((Busy *) data)->answers, data);
}

static gpointer
ask (gpointer data)
{
  Busy *busy = data;

  while (!g_atomic_int_get (&busy->stop)) {
    gint64 start = g_get_monotonic_time ();

    core_post (busy->core, answer_cb, busy, NULL);
    g_async_queue_pop (busy->answers);
    busy->longest = MAX (busy->longest, g_get_monotonic_time () - start);
    g_usleep (PAUSE_US);
  }
  return NULL;
}

Busy *
busy_begin (Core *core)
{
  Busy *busy = g_new0 (Busy, 1);

  busy->core = core;
  busy->answers = g_async_queue_new ();
  busy->thread = g_thread_new ("busy", ask, busy);
  return busy;
}

double
busy_end (Busy *busy)
{
  double longest;

  g_atomic_int_set (&busy->stop, 1);
  g_thread_join (busy->thread);
  longest = (double) busy->longest / 1e3;
  g_async_queue_unref (busy->answers);
  g_free (busy);
  return longest;
}
