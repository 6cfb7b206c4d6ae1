/* timer: how long messages last in a chat. Ends when the server has the change.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

#include "limits.h"

#include <string.h>

typedef struct {
  Conv conv;
  gint64 seconds;
  gboolean done;
} Setting;

static gboolean
parse_seconds (const char *text, gint64 *seconds)
{
  static const struct {
    const char *word;
    gint64 seconds;
  } words[] = {
    { "off", 0 }, { "24h", 24 * 3600 }, { "7d", 7 * 24 * 3600 }, { "90d", 90 * 24 * 3600 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (text, words[i].word) == 0) {
      *seconds = words[i].seconds;
      return TRUE;
    }
  return g_ascii_string_to_signed (text, 10, LIMIT_EXPIRES_MIN, LIMIT_EXPIRES_MAX, seconds, NULL);
}

static void
placed_cb (Cli *cli, const Batch *batch, gpointer data)
{
  Setting *setting = data;

  for (guint i = 0; i < batch->messages->len; i++) {
    const MessageRow *row = batch->messages->pdata[i];

    setting->done |= row->kind == MESSAGE_GROUP_TIMER && row->own && row->state == STATE_SENT &&
                     row->expires == setting->seconds &&
                     memcmp (&row->conv, &setting->conv, sizeof row->conv) == 0;
  }
}

/* The chat as it is; NULL when there is none. */
static ChatRow *
find_chat (Cli *cli, const Conv *conv, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GPtrArray) rows = NULL;

  core_query_chats_async (cli->core, 0, wait.cancellable, cli_done_cb, &wait);
  if (cli_wait_for (cli, &wait, error))
    rows = core_query_finish (cli->core, wait.result, error);
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const ChatRow *row = rows->pdata[i];

    if (memcmp (&row->conv, conv, sizeof *conv) == 0)
      return chat_row_ref (row);
  }
  return NULL;
}

static ExitCode
set (Cli *cli, Setting *setting)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatRow) chat = find_chat (cli, &setting->conv, &error);

  if (error != NULL)
    return cli_fail (error);
  setting->done =
      setting->conv.kind == CONV_GROUP || setting->seconds == (chat != NULL ? chat->timer : 0);
  cli->on_batch = placed_cb;
  cli->batch_data = setting;
  core_set_timer_async (cli->core, &setting->conv, setting->seconds, wait.cancellable, cli_done_cb,
                        &wait);
  if (!cli_wait_for (cli, &wait, &error) || !core_set_timer_finish (cli->core, wait.result, &error))
    return cli_fail (error);
  return setting->done || cli_run_until (cli, &setting->done) ? EXIT_OK : cli_late (cli);
}

static ExitCode
timer_run (Cli *cli, int argc, char **argv)
{
  Setting setting = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatRow) chat = NULL;
  ExitCode code;

  if (argc != 3 || !parse_seconds (argv[2], &setting.seconds))
    return cli_usage ("timer needs a conversation, and off, 24h, 7d, 90d or seconds (at least 5)");
  if (!cli_conv (cli, argv[1], &setting.conv, &error))
    return cli_fail (error);
  if (setting.conv.kind == CONV_GROUP && !cli_await_live (cli))
    return cli_late (cli);
  code = set (cli, &setting);
  cli->on_batch = NULL;
  chat = code == EXIT_OK ? find_chat (cli, &setting.conv, &error) : NULL;
  if (chat != NULL)
    print_chat (chat);
  return code;
}

const CliCommand cli_timer_commands[] = {
  { "timer", "PHONE|CONV off|24h|7d|90d|SECONDS",
    "let what is written from now on go away by itself", FALSE, 60, timer_run },
  { NULL },
};
