/* application: opens the vault when it is activated for the first time, and closes it last of all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-application.h"

#include "whin-auto-media.h"
#include "whin-client-media.h"

#include "whin-menu-names.h"
#include "whin-mpris.h"
#include "whin-notifier.h"
#include "whin-people-file.h"
#include "whin-preferences.h"
#include "whin-private.h"
#include "whin-shortcuts.h"
#include "whin-window.h"

#include <glib/gi18n.h>

#define APP_ID "org.whinchat.Whinchat"

struct _WhinApplication {
  AdwApplication parent_instance;

  GSettings *settings;
  WhinVault *vault;
  WhinClient *client; /* NULL while the vault has none */
  WhinNotifier *notifier;
  WhinMpris *mpris;
  char *data_dir; /* NULL: where the system wants it */
  char *key_file; /* NULL: the desktop's keyring, or a passphrase */
  GFile *opened;  /* a link, or a file of contacts, that is still to be followed; or NULL */
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

static char *
dup_data_dir (WhinApplication *self)
{
  if (self->data_dir)
    return g_strdup (self->data_dir);
  return g_build_filename (g_get_user_data_dir (), "whinchat", NULL);
}

static void
enable (WhinApplication *self, const char *action, gboolean enabled)
{
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), action)), enabled);
}

/* What was opened waits until there is somebody who can follow it. */
static void
follow_opened (WhinApplication *self)
{
  const AccountRow *account = self->client ? whin_client_get_account (self->client) : NULL;
  WhinWindow *window = window_of (self);
  g_autofree char *uri = NULL;

  if (!self->opened || !account || !account->registered || !window ||
      whin_vault_get_state (self->vault) != WHIN_VAULT_OPEN)
    return;
  uri = g_file_get_uri (self->opened);
  g_action_group_activate_action (
      G_ACTION_GROUP (window), whin_people_file_is (self->opened) ? "import-contacts" : "open-link",
      g_variant_new_string (uri));
  g_clear_object (&self->opened);
}

static void
spare_metered (WhinApplication *self)
{
  if (self->client)
    whin_client_spare_metered (self->client,
                               g_settings_get_boolean (self->settings, "spare-metered"));
}

static void
set_auto_media (WhinApplication *self)
{
  AutoMedia media;

  if (self->client && whin_auto_media_read (self->settings, &media))
    whin_client_set_auto_media (self->client, &media);
}

static void
take_client (WhinApplication *self)
{
  self->client = g_object_ref (whin_vault_get_client (self->vault));
  spare_metered (self);
  set_auto_media (self);
  g_signal_connect_object (self->client, "account-changed", G_CALLBACK (follow_opened), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  self->notifier = whin_notifier_new (G_APPLICATION (self), self->client);
  self->mpris = whin_mpris_new (G_APPLICATION (self), self->client);
}

/* All is erased: what shows it goes before the engine does. */
static void
drop_client (WhinApplication *self)
{
  WhinWindow *old = window_of (self);

  g_clear_object (&self->notifier);
  g_clear_object (&self->mpris);
  g_clear_object (&self->client);
  gtk_window_present (GTK_WINDOW (whin_window_new (self, self->vault)));
  if (old)
    gtk_window_destroy (GTK_WINDOW (old));
}

static void
vault_cb (WhinApplication *self)
{
  WhinVaultState state = whin_vault_get_state (self->vault);

  if (state == WHIN_VAULT_OPEN && !self->client)
    take_client (self);
  if (state == WHIN_VAULT_OPENING && self->client)
    drop_client (self);
  if (self->notifier)
    whin_notifier_set_locked (self->notifier, state != WHIN_VAULT_OPEN);
  follow_opened (self);
  enable (self, "preferences", state == WHIN_VAULT_OPEN);
  enable (self, "make-recovery", state == WHIN_VAULT_OPEN);
  enable (self, "lock", state == WHIN_VAULT_OPEN && whin_vault_get_has_passphrase (self->vault));
}

static void
open_vault (WhinApplication *self)
{
  g_autofree char *dir = dup_data_dir (self);

  self->vault = whin_vault_new (dir, self->key_file);
  g_signal_connect_object (self->vault, "notify", G_CALLBACK (vault_cb), self, G_CONNECT_SWAPPED);
  vault_cb (self);
  whin_vault_open (self->vault);
}

static void
whin_application_activate (GApplication *app)
{
  WhinApplication *self = WHIN_APPLICATION (app);
  WhinWindow *window = window_of (self);

  if (!self->vault)
    open_vault (self);
  if (!window)
    window = whin_window_new (self, self->vault);
  gtk_window_present (GTK_WINDOW (window));
}

static void
whin_application_open (GApplication *app, GFile **files, int n, const char *hint)
{
  WhinApplication *self = WHIN_APPLICATION (app);

  g_application_activate (app);
  if (n < 1 || !(g_file_has_uri_scheme (files[0], "whinchat") || whin_people_file_is (files[0])))
    return;
  g_set_object (&self->opened, files[0]);
  follow_opened (self);
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
    adw_dialog_present (whin_preferences_new (self->vault, self->settings),
                        GTK_WIDGET (window_of (self)));
}

static void
make_recovery_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinApplication *self = user_data;
  AdwDialog *preferences;

  if (!window_of (self))
    return;
  preferences = whin_preferences_new (self->vault, self->settings);
  adw_dialog_present (preferences, GTK_WIDGET (window_of (self)));
  whin_preferences_make_recovery (WHIN_PREFERENCES (preferences));
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (window_of (user_data))
    adw_dialog_present (whin_shortcuts_new (), GTK_WIDGET (window_of (user_data)));
}

