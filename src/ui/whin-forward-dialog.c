/* forward dialog: see the header. The chats written in last come first; the others are found by
 * name. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-forward-dialog.h"

#include "whin-avatar.h"
#include "whin-client-messages.h"
#include "whin-dialog.h"
#include "whin-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_SHOWN 50
#define AVATAR 32
#define CHAT "whin-chat"
#define CHECK "whin-check"

typedef struct {
  AdwDialog *dialog; /* borrowed: this lives as long */
  GtkWidget *parent; /* borrowed: it holds the dialog */
  WhinClient *client;
  GPtrArray *rows;
  GHashTable *chosen; /* of WhinChat */
  GtkWidget *search, *list, *send, *pages;
} Forward;

static void
forward_free (gpointer data)
{
  Forward *forward = data;

  g_object_unref (forward->client);
  g_ptr_array_unref (forward->rows);
  g_hash_table_unref (forward->chosen);
  g_free (forward);
}

/* -- The list -- */

static gboolean
has_poll (Forward *forward)
{
  for (guint i = 0; i < forward->rows->len; i++)
    if (((const MessageRow *) forward->rows->pdata[i])->kind == MESSAGE_POLL)
      return TRUE;
  return FALSE;
}

static gboolean
can_take (Forward *forward, WhinChat *chat)
{
  const ChatRow *row = whin_chat_get_row (chat);
  const GroupRow *group = whin_client_get_group (forward->client, &row->conv);
  const ListRow *list = whin_client_get_broadcast (forward->client, &row->conv);

  if (row->conv.kind == CONV_BROADCAST)
    return list && list->chats->len && !has_poll (forward);
  return !row->blocked && row->trust != TRUST_STOPPED &&
         (row->conv.kind != CONV_GROUP || (group && group->inside && !group->doubt));
}

static gboolean
is_found (WhinChat *chat, const char *words)
{
  return !words[0] || g_str_match_string (words, whin_chat_get_name (chat), TRUE);
}

static void
show_count (Forward *forward)
{
  gtk_widget_set_sensitive (forward->send, g_hash_table_size (forward->chosen) > 0);
}

static void
toggled_cb (GtkCheckButton *check, Forward *forward)
{
  WhinChat *chat = g_object_get_data (G_OBJECT (check), CHAT);

  if (gtk_check_button_get_active (check))
    g_hash_table_add (forward->chosen, g_object_ref (chat));
  else
    g_hash_table_remove (forward->chosen, chat);
  show_count (forward);
}

static GtkWidget *
row_new (Forward *forward, WhinChat *chat)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();
  GtkWidget *avatar = adw_avatar_new (AVATAR, NULL, TRUE);
  const char *name = whin_chat_get_name (chat);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  whin_avatar_set_chat (ADW_AVATAR (avatar), chat);
  gtk_accessible_update_state (GTK_ACCESSIBLE (avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               g_hash_table_contains (forward->chosen, chat));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (check), CHAT, g_object_ref (chat), g_object_unref);
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), forward);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data (G_OBJECT (row), CHECK, check);
  return row;
}

static void
show_chats (Forward *forward)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (forward->search));
  GListModel *chats = G_LIST_MODEL (whin_client_get_chats (forward->client));
  guint shown = 0;

  gtk_list_box_remove_all (GTK_LIST_BOX (forward->list));
  for (guint i = 0; shown < MAX_SHOWN && i < g_list_model_get_n_items (chats); i++) {
    g_autoptr (WhinChat) chat = g_list_model_get_item (chats, i);

    if (!can_take (forward, chat) || !is_found (chat, words))
      continue;
    gtk_list_box_append (GTK_LIST_BOX (forward->list), row_new (forward, chat));
    shown++;
  }
  gtk_stack_set_visible_child_name (GTK_STACK (forward->pages), shown ? "list" : "none");
}

/* -- Sending -- */

