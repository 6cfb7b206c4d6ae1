/* chat-state: what one does with a chat as a whole - pin, archive, mute, mark as unread. All of it
 * is the same on one's other devices (own-state.c).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-chat.h"
#include "own-state.h"

#include "requests.h"

#include "store-chat.h"

#include <string.h>

/* -- What it means. -- */

void
chat_state_show (Core *core, const StoreState *state)
{
  if (state->chat.kind != CONV_USER && state->chat.kind != CONV_GROUP &&
      state->chat.kind != CONV_BROADCAST)
    return;
  store_chat_set_state (core->store, &state->chat, state->what, state->n);
  if (strcmp (state->what, "accept") == 0)
    request_settle (core, &state->chat);
  core_note_chat (core, &state->chat);
}

/* -- Commands. -- */

typedef struct {
  const char *what; /* a literal */
  Conv conv;
  gint64 n;
} Order;

static void
set_cb (Core *core, gpointer data)
{
  const Order *order = data;

  if (core->account == NULL)
    return;
  core_begin (core);
  own_state_set_chat (core, order->what, &order->conv, order->n);
  if (core_commit (core, NULL))
    outbox_pump (core);
}

static void
post (Core *core, const char *what, const Conv *conv, gint64 n)
{
  Order *order = g_new (Order, 1);

  *order = (Order) { what, *conv, n };
  core_post (core, set_cb, order, g_free);
}

void
core_pin_chat (Core *core, const Conv *conv, gboolean pinned)
{
  post (core, "pin", conv, pinned ? g_get_real_time () / 1000 : 0);
}

void
core_archive_chat (Core *core, const Conv *conv, gboolean archived)
{
  post (core, "archive", conv, archived);
}

void
core_mute_chat (Core *core, const Conv *conv, gint64 until)
{
  post (core, "mute", conv, CLAMP (until, 0, MUTED_ALWAYS));
}

void
core_set_mentions_only (Core *core, const Conv *conv, gboolean mentions_only)
{
  post (core, "mentions", conv, mentions_only);
}

void
core_mark_unread (Core *core, const Conv *conv, gboolean unread)
{
  post (core, "unread", conv, unread);
}
