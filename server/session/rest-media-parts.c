/* rest-media-parts: objects too big for one request. Which parts are there is what the blob store
 * says; nothing that a client says of them is believed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rest-media.h"

G_STATIC_ASSERT (LIMIT_MEDIA_PART >= BLOB_PART_MIN);
G_STATIC_ASSERT (LIMIT_MEDIA_MAX / LIMIT_MEDIA_PART <= BLOB_PARTS_MAX);

gboolean
rest_media_in_parts (gint64 size)
{
  return size > LIMIT_MEDIA_PART;
}

static gint64
count_parts (gint64 size)
{
  return (size + LIMIT_MEDIA_PART - 1) / LIMIT_MEDIA_PART;
}

static gint64
size_of_part (gint64 size, gint64 n)
{
  gint64 count = count_parts (size);

  return n < count ? LIMIT_MEDIA_PART : size - (count - 1) * LIMIT_MEDIA_PART;
}

static gboolean
is_right (const BlobPart *part, gint64 size)
{
  return part->n <= count_parts (size) && (gint64) part->size == size_of_part (size, part->n);
}

static void
add_part (GPtrArray *parts, gint64 n)
{
  RestPartNo *part = g_new (RestPartNo, 1);

  part->n = n;
  g_ptr_array_add (parts, part);
}

/* -- Announced. -- */

static void
reply_parts (Rest *rest, GPtrArray *parts)
{
  RestMediaSlot reply = { .parts = parts, .ttl_ms = LIMIT_MEDIA_PENDING_HOURS * 3600 * 1000 };

  rest_reply (rest, &reply);
}

static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  /* What is left goes with the next sweep. */
}

static void
noted_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  if (error == NULL && rest->media_upload.taken) {
    reply_parts (rest, none);
    return;
  }
  blob_store_abort (rest->server->blobs, &rest->id, rest->more, NULL, dropped_cb, NULL);
  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_refuse (rest, WHIN_ERROR_BUSY, "it was announced twice at once", 1000, 0);
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rest *rest = data;
  g_autoptr (GError) error = NULL;

  rest->more = blob_store_begin_finish (rest->server->blobs, result, &error);
  if (rest->more == NULL) {
    rest_media_fail (rest, error);
    return;
  }
  rest->media_upload = (StoreMediaUpload) {
    .acc = rest->who->acc, .id = rest->id, .old = rest->text, .upload = rest->more
  };
  store_media_upload (rest->server->store, &rest->media_upload, noted_done, rest);
}

static void
begin (Rest *rest)
{
  const RestMediaCreate *request = rest->body;

  blob_store_begin (rest->server->blobs, &rest->id, (guint64) request->size, NULL, begun_cb, rest);
}

static void
reply_all (Rest *rest, gint64 size)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (gint64 n = 1; n <= count_parts (size); n++)
    add_part (parts, n);
  reply_parts (rest, parts);
}

void
rest_media_reply_all (Rest *rest)
{
  reply_all (rest, rest->media.size);
}

static void
joined_before_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rest *rest = data;
  gint64 size, wanted = ((const RestMediaCreate *) rest->body)->size;
  g_autoptr (GError) error = NULL;

  if (!blob_store_head_finish (rest->server->blobs, result, &size, &error))
    rest_media_fail (rest, error);
  else if (size == wanted)
    reply_all (rest, wanted);
  else
    begin (rest);
}

/* It was joined and nobody was told, or the store has ended it by itself. */
static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rest *rest = data;
  const RestMediaCreate *request = rest->body;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) there = blob_store_list_finish (rest->server->blobs, result, &error);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND)) {
    blob_store_head (rest->server->blobs, &rest->id, NULL, joined_before_cb, rest);
  } else if (error != NULL) {
    rest_media_fail (rest, error);
  } else {
    for (guint i = 0; i < there->len; i++)
      if (is_right (there->pdata[i], request->size))
        add_part (parts, ((const BlobPart *) there->pdata[i])->n);
    reply_parts (rest, parts);
  }
}

void
rest_media_open (Rest *rest)
{
  if (rest->text == NULL)
    begin (rest);
  else
    blob_store_list (rest->server->blobs, &rest->id, rest->text, NULL, opened_cb, rest);
}

