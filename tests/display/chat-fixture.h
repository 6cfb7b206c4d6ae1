/* chat fixture: a chat view in a window, and where its rows are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-samples.h"
#include "waiting.h"

#include <adwaita.h>

typedef struct {
  GtkWidget *window, *scroller;
  WhinChatView *view;
  GtkAdjustment *adjustment;
  GListStore *store;
} ChatFixture;

/* Fixtures for g_test_add: a chat of 300 messages, the first of which is number 1000. */
void chat_open_long (ChatFixture *f, gconstpointer unused);
void chat_close (ChatFixture *f, gconstpointer unused);
/* Takes store. */
void chat_open (ChatFixture *f, GListStore *store);
#define CHAT_TEST(name, function)                                                                  \
  g_test_add ("/chat-view/" name, ChatFixture, NULL, chat_open_long, function, chat_close)

/* Three frames: the change, its layout, and whatever that asked for. */
void settle (ChatFixture *f);
void scroll_by (ChatFixture *f, double by);

/* -- What is in it. -- */

#define TALL "edited\nand\nmuch\ntaller\nthan\nbefore"

guint n_items (ChatFixture *f);
const char *text_at (ChatFixture *f, guint pos);
guint pos_of (ChatFixture *f, const char *text);
void edit (ChatFixture *f, guint pos, const char *text);
void append (ChatFixture *f, guint number);

/* -- Where it is. -- */

/* From the top of the view; -1e6 for what has no row. */
double row_y (ChatFixture *f, guint pos);
/* Where each row in sight is, by its text. whole: only those of which all is in sight. */
typedef GHashTable Places;
Places *note_places (ChatFixture *f, gboolean whole);
/* Takes places. */
void assert_same_places (ChatFixture *f, Places *places);
guint first_visible (ChatFixture *f);
/* Pixels. */
double gap_to_end (ChatFixture *f);
void assert_at_end (ChatFixture *f);
