/* seal: fills in the header of the envelope, and finds who the other end is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal.h"

#include "budget.h"
#include "former.h"
#include "identity.h"
#include "keys.h"
#include "peers.h"
#include "sessions.h"

#include <string.h>

static ListMark
mark_of (Core *core, const Id *acc)
{
  const Peer *peer = peers_get (core, acc);
  ListMark mark = { 0 };

  if (peer != NULL) {
    mark.version = peer->mark.version;
    memcpy (mark.hash, peer->mark.hash, sizeof mark.hash);
  }
  return mark;
}

/* One's own devices see the chat as this one does; the other person's as the chat with this
 * account. */
static EnvelopeHeader
header_for (Core *core, const StoreOutbox *entry, const Id *to)
{
  Id self = core_self (core);
  EnvelopeHeader header = { .sequence = entry->sequence };

  header.conv = entry->conv;
  if (entry->conv.kind == CONV_USER && !id_equal (to, &self))
    header.conv.id = self;
  header.sender_list = mark_of (core, &self);
  header.receiver_list = mark_of (core, to);
  memcpy (header.previous, entry->previous, sizeof header.previous);
  return header;
}

char *
seal (Core *core, const StoreOutbox *entry, const Party *to, GError **error)
{
  KeyStore keys = keys_of (core);
  EnvelopePair pair = sessions_pair (core, &keys, to);
  EnvelopeHeader header = header_for (core, entry, &to->address.account);
  gsize len;
  gconstpointer content = g_bytes_get_data (entry->content, &len);
  g_autoptr (GBytes) sealed = envelope_seal (&pair, &entry->id, &header, content, len, error);

  if (sealed == NULL)
    return NULL;
  content = g_bytes_get_data (sealed, &len);
  return base64url_encode (content, len);
}

/* Messages that open are worth what they cost, sessions need not be. One that is known already
 * costs next to nothing. */
static gboolean
begins_session (GBytes *sealed)
{
  EnvelopeKind kind;
  gsize len;
  gconstpointer data = g_bytes_get_data (sealed, &len);

  return envelope_kind (data, len, &kind, NULL) && kind == ENVELOPE_EXCHANGE;
}

/* NULL: it does not open. The device is charged for that, and for beginning sessions. */
static GBytes *
open_within_budget (Core *core,
                    const EnvelopePair *pair,
                    const ProtoMsg *msg,
                    GBytes *sealed,
                    EnvelopeHeader *header,
                    GError **error)
{
  GBytes *content = NULL;
  gsize len;
  gconstpointer data = g_bytes_get_data (sealed, &len);
  gint64 before;

  if (budget_wait (core, &msg->from, msg->fd) > 0) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_RATE,
                         "too much of this device did not open just now");
    return NULL;
  }
  before = budget_clock ();
  if (!envelope_open (pair, &msg->id, data, len, header, &content, error) ||
      begins_session (sealed))
    budget_charge (core, &msg->from, msg->fd, budget_clock () - before);
  return content;
}

GBytes *
seal_open (Core *core, const ProtoMsg *msg, EnvelopeHeader *header, GError **error)
{
  KeyStore keys = keys_of (core);
  g_autoptr (GBytes) sealed = base64url_decode (msg->ct);
  EnvelopePair pair;
  Party from;

  if (sealed == NULL || !peers_party (core, &msg->from, msg->fd, &from)) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_UNTRUSTED,
                         "no list names the device that sent this");
    return NULL;
  }
  if (!peers_lists (core, &msg->from, msg->fd))
    former_spend (core);
  pair = sessions_pair (core, &keys, &from);
  return open_within_budget (core, &pair, msg, sealed, header, error);
}
