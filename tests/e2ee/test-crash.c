/* test-crash: kill -9 before each write to the disk, while something is sealed, sent, opened or
 * acknowledged. Nothing is lost, nothing comes twice, and no key of a ratchet seals two things.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "crash.h"

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
is_over (Scene *scene, CrashDevice *device, const ProtoDevice *ada, const char *text)
{
  ProtoDevice ben = device_of (scene->ben);

  return device->dead ||
         (peer_find (scene->ben, text) != NULL && relay_is_read (scene->relay, ada) &&
          relay_is_read (scene->relay, &ben) && inside_has_sent_all (scene->ben->core) &&
          (!peer_find (scene->ben, text)->own || state_of (scene->ben, text) == STATE_DELIVERED));
}

static gboolean
crash_at (Scene *scene, guint n, int ada_says)
{
  g_autofree char *text = g_strdup_printf ("at write %u", n);
  ProtoDevice ada = device_of (scene->ada);
  CrashDevice device;
  gboolean crashed;

  peer_close (scene->ada);
  crash_start (&device, scene->ada->dir, n, ada_says ? "say" : NULL, &scene->to_ben, text);
  if (!ada_says)
    core_send_text (scene->ben->core, &scene->to_ada, text, NULL, NULL, 0);
  wait_until (is_over (scene, &device, &ada, text));
  crashed = crash_end (&device);
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

/* Between sealing and sending, and between sending and the answer (core/outbox-pump.c,
 * core/address.c). */
static void
test_send (Scene *scene, gconstpointer data)
{
  crash_everywhere (scene, crash_at, TRUE);
}

/* Between opening and acknowledging, and before the receipt has left (core/sync.c:drain). */
static void
test_receive (Scene *scene, gconstpointer data)
{
  crash_everywhere (scene, crash_at, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SCENE_TEST ("/e2ee/crash/send", scene_set_up_met, test_send);
  SCENE_TEST ("/e2ee/crash/receive", scene_set_up_met, test_receive);
  return g_test_run ();
}
