/* sidebar: the chats, which of them is open, and whether the server can be reached.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sidebar-private.h"

#include "whin-chat-row.h"
#include "whin-format.h"
#include "whin-transfers-dialog.h"

#include <glib/gi18n.h>

#define FIRST_ROWS 24 /* fill the tallest window */
#define ROW_HEIGHT 80 /* at least, with its margins */
#define ROWS_A_FRAME 8
#define NEAR_THE_TOP 60 /* px: less than a row */

G_DEFINE_FINAL_TYPE (WhinSidebar, whin_sidebar, ADW_TYPE_BIN)

static guint open_chat_signal;

void
whin_sidebar_open (WhinSidebar *self, const Conv *conv, gint64 ord, const char *words)
{
  g_signal_emit (self, open_chat_signal, 0, conv, ord, words);
}

static const char *
page_name (WhinSidebar *self)
{
  WhinChatList *chats = whin_client_get_chats (self->client);

  if (whin_sidebar_is_searching (self))
    return "results";
  if (self->filtered && g_list_model_get_n_items (G_LIST_MODEL (self->filtered)))
    return "chats";
  if (g_list_model_get_n_items (G_LIST_MODEL (chats)))
    return "filtered";
  return whin_chat_list_get_loading (chats) ? "loading" : "empty";
}

void
whin_sidebar_update_page (WhinSidebar *self)
{
  gtk_stack_set_visible_child_name (self->stack, page_name (self));
  whin_sidebar_update_filter_bar (self);
}

/* -- The list -- */

/* The list item speaks for its row. */
static void
describe_cb (GtkListItem *item)
{
  WhinChatRow *row = WHIN_CHAT_ROW (gtk_list_item_get_child (item));
  g_autofree char *label = NULL;

  if (!whin_chat_row_get_chat (row))
    return;
  label = whin_chat_row_describe (row);
  gtk_list_item_set_accessible_label (item, label);
}

static void
row_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, WhinSidebar *self)
{
  gtk_list_item_set_child (item, whin_chat_row_new (self->client));
}

static void
row_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, WhinSidebar *self)
{
  WhinChat *chat = gtk_list_item_get_item (item);

  whin_chat_row_set_chat (WHIN_CHAT_ROW (gtk_list_item_get_child (item)), chat);
  g_signal_connect_object (chat, "changed", G_CALLBACK (describe_cb), item, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "people-changed", G_CALLBACK (describe_cb), item,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  describe_cb (item);
}

static void
row_unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, WhinSidebar *self)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), describe_cb, item);
  if (self->client)
    g_signal_handlers_disconnect_by_func (self->client, describe_cb, item);
  whin_chat_row_set_chat (WHIN_CHAT_ROW (gtk_list_item_get_child (item)), NULL);
}

void
whin_sidebar_mark_current (WhinSidebar *self)
{
  guint position = GTK_INVALID_LIST_POSITION;

  if (self->current)
    whin_chat_list_find_in (G_LIST_MODEL (self->filtered), self->current, &position);
  gtk_single_selection_set_selected (self->selection, position);
}

/* GtkListView makes 200 rows at once, and a row costs a millisecond: the first frame brings those
 * in sight, the following ones the others. */
static gboolean
show_more_cb (GtkWidget *list, GdkFrameClock *clock, gpointer user_data)
{
  WhinSidebar *self = user_data;
  guint size = gtk_slice_list_model_get_size (self->shown);

  if (size < g_list_model_get_n_items (G_LIST_MODEL (self->filtered))) {
    gtk_slice_list_model_set_size (self->shown, size + ROWS_A_FRAME);
    return G_SOURCE_CONTINUE;
  }
  gtk_slice_list_model_set_size (self->shown, G_MAXUINT);
  whin_sidebar_mark_current (self);
  return G_SOURCE_REMOVE;
}

/* The first tick comes before the first frame. */
static gboolean
first_frame_cb (GtkWidget *list, GdkFrameClock *clock, gpointer self)
{
  gtk_widget_add_tick_callback (list, show_more_cb, self, NULL);
  return G_SOURCE_REMOVE;
}

static void
list_mapped_cb (GtkWidget *list, WhinSidebar *self)
{
  if (gtk_slice_list_model_get_size (self->shown) <= FIRST_ROWS)
    gtk_widget_add_tick_callback (list, first_frame_cb, self, NULL);
}