static void
send_cb (Forward *forward)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (MessageName));
  g_autoptr (GArray) convs = g_array_new (FALSE, FALSE, sizeof (Conv));
  GHashTableIter iter;
  gpointer chat;
  g_autofree char *text = NULL;

  g_hash_table_iter_init (&iter, forward->chosen);
  while (g_hash_table_iter_next (&iter, &chat, NULL))
    g_array_append_val (convs, *whin_chat_get_conv (chat));
  for (guint i = 0; i < forward->rows->len; i++) {
    const MessageRow *row = forward->rows->pdata[i];
    MessageName name = { row->conv, row->author, row->id };

    g_array_append_val (names, name);
  }
  if (!convs->len)
    return;
  whin_client_forward (forward->client, (const MessageName *) names->data, names->len,
                       (const Conv *) convs->data, convs->len);
  text = g_strdup_printf (ngettext ("Forwarded to %u chat", "Forwarded to %u chats", convs->len),
                          convs->len);
  whin_window_toast (forward->parent, text);
  adw_dialog_close (forward->dialog);
}

/* Enter in the search takes the first that was found; once more, and it is sent. */
static void
search_activate_cb (Forward *forward)
{
  GtkListBoxRow *row;

  if (!gtk_editable_get_text (GTK_EDITABLE (forward->search))[0]) {
    send_cb (forward);
    return;
  }
  show_chats (forward); /* it may not have been told of the last letters yet */
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (forward->list), 0);
  if (!row)
    return;
  gtk_check_button_set_active (g_object_get_data (G_OBJECT (row), CHECK), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (forward->search), "");
}

static void
build_pages (Forward *forward)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();
  GtkWidget *none = adw_status_page_new ();

  forward->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (forward->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (forward->list, "boxed-list");
  gtk_widget_set_valign (forward->list, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (forward->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Chats"), -1);
  gtk_widget_set_margin_top (clamp, 6);
  gtk_widget_set_margin_bottom (clamp, 12);
  gtk_widget_set_margin_start (clamp, 12);
  gtk_widget_set_margin_end (clamp, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), forward->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_status_page_set_title (ADW_STATUS_PAGE (none), _ ("Nothing Found"));
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (none), "edit-find-symbolic");
  gtk_widget_add_css_class (none, "compact");
  forward->pages = gtk_stack_new ();
  gtk_widget_set_vexpand (forward->pages, TRUE);
  gtk_stack_add_named (GTK_STACK (forward->pages), scroller, "list");
  gtk_stack_add_named (GTK_STACK (forward->pages), none, "none");
}

static GtkWidget *
build_header (Forward *forward)
{
  GtkWidget *header = adw_header_bar_new (), *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  forward->send = gtk_button_new_with_mnemonic (_ ("_Send"));
  gtk_widget_add_css_class (forward->send, "suggested-action");
  gtk_widget_set_sensitive (forward->send, FALSE);
  g_signal_connect_swapped (forward->send, "clicked", G_CALLBACK (send_cb), forward);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (adw_dialog_close), forward->dialog);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), forward->send);
  return header;
}

void
whin_forward_dialog_present (GtkWidget *parent, WhinClient *client, GPtrArray *rows)
{
  GtkWidget *bar = adw_toolbar_view_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Forward *forward = g_new0 (Forward, 1);

  forward->dialog = adw_dialog_new ();
  forward->parent = parent;
  forward->client = g_object_ref (client);
  forward->rows = g_ptr_array_ref (rows);
  forward->chosen = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  g_object_set_data_full (G_OBJECT (forward->dialog), "forward", forward, forward_free);
  forward->search = gtk_search_entry_new ();
  gtk_widget_set_margin_start (forward->search, 12);
  gtk_widget_set_margin_end (forward->search, 12);
  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (forward->search), _ ("Search Chats"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (forward->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search Chats"), -1);
  g_signal_connect_swapped (forward->search, "search-changed", G_CALLBACK (show_chats), forward);
  g_signal_connect_swapped (forward->search, "activate", G_CALLBACK (search_activate_cb), forward);
  g_signal_connect_swapped (forward->search, "stop-search", G_CALLBACK (adw_dialog_close),
                            forward->dialog);
  build_pages (forward);
  gtk_box_append (GTK_BOX (box), forward->search);
  gtk_box_append (GTK_BOX (box), forward->pages);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (bar), build_header (forward));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (bar), box);
  adw_dialog_set_title (forward->dialog, _ ("Forward"));
  adw_dialog_set_content_width (forward->dialog, 400);
  adw_dialog_set_content_height (forward->dialog, 520);
  adw_dialog_set_child (forward->dialog, bar);
  whin_dialog_set_focus (forward->dialog, forward->search);
  show_chats (forward);
  adw_dialog_present (forward->dialog, parent);
}
