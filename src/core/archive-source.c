/* archive-source: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-source.h"

#include "archive-broadcast.h"
#include "archive-change.h"
#include "archive-chat.h"
#include "archive-group.h"
#include "archive-message.h"
#include "archive-own.h"
#include "archive-people.h"
#include "archive-text.h"
#include "identity.h"

#define PAGE 200

struct _ArchiveSource {
  Core *core;
  ArchivePurpose purpose;
  StoreArchiveSize size;
  char *head;
  ArchiveKind phase;
  Conv last_chat;
  Id last_id;
  gint64 last_message;
  gint64 last_change;
  StoreState *last_state;
  ArchiveEnd end;
};

static void
fill_head (ArchiveSource *source, ArchiveHead *head)
{
  const StoreAccount *account = source->core->account;

  head->format = ARCHIVE_FORMAT;
  head->acc = account->acc;
  head->phone = g_strdup (account->phone);
  head->server = g_strdup (account->server);
  head->epoch = g_strdup (account->epoch);
  head->made = core_now (source->core);
  head->contacts = source->size.contacts;
  head->peers = source->size.peers;
  head->groups = source->size.groups;
  head->chats = source->size.chats;
  head->messages = source->size.messages;
  head->name = g_strdup (account->name);
  head->about = g_strdup (account->about);
  head->photo = account->photo;
  archive_key_to_text (account->photo_key, &head->photo_key, &head->photo_sha256,
                       &head->photo_size);
  head->profile = account->profile_version;
}

static void
write_head (ArchiveSource *source)
{
  g_autoptr (ArchiveRecord) record = g_new0 (ArchiveRecord, 1);
  GString *line = g_string_new (NULL);

  record->kind = ARCHIVE_HEAD;
  fill_head (source, &record->head);
  if (archive_write (record, line))
    g_string_truncate (line, line->len - 1);
  source->head = g_string_free (line, FALSE);
}

ArchiveSource *
archive_source_new (Core *core, ArchivePurpose purpose)
{
  ArchiveSource *source = g_new0 (ArchiveSource, 1);

  source->core = core;
  source->purpose = purpose;
  source->size = store_archive_size (core->store, purpose == ARCHIVE_HISTORY);
  write_head (source);
  return source;
}

void
archive_source_free (ArchiveSource *source)
{
  if (source == NULL)
    return;
  store_state_free (source->last_state);
  g_free (source->head);
  g_free (source);
}

const char *
archive_source_head (ArchiveSource *source)
{
  return source->head;
}

gint64
archive_source_done (ArchiveSource *source)
{
  return source->end.messages;
}

gint64
archive_source_total (ArchiveSource *source)
{
  return source->size.messages;
}

static void
add_secret (ArchiveSource *source, GString *out)
{
  g_autoptr (ArchiveRecord) record = g_new0 (ArchiveRecord, 1);
  const guint8 *secret = identity_account_secret (source->core);

  if (source->purpose != ARCHIVE_BACKUP || secret == NULL)
    return;
  record->kind = ARCHIVE_SECRET;
  record->secret.account = base64url_encode (secret, PRIM_SIGN_SECRET_BYTES);
  record->secret.backup = store_setting_get (source->core->store, "backup-key");
  record->secret.recovery = store_setting_get (source->core->store, "backup-recovery");
  archive_write (record, out);
}

/* Takes record, or NULL. Never more than the head says. */
static void
add (GString *out, ArchiveRecord *record, gint64 *n, gint64 most)
{
  if (record != NULL && *n < most)
    *n += archive_write (record, out);
  archive_record_free (record);
}

/* Each next_* gives FALSE when there are no more of them. */
static gboolean
next_contacts (ArchiveSource *source, GString *out)
{
  g_autoptr (GPtrArray) page = store_archive_contacts (source->core->store, &source->last_id, PAGE);

  for (guint i = 0; i < page->len; i++) {
    const StoreArchivedContact *contact = page->pdata[i];

    add (out, archive_contact_of (contact), &source->end.contacts, source->size.contacts);
    source->last_id = contact->acc;
  }
  return page->len > 0;
}

static gboolean
next_peers (ArchiveSource *source, GString *out)
{
  g_autoptr (GPtrArray) page = store_archive_peers (source->core->store, &source->last_id, PAGE);

  for (guint i = 0; i < page->len; i++) {
    const StoreArchivedPeer *peer = page->pdata[i];

    add (out, archive_peer_of (peer), &source->end.peers, source->size.peers);
    source->last_id = peer->acc;
  }
  return page->len > 0;
}

