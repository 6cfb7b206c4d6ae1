/* group words: what is said of groups - who wrote, who changed what, who is in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

/* "Anna added Ben". For MESSAGE_KIND_IS_CHANGE. Caller frees, as all of these. */
/* Of several that follow each other, as one; rows is of MessageRow. */
char *whin_group_notice_of (WhinClient *client, const GPtrArray *rows);
char *whin_group_notice (WhinClient *client, const MessageRow *row);
/* One line about a message: in a group with the name of who wrote it. */
char *whin_group_preview (WhinClient *client, const MessageRow *row);
/* "Anna, Ben, You" */
char *whin_group_members (WhinClient *client, const GroupRow *row);
/* Of a broadcast list: "Anna, Ben" */
char *whin_broadcast_people (WhinClient *client, const ListRow *list);
/* "typing…", in a group "Anna is typing…"; NULL when nobody is. */
char *whin_group_activity (WhinClient *client, WhinChat *chat);
/* The same for a person wherever they write: below WHIN_N_NAME_COLOURS. */
guint whin_group_colour (const Id *acc);

G_END_DECLS
