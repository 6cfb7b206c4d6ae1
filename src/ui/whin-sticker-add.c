/* sticker add: see the header. What is shown is what will be sent: made ready in a thread, where
 * what is no picture, or too much of one, is refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sticker-add.h"

#include "sticker.h"
#include "whin-client-stickers.h"
#include "whin-clipboard.h"
#include "whin-dialog.h"
#include "whin-drop.h"
#include "whin-picture-file.h"
#include "whin-sticker-page.h"

#include <glib/gi18n.h>

#define MAKING "whin-making"
#define SIDE 160

typedef struct {
  WhinClient *client;
  GtkWidget *parent; /* weak */
  Id pack;
  AdwDialog *dialog; /* owns this */
  GtkWidget *add;    /* as the next ones, in the dialog */
  GtkWidget *frame, *picture, *error;
  GtkWidget *emoji;
  GBytes *data; /* what is kept, or NULL */
  char *chosen; /* its emoji */
  GCancellable *cancellable;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_cancellable_cancel (making->cancellable);
  g_object_unref (making->cancellable);
  g_object_unref (making->client);
  g_clear_weak_pointer (&making->parent);
  g_clear_pointer (&making->data, g_bytes_unref);
  g_free (making->chosen);
  g_free (making);
}

/* Of the dialog that the call kept; NULL once it was closed. */
static Making *
making_of (gpointer dialog)
{
  Making *making = g_object_get_data (dialog, MAKING);

  return g_cancellable_is_cancelled (making->cancellable) ? NULL : making;
}

static void
complain (Making *making, const char *words)
{
  gtk_label_set_label (GTK_LABEL (making->error), words);
  gtk_widget_set_visible (making->error, words[0] != '\0');
}

/* -- Making it ready -- */

static void
prepare_in_thread (GTask *task, gpointer source, gpointer picture, GCancellable *cancellable)
{
  GError *error = NULL;
  Picture *made = sticker_prepare (picture, cancellable, &error);

  if (made)
    g_task_return_pointer (task, g_bytes_ref (made->data), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
  picture_free (made);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwDialog) dialog = user_data;
  Making *making = making_of (dialog);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) data = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GdkTexture) texture = data ? gdk_texture_new_from_bytes (data, NULL) : NULL;

  if (!making)
    return;
  g_clear_pointer (&making->data, g_bytes_unref);
  making->data = texture ? g_steal_pointer (&data) : NULL;
  gtk_picture_set_paintable (GTK_PICTURE (making->picture), GDK_PAINTABLE (texture));
  gtk_stack_set_visible_child_name (GTK_STACK (making->frame), texture ? "picture" : "none");
  gtk_widget_set_sensitive (making->add, texture != NULL);
  complain (making, error ? error->message : "");
}

/* Takes picture. */
static void
prepare (Making *making, GBytes *picture)
{
  g_autoptr (GTask) task =
      g_task_new (NULL, making->cancellable, prepared_cb, g_object_ref (making->dialog));

  g_task_set_task_data (task, picture, (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, prepare_in_thread);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwDialog) dialog = user_data;
  Making *making = making_of (dialog);
  g_autoptr (GError) error = NULL;
  GBytes *picture = whin_picture_file_finish (result, NULL, &error);

  if (making && picture)
    prepare (making, picture);
  else
    g_clear_pointer (&picture, g_bytes_unref);
  if (making && error && error->domain == G_IO_ERROR)
    complain (making, error->message);
}

static void
take (Making *making, GFile *file, GdkTexture *texture)
{
  if (texture)
    prepare (making, gdk_texture_save_to_png_bytes (texture));
  else if (file)
    whin_picture_file_read_async (file, making->cancellable, read_cb,
                                  g_object_ref (making->dialog));
}

static void
take_first (GListModel *files, GdkTexture *texture, gpointer dialog)
{
  g_autoptr (GFile) file = files ? g_list_model_get_item (files, 0) : NULL;
  Making *making = making_of (dialog);

  if (making)
    take (making, file, texture);
}

static void
dropped (GListModel *files, gpointer making)
{
  take_first (files, NULL, ((Making *) making)->dialog);
}

static gboolean
paste_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  Making *making = making_of (widget);

  return making && whin_clipboard_read (widget, making->cancellable, take_first, widget);
}

static void
choose_cb (Making *making)
{
  whin_picture_file_choose_async (GTK_WIDGET (making->dialog), _ ("Choose a Picture"),
                                  making->cancellable, read_cb, g_object_ref (making->dialog));
}

static void
emoji_cb (GtkEmojiChooser *chooser, const char *emoji, Making *making)
{
  g_set_str (&making->chosen, emoji);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (making->emoji), emoji);
}

