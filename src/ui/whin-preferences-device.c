/* preferences, device: what is done to one device of the account - another name, the older messages
 * once more, the main device's place, removal. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-preferences-private.h"

#include "whin-sentence.h"

#include "limits.h"

#include <glib/gi18n.h>

#define DEVICE "whin-device"

static gboolean
was_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The device stays with the dialog that asks about it. */
static void
ask (WhinPreferences *self, AdwDialog *dialog, WhinDevice *device, GCallback answered)
{
  g_object_set_data_full (G_OBJECT (dialog), DEVICE, g_object_ref (device), g_object_unref);
  g_signal_connect_object (dialog, "response", answered, self, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static gint64
number_of (AdwAlertDialog *dialog)
{
  return whin_device_get_number (g_object_get_data (G_OBJECT (dialog), DEVICE));
}

/* -- Another name -- */

static void
renamed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  whin_client_rename_device_finish (self->client, result, &error);
  if (was_cancelled (error))
    return;
  if (error)
    whin_preferences_say (self, error->message);
  else
    whin_preferences_load_devices (self);
}

static char *
typed_name (GtkWidget *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

static void
name_changed_cb (GtkWidget *entry, AdwAlertDialog *dialog)
{
  g_autofree char *name = typed_name (entry);

  adw_alert_dialog_set_response_enabled (dialog, "rename", name[0] != '\0');
}

static void
rename_answered_cb (AdwAlertDialog *dialog, const char *answer, WhinPreferences *self)
{
  g_autofree char *name = typed_name (adw_alert_dialog_get_extra_child (dialog));

  if (g_str_equal (answer, "rename") && name[0])
    whin_client_rename_device_async (self->client, number_of (dialog), name, self->cancellable,
                                     renamed_cb, g_object_ref (self));
}

static void
rename_device (WhinPreferences *self, WhinDevice *device)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Rename Device"), NULL);
  GtkWidget *entry = gtk_entry_new ();

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "rename",
                                  _ ("_Rename"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "rename",
                                            ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "rename");
  gtk_editable_set_text (GTK_EDITABLE (entry), whin_device_get_name (device));
  gtk_entry_set_max_length (GTK_ENTRY (entry), LIMIT_NAME_MAX);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"),
                                  -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (name_changed_cb), dialog,
                           G_CONNECT_DEFAULT);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), entry);
  ask (self, dialog, device, G_CALLBACK (rename_answered_cb));
  gtk_widget_grab_focus (entry);
}

/* -- The older messages -- */

static void
send_history (WhinPreferences *self, WhinDevice *device)
{
  whin_client_send_history (self->client, whin_device_get_number (device));
}

/* -- The main device -- */

static void
made_primary_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  whin_client_make_primary_finish (self->client, result, &error);
  if (error && !was_cancelled (error))
    whin_preferences_say (self, error->message);
}

static void
primary_answered_cb (AdwAlertDialog *dialog, const char *answer, WhinPreferences *self)
{
  if (g_str_equal (answer, "make"))
    whin_client_make_primary_async (self->client, number_of (dialog), self->cancellable,
                                    made_primary_cb, g_object_ref (self));
}

static void
make_primary (WhinPreferences *self, WhinDevice *device)
{
  g_autofree char *body = whin_sentence (
      _ ("From then on “%s” links and removes devices and makes the backups, with the same "
         "recovery "
         "key. This one stays linked. It is done once “%s” has connected, and only that device can "
         "give it back."),
      whin_device_get_name (device), whin_device_get_name (device));
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Change Your Main Device?"), body);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "make",
                                  _ ("C_hange"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "make",
                                            ADW_RESPONSE_SUGGESTED);
  ask (self, dialog, device, G_CALLBACK (primary_answered_cb));
}

/* -- Removal -- */

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  whin_client_revoke_device_finish (self->client, result, &error);
  if (was_cancelled (error))
    return;
  if (error)
    whin_preferences_say (self, error->message);
  else
    whin_preferences_load_devices (self);
}

static void
revoke_answered_cb (AdwAlertDialog *dialog, const char *answer, WhinPreferences *self)
{
  if (g_str_equal (answer, "remove"))
    whin_client_revoke_device_async (self->client, number_of (dialog), self->cancellable,
                                     revoked_cb, g_object_ref (self));
}

static void
remove_device (WhinPreferences *self, WhinDevice *device)
{
  g_autofree char *body = whin_sentence (
      _ ("“%s” is logged out and receives nothing more. The chats it has stay on it."),
      whin_device_get_name (device));
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Remove This Device?"), body);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove",
                                  _ ("_Remove"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "remove",
                                            ADW_RESPONSE_DESTRUCTIVE);
  ask (self, dialog, device, G_CALLBACK (revoke_answered_cb));
}

/* -- The menu -- */

typedef void (*DeviceFunc) (WhinPreferences *self, WhinDevice *device);

static const struct {
  const char *name;
  const char *label;
  DeviceFunc func;
  gboolean main_only; /* the main device does it, to others */
} deeds[] = {
  { "rename", N_ ("_Rename…"), rename_device, FALSE },
  { "send-history", N_ ("_Send Older Messages Again"), send_history, TRUE },
  { "make-primary", N_ ("Make It the _Main Device…"), make_primary, TRUE },
  { "remove", N_ ("Re_move…"), remove_device, TRUE },
};

static WhinDevice *
find_device (WhinPreferences *self, gint64 number)
{
  for (guint i = 0; self->devices && i < g_list_model_get_n_items (self->devices); i++) {
    g_autoptr (WhinDevice) device = g_list_model_get_item (self->devices, i);

    if (whin_device_get_number (device) == number)
      return device; /* the list keeps it */
  }
  return NULL;
}

static void
deed_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinPreferences *self = user_data;
  WhinDevice *device = find_device (self, g_variant_get_int64 (parameter));

  for (gsize i = 0; device && i < G_N_ELEMENTS (deeds); i++)
    if (g_str_equal (g_action_get_name (G_ACTION (action)), deeds[i].name))
      deeds[i].func (self, device);
}

static gboolean
may (WhinPreferences *self, WhinDevice *device, gsize deed)
{
  const AccountRow *account = whin_client_get_account (self->client);
  gboolean current = whin_device_is_current (device);

  if (!deeds[deed].main_only)
    return current || account->primary;
  return !current && account->primary && !account->successor;
}

GtkWidget *
whin_preferences_device_menu (WhinPreferences *self, WhinDevice *device)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button;

  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (_ (deeds[i].label), NULL);
    g_autofree char *action = g_strconcat ("device.", deeds[i].name, NULL);

    g_menu_item_set_action_and_target (item, action, "x", whin_device_get_number (device));
    if (may (self, device, i))
      g_menu_append_item (menu, item);
  }
  if (!g_menu_model_get_n_items (G_MENU_MODEL (menu)))
    return NULL;
  button = g_object_new (GTK_TYPE_MENU_BUTTON, "icon-name", "view-more-symbolic", "menu-model",
                         menu, "valign", GTK_ALIGN_CENTER, "tooltip-text", _ ("Device Menu"), NULL);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

void
whin_preferences_device_init (WhinPreferences *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++) {
    g_autoptr (GSimpleAction) action = g_simple_action_new (deeds[i].name, G_VARIANT_TYPE_INT64);

    g_signal_connect_object (action, "activate", G_CALLBACK (deed_cb), self, G_CONNECT_DEFAULT);
    g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "device", G_ACTION_GROUP (group));
}
