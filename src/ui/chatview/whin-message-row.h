/* Message row: one flat widget that lays out and paints a message by itself; a child widget only
 * for players and cards. Knows no model: it draws a WhinMessageView.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-message-view.h"

G_BEGIN_DECLS

/* What a person can activate in a row, by pointer or by Left/Right and Enter on a focused row. */
typedef enum {
  WHIN_PART_NONE,
  WHIN_PART_LINK,    /* detail: the URI */
  WHIN_PART_PICTURE, /* picture or video; detail: of an album, its number among the tiles */
  WHIN_PART_FILE,
  WHIN_PART_TRANSFER, /* the ring: start, stop or retry, by the view's transfer state; the same */
  WHIN_PART_QUOTE,
  WHIN_PART_SENDER,   /* name or avatar */
  WHIN_PART_REACTION, /* detail: the emoji, or WHIN_REACTION_MORE */
  WHIN_PART_REACTORS, /* who gave them; detail: the emoji */
  WHIN_PART_RETRY,
  WHIN_PART_DISCARD,
  WHIN_PART_ACTION,  /* of a note */
  WHIN_PART_MENTION, /* detail: its number among the mentions, in digits */
  WHIN_PART_MORE,    /* the rest of a long text is wanted */
  WHIN_PART_READERS,
} WhinPart;

#define WHIN_TYPE_MESSAGE_ROW (whin_message_row_get_type ())
G_DECLARE_FINAL_TYPE (WhinMessageRow, whin_message_row, WHIN, MESSAGE_ROW, GtkWidget)

/* Signals:
 *   part-activated (guint part, const char *detail)   detail may be NULL
 *   command (guint command)                           a WhinCommand of the view
 * Actions: row.reply, row.react and so on, by WhinCommand; for keys and assistive tools
 */

GtkWidget *whin_message_row_new (void);

/* Shows VIEW; the row keeps a copy. Selection, hover and child go when the text changes. NULL
 * empties the row (call it in unbind to let go of textures). */
void whin_message_row_set_view (WhinMessageRow *self, const WhinMessageView *view);

/* The copy the row draws. Borrowed. */
const WhinMessageView *whin_message_row_get_view (WhinMessageRow *self);

/* Late changes that never move a pixel: redraw only. */
void whin_message_row_set_texture (WhinMessageRow *self, GdkPaintable *texture);
void whin_message_row_set_transfer (WhinMessageRow *self, WhinTransfer transfer, double progress);
void whin_message_row_set_tick (WhinMessageRow *self, WhinTick tick);
void whin_message_row_set_avatar (WhinMessageRow *self, GdkPaintable *avatar);

/* Words that are marked in the text wherever they are; NULL for none. */
void whin_message_row_set_marks (WhinMessageRow *self, const char *words);

/* The widget of WHIN_MEDIA_CHILD: takes the place of the picture inside the bubble. Set it after
 * set_view; NULL removes it. The row owns it. */
void whin_message_row_set_child (WhinMessageRow *self, GtkWidget *child);

/* The selected text, or NULL. (transfer full) */
char *whin_message_row_dup_selection (WhinMessageRow *self);

/* Where the picture is inside the row, for a viewer that grows out of it. FALSE without one. */
gboolean whin_message_row_get_picture_bounds (WhinMessageRow *self, graphene_rect_t *bounds);

/* What can be activated there. */
WhinPart whin_message_row_get_part_at (WhinMessageRow *self, double x, double y);

/* The tile there, or the one that the keys have reached; -1 for none. */
int whin_message_row_get_tile_at (WhinMessageRow *self, double x, double y);
int whin_message_row_get_focused_tile (WhinMessageRow *self);

/* The bubble, or what stands in its place, in the row's coordinates. */
void whin_message_row_get_bubble_bounds (WhinMessageRow *self, graphene_rect_t *bounds);

/* Where the pill of EMOJI is; FALSE when there is none. */
gboolean whin_message_row_get_reaction_bounds (WhinMessageRow *self,
                                               const char *emoji,
                                               graphene_rect_t *bounds);

/* Lets the bubble glow once, for the target of a jump. */
void whin_message_row_highlight (WhinMessageRow *self);

G_END_DECLS
