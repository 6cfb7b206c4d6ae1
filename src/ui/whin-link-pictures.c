/* link pictures: four above three, in the order of reading, the same in every window.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-link-pictures.h"

#include "whin-link.h"
#include "whin-widget.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define IN_FIRST_LINE 4

struct _WhinLinkPictures {
  GtkWidget parent_instance;

  GtkWidget *cells[PAIRING_PICTURES];
  GtkLabel *pictures[PAIRING_PICTURES];
  GtkLabel *names[PAIRING_PICTURES];
};

G_DEFINE_FINAL_TYPE (WhinLinkPictures, whin_link_pictures, GTK_TYPE_WIDGET)

static GtkLabel *
add_label (GtkWidget *cell, const char *style)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (cell), label);
  return GTK_LABEL (label);
}

static void
add_cell (WhinLinkPictures *self, GtkWidget *line, guint i)
{
  GtkWidget *cell = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing",
                                  6, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);

  self->cells[i] = cell;
  self->pictures[i] = add_label (cell, "link-picture");
  self->names[i] = add_label (cell, "caption");
  gtk_label_set_wrap (self->names[i], TRUE);
  gtk_label_set_wrap_mode (self->names[i], PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (self->names[i], GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (self->names[i], 10);
  adw_wrap_box_append (ADW_WRAP_BOX (line), cell);
}

/* Large text in a narrow window makes it two. */
static GtkWidget *
make_line (void)
{
  return g_object_new (ADW_TYPE_WRAP_BOX, "align", 0.5f, "child-spacing", 6, "line-spacing", 18,
                       NULL);
}

static void
whin_link_pictures_dispose (GObject *object)
{
  whin_widget_remove_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (whin_link_pictures_parent_class)->dispose (object);
}

static void
whin_link_pictures_class_init (WhinLinkPicturesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_link_pictures_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
whin_link_pictures_init (WhinLinkPictures *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkSizeGroup *same = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  GtkWidget *line = NULL;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 18);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pictures to compare"), -1);
  for (guint i = 0; i < PAIRING_PICTURES; i++) {
    if (i % IN_FIRST_LINE == 0) {
      line = make_line ();
      gtk_widget_set_parent (line, GTK_WIDGET (self));
    }
    add_cell (self, line, i);
    gtk_size_group_add_widget (same, self->cells[i]);
  }
  g_object_unref (same);
}

void
whin_link_pictures_set (WhinLinkPictures *self, const PairingRow *row)
{
  for (guint i = 0; i < PAIRING_PICTURES; i++) {
    const char *name;
    const char *picture = whin_link_picture (row->pictures[i], &name);

    gtk_label_set_label (self->pictures[i], picture);
    gtk_label_set_label (self->names[i], name);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->cells[i]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    name, -1);
  }
}
