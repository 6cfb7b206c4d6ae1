/* handle-send: a message is checked, stored in every mailbox in one transaction, answered, and
 * handed to the devices that are here. SPDX-License-Identifier: GPL-3.0-or-later */
#include "dispatch.h"
#include "fanout.h"
#include "hub.h"

#include <sodium.h>
#include <string.h>

#define SENDING_MAX (64 * 1024 * 1024) /* bytes of messages on their way to the disk */
#define FANOUT 32                      /* that many recipients more count as one message more */
#define OF_A_SET 8                     /* so many more, whatever is in it */
#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

typedef struct {
  Session *session;
  Answer *answer;
  ProtoSend *op;
  gsize bytes;
  StoreSend send;
} Sending;

static int
compare_to (gconstpointer a, gconstpointer b)
{
  const ProtoTo *left = *(ProtoTo *const *) a, *right = *(ProtoTo *const *) b;
  int order = id_compare (&left->acc, &right->acc);

  return order != 0 ? order : (left->dev > right->dev) - (left->dev < right->dev);
}

static void
hash_number (crypto_generichash_state *state, gint64 number)
{
  gint64 big_endian = GINT64_TO_BE (number);

  crypto_generichash_update (state, (const guint8 *) &big_endian, sizeof big_endian);
}

static void
hash_text (crypto_generichash_state *state, const char *text)
{
  hash_number (state, (gint64) strlen (text));
  crypto_generichash_update (state, (const guint8 *) text, strlen (text));
}

/* Over all that must be the same for the same id, with `to` in any order. */
static void
hash_send (const ProtoSend *op, guint8 hash[16])
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (op->to, NULL, NULL);
  crypto_generichash_state state;

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_to);
  crypto_generichash_init (&state, NULL, 0, 16);
  hash_number (&state, op->conv.kind);
  crypto_generichash_update (&state, op->conv.id.bytes, ID_BYTES);
  hash_number (&state, op->part);
  hash_number (&state, op->wake);
  hash_number (&state, op->set);
  hash_number (&state, sorted->len);
  for (guint i = 0; i < sorted->len; i++) {
    const ProtoTo *to = sorted->pdata[i];

    crypto_generichash_update (&state, to->acc.bytes, ID_BYTES);
    hash_number (&state, to->dev);
    if (to->ct != NULL)
      hash_text (&state, to->ct);
    else
      hash_number (&state, -1);
  }
  if (op->ct != NULL)
    hash_text (&state, op->ct);
  for (guint i = 0; op->media != NULL && i < op->media->len; i++)
    crypto_generichash_update (&state, g_array_index (op->media, Id, i).bytes, ID_BYTES);
  crypto_generichash_final (&state, hash, 16);
}

static void
sending_free (Sending *sending)
{
  sending->session->server->sending -= sending->bytes;
  store_send_clear (&sending->send);
  proto_free (PROTO_SEND, sending->op);
  session_unref (sending->session);
  g_free (sending);
}

static void
deliver (Sending *sending, const StoreDelivery *delivery, Session *target)
{
  const ProtoTo *to = sending->op->to->pdata[delivery->to];
  ProtoMsg msg = { .seq = delivery->seq,
                   .cseq = sending->send.cseq,
                   .from = sending->send.acc,
                   .fd = sending->send.dev,
                   .id = sending->op->id,
                   .ts = sending->send.ts,
                   .ct = to->ct != NULL ? to->ct : sending->op->ct };
  g_autoptr (GBytes) text = NULL;

  if (sending->op->conv.kind == CONV_GROUP)
    msg.conv = sending->op->conv;
  if (!session_can_take (target, delivery->seq)) {
    session_grew (target, delivery->seq);
    return;
  }
  text = proto_encode (PROTO_MSG, &msg);
  session_take (target, delivery->seq, text);
}

static void
sent_ok (Sending *sending)
{
  ProtoOk ok = { .id = sending->op->id,
                 .cseq = sending->send.cseq,
                 .ts = sending->send.ts,
                 .dup = sending->send.dup };
  GArray *deliveries = sending->send.deliveries;

  session_answer (sending->session, sending->answer, PROTO_OK, &ok);
  if (sending->send.queued)
    fanout_go_on (sending->session->server->fanout);
  for (guint i = 0; i < deliveries->len; i++) {
    const StoreDelivery *delivery = &g_array_index (deliveries, StoreDelivery, i);
    Session *target = hub_find (sending->session->server->hub, delivery->key);

    if (target != NULL)
      deliver (sending, delivery, target);
  }
}

