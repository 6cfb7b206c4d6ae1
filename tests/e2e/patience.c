/* patience: see patience.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "patience.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LOOK_EVERY (G_USEC_PER_SEC / 4)
/* Less than one part in this many is a heartbeat. */
#define STIR_PART 50
/* Times the patience. */
#define CIRCLES 10

/* What the thread has run, and has waited for a processor, in nanoseconds. */
static guint64
moved_by_thread (const char *folder, const char *thread)
{
  g_autofree char *path = g_build_filename (folder, thread, "schedstat", NULL);
  g_autofree char *text = NULL;
  guint64 ran, waited;

  if (!g_file_get_contents (path, &text, NULL, NULL) ||
      sscanf (text, "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, &ran, &waited) != 2)
    return 0;
  return ran + waited;
}

static guint64
moved_by_process (const char *pid, const char *but)
{
  g_autofree char *folder = g_build_filename ("/proc", pid, "task", NULL);
  g_autoptr (GDir) threads = g_dir_open (folder, 0, NULL);
  guint64 moved = 0;
  const char *thread;

  while (threads != NULL && (thread = g_dir_read_name (threads)) != NULL)
    if (g_strcmp0 (thread, but) != 0)
      moved += moved_by_thread (folder, thread);
  return moved;
}

static gboolean
is_child (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "stat", NULL);
  g_autofree char *text = NULL;
  const char *after_name;
  int parent;

  if (!g_ascii_isdigit (pid[0]) || !g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  after_name = strrchr (text, ')');
  return after_name != NULL && sscanf (after_name, ") %*c %d", &parent) == 1 && parent == getpid ();
}

static guint64
moved_by_all (void)
{
  g_autofree char *self = g_strdup_printf ("%d", getpid ());
  g_autofree char *thread = g_file_read_link ("/proc/thread-self", NULL);
  g_autofree char *waiter = thread != NULL ? g_path_get_basename (thread) : NULL;
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  guint64 moved = moved_by_process (self, waiter);
  const char *pid;

  while (processes != NULL && (pid = g_dir_read_name (processes)) != NULL)
    if (is_child (pid))
      moved += moved_by_process (pid, NULL);
  return moved;
}

Patience
patience_new (guint seconds)
{
  gint64 now = g_get_monotonic_time ();
  gint64 still = seconds * G_USEC_PER_SEC;

  return (Patience) { still, now + CIRCLES * still, now, 0, FALSE };
}

gboolean
patience_is_left (Patience *patience)
{
  gint64 now = g_get_monotonic_time ();
  gint64 passed = now - patience->looked;
  guint64 moved;

  if (now > patience->end)
    return FALSE;
  if (passed < LOOK_EVERY)
    return patience->still > 0;
  moved = moved_by_all ();
  /* Less than before: a thread or a process has ended. */
  if (patience->begun && moved >= patience->moved &&
      moved - patience->moved < (guint64) passed * 1000 / STIR_PART)
    patience->still -= MIN (passed, 2 * LOOK_EVERY);
  patience->looked = now;
  patience->moved = moved;
  patience->begun = TRUE;
  return patience->still > 0;
}
