/* map source: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-map-source.h"

struct _WhinMapSource {
  ShumateDataSource parent_instance;

  WhinClient *client;
};

enum {
  CAME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WhinMapSource, whin_map_source, SHUMATE_TYPE_DATA_SOURCE)

static void
tile_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *bytes = whin_client_map_tile_finish (NULL, result, &error);

  if (bytes || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (g_task_get_source_object (task), signals[CAME], 0, bytes != NULL);
  if (bytes)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
get_tile_data_async (ShumateDataSource *source,
                     int x,
                     int y,
                     int zoom,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  WhinMapSource *self = WHIN_MAP_SOURCE (source);

  whin_client_map_tile_async (self->client, (guint) zoom, (guint) x, (guint) y, cancellable,
                              tile_cb, g_task_new (self, cancellable, callback, user_data));
}

static void
whin_map_source_finalize (GObject *object)
{
  g_object_unref (WHIN_MAP_SOURCE (object)->client);
  G_OBJECT_CLASS (whin_map_source_parent_class)->finalize (object);
}

static void
whin_map_source_class_init (WhinMapSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_map_source_finalize;
  SHUMATE_DATA_SOURCE_CLASS (klass)->get_tile_data_async = get_tile_data_async;
  signals[CAME] = g_signal_new ("came", WHIN_TYPE_MAP_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
whin_map_source_init (WhinMapSource *self)
{
}

WhinMapSource *
whin_map_source_new (WhinClient *client)
{
  WhinMapSource *self = g_object_new (WHIN_TYPE_MAP_SOURCE, NULL);

  self->client = g_object_ref (client);
  return self;
}
