/* composer, context: what is answered, or edited, in a panel above the text. An edit takes the
 * place of what was being written; leaving it brings that back. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "whin-composer-private.h"

#include "whin-format.h"
#include "whin-group-words.h"

#include <glib/gi18n.h>

static const char *
author_of (WhinComposer *self, const MessageRow *row)
{
  return row->own ? _ ("You") : whin_client_name_of (self->client, &row->author);
}

void
whin_composer_show_context (WhinComposer *self)
{
  const MessageRow *row = self->edited ? self->edited : self->reply;
  gboolean editing = self->edited != NULL;

  gtk_revealer_set_reveal_child (self->context_revealer, row != NULL);
  gtk_widget_set_can_target (GTK_WIDGET (self->context_revealer), row != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.leave", row != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.attach", !editing && self->chat);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->attach_button),
                               editing ? _ ("Files Cannot Be Added to a Message That Was Sent")
                                       : _ ("Attach"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->attach_button), !editing);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->send_button), editing ? _ ("Save") : _ ("Send"));
  gtk_button_set_icon_name (self->send_button,
                            editing ? "object-select-symbolic" : "whin-send-symbolic");
  if (!row)
    return;
  g_autofree char *words =
      row->kind == MESSAGE_DELETED ? g_strdup (_ ("Deleted message")) : whin_format_preview (row);
  gtk_image_set_from_icon_name (self->context_icon,
                                editing ? "document-edit-symbolic" : "mail-reply-sender-symbolic");
  gtk_label_set_label (self->context_title, editing ? _ ("Edit Message") : author_of (self, row));
  gtk_label_set_label (self->context_text, words);
}

static void
tell (WhinComposer *self, const char *what, const MessageRow *row)
{
  g_autofree char *words = whin_format_preview (row);
  g_autofree char *text = g_strdup_printf ("%s: %s", what, words);

  gtk_accessible_announce (GTK_ACCESSIBLE (self->text_view), text,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

void
whin_composer_reply (WhinComposer *self, const MessageRow *row)
{
  if (self->edited)
    whin_composer_leave (self);
  self->wanted = (MessageName) { 0 };
  g_clear_pointer (&self->reply, message_row_unref);
  self->reply = message_row_ref (row);
  whin_composer_show_context (self);
  tell (self, _ ("Reply"), row);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
put_text (WhinComposer *self, const MessageRow *row)
{
  g_autoptr (WhinNamed) named = whin_mention_read (self->client, row);

  whin_composer_forget_mentions (self);
  whin_composer_fill (self, named ? named->text : row->text);
  if (named)
    whin_composer_mark_mentions (self, named);
}

void
whin_composer_edit (WhinComposer *self, const MessageRow *row)
{
  if (self->edited)
    whin_composer_leave (self);
  self->kept = whin_composer_dup_text (self);
  whin_composer_preview_forget (self);
  self->edited = message_row_ref (row);
  whin_composer_show_context (self);
  put_text (self, row);
  tell (self, _ ("Edit Message"), row);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
leave_edit (WhinComposer *self)
{
  g_autofree char *kept = g_steal_pointer (&self->kept);

  g_clear_pointer (&self->edited, message_row_unref);
  whin_composer_preview_forget (self);
  whin_composer_forget_mentions (self);
  whin_composer_fill (self, kept);
  whin_composer_show_context (self);
}

gboolean
whin_composer_leave (WhinComposer *self)
{
  if (self->edited) {
    leave_edit (self);
    return TRUE;
  }
  if (!self->reply)
    return FALSE;
  whin_composer_forget_context (self);
  return TRUE;
}

void
whin_composer_forget_context (WhinComposer *self)
{
  if (self->edited)
    leave_edit (self);
  g_clear_pointer (&self->reply, message_row_unref);
  self->wanted = (MessageName) { 0 };
  whin_composer_show_context (self);
}

const MessageName *
whin_composer_get_quote (WhinComposer *self, MessageName *name)
{
  if (self->reply)
    *name = (MessageName) { self->reply->conv, self->reply->author, self->reply->id };
  else if (!id_is_none (&self->wanted.id))
    *name = self->wanted;
  else
    return NULL;
  return name;
}

const MessageRow *
whin_composer_get_reply (WhinComposer *self)
{
  return self->reply;
}

gboolean
whin_composer_get_wanted (WhinComposer *self, MessageName *name)
{
  *name = self->wanted;
  return !self->reply && !id_is_none (&self->wanted.id);
}

static gboolean
is_same (const MessageRow *a, const MessageRow *b)
{
  return id_equal (&a->id, &b->id) && id_equal (&a->author, &b->author);
}

void
whin_composer_message_changed (WhinComposer *self, const MessageRow *row)
{
  if (self->edited && is_same (self->edited, row) && row->kind == MESSAGE_DELETED) {
    leave_edit (self);
    return;
  }
  if (self->reply ? !is_same (self->reply, row)
                  : !id_equal (&self->wanted.id, &row->id) ||
                        !id_equal (&self->wanted.author, &row->author))
    return;
  g_clear_pointer (&self->reply, message_row_unref);
  self->reply = message_row_ref (row);
  whin_composer_show_context (self);
}

static void
leave_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinComposer *self = WHIN_COMPOSER (widget);

  whin_composer_leave (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

void
whin_composer_context_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "composer.leave", NULL, leave_action);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, context_revealer);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, context_icon);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, context_title);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, context_text);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, attach_button);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, send_button);
}
