/* linkchannel: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "linkchannel.h"

#include "error.h"
#include "pack.h"

#include <glib/gi18n.h>
#include <string.h>

#define LABEL "whinchat/e2ee/v1/link-message"

void
linkchannel_init (LinkChannel *channel, LinkRole role, const LinkShared *shared)
{
  *channel = (LinkChannel) { .role = role };
  memcpy (channel->from_old, shared->from_old, sizeof channel->from_old);
  memcpy (channel->from_new, shared->from_new, sizeof channel->from_new);
}

void
linkchannel_clear (LinkChannel *channel)
{
  prim_wipe (channel, sizeof *channel);
}

static GByteArray *
binding (LinkRole from, guint64 place)
{
  GByteArray *out = g_byte_array_new ();

  pack_bytes (out, LABEL, sizeof LABEL);
  pack_u8 (out, (guint8) from);
  pack_u64 (out, place);
  return out;
}

static const guint8 *
key_of (const LinkChannel *channel, LinkRole from)
{
  return from == LINK_OLD ? channel->from_old : channel->from_new;
}

GBytes *
linkchannel_seal (LinkChannel *channel, gconstpointer plain, gsize len, GError **error)
{
  g_autoptr (GByteArray) ad = NULL;

  if (len > LINKCHANNEL_MESSAGE_MAX) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG,
                         _ ("This is too big to be sent to the other device."));
    return NULL;
  }
  ad = binding (channel->role, channel->sent++);
  return prim_seal (key_of (channel, channel->role), ad->data, ad->len, plain, len);
}

GBytes *
linkchannel_open (LinkChannel *channel, gconstpointer sealed, gsize len, GError **error)
{
  LinkRole from = channel->role == LINK_OLD ? LINK_NEW : LINK_OLD;
  g_autoptr (GByteArray) ad = binding (from, channel->received);
  GBytes *plain = NULL;

  if (len <= LINKCHANNEL_MESSAGE_MAX + LINKCHANNEL_OVERHEAD)
    plain = prim_open (key_of (channel, from), ad->data, ad->len, sealed, len);
  if (plain != NULL)
    channel->received++;
  else
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                         _ ("A message between the two devices was changed or lost."));
  return plain;
}
