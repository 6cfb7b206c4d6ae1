/* archive-people: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-people.h"

#include "archive-text.h"
#include "peers.h"

ArchiveRecord *
archive_contact_of (const StoreArchivedContact *contact)
{
  ArchiveRecord *record = g_new0 (ArchiveRecord, 1);
  ArchiveContact *to = &record->contact;

  record->kind = ARCHIVE_CONTACT;
  to->acc = contact->acc;
  to->phone = archive_text_or_null (contact->phone);
  to->name = archive_text_or_null (contact->name);
  to->profile_name = archive_text_or_null (contact->profile_name);
  to->about = archive_text_or_null (contact->about);
  to->photo = contact->photo;
  archive_key_to_text (contact->photo_key, &to->photo_key, &to->photo_sha256, &to->photo_size);
  to->contact = contact->contact;
  to->blocked = contact->blocked;
  to->profile_sent = contact->profile_sent;
  return record;
}

void
archive_contact_put (Core *core, const ArchiveContact *from)
{
  g_autoptr (StoreArchivedContact) contact = g_new0 (StoreArchivedContact, 1);

  contact->acc = from->acc;
  contact->phone = archive_text_or_empty (from->phone);
  contact->name = archive_text_or_empty (from->name);
  contact->profile_name = archive_text_or_empty (from->profile_name);
  contact->about = archive_text_or_empty (from->about);
  contact->photo = from->photo;
  contact->photo_key = media_key_from_text (from->photo_key, from->photo_sha256, from->photo_size);
  contact->contact = from->contact;
  contact->blocked = from->blocked;
  contact->profile_sent = from->profile_sent;
  store_archive_add_contact (core->store, contact);
  core_note_contact (core, &contact->acc);
}

ArchiveRecord *
archive_peer_of (const StoreArchivedPeer *peer)
{
  ArchiveRecord *record = g_new0 (ArchiveRecord, 1);

  record->kind = ARCHIVE_PEER;
  record->peer.acc = peer->acc;
  record->peer.list = archive_bytes_to_text (peer->list);
  record->peer.trust = g_strdup (archive_trust_to_text (peer->trust));
  return record;
}

void
archive_peer_put (Core *core, const ArchivePeer *peer)
{
  int trust = archive_trust_from_text (peer->trust);

  /* How far a later version trusts somebody cannot be known: not at all. */
  peers_put_archived (core, &peer->acc, peer->list, trust >= 0 ? (Trust) trust : TRUST_STOPPED);
}
