/* Chat samples: items that hold a WhinMessageView, for tests, benchmarks and the demo of the chat
 * view. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-chat-view.h"
#include "whin-message-row.h"

G_BEGIN_DECLS

#define SAMPLE_TYPE_ITEM (sample_item_get_type ())
G_DECLARE_FINAL_TYPE (SampleItem, sample_item, SAMPLE, ITEM, GObject)

struct _SampleItem {
  GObject parent_instance;
  WhinMessageView view; /* a deep copy */
  char *day;
};

SampleItem *sample_item_new (const WhinMessageView *view);

/* Text message NUMBER of a long chat: its own text, length and side follow from the number. */
SampleItem *sample_message (guint number);

/* N of them from FIRST on. (transfer full) */
GListStore *sample_chat (guint first, guint n);

/* Adds messages FIRST .. FIRST + N - 1 at POSITION in one change. */
void sample_insert (GListStore *store, guint position, guint first, guint n);

/* A conversation with one of everything, for looking at. (transfer full) */
GListStore *sample_showcase (gboolean group);

/* A texture with a soft gradient. (transfer full) */
GdkPaintable *sample_texture (int width, int height, guint hue);

extern const WhinChatViewFactory sample_factory;

G_END_DECLS
