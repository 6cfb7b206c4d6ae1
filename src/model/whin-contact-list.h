/* contact list: one's own contacts in the order of their names. A GListModel of WhinContact.
 * People who only wrote are known (whin_contact_list_find) but not listed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-contact.h"

G_BEGIN_DECLS

#define WHIN_TYPE_CONTACT_LIST (whin_contact_list_get_type ())
G_DECLARE_FINAL_TYPE (WhinContactList, whin_contact_list, WHIN, CONTACT_LIST, GObject)

WhinContactList *whin_contact_list_new (void);
/* Borrowed, or NULL. */
WhinContact *whin_contact_list_find (WhinContactList *self, const Id *acc);

/* For the client that routes batches: rows is of ContactRow. */
void whin_contact_list_apply (WhinContactList *self, GPtrArray *rows);
void whin_contact_list_clear (WhinContactList *self);

G_END_DECLS
