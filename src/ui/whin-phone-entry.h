/* phone entry: a country and a number; gives E.164 or nothing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_PHONE_ENTRY (whin_phone_entry_get_type ())
G_DECLARE_FINAL_TYPE (WhinPhoneEntry, whin_phone_entry, WHIN, PHONE_ENTRY, GtkWidget)

/* Signals: changed (), activated () */

/* NULL while it is no number yet. */
char *whin_phone_entry_dup_e164 (WhinPhoneEntry *self);
/* As people write it, with the country's code. */
char *whin_phone_entry_dup_shown (WhinPhoneEntry *self);

G_END_DECLS
