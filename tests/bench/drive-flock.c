/* drive-flock BACKLOG: the app of somebody who comes back to a large group after so many messages,
 * with the group open: what each frame costs until the last of them is there, and then the list of
 * the members. WHINCHAT_DATA is its data. Ends with 1 when a gate is missed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "drive.h"
#include "whin-chat.h"
#include "whin-member-row.h"
#include "whin-window.h"

#include <stdlib.h>
#include <string.h>

#define FRAME_MOST_MS 16.0

static guint backlog;

/* -- Catching up. -- */

/* The newest message of the first chat in the list, if it is the last of the backlog. */
static gboolean
has_caught_up (Drive *drive)
{
  GtkWidget *list = drive_find (drive->window, GTK_TYPE_LIST_VIEW);
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
  g_autoptr (GObject) item = g_list_model_get_item (model, 0);
  g_autofree char *text = g_strdup_printf ("while you were away %u", backlog - 1);
  const MessageRow *last;

  if (!WHIN_IS_CHAT (item))
    return FALSE;
  last = whin_chat_get_row (WHIN_CHAT (item))->last;
  return last && strcmp (last->text, text) == 0;
}

/* What it costs to open one is measured elsewhere, when it is not the first. */
static void
open_chat (Drive *drive)
{
  double start = drive_cpu_ms (CLOCK_THREAD_CPUTIME_ID);

  gtk_widget_activate_action (drive->window, "win.next-chat", NULL);
  drive_paint (drive);
  g_print ("flock.open_cpu_ms = %.2f ms\n", drive_cpu_ms (CLOCK_THREAD_CPUTIME_ID) - start);
}

static void
catch_up (Drive *drive)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));
  gint64 start = g_get_monotonic_time (), end = start + 10 * DRIVE_PATIENCE;
  double before = drive_cpu_ms (CLOCK_THREAD_CPUTIME_ID);

  while (!has_caught_up (drive) && g_get_monotonic_time () < end) {
    double now, spent;

    drive_paint (drive);
    now = drive_cpu_ms (CLOCK_THREAD_CPUTIME_ID);
    spent = now - before;
    before = now;
    g_array_append_val (samples, spent);
  }
  if (!has_caught_up (drive))
    g_error ("not everything came");
  g_print ("flock.catch_up.messages = %u\n", backlog);
  g_print ("flock.catch_up.s = %.2f s\n", (double) (g_get_monotonic_time () - start) / 1e6);
  g_print ("flock.catch_up.frames = %u frames\n", samples->len);
  drive_report ("flock.catch_up.frame_cpu_ms", (double *) (gpointer) samples->data, samples->len);
  drive_gate ("flock.catch_up.frame_cpu_ms.max", g_array_index (samples, double, samples->len - 1),
              FRAME_MOST_MS);
}

/* -- The members. -- */

static guint
count_rows (GtkWidget *widget)
{
  guint n = WHIN_IS_MEMBER_ROW (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  GtkWidget *found = GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) &&
                             g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (widget)), label)
                         ? widget
                         : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

static void
open_members (Drive *drive)
{
  double start = drive_cpu_ms (CLOCK_PROCESS_CPUTIME_ID), spent;
  GtkWidget *all;

  drive_settle (drive);
  start = drive_cpu_ms (CLOCK_PROCESS_CPUTIME_ID);
  if (!gtk_widget_activate_action (GTK_WIDGET (drive->view), "chat.group-info", NULL))
    g_error ("the group cannot be looked at");
  while (count_rows (drive->window) == 0)
    drive_paint (drive);
  drive_paint (drive);
  spent = drive_cpu_ms (CLOCK_PROCESS_CPUTIME_ID) - start;
  g_print ("flock.members.dialog_cpu_ms = %.2f ms\n", spent);
  g_print ("flock.members.dialog_rows = %u rows\n", count_rows (drive->window));
  drive_settle (drive);
  all = find_button (drive->window, "Show All");
  if (all) {
    start = drive_cpu_ms (CLOCK_PROCESS_CPUTIME_ID);
    g_signal_emit_by_name (all, "clicked");
    drive_paint (drive);
    drive_paint (drive);
    g_print ("flock.members.all_cpu_ms = %.2f ms\n",
             drive_cpu_ms (CLOCK_PROCESS_CPUTIME_ID) - start);
    drive_settle (drive);
  }
  g_print ("flock.members.all_rows = %u rows\n", count_rows (drive->window));
}

static void
drive_app (GtkApplication *app)
{
  Drive drive;

  drive_begin (&drive, app);
  open_chat (&drive);
  catch_up (&drive);
  open_members (&drive);
  drive_end (&drive);
}

int
main (int argc, char **argv)
{
  backlog = argc == 2 ? (guint) atoi (argv[1]) : 0;
  return drive_run (1, argv, drive_app);
}
