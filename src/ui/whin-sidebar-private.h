/* sidebar, inside: whin-sidebar.c holds the list and the banner, whin-sidebar-search.c the results.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-reminder.h"
#include "whin-search-results.h"
#include "whin-sidebar.h"
#include "whin-work-view.h"

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

  WhinClient *client;
  GtkSliceListModel *shown; /* the chats that have come into the list */
  GtkSingleSelection *selection;
  WhinChat *current;
  guint countdown;
};

void whin_sidebar_search_class_init (GtkWidgetClass *widget_class);
void whin_sidebar_search_init (WhinSidebar *self);
gboolean whin_sidebar_is_searching (WhinSidebar *self);
void whin_sidebar_update_page (WhinSidebar *self);
void whin_sidebar_open (WhinSidebar *self, const Conv *conv, gint64 ord, const char *words);
