/* archive-rows: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-rows.h"

#include "archive-group.h"
#include "change.h"
#include "identity.h"
#include "mentions.h"
#include "own-state.h"
#include "peers.h"
#include "row-content.h"
#include "store-archive.h"
#include "store-message.h"
#include "store-poll.h"

#include <sodium.h>
#include <string.h>

#define PAGE 200

/* What a person has chosen, on whatever device. */
static const char *const kept_settings[] = { "read-receipts", "typing", "backup-daily" };

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

/* -- Out of the store. -- */

static char *
to_text (GBytes *bytes)
{
  gsize len;
  gconstpointer data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &len);
  return base64url_encode (data, len);
}

static char *
or_null (const char *text)
{
  return text != NULL && text[0] != '\0' ? g_strdup (text) : NULL;
}

typedef struct {
  char **key;
  char **sha256;
  gint64 *size;
} KeyTexts;

static void
fill_key (const MediaKey *key, KeyTexts out)
{
  if (key == NULL)
    return;
  *out.key = media_key_to_text (key);
  *out.sha256 = media_key_sha256_to_text (key);
  *out.size = key->size;
}

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
  fill_key (account->photo_key,
            (KeyTexts) { &head->photo_key, &head->photo_sha256, &head->photo_size });
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

static void
add_settings (ArchiveSource *source, GString *out)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kept_settings); i++) {
    g_autoptr (ArchiveRecord) record = g_new0 (ArchiveRecord, 1);

    record->kind = ARCHIVE_SETTING;
    record->setting.value = store_setting_get (source->core->store, kept_settings[i]);
    if (record->setting.value == NULL)
      continue;
    record->setting.key = g_strdup (kept_settings[i]);
    archive_write (record, out);
  }
}

static void
add_contact (ArchiveSource *source, const StoreArchivedContact *contact, GString *out)
{
  g_autoptr (ArchiveRecord) record = g_new0 (ArchiveRecord, 1);
  ArchiveContact *to = &record->contact;

  record->kind = ARCHIVE_CONTACT;
  to->acc = contact->acc;
  to->phone = or_null (contact->phone);
  to->name = or_null (contact->name);
  to->profile_name = or_null (contact->profile_name);
  to->about = or_null (contact->about);
  to->photo = contact->photo;
  fill_key (contact->photo_key, (KeyTexts) { &to->photo_key, &to->photo_sha256, &to->photo_size });
  to->contact = contact->contact;
  to->blocked = contact->blocked;
  to->profile_sent = contact->profile_sent;
  source->end.contacts += archive_write (record, out);
}

/* Each next_* gives FALSE when there are no more of them. */
static gboolean
next_contacts (ArchiveSource *source, GString *out)
{
  g_autoptr (GPtrArray) page = store_archive_contacts (source->core->store, &source->last_id, PAGE);

  for (guint i = 0; i < page->len; i++) {
    const StoreArchivedContact *contact = page->pdata[i];

    if (source->end.contacts < source->size.contacts)
      add_contact (source, contact, out);
    source->last_id = contact->acc;
  }
  return page->len > 0;
}

static void
add_peer (ArchiveSource *source, const StoreArchivedPeer *peer, GString *out)
{
  g_autoptr (ArchiveRecord) record = g_new0 (ArchiveRecord, 1);

  record->kind = ARCHIVE_PEER;
  record->peer.acc = peer->acc;
  record->peer.list = to_text (peer->list);
  record->peer.trust = g_strdup (archive_trust_to_text (peer->trust));
  source->end.peers += archive_write (record, out);
}

static gboolean
next_peers (ArchiveSource *source, GString *out)
{
  g_autoptr (GPtrArray) page = store_archive_peers (source->core->store, &source->last_id, PAGE);

  for (guint i = 0; i < page->len; i++) {
    const StoreArchivedPeer *peer = page->pdata[i];

    if (source->end.peers < source->size.peers)
      add_peer (source, peer, out);
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
    g_autoptr (ArchiveRecord) record = archive_group_of (source->core, grp);

    if (record != NULL && source->end.groups < source->size.groups)
      source->end.groups += archive_write (record, out);
    source->last_id = *grp;
  }
  return page->len > 0;
}

