/* media-file: a file on this machine, and how to read it: sealed, as all are that Whinchat keeps,
 * or as it is, like one that is still to be sent.
 *
 * Immutable, atomically reference counted; its key is wiped with the last reference.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-key.h"

typedef struct {
  char *path;
  MediaKey *key; /* NULL: not sealed */
} MediaFile;

/* Copies. NULL when path is NULL. */
MediaFile *media_file_new (const char *path, const MediaKey *key);
MediaFile *media_file_ref (const MediaFile *file);
void media_file_unref (MediaFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MediaFile, media_file_unref)
/* The same contents; either may be NULL. */
gboolean media_file_equal (const MediaFile *a, const MediaFile *b);