static void
lock_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  whin_vault_lock (WHIN_APPLICATION (user_data)->vault);
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
  { "lock", lock_action },
  { "quit", quit_action },
  { "open-chat", open_chat_action, "s" },
  { "make-recovery", make_recovery_action },
};

static const struct {
  const char *action;
  const char *accels[3];
} accels[] = {
  { "app.quit", { "<primary>q" } },
  { "app.preferences", { "<primary>comma" } },
  { "app.lock", { "<primary>l" } },
  { "app.shortcuts", { "<primary>question", "<primary>slash" } },
  { "win.new-chat", { "<primary>n" } },
  { "win.find", { "<primary>f" } },
  { "win.switch-chat", { "<primary>k" } },
  { "win.search", { "<primary><shift>f" } },
  { "win.earlier-match", { "<primary>g" } },
  { "win.later-match", { "<primary><shift>g" } },
  { "win.next-chat", { "<alt>Down", "<primary>Page_Down" } },
  { "win.previous-chat", { "<alt>Up", "<primary>Page_Up" } },
  { "win.pin-chat", { "<primary><shift>p" } },
  { "win.archive-chat", { "<primary>e" } },
  { "win.mute-chat", { "<primary><shift>m" } },
  { "win.mark-chat-unread", { "<primary><alt>u" } },
  { "win.delete-chat", { "<primary><shift>Delete" } },
  { "window.close", { "<primary>w" } },
};

static void
sweep_in_thread (GTask *task, gpointer app, gpointer data, GCancellable *cancellable)
{
  whin_private_sweep ();
  g_task_return_boolean (task, TRUE);
}

static void
sweep (void)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_run_in_thread (task, sweep_in_thread);
}

static void
whin_application_startup (GApplication *app)
{
  WhinApplication *self = WHIN_APPLICATION (app);

  G_APPLICATION_CLASS (whin_application_parent_class)->startup (app);
  sweep ();
  gtk_window_set_default_icon_name (APP_ID);
  whin_menu_names_init ();
  self->settings = g_settings_new (APP_ID);
  g_signal_connect_object (self->settings, "changed::media-auto", G_CALLBACK (set_auto_media), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::spare-metered", G_CALLBACK (spare_metered),
                           self, G_CONNECT_SWAPPED);
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
  g_clear_object (&self->mpris);
  g_clear_object (&self->client);
  if (self->vault)
    whin_vault_close (self->vault);
  g_clear_object (&self->vault);
  whin_private_remove ();
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
  g_clear_object (&self->opened);
  G_OBJECT_CLASS (whin_application_parent_class)->finalize (object);
}

static void
whin_application_class_init (WhinApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = whin_application_finalize;
  app_class->activate = whin_application_activate;
  app_class->open = whin_application_open;
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
  return g_object_new (WHIN_TYPE_APPLICATION, "application-id", APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/org/whinchat/Whinchat",
                       NULL);
}

GSettings *
whin_application_get_settings (WhinApplication *self)
{
  return self->settings;
}
