/* change: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "change.h"

#include "emoji.h"
#include "groups.h"
#include "media.h"
#include "mentions.h"
#include "row-content.h"
#include "store-media.h"
#include "store-message.h"
#include "store-outbox.h"

#include <string.h>

#define HOUR_MS (3600 * (gint64) 1000)
#define WAIT_DAYS 30
#define ANSWERS_MAX 64

/* -- On the wire. -- */

static StoreChange *
make (ChangeKind kind, const Id *author, const Id *message, const char *text)
{
  StoreChange *change = g_new0 (StoreChange, 1);

  change->kind = kind;
  change->author = *author;
  change->message = *message;
  change->text = g_strdup (text != NULL ? text : "");
  return change;
}

static StoreChange *
change_of_edit (const ContentEdit *edit)
{
  StoreChange *change = make (CHANGE_EDIT, &edit->author, &edit->id, edit->text);

  change->mentions = mentions_from_content (change->text, edit->mentions);
  if (edit->preview != NULL)
    change->preview = row_content_preview (edit->preview);
  return change;
}

static StoreChange *
change_of_reaction (const ContentReact *react)
{
  if (react->emoji != NULL && react->emoji[0] != '\0' && !emoji_is_one (react->emoji))
    return NULL;
  return make (CHANGE_REACT, &react->author, &react->id, react->emoji);
}

static StoreChange *
change_of_vote (const ContentVote *vote)
{
  g_autofree char *choices = g_strdup_printf ("%d", (int) vote->choices);

  return make (CHANGE_VOTE, &vote->author, &vote->id, vote->choices != 0 ? choices : "");
}

StoreChange *
change_from_content (const Content *content)
{
  switch (content->kind) {
  case CONTENT_EDIT:
    return change_of_edit (&content->edit);
  case CONTENT_DELETE:
    return make (CHANGE_DELETE, &content->del.author, &content->del.id, NULL);
  case CONTENT_REACT:
    return change_of_reaction (&content->react);
  case CONTENT_PIN:
    return make (CHANGE_PIN, &content->pin.author, &content->pin.id, content->pin.on ? "1" : "");
  case CONTENT_VOTE:
    return change_of_vote (&content->vote);
  case CONTENT_END:
    return make (CHANGE_END, &content->end.author, &content->end.id, "1");
  default:
    return NULL;
  }
}

void
change_to_content (const StoreChange *change, Content *content)
{
  switch (change->kind) {
  case CHANGE_EDIT:
    content->kind = CONTENT_EDIT;
    content->edit = (ContentEdit) { change->author, change->message, change->text,
                                    content_mentions (change->mentions),
                                    row_content_of_preview (change->preview) };
    return;
  case CHANGE_DELETE:
    content->kind = CONTENT_DELETE;
    content->del = (ContentDelete) { change->author, change->message };
    return;
  case CHANGE_REACT:
    content->kind = CONTENT_REACT;
    content->react = (ContentReact) { change->author, change->message,
                                      change->text[0] != '\0' ? change->text : NULL };
    return;
  case CHANGE_PIN:
    content->kind = CONTENT_PIN;
    content->pin = (ContentPin) { change->author, change->message, change->text[0] != '\0' };
    return;
  case CHANGE_VOTE:
    content->kind = CONTENT_VOTE;
    content->vote =
        (ContentVote) { change->author, change->message, g_ascii_strtoll (change->text, NULL, 10) };
    return;
  case CHANGE_END:
    content->kind = CONTENT_END;
    content->end = (ContentEnd) { change->author, change->message };
    return;
  }
}

/* -- Who may. -- */

/* As for messages: what was on its way when the rules became others still counts. */
static gboolean
allows (const Group *group, const StoreChange *change, GroupRule rule)
{
  return change->time <= group->row->rules_time ||
         groupstate_allows (group->state, &change->acc, rule);
}

gboolean
change_allowed (Core *core, const StoreChange *change)
{
  const Group *group;

  if (change->conv.kind != CONV_GROUP)
    return TRUE;
  group = groups_get_inside (core, &change->conv.id);
  if (group == NULL)
    return FALSE;
  switch (change->kind) {
  case CHANGE_EDIT:
    return allows (group, change, GROUP_RULE_WRITE);
  case CHANGE_PIN:
    return allows (group, change, GROUP_RULE_PIN);
  case CHANGE_DELETE: /* of others */
    return groupstate_is_admin (group->state, &change->acc);
  case CHANGE_REACT:
  case CHANGE_VOTE:
  case CHANGE_END:
    return TRUE;
  }
  return FALSE;
}

static gboolean
has_text (const MessageRow *row)
{
  return row->kind == MESSAGE_TEXT || (row->media != NULL && row->media->sticker == NULL);
}

/* By the server's clock, which one's own message has once it is sent. */
static gboolean
is_past (const StoreChange *change, const MessageRow *row, gint64 hours)
{
  return row->state != STATE_PENDING && row->state != STATE_FAILED &&
         change->time - row->time > hours * HOUR_MS;
}

