/* pinned bar: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-pinned-bar.h"

#include "whin-format.h"
#include "whin-widget.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define ROW "whin-row"

struct _WhinPinnedBar {
  GtkWidget parent_instance;

  GtkWidget *revealer, *button, *title, *text, *all, *list;
  WhinClient *client;
  GPtrArray *rows;
  guint shown;
};

G_DEFINE_FINAL_TYPE (WhinPinnedBar, whin_pinned_bar, GTK_TYPE_WIDGET)

enum {
  JUMP,
  UNPIN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const char *
author_of (WhinPinnedBar *self, const MessageRow *row)
{
  return row->own ? _ ("You") : whin_client_name_of (self->client, &row->author);
}

static void
show (WhinPinnedBar *self)
{
  guint n = self->rows ? self->rows->len : 0;
  g_autofree char *title = NULL, *words = NULL, *label = NULL;

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  if (!n)
    return;
  self->shown %= n;
  words = whin_format_preview (self->rows->pdata[self->shown]);
  title = n == 1 ? g_strdup (_ ("Pinned Message"))
                 /* Translators: which of how many: "Pinned Message 2 of 3" */
                 : g_strdup_printf (_ ("Pinned Message %u of %u"), self->shown + 1, n);
  label = g_strdup_printf ("%s: %s", title, words);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->text), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static void
clicked_cb (GtkButton *button, WhinPinnedBar *self)
{
  g_autoptr (MessageRow) row = message_row_ref (self->rows->pdata[self->shown]);

  self->shown++;
  show (self);
  g_signal_emit (self, signals[JUMP], 0, row);
}

/* -- All of them -- */

static void
close_list (WhinPinnedBar *self)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->all));
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *child, WhinPinnedBar *self)
{
  MessageRow *row = g_object_get_data (G_OBJECT (child), ROW);

  close_list (self);
  g_signal_emit (self, signals[JUMP], 0, row);
}

static void
unpin_cb (GtkButton *button, WhinPinnedBar *self)
{
  MessageRow *row = g_object_get_data (G_OBJECT (button), ROW);

  close_list (self);
  g_signal_emit (self, signals[UNPIN], 0, row);
}

static GtkWidget *
entry_new (WhinPinnedBar *self, MessageRow *row)
{
  GtkWidget *child = adw_action_row_new ();
  GtkWidget *unpin = gtk_button_new_from_icon_name ("list-remove-symbolic");
  g_autofree char *words = whin_format_preview (row);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (child), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (child), author_of (self, row));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (child), words);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (child), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (child), TRUE);
  gtk_widget_add_css_class (unpin, "flat");
  gtk_widget_set_valign (unpin, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (unpin, _ ("Unpin"));
  g_object_set_data_full (G_OBJECT (unpin), ROW, message_row_ref (row),
                          (GDestroyNotify) message_row_unref);
  g_object_set_data_full (G_OBJECT (child), ROW, message_row_ref (row),
                          (GDestroyNotify) message_row_unref);
  g_signal_connect (unpin, "clicked", G_CALLBACK (unpin_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (child), unpin);
  return child;
}

static void
fill_list (WhinPinnedBar *self)
{
  gtk_list_box_remove_all (GTK_LIST_BOX (self->list));
  for (guint i = 0; self->rows && i < self->rows->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), entry_new (self, self->rows->pdata[i]));
}

/* -- Widget -- */

static void
whin_pinned_bar_dispose (GObject *object)
{
  WhinPinnedBar *self = WHIN_PINNED_BAR (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  whin_widget_remove_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (whin_pinned_bar_parent_class)->dispose (object);
}

static void
whin_pinned_bar_class_init (WhinPinnedBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = whin_pinned_bar_dispose;
  signals[JUMP] = g_signal_new ("jump", WHIN_TYPE_PINNED_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[UNPIN] = g_signal_new ("unpin", WHIN_TYPE_PINNED_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "pinnedbar");
}

static GtkWidget *
label_new (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
button_new (WhinPinnedBar *self)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->title = label_new ("caption-heading");
  self->text = label_new ("caption");
  gtk_box_append (GTK_BOX (words), self->title);
  gtk_box_append (GTK_BOX (words), self->text);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("view-pin-symbolic"));
  gtk_box_append (GTK_BOX (box), words);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), self);
  return button;
}

static GtkWidget *
all_button_new (WhinPinnedBar *self)
{
  GtkWidget *all = gtk_menu_button_new (), *popover = gtk_popover_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_size_request (self->list, 280, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pinned Messages"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  gtk_popover_set_child (GTK_POPOVER (popover), self->list);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (all), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (all), "view-list-symbolic");
  gtk_widget_set_tooltip_text (all, _ ("Pinned Messages"));
  gtk_widget_add_css_class (all, "flat");
  gtk_widget_set_valign (all, GTK_ALIGN_CENTER);
  return all;
}

static void
whin_pinned_bar_init (WhinPinnedBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->button = button_new (self);
  self->all = all_button_new (self);
  gtk_box_append (GTK_BOX (box), self->button);
  gtk_box_append (GTK_BOX (box), self->all);
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
whin_pinned_bar_set_client (WhinPinnedBar *self, WhinClient *client)
{
  g_set_object (&self->client, client);
}

static gboolean
is_same (GPtrArray *a, GPtrArray *b)
{
  if (!a || !b || a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!id_equal (&((MessageRow *) a->pdata[i])->id, &((MessageRow *) b->pdata[i])->id))
      return FALSE;
  return TRUE;
}

void
whin_pinned_bar_set_rows (WhinPinnedBar *self, GPtrArray *rows)
{
  if (!is_same (self->rows, rows))
    self->shown = 0;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  self->rows = rows ? g_ptr_array_ref (rows) : NULL;
  show (self);
  fill_list (self);
}
