/* bench-server: what whinchatd costs: `name = value unit` a line, each the median of five runs.
 *
 * Every run starts a server on a fresh copy of one database of people. The kinds of run take turns,
 * so that whatever else goes on meanwhile is spread over all. The server has core 0, the crowd
 * core 1. bench-server BUILD-FOLDER [ROUNDS]. SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-crowd.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define ROUNDS 5
#define PAIRS 64
#define IDLE_MAX 10000
#define WINDOW 4
#define EPH_MESSAGES 100000
#define DURABLE_MESSAGES 40000
#define SINGLE_MESSAGES 1000
#define COUNTED_FEW 1000
#define COUNTED_MANY 5000

typedef enum {
  EPH_IDLE_0,
  EPH_IDLE_1000,
  EPH_IDLE_5000,
  EPH_IDLE_10000,
  BYTES,
  RATE,
  CPU,
  BUSY_P50,
  BUSY_P99,
  ALONE_P50,
  ALONE_P99,
  EPH_INSTRUCTIONS,
  DURABLE_INSTRUCTIONS,
  N_FIGURES,
} Figure;

static const struct {
  const char *name;
  const char *unit;
} figures[N_FIGURES] = {
  [EPH_IDLE_0] = { "cpu_us_per_message.idle_0", "us" },
  [EPH_IDLE_1000] = { "cpu_us_per_message.idle_1000", "us" },
  [EPH_IDLE_5000] = { "cpu_us_per_message.idle_5000", "us" },
  [EPH_IDLE_10000] = { "cpu_us_per_message.idle_10000", "us" },
  [BYTES] = { "user_bytes_per_connection.idle_10000", "bytes" },
  [RATE] = { "durable_messages_per_second.senders_64", "messages/s" },
  [CPU] = { "cpu_us_per_durable_message", "us" },
  [BUSY_P50] = { "latency_ms.p50", "ms" },
  [BUSY_P99] = { "latency_ms.p99", "ms" },
  [ALONE_P50] = { "latency_ms.one_sender_p50", "ms" },
  [ALONE_P99] = { "latency_ms.one_sender_p99", "ms" },
  [EPH_INSTRUCTIONS] = { "instructions_per_message", "instructions" },
  [DURABLE_INSTRUCTIONS] = { "instructions_per_durable_message", "instructions" },
};

static const struct {
  Figure figure;
  guint idle;
} crowds[] = {
  { EPH_IDLE_0, 0 },
  { EPH_IDLE_1000, 1000 },
  { EPH_IDLE_5000, 5000 },
  { EPH_IDLE_10000, IDLE_MAX },
};

static const Traffic eph = { .pairs = PAIRS, .window = WINDOW, .messages = EPH_MESSAGES };
static const Traffic durable = { .durable = TRUE,
                                 .pairs = PAIRS,
                                 .window = WINDOW,
                                 .messages = DURABLE_MESSAGES };
static const Traffic single = { .durable = TRUE,
                                .pairs = 1,
                                .window = 1,
                                .messages = SINGLE_MESSAGES };

typedef struct {
  const char *build;
  char *people; /* the directory of the database with all accounts */
  char *data;   /* that of the present run */
  Account *accounts;
  GArray *values[N_FIGURES]; /* of double */
} Bench;

static void
note (Bench *bench, Figure figure, double value)
{
  g_array_append_val (bench->values[figure], value);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
run_tool (const char *tool, const char *flag, const char *path, const char *second)
{
  const char *argv[] = { tool, flag, path, second, NULL };

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                     NULL))
    g_error ("%s %s does not work", tool, path);
}

static Target *
begin_run (Bench *bench, gboolean counted)
{
  run_tool ("rm", "-rf", bench->data, NULL);
  run_tool ("cp", "-r", bench->people, bench->data);
  return target_start (bench->build, bench->data, counted);
}

/* Us of CPU a message, after some that warm up. */
static double
talk (const Target *target, Crowd *crowd, const Traffic *traffic, double *seconds)
{
  Traffic warm = *traffic;
  double cpu;

  warm.messages = traffic->messages / 20;
  warm.latencies = NULL;
  crowd_talk (crowd, &warm);
  cpu = target_cpu_us (target);
  *seconds = crowd_talk (crowd, traffic);
  return (target_cpu_us (target) - cpu) / traffic->messages;
}

static void
run_eph (Bench *bench, Figure figure, guint idle)
{
  Target *target = begin_run (bench, FALSE);
  Crowd *crowd = crowd_new (target, bench->accounts, 2 * PAIRS + idle);
  double seconds;
  gint64 before;

  crowd_connect (crowd, 2 * PAIRS);
  before = target_memory (target);
  crowd_connect (crowd, 2 * PAIRS + idle);
  if (idle == IDLE_MAX)
    note (bench, BYTES, (double) (target_memory (target) - before) / idle);
  note (bench, figure, talk (target, crowd, &eph, &seconds));
  crowd_free (crowd);
  target_stop (target);
}

