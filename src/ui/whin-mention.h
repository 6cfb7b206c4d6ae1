/* mention: a text with people in it. In the text that is sent they have the name they gave
 * themselves; who reads it sees the name they have for them. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

typedef struct {
  char *text;
  GArray *mentions; /* of Mention, places of text */
} WhinNamed;

/* The text of ROW with the names one knows people by. NULL when it mentions nobody. */
WhinNamed *whin_mention_read (WhinClient *client, const MessageRow *row);
void whin_named_free (WhinNamed *named);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WhinNamed, whin_named_free)

/* "@Anna", by the name one knows them by; and by the one they gave themselves, for sending. */
char *whin_mention_local (WhinClient *client, const Id *acc);
char *whin_mention_public (WhinClient *client, const Id *acc);

G_END_DECLS
