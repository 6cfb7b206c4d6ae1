/* message: what is done to messages. These end when the server has it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "core-voice.h"
#include "print.h"

#include <stdio.h>
#include <string.h>

#define PAGE 500
#define LOOK_MS 50

/* -- Which. -- */

static GPtrArray *
read_page (Cli *cli, const Conv *conv, CorePage page, gint64 ord, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_query_messages_async (cli->core, conv, page, ord, PAGE, wait.cancellable, cli_done_cb,
                             &wait);
  return cli_wait_for (cli, &wait, error) ? core_query_finish (cli->core, wait.result, error)
                                          : NULL;
}

MessageRow *
cli_find_message (Cli *cli, const Conv *conv, const Id *id, GError **error)
{
  CorePage page = PAGE_NEWEST;
  gint64 ord = 0;
  gboolean more = TRUE;

  while (more) {
    g_autoptr (GPtrArray) rows = read_page (cli, conv, page, ord, error);

    if (rows == NULL)
      return NULL;
    for (guint i = 0; i < rows->len; i++)
      if (id_equal (&((MessageRow *) rows->pdata[i])->id, id))
        return message_row_ref (rows->pdata[i]);
    more = rows->len == PAGE;
    ord = more ? ((MessageRow *) rows->pdata[0])->ord : 0;
    page = PAGE_BEFORE;
  }
  return NULL;
}

/* Of the arguments CONV and ID. */
static gboolean
parse_name (Cli *cli, char **argv, MessageName *name, ExitCode *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageRow) row = NULL;
  Conv conv;
  Id id;

  if (!id_from_text (argv[1], &id)) {
    *code = cli_usage ("this is no id of a message");
    return FALSE;
  }
  if (cli_conv (cli, argv[0], &conv, &error))
    row = cli_find_message (cli, &conv, &id, &error);
  if (row == NULL)
    *code = error != NULL ? cli_fail (error) : cli_refuse ("there is no such message");
  else
    *name = (MessageName) { row->conv, row->author, row->id };
  return row != NULL;
}

/* -- Until the server has it. -- */

static gboolean
count (Cli *cli, gint64 *n, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_count_waiting_async (cli->core, wait.cancellable, cli_done_cb, &wait);
  if (!cli_wait_for (cli, &wait, error))
    return FALSE;
  *n = core_count_waiting_finish (cli->core, wait.result, error);
  return *n >= 0;
}

static gboolean
awake_cb (gpointer awake)
{
  *(gboolean *) awake = TRUE;
  return G_SOURCE_REMOVE;
}

ExitCode
cli_await_sent (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  gint64 n;

  for (;;) {
    gboolean awake = FALSE;

    if (!count (cli, &n, &error))
      return cli_fail (error);
    if (n == 0)
      return EXIT_OK;
    if (cli->copied)
      return cli_copied ();
    g_timeout_add (LOOK_MS, awake_cb, &awake);
    while (!awake)
      g_main_context_iteration (NULL, TRUE);
    if (g_get_monotonic_time () > cli->deadline) {
      fprintf (stderr, "whinchat-cli: not sent yet; it goes out when this runs again\n");
      return EXIT_TIMEOUT;
    }
  }
}

/* And shows what it came to. */
static ExitCode
finish (Cli *cli, const MessageName *name)
{
  ExitCode code = cli_await_sent (cli);
  g_autoptr (MessageRow) row = cli_find_message (cli, &name->conv, &name->id, NULL);

  if (row != NULL)
    print_message (row);
  return code;
}

/* -- The commands. -- */

static ExitCode
reply_run (Cli *cli, int argc, char **argv)
{
  g_autofree char *text = argc > 3 ? g_strjoinv (" ", argv + 3) : NULL;
  MessageName name;
  ExitCode code;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return cli_usage ("reply needs a conversation, the id of a message, and a text");
  if (!parse_name (cli, argv + 1, &name, &code))
    return code;
  core_send_text (cli->core, &name.conv, text, &name, NULL, 0);
  return cli_await_sent (cli);
}

static ExitCode
edit_run (Cli *cli, int argc, char **argv)
{
  g_autofree char *text = argc > 3 ? g_strjoinv (" ", argv + 3) : NULL;
  MessageName name;
  ExitCode code;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return cli_usage ("edit needs a conversation, the id of a message, and a text");
  if (!parse_name (cli, argv + 1, &name, &code))
    return code;
  core_edit_message (cli->core, &name, text, NULL, 0);
  return finish (cli, &name);
}

static ExitCode
delete_run (Cli *cli, int argc, char **argv)
{
  gboolean here = FALSE;
  const GOptionEntry entries[] = {
    { "here", 0, 0, G_OPTION_ARG_NONE, &here, NULL, NULL },
    { NULL },
  };
  MessageName name;
  ExitCode code;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc != 3)
    return cli_usage ("delete needs a conversation and the id of a message");
  if (!parse_name (cli, argv + 1, &name, &code))
    return code;
  if (here)
    core_delete_message (cli->core, &name);
  else
    core_delete_for_all (cli->core, &name, 1);
  return finish (cli, &name);
}

