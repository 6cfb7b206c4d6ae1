/* drop: a GtkDropTarget for lists of files over the whole of a widget.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-drop.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct {
  GtkRevealer *revealer;
  WhinDropFunc dropped;
  gpointer user_data;
} Drop;

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, Drop *drop)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GSList) list = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *l = list; l; l = l->next)
    g_list_store_append (files, l->data);
  gtk_revealer_set_reveal_child (drop->revealer, FALSE);
  if (!list)
    return FALSE;
  drop->dropped (G_LIST_MODEL (files), drop->user_data);
  return TRUE;
}

static GdkDragAction
enter_cb (GtkDropTarget *target, double x, double y, Drop *drop)
{
  gtk_revealer_set_reveal_child (drop->revealer, TRUE);
  return GDK_ACTION_COPY;
}

static void
leave_cb (GtkDropTarget *target, Drop *drop)
{
  gtk_revealer_set_reveal_child (drop->revealer, FALSE);
}

static GtkWidget *
make_sign (const char *icon_name, const char *title)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon_name);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  gtk_widget_add_css_class (page, "drop-sign");
  gtk_widget_add_css_class (page, "compact");
  return page;
}

void
whin_drop_add (GtkOverlay *overlay,
               const char *icon_name,
               const char *title,
               WhinDropFunc dropped,
               gpointer user_data)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  Drop *drop = g_new (Drop, 1);

  *drop = (Drop) { GTK_REVEALER (gtk_revealer_new ()), dropped, user_data };
  gtk_revealer_set_transition_type (drop->revealer, GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_child (drop->revealer, make_sign (icon_name, title));
  gtk_widget_set_can_target (GTK_WIDGET (drop->revealer), FALSE);
  gtk_overlay_add_overlay (overlay, GTK_WIDGET (drop->revealer));
  g_object_set_data_full (G_OBJECT (target), "whin-drop", drop, g_free);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), drop);
  g_signal_connect (target, "enter", G_CALLBACK (enter_cb), drop);
  g_signal_connect (target, "leave", G_CALLBACK (leave_cb), drop);
  gtk_widget_add_controller (GTK_WIDGET (overlay), GTK_EVENT_CONTROLLER (target));
}

void
whin_drop_add_to_send (GtkOverlay *overlay, WhinDropFunc dropped, gpointer user_data)
{
  whin_drop_add (overlay, "document-send-symbolic", _ ("Drop to Send"), dropped, user_data);
}
