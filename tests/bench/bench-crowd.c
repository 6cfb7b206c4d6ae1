/* bench-crowd: see the header; the frames themselves are made and read in bench-frame.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-crowd.h"

#include "bench-frame.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define BATCH 256
#define BUFFER (512 * 1024)
#define GREETINGS 64 /* sockets that are not live yet, at a time */
#define PATIENCE_S 120

typedef struct {
  const Account *account;
  int fd;
  gboolean upgraded;
  gboolean dirty; /* in crowd->dirty */
  gboolean blocked;
  GString *out;  /* not written yet, NULL when nothing is */
  GString *rest; /* of a frame that came in part, NULL when none did */
  gint64 seq, acked;
  Frame message; /* what a sender sends */
  guint sent, answered, received, done;
  gint64 sent_at[CROWD_WINDOW_MAX];
} Client;

struct Crowd {
  const Target *target;
  int epoll;
  Client *clients;
  guint n, connected, live;
  GPtrArray *dirty;
  char *buffer;
  Traffic traffic;
  guint to_send, done;
  guint serial; /* no id comes twice */
};

static Client *
partner_of (Crowd *crowd, const Client *client)
{
  return &crowd->clients[(client - crowd->clients) ^ 1];
}

static GString *
out_of (Crowd *crowd, Client *client)
{
  if (client->out == NULL)
    client->out = g_string_new (NULL);
  if (!client->dirty)
    g_ptr_array_add (crowd->dirty, client);
  client->dirty = TRUE;
  return client->out;
}

static void
watch (Crowd *crowd, Client *client, int how, guint32 events)
{
  struct epoll_event event = { .events = events, .data.ptr = client };

  if (epoll_ctl (crowd->epoll, how, client->fd, &event) != 0)
    g_error ("epoll: %s", g_strerror (errno));
}

static void
flush (Crowd *crowd, Client *client)
{
  gssize n = send (client->fd, client->out->str, client->out->len, MSG_DONTWAIT | MSG_NOSIGNAL);
  gboolean blocked;

  if (n < 0 && errno != EAGAIN)
    g_error ("writing: %s", g_strerror (errno));
  g_string_erase (client->out, 0, MAX (n, 0));
  blocked = client->out->len > 0;
  if (!blocked)
    string_drop (&client->out);
  if (blocked != client->blocked)
    watch (crowd, client, EPOLL_CTL_MOD, blocked ? EPOLLIN | EPOLLOUT : EPOLLIN);
  client->blocked = blocked;
}

static void
flush_all (Crowd *crowd)
{
  for (guint i = 0; i < crowd->dirty->len; i++) {
    Client *client = crowd->dirty->pdata[i];

    client->dirty = FALSE;
    if (client->out != NULL && !client->blocked)
      flush (crowd, client);
  }
  g_ptr_array_set_size (crowd->dirty, 0);
}

static void
send_more (Crowd *crowd, Client *sender)
{
  while (crowd->to_send > 0 && sender->sent - sender->done < crowd->traffic.window) {
    frame_put_message (out_of (crowd, sender), &sender->message, crowd->serial++);
    sender->sent_at[sender->sent % CROWD_WINDOW_MAX] = g_get_monotonic_time ();
    sender->sent++;
    crowd->to_send--;
  }
}

/* A message is done when its sender has the answer and its receiver has it. */
static void
look_what_is_done (Crowd *crowd, Client *sender)
{
  guint received = partner_of (crowd, sender)->received;
  guint done = crowd->traffic.durable ? MIN (sender->answered, received) : received;
  GArray *latencies = crowd->traffic.latencies;
  gint64 now = latencies != NULL ? g_get_monotonic_time () : 0;

  for (; sender->done < done; sender->done++, crowd->done++) {
    gint64 took = now - sender->sent_at[sender->done % CROWD_WINDOW_MAX];

    if (latencies != NULL)
      g_array_append_val (latencies, took);
  }
  send_more (crowd, sender);
}

static void
take_item (Crowd *crowd, Client *client, const FrameItem *item)
{
  switch (item->kind) {
  case FRAME_OK:
    client->answered++;
    look_what_is_done (crowd, client);
    break;
  case FRAME_MSG:
    client->seq = item->seq;
    client->received++;
    look_what_is_done (crowd, partner_of (crowd, client));
    break;
  case FRAME_EPH:
    client->received++;
    look_what_is_done (crowd, partner_of (crowd, client));
    break;
  case FRAME_LIVE:
    crowd->live++;
    break;
  case FRAME_HB:
    frame_put (out_of (crowd, client), "{\"t\":\"hb\"}");
    break;
  case FRAME_OTHER:
    break;
  }
}

static void
take_frame (Crowd *crowd, Client *client, const char *text, gsize len)
{
  FrameItem item;

  while (frame_next_item (&text, &len, &item))
    take_item (crowd, client, &item);
  if (client->seq > client->acked) {
    g_autofree char *ack =
        g_strdup_printf ("{\"t\":\"ack\",\"seq\":%" G_GINT64_FORMAT "}", client->seq);

    client->acked = client->seq;
    frame_put (out_of (crowd, client), ack);
  }
}

