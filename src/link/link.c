/* link: keeps this device connected. States: off, waiting, connecting (until welcome), updating
 * (until live), live. One source runs what is due next: the end of a wait, of patience with a
 * handshake, or a heartbeat. SPDX-License-Identifier: GPL-3.0-or-later */
#include "link-private.h"

#include "link-error.h"
#include "link-network.h"
#include "link-socket.h"

#include "limits.h"

#include <sodium.h>

#define SECOND G_USEC_PER_SEC
#define HANDSHAKE_TIME (20 * SECOND)
#define PROBE_TIME (10 * SECOND)
#define STEADY_TIME (10 * SECOND)
#define BACKOFF_MAX 60

struct _Link {
  char *url;
  char *token;
  LinkHandlers handlers;
  gpointer user_data;
  LinkEnv env;
  SoupSession *session;
  LinkNetwork *network;
  LinkSocket *socket;
  GSource *timer;
  LinkRow *row;
  guint attempt;  /* failures in a row */
  gint64 due;     /* when waiting: the next try; when connecting: the end of patience */
  gint64 since;   /* when the socket was opened; 0 without one */
  gint64 silence; /* half the silence that means death */
  gint64 heard;   /* the last frame in */
  gint64 said;    /* the last frame out */
  gint64 last_hb; /* the last hb out */
  gint64 dead_at;
  gboolean asked; /* an hb of ours is not answered yet */
  gboolean freed;
};

static gint64
now_of (Link *link)
{
  return link->env.now (link->env.data);
}

static gboolean
is_up (Link *link)
{
  return !link->freed && (link->row->state == LINK_UPDATING || link->row->state == LINK_LIVE);
}

static gint64
next_hb (Link *link)
{
  return MAX (link->last_hb, MIN (link->heard, link->said)) + link->silence;
}

static void
arm_timer (Link *link)
{
  gint64 when = -1;

  if (is_up (link))
    when = MIN (next_hb (link), link->dead_at);
  else if (link->row->state != LINK_OFF)
    when = link->due;
  if (when >= 0)
    when = g_get_monotonic_time () + MAX (when - now_of (link), 0);
  g_source_set_ready_time (link->timer, when);
}

static void
set_state (Link *link, LinkState state, const GError *error)
{
  gint64 retry_at = state == LINK_WAITING ? link->due : 0;
  int code = error != NULL ? error->code : -1;
  LinkRow *old = link->row;
  LinkRow *row;

  if (old->state == state && old->error == code && old->retry_at == retry_at) {
    arm_timer (link);
    return;
  }
  row = link_row_new ();
  row->state = state;
  row->error = code;
  row->why = g_strdup (error != NULL ? error->message : "");
  row->retry_at = retry_at;
  link->row = row;
  arm_timer (link);
  link_row_ref (row);
  link->handlers.state (row, link->user_data);
  link_row_unref (row);
  link_row_unref (old);
}

static void
drop_socket (Link *link, guint code)
{
  LinkSocket *socket = g_steal_pointer (&link->socket);

  /* A server that lets us in and throws us out at once is no reason to hurry. */
  if (link->row->state == LINK_LIVE && now_of (link) - link->since >= STEADY_TIME)
    link->attempt = 0;
  link->since = 0;
  link_socket_free (socket, code);
}

static void
wait_and_retry (Link *link, gint64 delay, const GError *error)
{
  link->due = now_of (link) + delay;
  set_state (link, LINK_WAITING, error);
}

/* Full jitter: anything between nothing and the bound, which doubles. */
static gint64
backoff (Link *link)
{
  gint64 bound = link->attempt < 6 ? 1 << link->attempt : BACKOFF_MAX;

  link->attempt++;
  return (gint64) (link->env.random (link->env.data) * (double) (bound * SECOND));
}

static void
end (Link *link, guint code, const GError *error)
{
  drop_socket (link, SOUP_WEBSOCKET_CLOSE_NORMAL);
  set_state (link, LINK_OFF, error);
  if (!link->freed)
    link->handlers.ended (code, link->user_data);
}

static void
lost (Link *link, const GError *error)
{
  drop_socket (link, SOUP_WEBSOCKET_CLOSE_GOING_AWAY);
  wait_and_retry (link, backoff (link), error);
}

static void
lost_with (Link *link, WhinError code)
{
  g_autoptr (GError) error = g_error_new_literal (WHIN_ERROR, code, link_error_words (code));

  lost (link, error);
}

static void
send_op (Link *link, ProtoOp op, gconstpointer body)
{
  g_autoptr (GBytes) frame = proto_encode (op, body);

  link->said = now_of (link);
  link_socket_send (link->socket, frame);
}

static void
send_hb (Link *link)
{
  link->last_hb = now_of (link);
  send_op (link, PROTO_HB, NULL);
}

static void
link_clear (gpointer data)
{
  Link *link = data;

  link_row_unref (link->row);
  g_source_unref (link->timer);
  g_object_unref (link->session);
  sodium_memzero (link->token, strlen (link->token));
  g_free (link->token);
  g_free (link->url);
}

