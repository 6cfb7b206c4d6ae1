/* test-harden: a process that holds secrets cannot be dumped.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "harden.h"

#include <glib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static void
test_harden (void)
{
  struct rlimit limit;

  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed ();
    return;
  }
  /* GLib takes it from its subprocesses. */
  g_assert_cmpint (prctl (PR_SET_DUMPABLE, 1), ==, 0);
  harden_process ();
  g_assert_cmpint (prctl (PR_GET_DUMPABLE), ==, 0);
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, ==, 0);
  g_assert_cmpuint (limit.rlim_max, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/harden/process", test_harden);
  return g_test_run ();
}
