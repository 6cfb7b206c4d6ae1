/* reminder: see the header. Not before there is a chat to lose.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-reminder.h"

#include "whin-widget.h"

#define SETTING "remind-of-recovery"

struct _WhinReminder {
  GtkWidget parent_instance;

  WhinClient *client;
  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (WhinReminder, whin_reminder, GTK_TYPE_WIDGET)

static gboolean
is_due (WhinReminder *self)
{
  const AccountRow *account = whin_client_get_account (self->client);
  const BackupRow *backup = whin_client_get_backup (self->client);
  GListModel *chats = G_LIST_MODEL (whin_client_get_chats (self->client));

  return account && account->primary && !account->revoked && backup && !backup->recovery &&
         g_list_model_get_n_items (chats) > 0 && g_settings_get_boolean (self->settings, SETTING);
}

static void
update (WhinReminder *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), is_due (self));
}

static void
dismiss_cb (GtkButton *button, WhinReminder *self)
{
  g_settings_set_boolean (self->settings, SETTING, FALSE);
}

static void
whin_reminder_dispose (GObject *object)
{
  WhinReminder *self = WHIN_REMINDER (object);

  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_REMINDER);
  whin_widget_remove_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (whin_reminder_parent_class)->dispose (object);
}

static void
whin_reminder_class_init (WhinReminderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_reminder_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-reminder.ui");
  gtk_widget_class_bind_template_callback (widget_class, dismiss_cb);
}

static void
whin_reminder_init (WhinReminder *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
whin_reminder_follow (WhinReminder *self, WhinClient *client, GSettings *settings)
{
  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (client, "backup-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "account-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (whin_client_get_chats (client), "items-changed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (settings, "changed::" SETTING, G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}
