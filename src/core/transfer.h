/* transfer: one object to or from the server - the address by REST, the bytes on the pool.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

typedef struct {
  Id object;
  const char *kind;    /* uploads: "media", "avatar" or "backup" */
  char *path;          /* of the file as it lies on the server */
  gboolean again;      /* uploads: the server may have it already, and then nothing is moved */
  const MediaKey *key; /* copied; NULL for what is not sealed this way */
  gint64 size;         /* downloads without a key: of the file */
  GCancellable *cancellable;
  /* On the core thread. progress, of the file's bytes, may be NULL. done comes once; transfer is
   * freed after it. */
  void (*progress) (Core *core, gint64 bytes, gpointer data);
  /* Something is done that another try need not do again; may be NULL. */
  void (*kept) (Core *core, gpointer data);
  void (*done) (Core *core, const GError *error, gpointer data);
  gpointer data;
} TransferOrder;

void transfer_upload (Core *core, const TransferOrder *order);
void transfer_download (Core *core, const TransferOrder *order);
/* Whether the same may work later. */
gboolean transfer_may_retry (const GError *error);