/* The bytes of the answer to the upgrade, 0 when it is not whole yet. */
static gsize
take_upgrade (Crowd *crowd, Client *client, const char *data, gsize len)
{
  const char *end = memmem (data, len, "\r\n\r\n", 4);

  if (end == NULL)
    return 0;
  if (!g_str_has_prefix (data, "HTTP/1.1 101"))
    g_error ("no upgrade: %.*s", (int) len, data);
  client->upgraded = TRUE;
  frame_put (out_of (crowd, client), "{\"t\":\"hello\",\"proto\":1,\"after\":0}");
  return (gsize) (end + 4 - data);
}

static gsize
take_bytes (Crowd *crowd, Client *client, const char *data, gsize len)
{
  gsize used = client->upgraded ? 0 : take_upgrade (crowd, client, data, len), head, body;

  while (client->upgraded && frame_find (data + used, len - used, &head, &body)) {
    take_frame (crowd, client, data + used + head, body);
    used += head + body;
  }
  return used;
}

static void
read_client (Crowd *crowd, Client *client)
{
  gsize have = client->rest != NULL ? client->rest->len : 0, used;
  gssize n;

  if (have > 0)
    memcpy (crowd->buffer, client->rest->str, have);
  n = recv (client->fd, crowd->buffer + have, BUFFER - have, MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN)
    return;
  if (n <= 0)
    g_error ("the server cut a client off");
  string_drop (&client->rest);
  have += (gsize) n;
  used = take_bytes (crowd, client, crowd->buffer, have);
  if (used < have)
    client->rest = g_string_new_len (crowd->buffer + used, (gssize) (have - used));
}

static void
turn (Crowd *crowd, gint64 until)
{
  struct epoll_event events[BATCH];
  int n;

  flush_all (crowd);
  n = epoll_wait (crowd->epoll, events, BATCH, 1000);
  for (int i = 0; i < n; i++) {
    Client *client = events[i].data.ptr;

    if (events[i].events & EPOLLOUT)
      flush (crowd, client);
    if (events[i].events & ~(guint32) EPOLLOUT)
      read_client (crowd, client);
  }
  if (g_get_monotonic_time () > until)
    g_error ("too slow: %u live of %u, %u messages done of %u", crowd->live, crowd->connected,
             crowd->done, crowd->traffic.messages);
}

static gint64
patience (void)
{
  return g_get_monotonic_time () + PATIENCE_S * (gint64) G_USEC_PER_SEC;
}

static void
connect_next (Crowd *crowd)
{
  Client *client = &crowd->clients[crowd->connected++];
  struct sockaddr_in address;
  int on = 1;

  g_socket_address_to_native (G_SOCKET_ADDRESS (crowd->target->address), &address, sizeof address,
                              NULL);
  client->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (client->fd < 0 || connect (client->fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_error ("connecting: %s", g_strerror (errno));
  setsockopt (client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  watch (crowd, client, EPOLL_CTL_ADD, EPOLLIN);
  g_string_append_printf (
      out_of (crowd, client),
      "GET /v1/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
      "Authorization: Bearer %s\r\n\r\n",
      client->account->token);
}

void
crowd_connect (Crowd *crowd, guint n)
{
  gint64 until = patience ();

  g_assert (n <= crowd->n);
  while (crowd->live < n) {
    while (crowd->connected < n && crowd->connected - crowd->live < GREETINGS)
      connect_next (crowd);
    turn (crowd, until);
  }
}

static void
make_messages (Crowd *crowd)
{
  for (guint i = 0; i < 2 * crowd->traffic.pairs; i += 2) {
    Client *sender = &crowd->clients[i];
    const Account *to = sender[1].account;

    string_drop (&sender->message.bytes);
    if (crowd->traffic.durable)
      frame_make_send (&sender->message, &to->id, i);
    else
      frame_make_eph (&sender->message, &to->id);
    sender->sent = sender->done = sender->answered = sender[1].received = 0;
  }
}

double
crowd_talk (Crowd *crowd, const Traffic *traffic)
{
  gint64 until = patience (), start;

  g_assert (2 * traffic->pairs <= crowd->live && traffic->window <= CROWD_WINDOW_MAX);
  crowd->traffic = *traffic;
  make_messages (crowd);
  crowd->done = 0;
  crowd->to_send = traffic->messages;
  start = g_get_monotonic_time ();
  for (guint i = 0; i < traffic->pairs; i++)
    send_more (crowd, &crowd->clients[2 * i]);
  while (crowd->done < traffic->messages)
    turn (crowd, until);
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

Crowd *
crowd_new (const Target *target, const Account *accounts, guint n_accounts)
{
  Crowd *crowd = g_new0 (Crowd, 1);

  crowd->target = target;
  crowd->n = n_accounts;
  crowd->clients = g_new0 (Client, n_accounts);
  crowd->dirty = g_ptr_array_new ();
  crowd->buffer = g_malloc (BUFFER);
  crowd->epoll = epoll_create1 (EPOLL_CLOEXEC);
  for (guint i = 0; i < n_accounts; i++)
    crowd->clients[i].account = &accounts[i];
  return crowd;
}

void
crowd_free (Crowd *crowd)
{
  for (guint i = 0; i < crowd->connected; i++) {
    Client *client = &crowd->clients[i];

    close (client->fd);
    string_drop (&client->message.bytes);
    string_drop (&client->out);
    string_drop (&client->rest);
  }
  close (crowd->epoll);
  g_ptr_array_unref (crowd->dirty);
  g_free (crowd->clients);
  g_free (crowd->buffer);
  g_free (crowd);
}
