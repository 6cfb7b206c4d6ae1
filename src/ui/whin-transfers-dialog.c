/* transfers dialog: a row for each file, with why it waits and what can be done.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-transfers-dialog.h"

#include "whin-save.h"

#include <adwaita.h>
#include <gio/gio.h>
#include <glib/gi18n.h>

#define LARGE (8 * 1024 * 1024) /* what waits while the network is metered, if that is wanted */
#define ROW "whin-row"

typedef struct {
  WhinClient *client;
  WhinMessage *message;
  GtkLabel *state;
  GtkProgressBar *progress;
  GtkButton *button;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_object_unref (row->client);
  g_object_unref (row->message);
  g_free (row);
}

/* -- Words -- */

static char *
why_waiting (WhinClient *client, const MessageRow *row)
{
  const LinkRow *link = whin_client_get_link (client);

  if (!link || link->state == LINK_OFF || link->state == LINK_WAITING ||
      link->state == LINK_CONNECTING)
    return g_strdup (_ ("Waits for the network"));
  if (row->media->size > LARGE &&
      g_network_monitor_get_network_metered (g_network_monitor_get_default ()))
    return g_strdup (_ ("Waits for a network that is not metered"));
  return g_strdup (_ ("Waits for its turn"));
}

static char *
state_of (WhinClient *client, const MessageRow *row)
{
  const Media *media = row->media;
  g_autofree char *size = g_format_size ((guint64) media->size);
  g_autofree char *done = NULL;

  switch (media->transfer) {
  case TRANSFER_FAILED:
    return g_strdup (_ ("It did not work"));
  case TRANSFER_RUNNING:
    done = g_format_size ((guint64) media->done);
    /* TRANSLATORS: so much of a file, of how much */
    return g_strdup_printf (_ ("%s of %s"), done, size);
  case TRANSFER_WAITING:
  case TRANSFER_NONE:
    break;
  }
  return why_waiting (client, row);
}

static const char *
chat_name (WhinClient *client, const Conv *conv)
{
  WhinChat *chat = whin_chat_list_find (whin_client_get_chats (client), conv);

  return chat ? whin_chat_get_name (chat) : "";
}

/* -- A row -- */

static void
update_row (GtkWidget *widget)
{
  Row *row = g_object_get_data (G_OBJECT (widget), ROW);
  const MessageRow *source = whin_message_get_row (row->message);
  const Media *media = source->media;
  gboolean failed;
  g_autofree char *state = NULL, *line = NULL;

  if (!media)
    return;
  failed = media->transfer == TRANSFER_FAILED;
  state = state_of (row->client, source);
  /* TRANSLATORS: the chat a file is of, and how far it is: "Anna · 1 MB of 2 MB" */
  line = g_strdup_printf (_ ("%s · %s"), chat_name (row->client, &source->conv), state);
  gtk_label_set_label (row->state, line);
  gtk_widget_set_visible (GTK_WIDGET (row->progress), media->transfer == TRANSFER_RUNNING);
  gtk_progress_bar_set_fraction (
      row->progress,
      media->size > 0 ? CLAMP ((double) media->done / (double) media->size, 0, 1) : 0);
  gtk_button_set_icon_name (row->button,
                            failed ? "view-refresh-symbolic" : "process-stop-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->button), failed ? _ ("Try Again") : _ ("Cancel"));
}

static void
act_cb (GtkButton *button, Row *row)
{
  const MessageRow *source = whin_message_get_row (row->message);
  MessageName name = whin_message_get_name (row->message);

  if (!source->media || source->media->transfer != TRANSFER_FAILED)
    whin_client_cancel_transfer (row->client, &name);
  else if (whin_transfers_is_upload (source))
    whin_client_retry (row->client, &name);
  else
    whin_client_fetch_media (row->client, &name);
}

static GtkWidget *
words_new (Row *row, const char *name)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3), *title = gtk_label_new (name);
  GtkWidget *state = gtk_label_new (NULL), *progress = gtk_progress_bar_new ();

  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (state), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (state), 0);
  gtk_widget_add_css_class (state, "caption");
  gtk_widget_add_css_class (state, "dimmed");
  gtk_widget_add_css_class (state, "numeric");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), progress);
  gtk_box_append (GTK_BOX (words), state);
  row->state = GTK_LABEL (state);
  row->progress = GTK_PROGRESS_BAR (progress);
  return words;
}

static GtkWidget *
create_row (gpointer item, gpointer client)
{
  const MessageRow *source = whin_message_get_row (item);
  gboolean up = whin_transfers_is_upload (source);
  GtkWidget *widget = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (up ? "go-up-symbolic" : "go-down-symbolic");
  GtkWidget *button = gtk_button_new ();
  g_autofree char *name = whin_save_name (source->media);
  Row *row = g_new0 (Row, 1);

  row->client = g_object_ref (client);
  row->message = g_object_ref (item);
  row->button = GTK_BUTTON (button);
  gtk_widget_set_tooltip_text (icon, up ? _ ("Upload") : _ ("Download"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (box, "transfer-row");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), words_new (row, name));
  gtk_box_append (GTK_BOX (box), button);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (widget), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (widget), ROW, row, row_free);
  g_signal_connect (button, "clicked", G_CALLBACK (act_cb), row);
  g_signal_connect_object (item, "changed", G_CALLBACK (update_row), widget, G_CONNECT_SWAPPED);
  update_row (widget);
  return widget;
}

/* -- The dialog -- */

static void
show_empty (GListModel *transfers, guint position, guint removed, guint added, GtkStack *stack)
{
  gtk_stack_set_visible_child_name (stack, g_list_model_get_n_items (transfers) ? "list" : "empty");
}

static GtkWidget *
list_new (WhinClient *client, WhinTransfers *transfers)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *list = gtk_list_box_new ();
  GtkWidget *clamp = adw_clamp_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_bind_model (GTK_LIST_BOX (list), G_LIST_MODEL (transfers), create_row, client, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Files on Their Way"), -1);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  gtk_widget_set_margin_top (list, 12);
  gtk_widget_set_margin_bottom (list, 18);
  gtk_widget_set_margin_start (list, 12);
  gtk_widget_set_margin_end (list, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static GtkWidget *
empty_new (void)
{
  GtkWidget *empty = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "folder-download-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("Everything Has Arrived"));
  gtk_widget_add_css_class (empty, "compact");
  return empty;
}

void
whin_transfers_dialog_present (GtkWidget *parent, WhinClient *client, WhinTransfers *transfers)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new (), *stack = gtk_stack_new ();

  gtk_stack_add_named (GTK_STACK (stack), list_new (client, transfers), "list");
  gtk_stack_add_named (GTK_STACK (stack), empty_new (), "empty");
  show_empty (G_LIST_MODEL (transfers), 0, 0, 0, GTK_STACK (stack));
  g_signal_connect_object (transfers, "items-changed", G_CALLBACK (show_empty), stack,
                           G_CONNECT_DEFAULT);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), stack);
  adw_dialog_set_title (dialog, _ ("Files on Their Way"));
  adw_dialog_set_content_width (dialog, 460);
  adw_dialog_set_content_height (dialog, 480);
  adw_dialog_set_child (dialog, view);
  adw_dialog_present (dialog, parent);
}
