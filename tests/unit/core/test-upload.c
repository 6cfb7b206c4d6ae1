/* test-upload: what an upload in parts makes of each answer, with a server and a store in one that
 * say what a test wants. SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside.h"
#include "peer.h"
#include "transfer.h"
#include "web.h"

#include "error.h"
#include "rest.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SIZE (2 * LIMIT_MEDIA_PART + 1000)
#define FINE (-1)

typedef struct {
  const char *what;
  guint statuses[4]; /* of the parts that come; then 200 */
  const char *there; /* the parts that the store has, as JSON */
  gint64 ttl_ms;
  gint shift; /* of the numbers of the addresses that are given; 100: none is */
  int error;
  guint puts, mints, dones;
} Row;

/* The server's thread writes, the test's reads when all is over. */
typedef struct {
  const Row *row;
  Web *web;
  guint puts, mints, dones, kept;
  gint ended;
  int error;
  char *path;
} Scene;

static void
answer (SoupServerMessage *message, guint status, const char *json)
{
  soup_server_message_set_status (message, status, NULL);
  if (json != NULL)
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, json,
                                      strlen (json));
}

static void
give_addresses (Scene *scene, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const CodecSchema *schema = &rest_info (REST_MEDIA_PARTS)->request;
  RestPartsAsk *ask = codec_read_text (schema, body->data, (gsize) body->length, NULL);
  g_autoptr (GString) json = g_string_new ("{\"parts\":[");

  for (guint i = 0; scene->row->shift != 100 && i < ask->parts->len; i++) {
    gint64 n = ((RestPartNo *) ask->parts->pdata[i])->n;

    g_string_append_printf (json, "%s{\"n\":%d,\"url\":\"%s/store/%d\",\"headers\":[]}",
                            i > 0 ? "," : "", (int) n + scene->row->shift, web_url (scene->web),
                            (int) n);
  }
  g_string_append_printf (json, "],\"ttl_ms\":%d}", (int) scene->row->ttl_ms);
  answer (message, 200, json->str);
  codec_free (schema, ask);
  scene->mints++;
}

static void
take_part (Scene *scene, SoupServerMessage *message, const char *path)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  guint status = scene->puts < 4 ? scene->row->statuses[scene->puts] : 0;
  gsize wanted = strcmp (path, "/store/3") == 0 ? 1000 : LIMIT_MEDIA_PART;

  scene->puts++;
  g_assert_cmpuint (body->length, ==, wanted);
  g_assert_cmpint (body->data[0], ==, path[strlen (path) - 1]);
  answer (message, status != 0 ? status : 200, NULL);
}

static void
web_cb (SoupServer *server,
        SoupServerMessage *message,
        const char *path,
        GHashTable *query,
        gpointer data)
{
  Scene *scene = data;

  if (g_str_has_prefix (path, "/store/")) {
    take_part (scene, message, path);
  } else if (g_str_has_suffix (path, "/parts")) {
    give_addresses (scene, message);
  } else if (g_str_has_suffix (path, "/done")) {
    scene->dones++;
    answer (message, 200, "{}");
  } else {
    g_autofree char *json = g_strdup_printf ("{\"parts\":[%s],\"ttl_ms\":1}", scene->row->there);

    answer (message, 200, json);
  }
}

static void
done_cb (Core *core, const GError *error, gpointer data)
{
  Scene *scene = data;

  scene->error = error != NULL && error->domain == WHIN_ERROR ? error->code : FINE;
  g_atomic_int_set (&scene->ended, 1);
}

static void
kept_cb (Core *core, gpointer data)
{
  ((Scene *) data)->kept++;
}

static Scene *scene_now; /* inside_run takes no more */

static void
start_cb (Core *core, Inside *inside)
{
  Scene *scene = scene_now;
  TransferOrder order = { .object = id_random (), .kind = "media", .path = scene->path };

  api_free (core->api);
  core->api = api_new (web_url (scene->web), "token");
  order.size = SIZE;
  order.kept = kept_cb;
  order.done = done_cb;
  order.data = scene;
  transfer_upload (core, &order);
}

/* Its parts begin with 1, 2 and 3. */
static char *
make_file (void)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("whin-XXXXXX", &path, NULL);

  g_assert_no_errno (ftruncate (fd, SIZE));
  for (int i = 0; i < 3; i++)
    g_assert_cmpint (pwrite (fd, &"123"[i], 1, (off_t) i * LIMIT_MEDIA_PART), ==, 1);
  g_close (fd, NULL);
  return path;
}

static void
play (Inside *inside, const Row *row)
{
  Scene scene = { .row = row, .path = make_file () };

  g_test_message ("%s", row->what);
  scene.web = web_new (web_cb, &scene);
  scene_now = &scene;
  inside_run (inside, start_cb);
  wait_until (g_atomic_int_get (&scene.ended) != 0);
  web_free (scene.web);
  g_assert_cmpint (scene.error, ==, row->error);
  g_assert_cmpuint (scene.puts, ==, row->puts);
  g_assert_cmpuint (scene.mints, ==, row->mints);
  g_assert_cmpuint (scene.dones, ==, row->dones);
  g_assert_cmpuint (scene.kept, <=, scene.puts);
  g_unlink (scene.path);
  g_free (scene.path);
}

static void
test_answers (Inside *inside, gconstpointer data)
{
  static const Row rows[] = {
    { "all goes well", { 0 }, "", 900000, 0, FINE, 3, 1, 1 },
    { "two are there", { 0 }, "{\"n\":3},{\"n\":1}", 900000, 0, FINE, 1, 1, 1 },
    { "all are there", { 0 }, "{\"n\":1},{\"n\":2},{\"n\":3}", 900000, 0, FINE, 0, 0, 1 },
    { "more than all are there", { 0 }, "{\"n\":1},{\"n\":1},{\"n\":9}", 900000, 0, FINE, 2, 1, 1 },
    { "an address has expired", { 200, 403 }, "", 900000, 0, FINE, 4, 2, 1 },
    { "they have always expired", { 403, 403, 403 }, "", 900000, 0, WHIN_ERROR_FORBIDDEN, 3, 3, 0 },
    { "addresses do not last", { 0 }, "", 0, 0, FINE, 3, 3, 1 },
    { "the upload is gone", { 200, 404 }, "", 900000, 0, WHIN_ERROR_NOT_FOUND, 2, 1, 0 },
    { "the store fails", { 200, 500 }, "", 900000, 0, WHIN_ERROR_BUSY, 2, 1, 0 },
    { "the store is busy", { 503 }, "", 900000, 0, WHIN_ERROR_BUSY, 1, 1, 0 },
    { "the store is full", { 507 }, "", 900000, 0, WHIN_ERROR_STORAGE, 1, 1, 0 },
    { "it is too big", { 413 }, "", 900000, 0, WHIN_ERROR_TOO_BIG, 1, 1, 0 },
    { "it is elsewhere", { 302 }, "", 900000, 0, WHIN_ERROR_INTERNAL, 1, 1, 0 },
    { "no address is given", { 0 }, "", 900000, 100, WHIN_ERROR_BAD_FRAME, 0, 1, 0 },
    { "others are given", { 0 }, "", 900000, 1, WHIN_ERROR_BAD_FRAME, 0, 1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    play (inside, &rows[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/upload/answers", Inside, NULL, inside_set_up, test_answers, inside_tear_down);
  return g_test_run ();
}
