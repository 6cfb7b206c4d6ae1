/* attach dialog: gathers attachments - chosen, dropped or pasted, also into the open dialog - and
 * sends them in order. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-attach-dialog.h"

#include "whin-attach-edit.h"
#include "whin-attachment.h"
#include "whin-clipboard.h"
#include "whin-drop.h"
#include "whin-format.h"
#include "whin-pictures.h"

#include <glib/gi18n.h>

#define PREVIEW_WIDTH 400
#define PREVIEW_HEIGHT 260
#define THUMB 48 /* px, beside the name once there are several */
#define FILES_MAX 32
#define NUMBER "whin-number"

struct _WhinAttachDialog {
  AdwDialog parent_instance;

  GtkButton *send_button;
  AdwBanner *banner;
  GtkOverlay *drop_overlay;
  GtkListBox *list;
  GtkCheckButton *as_file_check, *once_check;
  GtkEntry *caption_entry;

  WhinClient *client;
  Conv conv;
  MessageName quote; /* of what is answered, or none */
  GListStore *attachments;
  GCancellable *cancellable;
  gboolean several; /* as the rows were made */
  guint loading;
  guint added; /* so far */
};

/* A file that is being looked at. */
typedef struct {
  WhinAttachDialog *self;
  guint number; /* its place among all that were added */
} Adding;

G_DEFINE_FINAL_TYPE (WhinAttachDialog, whin_attach_dialog, ADW_TYPE_DIALOG)

static guint sent_signal;

/* -- Rows -- */

static void
preview_cb (GdkTexture *texture, gpointer picture)
{
  gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
}

static void
stop (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  g_object_unref (cancellable);
}

static GtkWidget *
make_picture (WhinAttachment *attachment)
{
  GtkWidget *picture = gtk_picture_new ();
  GCancellable *cancellable = g_cancellable_new ();
  g_autoptr (MediaFile) file = NULL;
  int scale = 2;

  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), whin_attachment_get_name (attachment));
  gtk_widget_set_overflow (picture, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (picture, "attachment-picture");
  g_object_set_data_full (G_OBJECT (picture), "whin-loading", cancellable, stop);
  file = media_file_new (whin_attachment_get_path (attachment), NULL);
  whin_pictures_load (file, PREVIEW_WIDTH * scale, PREVIEW_HEIGHT * scale, cancellable, preview_cb,
                      picture);
  return picture;
}

static GtkWidget *
make_large_picture (WhinAttachment *attachment)
{
  GtkWidget *picture = make_picture (attachment);
  int width, height;
  double fit;

  whin_attachment_get_pixels (attachment, &width, &height);
  fit = MIN (1.0, MIN ((double) PREVIEW_WIDTH / width, (double) PREVIEW_HEIGHT / height));
  gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_SCALE_DOWN);
  gtk_widget_set_size_request (picture, -1, (int) (height * fit));
  return picture;
}

static GtkWidget *
make_thumb (WhinAttachment *attachment)
{
  GtkWidget *picture = make_picture (attachment);
  /* A picture would ask for the height that suits its width. */
  GtkWidget *box = gtk_scrolled_window_new ();

  gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_COVER);
  gtk_widget_set_size_request (box, THUMB, THUMB);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (box), GTK_POLICY_NEVER, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (box), picture);
  gtk_widget_set_focusable (box, FALSE); /* there is nothing to scroll */
  return box;
}

static GtkWidget *
make_icon (WhinAttachment *attachment, int width)
{
  g_autofree char *type = g_content_type_from_mime_type (whin_attachment_get_mime (attachment));
  g_autoptr (GIcon) icon =
      g_content_type_get_symbolic_icon (type ? type : "application/octet-stream");
  GtkWidget *image = gtk_image_new_from_gicon (icon);

  gtk_image_set_pixel_size (GTK_IMAGE (image), 32);
  gtk_widget_set_size_request (image, width, -1);
  return image;
}

static void
remove_cb (GtkButton *button, WhinAttachDialog *self)
{
  WhinAttachment *attachment = g_object_get_data (G_OBJECT (button), "whin-attachment");
  guint position;

  if (g_list_store_find (self->attachments, attachment, &position))
    g_list_store_remove (self->attachments, position);
}

static GtkWidget *
make_remove (WhinAttachDialog *self, WhinAttachment *attachment)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Remove"));
  g_object_set_data (G_OBJECT (button), "whin-attachment", attachment);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_DEFAULT);
  return button;
}

