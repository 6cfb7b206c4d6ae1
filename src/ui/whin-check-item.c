/* check item: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-check-item.h"

#include "whin-avatar.h"

#include <glib/gi18n.h>

#define PARTS "whin-parts"

typedef struct {
  GtkWidget *avatar, *name, *words, *check; /* borrowed */
} Parts;

static GtkWidget *
label_new (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
check_new (void)
{
  GtkWidget *check = gtk_check_button_new ();

  /* The row says it. */
  gtk_accessible_update_state (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_can_focus (check, FALSE);
  gtk_widget_set_can_target (check, FALSE);
  return check;
}

void
whin_check_item_setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Parts *parts = g_new (Parts, 1);

  *parts = (Parts) { adw_avatar_new (40, NULL, TRUE), label_new (NULL), label_new ("caption"),
                     check_new () };
  gtk_widget_add_css_class (parts->words, "dimmed");
  gtk_box_append (GTK_BOX (text), parts->name);
  gtk_box_append (GTK_BOX (text), parts->words);
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_box_append (GTK_BOX (box), parts->avatar);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), parts->check);
  g_object_set_data_full (G_OBJECT (item), PARTS, parts, g_free);
  gtk_list_item_set_child (item, box);
}

void
whin_check_item_show (GtkListItem *item,
                      const char *name,
                      const MediaFile *avatar,
                      const char *words)
{
  const Parts *parts = g_object_get_data (G_OBJECT (item), PARTS);
  g_autofree char *spoken = words ? g_strdup_printf ("%s, %s", name, words) : NULL;

  whin_avatar_set (ADW_AVATAR (parts->avatar), name, avatar);
  gtk_label_set_label (GTK_LABEL (parts->name), name);
  gtk_label_set_label (GTK_LABEL (parts->words), words ? words : "");
  gtk_widget_set_visible (parts->words, words != NULL);
  gtk_list_item_set_accessible_label (item, spoken ? spoken : name);
}

void
whin_check_item_set_chosen (GtkListItem *item, gboolean chosen)
{
  const Parts *parts = g_object_get_data (G_OBJECT (item), PARTS);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (parts->check), chosen);
  gtk_list_item_set_accessible_description (item, chosen ? _ ("Chosen") : "");
}
