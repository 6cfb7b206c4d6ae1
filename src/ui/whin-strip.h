/* strip: what a video looks like from its start to its end, and two handles for the part that is
 * kept. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_STRIP (whin_strip_get_type ())
G_DECLARE_FINAL_TYPE (WhinStrip, whin_strip, WHIN, STRIP, GtkWidget)

#define WHIN_STRIP_STILLS 12
#define WHIN_STRIP_HEIGHT 56

/* Signals:
 *   changed (gint64 ms)   a handle was moved there
 *   seek (gint64 ms)      somebody wants to look there
 */

void whin_strip_set_length (WhinStrip *self, gint64 ms);
/* One of WHIN_STRIP_STILLS. */
void whin_strip_set_still (WhinStrip *self, guint i, GdkTexture *still);
gint64 whin_strip_get_start (WhinStrip *self);
gint64 whin_strip_get_end (WhinStrip *self);
/* What is shown now. */
void whin_strip_set_position (WhinStrip *self, gint64 ms);

G_END_DECLS
