/* hand: see hand.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "hand.h"

#include <string.h>

struct _Hand {
  GSocket *listener;
  GPtrArray *taken; /* of GSocket */
  guint64 cut;      /* one bit for each */
  char *url;
};

Hand *
hand_new (void)
{
  Hand *hand = g_new0 (Hand, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  hand->listener =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  hand->taken = g_ptr_array_new_with_free_func (g_object_unref);
  g_assert_true (g_socket_bind (hand->listener, address, FALSE, NULL));
  g_assert_true (g_socket_listen (hand->listener, NULL));
  bound = g_socket_get_local_address (hand->listener, NULL);
  hand->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  return hand;
}

void
hand_free (Hand *hand)
{
  g_ptr_array_unref (hand->taken);
  g_object_unref (hand->listener);
  g_free (hand->url);
  g_free (hand);
}

const char *
hand_url (Hand *hand)
{
  return hand->url;
}

guint
hand_take (Hand *hand)
{
  while (g_socket_condition_check (hand->listener, G_IO_IN) & G_IO_IN)
    g_ptr_array_add (hand->taken, g_socket_accept (hand->listener, NULL, NULL));
  return hand->taken->len;
}

void
hand_say_bytes (Hand *hand, guint n, gconstpointer data, gsize len)
{
  g_assert_cmpint (g_socket_send (hand->taken->pdata[n], data, len, NULL, NULL), ==, len);
}

void
hand_say (Hand *hand, guint n, const char *text)
{
  hand_say_bytes (hand, n, text, strlen (text));
}

char *
hand_hear (Hand *hand, guint n)
{
  GSocket *socket = hand->taken->pdata[n];
  char buffer[16 * 1024];
  gssize len;

  if (!(g_socket_condition_check (socket, G_IO_IN) & G_IO_IN))
    return NULL;
  len = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);
  return len > 0 ? g_strndup (buffer, len) : NULL;
}

void
hand_cut (Hand *hand, guint n)
{
  g_assert_cmpuint (n, <, 64);
  g_socket_shutdown (hand->taken->pdata[n], FALSE, TRUE, NULL);
  hand->cut |= G_GUINT64_CONSTANT (1) << n;
}

gboolean
hand_is_cut (Hand *hand, guint n)
{
  return (hand->cut >> n & 1) != 0;
}
