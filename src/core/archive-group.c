/* archive-group: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-group.h"

#include "archive-text.h"
#include "groups.h"

ArchiveRecord *
archive_group_of (Core *core, const Id *grp)
{
  g_autoptr (StoreGroup) row = store_group_get (core->store, grp);
  ArchiveRecord *record;

  if (row == NULL)
    return NULL;
  record = g_new0 (ArchiveRecord, 1);
  record->kind = ARCHIVE_GROUP;
  record->group = (ArchiveGroup) { .grp = row->grp,
                                   .secret = archive_bytes_to_text (row->secret),
                                   .state = archive_bytes_to_text (row->state),
                                   .tip = archive_bytes_to_text (row->tip),
                                   .place = row->place,
                                   .inside = row->inside };
  if (row->doubt != 0) {
    record->group.doubt = row->doubt;
    record->group.doubt_hash = archive_bytes_to_text (row->doubt_hash);
    record->group.doubt_by = row->doubt_by;
  }
  return record;
}

void
archive_group_put (Core *core, const ArchiveGroup *group)
{
  g_autoptr (StoreGroup) row = g_new0 (StoreGroup, 1);

  row->grp = group->grp;
  row->secret = base64url_decode (group->secret);
  row->state = base64url_decode (group->state);
  row->tip = base64url_decode (group->tip);
  row->place = row->seen = group->place;
  row->inside = group->inside;
  if (group->doubt != 0 && group->doubt_hash != NULL) {
    row->doubt = group->doubt;
    row->doubt_hash = base64url_decode (group->doubt_hash);
    row->doubt_by = group->doubt_by;
  }
  groups_put_archived (core, g_steal_pointer (&row));
}
