/* sticker: those that are kept, and sending one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "print.h"
#include "send.h"

#include <stdio.h>
#include <string.h>

#define PICTURE_MAX (32 * 1024 * 1024)

/* -- What is kept. -- */

static GPtrArray *
query (Cli *cli, GError **error)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };

  core_query_stickers_async (cli->core, wait.cancellable, cli_done_cb, &wait);
  return cli_wait_for (cli, &wait, error) ? core_query_finish (cli->core, wait.result, error)
                                          : NULL;
}

static ExitCode
stickers_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) packs = NULL;

  if (argc != 1)
    return cli_usage ("stickers needs nothing more");
  packs = query (cli, &error);
  if (packs == NULL)
    return cli_fail (error);
  for (guint i = 0; i < packs->len; i++) {
    const StickerPackRow *pack = packs->pdata[i];

    for (guint k = 0; k < pack->stickers->len; k++)
      print_sticker (pack, pack->stickers->pdata[k]);
  }
  return EXIT_OK;
}

/* By its id, or by its emoji: the first then. */
static gboolean
find (Cli *cli, const char *text, Id *id, GError **error)
{
  g_autoptr (GPtrArray) packs = query (cli, error);

  for (guint i = 0; packs != NULL && i < packs->len; i++) {
    const StickerPackRow *pack = packs->pdata[i];

    for (guint k = 0; k < pack->stickers->len; k++) {
      const StickerRow *row = pack->stickers->pdata[k];
      IdText name;

      *id = row->id;
      if (strcmp (row->emoji, text) == 0 || strcmp (id_to_text (&row->id, name), text) == 0)
        return TRUE;
    }
  }
  return FALSE;
}

/* -- Adding and taking away. -- */

/* NULL, and it has been said: it is no file, or too large. */
static GBytes *
read_picture (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  char *data;
  gsize len;

  if (info != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR) &&
      g_file_info_get_size (info) <= PICTURE_MAX &&
      g_file_load_contents (file, NULL, &data, &len, NULL, NULL))
    return g_bytes_new_take (data, len);
  fprintf (stderr, "whinchat-cli: there is no such file, or it is too large\n");
  return NULL;
}

static gboolean
add (Cli *cli, const char *path, const char *emoji, Id *id, ExitCode *code)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GBytes) picture = read_picture (path);
  g_autoptr (GError) error = NULL;

  *code = EXIT_USAGE;
  if (picture == NULL)
    return FALSE;
  core_add_sticker_async (cli->core, picture, emoji, &STICKER_PACK_OWN, wait.cancellable,
                          cli_done_cb, &wait);
  if (cli_wait_for (cli, &wait, &error) &&
      core_add_sticker_finish (cli->core, wait.result, id, NULL, &error))
    return TRUE;
  *code = cli_fail (error);
  return FALSE;
}

static void
print_id (const Id *id)
{
  IdText text;

  print_value ("sticker", "id", id_to_text (id, text));
}

static ExitCode
add_run (Cli *cli, int argc, char **argv)
{
  g_autofree char *emoji = NULL;
  const GOptionEntry entries[] = {
    { "emoji", 0, 0, G_OPTION_ARG_STRING, &emoji, NULL, NULL },
    { NULL },
  };
  ExitCode code;
  Id id;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc != 2)
    return cli_usage ("add-sticker needs a picture");
  if (!add (cli, argv[1], emoji, &id, &code))
    return code;
  print_id (&id);
  return EXIT_OK;
}

static ExitCode
keep_run (Cli *cli, int argc, char **argv)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageRow) row = NULL;
  Conv conv;
  Id id;

  if (argc != 3 || !id_from_text (argv[2], &id))
    return cli_usage ("keep-sticker needs a conversation and the id of a message");
  if (cli_conv (cli, argv[1], &conv, &error))
    row = cli_find_message (cli, &conv, &id, &error);
  if (row == NULL)
    return error != NULL ? cli_fail (error) : cli_refuse ("there is no such message");
  core_keep_sticker_async (cli->core, &(MessageName) { row->conv, row->author, row->id },
                           wait.cancellable, cli_done_cb, &wait);
  if (!cli_wait_for (cli, &wait, &error) ||
      !core_add_sticker_finish (cli->core, wait.result, &id, NULL, &error))
    return cli_fail (error);
  print_id (&id);
  return EXIT_OK;
}

static ExitCode
remove_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Id id;

  if (argc != 2)
    return cli_usage ("remove-sticker needs the id of one");
  if (!find (cli, argv[1], &id, &error))
    return error != NULL ? cli_fail (error) : cli_refuse ("there is no such sticker");
  core_remove_sticker (cli->core, &id);
  return EXIT_OK;
}

/* -- Sending. -- */

static ExitCode
send_one (Cli *cli, Sending *sending, const Id *id)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;

  sending_begin (cli, sending);
  core_send_sticker_async (cli->core, &sending->conv, id, NULL, wait.cancellable, cli_done_cb,
                           &wait);
  if (!cli_wait_for (cli, &wait, &error) ||
      !core_send_sticker_finish (cli->core, wait.result, &error))
    return cli_fail (error);
  return sending_finish (cli, sending);
}

static ExitCode
send_run (Cli *cli, int argc, char **argv)
{
  g_autofree char *emoji = NULL;
  const GOptionEntry entries[] = {
    { "emoji", 0, 0, G_OPTION_ARG_STRING, &emoji, NULL, NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  Sending sending = { .text = "" };
  ExitCode code;
  Id id;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc != 3)
    return cli_usage ("send-sticker needs somebody, and a picture, an emoji or a sticker's id");
  if (!cli_conv (cli, argv[1], &sending.conv, &error))
    return cli_fail (error);
  if (!find (cli, argv[2], &id, &error)) {
    if (error != NULL)
      return cli_fail (error);
    if (!add (cli, argv[2], emoji, &id, &code))
      return code;
  }
  return send_one (cli, &sending, &id);
}

const CliCommand cli_sticker_commands[] = {
  { "send-sticker", "[--emoji E] PHONE|CONV PATH|EMOJI|ID",
    "send a sticker; one made of a picture is kept", FALSE, 120, send_run },
  { "stickers", "", "the stickers that are kept here", FALSE, 30, stickers_run },
  { "add-sticker", "[--emoji E] PATH", "keep a picture as a sticker", FALSE, 60, add_run },
  { "keep-sticker", "CONV ID", "keep a sticker that was sent, and is here", FALSE, 60, keep_run },
  { "remove-sticker", "ID", "forget a sticker", FALSE, 30, remove_run },
  { NULL },
};
