/* archive-put: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-put.h"

#include "archive-change.h"
#include "archive-group.h"
#include "archive-message.h"
#include "archive-own.h"
#include "archive-people.h"

void
archive_put (Core *core, const ArchiveRecord *record, GHashTable *touched)
{
  switch (record->kind) {
  case ARCHIVE_SETTING:
    archive_setting_put (core, &record->setting);
    return;
  case ARCHIVE_CONTACT:
    archive_contact_put (core, &record->contact);
    return;
  case ARCHIVE_PEER:
    archive_peer_put (core, &record->peer);
    return;
  case ARCHIVE_GROUP:
    archive_group_put (core, &record->group);
    return;
  case ARCHIVE_CHAT:
    archive_chat_put (core, &record->chat, touched);
    return;
  case ARCHIVE_MESSAGE:
    archive_message_put (core, &record->message, touched);
    return;
  case ARCHIVE_CHANGE:
    archive_change_put (core, &record->change);
    return;
  case ARCHIVE_STATE:
    archive_state_put (core, &record->state);
    return;
  case ARCHIVE_HEAD:
  case ARCHIVE_SECRET:
  case ARCHIVE_END:
  case ARCHIVE_UNKNOWN:
    return;
  }
}
