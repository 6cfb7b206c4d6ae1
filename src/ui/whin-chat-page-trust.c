/* chat page, trust: the mark of who was verified, and the stop after a key has changed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-safety-page.h"
#include "whin-safety.h"
#include "whin-sentence.h"

#include <glib/gi18n.h>

void
whin_chat_page_trust_update (WhinChatPage *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);
  gboolean stopped = row->trust == TRUST_STOPPED && !row->blocked;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->verified_icon, row->trust == TRUST_VERIFIED && !row->is_self);
  if (stopped) {
    /* Translators: %s is a person */
    text = whin_sentence (_ ("The safety number of %s has changed. Nothing is sent until you "
                             "have compared it, or continue without."),
                          whin_chat_get_name (self->chat));
    gtk_label_set_label (self->stopped_label, text);
  }
  gtk_widget_set_visible (self->stopped_box, stopped);
}

void
whin_chat_page_compare (WhinChatPage *self)
{
  adw_dialog_present (whin_safety_dialog_new (self->client, &whin_chat_get_conv (self->chat)->id,
                                              whin_chat_get_name (self->chat)),
                      GTK_WIDGET (self));
}

static void
compare_cb (GtkButton *button, WhinChatPage *self)
{
  whin_chat_page_compare (self);
}

static void
continue_cb (GtkButton *button, WhinChatPage *self)
{
  whin_client_accept_keys (self->client, &whin_chat_get_conv (self->chat)->id);
}

void
whin_chat_page_trust_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, compare_cb);
  gtk_widget_class_bind_template_callback (widget_class, continue_cb);
}
