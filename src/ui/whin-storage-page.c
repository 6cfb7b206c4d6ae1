/* storage page: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-storage-page.h"

#include "whin-avatar.h"
#include "whin-client-media.h"

#include <glib/gi18n.h>

typedef struct {
  WhinClient *client;
  GCancellable *cancellable;
  GtkWidget *page;    /* borrowed: it owns this */
  GtkWidget *content; /* an AdwPreferencesPage, made anew after each answer */
} Storage;

static const struct {
  const char *title, *icon;
} kinds[AUTO_KINDS] = {
  [AUTO_PICTURES] = { N_ ("Photos"), "image-x-generic-symbolic" },
  [AUTO_VIDEOS] = { N_ ("Videos"), "video-x-generic-symbolic" },
  [AUTO_VOICE] = { N_ ("Voice Messages"), "audio-input-microphone-symbolic" },
  [AUTO_FILES] = { N_ ("Files"), "text-x-generic-symbolic" },
};

#define ALL_KINDS ((1u << AUTO_KINDS) - 1)

static void ask_use (Storage *storage);

static void
storage_free (gpointer data)
{
  Storage *storage = data;

  g_cancellable_cancel (storage->cancellable);
  g_object_unref (storage->cancellable);
  g_object_unref (storage->client);
  g_free (storage);
}

static gint64
total_of (const MediaUse *use)
{
  gint64 total = 0;

  for (guint i = 0; i < AUTO_KINDS; i++)
    total += use->bytes[i];
  return total;
}

static guint
files_of (const MediaUse *use)
{
  guint files = 0;

  for (guint i = 0; i < AUTO_KINDS; i++)
    files += use->files[i];
  return files;
}

/* -- Letting go -- */

typedef struct {
  Storage *storage;
  GtkWidget *page; /* keeps storage */
  Conv conv;
  gboolean all;
  guint kinds;
} Wish;

static void
wish_free (Wish *wish)
{
  g_object_unref (wish->page);
  g_free (wish);
}

static void
freed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wish *wish = user_data;
  g_autoptr (GError) error = NULL;
  gint64 bytes = whin_client_free_storage_finish (wish->storage->client, result, &error);
  GtkWidget *dialog = gtk_widget_get_ancestor (wish->page, ADW_TYPE_PREFERENCES_DIALOG);

  if (dialog && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_autofree char *size = g_format_size ((guint64) MAX (bytes, 0));
    g_autofree char *words =
        error ? g_strdup (error->message) : g_strdup_printf (_ ("%s freed"), size);

    adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (dialog), adw_toast_new (words));
    ask_use (wish->storage);
  }
  wish_free (wish);
}

static void
answered_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  Wish *wish = user_data;

  if (g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (dialog), result), "free"))
    whin_client_free_storage_async (wish->storage->client, wish->all ? NULL : &wish->conv,
                                    wish->kinds, wish->storage->cancellable, freed_cb, wish);
  else
    wish_free (wish);
}

static void
ask (Wish *wish, const char *what, gint64 bytes)
{
  g_autofree char *size = g_format_size ((guint64) bytes);
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Remove From This Device?"), NULL);

  /* TRANSLATORS: what is removed, as "Photos", and how much it takes up */
  adw_alert_dialog_format_body (
      ADW_ALERT_DIALOG (dialog),
      _ ("%s: %s. The messages stay, and so do other people's copies. What is older than a month "
         "can no longer be downloaded from the server."),
      what, size);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "free",
                                  _ ("_Remove"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "free",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), wish->page, NULL, answered_cb, wish);
}

/* -- Rows -- */

typedef struct {
  Storage *storage;
  MediaUse use;
  gboolean all;
  guint kinds;
  char *what;
} Target;

static void
target_free (gpointer data, GClosure *closure)
{
  g_free (((Target *) data)->what);
  g_free (data);
}

static gint64
bytes_of (const Target *target)
{
  gint64 bytes = 0;

  for (guint i = 0; i < AUTO_KINDS; i++)
    bytes += target->kinds & (1u << i) ? target->use.bytes[i] : 0;
  return bytes;
}

static void
remove_cb (GtkButton *button, Target *target)
{
  Wish *wish = g_new (Wish, 1);

  *wish = (Wish) { target->storage, g_object_ref (target->storage->page), target->use.conv,
                   target->all, target->kinds };
  ask (wish, target->what, bytes_of (target));
}

