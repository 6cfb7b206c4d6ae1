/* people file: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-people-file.h"

#include "vcard.h"
#include "whin-save.h"
#include "whin-window.h"

#include <glib/gi18n.h>
#include <string.h>

/* -- In -- */

void
whin_people_file_choose (GtkWidget *widget,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Files of contacts"));
  gtk_file_filter_add_suffix (filter, "vcf");
  gtk_file_filter_add_suffix (filter, "vcard");
  gtk_file_dialog_set_title (dialog, _ ("Import Contacts"));
  gtk_file_dialog_set_default_filter (dialog, filter);
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), cancellable, callback,
                        user_data);
}

gboolean
whin_people_file_is (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  const char *dot = name ? strrchr (name, '.') : NULL;

  return dot && (g_ascii_strcasecmp (dot, ".vcf") == 0 || g_ascii_strcasecmp (dot, ".vcard") == 0);
}

GFile *
whin_people_file_in (GListModel *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);

    if (whin_people_file_is (file))
      return g_steal_pointer (&file);
  }
  return NULL;
}

void
whin_people_file_take_drops (GtkOverlay *overlay, WhinDropFunc dropped, gpointer user_data)
{
  whin_drop_add (overlay, "x-office-address-book-symbolic", _ ("Drop to Import Contacts"), dropped,
                 user_data);
}

const char *
whin_people_file_refusal (void)
{
  return _ ("Only files of contacts (.vcf) can be dropped here");
}

/* -- Out -- */

typedef struct {
  GtkWidget *widget;
  GBytes *file;
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->widget);
  g_bytes_unref (saving->file);
  g_free (saving);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
saved_cb (GObject *file, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (file), result, NULL, &error))
    whin_window_toast (widget, _ ("Saved"));
  else
    whin_window_toast (widget, error->message);
}

static void
target_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GFile) target = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (target)
    g_file_replace_contents_bytes_async (target, saving->file, NULL, FALSE, G_FILE_CREATE_NONE,
                                         NULL, saved_cb, g_object_ref (saving->widget));
}

void
whin_people_file_save (GtkWidget *widget, const MessageRow *row)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *card = vcard_write (row->text, row->card->phone);
  g_autofree char *named = g_strconcat (row->text[0] ? row->text : row->card->phone, ".vcf", NULL);
  g_autofree char *name = whin_save_clean (named);
  Saving *saving = g_new (Saving, 1);
  gsize len = strlen (card);

  *saving = (Saving) { g_object_ref (widget), g_bytes_new_take (g_steal_pointer (&card), len) };
  gtk_file_dialog_set_title (dialog, _ ("Save as vCard"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, target_cb, saving);
}
