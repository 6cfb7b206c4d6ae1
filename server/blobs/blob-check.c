/* blob-check: uploads, measures, downloads and deletes small objects the way a client would, in one
 * piece and in parts: the self-test at start, and `whinchatd media check`.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-parts.h"
#include "blob-store-private.h"
#include "error.h"
#include "s3-xml.h"

#include <libsoup/soup.h>
#include <sodium.h>
#include <string.h>

#define SIZE 4096
#define LIFETIME 60
#define TIMEOUT 20

typedef struct _Step Step;

typedef struct {
  BlobStore *store;
  SoupSession *session;
  const Step *step; /* under way */
  Id id;
  guint8 data[SIZE];
  char *upload;
  GPtrArray *parts;
  gint64 skew;
} Check;

/* end: FALSE when the task has got its error. */
struct _Step {
  const char *name;
  void (*start) (Check *check, GTask *task);
  gboolean (*end) (Check *check, GObject *source, GAsyncResult *result, GTask *task);
};

static void
check_free (gpointer data)
{
  Check *check = data;
  g_object_unref (check->session);
  g_free (check->upload);
  g_clear_pointer (&check->parts, g_ptr_array_unref);
  g_free (check);
}

static gboolean
fail (GTask *task, const char *why)
{
  const Check *check = g_task_get_task_data (task);
  g_task_return_new_error (task, WHIN_ERROR, WHIN_ERROR_UNREACHABLE,
                           "the media store failed the test at the %s: %s", check->step->name, why);
  return FALSE;
}

static gboolean
fail_with (GTask *task, GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return fail (task, error->message);
  g_task_return_error (task, g_error_copy (error));
  return FALSE;
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
  g_autofree char *code = s3_xml_code (body);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (code, reasons[i].code) == 0)
      return reasons[i].words;
  return NULL;
}