/* -- Keeping it -- */

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwDialog) dialog = user_data;
  Making *making = making_of (dialog);
  g_autoptr (GError) error = NULL;
  g_autoptr (GtkWidget) parent = NULL;

  if (!whin_client_add_sticker_finish (result, NULL, NULL, &error)) {
    if (making)
      complain (making, error->message);
    return;
  }
  if (!making)
    return;
  whin_sticker_page_prefer (&making->pack);
  g_set_object (&parent, making->parent);
  adw_dialog_close (dialog);
  if (parent && gtk_widget_get_mapped (parent))
    gtk_widget_activate_action (parent, "composer.stickers", NULL);
}

static void
add_cb (Making *making)
{
  if (making->data)
    whin_client_add_sticker_async (making->client, making->data, making->chosen, &making->pack,
                                   making->cancellable, added_cb, g_object_ref (making->dialog));
}

/* -- The dialog -- */

static GtkWidget *
choose_new (Making *making)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Choose a Picture…"));

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (choose_cb), making);
  return button;
}

static GtkWidget *
frame_new (Making *making)
{
  GtkWidget *none = gtk_image_new_from_icon_name ("whin-sticker-symbolic");

  making->frame = gtk_stack_new ();
  making->picture = gtk_picture_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (none), 96);
  gtk_widget_add_css_class (none, "dimmed");
  gtk_picture_set_content_fit (GTK_PICTURE (making->picture), GTK_CONTENT_FIT_SCALE_DOWN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (making->picture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The new sticker"), -1);
  gtk_widget_set_size_request (making->frame, SIDE, SIDE);
  gtk_widget_set_halign (making->frame, GTK_ALIGN_CENTER);
  gtk_widget_set_overflow (making->frame, GTK_OVERFLOW_HIDDEN);
  gtk_stack_add_named (GTK_STACK (making->frame), none, "none");
  gtk_stack_add_named (GTK_STACK (making->frame), making->picture, "picture");
  return making->frame;
}

static GtkWidget *
emoji_row_new (Making *making)
{
  GtkWidget *list = gtk_list_box_new (), *row = adw_action_row_new ();
  GtkWidget *chooser = gtk_emoji_chooser_new ();

  making->emoji = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (making->emoji), _ ("Choose"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (making->emoji), chooser);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (making->emoji), GTK_ARROW_UP);
  gtk_widget_set_valign (making->emoji, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (making->emoji, "sticker-emoji");
  g_signal_connect (chooser, "emoji-picked", G_CALLBACK (emoji_cb), making);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Emoji"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _ ("What it says, by which it is found and read aloud"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), making->emoji);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), making->emoji);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_widget_add_css_class (list, "boxed-list");
  return list;
}

static GtkWidget *
label_new (const char *words, const char *style)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
page_new (Making *making)
{
  GtkWidget *overlay = gtk_overlay_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  making->error = label_new ("", "error");
  gtk_widget_set_visible (making->error, FALSE);
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_box_append (GTK_BOX (box), frame_new (making));
  gtk_box_append (GTK_BOX (box), choose_new (making));
  gtk_box_append (GTK_BOX (box), label_new (_ ("Or drop or paste one here. It is made small; what "
                                               "is transparent stays so, and nothing is left of "
                                               "what the file says of you."),
                                            "dimmed"));
  gtk_box_append (GTK_BOX (box), making->error);
  gtk_box_append (GTK_BOX (box), emoji_row_new (making));
  gtk_overlay_set_child (GTK_OVERLAY (overlay), box);
  whin_drop_add (GTK_OVERLAY (overlay), "image-x-generic-symbolic", _ ("Drop to Make a Sticker"),
                 dropped, making);
  return overlay;
}

static void
add_paste (AdwDialog *dialog)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_v, GDK_CONTROL_MASK),
                        gtk_callback_action_new (paste_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (dialog), keys);
}

static void
closed_cb (AdwDialog *dialog, Making *making)
{
  g_cancellable_cancel (making->cancellable);
}

void
whin_sticker_add_present (GtkWidget *parent,
                          WhinClient *client,
                          const Id *pack,
                          GFile *file,
                          GdkTexture *texture)
{
  Making *making = g_new0 (Making, 1);

  making->client = g_object_ref (client);
  making->pack = *pack;
  making->cancellable = g_cancellable_new ();
  g_set_weak_pointer (&making->parent, parent);
  making->dialog = whin_dialog_new (_ ("Add Sticker"), _ ("_Add"), &making->add);
  g_object_set_data_full (G_OBJECT (making->dialog), MAKING, making, making_free);
  g_signal_connect (making->dialog, "closed", G_CALLBACK (closed_cb), making);
  g_signal_connect_swapped (making->add, "clicked", G_CALLBACK (add_cb), making);
  gtk_widget_set_sensitive (making->add, FALSE);
  whin_dialog_set_page (making->dialog, page_new (making));
  add_paste (making->dialog);
  adw_dialog_present (making->dialog, parent);
  take (making, file, texture);
}
