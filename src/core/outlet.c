/* outlet: the one way from the core thread up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outlet.h"

struct _Outlet {
  GMainContext *context;
  CoreBatchFunc on_batch; /* NULL once closed; read and written on the front end's thread only */
  gpointer user_data;
};

typedef struct {
  Outlet *outlet;
  Batch *batch;
} Delivery;

static void
outlet_clear (gpointer data)
{
  Outlet *outlet = data;

  g_main_context_unref (outlet->context);
}

Outlet *
outlet_new (CoreBatchFunc on_batch, gpointer user_data)
{
  Outlet *outlet = g_atomic_rc_box_new0 (Outlet);

  outlet->context = g_main_context_ref_thread_default ();
  outlet->on_batch = on_batch;
  outlet->user_data = user_data;
  return outlet;
}

void
outlet_close (Outlet *outlet)
{
  outlet->on_batch = NULL;
  g_atomic_rc_box_release_full (outlet, outlet_clear);
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  batch_free (delivery->batch);
  g_atomic_rc_box_release_full (delivery->outlet, outlet_clear);
  g_free (delivery);
}

static gboolean
deliver_cb (gpointer data)
{
  Delivery *delivery = data;

  if (delivery->outlet->on_batch != NULL)
    delivery->outlet->on_batch (delivery->batch, delivery->outlet->user_data);
  return G_SOURCE_REMOVE;
}

void
outlet_emit (Outlet *outlet, Batch *batch)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->outlet = g_atomic_rc_box_acquire (outlet);
  delivery->batch = batch;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, delivery, delivery_free);
  g_source_attach (source, outlet->context);
}
