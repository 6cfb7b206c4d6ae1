/* peers: what is known of other accounts' keys - the newest signed list of each, and how far it is
 * trusted. One's own account is among them. Core thread.
 *
 * The first account key seen is taken; from then on only what it signed. A list under another key
 * is taken too, because people do register anew, but everybody is told, and what was written for
 * the old key is not sent to the new one. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channel.h"
#include "core-private.h"
#include "devlist.h"

typedef struct {
  Devlist list;
  DevlistMark mark;
  GBytes *bytes; /* as signed */
  Trust trust;
  gint64 heard; /* of a newer list, from the account itself; 0 for none */
} Peer;

GHashTable *peers_new (void);

/* Borrowed until the next call here; NULL when no list of the account was ever seen. */
const Peer *peers_get (Core *core, const Id *acc);
/* What the account's list says of a device; also of one that it named until lately. */
gboolean peers_party (Core *core, const Id *acc, gint64 dev, Party *party);
/* Whether the list names it now. */
gboolean peers_lists (Core *core, const Id *acc, gint64 dev);

/* Whether it is the newest list, as far as its own devices have told. */
gboolean peers_is_current (Core *core, const Id *acc);
/* In a transaction: a device of the account has spoken of this version. */
void peers_hear (Core *core, const Id *acc, gint64 version);

/* In a transaction: a list from the server. FALSE when it is none that can be taken. */
gboolean peers_take (Core *core, const Id *acc, const char *list);
/* In a transaction: one's own, signed by this device. */
void peers_put_own (Core *core, GBytes *list);
/* In a transaction: from an archive. It never takes the place of what is newer, and where it names
 * another account key than is known here, that is said. */
void peers_put_archived (Core *core, const Id *acc, const char *list, Trust trust);
/* In a transaction. */
void peers_set_trust (Core *core, const Id *acc, Trust trust);
/* In a transaction: nothing is known of anybody. */
void peers_forget (Core *core);
/* The transaction was not stored. */
void peers_reload (Core *core);
