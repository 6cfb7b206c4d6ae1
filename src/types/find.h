/* find: what is looked for among the messages, and what was found.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

G_BEGIN_DECLS

typedef enum {
  FIND_ANY,
  FIND_WRITTEN, /* all but pictures, films, files and voice messages */
  FIND_PHOTOS,  /* pictures and films */
  FIND_FILES,
  FIND_LINKS,
  FIND_VOICE,
} FindKind;

/* Borrowed by whoever it is given to. All zero finds everything. */
typedef struct {
  const char *words; /* as typed (word-query.h); NULL: whatever the text is */
  FindKind kind;
  Conv conv;          /* kind 0: of all chats */
  Id author;          /* none: by anybody */
  gint64 from, until; /* milliseconds, until not included; 0: open */
  gint64 place;       /* FoundPage.next to go on; 0 at first */
  gboolean oldest_first;
  guint limit;
} Find;

typedef struct {
  GPtrArray *rows; /* of MessageRow, in the order of time, newest first unless oldest_first */
  gint64 next;     /* Find.place of the page after it; 0 when there is none */
} FoundPage;

FoundPage *found_page_new (void);
void found_page_free (FoundPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FoundPage, found_page_free)

G_END_DECLS