static void
opened_cb (gpointer data)
{
  Link *link = g_rc_box_acquire (data);
  ProtoHello hello = { .proto = PROTO_VERSION, .win = LIMIT_WINDOW_MAX };
  gboolean stored = link->handlers.hello (&hello, link->user_data);

  if (link->socket != NULL && stored)
    send_op (link, PROTO_HELLO, &hello);
  else if (link->socket != NULL)
    lost_with (link, WHIN_ERROR_DISK);
  g_free (hello.epoch);
  g_rc_box_release_full (link, link_clear);
}

static void
on_welcome (Link *link, const ProtoWelcome *welcome)
{
  link->since = link->heard = link->said = now_of (link);
  link->last_hb = 0;
  link->asked = FALSE;
  link->silence = MIN (welcome->hb, LIMIT_HEARTBEAT_SECONDS) * SECOND;
  link->dead_at = link->heard + 2 * link->silence;
  link->handlers.welcome (welcome, link->user_data);
  if (link->socket != NULL)
    set_state (link, LINK_UPDATING, NULL);
}

/* Ours is answered by anything. Another's is answered unless something left for there just now,
 * which also keeps two ends from answering each other's answers for ever. */
static void
on_hb (Link *link)
{
  if (!link->asked && now_of (link) - link->said >= link->silence / 2)
    send_hb (link);
}

static void
on_bye (Link *link, const ProtoBye *bye)
{
  g_autoptr (GError) error = link_error_from_close (bye->code);
  double share = 0.75 + link->env.random (link->env.data) / 2;

  if (!close_is_transient (bye->code)) {
    end (link, bye->code, error);
  } else if (bye->after_ms > 0) {
    drop_socket (link, SOUP_WEBSOCKET_CLOSE_NORMAL);
    wait_and_retry (link, (gint64) ((double) bye->after_ms * 1000 * share), error);
  } else {
    lost (link, error);
  }
}

static const ProtoItem *
find_op (GPtrArray *items, ProtoOp op)
{
  for (guint i = 0; i < items->len; i++) {
    const ProtoItem *item = items->pdata[i];

    if (item->error == NULL && item->op == op)
      return item;
  }
  return NULL;
}

/* What is for us, and what this version does not know. */
static void
strip_own (GPtrArray *items)
{
  for (guint i = items->len; i-- > 0;) {
    const ProtoItem *item = items->pdata[i];

    if (item->error != NULL || item->op == PROTO_WELCOME || item->op == PROTO_HB ||
        item->op == PROTO_BYE)
      g_ptr_array_remove_index (items, i);
  }
}

static void
on_items (Link *link, GPtrArray *items, gsize size)
{
  const ProtoItem *welcome = find_op (items, PROTO_WELCOME);
  const ProtoItem *bye = find_op (items, PROTO_BYE);
  const LinkSocket *socket = link->socket;

  if (link->row->state == LINK_CONNECTING && welcome == NULL && bye == NULL) {
    /* An err says why a close is about to come. */
    if (find_op (items, PROTO_ERR) == NULL)
      lost_with (link, WHIN_ERROR_NOT_WHINCHAT);
    return;
  }
  link->heard = now_of (link);
  link->dead_at = link->heard + 2 * link->silence;
  if (link->row->state == LINK_CONNECTING && welcome != NULL)
    on_welcome (link, welcome->body);
  if (link->socket == socket && is_up (link) && find_op (items, PROTO_HB) != NULL)
    on_hb (link);
  link->asked = FALSE;
  if (link->socket == socket && bye != NULL)
    on_bye (link, bye->body);
  strip_own (items);
  /* A server that keeps to its window does not send as much as that. */
  if (link->socket == socket && items->len > 0 &&
      !link->handlers.items (items, size, link->user_data) && link->socket == socket)
    lost_with (link, WHIN_ERROR_NOT_WHINCHAT);
  if (link->socket == socket)
    arm_timer (link);
}

static void
frame_cb (GBytes *text, gpointer data)
{
  Link *link = g_rc_box_acquire (data);
  gsize len;
  const char *start = g_bytes_get_data (text, &len);
  g_autoptr (GPtrArray) items = proto_decode (start, len, PROTO_S2C, NULL);

  if (items == NULL)
    lost_with (link, WHIN_ERROR_NOT_WHINCHAT);
  else
    on_items (link, items, len);
  g_rc_box_release_full (link, link_clear);
}

static void
closed_cb (guint code, const GError *error, gpointer data)
{
  Link *link = g_rc_box_acquire (data);
  g_autoptr (GError) why = error != NULL ? g_error_copy (error) : link_error_from_close (code);

  if (g_error_matches (why, WHIN_ERROR, WHIN_ERROR_UNAUTHORIZED))
    end (link, CLOSE_REVOKED, why);
  else if (error == NULL && code >= 4000 && !close_is_transient (code))
    end (link, code, why);
  else
    lost (link, why);
  g_rc_box_release_full (link, link_clear);
}

