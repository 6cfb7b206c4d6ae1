/* kinds: polls, places, cards, and photos that may be looked at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "print.h"
#include "send.h"

#include "limits.h"
#include "phone.h"

#include <stdio.h>

/* -- Sending. -- */

static ExitCode
poll_run (Cli *cli, int argc, char **argv)
{
  gboolean multiple = FALSE;
  const GOptionEntry entries[] = {
    { "multiple", 0, 0, G_OPTION_ARG_NONE, &multiple, NULL, NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  Sending sending = { 0 };

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc < 5 || argc > 3 + (int) LIMIT_POLL_OPTIONS_MAX)
    return cli_usage ("poll needs somebody, a question, and from two to twelve options");
  if (!cli_conv (cli, argv[1], &sending.conv, &error))
    return cli_fail (error);
  if (sending.conv.kind == CONV_BROADCAST)
    return cli_refuse ("each would choose in a poll of their own");
  sending.text = argv[2];
  sending_begin (cli, &sending);
  core_send_poll (cli->core, &sending.conv, argv[2], (const char *const *) argv + 3, multiple);
  return sending_finish (cli, &sending);
}

static gboolean
degrees (const char *text, double most, int *millionths)
{
  char *end;
  double value = g_ascii_strtod (text, &end);

  *millionths = (int) (value * 1e6 + (value < 0 ? -0.5 : 0.5));
  return end != text && *end == '\0' && value >= -most && value <= most;
}

static ExitCode
location_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Sending sending = { 0 };
  Spot spot;

  if (argc < 4 || argc > 5 || !degrees (argv[2], 90, &spot.lat) ||
      !degrees (argv[3], 180, &spot.lon))
    return cli_usage ("send-location needs somebody, degrees north and east, and a name if any");
  if (!cli_conv (cli, argv[1], &sending.conv, &error))
    return cli_fail (error);
  sending.text = argc > 4 ? argv[4] : "";
  sending_begin (cli, &sending);
  core_send_location (cli->core, &sending.conv, &spot, sending.text);
  return sending_finish (cli, &sending);
}

static ExitCode
card_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Sending sending = { 0 };

  if (argc != 4 || !phone_is_e164 (argv[3]))
    return cli_usage ("send-contact needs somebody, a name, and a number that begins with +");
  if (!cli_conv (cli, argv[1], &sending.conv, &error))
    return cli_fail (error);
  sending.text = argv[2];
  sending_begin (cli, &sending);
  core_send_card (cli->core, &sending.conv, argv[2], argv[3], NULL);
  return sending_finish (cli, &sending);
}

static ExitCode
once_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Sending sending = { .text = "" };

  if (argc != 3 || !g_file_test (argv[2], G_FILE_TEST_IS_REGULAR))
    return cli_usage ("send-once needs somebody and a picture");
  if (!cli_conv (cli, argv[1], &sending.conv, &error))
    return cli_fail (error);
  sending_begin (cli, &sending);
  core_send_once (cli->core, &sending.conv, argv[2]);
  return sending_finish (cli, &sending);
}

/* -- With one that is there. -- */

typedef struct {
  MessageName name;
  MessageRow *row; /* as it is now */
  guint times;     /* it was told of: once when it is done here, then when the server has it */
  gboolean done;
} Doing;

static void
doing_cb (Cli *cli, const Batch *batch, gpointer data)
{
  Doing *doing = data;

  for (guint i = 0; i < batch->messages->len; i++) {
    const MessageRow *row = batch->messages->pdata[i];

    if (!id_equal (&row->id, &doing->name.id))
      continue;
    g_clear_pointer (&doing->row, message_row_unref);
    doing->row = message_row_ref (row);
    doing->done |= ++doing->times == 2;
  }
}

/* NULL when there is no such message among the newest. */
static MessageRow *
find (Cli *cli, const Conv *conv, const Id *id, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GPtrArray) rows = NULL;

  core_query_messages_async (cli->core, conv, PAGE_NEWEST, 0, 500, wait.cancellable, cli_done_cb,
                             &wait);
  if (cli_wait_for (cli, &wait, error))
    rows = core_query_finish (cli->core, wait.result, error);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (id_equal (&((MessageRow *) rows->pdata[i])->id, id))
      return message_row_ref (rows->pdata[i]);
  return NULL;
}