static void
add_remove (GtkWidget *row,
            Storage *storage,
            const MediaUse *use,
            guint wanted,
            const char *what,
            gboolean all)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  Target *target = g_new (Target, 1);
  g_autofree char *label = g_strdup_printf (_ ("Remove: %s"), what);

  *target = (Target) { storage, *use, all, wanted, g_strdup (what) };
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Remove From This Device"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_set_sensitive (button, bytes_of (target) > 0);
  g_signal_connect_data (button, "clicked", G_CALLBACK (remove_cb), target, target_free, 0);
  if (ADW_IS_EXPANDER_ROW (row))
    adw_expander_row_add_suffix (ADW_EXPANDER_ROW (row), button);
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static char *
size_and_files (gint64 bytes, guint files)
{
  g_autofree char *size = g_format_size ((guint64) bytes);

  return g_strdup_printf (ngettext ("%s, %u file", "%s, %u files", files), size, files);
}

static GtkWidget *
kind_row_new (Storage *storage, const MediaUse *use, guint kind, gboolean all)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *size = size_and_files (use->bytes[kind], use->files[kind]);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (kinds[kind].title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), size);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (kinds[kind].icon));
  add_remove (row, storage, use, 1u << kind, _ (kinds[kind].title), all);
  return row;
}

static GtkWidget *
use_row_new (Storage *storage, const MediaUse *use)
{
  WhinChat *chat = whin_chat_list_find (whin_client_get_chats (storage->client), &use->conv);
  const char *name = chat ? whin_chat_get_name (chat) : _ ("Deleted Chat");
  GtkWidget *row = adw_expander_row_new (), *avatar = adw_avatar_new (32, name, TRUE);
  g_autofree char *size = size_and_files (total_of (use), files_of (use));

  if (chat)
    whin_avatar_set_chat (ADW_AVATAR (avatar), chat);
  gtk_accessible_update_state (GTK_ACCESSIBLE (avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), size);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), avatar);
  add_remove (row, storage, use, ALL_KINDS, name, FALSE);
  for (guint i = 0; i < AUTO_KINDS; i++)
    if (use->files[i])
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), kind_row_new (storage, use, i, FALSE));
  return row;
}

static int
largest_first (gconstpointer a, gconstpointer b)
{
  gint64 one = total_of (a), other = total_of (b);

  return one == other ? 0 : one > other ? -1 : 1;
}

static GtkWidget *
content_new (Storage *storage, GArray *uses)
{
  GtkWidget *page = adw_preferences_page_new ();
  AdwPreferencesGroup *all = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  AdwPreferencesGroup *chats = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  MediaUse sum = { 0 };
  g_autofree char *size = NULL;

  g_array_sort (uses, largest_first);
  for (guint i = 0; i < uses->len; i++) {
    const MediaUse *use = &g_array_index (uses, MediaUse, i);

    for (guint k = 0; k < AUTO_KINDS; k++) {
      sum.bytes[k] += use->bytes[k];
      sum.files[k] += use->files[k];
    }
    adw_preferences_group_add (chats, use_row_new (storage, use));
  }
  for (guint k = 0; k < AUTO_KINDS; k++)
    adw_preferences_group_add (all, kind_row_new (storage, &sum, k, TRUE));
  size = size_and_files (total_of (&sum), files_of (&sum));
  adw_preferences_group_set_title (all, _ ("On This Device"));
  adw_preferences_group_set_description (all, size);
  adw_preferences_group_set_title (chats, _ ("By Chat"));
  gtk_widget_set_visible (GTK_WIDGET (chats), uses->len > 0);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), all);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), chats);
  return page;
}

/* -- The page -- */

static void
used_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Storage *storage = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) uses = whin_client_query_storage_finish (NULL, result, &error);
  GtkWidget *view;

  if (!uses)
    return;
  view = GTK_WIDGET (adw_navigation_page_get_child (ADW_NAVIGATION_PAGE (storage->page)));
  storage->content = content_new (storage, uses);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), storage->content);
}

static void
ask_use (Storage *storage)
{
  whin_client_query_storage_async (storage->client, storage->cancellable, used_cb, storage);
}

AdwNavigationPage *
whin_storage_page_new (WhinClient *client)
{
  GtkWidget *view = adw_toolbar_view_new (), *spinner = adw_spinner_new ();
  AdwNavigationPage *page = adw_navigation_page_new (view, _ ("Storage"));
  Storage *storage = g_new0 (Storage, 1);

  storage->client = g_object_ref (client);
  storage->cancellable = g_cancellable_new ();
  storage->page = GTK_WIDGET (page);
  g_object_set_data_full (G_OBJECT (page), "whin-storage", storage, storage_free);
  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), spinner);
  ask_use (storage);
  return page;
}
