/* contact: a person, by one's own name for them or by what they call themselves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define WHIN_TYPE_CONTACT (whin_contact_get_type ())
G_DECLARE_FINAL_TYPE (WhinContact, whin_contact, WHIN, CONTACT, GObject)

/* Signals:
 *   changed ()
 */

WhinContact *whin_contact_new (const ContactRow *row);
/* Borrowed until the next `changed`. */
const ContactRow *whin_contact_get_row (WhinContact *self);
/* One's own name, else the profile's, else the number; never empty. */
const char *whin_contact_get_name (WhinContact *self);
/* Of the name, for strcmp(). Borrowed until the next `changed`. */
const char *whin_contact_get_sort_key (WhinContact *self);

/* For the client that routes batches. */
void whin_contact_set_row (WhinContact *self, const ContactRow *row);

G_END_DECLS
