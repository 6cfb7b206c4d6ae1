/* preferences, confirm: what gives somebody the whole account is done only by whoever knows the
 * passphrase of the lock: a desktop is left open more easily than a passphrase is told.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-preferences-private.h"

static void
clear (WhinPreferences *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->confirm_row), "");
  whin_step_set_error (self->confirm_step, NULL);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) self = user_data;
  g_autoptr (GError) error = NULL;
  WhinPreferencesFunc then = self->confirmed;

  whin_vault_finish (self->vault, result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  whin_step_set_busy (self->confirm_step, FALSE);
  if (!then)
    return;
  /* Being busy took it; without it no key would reach the next page either. */
  gtk_widget_grab_focus (GTK_WIDGET (self->confirm_row));
  if (error) {
    whin_step_set_error (self->confirm_step, error->message);
    return;
  }
  adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (self));
  then (self);
}

static void
confirm_cb (WhinStep *step, WhinPreferences *self)
{
  whin_step_set_busy (step, TRUE);
  whin_vault_unlock_async (self->vault, gtk_editable_get_text (GTK_EDITABLE (self->confirm_row)),
                           self->cancellable, checked_cb, g_object_ref (self));
}

static void
confirm_changed_cb (GtkEditable *row, WhinPreferences *self)
{
  whin_step_set_ready (self->confirm_step, gtk_editable_get_text (row)[0] != '\0');
}

static void
confirm_activated_cb (WhinStep *step)
{
  whin_step_proceed (step);
}

/* Whoever went back meanwhile has not asked for it any more. */
static void
confirm_hidden_cb (AdwNavigationPage *page, WhinPreferences *self)
{
  self->confirmed = NULL;
  whin_step_set_busy (self->confirm_step, FALSE);
  clear (self);
}

void
whin_preferences_confirm (WhinPreferences *self, WhinPreferencesFunc then)
{
  if (!whin_vault_get_has_passphrase (self->vault)) {
    then (self);
    return;
  }
  self->confirmed = then;
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), self->confirm_page);
  gtk_widget_grab_focus (GTK_WIDGET (self->confirm_row));
}

void
whin_preferences_confirm_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, confirm_page);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, confirm_step);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, confirm_row);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_hidden_cb);
}
