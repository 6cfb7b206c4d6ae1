/* composer, picker: a popover with two pages, emoji and stickers. The first is GTK's own chooser,
 * which is a popover already: the second is put beside what it holds.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-composer-private.h"

#include "whin-client-stickers.h"
#include "whin-sticker-page.h"
#include "whin-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define EMOJI "emoji"
#define STICKERS "stickers"

static void
emoji_picked_cb (GtkEmojiChooser *chooser, const char *emoji, WhinComposer *self)
{
  gtk_text_buffer_insert_at_cursor (whin_composer_buffer (self), emoji, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinComposer) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!whin_client_send_sticker_finish (result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    whin_window_toast (GTK_WIDGET (self), error->message);
}

static void
sticker_picked_cb (WhinStickerPage *page, const Id *id, WhinComposer *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (page), GTK_TYPE_POPOVER);
  MessageName name;

  gtk_popover_popdown (GTK_POPOVER (popover));
  if (!self->chat)
    return;
  whin_client_send_sticker_async (self->client, whin_chat_get_conv (self->chat), id,
                                  whin_composer_get_quote (self, &name), NULL, sent_cb,
                                  g_object_ref (self));
  if (!self->edited)
    whin_composer_forget_context (self);
  whin_composer_sent (self);
}

/* Not while it is still at closing. */
static void
unparent (gpointer popover)
{
  gtk_widget_unparent (popover);
  g_object_unref (popover);
}

static void
closed_cb (GtkPopover *popover, WhinComposer *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (!focus || gtk_widget_is_ancestor (focus, GTK_WIDGET (popover)))
    gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
  g_idle_add_once (unparent, g_object_ref (popover));
}

/* -- The two pages -- */

static void
page_cb (GtkStack *stack)
{
  GtkWidget *page = gtk_stack_get_visible_child (stack);

  if (WHIN_IS_STICKER_PAGE (page))
    whin_sticker_page_enter (WHIN_STICKER_PAGE (page));
  else
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
add_toggle (AdwToggleGroup *switcher, const char *name, const char *label)
{
  AdwToggle *toggle = adw_toggle_new ();

  adw_toggle_set_name (toggle, name);
  adw_toggle_set_label (toggle, label);
  adw_toggle_group_add (switcher, toggle);
}

static GtkWidget *
switcher_new (GtkWidget *stack)
{
  GtkWidget *switcher = adw_toggle_group_new ();

  add_toggle (ADW_TOGGLE_GROUP (switcher), EMOJI, _ ("Emoji"));
  add_toggle (ADW_TOGGLE_GROUP (switcher), STICKERS, _ ("Stickers"));
  gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (switcher, "round");
  gtk_widget_add_css_class (switcher, "picker-switcher");
  gtk_accessible_update_property (GTK_ACCESSIBLE (switcher), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Emoji or Stickers"), -1);
  g_object_bind_property (stack, "visible-child-name", switcher, "active-name",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  return switcher;
}

/* What GTK's chooser holds becomes a page of the stack. */
static GtkWidget *
stack_new (WhinComposer *self, GtkPopover *chooser)
{
  GtkWidget *stack = gtk_stack_new ();
  g_autoptr (GtkWidget) emoji = g_object_ref (gtk_popover_get_child (chooser));
  WhinStickerPage *stickers = whin_sticker_page_new (self->client, GTK_WIDGET (self));

  gtk_popover_set_child (chooser, NULL);
  gtk_stack_add_named (GTK_STACK (stack), emoji, EMOJI);
  gtk_stack_add_named (GTK_STACK (stack), GTK_WIDGET (stickers), STICKERS);
  g_signal_connect_object (stickers, "picked", G_CALLBACK (sticker_picked_cb), self,
                           G_CONNECT_DEFAULT);
  return stack;
}

static void
popup (WhinComposer *self, const char *page)
{
  GtkWidget *chooser = gtk_emoji_chooser_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stack = stack_new (self, GTK_POPOVER (chooser));

  gtk_stack_set_visible_child_name (GTK_STACK (stack), page);
  gtk_box_append (GTK_BOX (box), switcher_new (stack));
  gtk_box_append (GTK_BOX (box), stack);
  gtk_popover_set_child (GTK_POPOVER (chooser), box);
  gtk_widget_set_parent (chooser, gtk_widget_get_last_child (self->entry_box));
  gtk_popover_set_position (GTK_POPOVER (chooser), GTK_POS_TOP);
  gtk_widget_set_halign (chooser, GTK_ALIGN_END);
  g_signal_connect_object (chooser, "emoji-picked", G_CALLBACK (emoji_picked_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (chooser, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_DEFAULT);
  gtk_popover_popup (GTK_POPOVER (chooser));
  page_cb (GTK_STACK (stack));
  g_signal_connect (stack, "notify::visible-child", G_CALLBACK (page_cb), NULL);
}

static void
picker_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (WHIN_COMPOSER (widget)->chat)
    popup (WHIN_COMPOSER (widget), g_str_has_suffix (name, STICKERS) ? STICKERS : EMOJI);
}

void
whin_composer_picker_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "composer.emoji", NULL, picker_action);
  gtk_widget_class_install_action (widget_class, "composer.stickers", NULL, picker_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_period, GDK_CONTROL_MASK,
                                       "composer.emoji", NULL);
  /* With Shift some layouts give another sign. */
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_period, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "composer.stickers", NULL);
  gtk_widget_class_add_binding_action (
      widget_class, GDK_KEY_greater, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "composer.stickers", NULL);
}