static gboolean
next_groups (ArchiveSource *source, GString *out)
{
  g_autoptr (GArray) page = store_archive_groups (source->core->store, &source->last_id, PAGE);

  for (guint i = 0; i < page->len; i++) {
    const Id *grp = &g_array_index (page, Id, i);

    add (out, archive_group_of (source->core, grp), &source->end.groups, source->size.groups);
    source->last_id = *grp;
  }
  return page->len > 0;
}

static gboolean
next_chats (ArchiveSource *source, GString *out)
{
  g_autoptr (GPtrArray) page = store_archive_chats (source->core->store, &source->last_chat, PAGE);

  for (guint i = 0; i < page->len; i++) {
    const StoreArchivedChat *chat = page->pdata[i];

    add (out, archive_chat_of (chat), &source->end.chats, source->size.chats);
    source->last_chat = chat->conv;
  }
  return page->len > 0;
}

static ArchiveRecord *
message_of (ArchiveSource *source, const StoreArchived *message)
{
  ArchiveRecord *record = archive_message_of (source->core, message);

  if (archive_broadcast_is_needed (message->row))
    record->message.people =
        archive_broadcast_of (source->core, &message->row->id, source->purpose == ARCHIVE_HISTORY);
  return record;
}

static gboolean
next_messages (ArchiveSource *source, GString *out)
{
  g_autoptr (GPtrArray) page =
      store_archive_messages (source->core->store, source->purpose == ARCHIVE_HISTORY,
                              source->last_message, source->size.last, PAGE);

  for (guint i = 0; i < page->len; i++) {
    const StoreArchived *message = page->pdata[i];

    add (out, message_of (source, message), &source->end.messages, source->size.messages);
    source->last_message = message->number;
  }
  return page->len > 0;
}

static gboolean
next_changes (ArchiveSource *source, GString *out)
{
  g_autoptr (GPtrArray) page =
      store_archive_changes (source->core->store, source->last_change, PAGE);

  for (guint i = 0; i < page->len; i++) {
    const StoreArchivedChange *change = page->pdata[i];
    g_autoptr (ArchiveRecord) record = archive_change_of (change);

    archive_write (record, out);
    source->last_change = change->number;
  }
  return page->len > 0;
}

static gboolean
next_states (ArchiveSource *source, GString *out)
{
  g_autoptr (GPtrArray) page = store_state_page (source->core->store, source->last_state, PAGE);

  for (guint i = 0; i < page->len; i++) {
    g_autoptr (ArchiveRecord) record = archive_state_of (page->pdata[i]);

    archive_write (record, out);
  }
  if (page->len == 0)
    return FALSE;
  store_state_free (source->last_state);
  source->last_state = g_steal_pointer (&page->pdata[page->len - 1]);
  return TRUE;
}

static void
add_end (ArchiveSource *source, GString *out)
{
  ArchiveRecord record = { .kind = ARCHIVE_END, .end = source->end };

  archive_write (&record, out);
}

/* FALSE when this part is done. */
static gboolean
next_of_phase (ArchiveSource *source, GString *out)
{
  switch (source->phase) {
  case ARCHIVE_HEAD:
    g_string_append (out, source->head);
    g_string_append_c (out, '\n');
    return FALSE;
  case ARCHIVE_SECRET:
    add_secret (source, out);
    return FALSE;
  case ARCHIVE_SETTING:
    archive_settings_write (source->core, out);
    return FALSE;
  case ARCHIVE_CONTACT:
    return next_contacts (source, out);
  case ARCHIVE_PEER:
    return next_peers (source, out);
  case ARCHIVE_GROUP:
    return next_groups (source, out);
  case ARCHIVE_CHAT:
    return next_chats (source, out);
  case ARCHIVE_MESSAGE:
    return next_messages (source, out);
  case ARCHIVE_CHANGE:
    return next_changes (source, out);
  case ARCHIVE_STATE:
    return next_states (source, out);
  case ARCHIVE_END:
    add_end (source, out);
    return FALSE;
  case ARCHIVE_UNKNOWN:
    break;
  }
  return FALSE;
}

gboolean
archive_source_next (ArchiveSource *source, GString *out, GError **error)
{
  GError *failed;

  if (source->phase == ARCHIVE_UNKNOWN)
    return FALSE;
  if (!next_of_phase (source, out)) {
    source->phase++;
    source->last_id = (Id) { 0 };
  }
  failed = store_take_error (source->core->store);
  if (failed == NULL)
    return TRUE;
  g_propagate_error (error, failed);
  return FALSE;
}
