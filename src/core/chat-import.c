/* chat-import: from the files of another program to messages of a chat. The pool reads and seals,
 * the core thread puts everything in at once. SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-file.h"

#include "old-chat.h"
#include "picture.h"
#include "pool.h"
#include "primitives.h"
#include "store-archive.h"
#include "store-chat.h"
#include "store-contact.h"
#include "store-media.h"
#include "unzip.h"
#include "vault.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define TEXT_MAX (256 * 1024 * 1024)
#define FILE_MAX (512 * 1024 * 1024)
#define MESSAGES_MAX 500000

typedef struct {
  MediaKey *key;
  char *path; /* for now */
  char *mime;
  gint64 size;
  int width;
  int height;
} Attached;

static void
attached_free (gpointer data)
{
  Attached *attached = data;

  if (attached == NULL)
    return;
  media_key_free (attached->key);
  if (attached->path != NULL)
    g_unlink (attached->path); /* unless it has got its name */
  g_free (attached->path);
  g_free (attached->mime);
  g_free (attached);
}

typedef struct {
  Job job; /* first */
  GTask *task;
  Conv conv;
  Id self;
  char *path;
  char *own_name;   /* or NULL */
  char *their_name; /* as it is known here */
  GPtrArray *messages;
  GArray *ids;         /* of Id, of each */
  GPtrArray *attached; /* of Attached or NULL, of each */
} Import;

static void
import_free (Import *import)
{
  g_clear_object (&import->task);
  g_free (import->path);
  g_free (import->own_name);
  g_free (import->their_name);
  g_clear_pointer (&import->messages, g_ptr_array_unref);
  g_clear_pointer (&import->ids, g_array_unref);
  g_clear_pointer (&import->attached, g_ptr_array_unref);
  job_clear (&import->job);
  g_free (import);
}

/* -- On the pool. -- */

/* The same message of the same chat always has the same name. */
static Id
id_of (const Import *import, guint i)
{
  const OldMessage *message = import->messages->pdata[i];
  g_autofree char *text =
      g_strdup_printf ("%u %" G_GINT64_FORMAT " %s\n%s\n%s", i, message->time, message->name,
                       message->text, message->file != NULL ? message->file : "");
  g_autofree guint8 *bytes = NULL;
  gsize len = strlen (text);
  guint8 hash[PRIM_HASH_BYTES];
  Id id;

  bytes = g_malloc (ID_BYTES + len);
  memcpy (bytes, import->conv.id.bytes, ID_BYTES);
  memcpy (bytes + ID_BYTES, text, len);
  prim_hash ("Whinchat imported message", bytes, ID_BYTES + len, hash);
  memcpy (id.bytes, hash, ID_BYTES);
  return id;
}

static char *
mime_of (const char *name)
{
  g_autofree char *type = g_content_type_guess (name, NULL, 0, NULL);
  char *mime = g_content_type_get_mime_type (type);

  return mime != NULL ? mime : g_strdup ("application/octet-stream");
}

static Attached *
seal (Import *import, GBytes *bytes, const OldMessage *message, guint i)
{
  Attached *attached = g_new0 (Attached, 1);
  g_autofree char *open = g_strdup_printf ("%s/import.open", import->job.core->media_dir);
  g_autofree char *mime = NULL;

  attached->path = g_strdup_printf ("%s/import.%u", import->job.core->media_dir, i);
  attached->mime = mime_of (message->file);
  attached->size = (gint64) g_bytes_get_size (bytes);
  attached->key = vault_seal_bytes (bytes, attached->path, import->job.cancellable, NULL);
  if (g_str_has_prefix (attached->mime, "image/") &&
      g_file_set_contents (open, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                           NULL)) {
    if (!picture_probe (open, &mime, &attached->width, &attached->height))
      attached->width = attached->height = 0;
    g_unlink (open);
  }
  if (attached->key != NULL)
    return attached;
  attached_free (attached);
  return NULL;
}

static GBytes *
read_beside (const Import *import, const char *name)
{
  g_autofree char *folder = g_path_get_dirname (import->path);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *data;
  gsize len;

  if (strchr (name, '/') != NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR) ||
      !g_file_get_contents (path, &data, &len, NULL))
    return NULL;
  return g_bytes_new_take (data, len);
}

static Attached *
take_file (Import *import, Unzip *zip, guint i)
{
  const OldMessage *message = import->messages->pdata[i];
  g_autoptr (GBytes) bytes = NULL;

  if (message->file == NULL)
    return NULL;
  if (zip != NULL)
    bytes = unzip_has (zip, message->file) ? unzip_read (zip, message->file, FILE_MAX, NULL) : NULL;
  else
    bytes = read_beside (import, message->file);
  return bytes != NULL && g_bytes_get_size (bytes) > 0 ? seal (import, bytes, message, i) : NULL;
}

static char *
read_text (Import *import, Unzip *zip, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local = NULL;
  const char *name;
  char *text;

  if (zip != NULL) {
    name = unzip_find (zip, ".txt");
    bytes = unzip_read (zip, name != NULL ? name : "", TEXT_MAX, error);
    return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                         : NULL;
  }
  if (g_file_get_contents (import->path, &text, NULL, &local))
    return text;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DISK, local->message);
  return NULL;
}

