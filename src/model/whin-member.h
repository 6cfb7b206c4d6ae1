/* member: somebody in a group, as they are shown in its list.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

#define WHIN_TYPE_MEMBER (whin_member_get_type ())
G_DECLARE_FINAL_TYPE (WhinMember, whin_member, WHIN, MEMBER, GObject)

/* Signals:
 *   changed ()
 */

WhinMember *whin_member_new (const Id *acc, gboolean own);
const Id *whin_member_get_acc (WhinMember *self);
/* Oneself. */
gboolean whin_member_is_own (WhinMember *self);
gboolean whin_member_is_admin (WhinMember *self);
/* Something that was asked for is under way. */
gboolean whin_member_is_busy (WhinMember *self);
/* Never empty. */
const char *whin_member_get_name (WhinMember *self);
/* Borrowed until the next `changed`; NULL when nothing is known of them. */
const ContactRow *whin_member_get_contact (WhinMember *self);

void whin_member_set_busy (WhinMember *self, gboolean busy);
/* For the list. */
void whin_member_update (WhinMember *self, WhinClient *client, gboolean admin);
int whin_member_compare (WhinMember *a, WhinMember *b);

G_END_DECLS
