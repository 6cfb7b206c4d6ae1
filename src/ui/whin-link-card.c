/* link card: the page that a text leads to, as who wrote it saw it. Nothing is asked of the page
 * until a person opens it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-card.h"

#include "picture.h"
#include "whin-open.h"

#define SIDE 56
#define SIDE_MAX 160
#define WIDTH 240

typedef struct {
  char *url;
  GtkWidget *card; /* borrowed: it owns this */
  GCancellable *cancellable;
} Leading;

static void
leading_free (gpointer data)
{
  Leading *leading = data;

  g_cancellable_cancel (leading->cancellable);
  g_object_unref (leading->cancellable);
  g_free (leading->url);
  g_free (leading);
}

static void
open_cb (Leading *leading)
{
  whin_open_link (leading->card, leading->url);
}

/* The middle of it. */
static GdkPixbuf *
square_of (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  int side = MIN (width, height);

  return gdk_pixbuf_new_subpixbuf (pixbuf, (width - side) / 2, (height - side) / 2, side, side);
}

static void
decode_cb (GTask *task, gpointer picture, gpointer thumb, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = picture_open_bytes (thumb, SIDE_MAX, cancellable, &error);

  if (pixbuf) {
    g_autoptr (GdkPixbuf) square = square_of (pixbuf);

    G_GNUC_BEGIN_IGNORE_DEPRECATIONS
    g_task_return_pointer (task, gdk_texture_new_for_pixbuf (square), g_object_unref);
    G_GNUC_END_IGNORE_DEPRECATIONS
  } else {
    g_task_return_error (task, error);
  }
}

static void
decoded_cb (GObject *picture, GAsyncResult *result, gpointer unused)
{
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), NULL);

  if (texture)
    gtk_image_set_from_paintable (GTK_IMAGE (picture), GDK_PAINTABLE (texture));
}

static GtkWidget *
make_picture (Leading *leading, GBytes *thumb)
{
  GtkWidget *picture = gtk_image_new ();
  g_autoptr (GTask) task = NULL;

  /* Its place before it is there: nothing moves when it comes. */
  gtk_image_set_pixel_size (GTK_IMAGE (picture), SIDE);
  gtk_widget_set_overflow (picture, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (picture, "link-picture");
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_accessible_update_state (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  task = g_task_new (picture, leading->cancellable, decoded_cb, NULL);
  g_task_set_task_data (task, g_bytes_ref (thumb), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, decode_cb);
  return picture;
}

static GtkWidget *
make_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, class);
  return label;
}

GtkWidget *
whin_link_card_new (const MessageRow *row)
{
  const LinkPreview *preview = row->preview;
  g_autoptr (GUri) uri = g_uri_parse (preview->url, G_URI_FLAGS_PARSE_RELAXED, NULL);
  GtkWidget *button = gtk_button_new (), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  Leading *leading = g_new0 (Leading, 1);

  leading->url = g_strdup (preview->url);
  leading->card = button;
  leading->cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (button), "whin-leading", leading, leading_free);
  if (preview->thumb)
    gtk_box_append (GTK_BOX (line), make_picture (leading, preview->thumb));
  gtk_box_append (GTK_BOX (words), make_label (preview->title, "heading"));
  gtk_box_append (GTK_BOX (words), make_label (uri ? g_uri_get_host (uri) : "", "caption"));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), words);
  gtk_button_set_child (GTK_BUTTON (button), line);
  gtk_widget_add_css_class (button, "link-card");
  gtk_widget_set_tooltip_text (button, preview->url);
  gtk_widget_set_size_request (button, WIDTH, -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (open_cb), leading);
  return button;
}
