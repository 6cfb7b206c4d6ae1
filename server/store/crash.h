/* crash: places where tests can make the server die, to prove that nothing acknowledged is lost.
 * Does nothing unless crash_arm was called (whinchatd serve --dev with WHINCHATD_CRASH_AT).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef enum {
  CRASH_NONE,
  CRASH_BEFORE_COMMIT,
  CRASH_AFTER_COMMIT,
  CRASH_AFTER_OK,
  CRASH_MID_BATCH,
  CRASH_SLICE,
} CrashPoint;

/* "name" or "name:n" for the n-th time it is passed. FALSE for a name there is not. */
gboolean crash_arm (const char *spec);
gboolean crash_is_armed (CrashPoint point);
void crash_point (CrashPoint point);
