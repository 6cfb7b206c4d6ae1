/* card: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-card.h"

#include "whin-format.h"

#define CARD "whin-card"

/* What a card was made for. */
typedef struct {
  GtkWidget *widget; /* weak: the message row has it */
  Id id;
  MessageKind kind;
  gboolean ended;
} Made;

static void
made_free (gpointer data)
{
  Made *made = data;

  g_clear_weak_pointer (&made->widget);
  g_free (made);
}

gboolean
whin_card_fill (const MessageRow *row, WhinMessageView *view, char **owned)
{
  if (row->preview) {
    view->media = WHIN_MEDIA_CHILD;
    view->media_below = TRUE;
    view->media_label = *owned = g_strdup (row->preview->title);
    return TRUE;
  }
  if (!row->poll && !row->spot && !row->card && row->kind != MESSAGE_VOICE)
    return FALSE;
  view->media = WHIN_MEDIA_CHILD;
  view->text = NULL;
  view->media_line = row->kind == MESSAGE_VOICE;
  view->media_label = *owned = whin_format_preview (row);
  return TRUE;
}

static GtkWidget *
make_card (WhinClient *client, const MessageRow *row)
{
  if (row->poll)
    return whin_poll_card_new (client, row);
  if (row->kind == MESSAGE_VOICE)
    return whin_voice_card_new (client, row);
  if (row->spot)
    return whin_place_card_new (client, row);
  if (row->preview)
    return whin_link_card_new (row);
  return whin_contact_card_new (client, row);
}

void
whin_card_activate (WhinMessageRow *widget)
{
  Made *made = g_object_get_data (G_OBJECT (widget), CARD);

  if (made && made->widget && made->kind == MESSAGE_VOICE)
    whin_voice_card_toggle (made->widget);
}

void
whin_card_attach (WhinClient *client, WhinMessageRow *widget, const MessageRow *row)
{
  Made *made = g_object_get_data (G_OBJECT (widget), CARD);
  gboolean ended = row->poll && row->poll->ended;

  if (made && made->widget && gtk_widget_get_parent (made->widget) == GTK_WIDGET (widget) &&
      id_equal (&made->id, &row->id) && made->kind == row->kind && made->ended == ended) {
    if (row->poll)
      whin_poll_card_update (made->widget, row);
    else if (row->kind == MESSAGE_VOICE)
      whin_voice_card_update (made->widget, row);
    return;
  }
  made = g_new0 (Made, 1);
  g_set_weak_pointer (&made->widget, make_card (client, row));
  made->id = row->id;
  made->kind = row->kind;
  made->ended = ended;
  whin_message_row_set_child (widget, made->widget);
  g_object_set_data_full (G_OBJECT (widget), CARD, made, made_free);
}
