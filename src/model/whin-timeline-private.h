/* timeline, inside: the messages of the window, and the items made of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-timeline.h"

struct _WhinTimeline {
  GObject parent_instance;

  WhinClient *client; /* weak */
  Conv conv;
  GPtrArray *messages; /* of WhinMessage, by ord */
  GHashTable *index;   /* MessageName to WhinMessage, borrowed */
  GPtrArray *items;    /* of WhinMessage: messages, chips and the divider, what the model shows */
  WhinMessage *divider;
  gint64 unread_ord;

  GCancellable *cancellable;
  char *error;
  gint64 wanted; /* ord to show when the page on its way replaces the window */
  int next_page; /* CorePage asked for while another was on its way, or 0 */
  gboolean following;
  gboolean replacing, loaded, loading;
  gboolean more_above, more_below;
};

/* Makes items from messages and tells the smallest change. */
void whin_timeline_compose (WhinTimeline *self);
