/* chat media: see whin-chat-media.h. Each list is asked for when it is first looked at.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-media.h"

#include "whin-media-tile.h"
#include "whin-reel.h"
#include "whin-search-rows.h"
#include "whin-search.h"

#include <glib/gi18n.h>

#define PAGE 60
#define NEAR_THE_END 400 /* px */
#define MESSAGE "whin-message"

enum {
  MEDIA,
  LINKS,
  FILES,
  N_LISTS
};

typedef struct {
  WhinChatMedia *owner;
  guint which;
  GtkWidget *stack; /* the list, or that there is nothing */
  GtkWidget *list;
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
  { FIND_LINKS, "links", N_ ("Links"), "insert-link-symbolic", N_ ("No Links Yet"),
    N_ ("Links that were sent in this chat are collected here.") },
  { FIND_FILES, "files", N_ ("Files"), "text-x-generic-symbolic", N_ ("No Files Yet"),
    N_ ("Files of this chat are collected here.") },
};

/* -- Filling -- */

static void
append (List *list, WhinMessage *message)
{
  WhinChatMedia *self = list->owner;
  const MessageRow *row = whin_message_get_row (message);
  GtkWidget *widget = list->which == MEDIA ? gtk_flow_box_child_new () : gtk_list_box_row_new ();
  g_autofree char *label = whin_search_describe (self->client, row);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (widget), MESSAGE, g_object_ref (message), g_object_unref);
  if (list->which == MEDIA) {
    gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (widget), whin_media_tile_new (row));
    gtk_flow_box_append (GTK_FLOW_BOX (list->list), widget);
  } else {
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (widget),
                                list->which == LINKS
                                    ? whin_search_row_link (self->client, row, self->nothing)
                                    : whin_search_row_file (self->client, row, self->nothing));
    gtk_list_box_append (GTK_LIST_BOX (list->list), widget);
  }
  list->shown++;
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

  for (guint i = list->shown; i < g_list_model_get_n_items (found); i++) {
    g_autoptr (WhinMessage) message = g_list_model_get_item (found, i);

    append (list, message);
  }
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
activated_cb (GtkWidget *widget, GtkWidget *child, List *list)
{
  WhinMessage *message = g_object_get_data (G_OBJECT (child), MESSAGE);
  const MessageRow *row = whin_message_get_row (message);

  if (list->which == MEDIA && whin_reel_takes (row))
    g_signal_emit (list->owner, picture_signal, 0, message);
  else
    g_signal_emit (list->owner, go_signal, 0, row->ord);
}

/* -- Making -- */

static GtkWidget *
list_new (List *list)
{
  GtkWidget *widget;

  if (list->which == MEDIA) {
    widget = gtk_flow_box_new ();
    gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (widget), GTK_SELECTION_NONE);
    gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (widget), TRUE);
    gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (widget), 3);
    gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (widget), 4);
    gtk_widget_set_valign (widget, GTK_ALIGN_START);
    gtk_widget_add_css_class (widget, "media-grid");
    g_signal_connect (widget, "child-activated", G_CALLBACK (activated_cb), list);
  } else {
    widget = gtk_list_box_new ();
    gtk_list_box_set_selection_mode (GTK_LIST_BOX (widget), GTK_SELECTION_NONE);
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
