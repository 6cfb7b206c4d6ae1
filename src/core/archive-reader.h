/* archive-reader: an archive as it comes, in pieces of any size. Pure; any thread, one reader on
 * one thread at a time. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive.h"

typedef struct _ArchiveReader ArchiveReader;

ArchiveReader *archive_reader_new (void);
void archive_reader_free (ArchiveReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveReader, archive_reader_free)
void archive_reader_push (ArchiveReader *reader, gconstpointer data, gsize len);
/* NULL without an error: more bytes are needed. WHIN_ERROR_CORRUPT, for good; _TOO_OLD for a later
 * format. */
ArchiveRecord *archive_reader_next (ArchiveReader *reader, GError **error);
/* The head's line as it came, without its newline; NULL before it has. Borrowed. */
GBytes *archive_reader_head (ArchiveReader *reader);
/* TRUE when the end has come, and as much as it says. */
gboolean archive_reader_end (ArchiveReader *reader, GError **error);
