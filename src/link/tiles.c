/* tiles: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tiles.h"

#include <libsoup/soup.h>

#define FLIGHTS_MAX 4
#define WAITING_MAX 256
#define TILE_MAX (256 * 1024)
#define KEPT_MAX (8 * 1024 * 1024)
#define CHUNK 32768
#define SILENCE_SECONDS 15

struct _Tiles {
  SoupSession *session;
  char *where;
  GCancellable *cancellable; /* of all that is under way */
  GQueue waiting;            /* of GTask, whose data is the address */
  guint flights;
  GHashTable *kept; /* address -> GBytes */
  GQueue order;     /* of addresses, which kept owns: the oldest first */
  gsize size;       /* of what is kept */
};

/* One on its way. */
typedef struct {
  Tiles *tiles;
  GTask *task;
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *bytes;
} Flight;

static void pump (Tiles *tiles);

Tiles *
tiles_new (const char *where)
{
  Tiles *tiles = g_rc_box_new0 (Tiles);

  tiles->session = soup_session_new_with_options (
      "timeout", SILENCE_SECONDS, "max-conns-per-host", FLIGHTS_MAX, "user-agent",
      "Whinchat/" WHINCHAT_VERSION " (+https://whinchat.org/)", NULL);
  tiles->where = g_strdup (where);
  tiles->cancellable = g_cancellable_new ();
  g_queue_init (&tiles->waiting);
  g_queue_init (&tiles->order);
  tiles->kept =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  return tiles;
}

static void
clear (gpointer data)
{
  Tiles *tiles = data;

  g_object_unref (tiles->session);
  g_object_unref (tiles->cancellable);
  g_queue_clear (&tiles->order);
  g_hash_table_unref (tiles->kept);
  g_free (tiles->where);
}

static void
give_up (GTask *task)
{
  g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not wanted any more");
  g_object_unref (task);
}

void
tiles_free (Tiles *tiles)
{
  GTask *task;

  if (tiles == NULL)
    return;
  g_cancellable_cancel (tiles->cancellable);
  while ((task = g_queue_pop_head (&tiles->waiting)) != NULL)
    give_up (task);
  g_rc_box_release_full (tiles, clear);
}

/* -- What was shown -- */

static void
keep (Tiles *tiles, const char *address, GBytes *bytes)
{
  char *key = g_strdup (address);

  if (g_hash_table_contains (tiles->kept, address)) {
    g_free (key);
    return;
  }
  g_hash_table_insert (tiles->kept, key, g_bytes_ref (bytes));
  g_queue_push_tail (&tiles->order, key);
  tiles->size += g_bytes_get_size (bytes);
  while (tiles->size > KEPT_MAX) {
    const char *oldest = g_queue_pop_head (&tiles->order);

    tiles->size -= g_bytes_get_size (g_hash_table_lookup (tiles->kept, oldest));
    g_hash_table_remove (tiles->kept, oldest);
  }
}

/* -- One on its way -- */

/* Takes bytes, or error. */
static void
land (Flight *flight, GBytes *bytes, GError *error)
{
  Tiles *tiles = flight->tiles;

  if (bytes != NULL) {
    keep (tiles, g_task_get_task_data (flight->task), bytes);
    g_task_return_pointer (flight->task, bytes, (GDestroyNotify) g_bytes_unref);
  } else {
    g_task_return_error (flight->task, error);
  }
  g_object_unref (flight->task);
  g_object_unref (flight->message);
  g_clear_object (&flight->stream);
  g_byte_array_unref (flight->bytes);
  g_free (flight);
  tiles->flights--;
  pump (tiles);
  g_rc_box_release_full (tiles, clear);
}

static void
refuse (Flight *flight, const char *why)
{
  land (flight, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, why));
}

static void read_on (Flight *flight);

static void
chunk_cb (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  Flight *flight = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) chunk =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (stream), result, &error);
  gsize len = chunk != NULL ? g_bytes_get_size (chunk) : 0;

  if (chunk == NULL)
    land (flight, NULL, error);
  else if (len == 0)
    land (flight, g_byte_array_free_to_bytes (g_byte_array_ref (flight->bytes)), NULL);
  else if (flight->bytes->len + len > TILE_MAX)
    refuse (flight, "too big");
  else {
    g_byte_array_append (flight->bytes, g_bytes_get_data (chunk, NULL), (guint) len);
    read_on (flight);
  }
}

static void
read_on (Flight *flight)
{
  g_input_stream_read_bytes_async (flight->stream, CHUNK, G_PRIORITY_DEFAULT,
                                   flight->tiles->cancellable, chunk_cb, flight);
}

static void
sent_cb (GObject *session, GAsyncResult *result, gpointer user_data)
{
  Flight *flight = user_data;
  GError *error = NULL;
  const char *type;

  flight->stream = soup_session_send_finish (SOUP_SESSION (session), result, &error);
  if (flight->stream == NULL) {
    land (flight, NULL, error);
    return;
  }
  type = soup_message_headers_get_content_type (soup_message_get_response_headers (flight->message),
                                                NULL);
  if (soup_message_get_status (flight->message) != SOUP_STATUS_OK)
    refuse (flight, "not there");
  else if (type == NULL || !g_str_has_prefix (type, "image/"))
    refuse (flight, "of another type");
  else
    read_on (flight);
}

/* Takes task. */
static void
start (Tiles *tiles, GTask *task)
{
  Flight *flight = g_new0 (Flight, 1);

  flight->tiles = g_rc_box_acquire (tiles);
  flight->task = task;
  flight->bytes = g_byte_array_new ();
  flight->message = soup_message_new ("GET", g_task_get_task_data (task));
  tiles->flights++;
  soup_session_send_async (tiles->session, flight->message, G_PRIORITY_DEFAULT, tiles->cancellable,
                           sent_cb, flight);
}

static void
pump (Tiles *tiles)
{
  while (tiles->flights < FLIGHTS_MAX && !g_queue_is_empty (&tiles->waiting)) {
    GTask *task = g_queue_pop_head (&tiles->waiting);

    if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
      give_up (task);
    else
      start (tiles, task);
  }
}

/* -- What is asked for -- */

static char *
address_of (Tiles *tiles, guint zoom, guint x, guint y)
{
  GString *address = g_string_new (tiles->where);
  g_autofree char *z = g_strdup_printf ("%u", zoom);
  g_autofree char *column = g_strdup_printf ("%u", x);
  g_autofree char *row = g_strdup_printf ("%u", y);

  g_string_replace (address, "{z}", z, 1);
  g_string_replace (address, "{x}", column, 1);
  g_string_replace (address, "{y}", row, 1);
  return g_string_free (address, FALSE);
}

void
tiles_get_async (Tiles *tiles,
                 guint zoom,
                 guint x,
                 guint y,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  char *address = address_of (tiles, zoom, x, y);
  GBytes *kept = g_hash_table_lookup (tiles->kept, address);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, address, g_free);
  if (kept != NULL) {
    g_task_return_pointer (task, g_bytes_ref (kept), (GDestroyNotify) g_bytes_unref);
    g_object_unref (task);
    return;
  }
  if (zoom > TILES_ZOOM_MAX || x >> zoom != 0 || y >> zoom != 0 ||
      tiles->waiting.length >= WAITING_MAX || !g_uri_is_valid (address, G_URI_FLAGS_NONE, NULL)) {
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such tile");
    g_object_unref (task);
    return;
  }
  g_queue_push_tail (&tiles->waiting, task);
  pump (tiles);
}

GBytes *
tiles_get_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
