/* test-patience: what uses patience up, and what does not.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "patience.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECOND G_USEC_PER_SEC

/* How long it lasts, at most `most` seconds. */
static double
last (guint seconds, double most)
{
  Patience patience = patience_new (seconds);
  gint64 since = g_get_monotonic_time ();
  double passed = 0;

  while (patience_is_left (&patience) && passed < most) {
    g_usleep (50 * 1000);
    passed = (double) (g_get_monotonic_time () - since) / SECOND;
  }
  return passed;
}

static void
test_still (void)
{
  double lasted = last (1, 30);

  g_assert_cmpfloat (lasted, >, 0.5);
  g_assert_cmpfloat (lasted, <, 30);
}

static gpointer
run (gpointer stop)
{
  while (!g_atomic_int_get ((gint *) stop))
    ;
  return NULL;
}

static void
test_thread (void)
{
  gint stop = FALSE;
  GThread *thread = g_thread_new ("busy", run, &stop);
  double lasted;

  lasted = last (1, 60);
  g_assert_cmpfloat (lasted, >, 4);
  /* Even so not for ever. */
  g_assert_cmpfloat (lasted, <, 60);
  g_atomic_int_set (&stop, TRUE);
  g_thread_join (thread);
}

static void
test_child (void)
{
  gint never = FALSE;
  pid_t child = fork ();

  if (child == 0)
    run (&never);
  g_assert_cmpfloat (last (1, 3), >=, 3);
  g_assert_cmpint (kill (child, SIGSTOP), ==, 0);
  g_assert_cmpfloat (last (1, 14), <, 14);
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/patience/still", test_still);
  if (access ("/proc/self/schedstat", R_OK) == 0) {
    g_test_add_func ("/patience/thread", test_thread);
    g_test_add_func ("/patience/child", test_child);
  }
  return g_test_run ();
}
