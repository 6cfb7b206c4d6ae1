/* probe: preloaded into a GTK program, tells what CPU time the process has used when a frame is
 * painted: the first, and the first that shows a widget with the CSS name in PROBE_UNTIL. It writes
 * `first NS` and `shown NS` to the file PROBE_OUT and is silent from then on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <time.h>

void gtk_window_present (GtkWindow *window);

static gulong handler;
static gboolean first_told;

static void
tell (const char *what)
{
  FILE *file = fopen (g_getenv ("PROBE_OUT"), "a");
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  fprintf (file, "%s %lld\n", what, t.tv_sec * 1000000000LL + t.tv_nsec);
  fclose (file);
}

static gboolean
shows (GtkWidget *widget, const char *css_name)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (g_str_equal (gtk_widget_get_css_name (widget), css_name))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, css_name))
      return TRUE;
  return FALSE;
}

static void
painted_cb (GdkFrameClock *clock, GtkWidget *window)
{
  if (!first_told)
    tell ("first");
  first_told = TRUE;
  if (!shows (window, g_getenv ("PROBE_UNTIL")))
    return;
  tell ("shown");
  g_signal_handler_disconnect (clock, handler);
}

void
gtk_window_present (GtkWindow *window)
{
  void (*present) (GtkWindow *) = (void (*) (GtkWindow *)) dlsym (RTLD_NEXT, "gtk_window_present");

  present (window);
  if (handler == 0 && g_getenv ("PROBE_OUT") != NULL)
    handler = g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                                G_CALLBACK (painted_cb), window);
}
