/* code entry: six boxes for a one-time code. It is one entry to the keyboard, to input methods and
 * to assistive tools; the boxes only show it. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_CODE_ENTRY (whin_code_entry_get_type ())
G_DECLARE_FINAL_TYPE (WhinCodeEntry, whin_code_entry, WHIN, CODE_ENTRY, GtkWidget)

/* Signals:
 *   changed ()
 *   complete ()   the last digit was typed, or all were pasted
 */

/* Borrowed; digits only. */
const char *whin_code_entry_get_code (WhinCodeEntry *self);
void whin_code_entry_clear (WhinCodeEntry *self);
/* Shows the boxes in the error colour until the next digit. */
void whin_code_entry_set_wrong (WhinCodeEntry *self, gboolean wrong);

G_END_DECLS
