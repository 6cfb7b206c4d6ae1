/* forward: messages of one chat to others. A file becomes another object with another key, so that
 * the server cannot see that it is the same.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "address.h"
#include "core-message.h"

#include "kinds.h"
#include "limits.h"
#include "media.h"
#include "store-media.h"
#include "store-message.h"
#include "unsaved.h"

#define FORWARD_MAX 1000

typedef struct {
  GArray *names; /* of MessageName */
  GArray *convs; /* of Conv */
} Forward;

/* What is sent on of an album is one too. */
typedef struct {
  Id was;
  Id author;
  Album now; /* `at` is the next one's */
} Together;

typedef struct {
  MessageName from;
  Conv conv;
  Album album;
} Again;

static void
forward_free (gpointer data)
{
  Forward *forward = data;

  g_array_unref (forward->names);
  g_array_unref (forward->convs);
  g_free (forward);
}

/* Whoever gets it is told that somebody else may have written it. */
static gboolean
is_of_others (const MessageRow *row)
{
  return !row->own || row->forwarded;
}

static gboolean
is_of (const Together *together, const MessageRow *row)
{
  return id_equal (&together->was, &row->media->album.id) &&
         id_equal (&together->author, &row->author);
}

/* How many of the album of a message go on with it. */
static guint
count_together (Core *core, const GArray *names, const Together *together)
{
  guint n = 0;

  for (guint i = 0; i < names->len; i++) {
    const MessageName *name = &g_array_index (names, MessageName, i);
    g_autoptr (MessageRow) row = store_message_get (core->store, &name->author, &name->id);

    n += row != NULL && row->media != NULL && is_of (together, row) ? 1 : 0;
  }
  return n;
}

static Album
next_place (Core *core, const GArray *names, const MessageRow *row, GArray *albums)
{
  Together together = { row->media->album.id, row->author, { id_random (), 0, 0 } };
  Together *last;

  if (id_is_none (&together.was))
    return (Album) { 0 };
  last = albums->len > 0 ? &g_array_index (albums, Together, albums->len - 1) : NULL;
  if (last == NULL || !is_of (last, row)) {
    together.now.n = MIN (count_together (core, names, &together), (guint) LIMIT_ALBUM_MAX);
    g_array_append_val (albums, together);
    last = &g_array_index (albums, Together, albums->len - 1);
  }
  if (last->now.n < 2 || last->now.at >= last->now.n)
    return (Album) { 0 };
  last->now.at++;
  return (Album) { last->now.id, last->now.n, last->now.at - 1 };
}

static MessageRow *
row_of_file (Core *core, const MessageRow *from, const Conv *conv, const Album *album)
{
  MessageRow *row = send_new_row (core, conv, from->kind, from->text);

  row->forwarded = is_of_others (from);
  row->media = media_copy (from->media);
  row->media->object = id_random ();
  row->media->transfer = TRANSFER_WAITING;
  row->media->done = 0;
  row->media->album = *album;
  g_clear_pointer (&row->media->file, media_file_unref);
  return row;
}

static void
link_to (Core *core, const MessageRow *row, const StoreMedia *from)
{
  g_autoptr (StoreMedia) media = store_media_get (core->store, &row->author, &row->id);

  if (media == NULL)
    return;
  media->from_author = from->name.author;
  media->from_id = from->name.id;
  media->as_file = from->as_file;
  media->account_key = address_key (core, &row->conv);
  store_media_put (core->store, media);
}

static void
want (Core *core, const StoreMedia *from)
{
  if (from->path != NULL || from->source != NULL || from->own)
    return;
  store_media_set_transfer (core->store, &from->name.author, &from->name.id, TRANSFER_WAITING);
  core_note_message (core, &from->name.author, &from->name.id);
}

static void forward_file (Core *core, const MessageRow *from, const Conv *conv, const Album *album);

static void
forward_again_cb (Core *core, gpointer data)
{
  const Again *again = data;
  g_autoptr (MessageRow) row =
      store_message_get (core->store, &again->from.author, &again->from.id);

  if (row != NULL && row->media != NULL)
    forward_file (core, row, &again->conv, &again->album);
}

static void
forward_file (Core *core, const MessageRow *from, const Conv *conv, const Album *album)
{
  g_autoptr (StoreMedia) media = store_media_get (core->store, &from->author, &from->id);
  g_autoptr (MessageRow) row = NULL;
  g_autoptr (GError) error = NULL;
  Again again = { { from->conv, from->author, from->id }, *conv, *album };

  if (media == NULL)
    return;
  row = row_of_file (core, from, conv, album);
  core_begin (core);
  send_add (core, row, NULL);
  link_to (core, row, media);
  want (core, media);
  core_note_message (core, &row->author, &row->id);
  core_note_chat (core, conv);
  if (core_commit (core, &error))
    media_pump (core);
  else
    unsaved_keep (core, row, error, forward_again_cb, g_memdup2 (&again, sizeof again), g_free);
}

static void
forward_one (Core *core,
             const Forward *forward,
             const MessageName *name,
             const Conv *conv,
             GArray *albums)
{
  g_autoptr (MessageRow) row = store_message_get (core->store, &name->author, &name->id);

  if (row == NULL || row->once != ONCE_NOT)
    return;
  kinds_forward (core, row, conv);
  if (row->media != NULL) {
    Album album = next_place (core, forward->names, row, albums);

    forward_file (core, row, conv, &album);
  } else if (row->kind == MESSAGE_TEXT && row->text[0] != '\0') {
    send_on (core, conv, row->text, is_of_others (row));
  }
}

static void
forward_cb (Core *core, gpointer data)
{
  const Forward *forward = data;

  if (core->account == NULL)
    return;
  for (guint c = 0; c < forward->convs->len; c++) {
    g_autoptr (GArray) albums = g_array_new (FALSE, FALSE, sizeof (Together));

    for (guint i = 0; i < forward->names->len; i++)
      forward_one (core, forward, &g_array_index (forward->names, MessageName, i),
                   &g_array_index (forward->convs, Conv, c), albums);
  }
}

void
core_forward (Core *core, const MessageName *names, guint n, const Conv *convs, guint n_convs)
{
  Forward *forward = g_new0 (Forward, 1);

  forward->names = g_array_new (FALSE, FALSE, sizeof (MessageName));
  forward->convs = g_array_new (FALSE, FALSE, sizeof (Conv));
  g_array_append_vals (forward->names, names, MIN (n, FORWARD_MAX));
  g_array_append_vals (forward->convs, convs, MIN (n_convs, FORWARD_MAX));
  core_post (core, forward_cb, forward, forward_free);
}