static void
send_done (gpointer data, const GError *error)
{
  Sending *sending = data;
  ProtoErr details = { .missing = sending->send.missing, .gone = sending->send.gone };

  if (error == NULL)
    sent_ok (sending);
  else
    session_refuse (sending->session, sending->answer, PROTO_SEND, &sending->op->id, error,
                    &details);
  sending_free (sending);
}

static void
refuse_send (Session *session,
             Answer *answer,
             ProtoSend *op,
             WhinError code,
             const char *why,
             gint64 retry_ms)
{
  g_autoptr (GError) error = g_error_new_literal (WHIN_ERROR, code, why);
  ProtoErr details = { .retry_ms = retry_ms };

  session_refuse (session, answer, PROTO_SEND, &op->id, error, &details);
  proto_free (PROTO_SEND, op);
}

static gint64
wait_for (Session *session, const ProtoSend *op)
{
  guint more = op->set != 0 ? OF_A_SET : op->to->len / FANOUT;

  return more == 0 ? 0
                   : bucket_take (&session->buckets[BUCKET_SEND], BUCKET_SEND, more,
                                  g_get_monotonic_time ());
}

/* Either the devices are named, or their set, of a group. */
static gboolean
names_somebody (const ProtoSend *op)
{
  if (op->set == 0)
    return op->to != NULL;
  return op->to == NULL && op->conv.kind == CONV_GROUP && !op->part && op->ct != NULL;
}

static gboolean
has_all_texts (const ProtoSend *op)
{
  for (guint i = 0; op->ct == NULL && i < op->to->len; i++)
    if (((const ProtoTo *) op->to->pdata[i])->ct == NULL)
      return FALSE;
  return TRUE;
}

static gsize
weigh (const ProtoSend *op)
{
  gsize bytes = sizeof *op + (op->ct != NULL ? strlen (op->ct) : 0);

  for (guint i = 0; i < op->to->len; i++) {
    const ProtoTo *to = op->to->pdata[i];

    bytes += sizeof *to + (to->ct != NULL ? strlen (to->ct) : 0);
  }
  return bytes;
}

void
handle_send (Session *session, gpointer body, Answer *answer)
{
  ProtoSend *op = body;
  Server *server = session->server;
  Sending *sending;
  gint64 wait;

  if (op->conv.kind != CONV_USER && op->conv.kind != CONV_GROUP) {
    refuse_send (session, answer, op, WHIN_ERROR_UNSUPPORTED, "no such conversations here", 0);
    return;
  }
  if (!names_somebody (op)) {
    refuse_send (session, answer, op, WHIN_ERROR_BAD_FRAME, "it is for nobody", 0);
    return;
  }
  if (op->to == NULL)
    op->to = g_ptr_array_new ();
  if (!has_all_texts (op)) {
    refuse_send (session, answer, op, WHIN_ERROR_BAD_FRAME, "there is no ct for somebody", 0);
    return;
  }
  wait = wait_for (session, op);
  if (wait > 0) {
    refuse_send (session, answer, op, WHIN_ERROR_RATE, "too many", wait);
    return;
  }
  if (server->sending > SENDING_MAX) {
    refuse_send (session, answer, op, WHIN_ERROR_BUSY, "the disk is behind", 0);
    return;
  }
  sending = g_new0 (Sending, 1);
  sending->session = session_ref (session);
  sending->answer = answer;
  sending->op = op;
  sending->bytes = weigh (op);
  server->sending += sending->bytes;
  sending->send.key = session->key;
  sending->send.acc = session->acc;
  sending->send.dev = session->dev;
  sending->send.gen = session->gen;
  sending->send.op = op;
  sending->send.now = server_now ();
  sending->send.media_ms = server->config->retention_days * DAY_MS;
  hash_send (op, sending->send.hash);
  store_send (server->store, &sending->send, send_done, sending);
}
