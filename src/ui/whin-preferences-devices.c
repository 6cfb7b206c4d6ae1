/* preferences, devices: which devices there are, one more, the PIN, and leaving this one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-preferences-private.h"

#include "limits.h"
#include "whin-format.h"
#include "whin-link-page.h"

#include <glib/gi18n.h>

#define NOON (G_TIME_SPAN_HOUR / 1000 * 12)

void
whin_preferences_say (WhinPreferences *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (self), toast);
}

static gboolean
was_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* -- The list -- */

static void
clear_rows (WhinPreferences *self)
{
  for (guint i = 0; i < self->device_rows->len; i++)
    adw_preferences_group_remove (self->devices_group, self->device_rows->pdata[i]);
  g_ptr_array_set_size (self->device_rows, 0);
}

static void
add_row (WhinPreferences *self, GtkWidget *row)
{
  g_ptr_array_add (self->device_rows, row);
  adw_preferences_group_add (self->devices_group, row);
}

static char *
describe_device (WhinPreferences *self, WhinDevice *device)
{
  const AccountRow *account = whin_client_get_account (self->client);

  if (account->successor && account->successor == whin_device_get_number (device))
    return g_strdup (_ ("Becomes your main device as soon as it connects"));
  if (whin_device_is_current (device))
    return g_strdup (account->primary ? _ ("This device, your main one") : _ ("This device"));
  if (!whin_device_get_seen (device))
    return g_strdup (_ ("Not seen yet"));
  /* The server tells the day alone, as its first moment in UTC: noon is that day almost everywhere.
   */
  return whin_format_last_seen_day (whin_device_get_seen (device) + NOON, whin_now ());
}

static void
add_device (WhinPreferences *self, WhinDevice *device)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *menu = whin_preferences_device_menu (self, device);
  g_autofree char *subtitle = describe_device (self, device);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), whin_device_get_name (device));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("computer-symbolic"));
  if (menu)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), menu);
  add_row (self, row);
}

static void
add_note (WhinPreferences *self, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  gtk_widget_add_css_class (row, "dimmed");
  add_row (self, row);
}

static void
devices_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) devices = whin_client_devices_finish (self->client, result, &error);

  if (was_cancelled (error))
    return;
  clear_rows (self);
  g_set_object (&self->devices, devices);
  if (error)
    add_note (self, error->message);
  for (guint i = 0; devices && i < g_list_model_get_n_items (devices); i++) {
    g_autoptr (WhinDevice) device = g_list_model_get_item (devices, i);

    add_device (self, device);
  }
}

void
whin_preferences_load_devices (WhinPreferences *self)
{
  /* What is there stays until there is something else to see. */
  if (self->device_rows->len == 0)
    add_note (self, _ ("Loading…"));
  whin_client_devices_async (self->client, self->cancellable, devices_cb, g_object_ref (self));
}

/* -- One more -- */

static void
link_done_cb (WhinLinkPage *page, WhinPreferences *self)
{
  adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (self));
}

static void
link_copied_cb (WhinLinkPage *page, WhinPreferences *self)
{
  whin_preferences_say (self, _ ("Copied"));
}

static void
link_device (WhinPreferences *self)
{
  AdwNavigationPage *page = whin_link_page_new (self->client);

  g_signal_connect_object (page, "done", G_CALLBACK (link_done_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (page, "copied", G_CALLBACK (link_copied_cb), self, G_CONNECT_DEFAULT);
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), page);
}

static void
link_row_cb (AdwButtonRow *row, WhinPreferences *self)
{
  whin_preferences_confirm (self, link_device);
}

static void
pairing_changed_cb (WhinClient *client, WhinPreferences *self)
{
  if (whin_client_get_pairing (client)->state == PAIRING_DONE)
    whin_preferences_load_devices (self);
}

static const char *
why_no_link (const AccountRow *account)
{
  if (!account || !account->primary)
    return _ ("Only your main device can link further ones. It can make this one the main device.");
  if (account->successor)
    return _ (
        "Another device is becoming your main one. Until then none can be linked or removed.");
  return NULL;
}

static void
account_changed_cb (WhinClient *client, WhinPreferences *self)
{
  const char *why = why_no_link (whin_client_get_account (client));

  gtk_widget_set_sensitive (self->link_row, why == NULL);
  adw_preferences_group_set_description (self->link_group, why);
  whin_preferences_load_devices (self);
}

void
whin_preferences_follow_devices (WhinPreferences *self)
{
  g_signal_connect_object (self->client, "pairing-changed", G_CALLBACK (pairing_changed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->client, "account-changed", G_CALLBACK (account_changed_cb), self,
                           G_CONNECT_DEFAULT);
  whin_work_view_follow (self->history_in_view, self->client, WORK_HISTORY_IN);
  whin_work_view_follow (self->history_out_view, self->client, WORK_HISTORY_OUT);
  account_changed_cb (self->client, self);
}

/* -- PIN -- */

static void
pin_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  whin_client_set_pin_finish (self->client, result, &error);
  if (was_cancelled (error))
    return;
  if (error) {
    whin_preferences_say (self, error->message);
    return;
  }
  whin_preferences_say (self, gtk_editable_get_text (GTK_EDITABLE (self->pin_row))[0]
                                  ? _ ("PIN set")
                                  : _ ("PIN removed"));
  gtk_editable_set_text (GTK_EDITABLE (self->pin_row), "");
  adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (self));
}

static gboolean
pin_is_good (WhinPreferences *self)
{
  glong n = g_utf8_strlen (gtk_editable_get_text (GTK_EDITABLE (self->pin_row)), -1);

  return n >= LIMIT_PIN_MIN && n <= LIMIT_PIN_MAX;
}

static void
pin_changed_cb (GtkEditable *row, WhinPreferences *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->pin_button), pin_is_good (self));
}

static void
set_pin_cb (GtkWidget *widget, WhinPreferences *self)
{
  if (pin_is_good (self))
    whin_client_set_pin_async (self->client, gtk_editable_get_text (GTK_EDITABLE (self->pin_row)),
                               self->cancellable, pin_set_cb, g_object_ref (self));
}

static void
remove_pin_cb (GtkButton *button, WhinPreferences *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->pin_row), "");
  whin_client_set_pin_async (self->client, NULL, self->cancellable, pin_set_cb,
                             g_object_ref (self));
}

static void
pin_row_cb (AdwActionRow *row, WhinPreferences *self)
{
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), self->pin_page);
}

/* -- Leaving -- */

static void
logged_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  whin_client_log_out_finish (self->client, result, &error);
  if (error && !was_cancelled (error))
    whin_preferences_say (self, error->message);
  else if (!error)
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
log_out_answered_cb (AdwAlertDialog *dialog, const char *answer, WhinPreferences *self)
{
  if (g_str_equal (answer, "log-out"))
    whin_client_log_out_async (self->client, self->cancellable, logged_out_cb, g_object_ref (self));
}

static void
log_out_cb (AdwButtonRow *row, WhinPreferences *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (
      _ ("Log Out?"),
      _ ("All chats and files are removed from this device. They cannot be brought back."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "log-out",
                                  _ ("_Log Out"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "log-out",
                                            ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (log_out_answered_cb), self,
                           G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

void
whin_preferences_devices_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, history_in_view);
  gtk_widget_class_bind_template_child (widget_class, WhinPreferences, history_out_view);
  gtk_widget_class_bind_template_callback (widget_class, link_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, pin_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, pin_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, set_pin_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_pin_cb);
  gtk_widget_class_bind_template_callback (widget_class, log_out_cb);
}
