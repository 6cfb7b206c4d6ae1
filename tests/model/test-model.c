/* test-model: random lives of six devices and a server. `test-model FIRST LIVES STEPS` lives that
 * many, of that seed and the next ones; WHINCHAT_SEED and WHINCHAT_STEPS choose one instead.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule.h"

#include <unistd.h>

#define CALM_EVERY 60

typedef struct {
  guint32 seed;
  guint steps;
} Plan;

static void
test_life (gconstpointer data)
{
  const Plan *plan = data;
  Life *life = life_new (plan->seed, plan->steps);
  gint64 since = g_get_monotonic_time ();

  for (guint quiet = 0; life->step < life->steps; quiet++) {
    life->step++;
    if (test_server_is_down (life->server) && life_chance (life, 40))
      life_revive (life, NULL);
    schedule_step (life);
    if (quiet % CALM_EVERY == 0)
      schedule_check (life, FALSE);
  }
  schedule_check (life, TRUE);
  g_test_message ("seed %u: %u steps, %u messages, %u devices, %.1f s", life->seed, life->steps,
                  life->said->len, life->serials,
                  (double) (g_get_monotonic_time () - since) / G_USEC_PER_SEC);
  life_free (life);
}

static guint
number_of (const char *text, guint fallback)
{
  guint64 number;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL)
             ? (guint) number
             : fallback;
}

static void
add (guint32 seed, guint steps)
{
  g_autofree char *path = g_strdup_printf ("/model/seed-%u", seed);
  Plan *plan = g_new (Plan, 1);

  *plan = (Plan) { seed, steps };
  g_test_add_data_func_full (path, plan, test_life, g_free);
}

/* What a killed process has written is safe without a disk, too. */
static void
use_memory (void)
{
  if (g_getenv ("TMPDIR") == NULL && access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
}

/* Every frame and every connection would be a line of the log. */
static void
drop_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
}

int
main (int argc, char **argv)
{
  static const char *const domains[] = { "libsoup", "GLib-GIO", "GLib-Net", "pxbackend",
                                         "libproxy" };
  guint first, lives, steps;
  const char *seed = g_getenv ("WHINCHAT_SEED");

  use_memory ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    g_log_set_handler (domains[i], G_LOG_LEVEL_DEBUG, drop_cb, NULL);
  first = number_of (argc > 1 ? argv[1] : NULL, 1);
  lives = number_of (argc > 2 ? argv[2] : NULL, 1);
  steps = number_of (g_getenv ("WHINCHAT_STEPS"), number_of (argc > 3 ? argv[3] : NULL, 500));
  if (seed != NULL) {
    add (number_of (seed, 1), steps);
    return g_test_run ();
  }
  for (guint i = 0; i < lives; i++)
    add (first + i, steps);
  return g_test_run ();
}