/* The list keeps what is seen where it is: a chat that becomes the newest would come to lie above
 * it, half hidden. */
static void
keep_top (WhinSidebar *self)
{
  double value =
      gtk_adjustment_get_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list)));

  if (value < NEAR_THE_TOP)
    gtk_list_view_scroll_to (self->list, 0, GTK_LIST_SCROLL_NONE, NULL);
}

static void
chats_changed_cb (GListModel *chats, guint position, guint removed, guint added, WhinSidebar *self)
{
  if (position == 0 && added)
    keep_top (self);
  whin_sidebar_mark_current (self);
  whin_sidebar_update_page (self);
}

static void
activate_cb (GtkListView *list, guint position, WhinSidebar *self)
{
  g_autoptr (WhinChat) chat = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (chat)
    whin_sidebar_open (self, whin_chat_get_conv (chat), 0, NULL);
}

/* -- The link -- */

/* Whole seconds until the next try, 0 when none is waited for. */
static guint
seconds_left (const LinkRow *link)
{
  gint64 left = link->retry_at - g_get_monotonic_time ();

  return link->retry_at && left > 0 ? (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

/* The cause stays as it is while the seconds pass beside the title. */
static char *
banner_text (const LinkRow *link)
{
  char *why = g_strdup (link->why[0] ? link->why : _ ("Not connected"));

  if (g_str_has_suffix (why, "."))
    why[strlen (why) - 1] = '\0';
  return why;
}

static char *
next_try_text (guint seconds)
{
  return g_strdup_printf (ngettext ("Next try in %u second", "Next try in %u seconds", seconds),
                          seconds);
}

/* This device does not belong to the account any more. */
static gboolean
is_over (WhinSidebar *self)
{
  const AccountRow *account = whin_client_get_account (self->client);

  return account && account->revoked;
}

static gboolean
show_link_cb (gpointer user_data)
{
  WhinSidebar *self = user_data;
  const LinkRow *link = whin_client_get_link (self->client);
  gboolean waiting = link && link->state == LINK_WAITING;
  guint seconds = waiting ? seconds_left (link) : 0;

  if (is_over (self))
    return G_SOURCE_REMOVE;
  adw_banner_set_revealed (self->banner, waiting);
  if (waiting) {
    g_autofree char *cause = banner_text (link);
    g_autofree char *next_try = seconds ? next_try_text (seconds) : g_strdup ("");

    adw_banner_set_title (self->banner, cause);
    adw_window_title_set_subtitle (self->title, next_try);
    if (seconds)
      return G_SOURCE_CONTINUE;
  }
  self->countdown = 0;
  return G_SOURCE_REMOVE;
}

static const char *
link_title (const LinkRow *link)
{
  switch (link ? link->state : LINK_LIVE) {
  case LINK_CONNECTING:
    return _ ("Connecting…");
  case LINK_UPDATING:
    return _ ("Updating…");
  case LINK_OFF:
  case LINK_WAITING:
  case LINK_LIVE:
    break;
  }
  return "";
}

static void
link_changed_cb (WhinSidebar *self)
{
  adw_window_title_set_subtitle (self->title, link_title (whin_client_get_link (self->client)));
  g_clear_handle_id (&self->countdown, g_source_remove);
  if (show_link_cb (self))
    self->countdown = g_timeout_add_seconds (1, show_link_cb, self);
}

static void
account_changed_cb (WhinSidebar *self)
{
  const AccountRow *account = whin_client_get_account (self->client);

  if (!is_over (self)) {
    adw_banner_set_title (self->banner, ""); /* it would still be read out */
    adw_banner_set_button_label (self->banner, _ ("_Try Now"));
    link_changed_cb (self);
    return;
  }
  adw_banner_set_title (
      self->banner, account->copied
                        ? _ ("This copy of Whinchat has been used elsewhere since. To go on here, "
                             "set it up again.")
                        : _ ("This device was removed from your account. You can still read your "
                             "chats."));
  adw_banner_set_button_label (self->banner, account->copied ? _ ("_Set Up") : NULL);
  adw_banner_set_revealed (self->banner, TRUE);
}

static void
banner_clicked_cb (AdwBanner *banner, WhinSidebar *self)
{
  if (is_over (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.set-up", NULL);
  else
    whin_client_reconnect (self->client);
}

static void
whin_sidebar_dispose (GObject *object)
{
  WhinSidebar *self = WHIN_SIDEBAR (object);

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_clear_object (&self->current);
  g_clear_object (&self->selection);
  g_clear_object (&self->shown);
  whin_sidebar_filter_dispose (self);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_SIDEBAR);
  G_OBJECT_CLASS (whin_sidebar_parent_class)->dispose (object);
}

static void
whin_sidebar_class_init (WhinSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_sidebar_dispose;
  open_chat_signal =
      g_signal_new ("open-chat", WHIN_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_INT64, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, banner);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, header_bar);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, player_bar);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, title);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, search_bar);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, stack);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, results);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, history_in_view);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, history_out_view);
  gtk_widget_class_bind_template_child (widget_class, WhinSidebar, reminder);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, banner_clicked_cb);
  whin_sidebar_search_class_init (widget_class);
  whin_sidebar_filter_class_init (widget_class);
}

