/* drive: the window of the app in this process, worked by a script instead of a person. CPU, not
 * wall: it holds on a busy machine. UI thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-chat-view.h"

#include <time.h>

#define DRIVE_PATIENCE (30 * G_USEC_PER_SEC)

typedef struct {
  GtkWidget *window;
  WhinChatView *view;
  GtkAdjustment *adjustment;
  guint frames; /* painted so far */
  guint max_live;
  double max_drift;
} Drive;

/* From a window that is there; the drive is the caller's until drive_end. */
void drive_begin (Drive *drive, GtkApplication *app);
void drive_end (Drive *drive);

/* Runs the app, and the script once its window is up. Gives the exit status: 1 when a gate was
 * missed. */
int drive_run (int argc, char **argv, void (*script) (GtkApplication *app));

double drive_cpu_ms (clockid_t clock);
/* Of this process: its own memory, and its part of what is shared. */
double drive_pss_mib (void);
/* Says so when the value is above. */
void drive_gate (const char *name, double value, double most);
/* For qsort, of doubles. */
int drive_compare (gconstpointer a, gconstpointer b);
/* Sorts the samples, and prints their median and the greatest. */
void drive_report (const char *name, double *samples, guint n);

/* The first of a type, or NULL. */
GtkWidget *drive_find (GtkWidget *widget, GType type);
/* Of the open chat. */
guint drive_n_items (Drive *drive);
/* Returns when one more frame was painted. */
void drive_paint (Drive *drive);
/* Returns when nothing has been painted for a second. */
void drive_settle (Drive *drive);
