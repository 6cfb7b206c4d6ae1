/* crash: dying on purpose, in tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "crash.h"

#include <string.h>
#include <unistd.h>

#define CRASH_STATUS 77

static const char *const names[] = {
  [CRASH_BEFORE_COMMIT] = "before_commit",
  [CRASH_AFTER_COMMIT] = "after_commit",
  [CRASH_AFTER_OK] = "after_ok",
  [CRASH_MID_BATCH] = "mid_batch",
  [CRASH_SLICE] = "slice",
};
static CrashPoint armed;
static gint countdown; /* atomic: points lie on both threads */

gboolean
crash_arm (const char *spec)
{
  g_auto (GStrv) parts = g_strsplit (spec, ":", 2);
  guint64 n = 1;

  if (parts[0] == NULL ||
      (parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXINT, &n, NULL)))
    return FALSE;
  for (CrashPoint point = CRASH_BEFORE_COMMIT; point <= CRASH_SLICE; point++) {
    if (strcmp (names[point], parts[0]) != 0)
      continue;
    countdown = (gint) n;
    armed = point;
    return TRUE;
  }
  return FALSE;
}

gboolean
crash_is_armed (CrashPoint point)
{
  return armed == point;
}

void
crash_point (CrashPoint point)
{
  if (armed == point && g_atomic_int_dec_and_test (&countdown))
    _exit (CRASH_STATUS);
}
