/* chat media: see whin-chat-media.h. Each list is asked for when it is first looked at; tiles are
 * only made for what is in sight.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-media.h"

#include "whin-media-lines.h"
#include "whin-media-tile.h"
#include "whin-reel.h"
#include "whin-search-rows.h"
#include "whin-search.h"

#include <glib/gi18n.h>

#define PAGE 60
#define NEAR_THE_END 400 /* px */
#define MESSAGE "whin-message"

#define COLUMNS 4

enum {
  MEDIA,
  FILES,
  LINKS,
  VOICE,
  N_LISTS
};

typedef struct {
  WhinChatMedia *owner;
  guint which;
  GtkWidget *stack; /* the list, or that there is nothing */
  GtkWidget *list;
  WhinMediaLines *lines; /* of MEDIA; NULL for the others */
  GtkAdjustment *place;
  WhinSearch *search;
  guint shown;
  gboolean asked;
} List;

struct _WhinChatMedia {
  AdwBin parent_instance;

  AdwViewStack *pages;
  List lists[N_LISTS];
  WhinClient *client;
  Conv conv;
  WordQuery *nothing;
};

G_DEFINE_FINAL_TYPE (WhinChatMedia, whin_chat_media, ADW_TYPE_BIN)

static guint picture_signal, go_signal;

static const struct {
  FindKind kind;
  const char *name, *title, *icon, *empty, *why;
} pages[N_LISTS] = {
  { FIND_PHOTOS, "media", N_ ("Media"), "image-x-generic-symbolic", N_ ("No Photos Yet"),
    N_ ("Photos and videos of this chat are collected here.") },
  { FIND_FILES, "files", N_ ("Files"), "text-x-generic-symbolic", N_ ("No Files Yet"),
    N_ ("Files of this chat are collected here.") },
  { FIND_LINKS, "links", N_ ("Links"), "insert-link-symbolic", N_ ("No Links Yet"),
    N_ ("Links that were sent in this chat are collected here.") },
  { FIND_VOICE, "voice", N_ ("Voice"), "audio-input-microphone-symbolic",
    N_ ("No Voice Messages Yet"), N_ ("Voice messages of this chat are collected here.") },
};

/* -- Filling -- */

static void
append (List *list, WhinMessage *message)
{
  WhinChatMedia *self = list->owner;
  const MessageRow *row = whin_message_get_row (message);
  GtkWidget *widget = gtk_list_box_row_new ();
  g_autofree char *label = whin_search_describe (self->client, row);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (widget), MESSAGE, g_object_ref (message), g_object_unref);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (widget),
                              list->which == LINKS
                                  ? whin_search_row_link (self->client, row, self->nothing)
                                  : whin_search_row_file (self->client, row, self->nothing));
  gtk_list_box_append (GTK_LIST_BOX (list->list), widget);
}

static void
look_below (List *list)
{
  if (gtk_adjustment_get_value (list->place) + gtk_adjustment_get_page_size (list->place) >
      gtk_adjustment_get_upper (list->place) - NEAR_THE_END)
    whin_search_more (list->search);
}

static void
answered_cb (WhinSearch *search, List *list)
{
  GListModel *found = G_LIST_MODEL (search);

  if (list->lines)
    whin_media_lines_follow (list->lines, found);
  for (guint i = list->shown; i < g_list_model_get_n_items (found) && !list->lines; i++) {
    g_autoptr (WhinMessage) message = g_list_model_get_item (found, i);

    append (list, message);
  }
  list->shown = g_list_model_get_n_items (found);
  gtk_stack_set_visible_child_name (GTK_STACK (list->stack), list->shown ? "list" : "empty");
}

static void
ask (List *list)
{
  const Find find = { .conv = list->owner->conv, .kind = pages[list->which].kind, .limit = PAGE };

  if (list->asked)
    return;
  list->asked = TRUE;
  whin_search_set (list->search, &find);
}

static void
page_cb (WhinChatMedia *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->pages);

  for (guint i = 0; i < N_LISTS && self->client; i++)
    if (g_strcmp0 (name, pages[i].name) == 0)
      ask (&self->lists[i]);
}

static void
open_message (List *list, WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);

  if (list->which == MEDIA && whin_reel_takes (row))
    g_signal_emit (list->owner, picture_signal, 0, message);
  else
    g_signal_emit (list->owner, go_signal, 0, row->ord);
}

static void
activated_cb (GtkWidget *widget, GtkWidget *child, List *list)
{
  open_message (list, g_object_get_data (G_OBJECT (child), MESSAGE));
}

