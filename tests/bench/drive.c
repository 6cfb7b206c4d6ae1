/* drive: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "drive.h"

#include "whin-application.h"

#include <time.h>

static void (*script) (GtkApplication *app);
static gboolean missed;

/* -- The run, and its figures. -- */

static void
run_script (gpointer app)
{
  script (app);
  g_application_quit (app);
}

static void
activated_cb (GApplication *app)
{
  g_idle_add_once (run_script, app);
}

int
drive_run (int argc, char **argv, void (*the_script) (GtkApplication *app))
{
  g_autoptr (WhinApplication) app = whin_application_new ();
  int status;

  script = the_script;
  setvbuf (stdout, NULL, _IOLBF, 0);
  g_signal_connect_after (app, "activate", G_CALLBACK (activated_cb), NULL);
  status = g_application_run (G_APPLICATION (app), argc, argv);
  return status != 0 ? status : missed;
}

double
drive_pss_mib (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL) ||
      (line = strstr (text, "\nPss:")) == NULL)
    g_error ("the memory of this process cannot be read");
  return (double) g_ascii_strtoll (line + strlen ("\nPss:"), NULL, 10) / 1024;
}

void
drive_gate (const char *name, double value, double most)
{
  if (value <= most)
    return;
  g_printerr ("gate missed: %s is %.2f, at most %.2f\n", name, value, most);
  missed = TRUE;
}

double
drive_cpu_ms (clockid_t clock)
{
  struct timespec t;

  clock_gettime (clock, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int
drive_compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

void
drive_report (const char *name, double *samples, guint n)
{
  qsort (samples, n, sizeof *samples, drive_compare);
  g_print ("%s.median = %.2f ms\n%s.max = %.2f ms\n", name, samples[n / 2], name, samples[n - 1]);
}

/* -- The window. -- */

GtkWidget *
drive_find (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = drive_find (child, type);
  return found;
}

static void
painted_cb (GdkFrameClock *clock, Drive *drive)
{
  WhinChatViewStats stats;

  drive->frames++;
  whin_chat_view_get_stats (drive->view, &stats);
  drive->max_live = MAX (drive->max_live, stats.live);
}

void
drive_begin (Drive *drive, GtkApplication *app)
{
  *drive = (Drive) { .window = GTK_WIDGET (gtk_application_get_active_window (app)) };
  while (!drive_find (drive->window, WHIN_TYPE_CHAT_VIEW))
    g_main_context_iteration (NULL, TRUE);
  drive->view = WHIN_CHAT_VIEW (drive_find (drive->window, WHIN_TYPE_CHAT_VIEW));
  drive->adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (drive->view));
  g_signal_connect (gtk_widget_get_frame_clock (drive->window), "after-paint",
                    G_CALLBACK (painted_cb), drive);
}

void
drive_end (Drive *drive)
{
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (drive->window), drive);
}

guint
drive_n_items (Drive *drive)
{
  GListModel *model = whin_chat_view_get_model (drive->view);

  return model ? g_list_model_get_n_items (model) : 0;
}

void
drive_paint (Drive *drive)
{
  guint before = drive->frames;

  gtk_widget_queue_draw (drive->window);
  while (drive->frames == before)
    g_main_context_iteration (NULL, TRUE);
}

void
drive_settle (Drive *drive)
{
  gint64 end = g_get_monotonic_time () + DRIVE_PATIENCE;
  gint64 quiet = g_get_monotonic_time ();

  while (g_get_monotonic_time () < MIN (end, quiet + G_USEC_PER_SEC)) {
    guint before = drive->frames;

    g_main_context_iteration (NULL, FALSE);
    if (drive->frames != before)
      quiet = g_get_monotonic_time ();
    else
      g_usleep (1000);
  }
}
