/* application: opens the data when it is activated for the first time, and closes it last of all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-application.h"

#include "whin-notifier.h"
#include "whin-preferences.h"
#include "whin-shortcuts.h"
#include "whin-vault.h"
#include "whin-window.h"

#include <glib/gi18n.h>

#define APP_ID "org.whinchat.Whinchat"

struct _WhinApplication {
  AdwApplication parent_instance;

  GSettings *settings;
  WhinClient *client;
  WhinNotifier *notifier;
  char *data_dir; /* NULL: where the system wants it */
  char *key_file; /* NULL: the desktop's keyring, or a passphrase */
};

G_DEFINE_FINAL_TYPE (WhinApplication, whin_application, ADW_TYPE_APPLICATION)

static WhinWindow *
window_of (WhinApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l; l = l->next) {
    if (WHIN_IS_WINDOW (l->data))
      return l->data;
  }
  return NULL;
}

static void
apply_privacy (WhinApplication *self)
{
  whin_client_set_receipts (self->client,
                            g_settings_get_boolean (self->settings, "send-read-receipts"),
                            g_settings_get_boolean (self->settings, "send-typing"));
}

static char *
dup_data_dir (WhinApplication *self)
{
  if (self->data_dir)
    return g_strdup (self->data_dir);
  return g_build_filename (g_get_user_data_dir (), "whinchat", NULL);
}

static void
show_failure (WhinApplication *self, const GError *error)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (self));
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Quit"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-error-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Could Not Open Your Chats"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), error->message);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.quit");
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 400);
  gtk_window_set_title (GTK_WINDOW (window), "Whinchat");
  gtk_window_present (GTK_WINDOW (window));
}

static gboolean
open_client (WhinApplication *self)
{
  g_autofree char *dir = dup_data_dir (self);
  g_autoptr (GError) error = NULL;

  if (self->client)
    return TRUE;
  self->client = whin_vault_open (dir, self->key_file, &error);
  if (!self->client) {
    show_failure (self, error);
    return FALSE;
  }
  apply_privacy (self);
  self->notifier = whin_notifier_new (G_APPLICATION (self), self->client);
  return TRUE;
}

static void
whin_application_activate (GApplication *app)
{
  WhinApplication *self = WHIN_APPLICATION (app);
  WhinWindow *window = window_of (self);

  if (!window) {
    if (!open_client (self))
      return;
    window = whin_window_new (self, self->client);
  }
  gtk_window_present (GTK_WINDOW (window));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_dialog (GTK_WIDGET (window_of (user_data)), "application-name", "Whinchat",
                         "application-icon", APP_ID, "version", WHINCHAT_VERSION, "developer-name",
                         _ ("The Whinchat developers"), "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _ ("A messenger for people who run their own server"), NULL);
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinApplication *self = user_data;

  if (window_of (self))
    adw_dialog_present (whin_preferences_new (self->client, self->settings),
                        GTK_WIDGET (window_of (self)));
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (window_of (user_data))
    adw_dialog_present (whin_shortcuts_new (), GTK_WIDGET (window_of (user_data)));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (user_data);
}

/* A notification was clicked. */
static void
open_chat_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinApplication *self = user_data;
  Conv conv;

  g_application_activate (user_data);
  if (window_of (self) && conv_from_text (g_variant_get_string (parameter, NULL), &conv))
    whin_window_open_chat (window_of (self), &conv, 0);
}

static const GActionEntry actions[] = {
  { "about", about_action },
  { "preferences", preferences_action },
  { "shortcuts", shortcuts_action },
  { "quit", quit_action },
  { "open-chat", open_chat_action, "s" },
};

static const struct {
  const char *action;
  const char *accels[3];
} accels[] = {
  { "app.quit", { "<primary>q" } },
  { "app.preferences", { "<primary>comma" } },
  { "app.shortcuts", { "<primary>question", "<primary>slash" } },
  { "win.new-chat", { "<primary>n" } },
  { "win.search", { "<primary>f", "<primary>k" } },
  { "win.next-chat", { "<alt>Down", "<primary>Page_Down" } },
  { "win.previous-chat", { "<alt>Up", "<primary>Page_Up" } },
  { "window.close", { "<primary>w" } },
};

static void
whin_application_startup (GApplication *app)
{
  WhinApplication *self = WHIN_APPLICATION (app);

  G_APPLICATION_CLASS (whin_application_parent_class)->startup (app);
  gtk_window_set_default_icon_name (APP_ID);
  self->settings = g_settings_new (APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           accels[i].accels);
}

static void
whin_application_shutdown (GApplication *app)
{
  WhinApplication *self = WHIN_APPLICATION (app);
  WhinWindow *window = window_of (self);

  if (window)
    gtk_window_destroy (GTK_WINDOW (window));
  g_clear_object (&self->notifier);
  if (self->client)
    whin_client_close (self->client);
  g_clear_object (&self->client);
  G_APPLICATION_CLASS (whin_application_parent_class)->shutdown (app);
}

static int
whin_application_handle_local_options (GApplication *app, GVariantDict *options)
{
  WhinApplication *self = WHIN_APPLICATION (app);

  if (!g_variant_dict_lookup (options, "data", "^ay", &self->data_dir))
    self->data_dir = g_strdup (g_getenv ("WHINCHAT_DATA"));
  if (!g_variant_dict_lookup (options, "key-file", "^ay", &self->key_file))
    self->key_file = g_strdup (g_getenv ("WHINCHAT_KEY_FILE"));
  /* Other data is another person: it shares neither process nor bus name. */
  if (self->data_dir)
    g_application_set_flags (app, g_application_get_flags (app) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
whin_application_finalize (GObject *object)
{
  WhinApplication *self = WHIN_APPLICATION (object);

  g_clear_object (&self->settings);
  g_free (self->data_dir);
  g_free (self->key_file);
  G_OBJECT_CLASS (whin_application_parent_class)->finalize (object);
}

static void
whin_application_class_init (WhinApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = whin_application_finalize;
  app_class->activate = whin_application_activate;
  app_class->startup = whin_application_startup;
  app_class->shutdown = whin_application_shutdown;
  app_class->handle_local_options = whin_application_handle_local_options;
}

static void
whin_application_init (WhinApplication *self)
{
  g_application_add_main_option (G_APPLICATION (self), "data", 0, G_OPTION_FLAG_NONE,
                                 G_OPTION_ARG_FILENAME, _ ("Keep the data in DIR"), _ ("DIR"));
  g_application_add_main_option (G_APPLICATION (self), "key-file", 0, G_OPTION_FLAG_NONE,
                                 G_OPTION_ARG_FILENAME,
                                 _ ("Unlock the data with the random bytes in FILE"), _ ("FILE"));
}

WhinApplication *
whin_application_new (void)
{
  return g_object_new (WHIN_TYPE_APPLICATION, "application-id", APP_ID, "resource-base-path",
                       "/org/whinchat/Whinchat", NULL);
}

GSettings *
whin_application_get_settings (WhinApplication *self)
{
  return self->settings;
}