static void
add_chat (ArchiveSource *source, const StoreArchivedChat *chat, GString *out)
{
  g_autoptr (ArchiveRecord) record = g_new0 (ArchiveRecord, 1);

  record->kind = ARCHIVE_CHAT;
  record->chat =
      (ArchiveChat) { chat->conv,      chat->listed,   chat->sort_time, chat->read_ord,
                      chat->cseq_base, chat->max_cseq, chat->timer,     chat->timer_ord };
  source->end.chats += archive_write (record, out);
}

static gboolean
next_chats (ArchiveSource *source, GString *out)
{
  g_autoptr (GPtrArray) page = store_archive_chats (source->core->store, &source->last_chat, PAGE);

  for (guint i = 0; i < page->len; i++) {
    const StoreArchivedChat *chat = page->pdata[i];

    if (source->end.chats < source->size.chats)
      add_chat (source, chat, out);
    source->last_chat = chat->conv;
  }
  return page->len > 0;
}

static ArchiveMedia *
media_of (const StoreArchived *message)
{
  const Media *media = message->row->media;
  ArchiveMedia *to;

  if (media == NULL)
    return NULL;
  to = g_new0 (ArchiveMedia, 1);
  to->object = media->object;
  to->mime = g_strdup (media->mime);
  to->name = or_null (media->name);
  to->size = media->size;
  to->w = media->width;
  to->h = media->height;
  to->thumb = to_text (media->thumb);
  fill_key (message->key, (KeyTexts) { &to->key, &to->sha256, &to->size });
  to->file = message->as_file;
  to->once = message->row->once != ONCE_NOT;
  return to;
}

static GPtrArray *
votes_of (ArchiveSource *source, const MessageRow *row)
{
  g_autoptr (GArray) votes =
      store_poll_votes (source->core->store, &row->author, &row->id, ARCHIVE_VOTES_MAX);
  GPtrArray *to = g_ptr_array_new ();

  for (guint i = 0; i < votes->len; i++) {
    const StoreVote *vote = &g_array_index (votes, StoreVote, i);
    ArchiveVote *copy = g_new0 (ArchiveVote, 1);

    *copy =
        (ArchiveVote) { vote->acc, vote->id, vote->place, vote->time, vote->choices, vote->end };
    g_ptr_array_add (to, copy);
  }
  return to;
}

static void
add_message (ArchiveSource *source, const StoreArchived *message, GString *out)
{
  g_autoptr (ArchiveRecord) record = g_new0 (ArchiveRecord, 1);
  const MessageRow *row = message->row;
  ArchiveMessage *to = &record->message;

  record->kind = ARCHIVE_MESSAGE;
  to->conv = row->conv;
  to->author = row->author;
  to->id = row->id;
  to->ord = row->ord;
  to->placed = message->placed;
  to->what = g_strdup (archive_kind_to_text (row->kind));
  to->state = g_strdup (archive_state_to_text (row->state));
  to->own = row->own;
  to->time = row->time;
  to->text = or_null (row->text);
  to->raw = to_text (message->raw);
  to->media = media_of (message);
  to->re = row->quote_id;
  to->re_author = row->quote_author;
  to->mentions = content_mentions (row->mentions);
  to->fwd = row->forwarded;
  to->expires = row->expires;
  to->gone = message->gone_at;
  if (row->poll != NULL)
    to->votes = votes_of (source, row);
  source->end.messages += archive_write (record, out);
}

