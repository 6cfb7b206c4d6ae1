/* gateway-chain: several gateways in order; the next one when one fails.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "gateway-private.h"

typedef struct {
  Gateway parent;
  GPtrArray *gateways;
} Chain;

typedef struct {
  Chain *chain;
  GTask *task;
  guint next;
  GError *error;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_clear_error (&attempt->error);
  g_object_unref (attempt->task);
  g_free (attempt);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static void try_next (Attempt *attempt);

/* That the number is at fault is the one error a person can do something about, so it stays. */
static void
keep_error (Attempt *attempt, GError *error)
{
  if (g_error_matches (attempt->error, WHIN_ERROR, WHIN_ERROR_PHONE_INVALID)) {
    g_error_free (error);
    return;
  }
  g_clear_error (&attempt->error);
  attempt->error = error;
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Attempt) attempt = data;
  GPtrArray *gateways = attempt->chain->gateways;
  GError *error = NULL;
  if (gateway_send_finish (g_ptr_array_index (gateways, attempt->next - 1), result, &error)) {
    g_task_return_boolean (attempt->task, TRUE);
    return;
  }
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (cancelled)
    g_clear_error (&attempt->error);
  keep_error (attempt, error);
  if (cancelled || attempt->next == gateways->len)
    g_task_return_error (attempt->task, g_steal_pointer (&attempt->error));
  else
    try_next (g_steal_pointer (&attempt));
}

static void
try_next (Attempt *attempt)
{
  const GatewayMessage *message = g_task_get_task_data (attempt->task);
  Gateway *gateway = g_ptr_array_index (attempt->chain->gateways, attempt->next++);
  gateway_send (gateway, message->to, message->code, message->text,
                g_task_get_cancellable (attempt->task), tried_cb, attempt);
}

static void
chain_send (Gateway *gateway, const GatewayMessage *message, GTask *task)
{
  Attempt *attempt = g_new0 (Attempt, 1);
  attempt->chain = (Chain *) gateway;
  attempt->task = task;
  try_next (attempt);
}

static void
chain_free (Gateway *gateway)
{
  Chain *self = (Chain *) gateway;
  g_ptr_array_unref (self->gateways);
  g_free (self);
}

static const GatewayOps chain_ops = { "chain", chain_free, chain_send };

Gateway *
gateway_chain_new (Gateway **gateways, gsize n_gateways)
{
  g_return_val_if_fail (n_gateways > 0, NULL);
  Chain *self = g_new0 (Chain, 1);
  self->parent.ops = &chain_ops;
  self->gateways = g_ptr_array_new_with_free_func ((GDestroyNotify) gateway_free);
  for (gsize i = 0; i < n_gateways; i++)
    g_ptr_array_add (self->gateways, gateways[i]);
  return &self->parent;
}
