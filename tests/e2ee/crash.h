/* crash: a device in a process of its own, killed before a write to the disk; and whether a key
 * ever sealed two things. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scene.h"

#include <gio/gio.h>

typedef struct {
  GSubprocess *process;
  gboolean ready, dead;
} CrashDevice;

/* Returns when it is connected with what is in the folder; from then on it has so many writes left.
 * what: "say" or "name", with the text; NULL: it does nothing by itself. */
void crash_start (CrashDevice *device,
                  const char *folder,
                  guint writes,
                  const char *what,
                  const Conv *conv,
                  const char *text);
/* Returns whether it was dead before. */
gboolean crash_end (CrashDevice *device);

/* Has ada's device do something, the what-th of the caller's, with n writes left, and checks what
 * came of it. Returns FALSE when it did not come to the n-th write. */
typedef gboolean (*CrashAt) (Scene *scene, guint n, int what);

/* Before each write that there is with -m slow, else before every third, from one that differs from
 * run to run (--seed repeats it); the test fails also where a key of a ratchet, or of a chain,
 * has sealed two things. */
void crash_everywhere (Scene *scene, CrashAt at, int what);
