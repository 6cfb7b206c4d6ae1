/* wave: how loud a voice message is, as bars. Of one that is recorded the newest come in at the
 * end; of one that is there they fill with what was played, and it can be gone through by pointer
 * and by keys. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_WAVE (whin_wave_get_type ())
G_DECLARE_FINAL_TYPE (WhinWave, whin_wave, WHIN, WAVE, GtkWidget)

/* Signals:
 *   seek (gint64 ms)   somebody wants to be there
 */

/* For what is played. */
GtkWidget *whin_wave_new (void);
/* For what is recorded. */
GtkWidget *whin_wave_new_live (void);
/* A byte for each bar, or NULL when that is not known; and how long it is. */
void whin_wave_set (WhinWave *self, GBytes *bars, gint64 ms);
/* How far it was played. Cheap when nothing can be seen of the difference. */
void whin_wave_set_position (WhinWave *self, gint64 ms);
/* Where it is being dragged to; -1 while it is not. */
gint64 whin_wave_get_dragged (WhinWave *self);
/* Of what is recorded: one more, and none any more. */
void whin_wave_push (WhinWave *self, guint8 height);
void whin_wave_clear (WhinWave *self);

G_END_DECLS
