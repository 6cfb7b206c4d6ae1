/* Chat view, inside: the state its files share. Each file is one concern of the same widget.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-chat-view.h"
#include "whin-palette.h"

#include <adwaita.h>

#define WHIN_CHAT_PADDING 8     /* above the first and below the last row */
#define WHIN_CHAT_END_SLACK 20  /* px from the end that still count as the end */
#define WHIN_CHAT_EDGE 1500     /* px left when the model is asked for more */
#define WHIN_CHAT_SETTLE_MS 500 /* stillness before read marks */
#define WHIN_CHAT_DATE_MS 1500  /* how long the floating date stays */

typedef struct {
  GtkWidget *widget;
  gpointer item; /* owned */
  guint pos;
  int y; /* document coordinates */
  int height;
  guint told_pos, told_size; /* what assistive tools were told */
} WhinChatRow;

typedef enum {
  WHIN_FOCUS_NONE,
  WHIN_FOCUS_POSITION,
  WHIN_FOCUS_FIRST_VISIBLE,
  WHIN_FOCUS_LAST_VISIBLE,
} WhinFocusWish;

struct _WhinChatView {
  GtkWidget parent_instance;

  GtkAdjustment *adjustments[2]; /* by GtkOrientation */
  GtkScrollablePolicy policies[2];
  WhinChatViewFactory factory;
  gpointer data;
  GDestroyNotify destroy;
  GListModel *model;
  WhinPalette *palette;

  GPtrArray *rows;   /* of WhinChatRow, top to bottom; without gaps after each layout */
  GPtrArray *pool;   /* of GtkWidget, not visible, hidden from assistive tools */
  WhinChatRow *kept; /* the focused row when it is outside the run */
  guint n_created, n_binds;

  double average; /* height of a row, learnt */
  guint n_learnt;
  int width;
  gboolean in_layout;
  gboolean at_end, more_below, told_at_end;
  double end_gap; /* 0 .. END_SLACK while at the end */

  gboolean jump;
  guint jump_pos;
  double jump_align, jump_offset;
  guint resume_pos; /* where to go on when every live row was removed */
  int resume_y;
  AdwAnimation *glide;
  double glide_from, glide_to;
  gboolean glide_end;

  WhinFocusWish focus_wish;
  guint focus_pos;
  guint last_focus;

  GtkWidget *date;
  guint date_timer;
  gboolean date_wanted;
  int date_y;
  double last_value;

  guint deferred_id, settle_id;
  gint64 moved_at;
  gboolean asked[2]; /* an edge was reported and nothing came of it yet: top, bottom */
};

enum {
  WHIN_CHAT_EDGE_REACHED,
  WHIN_CHAT_VISIBLE,
  WHIN_CHAT_ACTIVATED,
  WHIN_CHAT_MENU,
  WHIN_CHAT_DATE,
  WHIN_CHAT_N_SIGNALS
};
extern guint whin_chat_signals[WHIN_CHAT_N_SIGNALS];

/* whin-chat-rows.c: making, recycling and following the model */
guint whin_chat_n_items (WhinChatView *self);
WhinChatRow *whin_chat_row_at (WhinChatView *self, guint index);
WhinChatRow *whin_chat_find (WhinChatView *self, guint pos);
WhinChatRow *whin_chat_take (WhinChatView *self, guint pos);
void whin_chat_drop (WhinChatView *self, WhinChatRow *row);
void whin_chat_drop_index (WhinChatView *self, guint index);
void whin_chat_drop_all (WhinChatView *self);
void
whin_chat_items_changed (GListModel *model, guint pos, guint removed, guint added, gpointer view);
void whin_chat_tell_places (WhinChatView *self);
void whin_chat_sort_children (WhinChatView *self);

/* whin-chat-layout.c: coordinates */
void whin_chat_layout (WhinChatView *self, int width, int height);
WhinChatRow *whin_chat_anchor (WhinChatView *self, double value, int height);
double whin_chat_value (WhinChatView *self);
void whin_chat_bounds_of (WhinChatView *self, double *value, double *page);

/* whin-chat-scroll.c: jumps and glides */
void whin_chat_value_changed (GtkAdjustment *adjustment, gpointer view);
void whin_chat_set_value (WhinChatView *self, double value, gboolean animate);
void whin_chat_stop_glide (WhinChatView *self);

/* whin-chat-focus.c: keyboard */
void whin_chat_focus_class_init (GtkWidgetClass *klass);
gboolean whin_chat_has_focus (WhinChatView *self, WhinChatRow *row);
void whin_chat_grant_focus (WhinChatView *self);

/* whin-chat-date.c: the floating date */
void whin_chat_date_init (WhinChatView *self);
void whin_chat_date_moved (WhinChatView *self, double value);
void whin_chat_date_layout (WhinChatView *self, double value, int width);
void whin_chat_date_dispose (WhinChatView *self);

/* whin-chat-watch.c: telling others, never from inside a layout */
void whin_chat_watch_layout (WhinChatView *self);
void whin_chat_watch_moved (WhinChatView *self);
void whin_chat_watch_dispose (WhinChatView *self);
