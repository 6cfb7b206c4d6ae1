/* dispatch: one row an operation: who handles it, what must have come before, what it costs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "dispatch.h"

#define ANSWERS_MAX 2048 /* questions of one session on their way */

typedef struct {
  Handler handle;
  gboolean before_hello;
  gboolean while_pending;
  BucketKind bucket;
} Op;

static const Op ops[PROTO_N_OPS] = {
  [PROTO_HELLO] = { handle_hello, TRUE, TRUE, BUCKET_FRAME },
  [PROTO_ACK] = { handle_ack, FALSE, TRUE, BUCKET_FRAME },
  [PROTO_HB] = { handle_hb, TRUE, TRUE, BUCKET_FRAME },
  [PROTO_SEND] = { handle_send, FALSE, FALSE, BUCKET_SEND },
  [PROTO_WATCH] = { handle_watch, FALSE, FALSE, BUCKET_WATCH },
  [PROTO_ACTIVE] = { handle_active, FALSE, FALSE, BUCKET_WATCH },
  [PROTO_EPH] = { handle_eph, FALSE, TRUE, BUCKET_EPH },
};

static void
refuse (Session *session,
        Answer *answer,
        const ProtoItem *item,
        WhinError code,
        const char *why,
        gint64 retry_ms)
{
  g_autoptr (GError) error = g_error_new_literal (WHIN_ERROR, code, why);
  ProtoErr details = { .retry_ms = retry_ms };

  session_refuse (session, answer, item->op, &item->id, error, &details);
}

/* Somebody who sends nothing but what cannot be read is no client of ours. */
static gboolean
forgives (Session *session)
{
  if (bucket_take (&session->buckets[BUCKET_BAD], BUCKET_BAD, 1, g_get_monotonic_time ()) == 0)
    return TRUE;
  session_close (session, CLOSE_VIOLATION);
  return FALSE;
}

static void
dispatch_item (Session *session, ProtoItem *item)
{
  Answer *answer = session_expect (session);
  const Op *op = item->op < PROTO_N_OPS ? &ops[item->op] : NULL;
  gint64 wait;

  if (item->error != NULL) {
    session_refuse (session, answer, item->op, &item->id, item->error, NULL);
    forgives (session);
    return;
  }
  if (op->before_hello != (session->state == SESSION_NEW) && item->op != PROTO_HB) {
    refuse (session, answer, item, WHIN_ERROR_BAD_FRAME, "hello comes first, and once", 0);
    forgives (session);
    return;
  }
  wait = bucket_take (&session->buckets[op->bucket], op->bucket, 1, g_get_monotonic_time ());
  if (wait > 0) {
    refuse (session, answer, item, WHIN_ERROR_RATE, "too many", wait);
  } else if (session->answers.length > ANSWERS_MAX) {
    refuse (session, answer, item, WHIN_ERROR_BUSY, "too many at once", 500);
  } else if (session->pending && !op->while_pending) {
    refuse (session, answer, item, WHIN_ERROR_FORBIDDEN, "this device is not confirmed yet", 0);
  } else {
    op->handle (session, g_steal_pointer (&item->body), answer);
  }
}

void
dispatch_text (Session *session, const char *text, gsize len)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = proto_decode (text, len, PROTO_C2S, &error);

  if (items == NULL) {
    if (forgives (session))
      session_refuse (session, session_expect (session), PROTO_N_OPS, NULL, error, NULL);
    return;
  }
  for (guint i = 0; i < items->len && session->state != SESSION_CLOSED; i++)
    dispatch_item (session, items->pdata[i]);
  session_limit_questions (session);
}
