/* preferences, lock: the passphrase, and after how long it is asked for.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-preferences-private.h"

#include <glib/gi18n.h>

static const guint minutes[] = { 1, 5, 15, 60, 0 }; /* in the order of the row */

static const char *
text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* -- The rows -- */

static void
show_lock (WhinPreferences *self)
{
  gboolean has = whin_vault_get_has_passphrase (self->vault);

  adw_action_row_set_subtitle (
      self->lock_row,
      has ? _ ("On") : _ ("Asks for a passphrase when Whinchat starts, and when you leave it."));
  gtk_widget_set_visible (GTK_WIDGET (self->lock_after_row), has);
  gtk_widget_set_visible (GTK_WIDGET (self->lock_current_row), has);
  gtk_widget_set_visible (GTK_WIDGET (self->lock_off_button), has);
  /* More rows, and they have to fit. */
  g_object_set (self->lock_step, "icon-name", has ? "" : "system-lock-screen-symbolic",
                "button-label", has ? _ ("Change Passphrase") : _ ("Turn On"), NULL);
}

static gboolean
position_of_minutes (GValue *value, GVariant *variant, gpointer user_data)
{
  guint at = 0;

  /* What somebody set elsewhere shows as the next longer one. */
  while (minutes[at] != 0 && minutes[at] < g_variant_get_uint32 (variant))
    at++;
  g_value_set_uint (value, g_variant_get_uint32 (variant) ? at : G_N_ELEMENTS (minutes) - 1);
  return TRUE;
}

static GVariant *
minutes_of_position (const GValue *value, const GVariantType *type, gpointer user_data)
{
  guint at = g_value_get_uint (value);

  return at < G_N_ELEMENTS (minutes) ? g_variant_new_uint32 (minutes[at]) : NULL;
}

/* -- The page -- */

static void
clear_page (WhinPreferences *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->lock_current_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->lock_new_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->lock_repeat_row), "");
  whin_step_set_error (self->lock_step, NULL);
}

static void
lock_row_cb (AdwActionRow *row, WhinPreferences *self)
{
  clear_page (self);
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), self->lock_page);
  gtk_widget_grab_focus (GTK_WIDGET (
      whin_vault_get_has_passphrase (self->vault) ? self->lock_current_row : self->lock_new_row));
}

static void
lock_activated_cb (WhinStep *step)
{
  whin_step_proceed (step);
}

static void
lock_changed_cb (GtkEditable *row, WhinPreferences *self)
{
  gboolean has = whin_vault_get_has_passphrase (self->vault);
  gboolean current = text_of (self->lock_current_row)[0] != '\0';

  gtk_widget_set_sensitive (GTK_WIDGET (self->lock_off_button), current);
  whin_step_set_ready (self->lock_step,
                       text_of (self->lock_new_row)[0] != '\0' && (current || !has));
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  whin_vault_finish (self->vault, result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  whin_step_set_busy (self->lock_step, FALSE);
  if (error) {
    whin_step_set_error (self->lock_step, error->message);
    return;
  }
  clear_page (self);
  adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (self));
  /* What had it was busy; without it no key would reach the dialog. */
  gtk_widget_grab_focus (GTK_WIDGET (self->lock_row));
}

static void
set_passphrase_cb (WhinStep *step, WhinPreferences *self)
{
  const char *passphrase = text_of (self->lock_new_row);
  const char *fault = whin_vault_check_passphrase (passphrase, text_of (self->lock_repeat_row));
  gboolean has = whin_vault_get_has_passphrase (self->vault);

  if (fault) {
    whin_step_set_error (step, fault);
    return;
  }
  whin_step_set_busy (step, TRUE);
  whin_vault_set_passphrase_async (self->vault, has ? text_of (self->lock_current_row) : NULL,
                                   passphrase, self->cancellable, changed_cb, g_object_ref (self));
}

static void
drop_passphrase_cb (GtkButton *button, WhinPreferences *self)
{
  whin_step_set_busy (self->lock_step, TRUE);
  whin_vault_drop_passphrase_async (self->vault, text_of (self->lock_current_row),
                                    self->cancellable, changed_cb, g_object_ref (self));
}

void
whin_preferences_lock_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, lock_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, lock_after_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, lock_page);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, lock_step);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, lock_current_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, lock_new_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, lock_repeat_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, lock_off_button);
  gtk_widget_class_bind_template_callback (widget_class, lock_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, lock_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, lock_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, set_passphrase_cb);
  gtk_widget_class_bind_template_callback (widget_class, drop_passphrase_cb);
}

void
whin_preferences_load_lock (WhinPreferences *self)
{
  g_settings_bind_with_mapping (self->settings, "lock-after", self->lock_after_row, "selected",
                                G_SETTINGS_BIND_DEFAULT, position_of_minutes, minutes_of_position,
                                NULL, NULL);
  g_signal_connect_object (self->vault, "notify::has-passphrase", G_CALLBACK (show_lock), self,
                           G_CONNECT_SWAPPED);
  show_lock (self);
}
