/* chat page, keys: between the messages and the composer. What is typed at the messages goes to the
 * composer; from the composer one can turn pages and step back to the messages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

static GtkWidget *
focus_of (WhinChatPage *self)
{
  return gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
}

static gboolean
is_at_messages (WhinChatPage *self)
{
  GtkWidget *focus = focus_of (self);

  return focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view));
}

/* Ctrl+Home and Ctrl+End: to the very first and the newest message. */
static gboolean
go_far (WhinChatPage *self, guint key, GdkModifierType state)
{
  gboolean home = key == GDK_KEY_Home || key == GDK_KEY_KP_Home;
  gboolean end = key == GDK_KEY_End || key == GDK_KEY_KP_End;

  if (!self->timeline || (!home && !end) ||
      (state & gtk_accelerator_get_default_mod_mask ()) != GDK_CONTROL_MASK)
    return FALSE;
  whin_timeline_show (self->timeline, home ? 1 : 0);
  return TRUE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                WhinChatPage *self)
{
  GtkWidget *focus = focus_of (self);

  if (focus && (GTK_IS_TEXT_VIEW (focus) || GTK_IS_EDITABLE (focus)))
    return GDK_EVENT_PROPAGATE;
  if (go_far (self, key, state))
    return GDK_EVENT_STOP;
  if (is_at_messages (self) && (key == GDK_KEY_Down || key == GDK_KEY_KP_Down))
    return gtk_widget_grab_focus (GTK_WIDGET (self->composer));
  return whin_composer_type (self->composer, controller);
}

static gboolean
turn_page (WhinChatPage *self, gboolean down)
{
  gboolean turned;

  g_signal_emit_by_name (self->scroller, "scroll-child",
                         down ? GTK_SCROLL_PAGE_DOWN : GTK_SCROLL_PAGE_UP, FALSE, &turned);
  return GDK_EVENT_STOP;
}

/* Before the text sees the key, but after the input method, whose candidates have pages too. */
static gboolean
composer_key_cb (GtkEventControllerKey *controller,
                 guint key,
                 guint code,
                 GdkModifierType state,
                 WhinChatPage *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));
  GtkWidget *focus = focus_of (self);

  if (!self->chat || !GTK_IS_TEXT_VIEW (focus))
    return GDK_EVENT_PROPAGATE;
  if (whin_composer_is_empty (self->composer) && go_far (self, key, state))
    return GDK_EVENT_STOP;
  if ((state & gtk_accelerator_get_default_mod_mask () & ~GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key) {
  case GDK_KEY_Page_Up:
  case GDK_KEY_KP_Page_Up:
  case GDK_KEY_Page_Down:
  case GDK_KEY_KP_Page_Down:
    if (gtk_text_view_im_context_filter_keypress (GTK_TEXT_VIEW (focus), event))
      return GDK_EVENT_STOP;
    return turn_page (self, key == GDK_KEY_Page_Down || key == GDK_KEY_KP_Page_Down);
  case GDK_KEY_ISO_Left_Tab:
    return gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_BACKWARD);
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

void
whin_chat_page_keys_init (WhinChatPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *composer_keys = gtk_event_controller_key_new ();

  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_event_controller_set_propagation_phase (composer_keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (composer_keys, "key-pressed", G_CALLBACK (composer_key_cb), self,
                           G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self->composer), composer_keys);
}

gboolean
whin_chat_page_go_back (WhinChatPage *self)
{
  if (!self->chat)
    return FALSE;
  if (whin_composer_stop_recording (self->composer) || whin_chat_page_stop_selecting (self) ||
      whin_composer_leave (self->composer) || whin_find_bar_go_back (self->find_bar))
    return TRUE;
  return is_at_messages (self) && gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}
