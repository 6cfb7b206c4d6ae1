/* preferences: what can be changed at once; the switches are settings, the profile goes to the
 * engine. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-preferences-private.h"

#include "whin-auto-media.h"
#include "whin-format.h"
#include "whin-storage-page.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WhinPreferences, whin_preferences, ADW_TYPE_PREFERENCES_DIALOG)

static void
save_profile (WhinPreferences *self, GBytes *photo)
{
  g_autofree char *name =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  g_autofree char *about =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->about_row))));

  if (name[0])
    whin_client_set_profile (self->client, name, about, photo);
}

static void
apply_profile_cb (AdwEntryRow *row, WhinPreferences *self)
{
  save_profile (self, NULL);
}

static void
photo_changed_cb (WhinAvatarChooser *chooser, WhinPreferences *self)
{
  save_profile (self, whin_avatar_chooser_get_photo (chooser));
}

static void
show_number (WhinPreferences *self)
{
  const AccountRow *account = whin_client_get_account (self->client);
  g_autofree char *phone = NULL;

  if (!account || !account->registered)
    return;
  phone = account->phone[0] ? whin_format_phone (account->phone) : g_strdup ("");
  adw_action_row_set_subtitle (self->phone_row, phone);
  adw_action_row_set_subtitle (self->server_row, account->server);
}

/* Once: what somebody is typing stays. */
static void
show_profile (WhinPreferences *self)
{
  const AccountRow *account = whin_client_get_account (self->client);

  if (!account || !account->registered)
    return;
  whin_avatar_chooser_set (self->avatar_chooser, account->name, account->avatar);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), account->name);
  gtk_editable_set_text (GTK_EDITABLE (self->about_row), account->about);
}

static void
manage_storage_cb (AdwActionRow *row, WhinPreferences *self)
{
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self),
                                       whin_storage_page_new (self->client));
}

static void
whin_preferences_dispose (GObject *object)
{
  WhinPreferences *self = WHIN_PREFERENCES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->vault);
  g_clear_object (&self->settings);
  g_clear_object (&self->devices);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_PREFERENCES);
  G_OBJECT_CLASS (whin_preferences_parent_class)->dispose (object);
}

static void
whin_preferences_finalize (GObject *object)
{
  WhinPreferences *self = WHIN_PREFERENCES (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->device_rows);
  G_OBJECT_CLASS (whin_preferences_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, avatar_chooser);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, name_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, about_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, phone_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, server_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, enter_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, spare_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, phone_group);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, leave_group);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, privacy_group);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, devices_group);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, link_group);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, sound_group);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, auto_group);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, link_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, pin_page);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, pin_row);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, pin_button);
}

static void
whin_preferences_class_init (WhinPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_preferences_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_preferences_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-preferences.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, photo_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_profile_cb);
  gtk_widget_class_bind_template_callback (widget_class, manage_storage_cb);
  whin_preferences_account_class_init (widget_class);
  whin_preferences_devices_class_init (widget_class);
  whin_preferences_lock_class_init (widget_class);
  whin_preferences_confirm_class_init (widget_class);
  whin_preferences_backup_class_init (widget_class);
}

static void
whin_preferences_init (WhinPreferences *self)
{
  g_type_ensure (WHIN_TYPE_AVATAR_CHOOSER);
  g_type_ensure (WHIN_TYPE_STEP);
  g_type_ensure (WHIN_TYPE_WORK_VIEW);
  self->cancellable = g_cancellable_new ();
  self->device_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  whin_preferences_device_init (self);
}

AdwDialog *
whin_preferences_new (WhinVault *vault, GSettings *settings)
{
  WhinPreferences *self = g_object_new (WHIN_TYPE_PREFERENCES, NULL);
  const GSettingsBindFlags flags = G_SETTINGS_BIND_DEFAULT;

  self->vault = g_object_ref (vault);
  self->client = g_object_ref (whin_vault_get_client (vault));
  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "enter-sends", self->enter_row, "active", flags);
  g_settings_bind (settings, "spare-metered", self->spare_row, "active", flags);
  show_profile (self);
  show_number (self);
  g_signal_connect_object (self->client, "account-changed", G_CALLBACK (show_number), self,
                           G_CONNECT_SWAPPED);
  whin_preferences_account_init (self);
  whin_preferences_sound_init (self);
  whin_auto_media_add_rows (self->auto_group, settings);
  whin_preferences_follow_privacy (self);
  whin_preferences_load_lock (self);
  whin_preferences_follow_devices (self);
  whin_preferences_follow_backup (self);
  return ADW_DIALOG (self);
}
