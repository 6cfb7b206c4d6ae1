/* timeline-fixture: an open chat on a double of the core, whose model and changes are printed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-core.h"
#include "model-log.h"
#include "whin-timeline.h"

#define MINUTE (60 * 1000LL)
#define DAY (24 * 60 * MINUTE)
#define NOON (1700049600000LL) /* 2023-11-15 12:00 UTC */

typedef struct {
  WhinClient *client;
  WhinTimeline *timeline;
  ModelLog *log; /* from open_chat on */
  Conv conv;
  Id anna;
} TimelineFixture;

void timeline_set_up (TimelineFixture *f, gconstpointer data);
void timeline_tear_down (TimelineFixture *f, gconstpointer data);
/* Shows the chat, with so many unread, and waits. */
void timeline_open (TimelineFixture *f, gint64 unread);
void timeline_wait (TimelineFixture *f);
/* Of oneself or of Anna; the caller's. */
MessageRow *
timeline_message (TimelineFixture *f, gboolean own, gint64 ord, gint64 time, const char *text);
void timeline_store (TimelineFixture *f, gboolean own, gint64 ord, gint64 time, const char *text);
/* Takes row. */
void timeline_emit (MessageRow *row);
/* What is in the model, and what it said of its changes since the last check. */
void timeline_check (TimelineFixture *f, const char *model, const char *changes);
