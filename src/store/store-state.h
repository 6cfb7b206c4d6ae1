/* store-state: what one's devices have told each other of chats, messages and settings. Of each
 * thing the last that this device said and the last that it heard are kept, each with the place the
 * server gave it; the later one holds, and what has no place yet is later than all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

/* chat, author and id may be none, text is never NULL; together with what the first three name it.
 */
typedef struct {
  char *what;
  Conv chat;
  Id author;
  Id id;
  gint64 n;
  char *text;
  gint64 place; /* of the server; 0 when it has none */
} StoreState;

void store_state_free (StoreState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreState, store_state_free)

/* In a transaction. This device says it, in the content `own`. */
void store_state_say (Store *store, const StoreState *state, const Id *own);
/* Another one said it. FALSE when nothing has changed. */
gboolean store_state_hear (Store *store, const StoreState *state);
/* What was said in the content, and had no place, has this one now, or (0) is refused. What holds
 * now, to be shown: a GPtrArray of StoreState. */
GPtrArray *store_state_place (Store *store, const Id *own, gint64 place);
/* The highest place there is. */
gint64 store_state_top (Store *store);

/* What holds of it; NULL when it was never said. */
StoreState *store_state_get (Store *store, const StoreState *name);
/* 0 when it was never said. */
gint64 store_state_number (Store *store, const char *what, const Conv *chat);
/* Those of a kind that are not 0, by chat and id. */
GPtrArray *store_state_list (Store *store, const char *what);
/* For an archive: all of them after this one (NULL: from the first), in the order of their names.
 */
GPtrArray *store_state_page (Store *store, const StoreState *after, guint limit);
/* Those that were said last. */
GPtrArray *store_state_newest (Store *store, guint limit);
guint store_state_count (Store *store);
