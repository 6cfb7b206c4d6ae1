/* peer: the other end of a connection, played by a script on a thread of its own with plain
 * blocking sockets. It may say things that no server library would. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _Peer Peer;

typedef struct {
  GSocketConnection *connection;
  GInputStream *in;
  GOutputStream *out;
  guint index; /* of this connection, from 0 */
  gpointer data;
} Talk;

/* Called for one connection after another; the connection is closed when it returns. */
typedef void (*PeerScript) (Talk *talk);

Peer *peer_new (PeerScript script, gpointer data);
/* Ends the script's current call by cutting its connection. */
void peer_free (Peer *peer);
const char *peer_url (Peer *peer);
guint peer_connections (Peer *peer);

/* All return FALSE or NULL when the other side has gone. */
char *talk_read_head (Talk *talk);
gboolean talk_write (Talk *talk, const char *text);
gboolean talk_write_bytes (Talk *talk, gconstpointer data, gsize len);
/* Reads the request and answers 101. */
gboolean talk_upgrade (Talk *talk);
/* The answer to a request's head, to be written whole or in part. Caller frees. */
char *upgrade_answer (const char *head);
/* One unmasked frame. */
GByteArray *frame_new (guint8 first_byte, gconstpointer data, gsize len);
gboolean talk_text (Talk *talk, const char *text);
gboolean talk_close (Talk *talk, guint code);
/* The payload of the next text frame; "close:CODE" for a close. */
char *talk_read_text (Talk *talk);
/* Reads until the other side closes. */
void talk_wait_gone (Talk *talk);

#define WELCOME                                                                                    \
  "{\"t\":\"welcome\",\"proto\":1,\"epoch\":\"1\",\"next\":1,\"hb\":25,\"max\":524288,\"srv\":1,"  \
  "\"acc\":\"AAECAwQFBgcICQoLDA0ODw\",\"dev\":1}"

/* Runs the default context until the condition holds; fails after 10 s. */
#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline_ = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;                              \
    guint alarm_ = g_timeout_add (50, G_SOURCE_FUNC (wait_alarm), NULL);                           \
    while (!(condition) && g_get_monotonic_time () < deadline_)                                    \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (alarm_);                                                                      \
    g_assert_true (condition);                                                                     \
  }                                                                                                \
  G_STMT_END
gboolean wait_alarm (gpointer data);
