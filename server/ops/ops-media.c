/* ops-media: from settings to a media store, and its trial at start.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops-media.h"

#include "blob-embedded.h"
#include "blob-s3.h"
#include "log.h"

#define CLOCKS_DIFFER_SECONDS 300

static BlobStore *
open_s3 (const Config *config, GError **error)
{
  BlobS3Config s3 = { .endpoint = config->s3_endpoint,
                      .public_endpoint = config->s3_public_endpoint,
                      .bucket = config->s3_bucket,
                      .region = config->s3_region,
                      .key_id = config->s3_key,
                      .secret = config->s3_secret,
                      .path_style = config->s3_path_style != 0 };

  return blob_s3_new (&s3, error);
}

static BlobStore *
open_directory (const Config *config, HttpServer *http, GError **error)
{
  g_autofree char *directory = g_build_filename (config->data, "media", NULL);
  g_autofree char *url = config_public_url (config);
  BlobEmbeddedConfig embedded = { .directory = directory,
                                  .public_url = url,
                                  .secret = config->media_secret };
  BlobStore *blobs = blob_embedded_new (&embedded, error);

  if (blobs != NULL)
    blob_embedded_serve (blobs, http);
  return blobs;
}

BlobStore *
ops_open_media (const Config *config, HttpServer *http, GError **error)
{
  return config->s3_endpoint != NULL ? open_s3 (config, error)
                                     : open_directory (config, http, error);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GCancellable **checking = data;
  g_autoptr (GError) error = NULL;
  gint64 skew = 0;

  g_clear_object (checking);
  if (blob_store_check_finish (NULL, result, &skew, &error))
    log_event (LOG_INFO, "media-store", "works=yes");
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    log_event (LOG_ERROR, "media-store", "works=no why=\"%s\"", error->message);
  if (ABS (skew) > CLOCKS_DIFFER_SECONDS)
    log_event (LOG_WARNING, "media-store-clock", "ahead_s=%" G_GINT64_FORMAT, skew);
}

/* People can write to each other without it, so nobody waits for it. */
void
ops_check_media (BlobStore *blobs, GCancellable **checking)
{
  *checking = g_cancellable_new ();
  blob_store_check (blobs, *checking, checked_cb, checking);
}
