/* blob-s3-parts: S3's multipart uploads. The parts themselves go from the clients to the store; we
 * begin, list, join and end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-parts.h"
#include "blob-s3-private.h"
#include "error.h"
#include "s3-xml.h"

#include <string.h>

#define UPLOAD_NAME_MAX 1024
#define PAGES_MAX 32 /* of a list of parts; engines give at most 1,000 at once, some fewer */

static void
fail_strange (GTask *task)
{
  g_task_return_new_error (task, WHIN_ERROR, WHIN_ERROR_INTERNAL,
                           "the media store answered something else than was asked");
}

/* The answer as XML of that name, or NULL: then the task has got its error. Some tell of what went
 * wrong after they have said 200. */
static S3Xml *
take_xml (const S3Answer *answer, const char *name, GTask *task)
{
  if (answer->status != SOUP_STATUS_OK) {
    g_task_return_error (task, s3_error (answer));
    return NULL;
  }
  g_autoptr (GError) error = NULL;
  g_autoptr (S3Xml) xml = s3_xml_parse (answer->body, &error);
  if (!xml) {
    g_task_return_error (task, g_steal_pointer (&error));
    return NULL;
  }
  if (s3_xml_is (xml, name))
    return g_steal_pointer (&xml);
  if (s3_xml_is (xml, "Error") && s3_is_unknown (s3_xml_text (xml, "Code")))
    g_task_return_new_error (task, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                             "the media store has no such upload");
  else
    fail_strange (task);
  return NULL;
}

static char *
query_of (const char *upload)
{
  g_autofree char *name = sigv4_encode (upload, FALSE);
  return g_strconcat ("uploadId=", name, NULL);
}

static void
begun_cb (BlobS3 *self, const S3Answer *answer, GTask *data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (S3Xml) xml = take_xml (answer, "InitiateMultipartUploadResult", task);
  if (!xml)
    return;
  const char *upload = s3_xml_text (xml, "UploadId");
  if (!upload || !*upload || strlen (upload) > UPLOAD_NAME_MAX)
    fail_strange (task);
  else
    g_task_return_pointer (task, g_strdup (upload), g_free);
}

void
s3_begin (BlobStore *store, const char *key, guint64 size, GTask *task)
{
  S3Request request = { "POST", key, "uploads=", BLOB_CONTENT_TYPE, NULL };
  s3_send ((BlobS3 *) store, &request, task, begun_cb);
}

typedef struct {
  char *key;
  char *upload;
  GPtrArray *parts;
  guint64 after; /* the last number of the page before */
  guint pages;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;
  g_free (listing->key);
  g_free (listing->upload);
  g_clear_pointer (&listing->parts, g_ptr_array_unref);
  g_free (listing);
}

static gboolean
take_part (Listing *listing, const S3Xml *xml)
{
  guint64 n, size;
  const char *etag = s3_xml_text (xml, "ETag");
  if (!s3_xml_number (xml, "PartNumber", BLOB_PARTS_MAX, &n) ||
      !s3_xml_number (xml, "Size", G_MAXINT64, &size) || !etag || n <= listing->after)
    return FALSE;
  g_ptr_array_add (listing->parts, blob_part_new ((guint) n, size, etag));
  listing->after = n;
  return TRUE;
}

static gboolean
take_page (Listing *listing, const S3Xml *xml)
{
  for (guint i = 0; i < xml->children->len; i++) {
    const S3Xml *child = xml->children->pdata[i];
    if (s3_xml_is (child, "Part") && !take_part (listing, child))
      return FALSE;
  }
  return TRUE;
}

static void ask_for_page (BlobS3 *self, GTask *task);

static void
listed_cb (BlobS3 *self, const S3Answer *answer, GTask *data)
{
  g_autoptr (GTask) task = data;
  Listing *listing = g_task_get_task_data (task);
  guint64 before = listing->after;
  g_autoptr (S3Xml) xml = take_xml (answer, "ListPartsResult", task);
  if (!xml)
    return;
  gboolean more = g_strcmp0 (s3_xml_text (xml, "IsTruncated"), "true") == 0;
  if (!take_page (listing, xml) ||
      (more && (listing->after == before || ++listing->pages == PAGES_MAX)))
    fail_strange (task);
  else if (more)
    ask_for_page (self, g_steal_pointer (&task));
  else
    g_task_return_pointer (task, g_steal_pointer (&listing->parts),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
ask_for_page (BlobS3 *self, GTask *task)
{
  Listing *listing = g_task_get_task_data (task);
  g_autofree char *name = query_of (listing->upload);
  g_autofree char *query =
      g_strdup_printf ("part-number-marker=%" G_GUINT64_FORMAT "&%s", listing->after, name);
  S3Request request = { "GET", listing->key, query, NULL, NULL };
  s3_send (self, &request, task, listed_cb);
}

void
s3_list (BlobStore *store, const char *key, const char *upload, GTask *task)
{
  Listing *listing = g_new0 (Listing, 1);
  listing->key = g_strdup (key);
  listing->upload = g_strdup (upload);
  listing->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) blob_part_free);
  g_task_set_task_data (task, listing, listing_free);
  ask_for_page ((BlobS3 *) store, task);
}

static char *
list_of_parts (GPtrArray *parts)
{
  GString *xml = g_string_new ("<CompleteMultipartUpload>");
  for (guint i = 0; i < parts->len; i++) {
    const BlobPart *part = parts->pdata[i];
    g_autofree char *etag = g_markup_escape_text (part->etag, -1);
    g_string_append_printf (xml, "<Part><PartNumber>%u</PartNumber><ETag>%s</ETag></Part>", part->n,
                            etag);
  }
  g_string_append (xml, "</CompleteMultipartUpload>");
  return g_string_free (xml, FALSE);
}

static void
joined_cb (BlobS3 *self, const S3Answer *answer, GTask *data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (S3Xml) xml = take_xml (answer, "CompleteMultipartUploadResult", task);
  if (xml)
    g_task_return_boolean (task, TRUE);
}

void
s3_join (BlobStore *store, const char *key, const char *upload, GPtrArray *parts, GTask *task)
{
  g_autofree char *query = query_of (upload);
  g_autofree char *body = list_of_parts (parts);
  S3Request request = { "POST", key, query, "application/xml", body };
  s3_send ((BlobS3 *) store, &request, task, joined_cb);
}

void
s3_end_upload (BlobS3 *self, const char *key, const char *upload, GTask *task, S3Done done)
{
  g_autofree char *query = query_of (upload);
  S3Request request = { "DELETE", key, query, NULL, NULL };
  s3_send (self, &request, task, done);
}

static void
aborted_cb (BlobS3 *self, const S3Answer *answer, GTask *data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = s3_error (answer);
  if (SOUP_STATUS_IS_SUCCESSFUL (answer->status) ||
      g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
s3_abort (BlobStore *store, const char *key, const char *upload, GTask *task)
{
  s3_end_upload ((BlobS3 *) store, key, upload, task, aborted_cb);
}
