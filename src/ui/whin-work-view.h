/* work view: how far something is that takes its time, with a way to stop it, and why it failed.
 * Nobody sees it while there is nothing to tell. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_WORK_VIEW (whin_work_view_get_type ())
G_DECLARE_FINAL_TYPE (WhinWorkView, whin_work_view, WHIN, WORK_VIEW, GtkWidget)

/* Properties: has-news (boolean, read-only): there is something to see.
 * Signals: retry ()   what failed is to be begun again; see whin_work_view_set_retry */

/* kind is a WorkKind. */
void whin_work_view_follow (WhinWorkView *self, WhinClient *client, WorkKind kind);
/* Whether what failed can be begun again here; else the failure can only be put away. */
void whin_work_view_set_retry (WhinWorkView *self, gboolean retry);
gboolean whin_work_view_has_news (WhinWorkView *self);

G_END_DECLS
