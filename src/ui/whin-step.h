/* step: what every page of the first run and of the gate is made of - heading, text, contents, an
 * error line and one button that shows when it is busy. SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_STEP (whin_step_get_type ())
G_DECLARE_FINAL_TYPE (WhinStep, whin_step, WHIN, STEP, GtkWidget)

/* Properties: icon-name, heading, text, button-label, ready (the button can be pressed), content,
 * extra (below the button).
 * Signals: proceed ()   the button, or Enter in its contents, while it is ready and not busy
 */

void whin_step_set_text (WhinStep *self, const char *text);
void whin_step_set_ready (WhinStep *self, gboolean ready);
gboolean whin_step_get_busy (WhinStep *self);
/* Busy clears the error. */
void whin_step_set_busy (WhinStep *self, gboolean busy);
/* NULL clears it. */
void whin_step_set_error (WhinStep *self, const char *message);
void whin_step_proceed (WhinStep *self);
void whin_step_focus_button (WhinStep *self);

G_END_DECLS