static GtkWidget *
make_line (WhinAttachDialog *self, WhinAttachment *attachment)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (whin_attachment_get_name (attachment));
  g_autofree char *about = whin_format_file (whin_attachment_get_mime (attachment),
                                             whin_attachment_get_size (attachment));
  GtkWidget *label = gtk_label_new (about);

  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_box_append (GTK_BOX (texts), name);
  gtk_box_append (GTK_BOX (texts), label);
  if (!whin_attachment_is_picture (attachment))
    gtk_box_append (GTK_BOX (line), make_icon (attachment, self->several ? THUMB : -1));
  else if (self->several)
    gtk_box_append (GTK_BOX (line), make_thumb (attachment));
  gtk_box_append (GTK_BOX (line), texts);
  if (whin_attach_edit_can (attachment))
    gtk_box_append (GTK_BOX (line), whin_attach_edit_button (self->attachments, attachment));
  gtk_box_append (GTK_BOX (line), make_remove (self, attachment));
  return line;
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  WhinAttachDialog *self = user_data;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 9);
  if (whin_attachment_is_picture (item) && !self->several)
    gtk_box_append (GTK_BOX (box), make_large_picture (item));
  gtk_box_append (GTK_BOX (box), make_line (self, item));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

/* -- State -- */

static gboolean
any_picture (WhinAttachDialog *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->attachments)); i++) {
    g_autoptr (WhinAttachment) attachment =
        g_list_model_get_item (G_LIST_MODEL (self->attachments), i);

    if (whin_attachment_is_picture (attachment))
      return TRUE;
  }
  return FALSE;
}

static char *
title_for (guint n, gboolean pictures)
{
  if (pictures)
    return n == 1 ? g_strdup (_ ("Send Picture"))
                  : g_strdup_printf (ngettext ("Send %u Item", "Send %u Items", n), n);
  return g_strdup_printf (ngettext ("Send %u File", "Send %u Files", n), n);
}

/* One photo alone; it says nothing, and answers nothing. */
static gboolean
is_once (WhinAttachDialog *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->once_check)) &&
         gtk_check_button_get_active (self->once_check);
}

static void
once_cb (GtkCheckButton *check, WhinAttachDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->caption_entry), !is_once (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->as_file_check), !is_once (self));
}

static void
update (WhinAttachDialog *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->attachments));
  gboolean pictures = any_picture (self);
  g_autofree char *title = title_for (n, pictures);

  if (n)
    adw_dialog_set_title (ADW_DIALOG (self), title);
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button), n > 0 && !self->loading);
  gtk_widget_set_visible (GTK_WIDGET (self->as_file_check), pictures);
  gtk_widget_set_visible (GTK_WIDGET (self->once_check),
                          pictures && n == 1 && self->conv.kind != CONV_BROADCAST);
  once_cb (self->once_check, self);
}

/* One picture is shown large; several should all be seen at once. */
static void
make_rows (WhinAttachDialog *self)
{
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->attachments), make_row, self, NULL);
}

static void
changed_cb (WhinAttachDialog *self)
{
  gboolean several = g_list_model_get_n_items (G_LIST_MODEL (self->attachments)) > 1;

  if (several != self->several) {
    self->several = several;
    make_rows (self);
  }
  update (self);
  if (!g_list_model_get_n_items (G_LIST_MODEL (self->attachments)) && !self->loading &&
      !adw_banner_get_revealed (self->banner))
    adw_dialog_close (ADW_DIALOG (self));
}

static void
complain (WhinAttachDialog *self, const char *message)
{
  adw_banner_set_title (self->banner, message);
  adw_banner_set_revealed (self->banner, TRUE);
}

static void
dismiss_cb (AdwBanner *banner, WhinAttachDialog *self)
{
  adw_banner_set_revealed (banner, FALSE);
  changed_cb (self);
}

/* -- Adding -- */

static Adding *
adding_new (WhinAttachDialog *self)
{
  Adding *adding = g_new (Adding, 1);

  *adding = (Adding) { g_object_ref (self), self->added++ };
  self->loading++;
  return adding;
}

static int
compare_numbers (gconstpointer a, gconstpointer b, gpointer unused)
{
  guint one = GPOINTER_TO_UINT (g_object_get_data ((GObject *) a, NUMBER));
  guint two = GPOINTER_TO_UINT (g_object_get_data ((GObject *) b, NUMBER));

  return (one > two) - (one < two);
}

/* The one that was looked at sooner need not be the one that came first. */
static void
insert (WhinAttachDialog *self, WhinAttachment *attachment, guint number)
{
  g_object_set_data (G_OBJECT (attachment), NUMBER, GUINT_TO_POINTER (number));
  g_list_store_insert_sorted (self->attachments, attachment, compare_numbers, NULL);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Adding *adding = user_data;
  g_autoptr (WhinAttachDialog) self = adding->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (WhinAttachment) attachment = whin_attachment_load_finish (result, &error);

  self->loading--;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error)
    complain (self, error->message);
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->attachments)) >= FILES_MAX)
    complain (self, _ ("More than 32 files cannot be sent at once."));
  else
    insert (self, attachment, adding->number);
  update (self);
}

