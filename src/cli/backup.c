/* backup: the commands about backups, the recovery key and the main device. Secrets come on
 * standard input, never as arguments, which other people of the machine can see.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

#include <stdio.h>
#include <string.h>

#define DEVICE_NAME "Command line"

static void
wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
works_cb (Cli *cli, const Batch *batch, gpointer data)
{
  for (guint i = 0; i < batch->works->len; i++)
    print_work (batch->works->pdata[i]);
}

/* The same with the progress printed. */
static gboolean
wait_for (Cli *cli, CliWait *wait, GError **error)
{
  gboolean ok;

  cli->on_batch = works_cb;
  ok = cli_wait_for (cli, wait, error);
  cli->on_batch = NULL;
  return ok;
}

/* -- The recovery key. -- */

static gboolean
check_group (Cli *cli, guint index, const char *typed, gboolean *complete, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_check_recovery_group_async (cli->core, index, typed, wait.cancellable, cli_done_cb, &wait);
  return cli_wait_for (cli, &wait, error) &&
         core_check_recovery_group_finish (cli->core, wait.result, complete, error);
}

/* Asks for groups until there are enough of them; yes answers by itself. */
static gboolean
confirm_key (Cli *cli, const char *key, gboolean yes, GError **error)
{
  g_auto (GStrv) groups = g_strsplit (key, " ", -1);
  gboolean complete = FALSE;
  guint index = (guint) g_random_int_range (0, CORE_RECOVERY_GROUPS);

  while (!complete) {
    char *typed = NULL;
    gboolean right;

    if (!yes) {
      fprintf (stderr, "Type group %u of it, then Enter:\n", index + 1);
      typed = cli_read_line ();
    }
    right = check_group (cli, index,
                         yes             ? groups[index]
                         : typed != NULL ? typed
                                         : "",
                         &complete, error);
    wipe (typed);
    if (!right)
      return FALSE;
    index = (index + 5) % CORE_RECOVERY_GROUPS;
  }
  return TRUE;
}

static ExitCode
make_recovery_run (Cli *cli, int argc, char **argv)
{
  gboolean yes = FALSE, confirmed;
  const GOptionEntry entries[] = {
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, NULL, NULL },
    { NULL },
  };
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  char *key = NULL;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  core_make_recovery_async (cli->core, wait.cancellable, cli_done_cb, &wait);
  if (cli_wait_for (cli, &wait, &error))
    key = core_make_recovery_finish (cli->core, wait.result, &error);
  if (key == NULL)
    return cli_fail (error);
  print_value ("recovery", "key", key);
  confirmed = confirm_key (cli, key, yes, &error);
  wipe (key);
  return confirmed ? EXIT_OK : cli_fail (error);
}

/* -- Making one. -- */

static ExitCode
backup_run (Cli *cli, int argc, char **argv)
{
  gboolean with_passphrase = FALSE, saved;
  const GOptionEntry entries[] = {
    { "passphrase", 0, 0, G_OPTION_ARG_NONE, &with_passphrase, NULL, NULL },
    { NULL },
  };
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  char *passphrase;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc != 2)
    return cli_usage ("backup needs the file to write");
  passphrase = with_passphrase ? cli_read_line () : NULL;
  if (with_passphrase && passphrase == NULL)
    return cli_usage ("the passphrase comes on standard input");
  core_backup_file_async (cli->core, argv[1], passphrase, wait.cancellable, cli_done_cb, &wait);
  wipe (passphrase);
  saved = wait_for (cli, &wait, &error) && core_backup_file_finish (cli->core, wait.result, &error);
  return saved ? EXIT_OK : cli_fail (error);
}

static ExitCode
backup_server_run (Cli *cli, int argc, char **argv)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;

  core_backup_server_async (cli->core, wait.cancellable, cli_done_cb, &wait);
  return wait_for (cli, &wait, &error) && core_backup_server_finish (cli->core, wait.result, &error)
             ? EXIT_OK
             : cli_fail (error);
}

typedef struct {
  gboolean daily;
  gboolean done;
} Daily;

static void
daily_cb (Cli *cli, const Batch *batch, gpointer data)
{
  Daily *daily = data;

  daily->done |= batch->backup != NULL;
}

static ExitCode
daily_backup_run (Cli *cli, int argc, char **argv)
{
  Daily daily = { 0 };

  if (argc != 2 || (strcmp (argv[1], "on") != 0 && strcmp (argv[1], "off") != 0))
    return cli_usage ("daily-backup needs on or off");
  daily.daily = strcmp (argv[1], "on") == 0;
  cli->on_batch = daily_cb;
  cli->batch_data = &daily;
  core_set_daily_backup (cli->core, daily.daily);
  if (!cli_run_until (cli, &daily.done))
    return cli_late (cli);
  cli->on_batch = NULL;
  print_backup (cli->backup);
  return EXIT_OK;
}

static ExitCode
backups_run (Cli *cli, int argc, char **argv)
{
  print_backup (cli->backup);
  return EXIT_OK;
}

/* -- Coming back. -- */

