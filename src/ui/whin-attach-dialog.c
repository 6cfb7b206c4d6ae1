/* attach dialog: gathers attachments - chosen, dropped or pasted, also into the open dialog - and
 * sends them in their order. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-attach-dialog.h"

#include "limits.h"
#include "whin-attach-edit.h"
#include "whin-attach-row.h"
#include "whin-attachment.h"
#include "whin-clipboard.h"
#include "whin-drop.h"

#include <glib/gi18n.h>

#define NUMBER "whin-number"
G_STATIC_ASSERT (LIMIT_ALBUM_MAX == 32); /* the words below say so */

struct _WhinAttachDialog {
  AdwDialog parent_instance;

  GtkButton *send_button;
  AdwBanner *banner;
  GtkOverlay *drop_overlay;
  GtkListBox *list;
  GtkWidget *spinner, *options;
  AdwToggleGroup *how_group;
  AdwToggle *as_media_toggle;
  GtkDropDown *quality_drop;
  GtkCheckButton *once_check;
  GtkEntry *caption_entry;

  WhinClient *client;
  Conv conv;
  MessageName quote; /* of what is answered, or none */
  GListStore *attachments;
  GCancellable *cancellable;
  gboolean several;  /* as the rows were made */
  gboolean choosing; /* what the banner's button does; otherwise it closes it */
  gboolean begun;    /* the caption has had the focus */
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

/* -- What there is -- */

static guint
count (WhinAttachDialog *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->attachments));
}

/* The list keeps it. */
static WhinAttachment *
at (WhinAttachDialog *self, guint i)
{
  g_autoptr (WhinAttachment) attachment =
      g_list_model_get_item (G_LIST_MODEL (self->attachments), i);

  return attachment;
}

static guint
count_of (WhinAttachDialog *self, WhinAttachmentKind kind)
{
  guint n = 0;

  for (guint i = 0; i < count (self); i++)
    n += whin_attachment_get_kind (at (self, i)) == kind ? 1 : 0;
  return n;
}

static guint
count_to_send (WhinAttachDialog *self)
{
  return count (self) - count_of (self, WHIN_ATTACHMENT_REFUSED);
}

static gboolean
as_files (WhinAttachDialog *self)
{
  return g_strcmp0 (adw_toggle_group_get_active_name (self->how_group), "files") == 0;
}

/* -- State -- */

static char *
title_for (guint n, gboolean seen)
{
  if (seen)
    return n == 1 ? g_strdup (_ ("Send Picture"))
                  : g_strdup_printf (ngettext ("Send %u Item", "Send %u Items", n), n);
  return g_strdup_printf (ngettext ("Send %u File", "Send %u Files", n), n);
}

static const char *
media_label (guint pictures, guint videos)
{
  if (videos == 0)
    return pictures == 1 ? _ ("As Photo") : _ ("As Photos");
  if (pictures == 0)
    return videos == 1 ? _ ("As Video") : _ ("As Videos");
  return _ ("As Media");
}

/* One photo alone; it says nothing, and answers nothing. */
static gboolean
is_once (WhinAttachDialog *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->once_check)) &&
         gtk_check_button_get_active (self->once_check);
}

static void
update (WhinAttachDialog *self)
{
  guint pictures = count_of (self, WHIN_ATTACHMENT_PICTURE);
  guint videos = count_of (self, WHIN_ATTACHMENT_VIDEO), n = count_to_send (self);
  g_autofree char *title = title_for (n, pictures > 0);

  if (n)
    adw_dialog_set_title (ADW_DIALOG (self), title);
  adw_toggle_set_label (self->as_media_toggle, media_label (pictures, videos));
  gtk_widget_set_visible (self->spinner, self->loading > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button), n > 0 && !self->loading);
  gtk_widget_set_visible (GTK_WIDGET (self->once_check), pictures == 1 && n == 1 &&
                                                             !as_files (self) &&
                                                             self->conv.kind != CONV_BROADCAST);
  gtk_widget_set_visible (GTK_WIDGET (self->caption_entry), !is_once (self));
  gtk_widget_set_visible (self->options, pictures + videos > 0 && !is_once (self));
  gtk_widget_set_visible (GTK_WIDGET (self->quality_drop), pictures > 0 && !as_files (self));
}

