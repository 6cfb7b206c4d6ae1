/* names: chats and people found by their names, the ones used last first.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

typedef struct {
  Conv conv;
  WhinChat *chat;       /* NULL when there is none yet */
  WhinContact *contact; /* NULL for a chat */
} WhinNamed;

typedef enum {
  WHIN_NAMES_CHATS = 1 << 0,
  WHIN_NAMES_CONTACTS = 1 << 1,     /* those without a chat */
  WHIN_NAMES_ALL_CONTACTS = 1 << 2, /* with and without one */
} WhinNames;

/* typed: the beginnings of words of the name, or a part of the number; "": everybody. At most MAX,
 * a GPtrArray of WhinNamed. */
GPtrArray *whin_names_find (WhinClient *client, const char *typed, WhinNames which, guint max);
/* Borrowed until the chat or the contact changes. */
const char *whin_named_get_name (const WhinNamed *named);

G_END_DECLS