static void
read_cb (Job *job)
{
  Import *import = (Import *) job;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (Unzip) zip = NULL;
  g_autofree char *text = NULL;

  if (g_str_has_suffix (import->path, ".zip") &&
      (zip = unzip_open (import->path, &job->error)) == NULL)
    return;
  text = read_text (import, zip, &job->error);
  import->messages = text != NULL ? old_chat_parse (text, zone, &job->error) : NULL;
  if (import->messages == NULL)
    return;
  if (import->messages->len > MESSAGES_MAX)
    g_ptr_array_remove_range (import->messages, 0, import->messages->len - MESSAGES_MAX);
  for (guint i = 0; i < import->messages->len; i++) {
    Id id = id_of (import, i);

    g_array_append_val (import->ids, id);
    g_ptr_array_add (import->attached, take_file (import, zip, i));
    if (g_cancellable_set_error_if_cancelled (job->cancellable, &job->error))
      return;
  }
}

/* -- Into the store. -- */

static gboolean
is_own (const Import *import, const OldMessage *message)
{
  if (import->own_name != NULL)
    return strcmp (message->name, import->own_name) == 0;
  return strcmp (message->name, import->their_name) != 0;
}

static MessageRow *
row_of (const Import *import, guint i)
{
  const OldMessage *message = import->messages->pdata[i];
  const Attached *attached = import->attached->pdata[i];
  MessageRow *row = message_row_new ();

  row->conv = import->conv;
  row->own = is_own (import, message);
  row->author = row->own ? import->self : import->conv.id;
  row->id = g_array_index (import->ids, Id, i);
  row->ord = 1 + i;
  row->kind = attached == NULL      ? MESSAGE_TEXT
              : attached->width > 0 ? MESSAGE_PICTURE
                                    : MESSAGE_FILE;
  row->state = row->own ? STATE_READ : STATE_RECEIVED;
  row->time = message->time;
  row->text = attached == NULL && message->text[0] == '\0' && message->file != NULL
                  ? g_strdup (message->file)
                  : g_strdup (message->text);
  row->error = -1;
  if (attached == NULL)
    return row;
  row->media = media_new ();
  row->media->mime = g_strdup (attached->mime);
  row->media->name = g_strdup (message->file);
  row->media->size = attached->size;
  row->media->width = attached->width;
  row->media->height = attached->height;
  return row;
}

static gboolean
put_message (Core *core, Import *import, guint i)
{
  g_autoptr (StoreArchived) archived = g_new0 (StoreArchived, 1);
  const Attached *attached = import->attached->pdata[i];
  g_autoptr (StoreMedia) media = NULL;

  archived->row = row_of (import, i);
  archived->placed = TRUE;
  if (attached != NULL)
    archived->key = media_key_copy (attached->key);
  if (!store_archive_add_message (core->store, archived))
    return FALSE;
  if (attached == NULL)
    return TRUE;
  media = store_media_get (core->store, &archived->row->author, &archived->row->id);
  media->path = core_media_path (core, &archived->row->author, &archived->row->id);
  g_rename (attached->path, media->path);
  store_media_put (core->store, media);
  return TRUE;
}

static gint64
put_all (Core *core, Import *import)
{
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (MessageName));
  gint64 n = 0;

  for (guint i = 0; i < import->messages->len; i++)
    n += put_message (core, import, i);
  store_archive_settle (core->store, &import->conv);
  store_chat_mark_read (core->store, &import->conv, 1 + import->messages->len, read);
  core_note_chat (core, &import->conv);
  return n;
}

static void
put_cb (Core *core, Job *job)
{
  Import *import = (Import *) job;
  g_autoptr (GError) error = g_steal_pointer (&job->error);
  gint64 n = 0;

  if (error == NULL && (core->stopping || core->account == NULL))
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the account is gone");
  if (error == NULL) {
    core_begin (core);
    n = put_all (core, import);
    core_commit (core, &error);
  }
  if (error != NULL)
    g_task_return_error (import->task, g_steal_pointer (&error));
  else
    g_task_return_int (import->task, n);
  import_free (import);
}

static char *
name_of (Core *core, const Id *acc)
{
  g_autoptr (ContactRow) row = store_contact_get (core->store, acc);

  if (row == NULL)
    return g_strdup ("");
  return g_strdup (row->name[0] != '\0' ? row->name : row->profile_name);
}

static void
import_cb (Core *core, GTask *task)
{
  Import *import = g_task_get_task_data (task);

  if (core->account == NULL || import->conv.kind != CONV_USER) {
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                                     _ ("Only a chat with one person can be imported."));
    import_free (import);
    return;
  }
  import->self = core_self (core);
  import->their_name = name_of (core, &import->conv.id);
  import->task = g_object_ref (task);
  import->job.run = read_cb;
  import->job.done = put_cb;
  pool_run (core, &import->job);
}

void
core_import_chat_async (Core *core,
                        const Conv *conv,
                        const char *path,
                        const char *own_name,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Import *import = g_new0 (Import, 1);

  import->conv = *conv;
  import->path = g_strdup (path);
  import->own_name = g_strdup (own_name);
  import->ids = g_array_new (FALSE, FALSE, sizeof (Id));
  import->attached = g_ptr_array_new_with_free_func (attached_free);
  core_call (core, import_cb, import, NULL, cancellable, callback, user_data);
}

gint64
core_import_chat_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
