/* setup, progress: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-setup-progress.h"

struct _WhinSetupProgress {
  AdwNavigationPage parent_instance;

  GtkProgressBar *bar;
  GtkButton *cancel_button;
};

G_DEFINE_FINAL_TYPE (WhinSetupProgress, whin_setup_progress, ADW_TYPE_NAVIGATION_PAGE)

void
whin_setup_progress_set_fraction (WhinSetupProgress *self, double fraction)
{
  gtk_progress_bar_set_fraction (self->bar, fraction);
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WHIN_SETUP_PROGRESS (widget)->cancel_button));
}

static void
whin_setup_progress_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WHIN_TYPE_SETUP_PROGRESS);
  G_OBJECT_CLASS (whin_setup_progress_parent_class)->dispose (object);
}

static void
whin_setup_progress_class_init (WhinSetupProgressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_setup_progress_dispose;
  widget_class->grab_focus = grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-setup-progress.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinSetupProgress, bar);
  gtk_widget_class_bind_template_child (widget_class, WhinSetupProgress, cancel_button);
}

static void
whin_setup_progress_init (WhinSetupProgress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
