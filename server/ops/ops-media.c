/* ops-media: from settings to a media store, and its trial at start.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops-media.h"
#include "ops.h"

#include "blob-embedded.h"
#include "blob-s3.h"
#include "log.h"

#include <stdio.h>
#include <string.h>

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

  if (blobs != NULL && http != NULL)
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

typedef struct {
  GMainLoop *loop;
  gint64 skew;
  GError *error;
} Trial;

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Trial *trial = data;

  blob_store_check_finish (NULL, result, &trial->skew, &trial->error);
  g_main_loop_quit (trial->loop);
}

static int
check (const Config *config)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BlobStore) blobs = ops_open_media (config, NULL, &error);
  Trial trial = { 0 };
  int status;

  if (blobs == NULL)
    return ops_fail ("%s", error->message);
  trial.loop = g_main_loop_new (NULL, FALSE);
  blob_store_check (blobs, NULL, tried_cb, &trial);
  g_main_loop_run (trial.loop);
  g_main_loop_unref (trial.loop);
  if (ABS (trial.skew) > CLOCKS_DIFFER_SECONDS)
    ops_fail ("the clock of the media store is %d s %s ours", (int) ABS (trial.skew),
              trial.skew > 0 ? "ahead of" : "behind");
  status = trial.error == NULL ? 0 : ops_fail ("%s", trial.error->message);
  if (status == 0)
    puts ("The media store works: in one piece and in parts, up, down and away.");
  g_clear_error (&trial.error);
  return status;
}

int
ops_media (int argc, char **argv)
{
  g_autoptr (Config) config = ops_load_config (&argc, argv);
  g_autoptr (GError) error = NULL;

  if (config == NULL)
    return 2;
  if (argc != 1 || strcmp (argv[0], "check") != 0)
    return ops_usage ("media check?");
  if (config_check (config, &error))
    return check (config);
  ops_fail ("%s", error->message);
  return 2;
}
