/* contact card: somebody that somebody told one of, to write to or to keep.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-card.h"

#include "error.h"
#include "whin-avatar.h"
#include "whin-format.h"
#include "whin-window.h"

#include <glib/gi18n.h>

#define TOLD "whin-told"
#define WIDTH 240

typedef struct {
  WhinClient *client;
  char *name;
  char *phone;
  Id acc;               /* none before it was found */
  GtkWidget *card;      /* borrowed: it owns this */
  GtkWidget *keep;      /* a button */
  gboolean is_to_write; /* once found; else to be kept */
  GCancellable *cancellable;
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;

  g_cancellable_cancel (told->cancellable);
  g_object_unref (told->cancellable);
  g_object_unref (told->client);
  g_free (told->name);
  g_free (told->phone);
  g_free (told);
}

static gboolean
is_kept (Told *told)
{
  WhinContact *contact =
      id_is_none (&told->acc)
          ? NULL
          : whin_contact_list_find (whin_client_get_contacts (told->client), &told->acc);

  return contact && whin_contact_get_row (contact)->contact;
}

static void
go_on (Told *told)
{
  Conv conv = { CONV_USER, told->acc };

  if (told->is_to_write) {
    whin_window_open_chat (WHIN_WINDOW (gtk_widget_get_root (told->card)), &conv, 0);
    return;
  }
  whin_client_set_contact (told->client, &told->acc, told->phone, told->name);
  gtk_widget_set_sensitive (told->keep, FALSE);
  whin_window_toast (told->card, _ ("Added to your contacts"));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) card = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ContactRow) row = whin_client_find_finish (NULL, result, &error);
  Told *told = g_object_get_data (G_OBJECT (card), TOLD);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (row) {
    told->acc = row->acc;
    go_on (told);
  } else if (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND)) {
    whin_window_toast (card, _ ("Nobody with this number uses this server"));
  } else {
    whin_window_toast (card, error->message);
  }
}

static void
begin (Told *told, gboolean write)
{
  told->is_to_write = write;
  if (!id_is_none (&told->acc))
    go_on (told);
  else
    whin_client_find_async (told->client, told->phone, told->cancellable, found_cb,
                            g_object_ref (told->card));
}

static void
message_cb (Told *told)
{
  begin (told, TRUE);
}

static void
add_cb (Told *told)
{
  begin (told, FALSE);
}

static GtkWidget *
make_text (const MessageRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *name = gtk_label_new (row->text);

  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "heading");
  gtk_box_append (GTK_BOX (box), name);
  if (row->card->phone[0]) {
    g_autofree char *number = whin_format_phone (row->card->phone);
    GtkWidget *phone = gtk_label_new (number);

    gtk_label_set_xalign (GTK_LABEL (phone), 0);
    gtk_label_set_selectable (GTK_LABEL (phone), FALSE);
    gtk_widget_add_css_class (phone, "caption");
    gtk_widget_add_css_class (phone, "numeric");
    gtk_box_append (GTK_BOX (box), phone);
  }
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

static GtkWidget *
make_button (const char *label, GCallback clicked, Told *told)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_swapped (button, "clicked", clicked, told);
  return button;
}

GtkWidget *
whin_contact_card_new (WhinClient *client, const MessageRow *row)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *avatar = adw_avatar_new (40, NULL, TRUE);
  Told *told = g_new0 (Told, 1);

  told->client = g_object_ref (client);
  told->name = g_strdup (row->text);
  told->phone = g_strdup (row->card->phone);
  told->acc = row->card->acc;
  told->card = card;
  told->cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (card), TOLD, told, told_free);
  whin_avatar_set (ADW_AVATAR (avatar), row->text, NULL);
  gtk_box_append (GTK_BOX (line), avatar);
  gtk_box_append (GTK_BOX (line), make_text (row));
  gtk_box_append (GTK_BOX (buttons), make_button (_ ("Message"), G_CALLBACK (message_cb), told));
  told->keep = make_button (_ ("Add Contact"), G_CALLBACK (add_cb), told);
  gtk_widget_set_sensitive (told->keep, !is_kept (told));
  gtk_box_append (GTK_BOX (buttons), told->keep);
  gtk_box_append (GTK_BOX (card), line);
  gtk_box_append (GTK_BOX (card), buttons);
  gtk_widget_set_size_request (card, WIDTH, -1);
  return card;
}
