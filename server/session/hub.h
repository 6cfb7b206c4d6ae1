/* hub: which device is connected, and who is watching whom.
 * Loop thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"

Hub *hub_new (Server *server);
void hub_free (Hub *hub);

/* Replaces (and closes) an older session of the same device. */
void hub_add (Hub *hub, Session *session);
void hub_remove (Hub *hub, Session *session);

Session *hub_find (Hub *hub, gint64 key);
/* The first session of an account, or NULL; the others follow by `sibling`. */
Session *hub_account (Hub *hub, const Id *acc);
guint hub_count (Hub *hub);
/* A copy of all sessions, each with a reference. */
GPtrArray *hub_all (Hub *hub);

/* Items are in these mailboxes: connected devices read them. */
void hub_wake (Hub *hub, GArray *deliveries);
void hub_close_device (Hub *hub, gint64 key, CloseCode code);
void hub_close_revoked (Hub *hub, const GArray *keys); /* of gint64 */
/* The device is pending no more. */
void hub_confirm (Hub *hub, gint64 key);

/* Presence: presence.c. */
void hub_set_active (Hub *hub, const Id *acc, int change);
gboolean hub_is_online (Hub *hub, const Id *acc);
void hub_watch (Hub *hub, Session *session, const Id *acc);
void hub_unwatch (Hub *hub, Session *session, const Id *acc);
/* What acc lets others see has changed: everybody who knows something of it looks again. */
void hub_review_sight (Hub *hub, const Id *acc);
/* The same for what these two may know of each other. */
void hub_review_pair (Hub *hub, const Id *a, const Id *b);
