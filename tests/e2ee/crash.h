/* crash: a device in a process of its own, killed before a write to the disk; and whether a key
 * ever sealed two things. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scene.h"

#include <gio/gio.h>

#define CRASH_POINTS_MIN 12
#define CRASH_POINTS_MAX 200

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

/* What every key of a ratchet, or of a chain, has sealed; the test fails where one has sealed two
 * things. For RelayFrameFunc. */
GHashTable *crash_sealed_new (Scene *scene);
/* At least so many were seen. */
void crash_sealed_free (Scene *scene, GHashTable *sealed, guint least);