static void
note_latencies (Bench *bench, GArray *latencies, Figure p50, Figure p99)
{
  g_array_sort (latencies, compare_times);
  note (bench, p50, (double) g_array_index (latencies, gint64, latencies->len / 2) / 1e3);
  note (bench, p99, (double) g_array_index (latencies, gint64, latencies->len * 99 / 100) / 1e3);
  g_array_set_size (latencies, 0);
}

static void
run_durable (Bench *bench)
{
  Target *target = begin_run (bench, FALSE);
  Crowd *crowd = crowd_new (target, bench->accounts, 2 * PAIRS);
  g_autoptr (GArray) latencies = g_array_new (FALSE, FALSE, sizeof (gint64));
  Traffic busy = durable, alone = single;
  double seconds;

  busy.latencies = alone.latencies = latencies;
  crowd_connect (crowd, 2 * PAIRS);
  note (bench, CPU, talk (target, crowd, &busy, &seconds));
  note (bench, RATE, busy.messages / seconds);
  note_latencies (bench, latencies, BUSY_P50, BUSY_P99);
  crowd_talk (crowd, &alone);
  note_latencies (bench, latencies, ALONE_P50, ALONE_P99);
  crowd_free (crowd);
  target_stop (target);
}

static guint64
count (Bench *bench, const Traffic *traffic, guint messages)
{
  Target *target = begin_run (bench, TRUE);
  Crowd *crowd = crowd_new (target, bench->accounts, 2 * PAIRS);
  Traffic some = *traffic;

  some.messages = messages;
  crowd_connect (crowd, 2 * PAIRS);
  crowd_talk (crowd, &some);
  crowd_free (crowd);
  return target_stop (target);
}

/* What many messages take more than a few: start and end of the server are in both. */
static void
run_counted (Bench *bench, Figure figure, const Traffic *traffic)
{
  guint64 few = count (bench, traffic, COUNTED_FEW), many = count (bench, traffic, COUNTED_MANY);

  note (bench, figure, (double) (many - few) / (COUNTED_MANY - COUNTED_FEW));
}

static void
prepare (Bench *bench)
{
  g_autofree char *pattern = g_build_filename (bench->build, "bench-server-XXXXXX", NULL);
  Target *target;

  if (g_mkdtemp (pattern) == NULL)
    g_error ("%s cannot be made", pattern);
  bench->people = g_build_filename (pattern, "people", NULL);
  bench->data = g_build_filename (pattern, "run", NULL);
  g_mkdir (bench->people, 0700);
  target = target_start (bench->build, bench->people, FALSE);
  bench->accounts = target_register (target, bench->build, bench->people, 2 * PAIRS + IDLE_MAX);
  target_stop (target);
  for (Figure figure = 0; figure < N_FIGURES; figure++)
    bench->values[figure] = g_array_new (FALSE, FALSE, sizeof (double));
}

static void
print_figures (Bench *bench)
{
  for (Figure figure = 0; figure < N_FIGURES; figure++) {
    GArray *values = bench->values[figure];

    if (values->len == 0)
      continue;
    g_array_sort (values, compare_doubles);
    printf ("server.%s = %.*f %s\n", figures[figure].name,
            g_array_index (values, double, values->len / 2) < 100 ? 2 : 0,
            g_array_index (values, double, values->len / 2), figures[figure].unit);
    if (values->len > 1)
      printf ("#   %d runs, %.2f to %.2f\n", (int) values->len, g_array_index (values, double, 0),
              g_array_index (values, double, values->len - 1));
  }
}

static void
clean_up (Bench *bench)
{
  g_autofree char *directory = g_path_get_dirname (bench->data);

  run_tool ("rm", "-rf", directory, NULL);
  for (guint i = 0; i < 2 * PAIRS + IDLE_MAX; i++)
    g_free (bench->accounts[i].token);
  g_free (bench->accounts);
  for (Figure figure = 0; figure < N_FIGURES; figure++)
    g_array_unref (bench->values[figure]);
  g_free (bench->people);
  g_free (bench->data);
}

static void
raise_file_limit (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

int
main (int argc, char **argv)
{
  Bench bench = { .build = argv[1] };
  guint rounds = argc > 2 ? (guint) atoi (argv[2]) : ROUNDS;

  if (argc < 2) {
    fputs ("bench-server BUILD-FOLDER [ROUNDS]\n", stderr);
    return 2;
  }
  raise_file_limit ();
  target_use_core (1);
  prepare (&bench);
  for (guint round = 0; round < rounds; round++) {
    for (guint i = 0; i < G_N_ELEMENTS (crowds); i++)
      run_eph (&bench, crowds[i].figure, crowds[i].idle);
    run_durable (&bench);
  }
  if (target_can_count ()) {
    run_counted (&bench, EPH_INSTRUCTIONS, &eph);
    run_counted (&bench, DURABLE_INSTRUCTIONS, &durable);
  } else {
    puts ("# valgrind is not here, so no instructions were counted");
  }
  printf ("# %u pairs, %u messages under way each; latency is until sender and receiver know\n",
          (guint) PAIRS, (guint) WINDOW);
  print_figures (&bench);
  clean_up (&bench);
  return 0;
}