static void
options_cb (GObject *object, gpointer pspec_or_self, WhinAttachDialog *self)
{
  update (self);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  return whin_attach_row_new (item, !WHIN_ATTACH_DIALOG (user_data)->several);
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
  gboolean several = count (self) > 1;

  if (several != self->several) {
    self->several = several;
    make_rows (self);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->list), count (self) > 0);
  update (self);
  if (!count (self) && !self->loading && !adw_banner_get_revealed (self->banner))
    adw_dialog_close (ADW_DIALOG (self));
}

static void
complain (WhinAttachDialog *self, const char *message, gboolean choosing)
{
  self->choosing = choosing;
  adw_banner_set_title (self->banner, message);
  adw_banner_set_button_label (self->banner, choosing ? _ ("_Choose Files…") : _ ("_Dismiss"));
  adw_banner_set_revealed (self->banner, TRUE);
}

/* -- Order -- */

static int
compare_numbers (gconstpointer a, gconstpointer b, gpointer unused)
{
  guint one = GPOINTER_TO_UINT (g_object_get_data ((GObject *) a, NUMBER));
  guint two = GPOINTER_TO_UINT (g_object_get_data ((GObject *) b, NUMBER));

  return (one > two) - (one < two);
}

static void
set_number (WhinAttachment *attachment, guint number)
{
  g_object_set_data (G_OBJECT (attachment), NUMBER, GUINT_TO_POINTER (number));
}

/* The numbers stay where they are: what is still being looked at comes to its place. */
static void
shift_numbers (WhinAttachDialog *self, guint from, guint to)
{
  g_autofree gpointer *numbers = g_new (gpointer, count (self));

  for (guint i = 0; i < count (self); i++)
    numbers[i] = g_object_get_data (G_OBJECT (at (self, i)), NUMBER);
  for (guint i = 0; i < count (self); i++) {
    guint place = i == from                          ? to
                  : from < to && i > from && i <= to ? i - 1
                  : from > to && i >= to && i < from ? i + 1
                                                     : i;

    g_object_set_data (G_OBJECT (at (self, i)), NUMBER, numbers[place]);
  }
}

static void
tell_place (WhinAttachDialog *self, guint place)
{
  g_autofree char *words = g_strdup_printf (
      _ ("%s, %u of %u"), whin_attachment_get_name (at (self, place)), place + 1, count (self));

  gtk_accessible_announce (GTK_ACCESSIBLE (self), words,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinAttachDialog *self = WHIN_ATTACH_DIALOG (widget);
  g_autoptr (WhinAttachment) moved = NULL;
  guint from, to;

  g_variant_get (parameter, "(uu)", &from, &to);
  if (from == to || from >= count (self) || to >= count (self))
    return;
  shift_numbers (self, from, to);
  moved = g_object_ref (at (self, from));
  g_list_store_remove (self->attachments, from);
  g_list_store_insert (self->attachments, to, moved);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) to)));
  tell_place (self, to);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinAttachDialog *self = WHIN_ATTACH_DIALOG (widget);
  guint place = g_variant_get_uint32 (parameter);

  if (place < count (self))
    whin_attach_edit_open (ADW_DIALOG (self), self->attachments, at (self, place));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinAttachDialog *self = WHIN_ATTACH_DIALOG (widget);
  guint place = g_variant_get_uint32 (parameter);
  GtkListBoxRow *next;

  if (place >= count (self))
    return;
  g_list_store_remove (self->attachments, place);
  next = gtk_list_box_get_row_at_index (self->list, (int) MIN (place, MAX (count (self), 1) - 1));
  if (self->several && next)
    gtk_widget_grab_focus (GTK_WIDGET (next));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->caption_entry));
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

