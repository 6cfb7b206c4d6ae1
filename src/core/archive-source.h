/* archive-source: the store as records of an archive, a page at a time. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive.h"
#include "core-private.h"

typedef enum {
  ARCHIVE_BACKUP,  /* everything, the secret of the account too */
  ARCHIVE_HISTORY, /* for another device of the account */
} ArchivePurpose;

/* Reads the store, a page at a time. */
typedef struct _ArchiveSource ArchiveSource;

ArchiveSource *archive_source_new (Core *core, ArchivePurpose purpose);
void archive_source_free (ArchiveSource *source);
/* The line of the head, without its newline: what the backup's signed header names. */
const char *archive_source_head (ArchiveSource *source);
/* Appends the next page; FALSE at the end, and when the store could not be read (error is set). */
gboolean archive_source_next (ArchiveSource *source, GString *out, GError **error);
/* Messages so far, and at most. */
gint64 archive_source_done (ArchiveSource *source);
gint64 archive_source_total (ArchiveSource *source);
