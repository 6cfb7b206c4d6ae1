/* menu names: see the header. GTK (4.18) has each item labelled by a label inside of it, whose
 * role, "presentation", may have no name: so the item has none either. It is given its text when
 * the menu is shown. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-menu-names.h"

#include <gtk/gtk.h>

static void
name_item (GtkWidget *item)
{
  g_autofree char *text = NULL;

  g_object_get (item, "text", &text, NULL);
  if (!text || !text[0])
    return;
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
name_items (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (; child; child = gtk_widget_get_next_sibling (child)) {
    if (g_str_equal (G_OBJECT_TYPE_NAME (child), "GtkModelButton"))
      name_item (child);
    else
      name_items (child);
  }
}

static gboolean
show_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer unused)
{
  GtkWidget *widget = g_value_get_object (values);

  if (GTK_IS_POPOVER_MENU (widget))
    name_items (widget);
  return TRUE; /* the next ones, too */
}

void
whin_menu_names_init (void)
{
  g_autoptr (GTypeClass) widgets = g_type_class_ref (GTK_TYPE_WIDGET); /* has its signals then */

  g_signal_add_emission_hook (g_signal_lookup ("show", GTK_TYPE_WIDGET), 0, show_cb, NULL, NULL);
}