void
whin_attach_dialog_add_files (WhinAttachDialog *self, GListModel *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);

    whin_attachment_load_async (file, self->cancellable, loaded_cb, adding_new (self));
  }
  update (self);
}

void
whin_attach_dialog_add_texture (WhinAttachDialog *self, GdkTexture *texture)
{
  whin_attachment_load_texture_async (texture, self->cancellable, loaded_cb, adding_new (self));
  update (self);
}

static void
dropped (GListModel *files, gpointer self)
{
  whin_attach_dialog_add_files (self, files);
}

static void
chosen_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinAttachDialog) self = user_data;
  g_autoptr (GListModel) files =
      gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (files)
    whin_attach_dialog_add_files (self, files);
}

static void
add_cb (GtkButton *button, WhinAttachDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Attach Files"));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 self->cancellable, chosen_cb, g_object_ref (self));
}

static void
pasted (GListModel *files, GdkTexture *texture, gpointer self)
{
  if (files)
    whin_attach_dialog_add_files (self, files);
  else
    whin_attach_dialog_add_texture (self, texture);
}

/* More files and pictures join the open dialog; text goes on into the caption. */
static gboolean
paste_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  return whin_clipboard_read (widget, WHIN_ATTACH_DIALOG (widget)->cancellable, pasted, widget);
}

/* -- Sending -- */

static void
cancel_cb (GtkButton *button, WhinAttachDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static const MessageName *
quote_of (WhinAttachDialog *self)
{
  return id_is_none (&self->quote.id) ? NULL : &self->quote;
}

static void
send_cb (GtkButton *button, WhinAttachDialog *self)
{
  g_autofree char *caption =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->caption_entry))));
  gboolean as_file = gtk_check_button_get_active (self->as_file_check);
  gboolean once = is_once (self);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->attachments)); i++) {
    g_autoptr (WhinAttachment) attachment =
        g_list_model_get_item (G_LIST_MODEL (self->attachments), i);

    whin_attach_edit_send (self->client, attachment);
    if (once)
      whin_client_send_once (self->client, &self->conv, whin_attachment_get_path (attachment));
    else
      whin_client_send_file (self->client, &self->conv, whin_attachment_get_path (attachment),
                             i == 0 ? caption : "", as_file, i == 0 ? quote_of (self) : NULL);
  }
  g_signal_emit (self, sent_signal, 0);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
whin_attach_dialog_dispose (GObject *object)
{
  WhinAttachDialog *self = WHIN_ATTACH_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_ATTACH_DIALOG);
  G_OBJECT_CLASS (whin_attach_dialog_parent_class)->dispose (object);
}

static void
whin_attach_dialog_finalize (GObject *object)
{
  WhinAttachDialog *self = WHIN_ATTACH_DIALOG (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->attachments);
  G_OBJECT_CLASS (whin_attach_dialog_parent_class)->finalize (object);
}

static void
whin_attach_dialog_class_init (WhinAttachDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_attach_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_attach_dialog_finalize;
  sent_signal = g_signal_new ("sent", WHIN_TYPE_ATTACH_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-attach-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, send_button);
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, drop_overlay);
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, list);
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, as_file_check);
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, once_check);
  gtk_widget_class_bind_template_callback (widget_class, once_cb);
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, caption_entry);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_cb);
}

static void
whin_attach_dialog_init (WhinAttachDialog *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->cancellable = g_cancellable_new ();
  self->attachments = g_list_store_new (WHIN_TYPE_ATTACHMENT);
  gtk_widget_init_template (GTK_WIDGET (self));
  make_rows (self);
  g_signal_connect_object (self->attachments, "items-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  whin_drop_add_to_send (self->drop_overlay, dropped, self);
  /* Before the caption takes the key. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_v, GDK_CONTROL_MASK),
                        gtk_callback_action_new (paste_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

WhinAttachDialog *
whin_attach_dialog_new (WhinClient *client, const Conv *conv)
{
  WhinAttachDialog *self = g_object_new (WHIN_TYPE_ATTACH_DIALOG, NULL);

  self->client = g_object_ref (client);
  self->conv = *conv;
  return self;
}

void
whin_attach_dialog_set_quote (WhinAttachDialog *self, const MessageName *quote)
{
  self->quote = *quote;
}
