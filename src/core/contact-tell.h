/* contact-tell: the server is told who is a contact, for what contacts may see: one thing after the
 * other, or what was said first could hold in the end. It does not learn of those who are left out
 * (except.h). Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

ContactTells *contact_tells_new (void);
void contact_tells_free (ContactTells *tells);

/* done: as for core_rest, or NULL. */
void contact_tell (Core *core, const Id *acc, gboolean contact, RestDone done, gpointer data);
/* What holds by what is stored. */
void contact_tell_now (Core *core, const Id *acc);
/* Another device has changed what holds: what this one has told may have come after. */
void contact_tell_again (Core *core, const Id *acc);
