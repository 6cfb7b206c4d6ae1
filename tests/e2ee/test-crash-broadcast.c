/* test-crash-broadcast: kill -9 before each write to the disk, while something is written to a
 * broadcast list. Whoever is in it gets it once, or nobody does, and no key seals two things.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "crash.h"

#include <string.h>

typedef struct {
  Scene scene; /* first */
  Peer *eve;
  Conv birds;
} Aviary;

static guint
count_in (Peer *peer, const Conv *conv, const char *text)
{
  g_autoptr (GPtrArray) rows = peer_page (peer, conv, PAGE_NEWEST, 0, 500);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += strcmp (((MessageRow *) rows->pdata[i])->text, text) == 0;
  return n;
}

static void
tell_all (Aviary *aviary, const char *text)
{
  core_send_text (aviary->scene.ada->core, &aviary->birds, text, NULL, NULL, 0);
  wait_until (peer_find (aviary->scene.ben, text) != NULL && peer_find (aviary->eve, text) != NULL);
  scene_settle (&aviary->scene);
}

static void
set_up (Aviary *aviary, gconstpointer data)
{
  Scene *scene = &aviary->scene;
  Id accs[2];

  scene_set_up_met (scene, data);
  aviary->eve = scene_person (scene, EVE_PHONE, "Eve");
  accs[0] = scene->to_ben.id;
  accs[1] = aviary->eve->account->acc;
  aviary->birds.kind = CONV_BROADCAST;
  core_make_broadcast (scene->ada->core, "Birds", accs, 2, &aviary->birds.id);
  wait_until (g_hash_table_contains (scene->ada->lists, &aviary->birds.id));
  tell_all (aviary, "hello all");
}

static void
tear_down (Aviary *aviary, gconstpointer data)
{
  scene_tear_down (&aviary->scene, data);
}

static gboolean
all_settled (Aviary *aviary, const ProtoDevice *ada)
{
  Peer *others[] = { aviary->scene.ben, aviary->eve };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    ProtoDevice device = device_of (others[i]);

    if (!relay_is_read (aviary->scene.relay, &device) || !inside_has_sent_all (others[i]->core))
      return FALSE;
  }
  return relay_is_read (aviary->scene.relay, ada);
}

static gboolean
is_over (Aviary *aviary, CrashDevice *device, const ProtoDevice *ada, const char *text)
{
  return device->dead || (peer_find (aviary->scene.ben, text) != NULL &&
                          peer_find (aviary->eve, text) != NULL && all_settled (aviary, ada));
}

static void
assert_text (Aviary *aviary, const char *text, gboolean certain)
{
  Scene *scene = &aviary->scene;
  guint here = count_in (scene->ada, &aviary->birds, text);

  g_assert_cmpuint (here, <=, 1);
  g_assert_cmpuint (here, >=, certain ? 1 : 0);
  g_assert_cmpuint (count_text (scene->ada, scene->ben, text), ==, here);
  g_assert_cmpuint (count_text (scene->ada, aviary->eve, text), ==, here);
  g_assert_cmpuint (count_text (scene->ben, scene->ada, text), ==, here);
  g_assert_cmpuint (count_text (aviary->eve, scene->ada, text), ==, here);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_GAP), ==, 0);
  g_assert_cmpuint (count_kind (aviary->eve, scene->ada, MESSAGE_GAP), ==, 0);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_UNREADABLE), ==, 0);
}

static gboolean
crash_at (Scene *scene, guint n, int what)
{
  Aviary *aviary = (Aviary *) scene;
  g_autofree char *text = g_strdup_printf ("at write %u", n);
  g_autofree char *after = g_strdup_printf ("after %u", n);
  ProtoDevice ada = device_of (scene->ada);
  CrashDevice device;
  gboolean crashed;

  peer_close (scene->ada);
  crash_start (&device, scene->ada->dir, n, "say", &aviary->birds, text);
  wait_until (is_over (aviary, &device, &ada, text));
  crashed = crash_end (&device);
  peer_open (scene->ada);
  wait_until (peer_is_live (scene->ada));
  scene_settle (scene);
  assert_text (aviary, text, !crashed);
  tell_all (aviary, after);
  return crashed;
}

static void
test_send (Aviary *aviary, gconstpointer data)
{
  crash_everywhere (&aviary->scene, crash_at, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/e2ee/crash-broadcast/send", Aviary, NULL, set_up, test_send, tear_down);
  return g_test_run ();
}
