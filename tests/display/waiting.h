/* waiting: for widgets in a test, with a bound.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#define WAIT_BOUND_US (10 * G_USEC_PER_SEC)

/* Wakes the main context up now and then; g_source_remove. */
guint wait_beat (guint ms);

/* Runs the main context until condition; the test fails when it does not come to hold. */
#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 until_ = g_get_monotonic_time () + WAIT_BOUND_US;                                       \
    guint beat_ = wait_beat (20);                                                                  \
    gboolean done_ = FALSE;                                                                        \
    while (!(done_ = (condition)) && g_get_monotonic_time () < until_)                             \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (beat_);                                                                       \
    g_assert_true (done_);                                                                         \
  }                                                                                                \
  G_STMT_END

void wait_for_frames (GtkWidget *widget, guint n);
