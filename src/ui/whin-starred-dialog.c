/* starred dialog: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-starred-dialog.h"

#include "whin-client-messages.h"
#include "whin-format.h"
#include "whin-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define ROW "whin-row"

typedef struct {
  AdwDialog *dialog; /* borrowed: this lives as long */
  GtkWidget *parent; /* borrowed: it holds the dialog */
  WhinClient *client;
  GCancellable *cancellable;
  GtkWidget *pages, *list;
  gboolean all; /* of all chats: each says which one */
} Starred;

static void
starred_free (gpointer data)
{
  Starred *starred = data;

  g_cancellable_cancel (starred->cancellable);
  g_object_unref (starred->cancellable);
  g_object_unref (starred->client);
  g_free (starred);
}

static void
show_page (Starred *starred)
{
  gboolean any = gtk_list_box_get_row_at_index (GTK_LIST_BOX (starred->list), 0) != NULL;

  gtk_stack_set_visible_child_name (GTK_STACK (starred->pages), any ? "list" : "none");
}

static void
unstar_cb (GtkButton *button, Starred *starred)
{
  GtkWidget *child = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  const MessageRow *row = g_object_get_data (G_OBJECT (child), ROW);
  MessageName name = { row->conv, row->author, row->id };

  whin_client_star (starred->client, &name, FALSE);
  gtk_list_box_remove (GTK_LIST_BOX (starred->list), child);
  show_page (starred);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *child, Starred *starred)
{
  g_autoptr (MessageRow) row = message_row_ref (g_object_get_data (G_OBJECT (child), ROW));
  GtkRoot *window = gtk_widget_get_root (starred->parent);

  adw_dialog_close (starred->dialog);
  if (WHIN_IS_WINDOW (window))
    whin_window_open_chat (WHIN_WINDOW (window), &row->conv, row->ord);
}

/* "Anna", or where the chats are many "Anna, Hiking Club, Yesterday" */
static char *
heading_of (Starred *starred, const MessageRow *row)
{
  const char *author = row->own ? _ ("You") : whin_client_name_of (starred->client, &row->author);
  WhinChat *chat = whin_chat_list_find (whin_client_get_chats (starred->client), &row->conv);
  g_autofree char *time = whin_format_short (row->time, whin_now ());

  if (starred->all && chat && (row->own || row->conv.kind == CONV_GROUP))
    return g_strdup_printf ("\u2068%s\u2069, \u2068%s\u2069, %s", author, whin_chat_get_name (chat),
                            time);
  return g_strdup_printf ("\u2068%s\u2069, %s", author, time);
}

static GtkWidget *
row_new (Starred *starred, MessageRow *row)
{
  GtkWidget *child = adw_action_row_new ();
  GtkWidget *unstar = gtk_button_new_from_icon_name ("starred-symbolic");
  g_autofree char *words = whin_format_preview (row), *heading = heading_of (starred, row);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (child), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (child), words);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (child), heading);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (child), 3);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (child), TRUE);
  gtk_widget_add_css_class (unstar, "flat");
  gtk_widget_set_valign (unstar, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (unstar, _ ("Unstar"));
  g_signal_connect (unstar, "clicked", G_CALLBACK (unstar_cb), starred);
  adw_action_row_add_suffix (ADW_ACTION_ROW (child), unstar);
  g_object_set_data_full (G_OBJECT (child), ROW, message_row_ref (row),
                          (GDestroyNotify) message_row_unref);
  return child;
}

static void
starred_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwDialog) dialog = user_data;
  g_autoptr (GPtrArray) rows = whin_client_query_finish (NULL, result, NULL);
  Starred *starred = g_object_get_data (G_OBJECT (dialog), "starred");

  for (guint i = 0; rows && i < rows->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (starred->list), row_new (starred, rows->pdata[i]));
  show_page (starred);
}

static void
build_pages (Starred *starred)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *none = adw_status_page_new ();

  starred->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (starred->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (starred->list, "boxed-list");
  gtk_widget_set_valign (starred->list, GTK_ALIGN_START);
  gtk_widget_set_margin_top (starred->list, 6);
  gtk_widget_set_margin_bottom (starred->list, 12);
  gtk_widget_set_margin_start (starred->list, 12);
  gtk_widget_set_margin_end (starred->list, 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (starred->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Starred Messages"), -1);
  g_signal_connect (starred->list, "row-activated", G_CALLBACK (activated_cb), starred);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), starred->list);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (none), "starred-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (none), _ ("No Starred Messages"));
  adw_status_page_set_description (ADW_STATUS_PAGE (none),
                                   _ ("Star what you want to find again. Only you see the stars."));
  gtk_widget_add_css_class (none, "compact");
  starred->pages = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (starred->pages), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
                       "asking");
  gtk_stack_add_named (GTK_STACK (starred->pages), scroller, "list");
  gtk_stack_add_named (GTK_STACK (starred->pages), none, "none");
}

void
whin_starred_dialog_present (GtkWidget *parent, WhinClient *client, const Conv *conv)
{
  GtkWidget *bar = adw_toolbar_view_new ();
  Starred *starred = g_new0 (Starred, 1);

  starred->dialog = adw_dialog_new ();
  starred->parent = parent;
  starred->client = g_object_ref (client);
  starred->cancellable = g_cancellable_new ();
  starred->all = conv == NULL;
  g_object_set_data_full (G_OBJECT (starred->dialog), "starred", starred, starred_free);
  build_pages (starred);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (bar), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (bar), starred->pages);
  adw_dialog_set_title (starred->dialog, _ ("Starred Messages"));
  adw_dialog_set_content_width (starred->dialog, 420);
  adw_dialog_set_content_height (starred->dialog, 520);
  adw_dialog_set_child (starred->dialog, bar);
  adw_dialog_present (starred->dialog, parent);
  whin_client_query_starred_async (client, conv, starred->cancellable, starred_cb,
                                   g_object_ref (starred->dialog));
}