static ExitCode
open_backup_run (Cli *cli, int argc, char **argv)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  CoreBackup *backup = NULL;
  char *secret;

  if (argc != 2)
    return cli_usage ("open-backup needs the file");
  secret = cli_read_line ();
  core_open_backup_async (cli->core, argv[1], secret != NULL ? secret : "", wait.cancellable,
                          cli_done_cb, &wait);
  wipe (secret);
  if (cli_wait_for (cli, &wait, &error))
    backup = core_open_backup_finish (cli->core, wait.result, &error);
  if (backup == NULL)
    return cli_fail (error);
  print_backup_file (backup);
  core_backup_free (backup);
  return EXIT_OK;
}

typedef struct {
  char *server;
  char *phone;
  char *code;
  char *invite;
  char *pin;
  char *device;
} Restore;

static gboolean
get_code (Cli *cli, Restore *with, const CoreServer *server, GError **error)
{
  if (!server->codes || with->code != NULL)
    return TRUE;
  if (!cli_request_code (cli, server->url, with->phone, error))
    return FALSE;
  fprintf (stderr, "A code was sent. Type it, then Enter:\n");
  with->code = cli_read_line ();
  return TRUE;
}

static gboolean
restore (Cli *cli, const Restore *with, const char *path, const char *secret, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_restore_async (cli->core, path, secret, with->server, with->phone, with->code, with->invite,
                      with->pin, with->device != NULL ? with->device : DEVICE_NAME,
                      wait.cancellable, cli_done_cb, &wait);
  return wait_for (cli, &wait, error) && core_restore_finish (cli->core, wait.result, error);
}

static ExitCode
do_restore (Cli *cli, Restore *with, const char *path)
{
  g_autoptr (GError) error = NULL;
  CoreServer *server = cli_check_server (cli, with->server, &error);
  gboolean ok;
  char *secret;

  if (server == NULL)
    return cli_fail (error);
  g_set_str (&with->server, server->url);
  fprintf (stderr, "Type the recovery key or the passphrase, then Enter:\n");
  secret = cli_read_line ();
  ok = get_code (cli, with, server, &error) &&
       restore (cli, with, path, secret != NULL ? secret : "", &error);
  wipe (secret);
  core_server_free (server);
  return ok ? cli_await_account (cli) : cli_fail (error);
}

static ExitCode
restore_run (Cli *cli, int argc, char **argv)
{
  Restore with = { 0 };
  const GOptionEntry entries[] = {
    { "server", 0, 0, G_OPTION_ARG_STRING, &with.server, NULL, NULL },
    { "phone", 0, 0, G_OPTION_ARG_STRING, &with.phone, NULL, NULL },
    { "code", 0, 0, G_OPTION_ARG_STRING, &with.code, NULL, NULL },
    { "invite", 0, 0, G_OPTION_ARG_STRING, &with.invite, NULL, NULL },
    { "pin", 0, 0, G_OPTION_ARG_STRING, &with.pin, NULL, NULL },
    { "device", 0, 0, G_OPTION_ARG_STRING, &with.device, NULL, NULL },
    { NULL },
  };
  ExitCode code;

  if (!cli_options (&argc, &argv, entries))
    code = EXIT_USAGE;
  else if (with.server == NULL || with.phone == NULL || argc > 2)
    code = cli_usage ("restore needs --server and --phone, and the file unless the server has it");
  else
    code = do_restore (cli, &with, argc == 2 ? argv[1] : NULL);
  g_free (with.server);
  g_free (with.phone);
  g_free (with.code);
  g_free (with.invite);
  g_free (with.pin);
  g_free (with.device);
  return code;
}

/* -- The main device. -- */

static void
primary_cb (Cli *cli, const Batch *batch, gpointer data)
{
  *(gboolean *) data = !cli->account->primary;
}

static ExitCode
make_primary_run (Cli *cli, int argc, char **argv)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  if (argc != 2)
    return cli_usage ("make-primary needs the number of a device");
  core_make_primary_async (cli->core, g_ascii_strtoll (argv[1], NULL, 10), wait.cancellable,
                           cli_done_cb, &wait);
  if (!cli_wait_for (cli, &wait, &error) ||
      !core_make_primary_finish (cli->core, wait.result, &error))
    return cli_fail (error);
  cli->on_batch = primary_cb;
  cli->batch_data = &done;
  return cli_run_until (cli, &done) ? EXIT_OK : cli_late (cli);
}

const CliCommand cli_backup_commands[] = {
  { "make-recovery", "[--yes]",
    "make a recovery key: prints it, then asks for two of its groups on standard input", FALSE, 300,
    make_recovery_run },
  { "backup", "[--passphrase] FILE",
    "write a backup that the recovery key opens, or a passphrase from standard input", FALSE, 600,
    backup_run },
  { "backup-server", "", "leave a backup at the server, for the recovery key", FALSE, 600,
    backup_server_run },
  { "daily-backup", "on|off", "leave one there once a day", FALSE, 30, daily_backup_run },
  { "backups", "", "show whether there is a recovery key, and the newest backup at the server",
    FALSE, 10, backups_run },
  { "open-backup", "FILE", "say what a backup is; reads what opens it from standard input", TRUE,
    120, open_backup_run },
  { "restore", "--server URL --phone +... [--code C] [--invite T] [--pin P] [--device D] [FILE]",
    "come back with a backup, without FILE with the server's; reads what opens it, then the code, "
    "from standard input",
    TRUE, 600, restore_run },
  { "make-primary", "DEV", "make another device the main one; waits until it is", FALSE, 120,
    make_primary_run },
  { NULL },
};
