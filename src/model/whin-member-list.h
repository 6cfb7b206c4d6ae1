/* member list: who is in a group - oneself, the admins, the others, by name. A GListModel of
 * WhinMember that follows the group and the names of its people.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-member.h"

G_BEGIN_DECLS

#define WHIN_TYPE_MEMBER_LIST (whin_member_list_get_type ())
G_DECLARE_FINAL_TYPE (WhinMemberList, whin_member_list, WHIN, MEMBER_LIST, GObject)

WhinMemberList *whin_member_list_new (WhinClient *client, const Conv *conv);
/* Borrowed, or NULL. */
WhinMember *whin_member_list_find (WhinMemberList *self, const Id *acc);

G_END_DECLS
