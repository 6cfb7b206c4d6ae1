/* archive-save: writes the archive into a backup file. The core thread reads a page of the store at
 * a time and goes on with other things while the pool seals and writes it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-source.h"
#include "backup-file.h"

typedef struct {
  ArchivePurpose purpose;
  const char *path;              /* copied */
  GBytes *ways[BACKUP_WAYS_MAX]; /* referenced; NULL where there is none */
  guint8 key[PRIM_KEY_BYTES];    /* of the backup; wiped by the caller */
  guint64 generation;
  GCancellable *cancellable; /* referenced */
  /* On the core thread. done comes once; size is the file's. */
  void (*progress) (Core *core, gint64 done, gint64 total, gpointer data);
  void (*done) (Core *core, guint64 size, const GError *error, gpointer data);
  gpointer data;
} SaveOrder;

/* On the main device. */
void archive_save (Core *core, const SaveOrder *order);
