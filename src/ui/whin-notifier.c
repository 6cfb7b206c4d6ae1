/* notifier: one notification a chat, with its newest message, while no window of ours is active.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-notifier.h"

#include "whin-format.h"
#include "whin-group-words.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#define LOCKED_ID "locked"
#define FRESH_MS (10 * 60 * 1000) /* older ones come with a first catch-up, not now */

struct _WhinNotifier {
  GObject parent_instance;

  GApplication *app; /* borrowed */
  WhinClient *client;
  GHashTable *shown; /* conv texts */
  gboolean locked;
};

G_DEFINE_FINAL_TYPE (WhinNotifier, whin_notifier, G_TYPE_OBJECT)

static gboolean
somebody_looks (WhinNotifier *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self->app));

  return window && gtk_window_is_active (window);
}

static void
send_message (WhinNotifier *self, WhinChat *chat, const MessageRow *row)
{
  g_autoptr (GNotification) notification = g_notification_new (whin_chat_get_name (chat));
  g_autofree char *text = whin_group_preview (self->client, row);
  ConvText conv;

  conv_to_text (&row->conv, conv);
  g_notification_set_body (notification, text);
  g_notification_set_category (notification, "im.received");
  g_notification_set_default_action_and_target (notification, "app.open-chat", "s", conv);
  g_application_send_notification (self->app, conv, notification);
  g_hash_table_add (self->shown, g_strdup (conv));
}

static void
send_locked (WhinNotifier *self)
{
  g_autoptr (GNotification) notification = g_notification_new (_ ("New Message"));

  g_notification_set_body (notification, _ ("Unlock Whinchat to read it."));
  g_notification_set_category (notification, "im.received");
  g_application_send_notification (self->app, LOCKED_ID, notification);
}

static gboolean
mentions_me (WhinNotifier *self, const MessageRow *row)
{
  for (guint i = 0; row->mentions && i < row->mentions->len; i++)
    if (whin_client_is_self (self->client, &g_array_index (row->mentions, Mention, i).acc))
      return TRUE;
  return whin_client_is_self (self->client, &row->quote_author);
}

/* A person does not want to be told of it. */
static gboolean
is_quiet (WhinNotifier *self, WhinChat *chat, const MessageRow *row)
{
  return whin_chat_is_muted (chat) || whin_chat_get_row (chat)->archived ||
         (whin_chat_get_row (chat)->mentions_only && !mentions_me (self, row));
}

static void
message_cb (WhinClient *client, const MessageRow *row, WhinNotifier *self)
{
  WhinChat *chat = whin_chat_list_find (whin_client_get_chats (client), &row->conv);

  if (!chat || !whin_chat_get_row (chat)->unread || whin_now () - row->time > FRESH_MS)
    return;
  if (is_quiet (self, chat, row))
    return;
  if (self->locked)
    send_locked (self);
  else if (!somebody_looks (self))
    send_message (self, chat, row);
}

static gboolean
is_read (gpointer key, gpointer value, gpointer user_data)
{
  WhinNotifier *self = user_data;
  WhinChat *chat = NULL;
  Conv conv;

  if (conv_from_text (key, &conv))
    chat = whin_chat_list_find (whin_client_get_chats (self->client), &conv);
  if (chat && whin_chat_get_row (chat)->unread)
    return FALSE;
  g_application_withdraw_notification (self->app, key);
  return TRUE;
}

static void
unread_cb (WhinNotifier *self)
{
  g_hash_table_foreach_remove (self->shown, is_read, self);
}

static void
whin_notifier_finalize (GObject *object)
{
  WhinNotifier *self = WHIN_NOTIFIER (object);

  g_object_unref (self->client);
  g_hash_table_unref (self->shown);
  G_OBJECT_CLASS (whin_notifier_parent_class)->finalize (object);
}

static void
whin_notifier_class_init (WhinNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_notifier_finalize;
}

static void
whin_notifier_init (WhinNotifier *self)
{
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

WhinNotifier *
whin_notifier_new (GApplication *app, WhinClient *client)
{
  WhinNotifier *self = g_object_new (WHIN_TYPE_NOTIFIER, NULL);

  self->app = app;
  self->client = g_object_ref (client);
  g_signal_connect_object (client, "message-received", G_CALLBACK (message_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (whin_client_get_chats (client), "notify::unread", G_CALLBACK (unread_cb),
                           self, G_CONNECT_SWAPPED);
  return self;
}

static gboolean
withdraw (gpointer key, gpointer value, gpointer user_data)
{
  g_application_withdraw_notification (WHIN_NOTIFIER (user_data)->app, key);
  return TRUE;
}

void
whin_notifier_set_locked (WhinNotifier *self, gboolean locked)
{
  if (self->locked == locked)
    return;
  self->locked = locked;
  if (locked)
    g_hash_table_foreach_remove (self->shown, withdraw, self);
  else
    g_application_withdraw_notification (self->app, LOCKED_ID);
}
