/* store-args, media: files, backups and what opens them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-args-common.h"

typedef enum {
  STORE_MEDIA_PLAIN,
  STORE_MEDIA_AVATAR,
  STORE_MEDIA_STATUS,
  STORE_MEDIA_BACKUP, /* one's own alone; like an avatar it stays until the next one */
} StoreMediaKind;

typedef struct {
  /* in */
  Id acc;
  Id id;
  gint64 size;
  StoreMediaKind kind;
  gint64 now;
  gint64 ttl_ms;
  gint64 quota; /* bytes an account may hold */
  guint max_pending;
} StoreMediaNew;

typedef struct {
  /* in */
  Id acc;
  Id id;
  gint64 now;
  gint64 ttl_ms;      /* it is kept this long without a message that names it */
  gint64 replaced_ms; /* how long the avatar or backup before is kept */
} StoreMediaReady;

typedef struct {
  /* in */
  Id id;
  /* out */
  gboolean found;
  gboolean ready;
  Id acc;
  gint64 size;
  StoreMediaKind kind;
  char *upload; /* of an object that comes in parts: its name at the blob store; or NULL */
} StoreMedia;
void store_media_clear (StoreMedia *args);

/* Which upload the parts of an object go to. */
typedef struct {
  /* in */
  Id acc;
  Id id;
  const char *old; /* NULL: there was none */
  const char *upload;
  /* out */
  gboolean taken; /* FALSE: another was noted meanwhile, or the object is there or gone */
} StoreMediaUpload;

typedef struct {
  /* in */
  Id acc;
  /* out */
  gboolean found;
  Id id;
  gint64 size;
  gint64 stored; /* ms */
} StoreMediaBackup;

typedef struct {
  /* in */
  Id acc;
  const char *wrap; /* NULL: there shall be none */
} StoreWrapSet;

typedef struct {
  /* in */
  Id acc;
  /* out */
  char *wrap; /* or NULL */
} StoreWrap;
void store_wrap_clear (StoreWrap *args);

typedef struct {
  /* in */
  Id acc;
  Id id;
} StoreMediaCancel;

typedef struct {
  /* in */
  gint64 now;
  guint max;
  /* out */
  GPtrArray *objects; /* of StoreDueObject */
} StoreMediaDue;

typedef struct {
  Id id;
  char *upload; /* or NULL */
} StoreDueObject;

typedef struct {
  /* in */
  Id id;
  gint64 now; /* not forgotten when it was referenced again meanwhile */
} StoreMediaForget;
