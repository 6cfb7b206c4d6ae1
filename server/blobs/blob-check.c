/* blob-check: uploads, measures, downloads and deletes one small object the way a client would: the
 * self-test at start.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-store-private.h"
#include "error.h"

#include <libsoup/soup.h>
#include <sodium.h>
#include <string.h>

#define SIZE 4096
#define LIFETIME 60
#define TIMEOUT 20

typedef struct {
  BlobStore *store;
  SoupSession *session;
  Id id;
  guint8 data[SIZE];
  gint64 skew;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;
  g_object_unref (check->session);
  g_free (check);
}

static void
fail (GTask *task, const char *step, const char *why)
{
  g_task_return_new_error (task, WHIN_ERROR, WHIN_ERROR_UNREACHABLE,
                           "the media store failed the test at the %s: %s", step, why);
}

static void
fail_with (GTask *task, const char *step, GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (error));
  else
    fail (task, step, error->message);
}

/* What S3 calls it, in words for who set the server up. */
static const char *
reason (GBytes *body)
{
  static const struct {
    const char *code, *words;
  } reasons[] = {
    { "InvalidAccessKeyId", "it does not know the access key" },
    { "SignatureDoesNotMatch", "the secret of the access key is another" },
    { "AccessDenied", "the access key may not do this" },
    { "NoSuchBucket", "there is no such bucket" },
    { "AuthorizationQueryParametersError", "the region is another" },
    { "PermanentRedirect", "the bucket is somewhere else" },
    { "TemporaryRedirect", "the bucket is somewhere else" },
  };
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  for (guint i = 0; text && i < G_N_ELEMENTS (reasons); i++) {
    g_autofree char *element = g_strdup_printf ("<Code>%s</Code>", reasons[i].code);
    if (g_strstr_len (text, (gssize) length, element))
      return reasons[i].words;
  }
  return NULL;
}

/* Clocks that differ are said first: an engine that finds a signature too old calls it anything. */
static void
fail_with_status (GTask *task, const char *step, guint status, GBytes *body)
{
  Check *check = g_task_get_task_data (task);
  const char *words = reason (body);
  g_autofree char *why = NULL;
  if (ABS (check->skew) > SIGV4_MAX_CLOCK_SKEW)
    why = g_strdup_printf ("HTTP %u, its clock is %" G_GINT64_FORMAT " s %s ours", status,
                           ABS (check->skew), check->skew > 0 ? "ahead of" : "behind");
  else
    why = g_strdup_printf ("HTTP %u%s%s", status, words ? ", " : "", words ? words : "");
  fail (task, step, why);
}

/* The body of a 200, or NULL: then the task has got its error. */
static GBytes *
take_body (GTask *task, const char *step, GObject *source, GAsyncResult *result)
{
  SoupSession *session = SOUP_SESSION (source);
  SoupMessage *message = soup_session_get_async_result_message (session, result);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (session, result, &error);
  if (error) {
    fail_with (task, step, error);
    return NULL;
  }
  if (soup_message_get_status (message) != SOUP_STATUS_OK) {
    fail_with_status (task, step, soup_message_get_status (message), body);
    return NULL;
  }
  return g_steal_pointer (&body);
}

static void
note_skew (Check *check, SoupMessage *message)
{
  const char *text =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Date");
  g_autoptr (GDateTime) date = text ? soup_date_time_new_from_http_string (text) : NULL;
  if (date)
    check->skew = g_date_time_to_unix (date) - blob_store_now (check->store);
}

static SoupMessage *
message_new (const char *method, const BlobGrant *grant)
{
  g_autoptr (GUri) uri = g_uri_parse (grant->url, SOUP_HTTP_URI_FLAGS, NULL);
  SoupMessage *message = soup_message_new_from_uri (method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  return message;
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Check *check = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  if (blob_store_delete_finish (check->store, result, &error))
    g_task_return_int (task, check->skew);
  else
    fail_with (task, "deletion", error);
}

static void
downloaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Check *check = g_task_get_task_data (task);
  g_autoptr (GBytes) body = take_body (task, "download", source, result);
  if (!body)
    return;
  if (g_bytes_get_size (body) != SIZE ||
      memcmp (g_bytes_get_data (body, NULL), check->data, SIZE) != 0)
    fail (task, "download", "other bytes came back");
  else
    blob_store_delete (check->store, &check->id, g_task_get_cancellable (task), deleted_cb,
                       g_object_ref (task));
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Check *check = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gint64 size;
  if (!blob_store_head_finish (check->store, result, &size, &error)) {
    fail_with (task, "look at the object", error);
    return;
  }
  if (size != SIZE) {
    fail (task, "look at the object", "it has another size");
    return;
  }
  g_autoptr (BlobGrant) grant = blob_store_presign_get (check->store, &check->id, LIFETIME, NULL);
  g_autoptr (SoupMessage) message = message_new ("GET", grant);
  soup_session_send_and_read_async (check->session, message, G_PRIORITY_DEFAULT,
                                    g_task_get_cancellable (task), downloaded_cb,
                                    g_object_ref (task));
}

static void
uploaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Check *check = g_task_get_task_data (task);
  note_skew (check, soup_session_get_async_result_message (SOUP_SESSION (source), result));
  g_autoptr (GBytes) body = take_body (task, "upload", source, result);
  if (body)
    blob_store_head (check->store, &check->id, g_task_get_cancellable (task), measured_cb,
                     g_object_ref (task));
}

void
blob_store_check (BlobStore *store,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  Check *check = g_new0 (Check, 1);
  check->store = store;
  check->session = soup_session_new_with_options ("timeout", TIMEOUT, NULL);
  check->id = id_random ();
  randombytes_buf (check->data, SIZE);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, blob_store_check);
  g_task_set_task_data (task, check, check_free);

  g_autoptr (BlobGrant) grant =
      blob_store_presign_put (store, &check->id, SIZE, BLOB_CONTENT_TYPE, LIFETIME);
  g_autoptr (SoupMessage) message = message_new ("PUT", grant);
  g_autoptr (GBytes) body = g_bytes_new (check->data, SIZE);
  soup_message_set_request_body_from_bytes (message, BLOB_CONTENT_TYPE, body);
  soup_session_send_and_read_async (check->session, message, G_PRIORITY_DEFAULT, cancellable,
                                    uploaded_cb, task);
}

gboolean
blob_store_check_finish (BlobStore *store, GAsyncResult *result, gint64 *skew, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, blob_store_check), FALSE);
  GError *local = NULL;
  gint64 value = g_task_propagate_int (G_TASK (result), &local);
  if (local) {
    g_propagate_error (error, local);
    return FALSE;
  }
  if (skew)
    *skew = value;
  return TRUE;
}