static gboolean
next_messages (ArchiveSource *source, GString *out)
{
  g_autoptr (GPtrArray) page =
      store_archive_messages (source->core->store, source->purpose == ARCHIVE_HISTORY,
                              source->last_message, source->size.last, PAGE);

  for (guint i = 0; i < page->len; i++) {
    const StoreArchived *message = page->pdata[i];

    if (source->end.messages < source->size.messages)
      add_message (source, message, out);
    source->last_message = message->number;
  }
  return page->len > 0;
}

static void
add_state (const StoreState *state, GString *out)
{
  g_autoptr (ArchiveRecord) record = g_new0 (ArchiveRecord, 1);
  ArchiveState *to = &record->state;

  record->kind = ARCHIVE_STATE;
  to->what = g_strdup (state->what);
  to->chat = state->chat;
  to->author = state->author;
  to->id = state->id;
  to->n = state->n;
  to->text = or_null (state->text);
  to->place = MAX (state->place, 1);
  archive_write (record, out);
}

static gboolean
next_states (ArchiveSource *source, GString *out)
{
  g_autoptr (GPtrArray) page = store_state_page (source->core->store, source->last_state, PAGE);

  for (guint i = 0; i < page->len; i++)
    add_state (page->pdata[i], out);
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

static const char *const change_kinds[] = {
  [CHANGE_EDIT] = "edit",
  [CHANGE_REACT] = "react",
  [CHANGE_PIN] = "pin",
};

static void
add_change (const StoreArchivedChange *archived, GString *out)
{
  g_autoptr (ArchiveRecord) record = g_new0 (ArchiveRecord, 1);
  const StoreChange *change = archived->change;
  ArchiveChange *to = &record->change;

  record->kind = ARCHIVE_CHANGE;
  to->what = g_strdup (change_kinds[change->kind]);
  to->author = change->author;
  to->id = change->message;
  to->by = change->acc;
  to->name = change->id;
  to->place = archived->place;
  to->time = change->time;
  to->text = or_null (change->text);
  to->mentions = content_mentions (change->mentions);
  archive_write (record, out);
}

static gboolean
next_changes (ArchiveSource *source, GString *out)
{
  g_autoptr (GPtrArray) page =
      store_archive_changes (source->core->store, source->last_change, PAGE);

  for (guint i = 0; i < page->len; i++) {
    const StoreArchivedChange *change = page->pdata[i];

    add_change (change, out);
    source->last_change = change->number;
  }
  return page->len > 0;
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
    add_settings (source, out);
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

/* -- Into the store. -- */

static GBytes *
from_text (const char *text)
{
  return text != NULL ? base64url_decode (text) : NULL;
}

static char *
or_empty (const char *text)
{
  return g_strdup (text != NULL ? text : "");
}

static void
put_setting (Core *core, const ArchiveSetting *setting)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kept_settings); i++) {
    g_autofree char *here = store_setting_get (core->store, kept_settings[i]);

    if (here == NULL && strcmp (setting->key, kept_settings[i]) == 0)
      store_setting_put (core->store, kept_settings[i], setting->value);
  }
}

static void
put_contact (Core *core, const ArchiveContact *from)
{
  g_autoptr (StoreArchivedContact) contact = g_new0 (StoreArchivedContact, 1);

  contact->acc = from->acc;
  contact->phone = or_empty (from->phone);
  contact->name = or_empty (from->name);
  contact->profile_name = or_empty (from->profile_name);
  contact->about = or_empty (from->about);
  contact->photo = from->photo;
  contact->photo_key = media_key_from_text (from->photo_key, from->photo_sha256, from->photo_size);
  contact->contact = from->contact;
  contact->blocked = from->blocked;
  contact->profile_sent = from->profile_sent;
  store_archive_add_contact (core->store, contact);
  core_note_contact (core, &contact->acc);
}

static void
put_peer (Core *core, const ArchivePeer *peer)
{
  int trust = archive_trust_from_text (peer->trust);

  /* How far a later version trusts somebody cannot be known: not at all. */
  peers_put_archived (core, &peer->acc, peer->list, trust >= 0 ? (Trust) trust : TRUST_STOPPED);
}

