/* bench-core: what the engine costs. Run by hand: meson test --benchmark, or the program itself.
 *
 * Prints one line a figure. With WHINCHATD set it also measures against the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

#include "store-account.h"
#include "store-chat.h"
#include "store-message.h"

#include <stdlib.h>
#include <sys/resource.h>

#define ROUNDS 200
#define BURST 1000

static double
cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static void
print_burst (const char *name, double wall_ms, double cpu)
{
  g_print ("core.%s.wall_ms = %.3f ms\ncore.%s.cpu_ms = %.3f ms\n", name, wall_ms / BURST, name,
           cpu / BURST);
}

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

static void
print_spread (const char *name, double *values, guint n)
{
  qsort (values, n, sizeof *values, compare);
  g_print ("core.%s.p50 = %.2f ms\ncore.%s.p99 = %.2f ms\n", name, values[n / 2], name,
           values[n * 99 / 100]);
}

/* A profile with 500 chats of 20 messages. */
static void
fill (const Peer *peer)
{
  Store *store = peer_store (peer);
  StoreAccount account = { .acc = id_random (), .dev = 1, .server = (char *) "http://127.0.0.1:9" };
  double start = now_ms ();

  account.token = (char *) "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
  store_begin (store);
  store_account_put (store, &account);
  for (guint chat = 0; chat < 500; chat++) {
    Conv conv = { CONV_USER, id_random () };

    for (guint i = 0; i < 20; i++) {
      g_autoptr (MessageRow) row = message_row_new ();

      row->conv = conv;
      row->id = id_random ();
      row->author = conv.id;
      row->state = STATE_RECEIVED;
      row->time = 1790000000000 + chat * 1000 + i;
      row->text = g_strdup_printf ("message %u of chat %u, some ordinary words", i, chat);
      row->error = -1;
      store_message_add (store, row, i + 1, NULL);
    }
  }
  store_commit (store, NULL);
  g_print ("core.store_add_us = %.1f us\n", (now_ms () - start) / 10);
  store_close (store);
}

static void
bench_open (void)
{
  Peer *peer = peer_new ();
  double opened[20], listed[20], paged[20];

  peer_close (peer);
  fill (peer);
  for (guint i = 0; i < 20; i++) {
    double start = now_ms ();
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GPtrArray) rows = NULL;
    g_autoptr (GPtrArray) page = NULL;

    peer_open (peer);
    opened[i] = now_ms () - start;
    start = now_ms ();
    core_query_chats_async (peer->core, 0, NULL, keep_result_cb, &result);
    wait_until (result != NULL);
    rows = core_query_finish (peer->core, result, NULL);
    g_assert_cmpuint (rows->len, ==, 500);
    listed[i] = now_ms () - start;
    start = now_ms ();
    page = peer_page (peer, &((ChatRow *) rows->pdata[250])->conv, PAGE_NEWEST, 0, 300);
    paged[i] = now_ms () - start;
    peer_close (peer);
  }
  print_spread ("open_ms", opened, 20);
  print_spread ("list_ms", listed, 20);
  print_spread ("page_ms", paged, 20);
  peer_free (peer);
}

static void
bench_talk (void)
{
  TestServer *server = test_server_new ();
  Peer *ada = peer_new ();
  Peer *ben = peer_new ();
  double bubble[ROUNDS], tick[ROUNDS], arrival[ROUNDS];
  double start, cpu;
  Conv to_ben;

  peer_register (ada, server, "+4915112340001", "Ada");
  peer_register (ben, server, "+4915112340002", "Ben");
  to_ben = conv_with (ben);
  for (guint i = 0; i < ROUNDS; i++) {
    g_autofree char *text = g_strdup_printf ("round %u", i);

    start = now_ms ();
    core_send_text (ada->core, &to_ben, text, NULL, NULL, 0);
    wait_until (peer_find (ada, text) != NULL);
    bubble[i] = now_ms () - start;
    wait_until (peer_find (ada, text)->state != STATE_PENDING);
    tick[i] = now_ms () - start;
    wait_until (peer_find (ben, text) != NULL);
    arrival[i] = now_ms () - start;
    wait_until (peer_find (ada, text)->state == STATE_DELIVERED);
  }
  print_spread ("bubble_ms", bubble, ROUNDS);
  print_spread ("tick_ms", tick, ROUNDS);
  print_spread ("arrival_ms", arrival, ROUNDS);

  start = now_ms ();
  peer_close (ben);
  cpu = cpu_ms ();
  for (guint i = 0; i < BURST; i++) {
    g_autofree char *text = g_strdup_printf ("burst %u", i);

    core_send_text (ada->core, &to_ben, text, NULL, NULL, 0);
  }
  wait_until (peer_find (ada, "burst 999") != NULL);
  print_burst ("burst_bubble", now_ms () - start, cpu_ms () - cpu);
  wait_until (peer_find (ada, "burst 999")->state == STATE_SENT);
  print_burst ("burst_tick", now_ms () - start, cpu_ms () - cpu);
  peer_close (ada);
  start = now_ms ();
  cpu = cpu_ms ();
  peer_open (ben);
  wait_until (peer_find (ben, "burst 999") != NULL);
  print_burst ("catch_up", now_ms () - start, cpu_ms () - cpu);
  g_print ("core.catch_up.batches = %u batches\n", ben->batches);
  peer_free (ada);
  peer_free (ben);
  test_server_free (server);
}

int
main (int argc, char **argv)
{
  bench_open ();
  if (g_getenv ("WHINCHATD") != NULL)
    bench_talk ();
  return 0;
}
