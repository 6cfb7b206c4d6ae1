/* save: fetches the file of a message if it is not here yet, and writes it out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"
#include "print.h"

#include "vault.h"

typedef struct {
  MessageRow *row; /* the newest */
  gboolean fetching;
  gboolean done;
} Saving;

static void
saving_cb (Cli *cli, const Batch *batch, gpointer data)
{
  Saving *saving = data;

  for (guint i = 0; i < batch->messages->len; i++) {
    const MessageRow *row = batch->messages->pdata[i];

    if (!id_equal (&row->id, &saving->row->id) || row->media == NULL)
      continue;
    message_row_unref (saving->row);
    saving->row = message_row_ref (row);
    saving->fetching |=
        row->media->transfer == TRANSFER_WAITING || row->media->transfer == TRANSFER_RUNNING;
    saving->done =
        row->media->file != NULL || (saving->fetching && row->media->transfer == TRANSFER_FAILED);
  }
}

static ExitCode
fetch (Cli *cli, Saving *saving)
{
  MessageName name = { saving->row->conv, saving->row->author, saving->row->id };

  cli->on_batch = saving_cb;
  cli->batch_data = saving;
  core_fetch_media (cli->core, &name);
  if (!cli_run_until (cli, &saving->done))
    return cli_late (cli);
  cli->on_batch = NULL;
  return saving->row->media->file != NULL ? EXIT_OK : cli_refuse ("the file could not be fetched");
}

static ExitCode
save (Cli *cli, Saving *saving, const char *path)
{
  g_autoptr (GFile) target = g_file_new_for_commandline_arg (path);
  g_autoptr (GError) error = NULL;
  ExitCode code = EXIT_OK;

  if (saving->row->media == NULL)
    return cli_refuse ("there is no file in that message");
  if (saving->row->media->file == NULL)
    code = fetch (cli, saving);
  if (code != EXIT_OK)
    return code;
  if (!vault_export (saving->row->media->file, target, G_FILE_CREATE_NONE, NULL, &error))
    return cli_fail (error);
  print_message (saving->row);
  return EXIT_OK;
}

static ExitCode
save_run (Cli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Saving saving = { 0 };
  ExitCode code;
  Conv conv;
  Id id;

  if (argc != 4 || !id_from_text (argv[2], &id))
    return cli_usage ("save needs a conversation, the id of a message, and a path");
  if (!cli_conv (cli, argv[1], &conv, &error))
    return cli_fail (error);
  saving.row = cli_find_message (cli, &conv, &id, &error);
  if (saving.row == NULL)
    return error != NULL ? cli_fail (error) : cli_refuse ("there is no such message");
  code = save (cli, &saving, argv[3]);
  message_row_unref (saving.row);
  return code;
}

const CliCommand cli_save_commands[] = {
  { "save", "PHONE|CONV ID PATH", "write the picture or file of a message to PATH", FALSE, 300,
    save_run },
  { NULL },
};