static gboolean
may_edit (const StoreChange *change, const MessageRow *row)
{
  return change->allowed && id_equal (&change->acc, &row->author) && has_text (row) &&
         (change->text[0] != '\0' || row->kind != MESSAGE_TEXT) &&
         !is_past (change, row, LIMIT_EDIT_HOURS);
}

static gboolean
may_delete (const StoreChange *change, const MessageRow *row)
{
  return (id_equal (&change->acc, &row->author) ||
          (row->conv.kind == CONV_GROUP && change->allowed)) &&
         !is_past (change, row, LIMIT_DELETE_HOURS);
}

/* Nothing but what the poll offers. Whether it stands before the end is asked when it is counted.
 */
static gboolean
may_vote (const StoreChange *change, const MessageRow *row)
{
  guint64 choices = g_ascii_strtoull (change->text, NULL, 10);

  return row->poll != NULL && choices < ((guint64) 1 << row->poll->options->len) &&
         (row->poll->multiple || (choices & (choices - 1)) == 0);
}

gboolean
change_may (const StoreChange *change, const MessageRow *row)
{
  if (row->conv.kind != change->conv.kind || !id_equal (&row->conv.id, &change->conv.id) ||
      MESSAGE_KIND_IS_NOTICE (row->kind) || row->kind == MESSAGE_DELETED)
    return FALSE;
  /* For the people it would be in as many chats. */
  if (row->conv.kind == CONV_BROADCAST && change->kind != CHANGE_EDIT &&
      change->kind != CHANGE_DELETE)
    return FALSE;
  switch (change->kind) {
  case CHANGE_EDIT:
    return may_edit (change, row);
  case CHANGE_DELETE:
    return may_delete (change, row);
  case CHANGE_VOTE:
    return may_vote (change, row);
  case CHANGE_END:
    return row->poll != NULL && id_equal (&change->acc, &row->author);
  case CHANGE_PIN:
    return change->allowed;
  case CHANGE_REACT:
    return TRUE;
  }
  return FALSE;
}

/* -- What it comes to. -- */

/* Also those that quote it, which show what it is now. */
static void
note (Core *core, const Conv *conv, const Id *author, const Id *message)
{
  g_autoptr (GArray) answers = store_answers (core->store, author, message, ANSWERS_MAX);

  core_note_message (core, author, message);
  for (guint i = 0; i < answers->len; i++) {
    const MessageName *name = &g_array_index (answers, MessageName, i);

    core_note_message (core, &name->author, &name->id);
  }
  core_note_chat (core, conv);
}

/* One more may take the place of another. */
static void
note_pinned (Core *core, const Conv *conv)
{
  g_autoptr (GPtrArray) rows = store_pinned (core->store, conv, LIMIT_PINNED_MAX + 1);

  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];

    core_note_message (core, &row->author, &row->id);
  }
}

/* Nothing that it said stays on the disk: neither here nor in what waits to be sent again. */
void
change_erase (Core *core, const MessageRow *row)
{
  MessageName name = { row->conv, row->author, row->id };
  Id self = core_self (core);
  g_autoptr (StoreMedia) media = store_media_get (core->store, &row->author, &row->id);
  g_autoptr (GArray) contents = store_change_contents (core->store, &row->author, &row->id, &self);

  media_cancel (core, &name);
  if (media != NULL && media->path != NULL)
    core_note_file (core, media->path);
  for (guint i = 0; i < contents->len; i++)
    store_outbox_forget (core->store, &g_array_index (contents, Id, i));
  store_change_erase (core->store, &row->author, &row->id);
  note (core, &row->conv, &row->author, &row->id);
}

/* Where the edit is the one that counts. */
static void
put_preview (Core *core, const StoreChange *change)
{
  g_autoptr (MessageRow) row = store_message_get (core->store, &change->author, &change->message);
  g_autoptr (GBytes) raw = NULL;

  if (row != NULL && row->kind == MESSAGE_TEXT && g_str_equal (row->text, change->text))
    raw = row_content_raw_of_preview (change->text, change->preview);
  if (raw != NULL)
    store_message_set_raw (core->store, &row->author, &row->id, raw);
}

static void
apply (Core *core, const StoreChange *change, const MessageRow *row)
{
  if (!change_may (change, row))
    return;
  if (change->kind == CHANGE_DELETE)
    change_erase (core, row);
  else
    store_change_put (core->store, change);
  if (change->kind == CHANGE_EDIT && change->preview != NULL)
    put_preview (core, change);
  if (change->kind == CHANGE_PIN)
    note_pinned (core, &row->conv);
  note (core, &row->conv, &row->author, &row->id);
}

/* What could not be read yet has no text to edit, no choices to vote for; and what the server has
 * taken without this device knowing it has a time that only the server knows. */
static gboolean
must_wait (Core *core, const StoreChange *change, const MessageRow *row)
{
  if (row->kind == MESSAGE_UNREADABLE)
    return change->kind != CHANGE_DELETE && change->kind != CHANGE_REACT &&
           change->kind != CHANGE_PIN;
  return row->own && change->cseq > 0 &&
         !store_message_is_placed (core->store, &row->author, &row->id);
}

