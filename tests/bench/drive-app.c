/* drive-app: the whole app in this process, used by a script instead of a person, to learn what
 * each frame costs. WHINCHAT_DATA is its data. CPU, not wall: it holds on a busy machine.
 *
 * A frame's cost is all that the UI thread did since the frame before; a switch of chats counts the
 * whole process up to the first frame that shows the messages. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "keyring-auto.h"
#include "store-search.h"
#include "store.h"
#include "whin-application.h"
#include "whin-chat-view.h"
#include "whin-window.h"

#include <math.h>
#include <time.h>

#define PATIENCE (30 * G_USEC_PER_SEC)
#define SWITCHES 40
#define FRAMES 600
#define ROUNDS 3 /* of scrolling; the median of each figure counts */
#define SEARCHES 20

typedef struct {
  GtkWidget *window;
  WhinChatView *view;
  GtkAdjustment *adjustment;
  guint frames; /* painted so far */
  guint max_live;
  double max_drift;
} Drive;

static double
cpu_ms (clockid_t clock)
{
  struct timespec t;

  clock_gettime (clock, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
report (const char *name, double *samples, guint n)
{
  qsort (samples, n, sizeof *samples, compare);
  g_print ("%s.median = %.2f ms\n%s.max = %.2f ms\n", name, samples[n / 2], name, samples[n - 1]);
}

/* -- The window. -- */

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
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

static guint
n_items (Drive *drive)
{
  GListModel *model = whin_chat_view_get_model (drive->view);

  return model ? g_list_model_get_n_items (model) : 0;
}

static void
paint (Drive *drive)
{
  guint before = drive->frames;

  gtk_widget_queue_draw (drive->window);
  while (drive->frames == before)
    g_main_context_iteration (NULL, TRUE);
}

/* Until nothing has moved for a while. */
static void
settle (Drive *drive)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
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

/* -- What is measured. -- */

static double
switch_chat (Drive *drive, const char *action)
{
  double start = cpu_ms (CLOCK_PROCESS_CPUTIME_ID);
  gint64 end = g_get_monotonic_time () + PATIENCE;

  gtk_widget_activate_action (drive->window, action, NULL);
  do
    paint (drive);
  while (n_items (drive) == 0 && g_get_monotonic_time () < end);
  if (n_items (drive) == 0)
    g_error ("the chat did not open");
  return cpu_ms (CLOCK_PROCESS_CPUTIME_ID) - start;
}

static void
switch_chats (Drive *drive)
{
  double samples[SWITCHES];

  switch_chat (drive, "win.next-chat");
  settle (drive);
  for (guint i = 0; i < SWITCHES; i++) {
    samples[i] = switch_chat (drive, i < SWITCHES / 2 ? "win.next-chat" : "win.previous-chat");
    settle (drive);
  }
  qsort (samples, SWITCHES, sizeof *samples, compare);
  g_print ("app.switch_cpu_ms = %.2f ms\n", samples[SWITCHES / 2]);
  g_print ("app.switch_cpu_ms.max = %.2f ms\n", samples[SWITCHES - 1]);
}

/* Where the row of item is now, in the view; NAN when it has none. */
static double
place_of (Drive *drive, gpointer item)
{
  GListModel *model = whin_chat_view_get_model (drive->view);
  graphene_point_t point;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (GObject) other = g_list_model_get_item (model, i);
    GtkWidget *row = other == item ? whin_chat_view_get_row (drive->view, i) : NULL;

    if (row && gtk_widget_compute_point (row, GTK_WIDGET (drive->view), &GRAPHENE_POINT_INIT (0, 0),
                                         &point))
      return point.y;
  }
  return NAN;
}

static double
scroll_frame (Drive *drive, double step)
{
  g_autoptr (GObject) item = NULL;
  double before, value, start, spent, offset, moved, expected;

  if (!whin_chat_view_get_anchor (drive->view, (gpointer *) &item, &offset))
    g_error ("the view is empty");
  before = place_of (drive, item);
  value = gtk_adjustment_get_value (drive->adjustment);
  start = cpu_ms (CLOCK_THREAD_CPUTIME_ID);
  gtk_adjustment_set_value (drive->adjustment, value - step);
  /* Less than a step where a page is still on its way. */
  expected = value - gtk_adjustment_get_value (drive->adjustment);
  paint (drive);
  spent = cpu_ms (CLOCK_THREAD_CPUTIME_ID) - start;
  moved = place_of (drive, item) - before;
  if (!isnan (moved))
    drive->max_drift = MAX (drive->max_drift, fabs (moved - expected));
  return spent;
}

/* Upwards from the end, through the pages that have to come from the store. */
static void
scroll (Drive *drive, const char *name, double step)
{
  double samples[FRAMES], medians[ROUNDS], maxima[ROUNDS];

  for (guint round = 0; round < ROUNDS; round++) {
    whin_chat_view_scroll_to_end (drive->view, FALSE);
    settle (drive);
    gtk_adjustment_set_value (drive->adjustment,
                              gtk_adjustment_get_value (drive->adjustment) - step);
    paint (drive);
    for (guint i = 0; i < FRAMES; i++)
      samples[i] = scroll_frame (drive, step);
    qsort (samples, FRAMES, sizeof *samples, compare);
    medians[round] = samples[FRAMES / 2];
    maxima[round] = samples[FRAMES - 1];
  }
  qsort (medians, ROUNDS, sizeof *medians, compare);
  qsort (maxima, ROUNDS, sizeof *maxima, compare);
  g_print ("%s.median = %.2f ms\n%s.max = %.2f ms\n", name, medians[ROUNDS / 2], name,
           maxima[ROUNDS / 2]);
}

typedef struct {
  const char *name;
  Find finds[8];
} Searching;

/* What people look for, and what is hardest: words that many messages have and none together. */
static const Searching searchings[] = {
  { "app.search_ms",
    { { .words = "ka" },
      { .words = "lo mi" },
      { .words = "ren" },
      { .words = "k" },
      { .words = "stavel" },
      { .words = "zo an be" },
      { .words = "vel" },
      { .words = "tu kalo" } } },
  { "app.search_filtered_ms",
    { { .words = "ka", .kind = FIND_PHOTOS },
      { .words = "lo", .kind = FIND_WRITTEN },
      { .kind = FIND_PHOTOS },
      { .words = "k", .kind = FIND_LINKS },
      { .words = "ren", .from = 1700000000000, .until = 1702000000000 },
      { .words = "k a s", .from = 1700000000000, .until = 1700000100000 },
      { .words = "\"lo mi\"" },
      { .words = "kal kalo", .oldest_first = TRUE } } },
};

static void
search (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Keyring) keyring = keyring_auto (folder, g_getenv ("WHINCHAT_KEY_FILE"), NULL, &error);
  Store *store = keyring != NULL ? store_open (folder, keyring_key (keyring), &error) : NULL;

  if (store == NULL)
    g_error ("%s", error->message);
  for (guint k = 0; k < G_N_ELEMENTS (searchings); k++) {
    double samples[SEARCHES];

    for (guint i = 0; i < SEARCHES; i++) {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (FoundPage) page = found_page_new ();
      Find find = searchings[k].finds[i % G_N_ELEMENTS (searchings[k].finds)];

      find.limit = 30;
      store_find (store, &find, page, 0, NULL);
      samples[i] = (double) (g_get_monotonic_time () - start) / 1e3;
    }
    report (searchings[k].name, samples, SEARCHES);
  }
  store_close (store);
}

