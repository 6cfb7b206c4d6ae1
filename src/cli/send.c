/* send: the commands that write. They end when the server has the message.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "send.h"

#include "print.h"

#include "core-voice.h"
#include "limits.h"
#include "opus-probe.h"
#include "voice.h"

#include <stdio.h>
#include <string.h>

static gboolean
is_ours (Sending *sending, const MessageRow *row)
{
  if (!id_is_none (&sending->id))
    return row->own && id_equal (&row->id, &sending->id);
  /* It may have failed on the spot: too long, or no room on the disk. */
  return row->own && (row->state == STATE_PENDING || row->state == STATE_FAILED) &&
         row->time >= sending->since && row->conv.kind == sending->conv.kind &&
         id_equal (&row->conv.id, &sending->conv.id) && strcmp (row->text, sending->text) == 0;
}

static void
sending_cb (Cli *cli, const Batch *batch, gpointer data)
{
  Sending *sending = data;

  for (guint i = 0; i < batch->messages->len; i++) {
    const MessageRow *row = batch->messages->pdata[i];

    if (!is_ours (sending, row))
      continue;
    sending->id = row->id;
    g_clear_pointer (&sending->row, message_row_unref);
    sending->row = message_row_ref (row);
    sending->done = row->state != STATE_PENDING ||
                    (row->media != NULL && row->media->transfer == TRANSFER_FAILED);
  }
}

static const char *
why_failed (const MessageRow *row)
{
  if (row->error == WHIN_ERROR_DISK)
    return row->media != NULL ? "the file cannot be read"
                              : "the disk refused the message; it is not kept";
  if (row->error == WHIN_ERROR_CORRUPT)
    return "the file is damaged, or changed while it was read";
  if (row->error == WHIN_ERROR_UNTRUSTED)
    return "their key has changed: compare it (safety, verify), or accept it, then send again";
  return row->error == WHIN_ERROR_TOO_BIG ? "the message is too long" : "the message was refused";
}

ExitCode
sending_finish (Cli *cli, Sending *sending)
{
  ExitCode code = EXIT_OK;
  gboolean done = cli_run_until (cli, &sending->done);

  if (cli->copied) {
    code = cli_copied ();
  } else if (!done) {
    fprintf (stderr, "whinchat-cli: not sent yet; it goes out when this runs again\n");
    code = EXIT_TIMEOUT;
  } else if (sending->row->state == STATE_FAILED || sending->row->state == STATE_PENDING) {
    fprintf (stderr, "whinchat-cli: %s\n", why_failed (sending->row));
    code = EXIT_REFUSED;
  }
  if (sending->row != NULL)
    print_message (sending->row);
  g_clear_pointer (&sending->row, message_row_unref);
  return code;
}

void
sending_begin (Cli *cli, Sending *sending)
{
  sending->since = g_get_real_time () / 1000;
  cli->on_batch = sending_cb;
  cli->batch_data = sending;
}

/* Standard input to its end, without the last newline. NULL when it is longer than a message can
 * be. */
static char *
read_all (void)
{
  GString *text = g_string_new (NULL);
  char buffer[4096];
  gsize n;

  while ((n = fread (buffer, 1, sizeof buffer, stdin)) > 0 && text->len <= LIMIT_CONTENT_MAX)
    g_string_append_len (text, buffer, n);
  if (text->len > 0 && text->str[text->len - 1] == '\n')
    g_string_truncate (text, text->len - 1);
  return g_string_free (text, text->len > LIMIT_CONTENT_MAX);
}

/* Each "@+NUMBER" of somebody who is found. */
static GArray *
read_mentions (Cli *cli, const char *text)
{
  GArray *mentions = g_array_new (FALSE, FALSE, sizeof (Mention));

  for (const char *at = strstr (text, "@+"); at != NULL; at = strstr (at + 1, "@+")) {
    gsize digits = strspn (at + 2, "0123456789");
    g_autofree char *phone = g_strndup (at + 1, digits + 1);
    Mention mention = { .start = (guint) (at - text), .end = (guint) (at - text + 2 + digits) };
    Conv conv;

    if (digits == 0 || !cli_conv (cli, phone, &conv, NULL))
      continue;
    mention.acc = conv.id;
    g_array_append_val (mentions, mention);
  }
  return mentions;
}