void
change_hear (Core *core, StoreChange *change)
{
  g_autoptr (MessageRow) row = store_message_get (core->store, &change->author, &change->message);
  gint64 now = core_now (core);

  if (row != NULL && !must_wait (core, change, row))
    apply (core, change, row);
  else if (row != NULL || !store_message_is_known (core->store, &change->author, &change->message))
    store_change_wait (core->store, change, now, now - WAIT_DAYS * 24 * HOUR_MS);
}

void
change_on_message (Core *core, const MessageRow *row)
{
  g_autoptr (GPtrArray) changes = NULL;

  if (row->kind == MESSAGE_UNREADABLE)
    return;
  changes = store_change_take (core->store, &row->author, &row->id);
  for (guint i = 0; i < changes->len; i++)
    change_hear (core, changes->pdata[i]);
}

void
change_on_star (Core *core, const Id *author, const Id *message, gboolean starred)
{
  if (store_change_set_star (core->store, author, message, starred))
    core_note_message (core, author, message);
}

/* -- One's own. -- */

/* As a text: the server does not see what is written from what is taken back, and what it leaves
 * out is missed. */
static gboolean
queue (Core *core, const StoreChange *change)
{
  Content content = { 0 };
  gboolean queued;

  change_to_content (change, &content);
  queued = outbox_add (core, &change->id, &change->conv, &content, NULL, 0, 1, NULL);
  if (change->kind == CHANGE_EDIT) {
    content_mentions_clear (&content.edit.mentions);
    row_content_preview_free (content.edit.preview);
  }
  return queued;
}

void
change_make (Core *core, StoreChange *change)
{
  gboolean queued;

  profile_introduce (core, &change->conv);
  queued = queue (core, change);
  if (!queued && change->preview != NULL) { /* too large beside its text */
    g_clear_pointer (&change->preview, link_preview_unref);
    queued = queue (core, change);
  }
  if (queued)
    change_hear (core, change);
}

/* It came so late that nobody else takes it. */
static gboolean
is_late (Core *core, const StoreChange *change, gint64 time)
{
  g_autoptr (MessageRow) row = store_message_get (core->store, &change->author, &change->message);
  StoreChange then = *change;

  then.time = time;
  then.allowed = TRUE;
  return row == NULL || !change_may (&then, row);
}

gboolean
change_on_ok (Core *core, const ProtoOk *ok)
{
  Id self = core_self (core);
  g_autoptr (StoreChange) change = store_change_get (core->store, &self, &ok->id);

  if (change == NULL)
    return FALSE;
  if (is_late (core, change, ok->ts))
    store_change_drop (core->store, &self, &ok->id);
  else
    store_change_confirm (core->store, &self, &ok->id, ok->cseq, ok->ts);
  if (change->kind == CHANGE_PIN)
    note_pinned (core, &change->conv);
  note (core, &change->conv, &change->author, &change->message);
  return TRUE;
}

/* It is gone here, and stays with the others: that has to be seen. */
static void
fail_delete (Core *core, const StoreChange *change, int error)
{
  g_autoptr (MessageRow) row = store_message_get (core->store, &change->author, &change->message);

  if (row == NULL || !row->own || row->kind != MESSAGE_DELETED)
    return;
  store_message_set_state (core->store, &row->author, &row->id, STATE_FAILED, error);
  note (core, &row->conv, &row->author, &row->id);
}

gboolean
change_on_failed (Core *core, const StoreOutbox *entry, int error)
{
  Id self = core_self (core);
  g_autoptr (Content) content =
      entry->content != NULL ? content_decode (entry->content, NULL) : NULL;
  g_autoptr (StoreChange) change = content != NULL ? change_from_content (content) : NULL;

  if (change == NULL)
    return FALSE;
  if (change->kind == CHANGE_DELETE)
    fail_delete (core, change, error);
  store_change_drop (core->store, &self, &entry->id);
  if (change->kind == CHANGE_PIN)
    note_pinned (core, &entry->conv);
  note (core, &entry->conv, &change->author, &change->message);
  return TRUE;
}

void
change_on_late (Core *core, const ProtoOk *ok)
{
  g_autoptr (StoreOutbox) entry = store_outbox_get (core->store, &ok->id);
  g_autoptr (Content) content =
      entry != NULL && entry->wake > 0 ? content_decode (entry->content, NULL) : NULL;
  g_autoptr (StoreChange) change =
      content != NULL && content->kind == CONTENT_DELETE ? change_from_content (content) : NULL;
  g_autoptr (MessageRow) row =
      change != NULL ? store_message_get (core->store, &change->author, &change->message) : NULL;

  if (row != NULL && ok->ts - row->time > LIMIT_DELETE_HOURS * HOUR_MS)
    fail_delete (core, change, WHIN_ERROR_GAVE_UP);
}

void
change_delete_again (Core *core, const MessageRow *row)
{
  Content content = { .kind = CONTENT_DELETE, .del = { row->author, row->id } };
  Id id = id_random ();

  store_message_set_state (core->store, &row->author, &row->id, STATE_SENT, -1);
  outbox_add (core, &id, &row->conv, &content, NULL, 0, 1, NULL);
}
