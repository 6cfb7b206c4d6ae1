/* chat-export: a chat as a text that people can read, and its files beside it. The text is made
 * here page by page, the files are opened on the pool. SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-file.h"

#include "pool.h"
#include "store-chat.h"
#include "store-contact.h"
#include "store-message.h"
#include "vault.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define PAGE 500

typedef struct {
  MediaFile *file;
  char *name;
} Piece;

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  media_file_unref (piece->file);
  g_free (piece->name);
  g_free (piece);
}

typedef struct {
  Job job; /* first */
  GTask *task;
  Conv conv;
  char *parent;
  gboolean with_media;
  char *folder;
  GString *text;
  GPtrArray *pieces;
  GHashTable *names; /* Id to what the author is called */
} Export;

static void
export_free (Export *export)
{
  g_clear_object (&export->task);
  g_free (export->parent);
  g_free (export->folder);
  g_string_free (export->text, TRUE);
  g_ptr_array_unref (export->pieces);
  g_hash_table_unref (export->names);
  job_clear (&export->job);
  g_free (export);
}

/* -- On the pool. -- */

static gboolean
write_text (Export *export, GError **error)
{
  g_autofree char *path = g_build_filename (export->folder, "chat.txt", NULL);
  g_autoptr (GError) local = NULL;

  if (g_mkdir_with_parents (export->folder, 0700) != 0) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DISK, g_strerror (errno));
    return FALSE;
  }
  if (g_file_set_contents_full (path, export->text->str, (gssize) export->text->len,
                                G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local))
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DISK, local->message);
  return FALSE;
}

static void
write_cb (Job *job)
{
  Export *export = (Export *) job;

  if (!write_text (export, &job->error))
    return;
  for (guint i = 0; i < export->pieces->len && job->error == NULL; i++) {
    const Piece *piece = export->pieces->pdata[i];
    g_autofree char *path = g_build_filename (export->folder, piece->name, NULL);
    g_autoptr (GFile) to = g_file_new_for_path (path);

    vault_export (piece->file, to, G_FILE_CREATE_PRIVATE, job->cancellable, &job->error);
  }
}

static void
written_cb (Core *core, Job *job)
{
  Export *export = (Export *) job;

  if (job->error != NULL)
    g_task_return_error (export->task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (export->task, g_strdup (export->folder), g_free);
  export_free (export);
}

/* -- Out of the store. -- */

static const char *
name_of (Core *core, Export *export, const Id *author)
{
  const char *known = g_hash_table_lookup (export->names, author);
  g_autoptr (ContactRow) row = NULL;
  Id self = core_self (core);
  char *name;

  if (known != NULL)
    return known;
  row = store_contact_get (core->store, author);
  if (id_equal (author, &self))
    name = g_strdup (core->account->name);
  else if (row == NULL)
    name = g_strdup (_ ("Somebody"));
  else
    name = g_strdup (row->name[0] != '\0'           ? row->name
                     : row->profile_name[0] != '\0' ? row->profile_name
                                                    : row->phone);
  g_hash_table_insert (export->names, id_copy (author), name);
  return name;
}

/* A file of its own for each, whatever they are called. */
static char *
piece_name (Export *export, const Media *media)
{
  const char *name = media->name[0] != '\0' ? media->name : media->ms > 0 ? "voice.ogg" : "file";

  return g_strdup_printf ("%05u-%s", export->pieces->len + 1, name);
}

static void
add_message (Core *core, Export *export, const MessageRow *row)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (row->time / 1000);
  g_autofree char *when = g_date_time_format (time, "%Y-%m-%d, %H:%M:%S");

  if (MESSAGE_KIND_IS_NOTICE (row->kind) || row->kind == MESSAGE_DELETED)
    return;
  g_string_append_printf (export->text, "[%s] %s: ", when, name_of (core, export, &row->author));
  if (row->media != NULL && row->media->file != NULL && export->with_media) {
    Piece *piece = g_new0 (Piece, 1);

    piece->file = media_file_ref (row->media->file);
    piece->name = piece_name (export, row->media);
    g_ptr_array_add (export->pieces, piece);
    g_string_append_printf (export->text, "<attached: %s>%s", piece->name,
                            row->text[0] != '\0' ? "\n" : "");
  } else if (row->media != NULL) {
    g_string_append_printf (export->text, "<%s>%s", row->media->name,
                            row->text[0] != '\0' ? "\n" : "");
  }
  g_string_append (export->text, row->text);
  g_string_append_c (export->text, '\n');
}

static void
add_messages (Core *core, Export *export)
{
  gint64 ord = 0;
  guint n;

  do {
    g_autoptr (GPtrArray) rows =
        store_message_page (core->store, &export->conv, STORE_AFTER, ord, PAGE);

    n = rows->len;
    for (guint i = 0; i < n; i++)
      add_message (core, export, rows->pdata[i]);
    if (n > 0)
      ord = ((const MessageRow *) rows->pdata[n - 1])->ord;
  } while (n == PAGE);
}

/* What is in no name of a folder, on any system. */
static char *
folder_of (Core *core, const Export *export)
{
  Id self = core_self (core);
  g_autoptr (ChatRow) row = store_chat_get (core->store, &export->conv, &self);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (core_now (core) / 1000);
  g_autofree char *when = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");
  g_autofree char *name = g_strdup (row != NULL && row->name[0] != '\0' ? row->name : "Whinchat");
  g_autofree char *both = NULL;

  g_strdelimit (name, "/\\:*?\"<>|\n\t", '_');
  if (name[0] == '.')
    name[0] = '_';
  both = g_strdup_printf ("%s %s", name, when);
  return g_build_filename (export->parent, both, NULL);
}

static void
export_cb (Core *core, GTask *task)
{
  Export *export = g_task_get_task_data (task);

  if (core->account == NULL) {
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "no account");
    export_free (export);
    return;
  }
  export->folder = folder_of (core, export);
  add_messages (core, export);
  export->task = g_object_ref (task);
  export->job.run = write_cb;
  export->job.done = written_cb;
  pool_run (core, &export->job);
}

void
core_export_chat_async (Core *core,
                        const Conv *conv,
                        const char *folder,
                        gboolean with_media,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Export *export = g_new0 (Export, 1);

  export->conv = *conv;
  export->parent = g_strdup (folder);
  export->with_media = with_media;
  export->text = g_string_new (NULL);
  export->pieces = g_ptr_array_new_with_free_func (piece_free);
  export->names = g_hash_table_new_full (id_hash, id_hash_equal, g_free, g_free);
  core_call (core, export_cb, export, NULL, cancellable, callback, user_data);
}

char *
core_export_chat_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
