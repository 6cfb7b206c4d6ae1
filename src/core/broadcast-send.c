/* broadcast-send: a message to a list, and each change of it, is done for a few people at a time,
 * in between everything else. How far that is stands in the store: whatever dies, it goes on there,
 * and what was done for somebody is not done twice.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "broadcast-private.h"

#include "change.h"
#include "media.h"
#include "row-content.h"
#include "store-broadcast.h"
#include "store-expiry.h"
#include "store-media.h"
#include "store-message.h"
#include "store-outbox.h"

static guint slice = 16; /* people that are dealt with at a time */

/* -- It is sent. -- */

/* What it answers is what went to the same person. */
static void
turn_quote (Core *core, const Id *acc, Id *author, Id *id)
{
  StoreBroadcast quoted;

  if (!id_is_none (id) && store_broadcast_get (core->store, id, acc, &quoted) &&
      quoted.state != STATE_FAILED)
    *id = quoted.copy;
  else
    *id = *author = (Id) { 0 };
}

static void
turn_content (Core *core, Content *content, const Conv *conv)
{
  content->broadcast = TRUE;
  content->expires = store_timer_get (core->store, conv);
  if (content->kind == CONTENT_TEXT)
    turn_quote (core, &conv->id, &content->text.re_author, &content->text.re);
  else if (content->kind == CONTENT_MEDIA)
    turn_quote (core, &conv->id, &content->media.re_author, &content->media.re);
}

static char *
words_of (const Content *content)
{
  if (content->kind == CONTENT_TEXT)
    return g_strdup (content->text.text);
  if (content->kind == CONTENT_MEDIA)
    return g_strdup (content->media.text != NULL ? content->media.text : "");
  return row_content_words (content);
}

/* As it shows in the chat with them. */
static MessageRow *
row_for (Core *core, const MessageRow *row, const Content *content, const StoreBroadcast *one)
{
  MessageRow *copy = message_row_copy (row);

  copy->conv = (Conv) { CONV_USER, one->acc };
  copy->id = one->copy;
  copy->state = STATE_PENDING;
  copy->error = -1;
  copy->time = core_now (core);
  g_free (copy->text);
  copy->text = words_of (content);
  copy->expires = content->expires;
  copy->broadcast = TRUE;
  if (content->kind == CONTENT_TEXT) {
    copy->quote_author = content->text.re_author;
    copy->quote_id = content->text.re;
  } else if (content->kind == CONTENT_MEDIA) {
    copy->quote_author = content->media.re_author;
    copy->quote_id = content->media.re;
  }
  if (row->media == NULL)
    return copy;
  media_unref (copy->media);
  copy->media = media_copy (row->media);
  g_clear_pointer (&copy->media->file, media_file_unref);
  copy->media->transfer = TRANSFER_NONE;
  return copy;
}

/* One file on the disk, with a name for each message, which goes with it. */
static void
give_file (Core *core, const MessageRow *from, const MessageRow *to)
{
  g_autoptr (StoreMedia) here = store_media_get (core->store, &from->author, &from->id);
  g_autoptr (StoreMedia) media = store_media_get (core->store, &to->author, &to->id);

  if (here == NULL || media == NULL)
    return;
  media_key_free (media->key);
  media->key = media_key_copy (here->key);
  media->as_file = here->as_file;
  g_free (media->path);
  media->path = media_share_file (core, here->path, &media->name);
  store_media_put (core->store, media);
}

static void
send_to (Core *core, const MessageRow *row, GBytes *sent, const StoreBroadcast *one)
{
  g_autoptr (Content) content = content_decode (sent, NULL);
  g_autoptr (MessageRow) copy = NULL;
  g_autoptr (GBytes) raw = NULL;
  Conv conv = { CONV_USER, one->acc };

  if (content == NULL)
    return;
  turn_content (core, content, &conv);
  copy = row_for (core, row, content, one);
  if (copy->kind > MESSAGE_DELETED || copy->preview != NULL)
    raw = content_encode (content, NULL);
  store_message_add (core->store, copy, 0, raw);
  if (copy->media != NULL)
    give_file (core, row, copy);
  send_queue (core, copy, content, copy->media != NULL ? &copy->media->object : NULL,
              copy->media != NULL ? 1 : 0);
  core_note_message (core, &copy->author, &copy->id);
  core_note_chat (core, &conv);
}

