/* inside: what a test does in the core of a device and no front end can: look at its keys, turn its
 * clock. Each call returns when the core thread has done it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content.h"
#include "core.h"
#include "primitives.h"
#include "rows.h"

/* Of all keys, sessions and lists of others. Rows in any order give the same. */
void inside_key_digest (Core *core, guint8 digest[PRIM_HASH_BYTES]);
/* Whether all that was to be sent was taken by the server. */
gboolean inside_has_sent_all (Core *core);
/* Before anything runs: so many people of a broadcast list at a time. */
void inside_slice_broadcasts (guint people);
/* Whether there is a session with a device. */
gboolean inside_has_session (Core *core, const Id *acc, gint64 dev);
/* When the one in use was begun, in seconds. */
gint64 inside_session_made (Core *core, const Id *acc, gint64 dev);
/* Of an account whose list it has. */
Trust inside_trust (Core *core, const Id *acc);
/* As if the safety number had been compared. */
void inside_verify (Core *core, const Id *acc);
/* Steals the key that signs the account's list. */
void inside_account_secret (Core *core, guint8 secret[PRIM_SIGN_SECRET_BYTES]);
/* Everything that must stay on the device: GBytes, at least 16 bytes each. */
GPtrArray *inside_secrets (Core *core);
/* The signed list of an account that the device holds, as on the wire; NULL when it has none. */
char *inside_list (Core *core, const Id *acc);
/* How long nothing of a device is opened, in ms. */
gint64 inside_budget_wait (Core *core, const Id *acc, gint64 dev);
/* Nothing of a device is asked for again within the hour. */
void inside_spend_asks (Core *core, const Id *acc, gint64 dev);
/* Whether the keys that last were made on this day, by its clock. */
gboolean inside_has_new_keys (Core *core);
/* Brings a change to the server that its own program would not make; returns when it is there. */
typedef struct {
  Id grp;
  int kind;  /* GroupOpKind */
  Id actor;  /* whose name it is in; none: one's own */
  Id person; /* whom it is about; or none */
  const char *name;
  guint32 ahead; /* so many states are left out before it */
  gint64 device; /* which it says made it; 0: this one */
} Forgery;
void inside_forge (Core *core, const Forgery *forgery);
/* Says what its own program would not: no check of what it may. */
void inside_say (Core *core, const Conv *conv, const Content *content);
/* How many devices have this one's sender key. */
guint inside_key_holders (Core *core, const Id *grp);

/* From now on it is so much later there. For one core at a time. */
void inside_set_clock (Core *core, gint64 ahead_ms);
