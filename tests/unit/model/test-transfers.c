/* test-transfers: which files are on their way, in the order in which they were asked for, and how
 * far all of it is. SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-core.h"
#include "model-log.h"

#include "whin-transfers.h"

typedef struct {
  WhinClient *client;
  WhinTransfers *transfers;
  ModelLog *log;
  Conv conv;
} Fixture;

static MessageRow *
make_file (Fixture *f, gint64 ord, TransferState transfer, gint64 done, const char *text)
{
  MessageRow *row = fake_file (&f->conv, &f->conv.id, ord, "application/pdf", text);

  row->media->transfer = transfer;
  row->media->done = done;
  return row;
}

/* What has become of one. */
static MessageRow *
again (const MessageRow *row, TransferState transfer, gint64 done)
{
  MessageRow *copy = message_row_copy (row);

  copy->media->transfer = transfer;
  copy->media->done = done;
  return copy;
}

/* Takes row. */
static void
tell (MessageRow *row)
{
  Batch *batch = batch_new ();

  g_ptr_array_add (batch->messages, row);
  fake_core_emit (batch);
}

static void
print_message (GString *out, gpointer message)
{
  g_string_append (out, whin_message_get_row (message)->text);
}

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->client = whin_client_new ("", NULL, NULL);
  f->conv = (Conv) { CONV_USER, fake_id (1) };
}

static void
open_transfers (Fixture *f)
{
  f->transfers = whin_transfers_new (f->client);
  f->log = model_log_new (G_LIST_MODEL (f->transfers), print_message);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  model_log_free (f->log);
  g_assert_finalize_object (f->transfers);
  spin ();
  g_assert_finalize_object (f->client);
}

static void
test_follow (Fixture *f, gconstpointer data)
{
  g_autoptr (MessageRow) slow = make_file (f, 100, TRANSFER_RUNNING, 500, "slow");
  g_autoptr (MessageRow) soon = make_file (f, 200, TRANSFER_WAITING, 0, "soon");

  fake_core_store_message (message_row_ref (slow));
  fake_core_store_message (make_file (f, 150, TRANSFER_NONE, 1000, "here"));
  open_transfers (f);
  spin ();
  model_log_check (f->log, "slow", "0-0+1");
  g_assert_cmpfloat (whin_transfers_get_progress (f->transfers), ==, 0.5);
  tell (message_row_ref (soon));
  model_log_check (f->log, "slow soon", "1-0+1");
  g_assert_cmpuint (whin_transfers_get_running (f->transfers), ==, 2);
  g_assert_cmpfloat (whin_transfers_get_progress (f->transfers), ==, 0.25);
  /* Further on: nothing moves. */
  tell (again (slow, TRANSFER_RUNNING, 1000));
  model_log_check (f->log, "slow soon", "");
  g_assert_cmpfloat (whin_transfers_get_progress (f->transfers), ==, 0.5);
  tell (again (slow, TRANSFER_NONE, 1000));
  model_log_check (f->log, "soon", "0-1+0");
  /* One that failed stays, and counts no more. */
  tell (again (soon, TRANSFER_FAILED, 300));
  model_log_check (f->log, "soon", "");
  g_assert_cmpuint (whin_transfers_get_running (f->transfers), ==, 0);
  g_assert_cmpuint (whin_transfers_get_failed (f->transfers), ==, 1);
  g_assert_cmpfloat (whin_transfers_get_progress (f->transfers), ==, 0);
}

/* What a batch told before the answer came is newer than the answer. */
static void
test_late_answer (Fixture *f, gconstpointer data)
{
  g_autoptr (MessageRow) row = make_file (f, 100, TRANSFER_RUNNING, 10, "one");

  fake_core_store_message (message_row_ref (row));
  open_transfers (f);
  tell (again (row, TRANSFER_RUNNING, 900));
  spin ();
  model_log_check (f->log, "one", "0-0+1");
  g_assert_cmpfloat (whin_transfers_get_progress (f->transfers), ==, 0.9);
}

static void
test_deleted (Fixture *f, gconstpointer data)
{
  MessageRow *row = make_file (f, 100, TRANSFER_RUNNING, 10, "one");
  MessageName name = { row->conv, row->author, row->id };
  Batch *batch = batch_new ();

  open_transfers (f);
  tell (row);
  model_log_check (f->log, "one", "0-0+1");
  g_array_append_val (batch->removed, name);
  fake_core_emit (batch);
  model_log_check (f->log, "", "0-1+0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/transfers/follow", Fixture, NULL, set_up, test_follow, tear_down);
  g_test_add ("/transfers/late-answer", Fixture, NULL, set_up, test_late_answer, tear_down);
  g_test_add ("/transfers/deleted", Fixture, NULL, set_up, test_deleted, tear_down);
  return g_test_run ();
}