/* EXIT_OK when it is there; then doing->row is the caller's. */
static ExitCode
begin (Cli *cli, char **argv, Doing *doing)
{
  g_autoptr (GError) error = NULL;
  Conv conv;
  Id id;

  if (!id_from_text (argv[2], &id))
    return cli_usage ("that is no id of a message");
  if (!cli_conv (cli, argv[1], &conv, &error))
    return cli_fail (error);
  doing->row = find (cli, &conv, &id, &error);
  if (doing->row == NULL)
    return error != NULL ? cli_fail (error) : cli_refuse ("there is no such message");
  doing->name = (MessageName) { conv, doing->row->author, id };
  cli->on_batch = doing_cb;
  cli->batch_data = doing;
  return EXIT_OK;
}

static ExitCode
end (Cli *cli, Doing *doing)
{
  gboolean done = cli_run_until (cli, &doing->done);

  cli->on_batch = NULL;
  if (done)
    print_message (doing->row);
  g_clear_pointer (&doing->row, message_row_unref);
  return done ? EXIT_OK : cli_late (cli);
}

static ExitCode
refuse (Cli *cli, Doing *doing, const char *words)
{
  cli->on_batch = NULL;
  g_clear_pointer (&doing->row, message_row_unref);
  return cli_refuse (words);
}

static gboolean
read_choices (char **words, guint *choices)
{
  gint64 number;

  for (*choices = 0; *words != NULL; words++) {
    if (!g_ascii_string_to_signed (*words, 10, 1, LIMIT_POLL_OPTIONS_MAX, &number, NULL))
      return FALSE;
    *choices |= 1u << (number - 1);
  }
  return TRUE;
}

static ExitCode
vote_run (Cli *cli, int argc, char **argv)
{
  Doing doing = { 0 };
  ExitCode code;
  guint choices;

  if (argc < 3 || !read_choices (argv + 3, &choices))
    return cli_usage ("vote needs a conversation, the id of a poll, and numbers of its options");
  code = begin (cli, argv, &doing);
  if (code != EXIT_OK)
    return code;
  if (doing.row->poll == NULL || doing.row->poll->ended)
    return refuse (cli, &doing, "that is no poll, or it has ended");
  core_vote (cli->core, &doing.name, choices);
  return end (cli, &doing);
}

static ExitCode
end_poll_run (Cli *cli, int argc, char **argv)
{
  Doing doing = { 0 };
  ExitCode code;

  if (argc != 3)
    return cli_usage ("end-poll needs a conversation and the id of a poll");
  code = begin (cli, argv, &doing);
  if (code != EXIT_OK)
    return code;
  if (doing.row->poll == NULL || doing.row->poll->ended || !doing.row->own)
    return refuse (cli, &doing, "that is no poll of yours, or it has ended");
  core_end_poll (cli->core, &doing.name);
  return end (cli, &doing);
}

static ExitCode
view_once_run (Cli *cli, int argc, char **argv)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *size = NULL;
  Doing doing = { 0 };
  ExitCode code;

  if (argc != 3)
    return cli_usage ("view-once needs a conversation and the id of a message");
  code = begin (cli, argv, &doing);
  if (code != EXIT_OK)
    return code;
  g_clear_pointer (&doing.row, message_row_unref);
  cli->on_batch = NULL;
  core_view_once_async (cli->core, &doing.name, wait.cancellable, cli_done_cb, &wait);
  if (cli_wait_for (cli, &wait, &error))
    bytes = core_view_once_finish (cli->core, wait.result, &error);
  if (bytes == NULL)
    return cli_fail (error);
  size = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (bytes));
  print_value ("viewed", "bytes", size);
  return EXIT_OK;
}

const CliCommand cli_kinds_commands[] = {
  { "poll", "[--multiple] PHONE|CONV QUESTION OPTION OPTION...", "ask people to choose", FALSE, 60,
    poll_run },
  { "vote", "CONV ID [NUMBER...]", "choose options of a poll, from 1 on; without any takes it back",
    FALSE, 60, vote_run },
  { "end-poll", "CONV ID", "end a poll of yours", FALSE, 60, end_poll_run },
  { "send-location", "PHONE|CONV LATITUDE LONGITUDE [NAME]", "say where something is", FALSE, 60,
    location_run },
  { "send-contact", "PHONE|CONV NAME NUMBER", "say how somebody is reached", FALSE, 60, card_run },
  { "send-once", "PHONE|CONV PATH", "send a photo that may be looked at once", FALSE, 300,
    once_run },
  { "view-once", "CONV ID", "take such a photo as looked at; it is not kept", FALSE, 60,
    view_once_run },
  { NULL },
};
