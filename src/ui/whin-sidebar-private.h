/* sidebar, inside: whin-sidebar.c holds the list and the banner, whin-sidebar-search.c the results.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-player-bar.h"
#include "whin-reminder.h"
#include "whin-search-results.h"
#include "whin-sidebar.h"
#include "whin-work-view.h"

typedef enum {
  SIDEBAR_ALL,
  SIDEBAR_UNREAD,
  SIDEBAR_GROUPS,
  SIDEBAR_LIST, /* a person's own */
} SidebarFilter;

struct _WhinSidebar {
  AdwBin parent_instance;

  AdwBanner *banner;
  AdwWindowTitle *title;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkListView *list;
  WhinSearchResults *results;
  WhinWorkView *history_in_view, *history_out_view;
  WhinReminder *reminder;
  AdwHeaderBar *header_bar;
  GtkWidget *transfers; /* a button */
  WhinPlayerBar *player_bar;

  WhinClient *client;
  GtkFilterListModel *filtered;
  GtkSliceListModel *shown; /* of those, the chats that have come into the list */
  GtkSingleSelection *selection;
  WhinChat *current;
  guint countdown;

  /* whin-sidebar-filter.c */
  GtkWidget *filter_bar, *edit_list_button, *new_list_button, *archive_bar, *archived_button,
      *show_all_button;
  GtkWidget *chips[SIDEBAR_LIST];
  AdwWrapBox *chip_box;
  GtkLabel *archived_count;
  AdwStatusPage *filtered_page;
  GtkCustomFilter *filter;
  SidebarFilter filter_kind;
  Id filter_list;
  gboolean in_archive;
  GSimpleActionGroup *chat_actions;
  GtkPopover *menu;
  GtkWidget *menu_row; /* weak: what it was opened for */
};

void whin_sidebar_filter_class_init (GtkWidgetClass *widget_class);
/* The chats that are to be shown; borrowed. */
GListModel *whin_sidebar_filter_init (WhinSidebar *self);
void whin_sidebar_filter_start (WhinSidebar *self);
void whin_sidebar_filter_dispose (WhinSidebar *self);
void whin_sidebar_mark_current (WhinSidebar *self);
void whin_sidebar_refilter (WhinSidebar *self);
void whin_sidebar_update_filter_bar (WhinSidebar *self);

void whin_sidebar_search_class_init (GtkWidgetClass *widget_class);
void whin_sidebar_search_init (WhinSidebar *self);
gboolean whin_sidebar_is_searching (WhinSidebar *self);
void whin_sidebar_update_page (WhinSidebar *self);
void whin_sidebar_open (WhinSidebar *self, const Conv *conv, gint64 ord, const char *words);
