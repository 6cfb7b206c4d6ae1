/* sight: what a session knows about another account, from the store and kept for a while.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"

typedef struct {
  gboolean watched;
  gboolean known; /* the rest is filled */
  gboolean write;
  gboolean online;
  gboolean may_seen;
  gint64 seen;
} Sight;

/* NULL: nothing is known. */
Sight *sight_find (Session *session, const Id *acc);
/* The session watches nobody any more. */
void sight_forget_all (Session *session);

/* Tells the session about the account's presence, as far as it may know. */
void sight_tell (Session *session, const Id *acc, const Sight *sight);

/* Asks the store again, and tells the session where it watches. */
void sight_review (Session *session, const Id *acc);