/* -- Lines of tiles -- */

static void
clicked_cb (GtkWidget *button, List *list)
{
  WhinMessage *message = g_object_get_data (G_OBJECT (button), MESSAGE);

  if (message)
    open_message (list, message);
}

static void
setup_line_cb (GtkSignalListItemFactory *factory, GtkListItem *item, List *list)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  gtk_box_set_homogeneous (GTK_BOX (line), TRUE);
  for (guint i = 0; i < COLUMNS; i++) {
    GtkWidget *button = gtk_button_new ();

    gtk_button_set_child (GTK_BUTTON (button), whin_media_tile_new (NULL));
    gtk_widget_add_css_class (button, "flat");
    gtk_widget_add_css_class (button, "media-cell");
    g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), list);
    gtk_box_append (GTK_BOX (line), button);
  }
  gtk_list_item_set_focusable (item, FALSE);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, line);
}

static void
show_cell (List *list, GtkWidget *button, WhinMessage *message)
{
  const MessageRow *row = message ? whin_message_get_row (message) : NULL;
  g_autofree char *label = row ? whin_search_describe (list->owner->client, row) : NULL;

  whin_media_tile_set_row (WHIN_MEDIA_TILE (gtk_button_get_child (GTK_BUTTON (button))), row);
  g_object_set_data_full (G_OBJECT (button), MESSAGE, message ? g_object_ref (message) : NULL,
                          g_object_unref);
  /* It keeps its room. */
  gtk_widget_set_opacity (button, message ? 1 : 0);
  gtk_widget_set_sensitive (button, message != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_HIDDEN, !message, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label ? label : "", -1);
}

static void
bind_line_cb (GtkSignalListItemFactory *factory, GtkListItem *item, List *list)
{
  GtkWidget *button = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  for (guint i = 0; button; i++, button = gtk_widget_get_next_sibling (button))
    show_cell (list, button, whin_media_line_get (gtk_list_item_get_item (item), i));
}

static void
unbind_line_cb (GtkSignalListItemFactory *factory, GtkListItem *item, List *list)
{
  for (GtkWidget *button = gtk_widget_get_first_child (gtk_list_item_get_child (item)); button;
       button = gtk_widget_get_next_sibling (button)) {
    whin_media_tile_set_row (WHIN_MEDIA_TILE (gtk_button_get_child (GTK_BUTTON (button))), NULL);
    g_object_set_data (G_OBJECT (button), MESSAGE, NULL);
  }
}

static void
setup_month_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, gpointer unused)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "media-month");
  gtk_list_header_set_child (header, label);
}

static void
bind_month_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, gpointer unused)
{
  g_autofree char *month = whin_media_line_month (gtk_list_header_get_item (header));

  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)), month);
}

static GtkWidget *
lines_new (List *list)
{
  GtkListItemFactory *lines = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) months = gtk_signal_list_item_factory_new ();
  GtkWidget *view;

  list->lines = whin_media_lines_new (COLUMNS);
  g_signal_connect (lines, "setup", G_CALLBACK (setup_line_cb), list);
  g_signal_connect (lines, "bind", G_CALLBACK (bind_line_cb), list);
  g_signal_connect (lines, "unbind", G_CALLBACK (unbind_line_cb), list);
  g_signal_connect (months, "setup", G_CALLBACK (setup_month_cb), NULL);
  g_signal_connect (months, "bind", G_CALLBACK (bind_month_cb), NULL);
  view = gtk_list_view_new (
      GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (list->lines)))),
      lines);
  gtk_list_view_set_header_factory (GTK_LIST_VIEW (view), months);
  gtk_list_view_set_tab_behavior (GTK_LIST_VIEW (view), GTK_LIST_TAB_CELL);
  gtk_widget_add_css_class (view, "media-lines");
  return view;
}

/* The month over the first of it. */
static void
head_row (GtkListBoxRow *row, GtkListBoxRow *before, gpointer unused)
{
  WhinMessage *message = g_object_get_data (G_OBJECT (row), MESSAGE);
  WhinMessage *above = before ? g_object_get_data (G_OBJECT (before), MESSAGE) : NULL;
  GtkWidget *label;
  g_autofree char *month = NULL;

  if (above && whin_message_get_day (above) / 100 == whin_message_get_day (message) / 100) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  if (gtk_list_box_row_get_header (row))
    return;
  month = whin_media_month (whin_message_get_day (message) / 100);
  label = gtk_label_new (month);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "media-month");
  gtk_list_box_row_set_header (row, label);
}

