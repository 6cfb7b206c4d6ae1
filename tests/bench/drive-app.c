/* drive-app: the whole app in this process, used by a script instead of a person, to learn what
 * each frame costs. WHINCHAT_DATA is its data. CPU, not wall: it holds on a busy machine.
 *
 * A frame's cost is all that the UI thread did since the frame before; a switch of chats counts the
 * whole process up to the first frame that shows the messages. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "drive.h"
#include "keyring-auto.h"
#include "store-search.h"
#include "store.h"
#include "whin-message-row.h"
#include "whin-window.h"

#include <math.h>
#include <string.h>

#define SWITCHES 40
#define FRAMES 600
#define ROUNDS 3 /* of scrolling; the median of each figure counts */
#define SEARCHES 20
#define LAP 50    /* chats there, and as many back */
#define FAR 10000 /* rows */
#define FAR_STEP 400
#define FRAME_US (G_USEC_PER_SEC / 60)

/* -- What is measured. -- */

static double
switch_chat (Drive *drive, const char *action)
{
  double start = drive_cpu_ms (CLOCK_PROCESS_CPUTIME_ID);
  gint64 end = g_get_monotonic_time () + DRIVE_PATIENCE;

  gtk_widget_activate_action (drive->window, action, NULL);
  do
    drive_paint (drive);
  while (drive_n_items (drive) == 0 && g_get_monotonic_time () < end);
  if (drive_n_items (drive) == 0)
    g_error ("the chat did not open");
  return drive_cpu_ms (CLOCK_PROCESS_CPUTIME_ID) - start;
}

static void
switch_chats (Drive *drive)
{
  double samples[SWITCHES];

  switch_chat (drive, "win.next-chat");
  drive_settle (drive);
  for (guint i = 0; i < SWITCHES; i++) {
    samples[i] = switch_chat (drive, i < SWITCHES / 2 ? "win.next-chat" : "win.previous-chat");
    drive_settle (drive);
  }
  qsort (samples, SWITCHES, sizeof *samples, drive_compare);
  g_print ("app.switch_cpu_ms = %.2f ms\n", samples[SWITCHES / 2]);
  g_print ("app.switch_cpu_ms.max = %.2f ms\n", samples[SWITCHES - 1]);
}

/* There and back: the same chat with the same rows. */
static guint
rows_after_a_lap (Drive *drive)
{
  WhinChatViewStats stats;

  for (guint i = 0; i < 2 * LAP; i++)
    switch_chat (drive, i < LAP ? "win.next-chat" : "win.previous-chat");
  drive_settle (drive);
  whin_chat_view_get_stats (drive->view, &stats);
  return stats.live + stats.pooled;
}

/* Nothing of the chats that were left stays behind: 100 switches later there are as many rows. */
static void
switch_in_laps (Drive *drive)
{
  guint before = rows_after_a_lap (drive);

  g_print ("app.rows_more_after_%u_switches = %d rows\n", 2 * LAP,
           (int) rows_after_a_lap (drive) - (int) before);
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
  start = drive_cpu_ms (CLOCK_THREAD_CPUTIME_ID);
  gtk_adjustment_set_value (drive->adjustment, value - step);
  /* Less than a step where a page is still on its way. */
  expected = value - gtk_adjustment_get_value (drive->adjustment);
  drive_paint (drive);
  spent = drive_cpu_ms (CLOCK_THREAD_CPUTIME_ID) - start;
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
    drive_settle (drive);
    gtk_adjustment_set_value (drive->adjustment,
                              gtk_adjustment_get_value (drive->adjustment) - step);
    drive_paint (drive);
    for (guint i = 0; i < FRAMES; i++)
      samples[i] = scroll_frame (drive, step);
    qsort (samples, FRAMES, sizeof *samples, drive_compare);
    medians[round] = samples[FRAMES / 2];
    maxima[round] = samples[FRAMES - 1];
  }
  qsort (medians, ROUNDS, sizeof *medians, drive_compare);
  qsort (maxima, ROUNDS, sizeof *maxima, drive_compare);
  g_print ("%s.median = %.2f ms\n%s.max = %.2f ms\n", name, medians[ROUNDS / 2], name,
           maxima[ROUNDS / 2]);
}

static guint
position_of (Drive *drive, gpointer item)
{
  GListModel *model = whin_chat_view_get_model (drive->view);
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GObject) other = g_list_model_get_item (model, i);

    if (other == item)
      return i;
  }
  return n;
}

/* As somebody does with a finger on the wheel: a screen every other frame, and time for what is in
 * sight to load. */
static guint
scroll_on (Drive *drive)
{
  g_autoptr (GObject) item = NULL;
  guint first, last, before;
  gint64 end = g_get_monotonic_time () + FRAME_US;

  if (!whin_chat_view_get_visible_range (drive->view, &first, &last))
    g_error ("the view is empty");
  item = g_list_model_get_item (whin_chat_view_get_model (drive->view), first);
  gtk_adjustment_set_value (drive->adjustment,
                            gtk_adjustment_get_value (drive->adjustment) - FAR_STEP);
  drive_paint (drive);
  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  before = position_of (drive, item);
  if (!whin_chat_view_get_visible_range (drive->view, &first, &last))
    g_error ("the view is empty");
  return before > first ? before - first : 0;
}

static gboolean
shows_a_picture (Drive *drive)
{
  guint first, last;

  if (!whin_chat_view_get_visible_range (drive->view, &first, &last))
    return FALSE;
  for (guint i = first; i <= last; i++) {
    GtkWidget *row = whin_chat_view_get_row (drive->view, i);
    const WhinMessageView *view = row ? whin_message_row_get_view (WHIN_MESSAGE_ROW (row)) : NULL;

    if (view && view->texture)
      return TRUE;
  }
  return FALSE;
}

/* The memory after a long way through a chat with pictures, which have to be seen for it to count.
 */
static void
scroll_far (Drive *drive)
{
  guint rows = 0, pictures = 0;
  gint64 end = g_get_monotonic_time () + 10 * DRIVE_PATIENCE;

  whin_chat_view_scroll_to_end (drive->view, FALSE);
  drive_settle (drive);
  while (rows < FAR && g_get_monotonic_time () < end) {
    rows += scroll_on (drive);
    pictures += shows_a_picture (drive);
  }
  g_print ("app.scrolled_rows = %u rows\napp.scrolled_pictures = %u frames\n", rows, pictures);
  g_print ("app.pss_mib.scrolled = %.2f MiB\n", drive_pss_mib ());
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
    drive_report (searchings[k].name, samples, SEARCHES);
  }
  store_close (store);
}

static void
drive_app (GtkApplication *app)
{
  Drive drive;

  drive_begin (&drive, app);
  drive_settle (&drive);
  switch_chats (&drive);
  scroll (&drive, "app.scroll_cpu_ms", 60);
  scroll (&drive, "app.scroll_fast_cpu_ms", 400);
  scroll_far (&drive);
  switch_in_laps (&drive);
  g_print ("app.live_rows = %u rows\n", drive.max_live);
  g_print ("app.drift_px = %.0f px\n", drive.max_drift);
  drive_end (&drive);
}

int
main (int argc, char **argv)
{
  int status = drive_run (argc, argv, drive_app);

  search (g_getenv ("WHINCHAT_DATA"));
  return status;
}
