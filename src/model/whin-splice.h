/* splice: makes what a list model shows into something else, told so that whatever stays can be
 * followed. Thread of the model. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* items are what the model shows, target what it shall show, both of GObject and with
 * g_object_unref; items become equal to target. Each run of items that go or come is told as a
 * change of its own, and what stands between stays untouched; if what stays changes places, all
 * between the first and the last difference is one change. */
void whin_splice (GListModel *model, GPtrArray *items, const GPtrArray *target);

G_END_DECLS
