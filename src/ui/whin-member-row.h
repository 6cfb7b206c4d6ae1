/* member row: one person of a group, with the menu of what can be done: the actions `member.*`,
 * whose parameter is the account as text. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-member.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_MEMBER_ROW (whin_member_row_get_type ())
G_DECLARE_FINAL_TYPE (WhinMemberRow, whin_member_row, WHIN, MEMBER_ROW, AdwBin)

GtkWidget *whin_member_row_new (void);
/* NULL: none. */
void whin_member_row_set (WhinMemberRow *self, WhinMember *member);
void whin_member_row_popup (WhinMemberRow *self);
/* What a screen reader says of it. */
char *whin_member_row_words (WhinMember *member);

G_END_DECLS