static ExitCode
send_run (Cli *cli, int argc, char **argv)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) mentions = NULL;
  Sending sending = { 0 };

  if (argc < 3)
    return cli_usage ("send needs somebody and a text");
  text = argc == 3 && strcmp (argv[2], "-") == 0 ? read_all () : g_strjoinv (" ", argv + 2);
  if (text == NULL || text[0] == '\0' || !g_utf8_validate (text, -1, NULL))
    return cli_usage ("this is no text, or a text that is too long");
  if (!cli_conv (cli, argv[1], &sending.conv, &error))
    return cli_fail (error);
  mentions = read_mentions (cli, text);
  sending.text = text;
  sending_begin (cli, &sending);
  core_send_text (cli->core, &sending.conv, text, NULL, (const Mention *) mentions->data,
                  mentions->len);
  return sending_finish (cli, &sending);
}

/* -- Files. -- */

typedef struct {
  Conv conv;
  gint64 since;
  guint n;
  GPtrArray *rows; /* of MessageRow, ours, in their order */
  gboolean done;
} Files;

static gboolean
is_settled (const MessageRow *row)
{
  return row->state != STATE_PENDING || row->media->transfer == TRANSFER_FAILED;
}

static guint
find_row (const Files *files, const Id *id)
{
  guint i = 0;

  while (i < files->rows->len && !id_equal (&((MessageRow *) files->rows->pdata[i])->id, id))
    i++;
  return i;
}

static void
take_row (Files *files, MessageRow *row)
{
  guint at = find_row (files, &row->id);

  if (at < files->rows->len) {
    message_row_unref (files->rows->pdata[at]);
    files->rows->pdata[at] = message_row_ref (row);
  } else if (row->own && row->media != NULL && row->time >= files->since && at < files->n &&
             row->conv.kind == files->conv.kind && id_equal (&row->conv.id, &files->conv.id)) {
    g_ptr_array_add (files->rows, message_row_ref (row));
  }
}

static void
files_cb (Cli *cli, const Batch *batch, gpointer data)
{
  Files *files = data;

  for (guint i = 0; i < batch->messages->len; i++)
    take_row (files, batch->messages->pdata[i]);
  files->done = files->rows->len == files->n;
  for (guint i = 0; i < files->rows->len; i++)
    files->done = files->done && is_settled (files->rows->pdata[i]);
}

static ExitCode
files_finish (Cli *cli, Files *files)
{
  ExitCode code = EXIT_OK;
  gboolean done = cli_run_until (cli, &files->done);

  if (cli->copied) {
    code = cli_copied ();
  } else if (!done) {
    fprintf (stderr, "whinchat-cli: not sent yet; it goes out when this runs again\n");
    code = EXIT_TIMEOUT;
  }
  for (guint i = 0; i < files->rows->len; i++) {
    const MessageRow *row = files->rows->pdata[i];

    if (done && (row->state == STATE_FAILED || row->state == STATE_PENDING)) {
      fprintf (stderr, "whinchat-cli: %s\n", why_failed (row));
      code = EXIT_REFUSED;
    }
    print_message (row);
  }
  return code;
}

static gboolean
quality_of (const char *name, PictureQuality *quality)
{
  static const char *const names[] = { "standard", "high", "original", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    if (name == NULL || strcmp (name, names[i]) == 0) {
      *quality = (PictureQuality) i;
      return TRUE;
    }
  return FALSE;
}

static ExitCode
send_files (Cli *cli, const Conv *conv, const SendFile *given, guint n, const char *caption)
{
  Files files = { .conv = *conv, .n = n, .since = g_get_real_time () / 1000 };
  ExitCode code;

  files.rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);
  cli->on_batch = files_cb;
  cli->batch_data = &files;
  core_send_files (cli->core, conv, given, n, caption, NULL);
  code = files_finish (cli, &files);
  cli->on_batch = NULL;
  g_ptr_array_unref (files.rows);
  return code;
}

