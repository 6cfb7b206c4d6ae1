/* picker: see whin-picker.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-picker.h"

#include "whin-avatar.h"

#include <glib/gi18n.h>

#define ROWS 30
#define AVATAR 32
#define CONV "whin-conv"

struct _WhinPicker {
  GtkPopover parent_instance;

  WhinClient *client;
  WhinNames which;
  char *none, *self_name;
  GtkWidget *entry;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (WhinPicker, whin_picker, GTK_TYPE_POPOVER)

static guint picked_signal;

static void
append (WhinPicker *self, const Conv *conv, const char *name, GtkWidget *picture)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (conv)
    g_object_set_data_full (G_OBJECT (row), CONV, g_memdup2 (conv, sizeof *conv), g_free);
  g_object_set_data_full (G_OBJECT (row), "whin-name", g_strdup (name), g_free);
  gtk_list_box_append (self->list, row);
}

static GtkWidget *
avatar_new (const char *name)
{
  GtkWidget *avatar = adw_avatar_new (AVATAR, name, TRUE);

  gtk_accessible_update_state (GTK_ACCESSIBLE (avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  return avatar;
}

static void
append_fixed (WhinPicker *self)
{
  const AccountRow *account = whin_client_get_account (self->client);
  GtkWidget *icon = gtk_image_new_from_icon_name ("system-users-symbolic"), *avatar;

  gtk_widget_set_size_request (icon, AVATAR, AVATAR);
  append (self, NULL, self->none, icon);
  if (!self->self_name || !account)
    return;
  avatar = avatar_new (self->self_name);
  whin_avatar_set (ADW_AVATAR (avatar), self->self_name, account->avatar);
  append (self, &(Conv) { CONV_USER, account->acc }, self->self_name, avatar);
}

static void
fill (WhinPicker *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GPtrArray) found = whin_names_find (self->client, typed, self->which, ROWS);

  gtk_list_box_remove_all (self->list);
  if (!typed[0])
    append_fixed (self);
  for (guint i = 0; i < found->len; i++) {
    const WhinNamed *named = found->pdata[i];
    const char *name = whin_named_get_name (named);
    GtkWidget *avatar = avatar_new (name);

    whin_avatar_set_named (ADW_AVATAR (avatar), named);
    append (self, &named->conv, name, avatar);
  }
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, WhinPicker *self)
{
  Conv *conv = g_object_get_data (G_OBJECT (row), CONV);

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, picked_signal, 0, conv,
                 conv ? g_object_get_data (G_OBJECT (row), "whin-name") : NULL);
}

static void
entry_activated_cb (GtkSearchEntry *entry, WhinPicker *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (row)
    activated_cb (self->list, row, self);
}

static void
stop_cb (GtkSearchEntry *entry, WhinPicker *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
shown_cb (WhinPicker *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  fill (self);
  gtk_widget_grab_focus (self->entry);
}

static void
dispose (GObject *object)
{
  WhinPicker *self = WHIN_PICKER (object);

  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_picker_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  WhinPicker *self = WHIN_PICKER (object);

  g_free (self->none);
  g_free (self->self_name);
  G_OBJECT_CLASS (whin_picker_parent_class)->finalize (object);
}

static void
whin_picker_class_init (WhinPickerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  picked_signal = g_signal_new ("picked", WHIN_TYPE_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
}

static void
whin_picker_init (WhinPicker *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  self->entry = gtk_search_entry_new ();
  self->list = GTK_LIST_BOX (list);
  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (self->entry), _ ("Search by name"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search by name"), -1);
  gtk_search_entry_set_search_delay (GTK_SEARCH_ENTRY (self->entry), 0);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 260);
  gtk_widget_set_size_request (box, 260, -1);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (fill), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (entry_activated_cb), self);
  g_signal_connect (self->entry, "stop-search", G_CALLBACK (stop_cb), self);
  g_signal_connect (list, "row-activated", G_CALLBACK (activated_cb), self);
  g_signal_connect (self, "show", G_CALLBACK (shown_cb), NULL);
}

WhinPicker *
whin_picker_new (WhinClient *client, WhinNames which, const char *none, const char *self_name)
{
  WhinPicker *self = g_object_new (WHIN_TYPE_PICKER, NULL);

  self->client = g_object_ref (client);
  self->which = which;
  self->none = g_strdup (none);
  self->self_name = g_strdup (self_name);
  return self;
}
