/* chat: the commands that put chats in order. What they change goes to one's other devices while
 * something of this account runs. SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

#include "chat-file.h"

#include <string.h>

static GPtrArray *
rows_of (Cli *cli, CliWait *wait, GError **error)
{
  return cli_wait_for (cli, wait, error) ? core_query_finish (cli->core, wait->result, error)
                                         : NULL;
}

static ExitCode
show_chat (Cli *cli, const Conv *conv)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  core_query_chats_async (cli->core, 0, wait.cancellable, cli_done_cb, &wait);
  rows = rows_of (cli, &wait, &error);
  if (rows == NULL)
    return cli_fail (error);
  for (guint i = 0; i < rows->len; i++) {
    const ChatRow *row = rows->pdata[i];

    if (row->conv.kind == conv->kind && id_equal (&row->conv.id, &conv->id))
      print_chat (row);
  }
  return EXIT_OK;
}

static gint64
mute_until (const char *hours)
{
  gint64 n = hours != NULL ? g_ascii_strtoll (hours, NULL, 10) : 0;

  return n > 0 && n < 24 * 365 * 100 ? g_get_real_time () / 1000 + n * 3600 * 1000 : MUTED_ALWAYS;
}

static gboolean
change (Cli *cli, const Conv *conv, const char *how, const char *hours)
{
  if (strcmp (how, "pin") == 0 || strcmp (how, "unpin") == 0)
    core_pin_chat (cli->core, conv, how[0] == 'p');
  else if (strcmp (how, "archive") == 0 || strcmp (how, "unarchive") == 0)
    core_archive_chat (cli->core, conv, how[0] == 'a');
  else if (strcmp (how, "mute") == 0)
    core_mute_chat (cli->core, conv, mute_until (hours));
  else if (strcmp (how, "unmute") == 0)
    core_mute_chat (cli->core, conv, 0);
  else if (strcmp (how, "mentions") == 0 || strcmp (how, "everything") == 0)
    core_set_mentions_only (cli->core, conv, how[0] == 'm');
  else if (strcmp (how, "unread") == 0 || strcmp (how, "read") == 0)
    core_mark_unread (cli->core, conv, how[0] == 'u');
  else
    return FALSE;
  return TRUE;
}

static ExitCode
chat_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Conv conv;

  if (argc < 3 || argc > 4)
    return cli_usage ("chat needs a conversation and what to do with it");
  if (!cli_conv (cli, argv[1], &conv, &error))
    return cli_fail (error);
  if (!change (cli, &conv, argv[2], argv[3]))
    return cli_usage ("this cannot be done with a chat");
  return show_chat (cli, &conv);
}

static ExitCode
lists_run (Cli *cli, int argc, char **argv)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  core_query_lists_async (cli->core, wait.cancellable, cli_done_cb, &wait);
  rows = rows_of (cli, &wait, &error);
  if (rows == NULL)
    return cli_fail (error);
  for (guint i = 0; i < rows->len; i++)
    if (!((const ListRow *) rows->pdata[i])->broadcast)
      print_list (rows->pdata[i]);
  return EXIT_OK;
}

static ExitCode
list_make_run (Cli *cli, int argc, char **argv)
{
  Id id;

  if (argc != 2 || argv[1][0] == '\0')
    return cli_usage ("list-make needs a name");
  core_make_list (cli->core, argv[1], &id);
  return lists_run (cli, 1, argv);
}

static ExitCode
list_delete_run (Cli *cli, int argc, char **argv)
{
  Id id;

  if (argc != 2 || !id_from_text (argv[1], &id))
    return cli_usage ("list-delete needs the id of a list");
  core_delete_list (cli->core, &id);
  return lists_run (cli, 1, argv);
}

static ExitCode
list_put_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Conv conv;
  Id id;

  if (argc != 3 || !id_from_text (argv[1], &id))
    return cli_usage ("the id of a list and a conversation are needed");
  if (!cli_conv (cli, argv[2], &conv, &error))
    return cli_fail (error);
  core_put_in_list (cli->core, &id, &conv, strcmp (argv[0], "list-add") == 0);
  return lists_run (cli, 1, argv);
}

static ExitCode
export_run (Cli *cli, int argc, char **argv)
{
  gboolean text_only = FALSE;
  const GOptionEntry entries[] = {
    { "text-only", 0, 0, G_OPTION_ARG_NONE, &text_only, NULL, NULL },
    { NULL },
  };
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  Conv conv;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc != 3)
    return cli_usage ("export needs a conversation and a folder");
  if (!cli_conv (cli, argv[1], &conv, &error))
    return cli_fail (error);
  core_export_chat_async (cli->core, &conv, argv[2], !text_only, wait.cancellable, cli_done_cb,
                          &wait);
  if (cli_wait_for (cli, &wait, &error))
    path = core_export_chat_finish (cli->core, wait.result, &error);
  if (path == NULL)
    return cli_fail (error);
  print_value ("export", "path", path);
  return EXIT_OK;
}

static ExitCode
import_run (Cli *cli, int argc, char **argv)
{
  g_autofree char *own_name = NULL;
  const GOptionEntry entries[] = {
    { "own-name", 0, 0, G_OPTION_ARG_STRING, &own_name, NULL, NULL },
    { NULL },
  };
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autofree char *count = NULL;
  gint64 n = -1;
  Conv conv;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc != 3)
    return cli_usage ("import needs somebody and a .zip or .txt");
  if (!cli_conv (cli, argv[1], &conv, &error))
    return cli_fail (error);
  core_import_chat_async (cli->core, &conv, argv[2], own_name, wait.cancellable, cli_done_cb,
                          &wait);
  if (cli_wait_for (cli, &wait, &error))
    n = core_import_chat_finish (cli->core, wait.result, &error);
  if (error != NULL)
    return cli_fail (error);
  count = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  print_value ("import", "messages", count);
  return EXIT_OK;
}

const CliCommand cli_chat_commands[] = {
  { "export", "[--text-only] CONV FOLDER", "save a chat as a .zip of a text and its files", FALSE,
    600, export_run },
  { "import", "[--own-name N] PHONE|CONV PATH", "take in a chat that WhatsApp has exported", FALSE,
    600, import_run },
  { "chat", "CONV pin|unpin|archive|unarchive|mute [HOURS]|unmute|mentions|everything|unread|read",
    "do that with a chat, on all devices", FALSE, 30, chat_run },
  { "lists", "", "list the lists of chats", FALSE, 30, lists_run },
  { "list-make", "NAME", "make a list", FALSE, 30, list_make_run },
  { "list-delete", "ID", "delete a list; its chats stay", FALSE, 30, list_delete_run },
  { "list-add", "ID CONV", "put a chat in a list", FALSE, 30, list_put_run },
  { "list-remove", "ID CONV", "take a chat out of a list", FALSE, 30, list_put_run },
  { NULL },
};
