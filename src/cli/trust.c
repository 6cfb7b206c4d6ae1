/* trust: whether the key of somebody's account is their own - safety, verify, accept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

static CoreSafety *
safety_of (Cli *cli, const Conv *conv, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_safety_async (cli->core, &conv->id, wait.cancellable, cli_done_cb, &wait);
  if (!cli_wait_for (cli, &wait, error))
    return NULL;
  return core_safety_finish (cli->core, wait.result, error);
}

/* Commands run in order: what was said before is part of the answer. */
static ExitCode
show (Cli *cli, const Conv *conv)
{
  g_autoptr (GError) error = NULL;
  CoreSafety *safety = safety_of (cli, conv, &error);

  if (safety == NULL)
    return cli_fail (error);
  print_safety (conv, safety);
  core_safety_free (safety);
  return EXIT_OK;
}

static gboolean
person (Cli *cli, const char *text, Conv *conv, GError **error)
{
  if (!cli_conv (cli, text, conv, error))
    return FALSE;
  if (conv->kind == CONV_USER)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                       "only a person has a safety number");
  return FALSE;
}

static ExitCode
safety_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Conv conv;

  if (argc != 2)
    return cli_usage ("safety needs a person");
  return person (cli, argv[1], &conv, &error) ? show (cli, &conv) : cli_fail (error);
}

static const char *
words_for (Compared compared)
{
  switch (compared) {
  case COMPARED_MATCH:
    return NULL;
  case COMPARED_MIRROR:
    return "this is your own code; theirs has to be compared";
  case COMPARED_MISMATCH:
    return "the safety numbers are different";
  case COMPARED_UNKNOWN:
    break;
  }
  return "this is no safety number";
}

static Compared
compare (Cli *cli, const Conv *conv, char **typed, GError **error)
{
  /* The groups of a number may have been typed apart. */
  g_autofree char *given = g_strjoinv (" ", typed);
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_compare_async (cli->core, &conv->id, given, wait.cancellable, cli_done_cb, &wait);
  if (!cli_wait_for (cli, &wait, error))
    return COMPARED_UNKNOWN;
  return core_compare_finish (cli->core, wait.result, error);
}

static ExitCode
verify (Cli *cli, const Conv *conv, char **typed)
{
  g_autoptr (GError) error = NULL;
  CoreSafety *safety = safety_of (cli, conv, &error);
  Compared compared;
  const char *refusal;

  if (safety == NULL)
    return cli_fail (error);
  compared = compare (cli, conv, typed, &error);
  refusal = words_for (compared);
  if (error == NULL && refusal == NULL)
    core_set_verified (cli->core, &conv->id, safety->number);
  core_safety_free (safety);
  if (error != NULL)
    return cli_fail (error);
  return refusal != NULL ? cli_refuse (refusal) : show (cli, conv);
}

static ExitCode
verify_run (Cli *cli, int argc, char **argv)
{
  gboolean clear = FALSE;
  const GOptionEntry entries[] = {
    { "clear", 0, 0, G_OPTION_ARG_NONE, &clear, NULL, NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  Conv conv;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (clear ? argc != 2 : argc < 3)
    return cli_usage ("verify needs a person and their number or code, or --clear and a person");
  if (!person (cli, argv[1], &conv, &error))
    return cli_fail (error);
  if (!clear)
    return verify (cli, &conv, argv + 2);
  core_set_verified (cli->core, &conv.id, NULL);
  return show (cli, &conv);
}

static ExitCode
accept_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Conv conv;

  if (argc != 2)
    return cli_usage ("accept needs a person");
  if (!person (cli, argv[1], &conv, &error))
    return cli_fail (error);
  core_accept_keys (cli->core, &conv.id);
  return show (cli, &conv);
}

const CliCommand cli_trust_commands[] = {
  { "safety", "CONV", "show the safety number with somebody, and how far their key is trusted",
    FALSE, 30, safety_run },
  { "verify", "CONV NUMBER|CODE, or --clear CONV",
    "mark somebody as verified, if the number or code they gave is right", FALSE, 30, verify_run },
  { "accept", "CONV", "go on after somebody's key has changed", FALSE, 30, accept_run },
  { NULL },
};
