/* chat row: shows a WhinChat and follows it while it is bound.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-row.h"

#include "whin-avatar.h"
#include "whin-format.h"
#include "whin-group-words.h"
#include "whin-tick.h"
#include "whin-widget.h"

#include <glib/gi18n.h>

struct _WhinChatRow {
  GtkWidget parent_instance;

  AdwAvatar *avatar;
  GtkLabel *name_label, *time_label, *prefix_label, *preview_label, *unread_label;
  WhinTickImage *tick;
  GtkImage *kind_image, *pin_image, *mute_image;

  WhinClient *client;
  WhinChat *chat;
};

G_DEFINE_FINAL_TYPE (WhinChatRow, whin_chat_row, GTK_TYPE_WIDGET)

static void
set_class (gpointer widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static const char *
kind_icon (const MessageRow *row)
{
  if (row && row->media && row->media->sticker)
    return NULL;
  if (row && row->kind == MESSAGE_PICTURE)
    return "image-x-generic-symbolic";
  if (row && message_is_video (row))
    return "video-x-generic-symbolic";
  if (row && row->kind == MESSAGE_FILE)
    return "mail-attachment-symbolic";
  if (row && row->kind == MESSAGE_VOICE)
    return "audio-input-microphone-symbolic";
  return NULL;
}

static gboolean
has_draft (WhinChat *chat)
{
  return whin_chat_get_row (chat)->draft[0] && !whin_chat_is_open (chat);
}

static char *
preview_text (WhinChatRow *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);
  char *activity = whin_group_activity (self->client, self->chat);

  if (activity)
    return activity;
  if (has_draft (self->chat))
    return whin_format_one_line (row->draft);
  if (row->asked)
    return g_strdup (_ ("You asked to join"));
  return row->last ? whin_group_preview (self->client, row->last) : g_strdup (_ ("No messages"));
}

static void
show_preview (WhinChatRow *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);
  gboolean active = whin_chat_get_activity (self->chat) != ACTIVITY_IDLE;
  gboolean draft = !active && has_draft (self->chat);
  const MessageRow *last = active || draft ? NULL : row->last;
  g_autofree char *text = preview_text (self);

  gtk_label_set_label (self->preview_label, text);
  set_class (self->preview_label, "accent", active);
  set_class (self->preview_label, "unread", row->unread > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->prefix_label), draft);
  whin_tick_image_set_tick (self->tick, last ? whin_tick_of (last) : WHIN_TICK_NONE);
  gtk_widget_set_visible (GTK_WIDGET (self->kind_image), kind_icon (last) != NULL);
  gtk_image_set_from_icon_name (self->kind_image, kind_icon (last));
}

static void
show_time (WhinChatRow *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);
  g_autofree char *time =
      row->last ? whin_format_short (row->last->time, whin_now ()) : g_strdup ("");

  gtk_label_set_label (self->time_label, time);
  set_class (self->time_label, "unread", row->unread > 0);
}

static gboolean
is_quiet (WhinChat *chat)
{
  return whin_chat_is_muted (chat) || whin_chat_get_row (chat)->mentions_only;
}

static void
show_unread (WhinChatRow *self)
{
  guint unread = whin_chat_get_row (self->chat)->unread;
  g_autofree char *count = g_strdup_printf (unread > 999 ? "999+" : "%u", unread);
  gboolean any = whin_chat_is_unread (self->chat);

  gtk_label_set_label (self->unread_label, unread > 0 ? count : "");
  gtk_widget_set_visible (GTK_WIDGET (self->unread_label), any);
  set_class (self->unread_label, "dot", unread == 0);
  set_class (self->unread_label, "quiet", is_quiet (self->chat));
  set_class (self->name_label, "unread", any);
}

static void
show_signs (WhinChatRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->pin_image), whin_chat_get_row (self->chat)->pinned);
  gtk_widget_set_visible (GTK_WIDGET (self->mute_image), whin_chat_is_muted (self->chat));
}

static void
show (WhinChatRow *self)
{
  const char *name = whin_chat_get_name (self->chat);

  whin_avatar_set_chat (self->avatar, self->chat);
  gtk_label_set_label (self->name_label, name);
  show_time (self);
  show_preview (self);
  show_unread (self);
  show_signs (self);
}

static void
whin_chat_row_dispose (GObject *object)
{
  WhinChatRow *self = WHIN_CHAT_ROW (object);

  if (self->chat)
    g_signal_handlers_disconnect_by_data (self->chat, self);
  g_clear_object (&self->chat);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_CHAT_ROW);
  whin_widget_remove_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (whin_chat_row_parent_class)->dispose (object);
}

static void
whin_chat_row_class_init (WhinChatRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_chat_row_dispose;
  gtk_widget_class_set_css_name (widget_class, "chatrow");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-chat-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinChatRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, WhinChatRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, WhinChatRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, WhinChatRow, prefix_label);
  gtk_widget_class_bind_template_child (widget_class, WhinChatRow, preview_label);
  gtk_widget_class_bind_template_child (widget_class, WhinChatRow, unread_label);
  gtk_widget_class_bind_template_child (widget_class, WhinChatRow, tick);
  gtk_widget_class_bind_template_child (widget_class, WhinChatRow, kind_image);
  gtk_widget_class_bind_template_child (widget_class, WhinChatRow, pin_image);
  gtk_widget_class_bind_template_child (widget_class, WhinChatRow, mute_image);
}

static void
whin_chat_row_init (WhinChatRow *self)
{
  g_type_ensure (WHIN_TYPE_TICK_IMAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Translators: before text that was typed and not sent yet */
  gtk_label_set_label (self->prefix_label, _ ("Draft:"));
}

static void
people_cb (WhinChatRow *self)
{
  if (self->chat)
    show_preview (self);
}

GtkWidget *
whin_chat_row_new (WhinClient *client)
{
  WhinChatRow *self = g_object_new (WHIN_TYPE_CHAT_ROW, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "people-changed", G_CALLBACK (people_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
whin_chat_row_set_chat (WhinChatRow *self, WhinChat *chat)
{
  if (self->chat == chat)
    return;
  if (self->chat)
    g_signal_handlers_disconnect_by_data (self->chat, self);
  g_set_object (&self->chat, chat);
  if (!chat)
    return;
  g_signal_connect_object (chat, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}

WhinChat *
whin_chat_row_get_chat (WhinChatRow *self)
{
  return self->chat;
}

char *
whin_chat_row_describe (WhinChatRow *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);
  GString *text = g_string_new (whin_chat_get_name (self->chat));

  if (row->pinned)
    g_string_append_printf (text, ", %s", _ ("pinned"));
  if (whin_chat_is_muted (self->chat))
    g_string_append_printf (text, ", %s", _ ("muted"));
  if (row->unread) {
    g_string_append (text, ", ");
    g_string_append_printf (text, ngettext ("%u unread message", "%u unread messages", row->unread),
                            row->unread);
  } else if (row->marked_unread) {
    g_string_append_printf (text, ", %s", _ ("marked as unread"));
  }
  if (has_draft (self->chat))
    g_string_append_printf (text, ", %s", gtk_label_get_label (self->prefix_label));
  g_string_append_printf (text, ", %s", gtk_label_get_label (self->preview_label));
  if (row->last)
    g_string_append_printf (text, ", %s", gtk_label_get_label (self->time_label));
  return g_string_free (text, FALSE);
}
