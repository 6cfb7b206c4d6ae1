/* reactors: who has reacted to a message, by emoji.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Opens over PLACE of PARENT, which outlives it, once the store has answered. One's own reaction
 * can be taken back there if MAY_TAKE_BACK. */
void whin_reactors_popup (GtkWidget *parent,
                          const GdkRectangle *place,
                          WhinClient *client,
                          const MessageRow *row,
                          gboolean may_take_back,
                          GCancellable *cancellable);

G_END_DECLS
