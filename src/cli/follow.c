/* follow: prints what happens until it is told to stop. What a bot reads.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

#include "limits.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>

typedef struct {
  int count;        /* messages still to be printed; 0 is without end */
  gboolean read;    /* mark them as read */
  GHashTable *seen; /* Id -> MessageRow: as they were printed */
  gint64 since;     /* what was done before it began is old */
  gboolean done;
} Follow;

/* Old messages change too when receipts come in: those are not new ones. */
static gboolean
is_new (Follow *follow, const MessageRow *row)
{
  return row->state != STATE_DELIVERED && row->state != STATE_READ && row->state != STATE_FAILED &&
         !g_hash_table_contains (follow->seen, &row->id);
}

/* How often each reaction was given, and by oneself. */
static guint
hash_reactions (const MessageRow *row)
{
  guint hash = 0;

  for (guint i = 0; row->reactions != NULL && i < row->reactions->len; i++) {
    const Reaction *reaction = row->reactions->pdata[i];

    hash += (g_str_hash (reaction->emoji) ^ 0x55aa) * (2 * reaction->count + reaction->own);
  }
  return hash;
}

static gboolean
is_same (const MessageRow *a, const MessageRow *b)
{
  return a->kind == b->kind && strcmp (a->text, b->text) == 0 && a->edited == b->edited &&
         a->starred == b->starred && a->pinned == b->pinned &&
         hash_reactions (a) == hash_reactions (b);
}

static gboolean
was_touched (const MessageRow *row)
{
  return row->edited || row->starred || row->pinned || row->reactions != NULL ||
         row->kind == MESSAGE_DELETED;
}

static void
remember (Follow *follow, const MessageRow *row)
{
  g_hash_table_insert (follow->seen, id_copy (&row->id), message_row_ref (row));
}

static void
on_known (Follow *follow, const MessageRow *row)
{
  const MessageRow *before = g_hash_table_lookup (follow->seen, &row->id);

  if (before != NULL ? !is_same (before, row) : was_touched (row))
    print_change (row);
  else if (row->own || row->media != NULL)
    print_receipt (row);
  remember (follow, row);
}

/* What is from before is heard of when something is done to it. */
static gboolean
is_old (Follow *follow, const MessageRow *row)
{
  return row->time < follow->since && was_touched (row);
}

static void
on_message (Cli *cli, Follow *follow, const MessageRow *row)
{
  if (!is_new (follow, row) || is_old (follow, row)) {
    on_known (follow, row);
    return;
  }
  remember (follow, row);
  print_message (row);
  if (follow->read && !row->own)
    core_mark_read (cli->core, &row->conv, row->ord);
  if (follow->count > 0 && --follow->count == 0)
    follow->done = TRUE;
}

static void
follow_cb (Cli *cli, const Batch *batch, gpointer data)
{
  Follow *follow = data;

  for (guint i = 0; i < batch->messages->len && !follow->done; i++)
    on_message (cli, follow, batch->messages->pdata[i]);
  for (guint i = 0; i < batch->groups->len; i++)
    print_group (batch->groups->pdata[i]);
  for (guint i = 0; i < batch->presences->len; i++)
    print_presence (batch->presences->pdata[i]);
  for (guint i = 0; i < batch->activities->len; i++)
    print_activity (batch->activities->pdata[i]);
  for (guint i = 0; i < batch->works->len; i++)
    print_work (batch->works->pdata[i]);
  if (batch->link != NULL)
    print_link (batch->link);
  if (batch->account != NULL && batch->account->revoked)
    follow->done = TRUE;
}

static gboolean
stop_cb (gpointer data)
{
  ((Follow *) data)->done = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
watch_contacts (Cli *cli)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GPtrArray) rows = NULL;
  Id accs[LIMIT_WATCH_MAX];
  guint n = 0;

  core_query_contacts_async (cli->core, wait.cancellable, cli_done_cb, &wait);
  if (!cli_wait_for (cli, &wait, NULL))
    return;
  rows = core_query_finish (cli->core, wait.result, NULL);
  for (guint i = 0; rows != NULL && i < rows->len && n < LIMIT_WATCH_MAX; i++)
    accs[n++] = ((ContactRow *) rows->pdata[i])->acc;
  core_watch (cli->core, accs, n);
}

static ExitCode
follow_run (Cli *cli, int argc, char **argv)
{
  Follow follow = { 0 };
  const GOptionEntry entries[] = {
    { "count", 0, 0, G_OPTION_ARG_INT, &follow.count, NULL, NULL },
    { "read", 0, 0, G_OPTION_ARG_NONE, &follow.read, NULL, NULL },
    { NULL },
  };
  guint interrupt, terminate;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc != 1 || follow.count < 0)
    return cli_usage ("follow takes no arguments, and a count of at least 0");
  follow.since = g_get_real_time () / 1000;
  follow.seen =
      g_hash_table_new_full (id_hash, id_hash_equal, g_free, (GDestroyNotify) message_row_unref);
  if (cli->link != NULL)
    print_link (cli->link);
  cli->on_batch = follow_cb;
  cli->batch_data = &follow;
  watch_contacts (cli);
  interrupt = g_unix_signal_add (SIGINT, stop_cb, &follow);
  terminate = g_unix_signal_add (SIGTERM, stop_cb, &follow);
  cli_run_until (cli, &follow.done);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  cli->on_batch = NULL;
  g_hash_table_unref (follow.seen);
  if (cli->copied)
    return cli_copied ();
  return follow.count > 0 ? EXIT_TIMEOUT : EXIT_OK;
}

const CliCommand cli_follow_commands[] = {
  { "follow", "[--count N] [--read]",
    "print every message, receipt, presence and link change until Ctrl+C", FALSE, 0, follow_run },
  { NULL },
};