/* -- Addresses of parts. -- */

static void
free_part_slot (gpointer data)
{
  RestPartSlot *slot = data;

  g_ptr_array_unref (slot->headers);
  g_free (slot);
}

static void
reply_slots (Rest *rest, const GPtrArray *asked)
{
  g_autoptr (GPtrArray) grants = g_ptr_array_new_with_free_func ((GDestroyNotify) blob_grant_free);
  g_autoptr (GPtrArray) slots = g_ptr_array_new_with_free_func (free_part_slot);
  RestPartSlots reply = { slots, LIMIT_MEDIA_URL_SECONDS * 1000 };

  for (guint i = 0; i < asked->len; i++) {
    gint64 n = ((const RestPartNo *) asked->pdata[i])->n;
    BlobGrant *grant = blob_store_presign_part (
        rest->server->blobs, &rest->id, rest->media.upload, (guint) n,
        (guint64) size_of_part (rest->media.size, n), LIMIT_MEDIA_URL_SECONDS);
    RestPartSlot *slot = g_new (RestPartSlot, 1);

    *slot = (RestPartSlot) { n, grant->url, rest_media_headers (grant) };
    g_ptr_array_add (grants, grant);
    g_ptr_array_add (slots, slot);
  }
  rest_reply (rest, &reply);
}

static gboolean
are_parts_of (const GPtrArray *asked, gint64 size)
{
  for (guint i = 0; i < asked->len; i++)
    if (((const RestPartNo *) asked->pdata[i])->n > count_parts (size))
      return FALSE;
  return TRUE;
}

static void
parts_looked (gpointer data, const GError *error)
{
  Rest *rest = data;
  const GPtrArray *asked = ((const RestPartsAsk *) rest->body)->parts;
  const StoreMedia *media = &rest->media;

  rest->text = media->upload;
  if (error != NULL)
    rest_fail (rest, error);
  else if (!media->found || media->ready || media->upload == NULL ||
           !id_equal (&media->acc, &rest->who->acc))
    rest_refuse (rest, WHIN_ERROR_NOT_FOUND, NULL, 0, 0);
  else if (!are_parts_of (asked, media->size))
    rest_refuse (rest, WHIN_ERROR_BAD_FRAME, "it has fewer parts", 0, 0);
  else
    reply_slots (rest, asked);
}

void
rest_handle_media_parts (Rest *rest)
{
  if (!rest_may (rest, BUCKET_MEDIA, 1))
    return;
  rest->media.id = rest->id;
  store_media (rest->server->store, &rest->media, parts_looked, rest);
}

/* -- Done. -- */

static gboolean
is_complete (const GPtrArray *parts, gint64 size)
{
  if (parts->len != count_parts (size))
    return FALSE;
  for (guint i = 0; i < parts->len; i++) {
    const BlobPart *part = parts->pdata[i];

    if (part->n != i + 1 || !is_right (part, size))
      return FALSE;
  }
  return TRUE;
}

/* An upload that is not known may have been joined before: the look at the object tells. */
static void
joined_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rest *rest = data;
  g_autoptr (GError) error = NULL;

  if (blob_store_join_finish (rest->server->blobs, result, &error) ||
      g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND))
    rest_media_accept (rest);
  else
    rest_media_fail (rest, error);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rest *rest = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) parts = blob_store_list_finish (rest->server->blobs, result, &error);

  if (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND))
    rest_media_accept (rest);
  else if (error != NULL)
    rest_media_fail (rest, error);
  else if (!is_complete (parts, rest->media.size))
    rest_refuse (rest, WHIN_ERROR_NOT_FOUND, "parts of it are missing", 0, 0);
  else
    blob_store_join (rest->server->blobs, &rest->id, rest->text, parts, NULL, joined_cb, rest);
}

void
rest_media_join (Rest *rest)
{
  if (rest->text == NULL)
    rest_refuse (rest, WHIN_ERROR_NOT_FOUND, "nothing is stored there", 0, 0);
  else
    blob_store_list (rest->server->blobs, &rest->id, rest->text, NULL, listed_cb, rest);
}
