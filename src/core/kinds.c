/* kinds: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "kinds.h"

#include "core-send.h"
#include "row-content.h"
#include "store-message.h"
#include "unsaved.h"

typedef struct {
  Conv conv;
  Content *content;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  content_free (order->content);
  g_free (order);
}

gboolean
kinds_queue (Core *core, const MessageRow *row)
{
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (Content) content = NULL;

  if (row->kind <= MESSAGE_DELETED)
    return FALSE;
  raw = store_message_raw (core->store, &row->author, &row->id);
  content = raw != NULL ? content_decode (raw, NULL) : NULL;
  if (content == NULL)
    return FALSE;
  content->expires = row->expires;
  send_queue (core, row, content, NULL, 0);
  return TRUE;
}

static void send_cb (Core *core, gpointer data);

static void
keep_unsaved (Core *core, MessageRow *row, GBytes *raw, const GError *error)
{
  Order *order = g_new0 (Order, 1);

  *order = (Order) { row->conv, content_decode (raw, NULL) };
  row_content_fill (order->content, row);
  unsaved_keep (core, row, error, send_cb, order, order_free);
}

static void
send_content (Core *core, const Conv *conv, const Content *content)
{
  g_autoptr (GBytes) raw = content_encode (content, NULL);
  g_autofree char *words = NULL;
  g_autoptr (MessageRow) row = NULL;
  g_autoptr (GError) error = NULL;
  MessageKind kind;

  if (raw == NULL || !row_content_kind (content, &kind) ||
      (kind == MESSAGE_POLL && conv->kind == CONV_BROADCAST))
    return;
  words = row_content_words (content);
  row = send_new_row (core, conv, kind, words);
  core_begin (core);
  send_add (core, row, raw);
  kinds_queue (core, row);
  core_note_message (core, &row->author, &row->id);
  core_note_chat (core, &row->conv);
  if (!core_commit (core, &error)) {
    keep_unsaved (core, row, raw, error);
    return;
  }
  presence_on_sent (core, &row->conv);
  outbox_pump (core);
}

void
kinds_forward (Core *core, const MessageRow *row, const Conv *conv)
{
  g_autoptr (GBytes) raw = store_message_raw (core->store, &row->author, &row->id);
  g_autoptr (Content) content = raw != NULL ? content_decode (raw, NULL) : NULL;

  if (content != NULL && row->kind > MESSAGE_DELETED)
    send_content (core, conv, content);
}

static void
send_cb (Core *core, gpointer data)
{
  const Order *order = data;

  if (core->account != NULL)
    send_content (core, &order->conv, order->content);
}

/* Takes the content. */
static void
post (Core *core, const Conv *conv, Content *content)
{
  Order *order = g_new0 (Order, 1);

  *order = (Order) { *conv, content };
  core_post (core, send_cb, order, order_free);
}

/* At most so many characters. */
static char *
valid (const char *text, gsize max)
{
  g_autofree char *whole = g_utf8_make_valid (text != NULL ? text : "", -1);

  g_strstrip (whole);
  return g_utf8_substring (whole, 0, MIN (g_utf8_strlen (whole, -1), (glong) max));
}

void
core_send_poll (Core *core,
                const Conv *conv,
                const char *question,
                const char *const *options,
                gboolean multiple)
{
  Content *content = g_new0 (Content, 1);

  content->kind = CONTENT_POLL;
  content->poll.question = valid (question, LIMIT_POLL_QUESTION_MAX);
  content->poll.multiple = multiple;
  content->poll.options = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; options[i] != NULL && i < LIMIT_POLL_OPTIONS_MAX; i++)
    g_ptr_array_add (content->poll.options, valid (options[i], LIMIT_POLL_OPTION_MAX));
  post (core, conv, content);
}

void
core_send_location (Core *core, const Conv *conv, const Spot *spot, const char *name)
{
  Content *content = g_new0 (Content, 1);

  content->kind = CONTENT_LOCATION;
  row_content_locate (content, spot);
  content->location.name = valid (name, LIMIT_PLACE_NAME_MAX);
  post (core, conv, content);
}

void
core_send_card (Core *core, const Conv *conv, const char *name, const char *phone, const Id *acc)
{
  Content *content = g_new0 (Content, 1);

  content->kind = CONTENT_CARD;
  content->card.name = valid (name, LIMIT_NAME_MAX);
  content->card.phone = phone != NULL && phone[0] != '\0' ? g_strdup (phone) : NULL;
  if (acc != NULL)
    content->card.acc = *acc;
  post (core, conv, content);
}
