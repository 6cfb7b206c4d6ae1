/* Chat view: the conversation list. A GtkScrollable over a window of items; live rows keep document
 * coordinates that never move, so only the adjustment's lower and upper change when heights are
 * learnt. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* All callbacks run on the UI thread. Rows are recycled: every bind is paired with an unbind. */
typedef struct {
  GtkWidget *(*create) (gpointer data); /* (transfer floating) */
  void (*bind) (GtkWidget *row, gpointer item, guint position, gpointer data);
  void (*unbind) (GtkWidget *row, gpointer item, gpointer data); /* optional */

  /* Optional, for the floating date: the item's day label (transfer full), NULL for none.
   * Set *HEADS if this very row shows that label (a day chip). */
  char *(*day) (gpointer item, gboolean *heads, gpointer data);
} WhinChatViewFactory;

#define WHIN_TYPE_CHAT_VIEW (whin_chat_view_get_type ())
G_DECLARE_FINAL_TYPE (WhinChatView, whin_chat_view, WHIN, CHAT_VIEW, GtkWidget)

/* Properties:
 *   at-end (gboolean, read-only, notifies)   the view is stuck to the last row
 *   model (GListModel)
 * Signals:
 *   edge-reached (GtkPositionType)   GTK_POS_TOP, or GTK_POS_BOTTOM with more below: less than 1500
 * px are left on that side; emitted once until the model changes or the edge is left, outside of
 * layout, so the handler may splice the model at once visible-changed (guint first, guint last) 500
 * ms after the last movement; for read marks row-activated (guint position)              Enter on a
 * row without anything to activate in it row-menu (guint position, GtkWidget *row, double x,
 * double y) right click, long press, Menu, Shift+F10; in row coordinates date-activated ()
 * a click on the floating date
 */

/* FACTORY is copied; DATA is passed to it and released by DESTROY. */
GtkWidget *
whin_chat_view_new (const WhinChatViewFactory *factory, gpointer data, GDestroyNotify destroy);

/* Starts at the end of MODEL (nullable), unless set_anchor or scroll_to follow. */
void whin_chat_view_set_model (WhinChatView *self, GListModel *model);
GListModel *whin_chat_view_get_model (WhinChatView *self);

/* Puts the row at ALIGN of the view: 0 top, 0.5 centre, 1 bottom. Glides when the way is at most a
 * screen, ANIMATE is set and animations are enabled. */
void whin_chat_view_scroll_to (WhinChatView *self, guint position, double align, gboolean animate);
void whin_chat_view_scroll_to_end (WhinChatView *self, gboolean animate);
gboolean whin_chat_view_get_at_end (WhinChatView *self);

/* Tells that the chat goes on below the model's window: then its last row is no end to stick to,
 * and a page appended while reading there moves nothing. FALSE at first. */
void whin_chat_view_set_more_below (WhinChatView *self, gboolean more);

/* A place to come back to: the first visible row and how far its top is below the view's top
 * (negative: above). FALSE when empty or at the end (then restore with scroll_to_end). ITEM is
 * (transfer full). */
gboolean whin_chat_view_get_anchor (WhinChatView *self, gpointer *item, double *offset);
/* The caller finds the item's position in its model. */
void whin_chat_view_set_anchor (WhinChatView *self, guint position, double offset);

/* Rows at least half visible (or filling the view). FALSE when there are none. */
gboolean whin_chat_view_get_visible_range (WhinChatView *self, guint *first, guint *last);

/* How far the end of the model is, in heights of the view. Further away it is an estimate. */
double whin_chat_view_get_screens_below (WhinChatView *self);

/* The live row that shows POSITION, or NULL. Borrowed, valid until the next layout. */
GtkWidget *whin_chat_view_get_row (WhinChatView *self, guint position);

/* The live row at that height of the view, or NULL. Borrowed, valid until the next layout. */
GtkWidget *whin_chat_view_get_row_at (WhinChatView *self, double y);

/* Moves keyboard focus to the row, scrolling it into view. */
void whin_chat_view_focus_row (WhinChatView *self, guint position);

/* For tests and the debug page: rows in use, rows pooled, rows ever made, binds ever done. */
typedef struct {
  guint live, pooled, created, binds;
} WhinChatViewStats;
void whin_chat_view_get_stats (WhinChatView *self, WhinChatViewStats *stats);

G_END_DECLS
