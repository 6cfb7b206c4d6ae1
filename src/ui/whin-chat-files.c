/* chat files: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-files.h"

#include "whin-client-chats.h"
#include "whin-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct {
  WhinClient *client;
  Conv conv;
  GtkWidget *parent;
  gboolean with_media;
} Work;

static Work *
work_new (WhinClient *client, WhinChat *chat, GtkWidget *parent)
{
  Work *work = g_new0 (Work, 1);

  work->client = g_object_ref (client);
  work->conv = *whin_chat_get_conv (chat);
  work->parent = g_object_ref (parent);
  return work;
}

static void
work_free (Work *work)
{
  g_object_unref (work->client);
  g_object_unref (work->parent);
  g_free (work);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

static GtkWindow *
window_of (Work *work)
{
  GtkRoot *root = gtk_widget_get_root (work->parent);

  return root ? GTK_WINDOW (root) : NULL;
}

static void
say (Work *work, const char *text)
{
  whin_window_toast (work->parent, text);
}

/* -- Out -- */

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Work) work = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = whin_client_export_chat_finish (NULL, result, &error);
  g_autofree char *name = folder ? g_filename_display_basename (folder) : NULL;
  g_autofree char *text = name ? g_strdup_printf (_ ("Saved in “%s”"), name) : NULL;

  say (work, text ? text : error->message);
}

static void
folder_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Work) work = user_data;
  g_autoptr (GFile) folder =
      gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (!folder || !g_file_peek_path (folder) || !whin_client_get_core (work->client))
    return;
  whin_client_export_chat_async (work->client, &work->conv, g_file_peek_path (folder),
                                 work->with_media, NULL, exported_cb, work);
  g_steal_pointer (&work);
}

static void
export_response_cb (AdwAlertDialog *dialog, const char *response, Work *work)
{
  g_autoptr (GtkFileDialog) chooser = NULL;
  Work *next;

  if (g_str_equal (response, "cancel"))
    return;
  next = g_new0 (Work, 1);
  *next = *work;
  g_object_ref (next->client);
  g_object_ref (next->parent);
  next->with_media = g_str_equal (response, "media");
  chooser = gtk_file_dialog_new ();
  gtk_file_dialog_set_title (chooser, _ ("Export Chat"));
  gtk_file_dialog_select_folder (chooser, window_of (work), NULL, folder_cb, next);
}

static void
free_closure (gpointer work, GClosure *closure)
{
  work_free (work);
}

void
whin_chat_export (WhinClient *client, WhinChat *chat, GtkWidget *parent)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Export Chat"), NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  adw_alert_dialog_set_body (
      alert, _ ("The text of this chat is saved, or a .zip of it and the files that "
                "are here. It is not encrypted: whoever can open it can read it."));
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "text", _ ("_Text Only"), "media",
                                  _ ("Text and _Files"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "media", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_close_response (alert, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (export_response_cb),
                         work_new (client, chat, parent), free_closure, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, parent);
}

/* -- In -- */

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Work) work = user_data;
  g_autoptr (GError) error = NULL;
  gint64 n = whin_client_import_chat_finish (work->client, result, &error);
  g_autofree char *text = NULL;

  if (error) {
    say (work, error->message);
    return;
  }
  text = n > 0 ? g_strdup_printf (
                     ngettext ("%d message was imported", "%d messages were imported", (gulong) n),
                     (int) n)
               : g_strdup (_ ("All of it is here already"));
  say (work, text);
}

static void
file_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Work) work = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (!file || !g_file_peek_path (file) || !whin_client_get_core (work->client))
    return;
  whin_client_import_chat_async (work->client, &work->conv, g_file_peek_path (file), NULL,
                                 imported_cb, work);
  g_steal_pointer (&work);
}

void
whin_chat_import (WhinClient *client, WhinChat *chat, GtkWidget *parent)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  Work *work = work_new (client, chat, parent);

  gtk_file_filter_set_name (filter, _ ("Exported chats"));
  gtk_file_filter_add_suffix (filter, "zip");
  gtk_file_filter_add_suffix (filter, "txt");
  gtk_file_dialog_set_title (dialog, _ ("Import from WhatsApp"));
  gtk_file_dialog_set_default_filter (dialog, filter);
  gtk_file_dialog_open (dialog, window_of (work), NULL, file_cb, work);
}
