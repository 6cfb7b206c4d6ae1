/* people-file: from a file of vCards, as phones and address books export it, to contacts: who of
 * those in it is on this server. For front ends, as core.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

typedef struct {
  guint people;    /* in the file, with a number that can be one */
  guint left;      /* numbers that were not asked for: a server tells only so many a day */
  GPtrArray *here; /* of ContactRow, with the name from the file; contact: they are one already */
} CorePeople;
void core_people_free (CorePeople *people);

/* Asks the server for the numbers in the file at path; those without a country are taken as
 * written in one's own. Nothing is stored. How far it is comes as WORK_PEOPLE, and
 * core_cancel_work stops it at once, cancellable after what is under way. WHIN_ERROR_DISK, _CORRUPT
 * or _TOO_BIG for a file that cannot be read. */
void core_look_for_people_async (Core *core,
                                 const char *path,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
CorePeople *core_look_for_people_finish (Core *core, GAsyncResult *result, GError **error);

/* rows: of ContactRow, which become contacts by the names in them, as by core_set_contact. Ends
 * when they are stored here. */
void core_add_people_async (Core *core,
                            GPtrArray *rows,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean core_add_people_finish (Core *core, GAsyncResult *result, GError **error);
