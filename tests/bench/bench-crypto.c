/* bench-crypto: what end-to-end encryption costs, in CPU time and bytes. One figure a line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "device.h"

#include <string.h>
#include <time.h>

#define SESSIONS 100
#define MESSAGES 2000
#define TEXT_BYTES 160

static double
cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

static void
print (const char *name, double value, const char *unit)
{
  g_print ("e2ee.%s = %.1f %s\n", name, value, unit);
}

static GBytes *
seal (Device *from, Device *to, const Id *message)
{
  static char text[TEXT_BYTES + 1];

  memset (text, 'x', TEXT_BYTES);
  return device_seal (from, to, message, text);
}

static void
open (Device *to, Device *from, const Id *message, GBytes *wire)
{
  int code;
  g_autofree char *text = device_open (to, from, message, wire, &code);

  g_assert_nonnull (text);
}

/* Sessions between the same two, each answered. */
static void
bench_sessions (Device *a, Device *b)
{
  EnvelopePair pair = device_pair (a, b);
  double started = 0, responded = 0, since;
  gsize bytes = 0;

  for (guint i = 0; i < SESSIONS; i++) {
    EnvelopeBundle bundle = device_bundle (b);
    Id message = id_random (), answer = id_random ();
    g_autoptr (GBytes) wire = NULL;
    g_autoptr (GBytes) back = NULL;

    since = cpu_us ();
    g_assert_true (envelope_start (&pair, &bundle, NULL));
    wire = seal (a, b, &message);
    started += cpu_us () - since;
    bytes = g_bytes_get_size (wire);
    since = cpu_us ();
    open (b, a, &message, wire);
    responded += cpu_us () - since;
    back = seal (b, a, &answer);
    open (a, b, &answer, back);
    envelope_drop (&pair, NULL);
    pair = device_pair (b, a);
    envelope_drop (&pair, NULL);
    pair = device_pair (a, b);
  }
  print ("session_start_us", started / SESSIONS, "us");
  print ("respond_us", responded / SESSIONS, "us");
  print ("first_wire_bytes", (double) bytes, "bytes");
}

static void
bench_messages (Device *a, Device *b)
{
  double sealed = 0, opened = 0, since;
  gsize bytes = 0;

  for (guint i = 0; i < MESSAGES; i++) {
    Id message = id_random ();
    g_autoptr (GBytes) wire = NULL;

    since = cpu_us ();
    wire = seal (a, b, &message);
    sealed += cpu_us () - since;
    bytes = i == 0 ? g_bytes_get_size (wire) : bytes;
    since = cpu_us ();
    open (b, a, &message, wire);
    opened += cpu_us () - since;
  }
  print ("seal_us", sealed / MESSAGES, "us");
  print ("open_us", opened / MESSAGES, "us");
  print ("wire_bytes", (double) bytes, "bytes");
}

/* Each message answers the one before, so each turns the ratchet. */
static void
bench_turns (Device *a, Device *b)
{
  double since = cpu_us ();

  for (guint i = 0; i < MESSAGES; i++) {
    Device *from = i % 2 == 0 ? a : b, *to = i % 2 == 0 ? b : a;
    Id message = id_random ();
    g_autoptr (GBytes) wire = seal (from, to, &message);

    open (to, from, &message, wire);
  }
  print ("turn_us", (cpu_us () - since) / MESSAGES, "us");
}

int
main (void)
{
  double since = cpu_us ();
  g_autoptr (Device) a = NULL;
  g_autoptr (Device) b = NULL;

  g_assert_true (envelope_init (&engine_omemo, NULL));
  print ("init_us", cpu_us () - since, "us");
  a = device_new (1, 1);
  b = device_new (2, 1);
  bench_sessions (a, b);
  device_meet (a, b);
  bench_messages (a, b);
  bench_turns (a, b);
  return 0;
}
