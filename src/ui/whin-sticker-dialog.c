/* sticker dialog: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sticker-dialog.h"

#include "whin-client-stickers.h"
#include "whin-format.h"
#include "whin-sticker.h"
#include "whin-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define SHOWING "whin-showing"
#define SIDE 256

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GError) error = NULL;
  gboolean again;

  if (whin_client_add_sticker_finish (result, NULL, &again, &error))
    whin_window_toast (parent,
                       again ? _ ("You have this sticker already") : _ ("Added to your stickers"));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    whin_window_toast (parent, error->message);
}

void
whin_sticker_keep (GtkWidget *parent, WhinClient *client, const MessageRow *row)
{
  MessageName name = { row->conv, row->author, row->id };

  whin_client_keep_sticker_async (client, &name, NULL, kept_cb, g_object_ref (parent));
}

typedef struct {
  WhinClient *client;
  MessageRow *row;
  GtkWidget *parent; /* weak */
  AdwDialog *dialog; /* owns this */
} Showing;

static void
showing_free (gpointer data)
{
  Showing *showing = data;

  g_object_unref (showing->client);
  message_row_unref (showing->row);
  g_clear_weak_pointer (&showing->parent);
  g_free (showing);
}

static void
keep_cb (Showing *showing)
{
  if (showing->parent)
    whin_sticker_keep (showing->parent, showing->client, showing->row);
  adw_dialog_close (showing->dialog);
}

/* "From “Birds”"; NULL when it is from nowhere. */
static char *
words_of (const Sticker *sticker)
{
  if (!sticker->name[0])
    return NULL;
  /* Translators: the name of a pack of stickers */
  return g_strdup_printf (_ ("From “%s”"), sticker->name);
}

static GtkWidget *
page_new (Showing *showing, GtkWidget **keep)
{
  const Media *media = showing->row->media;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *picture = whin_sticker_picture_new (SIDE);
  g_autofree char *words = words_of (media->sticker);
  g_autofree char *label = whin_format_sticker (media->sticker->emoji);

  *keep = gtk_button_new_with_mnemonic (_ ("Add to _My Stickers"));
  whin_sticker_picture_set (picture, media->file);
  gtk_accessible_update_state (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_STATE_HIDDEN, FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_box_append (GTK_BOX (box), picture);
  if (words) {
    GtkWidget *from = gtk_label_new (words);

    gtk_label_set_wrap (GTK_LABEL (from), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (from), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_justify (GTK_LABEL (from), GTK_JUSTIFY_CENTER);
    gtk_widget_add_css_class (from, "dimmed");
    gtk_box_append (GTK_BOX (box), from);
  }
  gtk_widget_add_css_class (*keep, "pill");
  gtk_widget_add_css_class (*keep, "suggested-action");
  gtk_widget_set_halign (*keep, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), *keep);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  return box;
}

void
whin_sticker_dialog_present (GtkWidget *parent, WhinClient *client, const MessageRow *row)
{
  Showing *showing = g_new0 (Showing, 1);
  GtkWidget *view = adw_toolbar_view_new (), *keep;

  showing->client = g_object_ref (client);
  showing->row = message_row_ref (row);
  showing->dialog = adw_dialog_new ();
  g_set_weak_pointer (&showing->parent, parent);
  g_object_set_data_full (G_OBJECT (showing->dialog), SHOWING, showing, showing_free);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page_new (showing, &keep));
  g_signal_connect_swapped (keep, "clicked", G_CALLBACK (keep_cb), showing);
  adw_dialog_set_title (showing->dialog, _ ("Sticker"));
  adw_dialog_set_content_width (showing->dialog, 340);
  adw_dialog_set_child (showing->dialog, view);
  adw_dialog_set_default_widget (showing->dialog, keep);
  adw_dialog_set_focus (showing->dialog, keep);
  adw_dialog_present (showing->dialog, parent);
}
