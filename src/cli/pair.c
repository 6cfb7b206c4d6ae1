/* pair: linking a further device, from both ends.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

#include <stdio.h>
#include <string.h>

#define DEVICE_NAME "Command line"

typedef struct {
  gboolean yes; /* the pictures are not compared */
  gboolean done;
  PairingState state;
} Pair;

/* A line on standard input that says yes. */
static gboolean
is_confirmed (const Pair *pair)
{
  char line[16];

  return pair->yes ||
         (fgets (line, sizeof line, stdin) != NULL && strcmp (g_strstrip (line), "yes") == 0);
}

static void
pairing_cb (Cli *cli, const Batch *batch, gpointer data)
{
  Pair *pair = data;

  if (batch->pairing == NULL)
    return;
  print_pairing (batch->pairing);
  pair->state = batch->pairing->state;
  if (pair->state == PAIRING_COMPARE && !batch->pairing->joining) {
    if (is_confirmed (pair))
      core_confirm_link (cli->core);
    else
      core_cancel_link (cli->core);
  }
  pair->done =
      pair->state == PAIRING_DONE || pair->state == PAIRING_FAILED || pair->state == PAIRING_NONE;
}

static gboolean
print_code (Cli *cli, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autofree char *code = NULL;
  g_autofree char *words = NULL;

  core_make_link_async (cli->core, wait.cancellable, cli_done_cb, &wait);
  if (cli_wait_for (cli, &wait, error))
    code = core_make_link_finish (cli->core, wait.result, error);
  if (code == NULL)
    return FALSE;
  words = core_link_words (code);
  print_code_and_words (code, words);
  return TRUE;
}

static void
history_cb (Cli *cli, const Batch *batch, gpointer data)
{
  for (guint i = 0; i < batch->works->len; i++) {
    const WorkRow *row = batch->works->pdata[i];

    print_work (row);
    if (row->kind == WORK_HISTORY_OUT && row->state != WORK_RUNNING)
      *(gboolean *) data = TRUE;
  }
}

/* The new device gets what was written before; without this program it would wait for it. */
static ExitCode
await_history (Cli *cli)
{
  gboolean sent = FALSE;

  cli->on_batch = history_cb;
  cli->batch_data = &sent;
  return cli_run_until (cli, &sent) ? EXIT_OK : cli_late (cli);
}

static ExitCode
link_run (Cli *cli, int argc, char **argv)
{
  Pair pair = { 0 };
  const GOptionEntry entries[] = {
    { "yes", 0, 0, G_OPTION_ARG_NONE, &pair.yes, NULL, NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  gboolean ended;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc != 1)
    return cli_usage ("link takes no arguments");
  if (!print_code (cli, &error))
    return cli_fail (error);
  cli->on_batch = pairing_cb;
  cli->batch_data = &pair;
  pair.done = FALSE;
  ended = cli_run_until (cli, &pair.done);
  cli->on_batch = NULL;
  if (!ended)
    return cli_late (cli);
  return pair.state == PAIRING_DONE ? await_history (cli)
                                    : cli_refuse ("the device was not linked");
}

static ExitCode
use_link_run (Cli *cli, int argc, char **argv)
{
  g_autofree char *server = NULL;
  g_autofree char *device = NULL;
  const GOptionEntry entries[] = {
    { "server", 0, 0, G_OPTION_ARG_STRING, &server, NULL, NULL },
    { "device", 0, 0, G_OPTION_ARG_STRING, &device, NULL, NULL },
    { NULL },
  };
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  Pair pair = { 0 };
  gboolean linked;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc < 2)
    return cli_usage ("use-link needs the code, or --server and the 12 words");
  code = g_strjoinv (" ", argv + 1);
  cli->on_batch = pairing_cb;
  cli->batch_data = &pair;
  core_use_link_async (cli->core, server, code, device != NULL ? device : DEVICE_NAME,
                       wait.cancellable, cli_done_cb, &wait);
  linked =
      cli_wait_for (cli, &wait, &error) && core_use_link_finish (cli->core, wait.result, &error);
  cli->on_batch = NULL;
  return linked ? cli_await_account (cli) : cli_fail (error);
}

const CliCommand cli_pair_commands[] = {
  { "link", "[--yes]",
    "link a further device: prints the code, then the pictures; \"yes\" on standard input confirms "
    "them",
    FALSE, 300, link_run },
  { "use-link", "[--server URL] [--device D] CODE|WORDS...", "become a further device", TRUE, 300,
    use_link_run },
  { NULL },
};
