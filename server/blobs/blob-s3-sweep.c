/* blob-s3-sweep: ends uploads in parts that nobody remembers. A bucket may hold what is not ours,
 * so only what is named as our objects are is touched.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob-parts.h"
#include "blob-s3-private.h"
#include "error.h"
#include "s3-xml.h"

#define AT_ONCE "200" /* the rest is for the next time */

typedef struct {
  gint64 before;
  GPtrArray *found; /* of Upload */
  guint ended;
} Sweep;

typedef struct {
  char *key;
  char *name;
} Upload;

static void
upload_free (gpointer data)
{
  Upload *upload = data;
  g_free (upload->key);
  g_free (upload->name);
  g_free (upload);
}

static void
sweep_free (gpointer data)
{
  Sweep *sweep = data;
  g_ptr_array_unref (sweep->found);
  g_free (sweep);
}

static void
take_upload (Sweep *sweep, const S3Xml *xml)
{
  const char *key = s3_xml_text (xml, "Key");
  const char *name = s3_xml_text (xml, "UploadId");
  const char *stamp = s3_xml_text (xml, "Initiated");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) begun = stamp ? g_date_time_new_from_iso8601 (stamp, utc) : NULL;
  Id id;
  if (!key || !name || !begun || !id_from_text (key, &id) ||
      g_date_time_to_unix (begun) >= sweep->before)
    return;
  Upload *upload = g_new (Upload, 1);
  *upload = (Upload) { g_strdup (key), g_strdup (name) };
  g_ptr_array_add (sweep->found, upload);
}

static void end_next (BlobS3 *self, GTask *task);

static void
ended_cb (BlobS3 *self, const S3Answer *answer, GTask *data)
{
  g_autoptr (GTask) task = data;
  Sweep *sweep = g_task_get_task_data (task);
  if (!SOUP_STATUS_IS_SUCCESSFUL (answer->status) && answer->status != SOUP_STATUS_NOT_FOUND) {
    g_task_return_error (task, s3_error (answer));
    return;
  }
  sweep->ended++;
  end_next (self, g_steal_pointer (&task));
}

static void
end_next (BlobS3 *self, GTask *data)
{
  g_autoptr (GTask) task = data;
  Sweep *sweep = g_task_get_task_data (task);
  if (sweep->ended == sweep->found->len) {
    g_task_return_int (task, sweep->ended);
    return;
  }
  const Upload *upload = sweep->found->pdata[sweep->ended];
  s3_end_upload (self, upload->key, upload->name, g_steal_pointer (&task), ended_cb);
}

static void
listed_cb (BlobS3 *self, const S3Answer *answer, GTask *data)
{
  g_autoptr (GTask) task = data;
  Sweep *sweep = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  if (answer->status != SOUP_STATUS_OK) {
    g_task_return_error (task, s3_error (answer));
    return;
  }
  g_autoptr (S3Xml) xml = s3_xml_parse (answer->body, &error);
  if (!xml) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  for (guint i = 0; i < xml->children->len; i++)
    if (s3_xml_is (xml->children->pdata[i], "Upload"))
      take_upload (sweep, xml->children->pdata[i]);
  end_next (self, g_steal_pointer (&task));
}

void
s3_sweep (BlobStore *store, gint64 before, GTask *task)
{
  Sweep *sweep = g_new0 (Sweep, 1);
  sweep->before = before;
  sweep->found = g_ptr_array_new_with_free_func (upload_free);
  g_task_set_task_data (task, sweep, sweep_free);
  S3Request request = { "GET", "", "max-uploads=" AT_ONCE "&uploads=", NULL, NULL };
  s3_send ((BlobS3 *) store, &request, task, listed_cb);
}
