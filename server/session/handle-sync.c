/* handle-sync: hello, ack and heartbeats: where a device stands in its mailbox.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "dispatch.h"
#include "hub.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

typedef struct {
  Session *session;
  Answer *answer;
  ProtoHello *op;
  gboolean takes; /* a generation */
  StoreHello hello;
} Greeting;

static void
greeting_free (Greeting *greeting)
{
  proto_free (PROTO_HELLO, greeting->op);
  session_unref (greeting->session);
  g_free (greeting);
}

static void
welcome (Session *session, const StoreHello *hello)
{
  ProtoWelcome frame = { .proto = PROTO_VERSION,
                         .epoch = (char *) store_epoch (session->server->store),
                         .next = hello->next,
                         .hb = LIMIT_HEARTBEAT_SECONDS,
                         .max = LIMIT_FRAME_MAX,
                         .srv = server_now (),
                         .acc = session->acc,
                         .dev = session->dev };

  session_send (session, PROTO_WELCOME, &frame, CONN_NORMAL);
}

/* A client that stands before what it once acknowledged (its disk was put back) can have no more
 * than the news that it missed something. */
static void
tell_gap (Session *session, gint64 from, gint64 to)
{
  ProtoGap gap = { .from = from, .to = to, .why = (char *) "acked" };

  session_send (session, PROTO_GAP, &gap, CONN_NORMAL);
}

/* The one that says hello last stays, also when the store answers it first. */
static gboolean
is_replaced (Session *session)
{
  Session *newer = hub_find (session->server->hub, session->key);

  return newer != NULL && newer->turn > session->turn;
}

static void
take_position (Session *session, const ProtoHello *op, const StoreHello *hello)
{
  gboolean same_epoch = hello->same_epoch;

  if (is_replaced (session)) {
    session_close (session, CLOSE_REPLACED);
    return;
  }
  if (same_epoch && op->after >= hello->next) {
    session_close (session, CLOSE_POSITION);
    return;
  }
  session->gen = hello->gen;
  session->pending = hello->pending;
  hub_add (session->server->hub, session);
  session->window = op->win > 0 ? op->win : LIMIT_WINDOW_MAX;
  session->acked = hello->acked;
  session->top = hello->next - 1;
  welcome (session, hello);
  if (same_epoch && op->after < hello->acked)
    tell_gap (session, op->after + 1, hello->acked);
  session_begin (session, same_epoch ? MAX (op->after, hello->acked) : hello->acked);
  if (same_epoch)
    session_acknowledge (session, op->after);
}

static void
visit_done (gpointer data, const GError *error)
{
  g_free (data);
}

/* Apart from the greeting, so that a full disk keeps nobody from reading what waits there. */
static void
note_visit (Session *session, gint64 seen)
{
  gint64 now = server_now ();
  gint64 today = now - now % DAY_MS;
  StoreVisit *visit;

  if (today == seen)
    return;
  visit = g_new (StoreVisit, 1);
  *visit = (StoreVisit) { session->key, today };
  store_visit (session->server->store, visit, visit_done, visit);
}

/* A full disk keeps nobody from reading: then the generation is taken the next time. */
static void
hello_done (gpointer data, const GError *error)
{
  Greeting *greeting = data;
  Session *session = greeting->session;

  if (greeting->takes && g_error_matches (error, WHIN_ERROR, WHIN_ERROR_STORAGE)) {
    greeting->takes = FALSE;
    store_hello (session->server->store, &greeting->hello, hello_done, greeting);
    return;
  }
  session_pass (session, greeting->answer);
  if (session->state == SESSION_CLOSED)
    ;
  else if (error != NULL)
    session_close (session, CLOSE_SERVER_ERROR);
  else if (!greeting->hello.active)
    session_close (session, CLOSE_REVOKED);
  else if (greeting->hello.suspended)
    session_close (session, CLOSE_SUSPENDED);
  else if (greeting->hello.copied)
    session_close (session, CLOSE_COPIED);
  else
    take_position (session, greeting->op, &greeting->hello);
  if (session->state != SESSION_CLOSED)
    note_visit (session, greeting->hello.seen);
  greeting_free (greeting);
}

static gboolean
is_epoch (Server *server, const char *epoch)
{
  return epoch == NULL || g_strcmp0 (epoch, store_epoch (server->store)) == 0;
}

void
handle_hello (Session *session, gpointer body, Answer *answer)
{
  Greeting *greeting = g_new0 (Greeting, 1);

  greeting->session = session_ref (session);
  greeting->answer = answer;
  greeting->op = body;
  if (greeting->op->proto != PROTO_VERSION) {
    session_pass (session, answer);
    session_close (session, CLOSE_TOO_OLD);
    greeting_free (greeting);
    return;
  }
  session->state = SESSION_HELLO;
  conn_set_timer (session->conn, LIMIT_HEARTBEAT_SECONDS * 1000);
  session->turn = ++session->server->hellos;
  greeting->hello.key = session->key;
  greeting->hello.op = greeting->op;
  greeting->hello.same_epoch = is_epoch (session->server, greeting->op->epoch);
  greeting->takes = greeting->op->gen > 0;
  if (greeting->takes)
    store_login (session->server->store, &greeting->hello, hello_done, greeting);
  else
    store_hello (session->server->store, &greeting->hello, hello_done, greeting);
}

void
handle_ack (Session *session, gpointer body, Answer *answer)
{
  ProtoAck *op = body;

  session_pass (session, answer);
  if (op->seq > session->sent)
    session_close (session, CLOSE_POSITION);
  else
    session_acknowledge (session, op->seq);
  proto_free (PROTO_ACK, op);
}

/* The answer to our own is not answered, or two polite ends would never stop. */
void
handle_hb (Session *session, gpointer body, Answer *answer)
{
  gboolean is_answer = session->answered_probe;

  session_pass (session, answer);
  if (!is_answer)
    session_send (session, PROTO_HB, NULL, CONN_URGENT);
  proto_free (PROTO_HB, body);
}
