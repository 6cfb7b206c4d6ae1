/* auto-media: what of the files of others is fetched without being asked for, by what it is, where
 * it was written and what the network costs. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

typedef enum {
  AUTO_PICTURES,
  AUTO_VIDEOS,
  AUTO_VOICE,
  AUTO_FILES,
  AUTO_KINDS
} AutoKind;

#define AUTO_ANY (-1) /* of any size */

/* Megabytes at most; 0 for none, AUTO_ANY. */
typedef struct {
  int most[AUTO_KINDS][2][2]; /* [kind][in groups][while the network is metered] */
} AutoMedia;
extern const AutoMedia AUTO_MEDIA_USUAL;

AutoKind auto_kind_of (const MessageRow *row);
/* Of a message with a file. */
gboolean auto_media_takes (const AutoMedia *media, const MessageRow *row, gboolean metered);

#define AUTO_MEDIA_NUMBERS (AUTO_KINDS * 2 * 2)
/* From that many numbers, in the order of most; FALSE when one is none. */
gboolean auto_media_read (AutoMedia *media, const int *numbers, guint n);

/* What the files of a chat take up here. */
typedef struct {
  Conv conv;
  gint64 bytes[AUTO_KINDS];
  guint files[AUTO_KINDS];
} MediaUse;
