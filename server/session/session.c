/* session: birth, heartbeats, answers and death of a connected device. Its mailbox is in
 * session-mailbox.c, what it says goes to dispatch.c. SPDX-License-Identifier: GPL-3.0-or-later */
#include "dispatch.h"
#include "hub.h"
#include "sight.h"

#include "crash.h"

#define HELLO_MS 20000
#define QUESTIONS_MAX 1024 /* open; those of the text being read come on top */
#define SILENCE_MS (LIMIT_HEARTBEAT_SECONDS * 1000)

Session *
session_ref (Session *session)
{
  session->refs++;
  return session;
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->text, g_bytes_unref);
  g_free (answer);
}

void
session_unref (Session *session)
{
  if (--session->refs > 0)
    return;
  g_clear_pointer (&session->sights, g_hash_table_unref);
  g_queue_clear_full (&session->answers, answer_free);
  g_free (session);
}

gboolean
session_send (Session *session, ProtoOp op, gconstpointer body, ConnPriority priority)
{
  g_autoptr (GBytes) text = NULL;

  if (session->conn == NULL)
    return FALSE;
  text = proto_encode (op, body);
  return conn_send (session->conn, text, priority);
}

void
session_close (Session *session, CloseCode code)
{
  session->state = SESSION_CLOSED;
  hub_remove (session->server->hub, session);
  if (session->conn != NULL)
    conn_close (session->conn, code, NULL);
}

Answer *
session_expect (Session *session)
{
  Answer *answer = g_new0 (Answer, 1);

  g_queue_push_tail (&session->answers, answer);
  return answer;
}

static gboolean
after_ok_cb (gpointer data)
{
  crash_point (CRASH_AFTER_OK);
  return G_SOURCE_REMOVE;
}

static void
flush_answers (Session *session)
{
  Answer *answer;

  while ((answer = g_queue_peek_head (&session->answers)) != NULL && answer->done) {
    g_queue_pop_head (&session->answers);
    if (answer->text != NULL && session->conn != NULL)
      conn_send (session->conn, answer->text, CONN_URGENT);
    if (answer->is_ok && crash_is_armed (CRASH_AFTER_OK))
      g_idle_add_full (G_PRIORITY_LOW, after_ok_cb, NULL, NULL); /* when it has been written */
    answer_free (answer);
  }
  if (session->held_up && session->answers.length < QUESTIONS_MAX / 2 && session->conn != NULL) {
    session->held_up = FALSE;
    conn_resume (session->conn);
  }
}

void
session_limit_questions (Session *session)
{
  if (session->held_up || session->conn == NULL || session->answers.length < QUESTIONS_MAX)
    return;
  session->held_up = TRUE;
  conn_pause (session->conn);
}

void
session_pass (Session *session, Answer *answer)
{
  answer->done = TRUE;
  flush_answers (session);
}

void
session_answer (Session *session, Answer *answer, ProtoOp op, gconstpointer body)
{
  answer->text = proto_encode (op, body);
  answer->is_ok = op == PROTO_OK;
  session_pass (session, answer);
}

void
session_refuse (Session *session,
                Answer *answer,
                ProtoOp re,
                const Id *id,
                const GError *error,
                ProtoErr *details)
{
  ProtoErr err = { 0 };
  WhinError code = error->domain == WHIN_ERROR ? (WhinError) error->code : WHIN_ERROR_INTERNAL;

  if (details != NULL)
    err = *details;
  err.code = (char *) error_to_wire (code);
  err.re = re < PROTO_N_OPS ? (char *) proto_op_name (re) : NULL;
  if (id != NULL)
    err.id = *id;
  if (code == WHIN_ERROR_INTERNAL)
    log_event (LOG_WARNING, "frame-failed", "why=\"%s\"", error->message);
  else
    err.why = error->message;
  if (err.retry_ms == 0 && (code == WHIN_ERROR_BUSY || code == WHIN_ERROR_STORAGE))
    err.retry_ms = code == WHIN_ERROR_BUSY ? 500 : 5000;
  session_answer (session, answer, PROTO_ERR, &err);
}

static void
text_cb (Conn *conn, const char *text, gsize length, gpointer data)
{
  Session *session = data;

  session->answered_probe = session->probed;
  session->probed = FALSE;
  if (session->state != SESSION_CLOSED)
    dispatch_text (session, text, length);
}

static void
writable_cb (Conn *conn, gpointer data)
{
  session_pump (data);
}

/* Half a second early is soon enough for the coarse timer. */
static void
timer_cb (Conn *conn, gpointer data)
{
  Session *session = data;
  gint64 silent = (g_get_monotonic_time () - conn_last_read (conn)) / 1000;

  if (session->state == SESSION_NEW || silent >= 2 * SILENCE_MS - 500) {
    session_close (session, CLOSE_TIMEOUT);
    return;
  }
  if (silent >= SILENCE_MS - 500) {
    session->probed = TRUE;
    session_send (session, PROTO_HB, NULL, CONN_URGENT);
  }
  conn_set_timer (conn, silent >= SILENCE_MS - 500 ? SILENCE_MS : SILENCE_MS - (guint) silent);
}

static void
closed_cb (Conn *conn, guint16 code, gpointer data)
{
  Session *session = data;
  IdText acc;

  log_event (LOG_DEBUG, "socket-closed", "acc=%s dev=%d code=%u", log_account (&session->acc, acc),
             (int) session->dev, code);
  session->state = SESSION_CLOSED;
  session->conn = NULL;
  hub_remove (session->server->hub, session);
  session_unref (session);
}

static const ConnHandlers handlers = { text_cb, writable_cb, timer_cb, closed_cb };

void
session_open (HttpRequest *request, gpointer data)
{
  const StoreAuth *who = http_request_get_identity (request);
  Session *session = g_new0 (Session, 1);

  session->refs = 1;
  session->server = data;
  session->key = who->key;
  session->acc = who->acc;
  session->dev = who->dev;
  session->pending = who->pending;
  g_queue_init (&session->answers);
  session->conn = http_request_open (request, &handlers, session);
  if (session->conn == NULL)
    session_unref (session);
  else
    conn_set_timer (session->conn, HELLO_MS);
}