static void
whin_sidebar_init (WhinSidebar *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_type_ensure (WHIN_TYPE_WORK_VIEW);
  g_type_ensure (WHIN_TYPE_PLAYER_BAR);
  g_type_ensure (WHIN_TYPE_REMINDER);
  g_type_ensure (WHIN_TYPE_SEARCH_RESULTS);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->transfers = whin_transfers_button_new ();
  adw_header_bar_pack_end (self->header_bar, self->transfers);
  g_signal_connect (factory, "setup", G_CALLBACK (row_setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (row_bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (row_unbind_cb), self);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);
  adw_banner_set_button_label (self->banner, _ ("_Try Now"));
}

/* As many as the window has room for. */
static guint
first_rows (WhinSidebar *self)
{
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));
  int height = 0;

  if (window && !gtk_window_is_maximized (GTK_WINDOW (window)))
    gtk_window_get_default_size (GTK_WINDOW (window), NULL, &height);
  return height > 0 ? MIN ((guint) height / ROW_HEIGHT + 1, FIRST_ROWS) : FIRST_ROWS;
}

void
whin_sidebar_set_client (WhinSidebar *self, WhinClient *client, GSettings *settings)
{
  WhinChatList *chats = whin_client_get_chats (client);

  self->client = g_object_ref (client);
  whin_player_bar_set_client (self->player_bar, client);
  whin_transfers_button_set_client (self->transfers, client);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->shown = gtk_slice_list_model_new (g_object_ref (whin_sidebar_filter_init (self)), 0,
                                          first_rows (self));
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->shown));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect (self->list, "map", G_CALLBACK (list_mapped_cb), self);
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (chats_changed_cb), self,
                           G_CONNECT_AFTER);
  g_signal_connect_object (chats, "notify::loading", G_CALLBACK (whin_sidebar_update_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "link-changed", G_CALLBACK (link_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "account-changed", G_CALLBACK (account_changed_cb), self,
                           G_CONNECT_SWAPPED);
  whin_work_view_follow (self->history_in_view, client, WORK_HISTORY_IN);
  whin_work_view_follow (self->history_out_view, client, WORK_HISTORY_OUT);
  whin_reminder_follow (self->reminder, client, settings);
  whin_sidebar_search_init (self);
  whin_sidebar_filter_start (self);
  link_changed_cb (self);
  whin_sidebar_update_page (self);
}

void
whin_sidebar_set_current (WhinSidebar *self, WhinChat *chat)
{
  if (g_set_object (&self->current, chat) && self->filter_kind == SIDEBAR_UNREAD)
    whin_sidebar_refilter (self);
  whin_sidebar_mark_current (self);
}

WhinChat *
whin_sidebar_get_neighbour (WhinSidebar *self, int step)
{
  GListModel *chats = G_LIST_MODEL (self->filtered);
  guint position;
  g_autoptr (WhinChat) chat = NULL;

  if (self->current && whin_chat_list_find_in (chats, self->current, &position)) {
    if ((int) position + step < 0)
      return NULL;
    position = (guint) ((int) position + step);
  } else {
    position = 0;
  }
  /* Borrowed from the list, which keeps it. */
  chat = g_list_model_get_item (chats, position);
  return chat;
}

void
whin_sidebar_show_player (WhinSidebar *self, gboolean shown)
{
  whin_player_bar_set_place (self->player_bar, NULL, shown);
}