static ExitCode
send_file_run (Cli *cli, int argc, char **argv)
{
  g_autofree char *caption = NULL, *quality_name = NULL;
  gboolean as_file = FALSE;
  const GOptionEntry entries[] = {
    { "caption", 0, 0, G_OPTION_ARG_STRING, &caption, NULL, NULL },
    { "as-file", 0, 0, G_OPTION_ARG_NONE, &as_file, NULL, NULL },
    { "quality", 0, 0, G_OPTION_ARG_STRING, &quality_name, NULL, NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  SendFile files[LIMIT_ALBUM_MAX] = { 0 };
  PictureQuality quality;
  Conv conv;

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc < 3 || argc - 2 > (int) LIMIT_ALBUM_MAX)
    return cli_usage ("send-file needs somebody and files, 32 at most");
  if (!quality_of (quality_name, &quality))
    return cli_usage ("the quality is standard, high or original");
  for (int i = 2; i < argc; i++) {
    if (!g_file_test (argv[i], G_FILE_TEST_IS_REGULAR))
      return cli_usage ("there is no such file");
    files[i - 2] = (SendFile) { .path = argv[i], .as_file = as_file, .quality = quality };
  }
  if (!cli_conv (cli, argv[1], &conv, &error))
    return cli_fail (error);
  return send_files (cli, &conv, files, (guint) (argc - 2), caption);
}

/* -- Voice. -- */

static VoiceNote *
read_voice (const char *path, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize size;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL, error);
  if (info == NULL)
    return NULL;
  if (g_file_info_get_size (info) > OPUS_PROBE_BYTES_MAX) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG,
                         "the file is too big for a voice message");
    return NULL;
  }
  if (!g_file_get_contents (path, &data, &size, error))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&data), size);
  return voice_note_read (bytes, error);
}

static ExitCode
send_voice (Cli *cli, const VoiceNote *note, gboolean once, Sending *sending)
{
  g_auto (CliWait) wait = { NULL, g_cancellable_new () };
  g_autoptr (GError) error = NULL;
  CoreVoice voice = { note->ogg, note->bars, once, NULL };

  sending->text = "";
  sending_begin (cli, sending);
  core_send_voice_async (cli->core, &sending->conv, &voice, wait.cancellable, cli_done_cb, &wait);
  if (!cli_wait_for (cli, &wait, &error) ||
      !core_send_voice_finish (cli->core, wait.result, &error))
    return cli_fail (error);
  return sending_finish (cli, sending);
}

static ExitCode
send_voice_run (Cli *cli, int argc, char **argv)
{
  gboolean once = FALSE;
  const GOptionEntry entries[] = {
    { "once", 0, 0, G_OPTION_ARG_NONE, &once, NULL, NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (VoiceNote) note = NULL;
  Sending sending = { 0 };

  if (!cli_options (&argc, &argv, entries))
    return EXIT_USAGE;
  if (argc != 3)
    return cli_usage ("send-voice needs somebody and an Ogg file with Opus in it");
  note = read_voice (argv[2], &error);
  if (note == NULL || !cli_conv (cli, argv[1], &sending.conv, &error))
    return cli_fail (error);
  return send_voice (cli, note, once, &sending);
}

const CliCommand cli_send_commands[] = {
  { "send", "PHONE|CONV TEXT...",
    "send a text (- reads it; @+NUMBER mentions somebody) and wait until the server has it", FALSE,
    60, send_run },
  { "send-file", "[--caption T] [--as-file] [--quality standard|high|original] PHONE|CONV PATH...",
    "send pictures or files; pictures side by side become an album", FALSE, 300, send_file_run },
  { "send-voice", "[--once] PHONE|CONV PATH", "send a voice message, which is Opus in an Ogg file",
    FALSE, 300, send_voice_run },
  { NULL },
};
