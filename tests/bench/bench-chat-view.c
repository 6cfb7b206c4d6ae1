/* Bench of the chat view: CPU of a chat switch, of scroll frames, of opening a million items, and
 * the number of live rows. Fails when a gate is missed. CPU, not wall: it holds on a busy machine.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-samples.h"

#include <adwaita.h>
#include <time.h>

#define GATE_SWITCH_MS 30.0
#define GATE_FRAME_MEDIAN_MS 5.0
#define GATE_FRAME_MAX_MS 16.0
#define GATE_LIVE_ROWS 30

/* A model that makes its items when asked, as large as it likes. */

#define BENCH_TYPE_MODEL (bench_model_get_type ())
G_DECLARE_FINAL_TYPE (BenchModel, bench_model, BENCH, MODEL, GObject)

struct _BenchModel {
  GObject parent_instance;
  guint n;
};

static GType
bench_model_get_item_type (GListModel *model)
{
  return SAMPLE_TYPE_ITEM;
}

static guint
bench_model_get_n_items (GListModel *model)
{
  return BENCH_MODEL (model)->n;
}

static gpointer
bench_model_get_item (GListModel *model, guint position)
{
  return position < BENCH_MODEL (model)->n ? sample_message (position) : NULL;
}

static void
bench_model_list (GListModelInterface *iface)
{
  iface->get_item_type = bench_model_get_item_type;
  iface->get_n_items = bench_model_get_n_items;
  iface->get_item = bench_model_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchModel,
                               bench_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bench_model_list))

static void
bench_model_class_init (BenchModelClass *klass)
{
}

static void
bench_model_init (BenchModel *self)
{
}

/* Measuring */

typedef struct {
  GtkWidget *window;
  WhinChatView *view;
  GtkAdjustment *adjustment;
  gboolean painted;
  guint max_live;
  int failures;
} Bench;

static double
cpu_ms (void)
{
  struct timespec t;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void
painted_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->painted = TRUE;
}

/* CPU until the next frame is painted. */
static double
paint (Bench *bench)
{
  WhinChatViewStats stats;
  double start = cpu_ms ();
  bench->painted = FALSE;
  gtk_widget_queue_draw (bench->window);
  while (!bench->painted)
    g_main_context_iteration (NULL, TRUE);
  double spent = cpu_ms () - start;
  whin_chat_view_get_stats (bench->view, &stats);
  bench->max_live = MAX (bench->max_live, stats.live);
  return spent;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static void
report (Bench *bench,
        const char *name,
        double *samples,
        guint n,
        double median_gate,
        double max_gate)
{
  qsort (samples, n, sizeof *samples, compare);
  double median = samples[n / 2], p95 = samples[n * 95 / 100], max = samples[n - 1];
  gboolean missed = median > median_gate || max > max_gate;
  bench->failures += missed;
  g_print ("%s.median = %.2f ms\n%s.p95 = %.2f ms\n%s.max = %.2f ms\n", name, median, name, p95,
           name, max);
  if (missed)
    g_printerr ("gate missed: %s\n", name);
}

static void
bench_switch (Bench *bench)
{
  enum {
    N = 40
  };
  double samples[N];
  g_autoptr (GListStore) a = sample_chat (0, 400);
  g_autoptr (GListStore) b = sample_chat (5000, 400);
  for (guint i = 0; i < N; i++) {
    double start = cpu_ms ();
    whin_chat_view_set_model (bench->view, G_LIST_MODEL (i % 2 ? a : b));
    paint (bench);
    samples[i] = cpu_ms () - start;
  }
  report (bench, "chat_view.switch_cpu_ms", samples, N, GATE_SWITCH_MS, 2 * GATE_SWITCH_MS);
}

static void
bench_scroll (Bench *bench, const char *name, double step, double max_gate)
{
  enum {
    N = 300
  };
  double samples[N];
  whin_chat_view_scroll_to_end (bench->view, FALSE);
  paint (bench);
  for (guint i = 0; i < N; i++) {
    gtk_adjustment_set_value (bench->adjustment,
                              gtk_adjustment_get_value (bench->adjustment) - step);
    samples[i] = paint (bench);
  }
  report (bench, name, samples, N, GATE_FRAME_MEDIAN_MS, max_gate);
}

static void
bench_million (Bench *bench)
{
  BenchModel *model = g_object_new (BENCH_TYPE_MODEL, NULL);
  model->n = 1000000;
  double start = cpu_ms ();
  whin_chat_view_set_model (bench->view, G_LIST_MODEL (model));
  paint (bench);
  double open = cpu_ms () - start;
  report (bench, "chat_view.open_million_cpu_ms", &open, 1, GATE_SWITCH_MS, 2 * GATE_SWITCH_MS);
  start = cpu_ms ();
  whin_chat_view_scroll_to (bench->view, 500000, 0.5, FALSE);
  paint (bench);
  double jump = cpu_ms () - start;
  report (bench, "chat_view.jump_cpu_ms", &jump, 1, GATE_SWITCH_MS, 2 * GATE_SWITCH_MS);
  bench_scroll (bench, "chat_view.scroll_cpu_ms", 60, GATE_FRAME_MAX_MS);
  bench_scroll (bench, "chat_view.scroll_fast_cpu_ms", 400, GATE_FRAME_MAX_MS);
  g_object_unref (model);
}

static void
bench_prepend (Bench *bench)
{
  enum {
    N = 20
  };
  double samples[N];
  g_autoptr (GListStore) store = sample_chat (100000, 400);
  whin_chat_view_set_model (bench->view, G_LIST_MODEL (store));
  paint (bench);
  gtk_adjustment_set_value (bench->adjustment, gtk_adjustment_get_value (bench->adjustment) - 2000);
  paint (bench);
  for (guint i = 0; i < N; i++) {
    sample_insert (store, 0, 100000 - 100 * (i + 1), 100);
    g_list_store_splice (store, g_list_model_get_n_items (G_LIST_MODEL (store)) - 1, 1, NULL, 0);
    samples[i] = paint (bench);
  }
  report (bench, "chat_view.page_cpu_ms", samples, N, GATE_FRAME_MEDIAN_MS, GATE_FRAME_MAX_MS);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  adw_init ();
  bench.window = gtk_window_new ();
  bench.view = WHIN_CHAT_VIEW (whin_chat_view_new (&sample_factory, NULL, NULL));
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (bench.view));
  bench.adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  gtk_window_set_child (GTK_WINDOW (bench.window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (bench.window), 900, 700);
  gtk_window_present (GTK_WINDOW (bench.window));
  g_signal_connect (gtk_widget_get_frame_clock (bench.window), "after-paint",
                    G_CALLBACK (painted_cb), &bench);
  for (guint i = 0; i < 5; i++)
    paint (&bench);

  bench_switch (&bench);
  bench_million (&bench);
  bench_prepend (&bench);
  WhinChatViewStats stats;
  whin_chat_view_get_stats (bench.view, &stats);
  gboolean many = bench.max_live > GATE_LIVE_ROWS;
  g_print ("chat_view.live_rows = %u rows\nchat_view.rows_made = %u rows\n", bench.max_live,
           stats.created);
  if (many)
    g_printerr ("gate missed: chat_view.live_rows\n");
  gtk_window_destroy (GTK_WINDOW (bench.window));
  return bench.failures || many;
}
