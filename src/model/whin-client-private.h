/* client, inside: what its files share. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

void whin_client_apply_to_timelines (WhinClient *self, GPtrArray *rows, GArray *removed);
/* Older messages have come into chats that may be open. */
void whin_client_look_for_history (WhinClient *self);

/* whin-client-delete.c: those that can be undone yet. */
GPtrArray *whin_client_get_deletions (WhinClient *self);
void whin_client_free_deletion (gpointer deletion);
/* What is shown of the row meanwhile (transfer full); NULL: nothing. */
MessageRow *whin_client_hold_back (WhinClient *self, const MessageRow *row);
/* The messages are like this now: so they come back. Of MessageRow, of MessageName. */
void whin_client_keep_held (WhinClient *self, GPtrArray *rows, GArray *removed);
