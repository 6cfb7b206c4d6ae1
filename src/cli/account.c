/* account: the commands about oneself - register, link, whoami, devices, set-name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

#include "limits.h"

#include <stdio.h>
#include <string.h>

#define DEVICE_NAME "whinchat-cli"
#define NAME_RULE "a name has at most 64 characters"

G_STATIC_ASSERT (LIMIT_NAME_MAX == 64);

CoreServer *
cli_check_server (Cli *cli, const char *typed, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_check_server_async (cli->core, typed, wait.cancellable, cli_done_cb, &wait);
  if (!cli_wait_for (cli, &wait, error))
    return NULL;
  return core_check_server_finish (cli->core, wait.result, error);
}

gboolean
cli_request_code (Cli *cli, const char *url, const char *phone, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) cause = NULL;

  core_request_code_async (cli->core, url, phone, wait.cancellable, cli_done_cb, &wait);
  if (!cli_wait_for (cli, &wait, error))
    return FALSE;
  core_request_code_finish (cli->core, wait.result, &cause);
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

char *
cli_read_line (void)
{
  char line[256];

  return fgets (line, sizeof line, stdin) != NULL ? g_strdup (g_strstrip (line)) : NULL;
}

static gboolean
is_registered (Cli *cli)
{
  return cli->account != NULL && cli->account->registered && !cli->account->revoked;
}

static gboolean
is_reachable (Cli *cli)
{
  return is_registered (cli) && cli->account->reachable;
}

static void
registered_cb (Cli *cli, const Batch *batch, gpointer data)
{
  *(gboolean *) data = is_reachable (cli);
}

ExitCode
cli_await_account (Cli *cli)
{
  gboolean done = is_reachable (cli);

  cli->on_batch = registered_cb;
  cli->batch_data = &done;
  if (!cli_run_until (cli, &done))
    return cli_late (cli);
  print_account (cli->account, NULL);
  return EXIT_OK;
}

static void
named_cb (Cli *cli, const Batch *batch, gpointer data)
{
  struct {
    const char *name;
    gboolean done;
  } *want = data;

  want->done = strcmp (cli->account->name, want->name) == 0;
}

static gboolean
set_name (Cli *cli, const char *name)
{
  struct {
    const char *name;
    gboolean done;
  } want = { name, FALSE };

  core_set_profile (cli->core, name, cli->account->about, NULL);
  cli->on_batch = named_cb;
  cli->batch_data = &want;
  return cli_run_until (cli, &want.done);
}

typedef struct {
  char *server;
  char *phone;
  char *code;
  char *invite;
  char *pin;
  char *name;
  char *device;
} Register;

static gboolean
is_name (const char *name)
{
  return g_utf8_validate (name, -1, NULL) && g_utf8_strlen (name, -1) <= LIMIT_NAME_MAX;
}

static ExitCode
do_register (Cli *cli, Register *with)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  CoreServer *server = cli_check_server (cli, with->server, &error);
  gboolean created, ok;

  if (server == NULL)
    return cli_fail (error);
  if (server->codes && with->code == NULL) {
    if (!cli_request_code (cli, server->url, with->phone, &error)) {
      core_server_free (server);
      return cli_fail (error);
    }
    fprintf (stderr, "A code was sent. Type it, then Enter:\n");
    with->code = cli_read_line ();
  }
  core_register_async (cli->core, server->url, with->phone, with->code, with->invite, with->pin,
                       with->device != NULL ? with->device : DEVICE_NAME, wait.cancellable,
                       cli_done_cb, &wait);
  core_server_free (server);
  ok = cli_wait_for (cli, &wait, &error) &&
       core_register_finish (cli->core, wait.result, &created, &error);
  if (!ok)
    return cli_fail (error);
  if (with->name != NULL && !set_name (cli, with->name))
    return cli_late (cli);
  return cli_await_account (cli);
}

static ExitCode
register_run (Cli *cli, int argc, char **argv)
{
  Register with = { 0 };
  const GOptionEntry entries[] = {
    { "server", 0, 0, G_OPTION_ARG_STRING, &with.server, NULL, NULL },
    { "phone", 0, 0, G_OPTION_ARG_STRING, &with.phone, NULL, NULL },
    { "code", 0, 0, G_OPTION_ARG_STRING, &with.code, NULL, NULL },
    { "invite", 0, 0, G_OPTION_ARG_STRING, &with.invite, NULL, NULL },
    { "pin", 0, 0, G_OPTION_ARG_STRING, &with.pin, NULL, NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &with.name, NULL, NULL },
    { "device", 0, 0, G_OPTION_ARG_STRING, &with.device, NULL, NULL },
    { NULL },
  };
  ExitCode code;

  if (!cli_options (&argc, &argv, entries))
    code = EXIT_USAGE;
  else if (with.server == NULL || with.phone == NULL || argc != 1)
    code = cli_usage ("register needs --server and --phone");
  else if (with.name != NULL && !is_name (with.name))
    code = cli_usage (NAME_RULE);
  else if (is_registered (cli)) /* before a code is sent in vain */
    code = cli_refuse ("there is an account here already; name another folder with --data");
  else
    code = do_register (cli, &with);
  g_free (with.server);
  g_free (with.phone);
  g_free (with.code);
  g_free (with.invite);
  g_free (with.pin);
  g_free (with.name);
  g_free (with.device);
  return code;
}

static ExitCode
whoami_run (Cli *cli, int argc, char **argv)
{
  print_account (cli->account, cli->link);
  return EXIT_OK;
}

static ExitCode
devices_run (Cli *cli, int argc, char **argv)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = NULL;

  core_devices_async (cli->core, wait.cancellable, cli_done_cb, &wait);
  if (cli_wait_for (cli, &wait, &error))
    devices = core_devices_finish (cli->core, wait.result, &error);
  if (devices == NULL)
    return cli_fail (error);
  for (guint i = 0; i < devices->len; i++)
    print_device (devices->pdata[i]);
  return EXIT_OK;
}

static ExitCode
set_name_run (Cli *cli, int argc, char **argv)
{
  if (argc != 2)
    return cli_usage ("set-name needs a name");
  if (!is_name (argv[1]))
    return cli_usage (NAME_RULE);
  if (!set_name (cli, argv[1]))
    return cli_late (cli);
  print_account (cli->account, NULL);
  return EXIT_OK;
}

const CliCommand cli_account_commands[] = {
  { "register",
    "--server URL --phone +... [--code C] [--invite T] [--pin P] [--name N] [--device D]",
    "make an account, or come back to it; reads the code from standard input", TRUE, 300,
    register_run },
  { "whoami", "", "show the account", FALSE, 10, whoami_run },
  { "devices", "", "list the account's devices", FALSE, 30, devices_run },
  { "set-name", "NAME", "set the name that others see", FALSE, 10, set_name_run },
  { NULL },
};
