/* setup, welcome: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-setup-welcome.h"

struct _WhinSetupWelcome {
  AdwNavigationPage parent_instance;

  GtkButton *start_button;
  GtkButton *leave_button;
};

G_DEFINE_FINAL_TYPE (WhinSetupWelcome, whin_setup_welcome, ADW_TYPE_NAVIGATION_PAGE)

void
whin_setup_welcome_set_can_leave (WhinSetupWelcome *self, gboolean can_leave)
{
  gtk_widget_set_visible (GTK_WIDGET (self->leave_button), can_leave);
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WHIN_SETUP_WELCOME (widget)->start_button));
}

static void
whin_setup_welcome_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WHIN_TYPE_SETUP_WELCOME);
  G_OBJECT_CLASS (whin_setup_welcome_parent_class)->dispose (object);
}

static void
whin_setup_welcome_class_init (WhinSetupWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_setup_welcome_dispose;
  widget_class->grab_focus = grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-setup-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinSetupWelcome, start_button);
  gtk_widget_class_bind_template_child (widget_class, WhinSetupWelcome, leave_button);
}

static void
whin_setup_welcome_init (WhinSetupWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
