/* chat page, reply: from a quote to what it quotes and back, and what the composer's keys choose.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-window.h"

#include <glib/gi18n.h>

#define MAX_RETURNS 32

/* -- Finding messages -- */

static WhinMessage *
item_at (WhinChatPage *self, guint position)
{
  WhinMessage *item = g_list_model_get_item (G_LIST_MODEL (self->timeline), position);

  if (item && whin_message_get_item (item) == WHIN_ITEM_MESSAGE)
    return item;
  g_clear_object (&item);
  return NULL;
}

GtkWidget *
whin_chat_page_find_row (WhinChatPage *self, WhinMessage *message)
{
  guint position;
  GtkWidget *row;

  if (!self->timeline ||
      !whin_timeline_find (self->timeline, whin_message_get_row (message)->ord, &position))
    return NULL;
  row = whin_chat_view_get_row (self->view, position);
  return row && whin_chat_page_row_message (row) == whin_message_get_head (message) ? row : NULL;
}

/* From the newest loaded message up, behind START (or all, for NULL); NULL when none fits. */
static WhinMessage *
find_message (WhinChatPage *self,
              const MessageRow *start,
              int step,
              gboolean (*fits) (WhinChatPage *self, const MessageRow *row))
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->timeline));

  for (guint i = 0; i < n; i++) {
    g_autoptr (WhinMessage) message = item_at (self, step < 0 ? n - 1 - i : i);
    const MessageRow *row = message ? whin_message_get_row (message) : NULL;

    if (row && (!start || (step < 0 ? row->ord < start->ord : row->ord > start->ord)) &&
        fits (self, row))
      return g_steal_pointer (&message);
  }
  return NULL;
}

static gboolean
can_be_answered (WhinChatPage *self, const MessageRow *row)
{
  return (whin_chat_page_commands (self, row) & (1u << WHIN_COMMAND_REPLY)) != 0;
}

/* -- The composer's keys -- */

void
whin_chat_page_edit_last (WhinChatPage *self)
{
  g_autoptr (WhinMessage) message =
      self->timeline ? find_message (self, NULL, -1, whin_chat_page_may_edit) : NULL;

  if (message)
    whin_composer_edit (self->composer, whin_message_get_row (message));
}

void
whin_chat_page_pick_reply (WhinChatPage *self, int step)
{
  const MessageRow *now = whin_composer_get_reply (self->composer);
  g_autoptr (WhinMessage) message = NULL;

  if (!self->timeline || (!now && step > 0))
    return;
  message = find_message (self, now, step, can_be_answered);
  if (message) {
    whin_composer_reply (self->composer, whin_message_get_row (message));
    whin_chat_page_show (self, whin_message_get_row (message)->ord);
  } else if (step > 0) {
    whin_composer_leave (self->composer);
  }
}

/* A draft answers something: it is shown once that is here. */
void
whin_chat_page_look_for_wanted (WhinChatPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->timeline));
  MessageName name;

  if (!whin_composer_get_wanted (self->composer, &name))
    return;
  for (guint i = n; i-- > 0;) {
    g_autoptr (WhinMessage) message = item_at (self, i);

    if (message && id_equal (&whin_message_get_row (message)->id, &name.id) &&
        id_equal (&whin_message_get_row (message)->author, &name.author)) {
      whin_composer_message_changed (self->composer, whin_message_get_row (message));
      return;
    }
  }
}

/* -- To the quoted message and back -- */

/* Lights the message up, and scrolls only if it is not in sight. */
void
whin_chat_page_show (WhinChatPage *self, gint64 ord)
{
  guint position, first, last;
  GtkWidget *row;

  if (whin_timeline_find (self->timeline, ord, &position) &&
      whin_chat_view_get_visible_range (self->view, &first, &last) && position >= first &&
      position <= last && (row = whin_chat_view_get_row (self->view, position))) {
    whin_message_row_highlight (WHIN_MESSAGE_ROW (row));
    return;
  }
  self->highlight = ord;
  whin_timeline_show (self->timeline, ord);
}

void
whin_chat_page_follow_quote (WhinChatPage *self, WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);

  if (!row->quoted) {
    whin_window_toast (GTK_WIDGET (self), _ ("This message is not on this device"));
    return;
  }
  if (self->returns->len < MAX_RETURNS)
    g_array_append_val (self->returns, row->ord);
  whin_chat_page_show (self, row->quoted->ord);
  whin_chat_page_update_jump (self);
}

gboolean
whin_chat_page_return (WhinChatPage *self)
{
  gint64 ord;

  if (!self->returns->len)
    return FALSE;
  ord = g_array_index (self->returns, gint64, self->returns->len - 1);
  g_array_set_size (self->returns, self->returns->len - 1);
  whin_chat_page_show (self, ord);
  whin_chat_page_update_jump (self);
  return TRUE;
}

void
whin_chat_page_forget_returns (WhinChatPage *self)
{
  g_array_set_size (self->returns, 0);
}
