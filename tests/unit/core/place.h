/* place: a store with an account of its own and nobody to tell, and the way of its rows through an
 * archive. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-put.h"
#include "archive-reader.h"
#include "archive-source.h"

/* Now, by the clock of each place; in milliseconds. */
#define DAY 1790000000000

/* The parts of a core that rows go through: a real store, and nobody to tell. */
typedef struct {
  char *dir;
  Core core;
} Place;

/* For g_test_add. */
void place_set_up (Place *place, gconstpointer data);
void place_tear_down (Place *place, gconstpointer data);
/* Of the store's transaction; the test fails when it does not. */
void commit (Place *place);
/* The account is 1. */
Id id_of (guint8 n);
/* The chat with that account. */
Conv with (guint8 n);
/* Everything, as the text of an archive; caller frees. */
char *write_all (Place *place, ArchivePurpose purpose);
/* Puts in a whole archive that comes step bytes at a time. */
gboolean read_all (Place *place, const char *text, gsize len, gsize step, GError **error);
