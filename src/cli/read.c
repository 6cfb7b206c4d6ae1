/* read: the commands that look - contacts, find, chats, messages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

#define LIMIT_DEFAULT 50
#define LIMIT_MOST 500

static GPtrArray *
finish (Cli *cli, CliWait *wait, GError **error)
{
  return cli_wait_for (cli, wait, error) ? core_query_finish (cli->core, wait->result, error)
                                         : NULL;
}

static ExitCode
contacts_run (Cli *cli, int argc, char **argv)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  core_query_contacts_async (cli->core, wait.cancellable, cli_done_cb, &wait);
  rows = finish (cli, &wait, &error);
  if (rows == NULL)
    return cli_fail (error);
  for (guint i = 0; i < rows->len; i++)
    print_contact (rows->pdata[i]);
  return EXIT_OK;
}

static ExitCode
chats_run (Cli *cli, int argc, char **argv)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  core_query_chats_async (cli->core, 0, wait.cancellable, cli_done_cb, &wait);
  rows = finish (cli, &wait, &error);
  if (rows == NULL)
    return cli_fail (error);
  for (guint i = 0; i < rows->len; i++)
    print_chat (rows->pdata[i]);
  return EXIT_OK;
}

static ExitCode
find_run (Cli *cli, int argc, char **argv)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autoptr (ContactRow) row = NULL;

  if (argc != 2)
    return cli_usage ("find needs a phone number");
  core_find_async (cli->core, argv[1], wait.cancellable, cli_done_cb, &wait);
  if (cli_wait_for (cli, &wait, &error))
    row = core_find_finish (cli->core, wait.result, &error);
  if (row == NULL)
    return cli_fail (error);
  print_contact (row);
  return EXIT_OK;
}

static ExitCode
print_messages (GPtrArray *rows, const GError *error)
{
  if (rows == NULL)
    return cli_fail (error);
  for (guint i = 0; i < rows->len; i++)
    print_message (rows->pdata[i]);
  return EXIT_OK;
}

static ExitCode
messages_run (Cli *cli, int argc, char **argv)
{
  int limit = LIMIT_DEFAULT;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    { NULL },
  };
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  Conv conv;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc != 2 || limit < 1 || limit > LIMIT_MOST)
    return cli_usage ("messages needs a conversation, and a limit from 1 to 500");
  if (!cli_conv (cli, argv[1], &conv, &error))
    return cli_fail (error);
  core_query_messages_async (cli->core, &conv, PAGE_NEWEST, 0, limit, wait.cancellable, cli_done_cb,
                             &wait);
  rows = finish (cli, &wait, &error);
  return print_messages (rows, error);
}

const CliCommand cli_read_commands[] = {
  { "contacts", "", "list the people you know", FALSE, 30, contacts_run },
  { "find", "PHONE", "look a number up", FALSE, 30, find_run },
  { "chats", "", "list the chats", FALSE, 30, chats_run },
  { "messages", "[--limit N] CONV", "list the newest messages of a chat", FALSE, 30, messages_run },
  { NULL },
};
