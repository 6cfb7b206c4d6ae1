/* chat page, rows, inside: what the files that fill in a row share. -rows.c: the row as a whole.
 * -words.c: what is written in it. -pictures.c: its pictures, fetched while the row is bound.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-chat-page-private.h"

#define WHIN_ROW_LOADING "whin-loading" /* a GCancellable, while the row is bound */
#define WHIN_ROW_MOVING "whin-moving"   /* a GPtrArray of WhinMoving, while it shows some */

/* What a view borrows while it is set. */
typedef struct {
  char *time, *label, *type, *notice, *quote, *text, *card, *failure;
  WhinTileView *tiles; /* with their labels */
  guint n_tiles;
} WhinBorrowed;

void whin_borrowed_clear (WhinBorrowed *borrowed);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WhinBorrowed, whin_borrowed_clear)

/* whin-chat-page-rows.c: it shows its message anew. */
void whin_chat_page_refresh_row (GtkWidget *row);
/* The chat of the row is one that waits to be accepted. */
gboolean whin_chat_page_is_request (GtkWidget *row);

/* whin-chat-page-words.c */
void whin_chat_page_fill_text (WhinChatPage *self,
                               WhinMessage *message,
                               WhinMessageView *view,
                               WhinBorrowed *borrowed);
void whin_chat_page_fill_notice (WhinChatPage *self,
                                 WhinMessage *message,
                                 WhinMessageView *view,
                                 WhinBorrowed *borrowed);

/* whin-chat-page-pictures.c */
void whin_chat_page_fill_media (WhinChatPage *self,
                                GtkWidget *row,
                                WhinMessage *item,
                                WhinMessageView *view,
                                WhinBorrowed *borrowed);
void whin_chat_page_fill_album (WhinChatPage *self,
                                GtkWidget *row,
                                const GPtrArray *album,
                                WhinMessageView *view,
                                WhinBorrowed *borrowed);
void whin_chat_page_fill_avatar (GtkWidget *row, const MediaFile *file, WhinMessageView *view);
/* A small one; NULL until it is loaded, and then the row shows its message anew. Borrowed. */
GdkPaintable *whin_chat_page_face (GtkWidget *row, const MediaFile *file);
/* It is in sight: what comes by itself is asked for. */
void whin_chat_page_look_at (WhinChatPage *self, WhinMessage *message);

/* whin-chat-page-readers.c */
void whin_chat_page_fill_readers (WhinChatPage *self,
                                  GtkWidget *row,
                                  const MessageRow *source,
                                  WhinMessageView *view);
