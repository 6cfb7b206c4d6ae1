/* test-crash: kill -9 before each write to the disk, while something is sealed, sent, opened or
 * acknowledged. Nothing is lost, nothing comes twice, and no key of a ratchet seals two things.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include "ratchet.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define POINTS_MIN 12
#define POINTS_MAX 200

/* -- What each key of a ratchet has sealed. -- */

static void
take_note (GHashTable *sealed, const char *ct)
{
  g_autoptr (GBytes) bytes = base64url_decode (ct);
  g_autoptr (GBytes) place = ratchet_place (bytes);
  GBytes *before = g_hash_table_lookup (sealed, place);

  if (before != NULL && !g_bytes_equal (before, bytes))
    g_error ("two messages under one key");
  if (before == NULL)
    g_hash_table_insert (sealed, g_bytes_ref (place), g_bytes_ref (bytes));
}

static gboolean
frame_cb (Relay *relay, RelayFrame *frame, gpointer data)
{
  const ProtoSend *send = frame->body;

  if (frame->way != RELAY_UP || frame->op != PROTO_SEND)
    return TRUE;
  for (guint i = 0; i < send->to->len; i++)
    take_note (data, ((ProtoTo *) send->to->pdata[i])->ct);
  return TRUE;
}

/* Place in a ratchet -> what it sealed. */
static GHashTable *
sealed_new (Scene *scene)
{
  GHashTable *sealed = g_hash_table_new_full (
      g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, (GDestroyNotify) g_bytes_unref);

  relay_on_frame (scene->relay, frame_cb, sealed);
  return sealed;
}

static void
sealed_free (Scene *scene, GHashTable *sealed)
{
  relay_on_frame (scene->relay, NULL, NULL);
  g_assert_cmpuint (g_hash_table_size (sealed), >=, POINTS_MIN);
  g_hash_table_unref (sealed);
}

/* -- Ada's device in a process of its own. -- */

typedef struct {
  GSubprocess *process;
  gboolean ready, dead;
} Device;

static void
child_cb (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  ((Device *) data)->ready = line != NULL;
}

static void
dead_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  ((Device *) data)->dead = TRUE;
}

/* Returns when it is connected. text NULL: it says nothing. */
static void
device_start (Device *device, const char *folder, guint writes, const Id *to, const char *text)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *left = g_strdup_printf ("%u", writes);
  const char *path = g_getenv ("CRASH_DEVICE");
  IdText id;

  g_assert_nonnull (path);
  g_subprocess_launcher_set_child_setup (launcher, child_cb, NULL, NULL);
  *device = (Device) { 0 };
  device->process = g_subprocess_launcher_spawn (
      launcher, &error, path, folder, left, text != NULL ? id_to_text (to, id) : NULL, text, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (device->process, NULL, dead_cb, device);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (device->process));
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, line_cb, device);
  wait_until (device->ready);
}

/* Returns whether it was dead before. */
static gboolean
device_end (Device *device)
{
  gboolean was_dead = device->dead;

  g_subprocess_force_exit (device->process);
  wait_until (device->dead);
  g_assert_true (g_subprocess_get_if_signaled (device->process));
  g_assert_cmpint (g_subprocess_get_term_sig (device->process), ==, SIGKILL);
  g_object_unref (device->process);
  return was_dead;
}

/* -- The tests. -- */

/* Both say something, and each hears it. */
static void
assert_well (Scene *scene, guint n)
{
  g_autofree char *there = g_strdup_printf ("there %u", n);
  g_autofree char *back = g_strdup_printf ("back %u", n);

  say (scene->ada, scene->ben, there);
  say (scene->ben, scene->ada, back);
  scene_settle (scene);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_UNREADABLE), ==, 0);
  g_assert_cmpuint (count_kind (scene->ada, scene->ben, MESSAGE_UNREADABLE), ==, 0);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_GAP), ==, 0);
  g_assert_cmpuint (count_kind (scene->ada, scene->ben, MESSAGE_GAP), ==, 0);
}

static gboolean
is_over (Scene *scene, Device *device, const ProtoDevice *ada, const char *text)
{
  ProtoDevice ben = device_of (scene->ben);

  return device->dead ||
         (peer_find (scene->ben, text) != NULL && relay_is_read (scene->relay, ada) &&
          relay_is_read (scene->relay, &ben) && inside_has_sent_all (scene->ben->core) &&
          (!peer_find (scene->ben, text)->own || state_of (scene->ben, text) == STATE_DELIVERED));
}

/* FALSE: it did not come to the n-th write. */
static gboolean
crash_at (Scene *scene, guint n, gboolean ada_says)
{
  g_autofree char *text = g_strdup_printf ("at write %u", n);
  ProtoDevice ada = device_of (scene->ada);
  Device device;
  gboolean crashed;

  peer_close (scene->ada);
  device_start (&device, scene->ada->dir, n, &scene->to_ben.id, ada_says ? text : NULL);
  if (!ada_says)
    core_send_text (scene->ben->core, &scene->to_ada, text);
  wait_until (is_over (scene, &device, &ada, text));
  crashed = device_end (&device);
  peer_open (scene->ada);
  wait_until (peer_is_live (scene->ada));
  if (!ada_says)
    wait_until (state_of (scene->ben, text) == STATE_DELIVERED);
  scene_settle (scene);
  /* What was not stored when the device died was not shown to have been said. */
  g_assert_cmpuint (count_text (scene->ada, scene->ben, text), <=, 1);
  if (!ada_says || !crashed)
    g_assert_cmpuint (count_text (scene->ada, scene->ben, text), ==, 1);
  g_assert_cmpuint (count_text (scene->ben, scene->ada, text), ==,
                    count_text (scene->ada, scene->ben, text));
  assert_well (scene, n);
  return crashed;
}

static void
crash_everywhere (Scene *scene, gboolean ada_says)
{
  GHashTable *sealed = sealed_new (scene);
  guint n = 0;

  while (n < POINTS_MAX && crash_at (scene, n, ada_says))
    n++;
  g_test_message ("%u places", n);
  g_assert_cmpuint (n, >=, POINTS_MIN);
  g_assert_cmpuint (n, <, POINTS_MAX);
  sealed_free (scene, sealed);
}

/* Between sealing and sending, and between sending and the answer (core/outbox.c, core/address.c).
 */
static void
test_send (Scene *scene, gconstpointer data)
{
  crash_everywhere (scene, TRUE);
}

/* Between opening and acknowledging, and before the receipt has left (core/sync.c:drain). */
static void
test_receive (Scene *scene, gconstpointer data)
{
  crash_everywhere (scene, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SCENE_TEST ("/e2ee/crash/send", scene_set_up_met, test_send);
  SCENE_TEST ("/e2ee/crash/receive", scene_set_up_met, test_receive);
  return g_test_run ();
}