static void
drive_app (gpointer user_data)
{
  GtkApplication *app = user_data;
  Drive drive = { .window = GTK_WIDGET (gtk_application_get_active_window (app)) };

  drive.view = WHIN_CHAT_VIEW (find (drive.window, WHIN_TYPE_CHAT_VIEW));
  drive.adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (drive.view));
  g_signal_connect (gtk_widget_get_frame_clock (drive.window), "after-paint",
                    G_CALLBACK (painted_cb), &drive);
  settle (&drive);
  switch_chats (&drive);
  scroll (&drive, "app.scroll_cpu_ms", 60);
  scroll (&drive, "app.scroll_fast_cpu_ms", 400);
  g_print ("app.live_rows = %u rows\n", drive.max_live);
  g_print ("app.drift_px = %.0f px\n", drive.max_drift);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (drive.window), &drive);
  g_application_quit (G_APPLICATION (app));
}

static void
activated_cb (GApplication *app)
{
  g_idle_add_once (drive_app, app);
}

int
main (int argc, char **argv)
{
  g_autoptr (WhinApplication) app = whin_application_new ();
  int status;

  g_signal_connect_after (app, "activate", G_CALLBACK (activated_cb), NULL);
  status = g_application_run (G_APPLICATION (app), argc, argv);
  search (g_getenv ("WHINCHAT_DATA"));
  return status;
}
