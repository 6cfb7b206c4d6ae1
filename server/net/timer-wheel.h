/* timer-wheel: one timeout of the loop for all timers of all connections; set and cancel are O(1).
 * Coarse on purpose: a timer fires up to one tick (100 ms) late and never early.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef struct TimerWheel TimerWheel;
typedef struct WheelTimer WheelTimer;

/* Embedded in its owner, zeroed; FIRE is set once. May be set or cancelled inside FIRE. */
struct WheelTimer {
  void (*fire) (WheelTimer *timer);
  WheelTimer *next;
  WheelTimer **link; /* NULL when it is not set */
  gint64 due;        /* monotonic, in microseconds */
};

TimerWheel *timer_wheel_new (GMainContext *context);
void timer_wheel_free (TimerWheel *wheel);

void timer_wheel_set (TimerWheel *wheel, WheelTimer *timer, gint64 due);
void timer_wheel_cancel (TimerWheel *wheel, WheelTimer *timer);

/* Fires all that is due at NOW; the loop's tick does it, and tests with a clock of their own. */
void timer_wheel_advance (TimerWheel *wheel, gint64 now);
