/* setup, compare: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-setup-compare.h"

#include "whin-link-pictures.h"

#include <glib/gi18n.h>

struct _WhinSetupCompare {
  AdwNavigationPage parent_instance;

  WhinLinkPictures *pictures;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (WhinSetupCompare, whin_setup_compare, ADW_TYPE_NAVIGATION_PAGE)

void
whin_setup_compare_set_pairing (WhinSetupCompare *self, const PairingRow *row)
{
  if (row->state == PAIRING_COMPARE) {
    whin_link_pictures_set (self->pictures, row);
    gtk_label_set_label (self->label, _ ("Waiting for your main device…"));
  } else if (row->state == PAIRING_JOINING) {
    gtk_label_set_label (self->label, _ ("Confirmed. Getting the keys of your account…"));
  }
}

static void
whin_setup_compare_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WHIN_TYPE_SETUP_COMPARE);
  G_OBJECT_CLASS (whin_setup_compare_parent_class)->dispose (object);
}

static void
whin_setup_compare_class_init (WhinSetupCompareClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_setup_compare_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-setup-compare.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinSetupCompare, pictures);
  gtk_widget_class_bind_template_child (widget_class, WhinSetupCompare, label);
}

static void
whin_setup_compare_init (WhinSetupCompare *self)
{
  g_type_ensure (WHIN_TYPE_LINK_PICTURES);
  gtk_widget_init_template (GTK_WIDGET (self));
}
