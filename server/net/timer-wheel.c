/* timer-wheel: 512 slots of a tenth of a second; what is due later waits in the last slot and
 * moves on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "timer-wheel.h"

#define SLOTS 512
#define TICK_US (100 * G_TIME_SPAN_MILLISECOND)

struct TimerWheel {
  GMainContext *context;
  GSource *tick; /* only while a timer is set */
  gint64 at;     /* the tick up to which everything has fired */
  guint count;
  WheelTimer *slots[SLOTS];
};

static void
insert (WheelTimer **list, WheelTimer *timer)
{
  timer->next = *list;
  timer->link = list;
  if (timer->next)
    timer->next->link = &timer->next;
  *list = timer;
}

static void
detach (WheelTimer *timer)
{
  *timer->link = timer->next;
  if (timer->next)
    timer->next->link = timer->link;
  timer->link = NULL;
}

static void
place (TimerWheel *wheel, WheelTimer *timer)
{
  gint64 tick = timer->due / TICK_US + 1;
  tick = CLAMP (tick, wheel->at + 1, wheel->at + SLOTS - 1);
  insert (&wheel->slots[tick % SLOTS], timer);
}

/* The slot is emptied into a list of its own first: whoever fires may set or cancel any timer. */
static void
run_slot (TimerWheel *wheel, WheelTimer **slot)
{
  WheelTimer *due = *slot;
  gint64 now = wheel->at * TICK_US;

  *slot = NULL;
  if (due)
    due->link = &due;
  while (due) {
    WheelTimer *timer = due;
    detach (timer);
    if (timer->due > now) {
      place (wheel, timer);
      continue;
    }
    wheel->count--;
    timer->fire (timer);
  }
}

void
timer_wheel_advance (TimerWheel *wheel, gint64 now)
{
  gint64 tick = now / TICK_US;

  if (tick - wheel->at > SLOTS)
    wheel->at = tick - SLOTS; /* after a suspend one turn visits every slot */
  while (wheel->at < tick) {
    wheel->at++;
    run_slot (wheel, &wheel->slots[wheel->at % SLOTS]);
  }
}

static gboolean
tick_cb (gpointer data)
{
  TimerWheel *wheel = data;

  timer_wheel_advance (wheel, g_get_monotonic_time ());
  if (wheel->count > 0)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&wheel->tick, g_source_unref);
  return G_SOURCE_REMOVE;
}

TimerWheel *
timer_wheel_new (GMainContext *context)
{
  TimerWheel *wheel = g_new0 (TimerWheel, 1);
  wheel->context = context ? g_main_context_ref (context) : NULL;
  return wheel;
}

void
timer_wheel_free (TimerWheel *wheel)
{
  if (!wheel)
    return;
  if (wheel->tick) {
    g_source_destroy (wheel->tick);
    g_source_unref (wheel->tick);
  }
  g_clear_pointer (&wheel->context, g_main_context_unref);
  g_free (wheel);
}

static void
start_ticking (TimerWheel *wheel)
{
  wheel->at = g_get_monotonic_time () / TICK_US;
  wheel->tick = g_timeout_source_new (TICK_US / G_TIME_SPAN_MILLISECOND);
  g_source_set_callback (wheel->tick, tick_cb, wheel, NULL);
  g_source_set_static_name (wheel->tick, "timer-wheel");
  g_source_attach (wheel->tick, wheel->context);
}

void
timer_wheel_set (TimerWheel *wheel, WheelTimer *timer, gint64 due)
{
  if (timer->link)
    detach (timer);
  else
    wheel->count++;
  if (!wheel->tick)
    start_ticking (wheel);
  timer->due = due;
  place (wheel, timer);
}

void
timer_wheel_cancel (TimerWheel *wheel, WheelTimer *timer)
{
  if (!timer->link)
    return;
  detach (timer);
  wheel->count--;
}