/* -- Making -- */

static GtkWidget *
list_new (List *list)
{
  GtkWidget *widget;

  if (list->which == MEDIA) {
    widget = lines_new (list);
  } else {
    widget = gtk_list_box_new ();
    gtk_list_box_set_selection_mode (GTK_LIST_BOX (widget), GTK_SELECTION_NONE);
    gtk_list_box_set_header_func (GTK_LIST_BOX (widget), head_row, NULL, NULL);
    gtk_widget_add_css_class (widget, "navigation-sidebar");
    gtk_widget_add_css_class (widget, "chat-list");
    g_signal_connect (widget, "row-activated", G_CALLBACK (activated_cb), list);
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (pages[list->which].title), -1);
  return widget;
}

static void
init_list (WhinChatMedia *self, guint which)
{
  List *list = &self->lists[which];
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *empty = adw_status_page_new ();
  AdwViewStackPage *page;

  *list = (List) { .owner = self, .which = which, .stack = gtk_stack_new () };
  list->list = list_new (list);
  list->place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list->list);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), pages[which].icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ (pages[which].empty));
  adw_status_page_set_description (ADW_STATUS_PAGE (empty), _ (pages[which].why));
  gtk_widget_add_css_class (empty, "compact");
  gtk_stack_add_named (GTK_STACK (list->stack), adw_bin_new (), "waiting");
  gtk_stack_add_named (GTK_STACK (list->stack), scroller, "list");
  gtk_stack_add_named (GTK_STACK (list->stack), empty, "empty");
  page = adw_view_stack_add_titled_with_icon (self->pages, list->stack, pages[which].name,
                                              _ (pages[which].title), pages[which].icon);
  adw_view_stack_page_set_use_underline (page, FALSE);
}

static void
dispose (GObject *object)
{
  WhinChatMedia *self = WHIN_CHAT_MEDIA (object);

  for (guint i = 0; i < N_LISTS; i++)
    if (self->lists[i].search) {
      g_signal_handlers_disconnect_by_data (self->lists[i].search, &self->lists[i]);
      g_signal_handlers_disconnect_by_data (self->lists[i].place, &self->lists[i]);
      g_clear_object (&self->lists[i].search);
      g_clear_object (&self->lists[i].lines);
    }
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_chat_media_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  word_query_free (WHIN_CHAT_MEDIA (object)->nothing);
  G_OBJECT_CLASS (whin_chat_media_parent_class)->finalize (object);
}

static void
whin_chat_media_class_init (WhinChatMediaClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  picture_signal = g_signal_new ("picture", WHIN_TYPE_CHAT_MEDIA, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, WHIN_TYPE_MESSAGE);
  go_signal = g_signal_new ("go", WHIN_TYPE_CHAT_MEDIA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                            G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
whin_chat_media_init (WhinChatMedia *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *switcher = adw_inline_view_switcher_new ();

  self->nothing = word_query_new ("");
  self->pages = ADW_VIEW_STACK (adw_view_stack_new ());
  for (guint i = 0; i < N_LISTS; i++)
    init_list (self, i);
  adw_inline_view_switcher_set_stack (ADW_INLINE_VIEW_SWITCHER (switcher), self->pages);
  gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (switcher, 6);
  gtk_widget_set_vexpand (GTK_WIDGET (self->pages), TRUE);
  gtk_box_append (GTK_BOX (box), switcher);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->pages));
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (self->pages, "notify::visible-child", G_CALLBACK (page_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
whin_chat_media_new (WhinClient *client, const Conv *conv)
{
  WhinChatMedia *self = g_object_new (WHIN_TYPE_CHAT_MEDIA, NULL);

  self->client = g_object_ref (client);
  self->conv = *conv;
  for (guint i = 0; i < N_LISTS; i++) {
    List *list = &self->lists[i];

    list->search = whin_search_new (client);
    g_signal_connect (list->search, "answered", G_CALLBACK (answered_cb), list);
    g_signal_connect_swapped (list->place, "value-changed", G_CALLBACK (look_below), list);
    g_signal_connect_swapped (list->place, "changed", G_CALLBACK (look_below), list);
  }
  page_cb (self);
  return GTK_WIDGET (self);
}

AdwNavigationPage *
whin_chat_media_page_new (WhinChatMedia *media)
{
  GtkWidget *view = adw_toolbar_view_new ();

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (media));
  return adw_navigation_page_new (view, _ ("Media, Links and Files"));
}