static void
put_state (Core *core, const ArchiveState *from)
{
  StoreState state = { from->what, from->chat, from->author,
                       from->id,   from->n,    from->text != NULL ? from->text : (char *) "",
                       from->place };

  own_state_put (core, &state);
}

static void
touch (GHashTable *touched, const Conv *conv)
{
  g_hash_table_add (touched, g_memdup2 (conv, sizeof *conv));
}

static void
put_chat (Core *core, const ArchiveChat *chat, GHashTable *touched)
{
  StoreArchivedChat row = { chat->conv, chat->listed, chat->time,  chat->read,
                            chat->base, chat->cseq,   chat->timer, chat->timer_at };
  g_autoptr (GArray) moved = store_archive_add_chat (core->store, &row);

  for (guint i = 0; i < moved->len; i++) {
    const MessageName *name = &g_array_index (moved, MessageName, i);

    core_note_message (core, &name->author, &name->id);
  }
  touch (touched, &chat->conv);
}

static Media *
take_media (const ArchiveMedia *from)
{
  Media *media = media_new ();

  media->object = from->object;
  media->mime = g_strdup (from->mime);
  media->name = or_empty (from->name);
  media->size = from->size;
  media->width = (int) from->w;
  media->height = (int) from->h;
  media->thumb = from_text (from->thumb);
  return media;
}

/* What waited then may have been sent since: whoever wrote it decides. */
static MessageState
state_of (const ArchiveMessage *from)
{
  int state = archive_state_from_text (from->state);

  if (!from->own)
    return STATE_RECEIVED;
  if (!from->placed)
    return STATE_FAILED;
  return state < STATE_SENT || state > STATE_READ ? STATE_SENT : (MessageState) state;
}
G_STATIC_ASSERT (STATE_SENT < STATE_DELIVERED && STATE_DELIVERED < STATE_READ);

/* That was not heard here. */
static void
take_back (Core *core, const ArchiveMessage *from)
{
  g_autoptr (MessageRow) row = store_message_get (core->store, &from->author, &from->id);

  if (row != NULL && row->kind != MESSAGE_DELETED)
    change_erase (core, row);
}

/* A content of a further kind has more to be found than it shows. */
static void
find_words (MessageRow *row, GBytes *raw)
{
  g_autoptr (Content) content =
      row->kind > MESSAGE_DELETED && raw != NULL ? content_decode (raw, NULL) : NULL;
  MessageKind kind;

  if (content == NULL || !row_content_kind (content, &kind) || kind != row->kind)
    return;
  g_free (row->text);
  row->text = row_content_words (content);
}

static void
put_votes (Core *core, const ArchiveMessage *from)
{
  for (guint i = 0; from->votes != NULL && i < from->votes->len; i++) {
    const ArchiveVote *vote = from->votes->pdata[i];

    store_poll_add_vote (core->store, &from->author, &from->id,
                         &(StoreVote) { vote->acc, vote->id, vote->cseq, vote->time,
                                        (guint) vote->choices, vote->end });
  }
}

