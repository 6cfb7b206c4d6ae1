/* test-timer-wheel: never early, at most a tick late, whatever happens while firing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "timer-wheel.h"

#define SECOND G_TIME_SPAN_SECOND

typedef struct {
  WheelTimer timer;
  TimerWheel *wheel;
  guint fired;
  gint64 again;  /* set itself once more */
  gpointer kill; /* cancel that one */
} Probe;

static void
fire (WheelTimer *timer)
{
  Probe *probe = (Probe *) timer;

  probe->fired++;
  if (probe->again) {
    timer_wheel_set (probe->wheel, timer, probe->again);
    probe->again = 0;
  }
  if (probe->kill)
    timer_wheel_cancel (probe->wheel, &((Probe *) probe->kill)->timer);
}

static void
test_due (void)
{
  TimerWheel *wheel = timer_wheel_new (NULL);
  gint64 now = g_get_monotonic_time ();
  static const gint64 delays[] = { 0,       1,        99999,    100000,   100001,
                                   5000000, 51100000, 51200000, 600000000 };

  for (guint i = 0; i < G_N_ELEMENTS (delays); i++) {
    Probe probe = { .timer.fire = fire, .wheel = wheel };
    gint64 due = now + delays[i];
    timer_wheel_set (wheel, &probe.timer, due);
    for (gint64 at = now; at < due; at += SECOND)
      timer_wheel_advance (wheel, at);
    timer_wheel_advance (wheel, due - 1);
    g_assert_cmpuint (probe.fired, ==, 0);
    timer_wheel_advance (wheel, due + SECOND / 10 + 1);
    g_assert_cmpuint (probe.fired, ==, 1);
    now = due + SECOND;
    timer_wheel_advance (wheel, now);
    g_assert_cmpuint (probe.fired, ==, 1);
  }
  timer_wheel_free (wheel);
}

static void
test_suspend (void)
{
  TimerWheel *wheel = timer_wheel_new (NULL);
  gint64 now = g_get_monotonic_time ();
  Probe probes[100] = { 0 };

  for (guint i = 0; i < 100; i++) {
    probes[i].timer.fire = fire;
    probes[i].wheel = wheel;
    timer_wheel_set (wheel, &probes[i].timer, now + i * SECOND);
  }
  timer_wheel_advance (wheel, now + 3600 * SECOND);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (probes[i].fired, ==, 1);
  timer_wheel_free (wheel);
}

static void
test_inside (void)
{
  TimerWheel *wheel = timer_wheel_new (NULL);
  gint64 now = g_get_monotonic_time ();
  Probe other = { .timer.fire = fire, .wheel = wheel };
  Probe one = { .timer.fire = fire, .wheel = wheel, .again = now + 5 * SECOND, .kill = &other };

  timer_wheel_set (wheel, &other.timer, now + SECOND);
  timer_wheel_set (wheel, &one.timer, now + SECOND);
  timer_wheel_advance (wheel, now + 2 * SECOND);
  g_assert_cmpuint (one.fired, ==, 1);
  g_assert_cmpuint (other.fired, ==, 0);
  timer_wheel_set (wheel, &one.timer, now + 9 * SECOND); /* moved: the old date is forgotten */
  timer_wheel_advance (wheel, now + 6 * SECOND);
  g_assert_cmpuint (one.fired, ==, 1);
  timer_wheel_advance (wheel, now + 10 * SECOND);
  g_assert_cmpuint (one.fired, ==, 2);
  timer_wheel_cancel (wheel, &one.timer);
  timer_wheel_free (wheel);
}

static void
test_ticks (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  TimerWheel *wheel = timer_wheel_new (context);
  Probe probe = { .timer.fire = fire, .wheel = wheel };
  gint64 start = g_get_monotonic_time ();

  timer_wheel_set (wheel, &probe.timer, start + SECOND / 5);
  while (probe.fired == 0)
    g_main_context_iteration (context, TRUE);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, SECOND / 5);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * SECOND);
  timer_wheel_free (wheel);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/timer-wheel/due", test_due);
  g_test_add_func ("/net/timer-wheel/suspend", test_suspend);
  g_test_add_func ("/net/timer-wheel/inside", test_inside);
  g_test_add_func ("/net/timer-wheel/ticks", test_ticks);
  return g_test_run ();
}
