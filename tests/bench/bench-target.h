/* bench-target: the server that is measured: started alone on its core, looked at from outside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"

#include <gio/gio.h>

typedef struct {
  GSubprocess *process;
  GInetSocketAddress *address;
  char *url;
  char *counts; /* callgrind's file, NULL when it runs freely */
} Target;

/* Starts the server of BUILD on the directory DATA. counted: under callgrind, which takes 50 times
 * as long. Its limits are as good as lifted, by --limits-percent. */
Target *target_start (const char *build, const char *data, gboolean counted);
/* Ends it in order; the instructions it took when they were counted. */
guint64 target_stop (Target *target);

double target_cpu_us (const Target *target); /* of all its threads, in both modes */
gint64 target_memory (const Target *target); /* bytes of its own: no file, nothing shared */
void target_use_core (int core);             /* this program's own; no matter if there is none */
gboolean target_can_count (void);

typedef struct {
  char *token;
  Id id;
} Account;

/* Registers N people by an invitation, many at a time. */
Account *target_register (const Target *target, const char *build, const char *data, guint n);
