/* map: see core-map.h. SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-map.h"

#include "core-private.h"
#include "tiles.h"

#define SERVER "https://tile.openstreetmap.org/{z}/{x}/{y}.png"

typedef struct {
  guint zoom, x, y;
} Place;

typedef struct {
  Core *core;
  GTask *task;
} Fetch;

static void
got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  GError *error = NULL;
  GBytes *bytes = tiles_get_finish (result, &error);

  fetch->core->calls--;
  if (bytes != NULL)
    g_task_return_pointer (fetch->task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (fetch->task, error);
  g_object_unref (fetch->task);
  g_free (fetch);
}

static void
tile_cb (Core *core, GTask *task)
{
  const Place *place = g_task_get_task_data (task);
  const char *test = g_getenv ("WHINCHAT_TEST_TILES");
  Fetch *fetch = g_new0 (Fetch, 1);

  if (core->tiles == NULL)
    core->tiles = tiles_new (test != NULL ? test : SERVER);
  fetch->core = core;
  fetch->task = g_object_ref (task);
  core->calls++;
  tiles_get_async (core->tiles, place->zoom, place->x, place->y, g_task_get_cancellable (task),
                   got_cb, fetch);
}

void
core_map_tile_async (Core *core,
                     guint zoom,
                     guint x,
                     guint y,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Place place = { zoom, x, y };

  core_call (core, tile_cb, g_memdup2 (&place, sizeof place), g_free, cancellable, callback,
             user_data);
}

GBytes *
core_map_tile_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
