/* apply: opens one received message and hands its content on by kind. Whatever is in it, the
 * mailbox moves on. SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"

#include "store-contact.h"

static gboolean
is_blocked (Core *core, const Id *acc)
{
  g_autoptr (ContactRow) row = store_contact_get (core->store, acc);

  return row != NULL && row->blocked;
}

/* FALSE when it belongs to no chat this version knows. */
static gboolean
conv_of (Core *core, const ProtoMsg *msg, const Content *content, Conv *conv)
{
  Id self = core_self (core);

  if (msg->conv.kind != 0)
    return FALSE;
  *conv = (Conv) { CONV_USER, msg->from };
  if (!id_equal (&msg->from, &self))
    return TRUE;
  if (content == NULL || content->conv.kind != CONV_USER)
    return FALSE;
  *conv = content->conv;
  return TRUE;
}

static void
apply_content (Core *core,
               const ProtoMsg *msg,
               const Conv *conv,
               const Content *content,
               GBytes *raw)
{
  switch (content->kind) {
  case CONTENT_TEXT:
    apply_text (core, msg, conv, content);
    return;
  case CONTENT_MEDIA:
    apply_media (core, msg, conv, content);
    return;
  case CONTENT_RECEIPT:
    apply_receipt (core, msg, &content->receipt);
    return;
  case CONTENT_PROFILE:
    apply_profile (core, msg, &content->profile);
    return;
  case CONTENT_CONTACT:
    apply_contact (core, msg, &content->contact);
    return;
  case CONTENT_CHAT:
    apply_chat (core, msg, &content->chat);
    return;
  case CONTENT_UNKNOWN:
    apply_unknown (core, msg, conv, raw);
    return;
  }
}

void
apply_msg (Core *core, const ProtoMsg *msg)
{
  g_autoptr (GBytes) raw = seal_open (core, &msg->from, msg->fd, msg->ct);
  g_autoptr (Content) content = raw != NULL ? content_decode (raw, NULL) : NULL;
  Conv conv;

  if (!conv_of (core, msg, content, &conv) || is_blocked (core, &msg->from))
    return;
  if (content == NULL)
    apply_unknown (core, msg, &conv, raw);
  else
    apply_content (core, msg, &conv, content, raw);
}
