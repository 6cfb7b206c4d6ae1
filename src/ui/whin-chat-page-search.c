/* chat page, search: words that are marked in the messages, the bar that goes from one to the next,
 * and the way back to where one was. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

void
whin_chat_page_mark (WhinChatPage *self, const char *words)
{
  guint n = self->timeline ? g_list_model_get_n_items (G_LIST_MODEL (self->timeline)) : 0;

  if (words && !words[0])
    words = NULL;
  if (!g_set_str (&self->marks, words))
    return;
  for (guint i = 0; i < n; i++) {
    GtkWidget *row = whin_chat_view_get_row (self->view, i);

    if (row)
      whin_message_row_set_marks (WHIN_MESSAGE_ROW (row), self->marks);
  }
}

static void
words_cb (WhinFindBar *bar, const char *words, WhinChatPage *self)
{
  whin_chat_page_mark (self, words);
}

static void
go_cb (WhinFindBar *bar, gint64 ord, WhinChatPage *self)
{
  if (self->timeline)
    whin_chat_page_go_to (self, ord);
}

void
whin_chat_page_go_to (WhinChatPage *self, gint64 ord)
{
  self->resuming = FALSE;
  self->highlight = ord;
  whin_timeline_show (self->timeline, ord);
}

static void
closed_cb (WhinFindBar *bar, gboolean back, WhinChatPage *self)
{
  if (!self->timeline)
    return;
  if (back)
    whin_chat_page_return_to_place (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

gboolean
whin_chat_page_find (WhinChatPage *self)
{
  if (!self->chat)
    return FALSE;
  if (!whin_find_bar_is_open (self->find_bar)) {
    whin_chat_page_keep_place (self);
    whin_chat_page_mark (self, NULL);
  }
  whin_find_bar_open (self->find_bar, whin_chat_get_conv (self->chat));
  return TRUE;
}

void
whin_chat_page_find_step (WhinChatPage *self, gboolean earlier)
{
  whin_find_bar_step (self->find_bar, earlier);
}

void
whin_chat_page_search_class_init (GtkWidgetClass *widget_class)
{
  g_type_ensure (WHIN_TYPE_FIND_BAR);
  gtk_widget_class_bind_template_child (widget_class, WhinChatPage, find_bar);
  gtk_widget_class_bind_template_callback (widget_class, words_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);
}
