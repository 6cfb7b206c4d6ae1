/* place card: where something is, in words and numbers; the maps of the desktop show the rest, when
 * they are asked to.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-card.h"

#include "whin-map.h"
#include "whin-open.h"
#include "whin-window.h"

#include <glib/gi18n.h>
#include <math.h>

#define WIDTH 240

char *
whin_place_words (const Spot *spot)
{
  double lat = fabs (spot->lat / 1e6), lon = fabs (spot->lon / 1e6);
  const char *north = spot->lat < 0 ? C_ ("south", "S") : C_ ("north", "N");
  const char *east = spot->lon < 0 ? C_ ("west", "W") : C_ ("east", "E");

  /* Translators: a place: degrees and N or S, degrees and E or W */
  return g_strdup_printf (_ ("%.5f° %s, %.5f° %s"), lat, north, lon, east);
}

char *
whin_place_uri (const Spot *spot)
{
  char lat[G_ASCII_DTOSTR_BUF_SIZE], lon[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (lat, sizeof lat, "%.6f", spot->lat / 1e6);
  g_ascii_formatd (lon, sizeof lon, "%.6f", spot->lon / 1e6);
  return g_strdup_printf ("geo:%s,%s", lat, lon);
}

static void
open_cb (GtkWidget *card)
{
  whin_open_link (card, g_object_get_data (G_OBJECT (card), "whin-uri"));
}

static void
copy_cb (GtkWidget *card)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (card),
                          g_object_get_data (G_OBJECT (card), "whin-words"));
  whin_window_toast (card, _ ("Coordinates copied"));
}

#ifdef WHIN_MAPS

/* What there is to show on a map. */
typedef struct {
  WhinClient *client;
  MessageRow *row;
} Shown;

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_object_unref (shown->client);
  message_row_unref (shown->row);
  g_free (shown);
}

static void
map_cb (GtkWidget *card)
{
  Shown *shown = g_object_get_data (G_OBJECT (card), "whin-shown");

  whin_map_dialog_present (card, shown->client, shown->row);
}

#endif

static GtkWidget *
make_text (const MessageRow *row, const char *words)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *name = gtk_label_new (row->text[0] ? row->text : _ ("Location"));
  GtkWidget *numbers = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "heading");
  gtk_label_set_wrap (GTK_LABEL (numbers), TRUE);
  gtk_label_set_xalign (GTK_LABEL (numbers), 0);
  gtk_widget_add_css_class (numbers, "caption");
  gtk_widget_add_css_class (numbers, "numeric");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), numbers);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

static GtkWidget *
make_button (const char *label, GCallback clicked, GtkWidget *card)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_swapped (button, "clicked", clicked, card);
  return button;
}

static GtkWidget *
make_buttons (GtkWidget *card, WhinClient *client, const MessageRow *row)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
#ifdef WHIN_MAPS
  Shown *shown = g_new0 (Shown, 1);

  shown->client = g_object_ref (client);
  shown->row = message_row_ref ((MessageRow *) row);
  g_object_set_data_full (G_OBJECT (card), "whin-shown", shown, shown_free);
  gtk_box_append (GTK_BOX (buttons), make_button (_ ("Show Map"), G_CALLBACK (map_cb), card));
#endif
  gtk_box_append (GTK_BOX (buttons), make_button (_ ("Open in Maps"), G_CALLBACK (open_cb), card));
  gtk_widget_set_tooltip_text (copy, _ ("Copy Coordinates"));
  gtk_widget_add_css_class (copy, "flat");
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (copy_cb), card);
  gtk_box_append (GTK_BOX (buttons), copy);
  return buttons;
}

GtkWidget *
whin_place_card_new (WhinClient *client, const MessageRow *row)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("mark-location-symbolic");
  char *words = whin_place_words (row->spot);

  g_object_set_data_full (G_OBJECT (card), "whin-uri", whin_place_uri (row->spot), g_free);
  g_object_set_data_full (G_OBJECT (card), "whin-words", words, g_free);
  gtk_image_set_pixel_size (GTK_IMAGE (icon), 24);
  gtk_widget_add_css_class (icon, "card-sign");
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), make_text (row, words));
  gtk_box_append (GTK_BOX (card), line);
  gtk_box_append (GTK_BOX (card), make_buttons (card, client, row));
  gtk_widget_set_size_request (card, WIDTH, -1);
  return card;
}
