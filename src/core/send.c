/* send: from a command of the front end to a row and an outbox entry, in one transaction.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-message.h"
#include "core-send.h"
#include "media.h"

#include "broadcast.h"
#include "change.h"
#include "kinds.h"
#include "mentions.h"
#include "row-content.h"
#include "store-broadcast.h"
#include "store-expiry.h"
#include "store-media.h"
#include "store-message.h"
#include "store-outbox.h"
#include "unsaved.h"

#include <glib/gstdio.h>

typedef struct {
  Conv conv;
  char *text;
  Id quote_author; /* or none */
  Id quote_id;
  GArray *mentions;     /* or NULL */
  LinkPreview *preview; /* or NULL */
  gboolean forwarded;
} Text;

static void
text_free (gpointer data)
{
  Text *text = data;

  g_free (text->text);
  g_clear_pointer (&text->mentions, g_array_unref);
  g_clear_pointer (&text->preview, link_preview_unref);
  g_free (text);
}

static MessageName *
name_copy (const MessageName *name)
{
  return g_memdup2 (name, sizeof *name);
}

MessageRow *
send_new_row (Core *core, const Conv *conv, MessageKind kind, const char *text)
{
  MessageRow *row = message_row_new ();

  row->conv = *conv;
  row->id = id_random ();
  row->author = core_self (core);
  row->kind = kind;
  row->state = STATE_PENDING;
  row->own = TRUE;
  row->time = core_now (core);
  row->text = g_strdup (text);
  row->error = -1;
  row->expires = conv->kind == CONV_BROADCAST ? store_broadcast_timer (core->store, &conv->id)
                                              : store_timer_get (core->store, conv);
  return row;
}

void
send_add (Core *core, MessageRow *row, GBytes *raw)
{
  store_message_add (core->store, row, 0, raw);
  if (row->conv.kind == CONV_BROADCAST)
    broadcast_begin (core, row);
}

static Content *
content_of (const MessageRow *row)
{
  Content *content = g_new0 (Content, 1);

  content->kind = CONTENT_TEXT;
  content->expires = row->expires;
  content->text.text = g_strdup (row->text);
  content->text.re = row->quote_id;
  content->text.re_author = row->quote_author;
  content->text.mentions = content_mentions (row->mentions);
  content->text.fwd = row->forwarded;
  content->text.preview = row_content_of_preview (row->preview);
  return content;
}

void
send_queue (Core *core, const MessageRow *row, Content *content, const Id *media, guint n_media)
{
  g_autoptr (GError) error = NULL;

  profile_introduce (core, &row->conv);
  if (!outbox_add (core, &row->id, &row->conv, content, media, n_media, 1, &error)) {
    store_message_set_state (core->store, &row->author, &row->id, STATE_FAILED, error->code);
    broadcast_on_state (core, &row->id, STATE_FAILED, error->code);
  } else if (row->conv.kind == CONV_BROADCAST) {
    broadcast_send (core, row);
  }
}

static void
queue_text (Core *core, const MessageRow *row)
{
  g_autoptr (Content) content = content_of (row);

  send_queue (core, row, content, NULL, 0);
}

/* The preview is kept as it is said. */
static GBytes *
raw_of (const MessageRow *row)
{
  g_autoptr (Content) content = row->preview != NULL ? content_of (row) : NULL;

  return content != NULL ? content_encode (content, NULL) : NULL;
}

static void send_text (Core *core, const Text *text);

static void
send_again_cb (Core *core, gpointer data)
{
  const MessageRow *row = data;

  send_text (core, &(Text) { row->conv, row->text, row->quote_author, row->quote_id, row->mentions,
                             row->preview, row->forwarded });
}

static void
send_text (Core *core, const Text *text)
{
  const Conv *conv = &text->conv;
  g_autoptr (MessageRow) row = send_new_row (core, conv, MESSAGE_TEXT, text->text);
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GError) error = NULL;

  row->quote_author = text->quote_author;
  row->quote_id = text->quote_id;
  row->mentions = text->mentions != NULL ? g_array_ref (text->mentions) : NULL;
  row->forwarded = text->forwarded;
  row->preview = text->preview != NULL ? link_preview_ref (text->preview) : NULL;
  raw = raw_of (row);
  core_begin (core);
  send_add (core, row, raw);
  queue_text (core, row);
  core_note_message (core, &row->author, &row->id);
  core_note_chat (core, conv);
  if (!core_commit (core, &error)) {
    unsaved_keep (core, row, error, send_again_cb, message_row_ref (row),
                  (GDestroyNotify) message_row_unref);
    return;
  }
  presence_on_sent (core, conv);
  outbox_pump (core);
}

void
send_on (Core *core, const Conv *conv, const char *text, gboolean forwarded)
{
  send_text (core, &(Text) { .conv = *conv, .text = (char *) text, .forwarded = forwarded });
}

static void
send_text_cb (Core *core, gpointer data)
{
  const Text *text = data;

  if (core->account != NULL)
    send_text (core, text);
}

