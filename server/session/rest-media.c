/* rest-media: slots for media objects: announced, filled at the blob store, looked at, read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rest-media.h"

#include "housekeeping.h"

#define HOUR_MS (3600 * G_GINT64_CONSTANT (1000))
#define MIB (1024.0 * 1024)

static gboolean
kind_from_text (const char *text, StoreMediaKind *kind)
{
  static const char *const names[] = { "media", "avatar", "status", "backup", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    if (g_strcmp0 (text != NULL ? text : names[0], names[i]) == 0) {
      *kind = (StoreMediaKind) i;
      return TRUE;
    }
  return FALSE;
}

GPtrArray *
rest_media_headers (const BlobGrant *grant)
{
  GPtrArray *headers = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; grant->headers[i] != NULL; i += 2) {
    RestHeader *header = g_new0 (RestHeader, 1);

    header->name = grant->headers[i];
    header->value = grant->headers[i + 1];
    g_ptr_array_add (headers, header);
  }
  return headers;
}

void
rest_media_fail (Rest *rest, const GError *error)
{
  log_event (LOG_WARNING, "media-store", "why=\"%s\"", error->message);
  if (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_STORAGE))
    rest_refuse (rest, WHIN_ERROR_STORAGE, NULL, 10000, 0);
  else
    rest_refuse (rest, WHIN_ERROR_BUSY, "the media store does not answer", 5000, 0);
}

static void
slot_done (gpointer data, const GError *error)
{
  Rest *rest = data;
  const RestMediaCreate *request = rest->body;
  g_autoptr (BlobGrant) grant = NULL;
  g_autoptr (GPtrArray) headers = NULL;
  RestMediaSlot reply = { .ttl_ms = LIMIT_MEDIA_URL_SECONDS * 1000 };

  if (error != NULL) {
    rest_fail (rest, error);
  } else if (rest_media_in_parts (request->size)) {
    rest_media_open (rest);
  } else {
    grant = blob_store_presign_put (rest->server->blobs, &rest->id, (guint64) request->size,
                                    BLOB_CONTENT_TYPE, LIMIT_MEDIA_URL_SECONDS);
    headers = rest_media_headers (grant);
    reply.url = grant->url;
    reply.headers = headers;
    rest_reply (rest, &reply);
  }
}

/* What the owner sets is for what others have to fetch. */
static gint64
largest (const Server *server, StoreMediaKind kind)
{
  return kind == STORE_MEDIA_BACKUP ? LIMIT_MEDIA_MAX : server->config->media_max;
}

static void
announce (Rest *rest)
{
  const RestMediaCreate *request = rest->body;
  StoreMediaNew *media = &rest->media_new;

  *media = (StoreMediaNew) { .acc = rest->who->acc,
                             .id = rest->id,
                             .size = request->size,
                             .now = server_now (),
                             .ttl_ms = LIMIT_MEDIA_PENDING_HOURS * HOUR_MS,
                             .quota = rest->server->config->media_quota,
                             .max_pending = LIMIT_MEDIA_PENDING_MAX };
  kind_from_text (request->kind, &media->kind);
  store_media_new (rest->server->store, media, slot_done, rest);
}

/* What was announced before is not counted again. */
static void
create_looked (gpointer data, const GError *error)
{
  Rest *rest = data;
  const StoreMedia *media = &rest->media;
  gint64 size = ((const RestMediaCreate *) rest->body)->size;

  rest->text = media->upload;
  if (error != NULL)
    rest_fail (rest, error);
  else if (media->found && media->ready && media->size == size && rest_media_in_parts (size) &&
           id_equal (&media->acc, &rest->who->acc))
    rest_media_reply_all (rest);
  else if (media->found || rest_may (rest, BUCKET_MEDIA_MIB, (double) size / MIB))
    announce (rest);
}

void
rest_handle_media_create (Rest *rest)
{
  const RestMediaCreate *request = rest->body;
  StoreMediaKind kind;

  if (!kind_from_text (request->kind, &kind)) {
    rest_refuse (rest, WHIN_ERROR_BAD_FRAME, "no such kind of media", 0, 0);
  } else if (request->size > largest (rest->server, kind)) {
    rest_refuse (rest, WHIN_ERROR_TOO_BIG, NULL, 0, 0);
  } else if (rest_may (rest, BUCKET_MEDIA, 1)) {
    rest->media.id = rest->id;
    store_media (rest->server->store, &rest->media, create_looked, rest);
  }
}

