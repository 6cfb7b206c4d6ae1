/* find bar: looks for words in one chat, and goes from one message that has them to the next.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_FIND_BAR (whin_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (WhinFindBar, whin_find_bar, WHIN, FIND_BAR, AdwBin)

/* Signals:
 *   words (const char *words)   to be marked; NULL none
 *   go (gint64 ord)             to the message there
 *   closed (gboolean back)      back: to where one was when it was opened
 */

void whin_find_bar_set_client (WhinFindBar *self, WhinClient *client);
/* Shows it, with the cursor in it. */
void whin_find_bar_open (WhinFindBar *self, const Conv *conv);
/* Hides it, without `closed`. */
void whin_find_bar_close (WhinFindBar *self);
gboolean whin_find_bar_is_open (WhinFindBar *self);
/* As Escape does; FALSE when it was not open. */
gboolean whin_find_bar_go_back (WhinFindBar *self);
/* To an earlier or a later message, when it is open. */
void whin_find_bar_step (WhinFindBar *self, gboolean earlier);

G_END_DECLS