static void
put_message (Core *core, const ArchiveMessage *from, GHashTable *touched)
{
  g_autoptr (StoreArchived) message = NULL;
  MessageRow *row;
  int kind = archive_kind_from_text (from->what);
  gboolean shown = store_message_is_known (core->store, &from->author, &from->id);

  if (from->gone != 0 && from->gone <= core_now (core))
    return;
  if (kind == MESSAGE_DELETED && shown)
    take_back (core, from);
  message = g_new0 (StoreArchived, 1);
  row = message->row = message_row_new ();
  row->conv = from->conv;
  row->author = from->author;
  row->id = from->id;
  row->ord = from->ord;
  row->kind = kind >= 0 ? (MessageKind) kind : MESSAGE_UNKNOWN;
  row->state = state_of (from);
  row->own = from->own;
  row->time = from->time;
  row->text = or_empty (from->text);
  row->error = row->state == STATE_FAILED ? WHIN_ERROR_GAVE_UP : -1;
  row->expires = from->expires;
  message->gone_at = from->gone;
  row->media = from->media != NULL ? take_media (from->media) : NULL;
  row->quote_id = from->re;
  row->quote_author = from->re_author;
  row->mentions = mentions_from_content (row->text, from->mentions);
  row->forwarded = from->fwd;
  message->placed = from->placed;
  row->once = from->media != NULL && from->media->once ? ONCE_OPENED : ONCE_NOT;
  message->raw = from_text (from->raw);
  find_words (row, message->raw);
  if (from->media != NULL)
    message->key = media_key_from_text (from->media->key, from->media->sha256, from->media->size);
  message->as_file = from->media != NULL && from->media->file;
  if (!store_archive_add_message (core->store, message))
    return;
  put_votes (core, from);
  touch (touched, &from->conv);
  change_on_message (core, row);
  /* It could not be read before. */
  if (shown)
    core_note_message (core, &from->author, &from->id);
}

static ChangeKind
change_kind_of (const char *what)
{
  for (ChangeKind kind = CHANGE_EDIT; kind < G_N_ELEMENTS (change_kinds); kind++)
    if (strcmp (change_kinds[kind], what) == 0)
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

static void
put_change (Core *core, const ArchiveChange *from)
{
  g_autoptr (StoreChange) change = g_new0 (StoreChange, 1);
  g_autoptr (MessageRow) row = store_message_get (core->store, &from->author, &from->id);

  change->kind = change_kind_of (from->what);
  change->author = from->author;
  change->message = from->id;
  change->acc = from->by;
  change->id = from->name;
  change->time = from->time;
  change->text = or_empty (from->text);
  change->mentions = mentions_from_content (change->text, from->mentions);
  if (!is_right (from, change, row))
    return;
  store_archive_add_change (core->store, change, from->place);
  core_note_message (core, &from->author, &from->id);
}

void
archive_put (Core *core, const ArchiveRecord *record, GHashTable *touched)
{
  switch (record->kind) {
  case ARCHIVE_SETTING:
    put_setting (core, &record->setting);
    return;
  case ARCHIVE_CONTACT:
    put_contact (core, &record->contact);
    return;
  case ARCHIVE_PEER:
    put_peer (core, &record->peer);
    return;
  case ARCHIVE_GROUP:
    archive_group_put (core, &record->group);
    return;
  case ARCHIVE_CHAT:
    put_chat (core, &record->chat, touched);
    return;
  case ARCHIVE_MESSAGE:
    put_message (core, &record->message, touched);
    return;
  case ARCHIVE_CHANGE:
    put_change (core, &record->change);
    return;
  case ARCHIVE_STATE:
    put_state (core, &record->state);
    return;
  case ARCHIVE_HEAD:
  case ARCHIVE_SECRET:
  case ARCHIVE_END:
  case ARCHIVE_UNKNOWN:
    return;
  }
}

static guint
conv_hash (gconstpointer conv)
{
  return id_hash (&((const Conv *) conv)->id);
}

static gboolean
conv_equal (gconstpointer a, gconstpointer b)
{
  const Conv *one = a, *other = b;

  return one->kind == other->kind && id_equal (&one->id, &other->id);
}

GHashTable *
archive_touched_new (void)
{
  return g_hash_table_new_full (conv_hash, conv_equal, g_free, NULL);
}

void
archive_settle (Core *core, GHashTable *touched)
{
  GHashTableIter iter;
  gpointer conv;

  g_hash_table_iter_init (&iter, touched);
  while (g_hash_table_iter_next (&iter, &conv, NULL)) {
    store_archive_settle (core->store, conv);
    core_note_chat (core, conv);
  }
  g_hash_table_remove_all (touched);
}