static void
ready_done (gpointer data, const GError *error)
{
  Rest *rest = data;

  if (error != NULL)
    rest_fail (rest, error);
  else
    rest_nothing (rest);
}

/* Somebody may be fetching it at this moment. */
static gint64
replaced_ms (const Server *server, StoreMediaKind kind)
{
  return kind == STORE_MEDIA_BACKUP ? LIMIT_MEDIA_URL_SECONDS * 1000
                                    : server->config->retention_days * 24 * HOUR_MS;
}

static void
head_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rest *rest = data;
  g_autoptr (GError) error = NULL;
  gint64 size, expected = rest->media.size;
  StoreMediaKind kind = rest->media.kind;

  if (!blob_store_head_finish (rest->server->blobs, result, &size, &error)) {
    rest_media_fail (rest, error);
  } else if (size != expected) {
    rest_refuse (rest, WHIN_ERROR_NOT_FOUND, "nothing is stored there, or another size", 0, 0);
  } else {
    rest->media_ready = (StoreMediaReady) { .acc = rest->who->acc,
                                            .id = rest->id,
                                            .now = server_now (),
                                            .ttl_ms = LIMIT_MEDIA_PENDING_HOURS * HOUR_MS,
                                            .replaced_ms = replaced_ms (rest->server, kind) };
    store_media_ready (rest->server->store, &rest->media_ready, ready_done, rest);
  }
}

void
rest_media_accept (Rest *rest)
{
  blob_store_head (rest->server->blobs, &rest->id, NULL, head_cb, rest);
}

static void
done_looked (gpointer data, const GError *error)
{
  Rest *rest = data;

  rest->text = rest->media.upload;
  if (error != NULL)
    rest_fail (rest, error);
  else if (!rest->media.found || !id_equal (&rest->media.acc, &rest->who->acc))
    rest_refuse (rest, WHIN_ERROR_NOT_FOUND, NULL, 0, 0);
  else if (rest->media.ready)
    rest_nothing (rest);
  else if (rest_media_in_parts (rest->media.size))
    rest_media_join (rest);
  else
    rest_media_accept (rest);
}

void
rest_handle_media_done (Rest *rest)
{
  rest->media.id = rest->id;
  store_media (rest->server->store, &rest->media, done_looked, rest);
}

static gboolean
may_read (const Rest *rest)
{
  return rest->media.found && rest->media.ready &&
         (rest->media.kind != STORE_MEDIA_BACKUP || id_equal (&rest->media.acc, &rest->who->acc));
}

static void
media_looked (gpointer data, const GError *error)
{
  Rest *rest = data;
  g_autoptr (BlobGrant) grant = NULL;
  RestMedia reply = { .size = rest->media.size, .ttl_ms = LIMIT_MEDIA_URL_SECONDS * 1000 };

  rest->text = rest->media.upload;
  if (error != NULL) {
    rest_fail (rest, error);
  } else if (!may_read (rest)) {
    rest_refuse (rest, WHIN_ERROR_NOT_FOUND, NULL, 0, 0);
  } else {
    grant = blob_store_presign_get (rest->server->blobs, &rest->id, LIMIT_MEDIA_URL_SECONDS, NULL);
    reply.url = grant->url;
    rest_reply (rest, &reply);
  }
}

void
rest_handle_media (Rest *rest)
{
  rest->media.id = rest->id;
  store_media (rest->server->store, &rest->media, media_looked, rest);
}

static void
cancel_done (gpointer data, const GError *error)
{
  Rest *rest = data;

  if (error != NULL) {
    rest_fail (rest, error);
    return;
  }
  collect_media (rest->server);
  rest_nothing (rest);
}

void
rest_handle_media_cancel (Rest *rest)
{
  rest->media_cancel.acc = rest->who->acc;
  rest->media_cancel.id = rest->id;
  store_media_cancel (rest->server->store, &rest->media_cancel, cancel_done, rest);
}
