/* flock BUILD: what a group of up to 1,024 people costs who writes there, with the app's own engine
 * and the real server: a message by the size of the group, the first one with another key, how long
 * the core thread keeps others waiting meanwhile, and what the server does for each copy. Then
 * drive-flock, the app of a member who was away for 10,000 messages, comes back.
 *
 * All members have accounts and keys of their own; most of them are never there. One figure a line,
 * `name = value unit`. MEMBERS and BACKLOG make it smaller. SPDX-License-Identifier:
 * GPL-3.0-or-later
 */
#include "busy.h"
#include "group-calls.h"
#include "test-server.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MESSAGES 50
#define AT_ONCE 500

typedef struct {
  TestServer *server;
  Peer *ada, *there, *away;
  Id *people; /* all but Ada */
  guint n;
  guint most;
} Flock;

static double
now_ms (void)
{
  return (double) g_get_monotonic_time () / 1e3;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static guint
number_from (const char *variable, guint otherwise)
{
  const char *text = g_getenv (variable);

  return text != NULL ? (guint) atoi (text) : otherwise;
}

/* -- People. -- */

static Peer *
register_next (Flock *flock)
{
  g_autofree char *phone = g_strdup_printf ("+4915113%06u", flock->n);
  Peer *peer = peer_new ();

  peer_register (peer, flock->server, phone, "Somebody");
  wait_until (peer->account->reachable);
  if (flock->ada != NULL)
    flock->people[flock->n - 1] = peer->account->acc;
  flock->n++;
  return peer;
}

static void
gather (Flock *flock)
{
  double start = now_ms ();

  flock->people = g_new0 (Id, flock->most);
  flock->ada = register_next (flock);
  flock->away = register_next (flock);
  flock->there = register_next (flock);
  while (flock->n < flock->most) {
    peer_free (register_next (flock));
    if (flock->n % 64 == 0)
      g_printerr ("\rflock: %u of %u people", flock->n, flock->most);
  }
  g_printerr ("\rflock: %u people in %.0f s\n", flock->n, (now_ms () - start) / 1e3);
}

static Conv
make_group (Flock *flock, guint size)
{
  g_autofree char *name = g_strdup_printf ("Group of %u", size);
  double start = now_ms ();
  Answer answer = NULL;
  Conv conv;

  core_group_make_async (flock->ada->core, name, flock->people, size - 1, NULL, keep_result_cb,
                         &answer);
  g_assert_cmpint (peer_finish_group (flock->ada, &answer, &conv), ==, -1);
  wait_until (peer_group_members (flock->there, &conv) == size &&
              peer_group_members (flock->away, &conv) == size);
  g_print ("flock.%u.make_ms = %.2f ms\n", size, now_ms () - start);
  return conv;
}

/* -- Messages. -- */

/* Until the server has it. */
static double
send_ms (Flock *flock, const Conv *conv)
{
  static guint n;
  g_autofree char *text = g_strdup_printf ("message %u", ++n);
  double start = now_ms ();

  core_send_text (flock->ada->core, conv, text, NULL, NULL, 0);
  wait_until (peer_state (flock->ada, text) >= STATE_SENT);
  g_assert_cmpint (peer_state (flock->ada, text), !=, STATE_FAILED);
  start = now_ms () - start;
  wait_until (peer_find (flock->there, text) != NULL);
  return start;
}

static void
send_first (Flock *flock, const Conv *conv, guint size, const char *what)
{
  Busy *busy = busy_begin (flock->ada->core);
  double first = send_ms (flock, conv);

  g_print ("flock.%u.%s_ms = %.2f ms\n", size, what, first);
  g_print ("flock.%u.%s.busy_ms.max = %.2f ms\n", size, what, busy_end (busy));
}

static void
send_many (Flock *flock, const Conv *conv, guint size)
{
  double samples[MESSAGES], start = now_ms (), cpu = test_server_cpu_ms (flock->server);
  Busy *busy = busy_begin (flock->ada->core);
  double copies = MESSAGES * (double) (size - 1);

  for (guint i = 0; i < MESSAGES; i++)
    samples[i] = send_ms (flock, conv);
  start = now_ms () - start;
  cpu = test_server_cpu_ms (flock->server) - cpu;
  qsort (samples, MESSAGES, sizeof *samples, compare);
  g_print ("flock.%u.send_ms.median = %.2f ms\n", size, samples[MESSAGES / 2]);
  g_print ("flock.%u.send_ms.max = %.2f ms\n", size, samples[MESSAGES - 1]);
  g_print ("flock.%u.busy_ms.max = %.2f ms\n", size, busy_end (busy));
  g_print ("flock.%u.deliveries_per_s = %.0f\n", size, copies * 1e3 / start);
  g_print ("flock.%u.server_cpu_us_per_delivery = %.2f us\n", size, cpu * 1e3 / copies);
}

static Conv
measure (Flock *flock, guint size)
{
  Conv conv = make_group (flock, size);

  send_first (flock, &conv, size, "first_send");
  send_many (flock, &conv, size);
  /* Somebody goes: the next message has another key, which all the others need. */
  g_assert_cmpint (peer_take_from_group (flock->ada, &conv, &flock->people[size - 2]), ==, -1);
  send_first (flock, &conv, size, "send_after_rotation");
  return conv;
}

/* -- Coming back. -- */

static void
wait_sent (Flock *flock, const char *text)
{
  wait_until (peer_state (flock->ada, text) >= STATE_SENT);
  g_assert_cmpint (peer_state (flock->ada, text), !=, STATE_FAILED);
}

static void
leave_backlog (Flock *flock, const Conv *conv, guint n)
{
  double start = now_ms ();
  g_autofree char *text = NULL;

  peer_close (flock->away);
  for (guint i = 0; i < n; i++) {
    g_free (text);
    text = g_strdup_printf ("while you were away %u", i);
    core_send_text (flock->ada->core, conv, text, NULL, NULL, 0);
    if (i % AT_ONCE == 0)
      wait_sent (flock, text);
  }
  wait_sent (flock, text);
  wait_until (peer_find (flock->there, text) != NULL);
  g_printerr ("flock: %u messages in %.0f s\n", n, (now_ms () - start) / 1e3);
}

static int
come_back (Flock *flock, const char *build, guint n)
{
  g_autofree char *program = g_build_filename (build, "tests", "bench", "drive-flock", NULL);
  g_autofree char *secret = peer_path (flock->away, "secret");
  g_autofree char *backlog = g_strdup_printf ("%u", n);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  peer_write_secret (secret);
  g_subprocess_launcher_setenv (launcher, "WHINCHAT_DATA", flock->away->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "WHINCHAT_KEY_FILE", secret, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, program, backlog, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : 1;
}

int
main (int argc, char **argv)
{
  Flock flock = { .most = number_from ("MEMBERS", 1024) };
  guint backlog = number_from ("BACKLOG", 10000);
  static const guint sizes[] = { 8, 64, 256, 1024 };
  Conv largest = { 0 };
  int status;

  if (argc != 2)
    return 2;
  flock.server = test_server_new ();
  test_server_kill (flock.server);
  test_server_set_unbound (flock.server);
  test_server_start (flock.server, NULL);
  gather (&flock);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (sizes[i] <= flock.most)
      largest = measure (&flock, sizes[i]);
  leave_backlog (&flock, &largest, backlog);
  status = come_back (&flock, argv[1], backlog);
  peer_free (flock.ada);
  peer_free (flock.there);
  peer_free (flock.away);
  test_server_free (flock.server);
  g_free (flock.people);
  return status;
}
