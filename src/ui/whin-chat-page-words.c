/* chat page, words: what is written in a row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-rows.h"

#include "whin-group-words.h"
#include "whin-mention.h"
#include "whin-text-scan.h"

#include <glib/gi18n.h>

#define WHOLE "whin-whole"

static const char *
text_of_notice (MessageKind kind)
{
  switch (kind) {
  case MESSAGE_KEY_CHANGED:
    return _ ("The safety number of this chat has changed. That happens when somebody sets up "
              "Whinchat anew; compare it to be sure.");
  case MESSAGE_TWO_LISTS:
    return _ ("The server shows different devices to different people. Nothing is sent here until "
              "you have compared the safety number.");
  default:
    return _ ("Messages are missing here. They were not delivered, or waited longer than the "
              "server keeps them.");
  }
}

void
whin_chat_page_fill_notice (WhinChatPage *self,
                            WhinMessage *message,
                            WhinMessageView *view,
                            WhinBorrowed *borrowed)
{
  const MessageRow *source = whin_message_get_row (message);
  const GPtrArray *folded = whin_message_get_folded (message);

  view->kind = WHIN_ROW_NOTE;
  if (MESSAGE_KIND_IS_CHANGE (source->kind)) {
    view->text = borrowed->notice = folded ? whin_group_notice_of (self->client, folded)
                                           : whin_group_notice (self->client, source);
    return;
  }
  view->text = text_of_notice (source->kind);
  if (source->kind != MESSAGE_GAP)
    view->action = _ ("Compare");
}

static const char *
message_text (const MessageRow *row)
{
  if (row->kind == MESSAGE_UNKNOWN)
    return _ ("This message needs a newer Whinchat.");
  if (row->kind == MESSAGE_DELETED)
    return row->own ? _ ("You deleted this message") : _ ("This message was deleted");
  if (row->kind == MESSAGE_UNREADABLE)
    return _ ("Waiting for this message. This may take a while.");
  return row->text;
}

static void
fill_mentions (WhinChatPage *self, const WhinNamed *named, WhinMessageView *view)
{
  for (guint i = 0; i < named->mentions->len && i < WHIN_MAX_MENTIONS; i++) {
    const Mention *mention = &g_array_index (named->mentions, Mention, i);

    view->mentions[view->n_mentions++] =
        (WhinMentionView) { mention->start, mention->end,
                            whin_client_is_self (self->client, &mention->acc) };
  }
}

/* Long texts show their beginning; nobody has to wait for what is out of sight. */
static void
cut_text (WhinMessage *message, WhinMessageView *view, WhinBorrowed *borrowed)
{
  const char *end = view->text ? whin_text_find_cut (view->text) : NULL;

  if (!end || g_object_get_data (G_OBJECT (message), WHOLE))
    return;
  for (guint i = 0; i < view->n_mentions; i++)
    if (view->mentions[i].end > (guint) (end - view->text))
      view->n_mentions = i;
  {
    char *text = g_strdup_printf ("%.*s…", (int) (end - view->text), view->text);

    g_free (borrowed->text);
    view->text = borrowed->text = text;
  }
  view->more = TRUE;
}

void
whin_chat_page_fill_text (WhinChatPage *self,
                          WhinMessage *message,
                          WhinMessageView *view,
                          WhinBorrowed *borrowed)
{
  const MessageRow *source = whin_message_get_row (message);
  g_autoptr (WhinNamed) named = whin_mention_read (self->client, source);

  view->text = message_text (source);
  if (named) {
    fill_mentions (self, named, view);
    view->text = borrowed->text = g_steal_pointer (&named->text);
  }
  cut_text (message, view, borrowed);
}

void
whin_chat_page_show_whole (WhinMessage *message)
{
  g_object_set_data (G_OBJECT (message), WHOLE, GINT_TO_POINTER (TRUE));
  g_signal_emit_by_name (message, "changed");
}
