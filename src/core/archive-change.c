/* archive-change: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-change.h"

#include "archive-text.h"
#include "change.h"
#include "emoji.h"
#include "mentions.h"
#include "store-message.h"

#include <string.h>

static const char *const kinds[] = {
  [CHANGE_EDIT] = "edit",
  [CHANGE_REACT] = "react",
  [CHANGE_PIN] = "pin",
};

ArchiveRecord *
archive_change_of (const StoreArchivedChange *archived)
{
  ArchiveRecord *record = g_new0 (ArchiveRecord, 1);
  const StoreChange *change = archived->change;
  ArchiveChange *to = &record->change;

  record->kind = ARCHIVE_CHANGE;
  to->what = g_strdup (kinds[change->kind]);
  to->author = change->author;
  to->id = change->message;
  to->by = change->acc;
  to->name = change->id;
  to->place = archived->place;
  to->time = change->time;
  to->text = archive_text_or_null (change->text);
  to->mentions = content_mentions (change->mentions);
  return record;
}

static ChangeKind
kind_of (const char *what)
{
  for (ChangeKind kind = CHANGE_EDIT; kind < G_N_ELEMENTS (kinds); kind++)
    if (strcmp (kinds[kind], what) == 0)
      return kind;
  return CHANGE_DELETE;
}

/* Only what could have come by itself. */
static gboolean
is_right (const ArchiveChange *from, const StoreChange *change, const MessageRow *row)
{
  if (row == NULL || row->kind == MESSAGE_DELETED || row->kind == MESSAGE_UNREADABLE ||
      change->kind == CHANGE_DELETE)
    return FALSE;
  if (change->kind == CHANGE_EDIT)
    return id_equal (&from->by, &from->author);
  return from->place > 0 &&
         (change->kind != CHANGE_REACT || change->text[0] == '\0' || emoji_is_one (change->text));
}

void
archive_change_put (Core *core, const ArchiveChange *from)
{
  g_autoptr (StoreChange) change = g_new0 (StoreChange, 1);
  g_autoptr (MessageRow) row = store_message_get (core->store, &from->author, &from->id);

  change->kind = kind_of (from->what);
  change->author = from->author;
  change->message = from->id;
  change->acc = from->by;
  change->id = from->name;
  change->time = from->time;
  change->text = archive_text_or_empty (from->text);
  change->mentions = mentions_from_content (change->text, from->mentions);
  if (!is_right (from, change, row))
    return;
  store_archive_add_change (core->store, change, from->place);
  core_note_message (core, &from->author, &from->id);
}
