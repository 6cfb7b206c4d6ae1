/* setup, source: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-setup-source.h"

struct _WhinSetupSource {
  AdwNavigationPage parent_instance;

  AdwActionRow *server_row;
};

G_DEFINE_FINAL_TYPE (WhinSetupSource, whin_setup_source, ADW_TYPE_NAVIGATION_PAGE)

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WHIN_SETUP_SOURCE (widget)->server_row));
}

static void
whin_setup_source_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WHIN_TYPE_SETUP_SOURCE);
  G_OBJECT_CLASS (whin_setup_source_parent_class)->dispose (object);
}

static void
whin_setup_source_class_init (WhinSetupSourceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_setup_source_dispose;
  widget_class->grab_focus = grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-setup-source.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinSetupSource, server_row);
}

static void
whin_setup_source_init (WhinSetupSource *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
