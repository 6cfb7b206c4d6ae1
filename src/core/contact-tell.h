/* contact-tell: the server is told who is a contact, for what contacts may see, and who is blocked:
 * one thing after the other, or what was said first could hold in the end. What it could not be
 * told is kept and told later. It does not learn of those who are left out (except.h). Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "store-contact.h"

ContactTells *contact_tells_new (void);
void contact_tells_free (ContactTells *tells);

/* Now or not at all. done: as for core_rest. */
void contact_tell (Core *core, const Id *acc, gboolean contact, RestDone done, gpointer data);
/* In a transaction: what holds then by what is stored. */
void contact_tell_later (Core *core, const Id *acc, Owed what);
/* In a transaction: another device has changed what holds. What this one has told may have come
 * after. */
void contact_tell_again (Core *core, const Id *acc);
/* While connected: what is owed. */
void contact_tells_pump (Core *core);
/* The same where it has failed before. */
void contact_tells_resume (Core *core);
