/* timeline-fixture: an open chat on a double of the core, whose model and changes are printed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "timeline-fixture.h"

#include "whin-client-messages.h"

void
timeline_set_up (TimelineFixture *f, gconstpointer data)
{
  f->client = whin_client_new ("", NULL, NULL);
  f->anna = fake_id (1);
  f->conv = (Conv) { CONV_USER, f->anna };
}

void
timeline_wait (TimelineFixture *f)
{
  gint64 end = g_get_monotonic_time () + 5 * G_TIME_SPAN_SECOND;

  while (whin_timeline_get_loading (f->timeline)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_main_context_iteration (NULL, FALSE);
  }
}

/* "|" opens a run, "." closes it. */
static void
print_item (GString *text, gpointer item)
{
  switch (whin_message_get_item (item)) {
  case WHIN_ITEM_DAY:
    g_string_append_printf (text, "[%d]", whin_message_get_day (item));
    break;
  case WHIN_ITEM_UNREAD:
    g_string_append (text, "[unread]");
    break;
  case WHIN_ITEM_MESSAGE:
    g_string_append_printf (text, "%s%s%s", whin_message_is_first_of_run (item) ? "|" : "",
                            whin_message_get_row (item)->text,
                            whin_message_is_last_of_run (item) ? "." : "");
  }
}

void
timeline_open (TimelineFixture *f, gint64 unread)
{
  f->timeline = whin_timeline_new (f->client, &f->conv);
  whin_timeline_set_unread (f->timeline, unread);
  f->log = model_log_new (G_LIST_MODEL (f->timeline), print_item);
  whin_timeline_show (f->timeline, unread);
  timeline_wait (f);
}

void
timeline_tear_down (TimelineFixture *f, gconstpointer data)
{
  model_log_free (f->log);
  g_assert_finalize_object (f->timeline);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->client);
}

MessageRow *
timeline_message (TimelineFixture *f, gboolean own, gint64 ord, gint64 time, const char *text)
{
  return fake_message (&f->conv, own ? &FAKE_SELF : &f->anna, ord, time, text);
}

void
timeline_store (TimelineFixture *f, gboolean own, gint64 ord, gint64 time, const char *text)
{
  fake_core_store_message (timeline_message (f, own, ord, time, text));
}

void
timeline_emit (MessageRow *row)
{
  Batch *batch = batch_new ();

  g_ptr_array_add (batch->messages, row);
  fake_core_emit (batch);
}

void
timeline_check (TimelineFixture *f, const char *model, const char *changes)
{
  model_log_check (f->log, model, changes);
}
