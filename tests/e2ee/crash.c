/* crash: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "crash.h"

#include "ratchet.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define CRASH_POINTS_MIN 12
#define CRASH_POINTS_MAX 400 /* about 170 on a quiet machine; the slower, the more */
#define SAMPLE 3

/* -- What each key of a ratchet has sealed. -- */

/* Version, kind, format, chain and place. */
#define GROUP_PLACE_BYTES (1 + 1 + 1 + 16 + 4)

static void
take_note (GHashTable *sealed, const char *ct, gboolean to_all)
{
  g_autoptr (GBytes) bytes = base64url_decode (ct);
  g_autoptr (GBytes) place =
      to_all ? g_bytes_new_from_bytes (bytes, 0, GROUP_PLACE_BYTES) : ratchet_place (bytes);
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
  if (send->ct != NULL)
    take_note (data, send->ct, TRUE);
  for (guint i = 0; send->ct == NULL && i < send->to->len; i++)
    take_note (data, ((ProtoTo *) send->to->pdata[i])->ct, FALSE);
  return TRUE;
}

void
crash_everywhere (Scene *scene, CrashAt at, int what)
{
  /* Place in a ratchet -> what it sealed. */
  g_autoptr (GHashTable) sealed = g_hash_table_new_full (
      g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, (GDestroyNotify) g_bytes_unref);
  guint step = g_test_slow () ? 1 : SAMPLE;
  guint n = (guint) g_test_rand_int_range (0, (gint32) step);

  relay_on_frame (scene->relay, frame_cb, sealed);
  while (n < CRASH_POINTS_MAX && at (scene, n, what))
    n += step;
  g_test_message ("%u places", n);
  g_assert_cmpuint (n, >=, CRASH_POINTS_MIN);
  g_assert_cmpuint (n, <, CRASH_POINTS_MAX);
  relay_on_frame (scene->relay, NULL, NULL);
  g_assert_cmpuint (g_hash_table_size (sealed), >=, n / step);
}

/* -- The device. -- */

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

  ((CrashDevice *) data)->ready = line != NULL;
}

static void
dead_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  ((CrashDevice *) data)->dead = TRUE;
}

void
crash_start (CrashDevice *device,
             const char *folder,
             guint writes,
             const char *what,
             const Conv *conv,
             const char *text)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *left = g_strdup_printf ("%u", writes);
  const char *path = g_getenv ("CRASH_DEVICE");
  ConvText to;

  g_assert_nonnull (path);
  g_subprocess_launcher_set_child_setup (launcher, child_cb, NULL, NULL);
  *device = (CrashDevice) { 0 };
  device->process =
      g_subprocess_launcher_spawn (launcher, &error, path, folder, left, what,
                                   what != NULL ? conv_to_text (conv, to) : NULL, text, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (device->process, NULL, dead_cb, device);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (device->process));
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, line_cb, device);
  wait_until (device->ready);
}

gboolean
crash_end (CrashDevice *device)
{
  gboolean was_dead = device->dead;

  g_subprocess_force_exit (device->process);
  wait_until (device->dead);
  g_assert_true (g_subprocess_get_if_signaled (device->process));
  g_assert_cmpint (g_subprocess_get_term_sig (device->process), ==, SIGKILL);
  g_object_unref (device->process);
  return was_dead;
}