/* What has begun with somebody is there: it is only tried again. */
static void
send_once_more (Core *core, const StoreBroadcast *one)
{
  Id self = core_self (core);
  g_autoptr (MessageRow) copy = store_message_get (core->store, &self, &one->copy);

  if (copy != NULL && copy->state == STATE_FAILED)
    send_retry (core, copy);
}

static void
send_slice (Core *core, const Id *message, const GArray *people)
{
  Id self = core_self (core);
  g_autoptr (MessageRow) row = store_message_get (core->store, &self, message);
  g_autoptr (StoreOutbox) entry = store_outbox_get (core->store, message);
  gboolean there = row != NULL && row->kind != MESSAGE_DELETED && entry != NULL;

  for (guint i = 0; i < people->len; i++) {
    const StoreBroadcast *one = &g_array_index (people, StoreBroadcast, i);

    if (one->state != STATE_PENDING)
      continue;
    if (store_message_is_known (core->store, &self, &one->copy))
      send_once_more (core, one);
    else if (there)
      send_to (core, row, entry->content, one);
    else if (row != NULL && row->kind != MESSAGE_DELETED)
      broadcast_on_state (core, &one->copy, STATE_FAILED, WHIN_ERROR_GAVE_UP);
    else
      store_broadcast_remove (core->store, &one->copy);
  }
}

/* -- It is changed. -- */

/* Here it is not in their chat any more, or not yet. */
static void
change_unseen (Core *core, const StoreBroadcastWork *work, const StoreBroadcast *one)
{
  g_autoptr (StoreChange) change = g_new0 (StoreChange, 1);

  if (one->state == STATE_PENDING || one->state == STATE_FAILED)
    return;
  change->kind = (ChangeKind) work->what;
  change->conv = (Conv) { CONV_USER, one->acc };
  change->author = change->acc = core_self (core);
  change->message = one->copy;
  change->id = id_random ();
  change->time = core_now (core) + core->skew;
  change->text = g_strdup (work->text);
  change->allowed = TRUE;
  core_begin (core);
  change_make (core, change);
  core_commit (core, NULL);
}

static const LinkPreview *
preview_of (const MessageRow *row)
{
  return row != NULL ? row->preview : NULL;
}

static void
change_one (Core *core, const StoreBroadcastWork *work, const StoreBroadcast *one)
{
  Id self = core_self (core);
  MessageName name = { { CONV_USER, one->acc }, self, one->copy };
  g_autoptr (MessageRow) copy = store_message_get (core->store, &self, &one->copy);
  g_autoptr (MessageRow) row = store_message_get (core->store, &self, &work->message);

  if (copy == NULL)
    change_unseen (core, work, one);
  else if (work->what == CHANGE_DELETE)
    change_take_back (core, &name);
  else if (work->what == CHANGE_EDIT && !g_str_equal (copy->text, work->text))
    change_text (core, &name, work->text, NULL, preview_of (row));
}

/* -- A few at a time. -- */

static void go_on_cb (Core *core, gpointer data);

void
broadcast_pump (Core *core)
{
  if (core->broadcasting || core->stopping)
    return;
  core->broadcasting = TRUE;
  core_post (core, go_on_cb, NULL, NULL);
}

void
broadcast_set_slice (guint people)
{
  slice = people;
}

static void
do_slice (Core *core, const StoreBroadcastWork *work)
{
  g_autoptr (GArray) people =
      store_broadcast_list (core->store, &work->message, &work->after, slice);
  const StoreBroadcast *last =
      people->len > 0 ? &g_array_index (people, StoreBroadcast, people->len - 1) : NULL;

  for (guint i = 0; work->what != 0 && i < people->len; i++)
    change_one (core, work, &g_array_index (people, StoreBroadcast, i));
  core_begin (core);
  if (work->what == 0)
    send_slice (core, &work->message, people);
  store_broadcast_set_after (core->store, work->work, people->len == slice ? &last->acc : NULL);
  if (!core_commit (core, NULL))
    return;
  outbox_pump (core);
  broadcast_pump (core);
}

static void
tell_more (Core *core)
{
  Id message;

  if (!store_broadcast_untold (core->store, &message))
    return;
  core_begin (core);
  broadcast_tell (core, &message);
  if (!core_commit (core, NULL))
    return;
  outbox_pump (core);
  broadcast_pump (core);
}

static void
go_on_cb (Core *core, gpointer data)
{
  g_auto (StoreBroadcastWork) work = { 0 };

  core->broadcasting = FALSE;
  if (core->account == NULL || core->stopping)
    return;
  if (store_broadcast_next_work (core->store, &work))
    do_slice (core, &work);
  else
    tell_more (core);
}