static void
connect_now (Link *link)
{
  static const LinkSocketHandlers socket_handlers = { opened_cb, frame_cb, closed_cb };

  link->due = now_of (link) + HANDSHAKE_TIME;
  link->socket = link_socket_new (link->session, link->url, link->token, &socket_handlers, link);
  set_state (link, LINK_CONNECTING, NULL);
}

void
link_tick (Link *link)
{
  gint64 now = now_of (link);

  switch (link->row->state) {
  case LINK_OFF:
    break;
  case LINK_WAITING:
    if (now >= link->due)
      connect_now (link);
    break;
  case LINK_CONNECTING:
    if (now >= link->due)
      lost_with (link, WHIN_ERROR_UNREACHABLE);
    break;
  case LINK_UPDATING:
  case LINK_LIVE:
    if (now >= link->dead_at) {
      lost_with (link, WHIN_ERROR_UNREACHABLE);
    } else if (now >= next_hb (link)) {
      link->asked = TRUE;
      send_hb (link);
    }
    break;
  }
}

static gboolean
timer_cb (gpointer data)
{
  Link *link = g_rc_box_acquire (data);

  link_tick (link);
  if (!link->freed)
    arm_timer (link);
  g_rc_box_release_full (link, link_clear);
  return G_SOURCE_CONTINUE;
}

void
link_network_changed (Link *link, gboolean available)
{
  if (!available)
    return;
  if (link->row->state == LINK_WAITING) {
    link_retry_now (link);
  } else if (is_up (link)) {
    /* The road may be another one now: ask whether the server still hears us. */
    link->asked = TRUE;
    send_hb (link);
    link->dead_at = MIN (link->dead_at, now_of (link) + PROBE_TIME);
    arm_timer (link);
  }
}

static void
network_cb (gboolean available, gpointer data)
{
  link_network_changed (data, available);
}

static gboolean
timer_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  g_source_set_ready_time (source, -1);
  return callback (data);
}

static gint64
real_now (gpointer data)
{
  return g_get_monotonic_time ();
}

static double
real_random (gpointer data)
{
  return g_random_double ();
}

Link *
link_new_with_env (const char *url,
                   const char *token,
                   const LinkHandlers *handlers,
                   gpointer user_data,
                   const LinkEnv *env)
{
  static GSourceFuncs funcs = { .dispatch = timer_dispatch };
  Link *link = g_rc_box_new0 (Link);

  link->url = g_strdup (url);
  link->token = g_strdup (token);
  link->handlers = *handlers;
  link->user_data = user_data;
  link->env = *env;
  link_network_prepare ();
  link->session = link_socket_session_new ();
  link->row = link_row_new ();
  link->row->state = LINK_OFF;
  link->row->error = -1;
  link->row->why = g_strdup ("");
  link->timer = g_source_new (&funcs, sizeof (GSource));
  g_source_set_callback (link->timer, timer_cb, link, NULL);
  g_source_attach (link->timer, g_main_context_get_thread_default ());
  link->network = link_network_new (network_cb, link);
  return link;
}

Link *
link_new (const char *url, const char *token, const LinkHandlers *handlers, gpointer user_data)
{
  static const LinkEnv real = { real_now, real_random, NULL };

  return link_new_with_env (url, token, handlers, user_data, &real);
}

void
link_free (Link *link)
{
  if (link == NULL)
    return;
  link->freed = TRUE;
  link_socket_free (g_steal_pointer (&link->socket), SOUP_WEBSOCKET_CLOSE_NORMAL);
  g_clear_pointer (&link->network, link_network_free);
  g_source_destroy (link->timer);
  g_rc_box_release_full (link, link_clear);
}

void
link_start (Link *link)
{
  if (link->row->state != LINK_OFF)
    return;
  link->attempt = 0;
  connect_now (link);
}

void
link_stop (Link *link)
{
  drop_socket (link, SOUP_WEBSOCKET_CLOSE_NORMAL);
  set_state (link, LINK_OFF, NULL);
}

void
link_retry_now (Link *link)
{
  if (link == NULL || link->row->state != LINK_WAITING)
    return;
  link->attempt = 0;
  connect_now (link);
}

void
link_resync (Link *link)
{
  if (link == NULL || link->socket == NULL)
    return;
  drop_socket (link, SOUP_WEBSOCKET_CLOSE_NORMAL);
  wait_and_retry (link, backoff (link), NULL);
}

gboolean
link_send (Link *link, GBytes *frame)
{
  if (link == NULL || !is_up (link) || !link_socket_send (link->socket, frame))
    return FALSE;
  link->said = now_of (link);
  return TRUE;
}

gsize
link_queued (Link *link)
{
  return link != NULL && link->socket != NULL ? link_socket_queued (link->socket) : 0;
}

void
link_set_live (Link *link)
{
  if (link != NULL && link->row->state == LINK_UPDATING)
    set_state (link, LINK_LIVE, NULL);
}
