/* main: whinchat-cli, the engine without a face, for scripts and bots. Answers are lines of JSON.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "harden.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static const CliCommand *const tables[] = {
  cli_account_commands, cli_pair_commands,  cli_trust_commands,   cli_group_commands,
  cli_read_commands,    cli_send_commands,  cli_save_commands,    cli_follow_commands,
  cli_backup_commands,  cli_chat_commands,  cli_timer_commands,   cli_search_commands,
  cli_message_commands, cli_kinds_commands, cli_contact_commands, cli_broadcast_commands,
  cli_sticker_commands,
};

static char *data_dir;
static int timeout_seconds = -1;

static const GOptionEntry entries[] = {
  { "data", 'd', 0, G_OPTION_ARG_FILENAME, &data_dir,
    "Where the account lives (default: whinchat-cli in the user's data folder)", "DIR" },
  { "timeout", 't', 0, G_OPTION_ARG_INT, &timeout_seconds,
    "Give up after so many seconds; 0 waits for ever", "S" },
  { NULL },
};

static char *
describe_commands (void)
{
  GString *out = g_string_new ("Commands:\n");

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const CliCommand *command = tables[t]; command->name != NULL; command++)
      g_string_append_printf (out, "  %s %s\n      %s\n", command->name, command->usage,
                              command->help);
  g_string_append (out, "\nCONV is u:ID, g:ID or b:ID as printed by chats, a phone number, or me.\n"
                        "Ends with 0 done, 1 refused, 2 wrong use, 3 no account, 4 too late, 5 "
                        "offline, 6 locked, 7 a copy that has been used elsewhere since.");
  return g_string_free (out, FALSE);
}

static const CliCommand *
find_command (const char *name)
{
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const CliCommand *command = tables[t]; command->name != NULL; command++)
      if (strcmp (command->name, name) == 0)
        return command;
  return NULL;
}

static void
batch_cb (const Batch *batch, gpointer data)
{
  Cli *cli = data;

  if (batch->account != NULL) {
    cli->copied |= cli->account != NULL && !cli->account->copied && batch->account->copied;
    g_clear_pointer (&cli->account, account_row_unref);
    cli->account = account_row_ref (batch->account);
  }
  if (batch->link != NULL) {
    g_clear_pointer (&cli->link, link_row_unref);
    cli->link = link_row_ref (batch->link);
  }
  if (batch->backup != NULL) {
    g_clear_pointer (&cli->backup, backup_row_unref);
    cli->backup = backup_row_ref (batch->backup);
  }
  if (cli->on_batch != NULL)
    cli->on_batch (cli, batch, cli->batch_data);
}

static void
first_batch_cb (Cli *cli, const Batch *batch, gpointer data)
{
  *(gboolean *) data = cli->account != NULL;
}

static ExitCode
run (Cli *cli, const CliCommand *command, int argc, char **argv)
{
  gboolean opened = FALSE;

  cli->on_batch = first_batch_cb;
  cli->batch_data = &opened;
  if (!cli_run_until (cli, &opened))
    return cli_late (cli);
  cli->on_batch = NULL;
  if (!command->no_account && cli->account->copied)
    return cli_copied ();
  if (!command->no_account && (!cli->account->registered || cli->account->revoked)) {
    fprintf (stderr, "whinchat-cli: there is no account here; register first\n");
    return EXIT_NO_ACCOUNT;
  }
  return command->run (cli, argc, argv);
}

static ExitCode
fail_to_open (const GError *error)
{
  ExitCode code = cli_fail (error);

  switch (error->code) {
  case WHIN_ERROR_LOCKED:
  case WHIN_ERROR_NO_KEYRING:
    fprintf (stderr, "whinchat-cli: give --key-file or --passphrase-fd; see --help\n");
    return EXIT_LOCKED;
  case WHIN_ERROR_KEYRING_CHANGED:
  case WHIN_ERROR_CODE_WRONG:
    return EXIT_LOCKED;
  default:
    return code;
  }
}

static ExitCode
open_and_run (const CliCommand *command, int argc, char **argv)
{
  int seconds = timeout_seconds >= 0 ? timeout_seconds : command->timeout;
  Cli cli = { 0 };
  g_autoptr (Keyring) keyring = NULL;
  g_autoptr (GError) error = NULL;
  ExitCode code;

  cli.dir = data_dir != NULL ? g_strdup (data_dir)
                             : g_build_filename (g_get_user_data_dir (), "whinchat-cli", NULL);
  cli.deadline = seconds > 0 ? g_get_monotonic_time () + seconds * G_USEC_PER_SEC : G_MAXINT64;
  keyring = cli_unlock (cli.dir, &error);
  if (keyring != NULL)
    cli.core = core_new (cli.dir, keyring, batch_cb, &cli, &error);
  code = cli.core != NULL ? run (&cli, command, argc, argv) : fail_to_open (error);
  if (cli.copied && code != EXIT_OK && code != EXIT_COPIED)
    code = cli_copied ();
  cli.on_batch = NULL;
  if (cli.core != NULL)
    core_free (cli.core);
  g_clear_pointer (&cli.account, account_row_unref);
  g_clear_pointer (&cli.link, link_row_unref);
  g_clear_pointer (&cli.backup, backup_row_unref);
  g_free (cli.dir);
  return code;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND [ARGUMENTS]");
  g_autofree char *description = describe_commands ();
  g_autoptr (GError) error = NULL;
  const CliCommand *command;
  ExitCode code;

  setlocale (LC_ALL, "");
  harden_process ();
  g_set_prgname ("whinchat-cli");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, cli_unlock_entries, NULL);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_summary (context, "Whinchat for scripts: one JSON object a line.");
  g_option_context_set_description (context, description);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return cli_usage (error->message);
  if (argc > 1 && strcmp (argv[1], "help") == 0) {
    g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

    printf ("%s", help);
    return EXIT_OK;
  }
  command = argc > 1 ? find_command (argv[1]) : NULL;
  if (command == NULL)
    return cli_usage (argc > 1 ? "no such command; see --help" : "say what to do; see --help");
  code = open_and_run (command, argc - 1, argv + 1);
  g_free (data_dir);
  return code;
}