static void
insert (WhinAttachDialog *self, WhinAttachment *attachment, guint number)
{
  /* The one that was looked at sooner need not be the one that came first. */
  set_number (attachment, number);
  g_list_store_insert_sorted (self->attachments, attachment, compare_numbers, NULL);
  if (whin_attachment_is_unreadable (attachment))
    complain (self, _ ("The other app gave no access to its files. Choose them here instead."),
              TRUE);
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
    complain (self, error->message, FALSE);
  else if (count (self) >= LIMIT_ALBUM_MAX)
    complain (self, _ ("No more than 32 files can be sent at once"), FALSE);
  else
    insert (self, attachment, adding->number);
  update (self);
  /* A sheet begins with its first button. */
  if (!self->begun)
    gtk_widget_grab_focus (GTK_WIDGET (self->caption_entry));
  self->begun = TRUE;
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

void
whin_attach_dialog_set_as_files (WhinAttachDialog *self, gboolean files)
{
  adw_toggle_group_set_active_name (self->how_group, files ? "files" : "media");
}

static void
dropped (GListModel *files, GdkTexture *texture, gboolean files_wanted, gpointer self)
{
  if (files_wanted)
    whin_attach_dialog_set_as_files (self, TRUE);
  whin_attach_dialog_add_dropped (self, files, texture);
}

void
whin_attach_dialog_add_dropped (WhinAttachDialog *self, GListModel *files, GdkTexture *texture)
{
  if (texture)
    whin_attach_dialog_add_texture (self, texture);
  else if (g_list_model_get_n_items (files) > 0)
    whin_attach_dialog_add_files (self, files);
  else
    complain (self, _ ("The other app gave no access to its files. Choose them here instead."),
              TRUE);
  update (self);
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
choose (WhinAttachDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Attach Files"));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 self->cancellable, chosen_cb, g_object_ref (self));
}

static void
add_cb (GtkButton *button, WhinAttachDialog *self)
{
  choose (self);
}

static void
drop_refused (WhinAttachDialog *self)
{
  for (guint i = count (self); i > 0; i--)
    if (whin_attachment_is_unreadable (at (self, i - 1)))
      g_list_store_remove (self->attachments, i - 1);
}

/* Those that are chosen take the place of those that could not be read. */
static void
banner_cb (AdwBanner *banner, WhinAttachDialog *self)
{
  if (self->choosing) {
    choose (self);
    drop_refused (self);
  }
  adw_banner_set_revealed (banner, FALSE);
  if (!self->choosing)
    changed_cb (self);
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

static GArray *
files_to_send (WhinAttachDialog *self)
{
  GArray *files = g_array_new (FALSE, FALSE, sizeof (SendFile));

  for (guint i = 0; i < count (self); i++) {
    SendFile file = whin_attachment_get_file (at (self, i));

    if (whin_attachment_get_kind (at (self, i)) == WHIN_ATTACHMENT_REFUSED)
      continue;
    file.as_file = file.as_file || as_files (self);
    file.quality = (PictureQuality) gtk_drop_down_get_selected (self->quality_drop);
    whin_attach_edit_send (self->client, at (self, i));
    g_array_append_val (files, file);
  }
  return files;
}

static void
send_cb (GtkButton *button, WhinAttachDialog *self)
{
  g_autofree char *caption =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->caption_entry))));
  g_autoptr (GArray) files = files_to_send (self);

  if (files->len == 0)
    return;
  if (is_once (self))
    whin_client_send_once (self->client, &self->conv, g_array_index (files, SendFile, 0).path);
  else
    whin_client_send_files (self->client, &self->conv, (const SendFile *) files->data, files->len,
                            caption, quote_of (self));
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
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, options);
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, how_group);
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, as_media_toggle);
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, quality_drop);
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, once_check);
  gtk_widget_class_bind_template_callback (widget_class, options_cb);
  gtk_widget_class_bind_template_child (widget_class, WhinAttachDialog, caption_entry);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, banner_cb);
  gtk_widget_class_install_action (widget_class, "attach.move", "(uu)", move_action);
  gtk_widget_class_install_action (widget_class, "attach.edit", "u", edit_action);
  gtk_widget_class_install_action (widget_class, "attach.remove", "u", remove_action);
}

static const WhinDropSend drop_send = { NULL, dropped };

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
  whin_drop_add_to_send (self->drop_overlay, &drop_send, self);
  /* Before the caption takes the key. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_v, GDK_CONTROL_MASK),
                        gtk_callback_action_new (paste_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

WhinAttachDialog *
whin_attach_dialog_new (WhinClient *client, GSettings *settings, const Conv *conv)
{
  WhinAttachDialog *self = g_object_new (WHIN_TYPE_ATTACH_DIALOG, NULL);

  self->client = g_object_ref (client);
  self->conv = *conv;
  g_settings_bind (settings, "picture-quality", self->quality_drop, "selected",
                   G_SETTINGS_BIND_DEFAULT);
  return self;
}

void
whin_attach_dialog_set_quote (WhinAttachDialog *self, const MessageName *quote)
{
  self->quote = *quote;
}
