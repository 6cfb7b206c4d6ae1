/* test-crash-groups: kill -9 before each write to the disk, while something is said to a group,
 * heard from it, or changed in it. Nothing is lost, nothing comes twice, no key seals two things,
 * and all agree on what the group is. SPDX-License-Identifier: GPL-3.0-or-later */
#include "crash.h"
#include "flock.h"

#include <string.h>

typedef enum {
  SAY,
  HEAR,
  NAME,
} What;

static gboolean
all_settled (Flock *flock, const ProtoDevice *ada)
{
  Peer *others[] = { flock->scene.ben, flock->eve };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    ProtoDevice device = device_of (others[i]);

    if (!relay_is_read (flock->scene.relay, &device) || !inside_has_sent_all (others[i]->core))
      return FALSE;
  }
  return relay_is_read (flock->scene.relay, ada);
}

static gboolean
has_come (Flock *flock, What what, const char *text)
{
  if (what == NAME)
    return strcmp (flock_name (flock, flock->scene.ben), text) == 0 &&
           strcmp (flock_name (flock, flock->eve), text) == 0;
  return peer_find (flock->scene.ben, text) != NULL && peer_find (flock->eve, text) != NULL &&
         (what == SAY || state_of (flock->scene.ben, text) == STATE_DELIVERED);
}

static gboolean
is_over (Flock *flock, CrashDevice *device, const ProtoDevice *ada, What what, const char *text)
{
  return device->dead || (has_come (flock, what, text) && all_settled (flock, ada));
}

/* All hear each other, and nobody misses anything or doubts. */
static void
assert_well (Flock *flock, guint n)
{
  Peer *all[] = { flock->scene.ada, flock->scene.ben, flock->eve };
  g_autofree char *there = g_strdup_printf ("there %u", n);
  g_autofree char *back = g_strdup_printf ("back %u", n);

  flock_tell (flock, all[0], there);
  flock_tell (flock, all[1], back);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    wait_until (peer_find (all[i], there) != NULL && peer_find (all[i], back) != NULL);
  scene_settle (&flock->scene);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++) {
    g_assert_cmpuint (flock_count_kind (flock, all[i], MESSAGE_UNREADABLE), ==, 0);
    g_assert_cmpuint (flock_count_kind (flock, all[i], MESSAGE_GAP), ==, 0);
    g_assert_cmpuint (flock_count_kind (flock, all[i], MESSAGE_GROUP_DOUBT), ==, 0);
  }
}

/* What was not stored when the device died was not shown to have been said. */
static void
assert_text (Flock *flock, const char *text, gboolean certain)
{
  guint here = flock_count (flock, flock->scene.ada, text);

  g_assert_cmpuint (here, <=, 1);
  g_assert_cmpuint (here, >=, certain ? 1 : 0);
  g_assert_cmpuint (flock_count (flock, flock->scene.ben, text), ==, here);
  g_assert_cmpuint (flock_count (flock, flock->eve, text), ==, here);
}

static void
assert_name (Flock *flock, const char *name, gboolean certain)
{
  const char *here = peer_chat (flock->scene.ada, &flock->birds)->name;

  g_assert_true (strcmp (here, name) == 0 || !certain);
  wait_until (strcmp (flock_name (flock, flock->scene.ben), here) == 0 &&
              strcmp (flock_name (flock, flock->eve), here) == 0);
}

static gboolean
crash_at (Scene *scene, guint n, int what)
{
  Flock *flock = (Flock *) scene;
  g_autofree char *text = g_strdup_printf ("at write %u", n);
  static const char *const words[] = { "say", NULL, "name" };
  ProtoDevice ada = device_of (flock->scene.ada);
  CrashDevice device;
  gboolean crashed;

  peer_close (flock->scene.ada);
  crash_start (&device, flock->scene.ada->dir, n, words[what], &flock->birds, text);
  if (what == HEAR)
    flock_tell (flock, flock->scene.ben, text);
  wait_until (is_over (flock, &device, &ada, what, text));
  crashed = crash_end (&device);
  peer_open (flock->scene.ada);
  wait_until (peer_is_live (flock->scene.ada));
  if (what == HEAR)
    wait_until (state_of (flock->scene.ben, text) == STATE_DELIVERED);
  assert_well (flock, n);
  if (what == NAME)
    assert_name (flock, text, !crashed);
  else
    assert_text (flock, text, !crashed || what == HEAR);
  return crashed;
}

/* Between sealing and sending (core/group-keys.c:group_keys_seal, core/outbox-pump.c). */
static void
test_say (Flock *flock, gconstpointer data)
{
  crash_everywhere (&flock->scene, crash_at, SAY);
}

/* Between opening and acknowledging (core/group-seal.c:group_open, core/sync.c:drain). */
static void
test_hear (Flock *flock, gconstpointer data)
{
  crash_everywhere (&flock->scene, crash_at, HEAR);
}

/* Between signing a change and the server's answer (core/group-make.c:prepare). */
static void
test_change (Flock *flock, gconstpointer data)
{
  crash_everywhere (&flock->scene, crash_at, NAME);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FLOCK_TEST ("/e2ee/crash-groups/say", flock_set_up_made, test_say);
  FLOCK_TEST ("/e2ee/crash-groups/hear", flock_set_up_made, test_hear);
  FLOCK_TEST ("/e2ee/crash-groups/change", flock_set_up_made, test_change);
  return g_test_run ();
}
