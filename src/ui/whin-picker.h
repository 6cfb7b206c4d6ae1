/* picker: a popover to choose one chat or person by name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-names.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_PICKER (whin_picker_get_type ())
G_DECLARE_FINAL_TYPE (WhinPicker, whin_picker, WHIN, PICKER, GtkPopover)

/* Signals:
 *   picked (const Conv *conv, const char *name)   both NULL: none of them
 */

/* none is what choosing none of them is called; self, or NULL, what one is called oneself, who is
 * among them then. */
WhinPicker *
whin_picker_new (WhinClient *client, WhinNames which, const char *none, const char *self);

G_END_DECLS