/* Clocks that differ are said first: an engine that finds a signature too old calls it anything. */
static gboolean
fail_with_status (Check *check, GTask *task, guint status, GBytes *body)
{
  const char *words = reason (body);
  g_autofree char *why = NULL;
  if (ABS (check->skew) > SIGV4_MAX_CLOCK_SKEW)
    why = g_strdup_printf ("HTTP %u, its clock is %" G_GINT64_FORMAT " s %s ours", status,
                           ABS (check->skew), check->skew > 0 ? "ahead of" : "behind");
  else
    why = g_strdup_printf ("HTTP %u%s%s", status, words ? ", " : "", words ? words : "");
  return fail (task, why);
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

/* The body of a 200, or NULL: then the task has got its error. */
static GBytes *
take_body (Check *check, GObject *source, GAsyncResult *result, GTask *task)
{
  SoupSession *session = SOUP_SESSION (source);
  SoupMessage *message = soup_session_get_async_result_message (session, result);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (session, result, &error);
  if (error) {
    fail_with (task, error);
    return NULL;
  }
  note_skew (check, message);
  if (soup_message_get_status (message) != SOUP_STATUS_OK) {
    fail_with_status (check, task, soup_message_get_status (message), body);
    return NULL;
  }
  return g_steal_pointer (&body);
}

static void step_cb (GObject *source, GAsyncResult *result, gpointer data);

static void
transfer (Check *check, GTask *task, const char *method, BlobGrant *grant)
{
  g_autoptr (GUri) uri = g_uri_parse (grant->url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (SoupMessage) message = soup_message_new_from_uri (method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (g_str_equal (method, "PUT")) {
    g_autoptr (GBytes) body = g_bytes_new (check->data, SIZE);
    soup_message_set_request_body_from_bytes (message, NULL, body);
  }
  for (guint i = 0; grant->headers[i]; i += 2)
    soup_message_headers_replace (soup_message_get_request_headers (message), grant->headers[i],
                                  grant->headers[i + 1]);
  soup_session_send_and_read_async (check->session, message, G_PRIORITY_DEFAULT,
                                    g_task_get_cancellable (task), step_cb, task);
  blob_grant_free (grant);
}

static gboolean
end_put (Check *check, GObject *source, GAsyncResult *result, GTask *task)
{
  g_autoptr (GBytes) body = take_body (check, source, result, task);
  return body != NULL;
}

static void
start_put (Check *check, GTask *task)
{
  transfer (check, task, "PUT",
            blob_store_presign_put (check->store, &check->id, SIZE, BLOB_CONTENT_TYPE, LIFETIME));
}

static void
start_look (Check *check, GTask *task)
{
  blob_store_head (check->store, &check->id, g_task_get_cancellable (task), step_cb, task);
}

static gboolean
end_look (Check *check, GObject *source, GAsyncResult *result, GTask *task)
{
  g_autoptr (GError) error = NULL;
  gint64 size;
  if (!blob_store_head_finish (check->store, result, &size, &error))
    return fail_with (task, error);
  return size == SIZE || fail (task, "it has another size");
}

static void
start_get (Check *check, GTask *task)
{
  transfer (check, task, "GET", blob_store_presign_get (check->store, &check->id, LIFETIME, NULL));
}

static gboolean
end_get (Check *check, GObject *source, GAsyncResult *result, GTask *task)
{
  g_autoptr (GBytes) body = take_body (check, source, result, task);
  if (!body)
    return FALSE;
  return (g_bytes_get_size (body) == SIZE &&
          memcmp (g_bytes_get_data (body, NULL), check->data, SIZE) == 0) ||
         fail (task, "other bytes came back");
}

static void
start_delete (Check *check, GTask *task)
{
  blob_store_delete (check->store, &check->id, g_task_get_cancellable (task), step_cb, task);
}

static gboolean
end_delete (Check *check, GObject *source, GAsyncResult *result, GTask *task)
{
  g_autoptr (GError) error = NULL;
  return blob_store_delete_finish (check->store, result, &error) || fail_with (task, error);
}

static void
start_begin (Check *check, GTask *task)
{
  check->id = id_random ();
  blob_store_begin (check->store, &check->id, SIZE, g_task_get_cancellable (task), step_cb, task);
}

static gboolean
end_begin (Check *check, GObject *source, GAsyncResult *result, GTask *task)
{
  g_autoptr (GError) error = NULL;
  check->upload = blob_store_begin_finish (check->store, result, &error);
  return check->upload || fail_with (task, error);
}

static void
start_part (Check *check, GTask *task)
{
  transfer (check, task, "PUT",
            blob_store_presign_part (check->store, &check->id, check->upload, 1, SIZE, LIFETIME));
}

static void
start_list (Check *check, GTask *task)
{
  blob_store_list (check->store, &check->id, check->upload, g_task_get_cancellable (task), step_cb,
                   task);
}

static gboolean
end_list (Check *check, GObject *source, GAsyncResult *result, GTask *task)
{
  g_autoptr (GError) error = NULL;
  check->parts = blob_store_list_finish (check->store, result, &error);
  if (!check->parts)
    return fail_with (task, error);
  const BlobPart *part = check->parts->len == 1 ? check->parts->pdata[0] : NULL;
  return (part && part->n == 1 && part->size == SIZE) || fail (task, "other parts are there");
}

static void
start_join (Check *check, GTask *task)
{
  blob_store_join (check->store, &check->id, check->upload, check->parts,
                   g_task_get_cancellable (task), step_cb, task);
}

static gboolean
end_join (Check *check, GObject *source, GAsyncResult *result, GTask *task)
{
  g_autoptr (GError) error = NULL;
  return blob_store_join_finish (check->store, result, &error) || fail_with (task, error);
}

static const Step steps[] = {
  { "upload", start_put, end_put },
  { "look at the object", start_look, end_look },
  { "download", start_get, end_get },
  { "deletion", start_delete, end_delete },
  { "beginning of an upload in parts", start_begin, end_begin },
  { "upload of a part", start_part, end_put },
  { "list of the parts", start_list, end_list },
  { "joining of the parts", start_join, end_join },
  { "look at what was joined", start_look, end_look },
  { "download of what was joined", start_get, end_get },
  { "deletion of what was joined", start_delete, end_delete },
  { NULL, NULL, NULL },
};

/* Each step holds the one reference to the task while it runs. */
static void
step_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Check *check = g_task_get_task_data (task);
  if (!check->step->end (check, source, result, task))
    return;
  check->step++;
  if (!check->step->start)
    g_task_return_int (task, check->skew);
  else
    check->step->start (check, g_steal_pointer (&task));
}

void
blob_store_check (BlobStore *store,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  Check *check = g_new0 (Check, 1);
  check->store = store;
  check->step = steps;
  check->session = soup_session_new_with_options ("timeout", TIMEOUT, NULL);
  check->id = id_random ();
  randombytes_buf (check->data, SIZE);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, blob_store_check);
  g_task_set_task_data (task, check, check_free);
  check->step->start (check, task);
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