static ExitCode
react_run (Cli *cli, int argc, char **argv)
{
  MessageName name;
  ExitCode code;

  if (argc < 3 || argc > 4)
    return cli_usage ("react needs a conversation, the id of a message, and an emoji or nothing");
  if (!parse_name (cli, argv + 1, &name, &code))
    return code;
  core_react (cli->core, &name, argv[3]);
  return finish (cli, &name);
}

/* star, unstar, pin, unpin */
static ExitCode
mark_run (Cli *cli, int argc, char **argv)
{
  gboolean on = !g_str_has_prefix (argv[0], "un");
  MessageName name;
  ExitCode code;

  if (argc != 3)
    return cli_usage ("a conversation and the id of a message are needed");
  if (!parse_name (cli, argv + 1, &name, &code))
    return code;
  if (g_str_has_suffix (argv[0], "star"))
    core_star (cli->core, &name, on);
  else
    core_pin (cli->core, &name, on);
  return finish (cli, &name);
}

static ExitCode
forward_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GArray) convs = g_array_new (FALSE, FALSE, sizeof (Conv));
  g_autoptr (GError) error = NULL;
  MessageName name;
  ExitCode code;

  if (argc < 4)
    return cli_usage ("forward needs a conversation, the id of a message, and where it is to go");
  if (!parse_name (cli, argv + 1, &name, &code))
    return code;
  for (int i = 3; i < argc; i++) {
    Conv conv;

    if (!cli_conv (cli, argv[i], &conv, &error))
      return cli_fail (error);
    g_array_append_val (convs, conv);
  }
  core_forward (cli->core, &name, 1, (const Conv *) (gpointer) convs->data, convs->len);
  return cli_await_sent (cli);
}

/* -- What is known of one. -- */

typedef void (
    *Query) (Core *core, const MessageName *name, GCancellable *, GAsyncReadyCallback, gpointer);

static GPtrArray *
ask (Cli *cli, Query query, const MessageName *name, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  query (cli->core, name, wait.cancellable, cli_done_cb, &wait);
  return cli_wait_for (cli, &wait, error) ? core_query_finish (cli->core, wait.result, error)
                                          : NULL;
}

static ExitCode
info_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) receipts = NULL, reactors = NULL, versions = NULL;
  MessageName name;
  ExitCode code;

  if (argc != 3)
    return cli_usage ("info needs a conversation and the id of a message");
  if (!parse_name (cli, argv + 1, &name, &code))
    return code;
  if ((receipts = ask (cli, core_query_receipts_async, &name, &error)) == NULL ||
      (reactors = ask (cli, core_query_reactions_async, &name, &error)) == NULL ||
      (versions = ask (cli, core_query_versions_async, &name, &error)) == NULL)
    return cli_fail (error);
  for (guint i = 0; i < receipts->len; i++)
    print_person (receipts->pdata[i]);
  for (guint i = 0; i < reactors->len; i++)
    print_reactor (reactors->pdata[i]);
  for (guint i = 0; i < versions->len; i++)
    print_version (versions->pdata[i]);
  return EXIT_OK;
}

static ExitCode
played_run (Cli *cli, int argc, char **argv)
{
  MessageName name;
  ExitCode code;

  if (argc != 3)
    return cli_usage ("played needs a conversation and the id of a message");
  if (!parse_name (cli, argv + 1, &name, &code))
    return code;
  core_mark_played (cli->core, &name);
  return finish (cli, &name);
}

const CliCommand cli_message_commands[] = {
  { "reply", "CONV ID TEXT...", "answer a message", FALSE, 60, reply_run },
  { "edit", "CONV ID TEXT...", "change what one wrote", FALSE, 60, edit_run },
  { "delete", "[--here] CONV ID", "take a message back for everybody, or on this device only",
    FALSE, 60, delete_run },
  { "react", "CONV ID [EMOJI]", "react to a message, or take that back", FALSE, 60, react_run },
  { "star", "CONV ID", "put a star on a message, on all one's devices", FALSE, 60, mark_run },
  { "unstar", "CONV ID", "take the star away", FALSE, 60, mark_run },
  { "pin", "CONV ID", "pin a message for everybody in the chat", FALSE, 60, mark_run },
  { "unpin", "CONV ID", "unpin it", FALSE, 60, mark_run },
  { "played", "CONV ID", "take a voice message as listened to", FALSE, 60, played_run },
  { "forward", "CONV ID CONV...", "send a message on", FALSE, 300, forward_run },
  { "info", "CONV ID", "who has got and read a message, who reacted, and what it said before",
    FALSE, 30, info_run },
  { NULL },
};
