/* cli: waiting for the engine, and names on the command line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include "country.h"
#include "phone.h"
#include "print.h"

#include <stdio.h>
#include <string.h>

ExitCode
cli_fail (const GError *error)
{
  fprintf (stderr, "whinchat-cli: %s\n", error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return EXIT_TIMEOUT;
  if (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_OFFLINE) ||
      g_error_matches (error, WHIN_ERROR, WHIN_ERROR_UNREACHABLE))
    return EXIT_OFFLINE;
  return EXIT_REFUSED;
}

ExitCode
cli_refuse (const char *words)
{
  fprintf (stderr, "whinchat-cli: %s\n", words);
  return EXIT_REFUSED;
}

ExitCode
cli_copied (void)
{
  const char *words =
      "this copy of Whinchat has been used elsewhere since; to go on here, register again";

  print_value ("copied", "why", words);
  fprintf (stderr, "whinchat-cli: %s\n", words);
  return EXIT_COPIED;
}

ExitCode
cli_late (const Cli *cli)
{
  if (cli->copied)
    return cli_copied ();
  fprintf (stderr, "whinchat-cli: there was no answer in time\n");
  return EXIT_TIMEOUT;
}

ExitCode
cli_usage (const char *words)
{
  fprintf (stderr, "whinchat-cli: %s\n", words);
  return EXIT_USAGE;
}

/* GLib leaves the `--` where it is when what follows looks like an option. */
static void
drop_separator (int *argc, char **argv)
{
  for (int i = 1; i < *argc; i++) {
    if (strcmp (argv[i], "--") != 0)
      continue;
    memmove (argv + i, argv + i + 1, (gsize) (*argc - i) * sizeof *argv);
    --*argc;
    return;
  }
}

gboolean
cli_options (int *argc, char ***argv, const GOptionEntry *entries)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error)) {
    drop_separator (argc, *argv);
    return TRUE;
  }
  cli_usage (error->message);
  return FALSE;
}

static gboolean
wake_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

gboolean
cli_run_until (Cli *cli, const gboolean *done)
{
  gboolean late = FALSE;
  g_autoptr (GSource) alarm = NULL;

  if (cli->deadline != G_MAXINT64) {
    alarm = g_timeout_source_new (0);
    g_source_set_ready_time (alarm, cli->deadline);
    g_source_set_callback (alarm, wake_cb, &late, NULL);
    g_source_attach (alarm, NULL);
  }
  while (!*done && !late && !cli->copied)
    g_main_context_iteration (NULL, TRUE);
  if (alarm != NULL)
    g_source_destroy (alarm);
  return *done;
}

static void
live_cb (Cli *cli, const Batch *batch, gpointer data)
{
  *(gboolean *) data = cli->link != NULL && cli->link->state == LINK_LIVE;
}

gboolean
cli_await_live (Cli *cli)
{
  gboolean live = cli->link != NULL && cli->link->state == LINK_LIVE;

  cli->on_batch = live_cb;
  cli->batch_data = &live;
  live = live || cli_run_until (cli, &live);
  cli->on_batch = NULL;
  return live;
}

void
cli_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CliWait *wait = data;

  wait->result = g_object_ref (result);
}

gboolean
cli_wait_for (Cli *cli, CliWait *wait, GError **error)
{
  gboolean late = FALSE;
  g_autoptr (GSource) alarm = g_timeout_source_new (0);

  if (cli->deadline != G_MAXINT64) {
    g_source_set_ready_time (alarm, cli->deadline);
    g_source_set_callback (alarm, wake_cb, &late, NULL);
    g_source_attach (alarm, NULL);
  }
  while (wait->result == NULL) {
    /* A call that is cancelled still answers. */
    if (late)
      g_cancellable_cancel (wait->cancellable);
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_destroy (alarm);
  if (late)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "there was no answer in time");
  return !late;
}

void
cli_wait_clear (CliWait *wait)
{
  g_clear_object (&wait->result);
  g_clear_object (&wait->cancellable);
}

static gboolean
conv_of_phone (Cli *cli, const char *phone, Conv *conv, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (ContactRow) row = NULL;

  core_find_async (cli->core, phone, wait.cancellable, cli_done_cb, &wait);
  if (!cli_wait_for (cli, &wait, error))
    return FALSE;
  row = core_find_finish (cli->core, wait.result, error);
  if (row == NULL)
    return FALSE;
  *conv = (Conv) { CONV_USER, row->acc };
  return TRUE;
}

/* Typed as at home, where the account's own number is from. */
static char *
phone_of (Cli *cli, const char *text)
{
  const Country *home = country_of_e164 (cli->account->phone);

  return home != NULL ? country_to_e164 (home, text) : NULL;
}

gboolean
cli_conv (Cli *cli, const char *text, Conv *conv, GError **error)
{
  g_autofree char *phone = NULL;

  if (conv_from_text (text, conv))
    return TRUE;
  if (strcmp (text, "me") == 0) {
    *conv = (Conv) { CONV_USER, cli->account->acc };
    return TRUE;
  }
  phone = phone_of (cli, text);
  if (phone == NULL) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_PHONE_INVALID,
                         "neither a phone number nor a conversation");
    return FALSE;
  }
  return conv_of_phone (cli, phone, conv, error);
}

gboolean
cli_people (Cli *cli, char **names, GArray *people, GError **error)
{
  for (guint i = 0; names[i] != NULL; i++) {
    Conv conv;

    if (!cli_conv (cli, names[i], &conv, error))
      return FALSE;
    if (conv.kind != CONV_USER) {
      g_set_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND, "%s is not a person", names[i]);
      return FALSE;
    }
    g_array_append_val (people, conv.id);
  }
  return TRUE;
}