void
core_send_text (Core *core,
                const Conv *conv,
                const char *text,
                const MessageName *quote,
                const Mention *mentions,
                guint n_mentions)
{
  core_send_text_preview (core, conv, text, quote, mentions, n_mentions, NULL);
}

void
core_send_text_preview (Core *core,
                        const Conv *conv,
                        const char *text,
                        const MessageName *quote,
                        const Mention *mentions,
                        guint n_mentions,
                        const LinkPreview *preview)
{
  Text *sent;

  g_return_if_fail (text != NULL && text[0] != '\0');
  sent = g_new0 (Text, 1);
  sent->conv = *conv;
  sent->text = g_utf8_make_valid (text, -1);
  sent->mentions = mentions_take (sent->text, mentions, n_mentions);
  sent->preview = preview != NULL ? link_preview_ref (preview) : NULL;
  if (quote != NULL) {
    sent->quote_author = quote->author;
    sent->quote_id = quote->id;
  }
  core_post (core, send_text_cb, sent, text_free);
}

/* -- Again. -- */

void
send_retry (Core *core, const MessageRow *row)
{
  g_autoptr (StoreOutbox) entry = store_outbox_get (core->store, &row->id);
  /* The server keeps another message under this id. */
  Id id = row->error == WHIN_ERROR_CONFLICT ? id_random () : row->id;

  if (row->kind == MESSAGE_DELETED) {
    change_delete_again (core, row);
    core_note_message (core, &row->author, &row->id);
    return;
  }
  store_message_set_state (core->store, &row->author, &row->id, STATE_PENDING, -1);
  broadcast_on_state (core, &row->id, STATE_PENDING, -1);
  if (entry != NULL)
    store_outbox_reopen (core->store, &row->id, &id, core_now (core),
                         row->error != WHIN_ERROR_UNTRUSTED);
  else if (row->media != NULL)
    media_rebind (core, &(MessageName) { row->conv, row->author, row->id });
  else if (!kinds_queue (core, row))
    queue_text (core, row);
  if (!id_equal (&id, &row->id)) {
    MessageName old = { row->conv, row->author, row->id };

    store_message_rename (core->store, &row->author, &row->id, &id);
    core_note_removed (core, &old);
  }
  core_note_message (core, &row->author, &id);
  core_note_chat (core, &row->conv);
}

static void
retry_cb (Core *core, gpointer data)
{
  const MessageName *name = data;
  g_autoptr (MessageRow) row = store_message_get (core->store, &name->author, &name->id);

  if (row == NULL)
    unsaved_retry (core, name);
  if (row == NULL || !row->own || (row->state != STATE_FAILED && row->left_out == 0))
    return;
  core_begin (core);
  if (!broadcast_again (core, row))
    send_retry (core, row);
  if (!core_commit (core, NULL))
    return;
  media_pump (core);
  outbox_pump (core);
}

void
core_retry (Core *core, const MessageName *name)
{
  core_post (core, retry_cb, name_copy (name), g_free);
}

/* -- Away. -- */

void
send_remove (Core *core, const MessageName *name, gboolean keep)
{
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);

  media_cancel (core, name);
  core_begin (core);
  broadcast_on_removed (core, &name->id);
  if (!outbox_is_in_flight (core, &name->id))
    store_outbox_remove (core->store, &name->id);
  store_message_delete (core->store, &name->author, &name->id, keep, core_now (core));
  core_note_removed (core, name);
  core_note_chat (core, &name->conv);
  if (core_commit (core, NULL) && media != NULL && media->path != NULL)
    g_unlink (media->path);
}

static void
discard_cb (Core *core, gpointer data)
{
  const MessageName *name = data;
  g_autoptr (MessageRow) row = store_message_get (core->store, &name->author, &name->id);

  if (!unsaved_remove (core, name) && row != NULL && row->own && row->state == STATE_FAILED)
    send_remove (core, name, FALSE);
}

void
core_discard (Core *core, const MessageName *name)
{
  core_post (core, discard_cb, name_copy (name), g_free);
}

static void
delete_cb (Core *core, gpointer data)
{
  if (!unsaved_remove (core, data))
    send_remove (core, data, TRUE);
}

void
core_delete_message (Core *core, const MessageName *name)
{
  core_post (core, delete_cb, name_copy (name), g_free);
}

static void
cancel_cb (Core *core, gpointer data)
{
  const MessageName *name = data;
  g_autoptr (MessageRow) row = store_message_get (core->store, &name->author, &name->id);

  if (row == NULL)
    return;
  if (row->conv.kind == CONV_BROADCAST && row->state == STATE_PENDING)
    change_take_back (core, name);
  else if (row->own && row->state == STATE_PENDING && !outbox_is_in_flight (core, &name->id))
    send_remove (core, name, FALSE);
  else if (!row->own || row->state != STATE_PENDING)
    media_stop_download (core, name);
}

void
core_cancel_transfer (Core *core, const MessageName *name)
{
  core_post (core, cancel_cb, name_copy (name), g_free);
}
