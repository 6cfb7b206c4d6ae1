/* stickers: see the header. The built-in ones are put beside the others when they are first asked
 * for, so that all are files of this device, sealed like every other.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "stickers.h"

#include "emoji.h"
#include "pool.h"
#include "vault.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define SETTLED "stickers-built-in" /* setting: which of them are there */
#define EDITION "1"

gboolean
sticker_seal (StickerRow *row,
              GBytes *picture,
              const char *path,
              GCancellable *cancellable,
              GError **error)
{
  guint8 hash[PRIM_HASH_BYTES];
  gsize len;
  gconstpointer data = g_bytes_get_data (picture, &len);
  g_autoptr (MediaKey) key = vault_seal_bytes (picture, path, cancellable, error);

  if (key == NULL)
    return FALSE;
  prim_hash ("Whinchat sticker", data, len, hash);
  memcpy (row->id.bytes, hash, ID_BYTES);
  row->file = media_file_new (path, key);
  return TRUE;
}

/* -- Those that come with the program. -- */

typedef struct {
  Job job; /* first */
  GPtrArray *paths;
  GPtrArray *rows; /* of StickerRow, once they are made */
} Settle;

static void
settle_run_cb (Job *job)
{
  Settle *settle = (Settle *) job;

  for (guint i = 0; i < STICKERS_BUILT_IN; i++) {
    StickerRow *row = sticker_row_new ();
    const char *emoji;
    g_autoptr (GBytes) picture = stickers_built_in (i, &emoji);

    row->pack = STICKER_PACK_BUILT_IN;
    row->emoji = g_strdup (emoji);
    row->width = row->height = LIMIT_STICKER_SIDE;
    row->added = STICKERS_BUILT_IN - i;
    g_ptr_array_add (settle->rows, row);
    if (!sticker_seal (row, picture, settle->paths->pdata[i], job->cancellable, &job->error))
      return;
  }
}

static void
answer (Core *core, const GError *error)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&core->stickers_wanted);

  core->stickers_wanted = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++) {
    g_autoptr (GError) failed = error != NULL ? g_error_copy (error) : NULL;
    g_autoptr (GPtrArray) packs = failed == NULL ? store_sticker_packs (core->store) : NULL;

    if (failed == NULL)
      failed = store_take_error (core->store);
    if (failed != NULL)
      g_task_return_error (waiting->pdata[i], g_steal_pointer (&failed));
    else
      g_task_return_pointer (waiting->pdata[i], g_steal_pointer (&packs),
                             (GDestroyNotify) g_ptr_array_unref);
  }
}

static void
remove_files (const GPtrArray *paths)
{
  for (guint i = 0; i < paths->len; i++)
    g_unlink (paths->pdata[i]);
}

/* Somebody may have kept one of them before. */
static gboolean
put_all (Core *core, const GPtrArray *rows, GError **error)
{
  core_begin (core);
  for (guint i = 0; i < rows->len; i++) {
    const StickerRow *row = rows->pdata[i];
    g_autoptr (StickerRow) before = store_sticker_get (core->store, &row->id);

    if (before != NULL) {
      core_note_file (core, before->file->path);
      store_sticker_remove (core->store, &row->id);
    }
    store_sticker_add (core->store, row);
  }
  store_setting_put (core->store, SETTLED, EDITION);
  return core_commit (core, error);
}

static void
settle_done_cb (Core *core, Job *job)
{
  Settle *settle = (Settle *) job;

  /* The account may have gone meanwhile. */
  if (job->error == NULL && core->account == NULL)
    job->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "no account");
  if (job->error != NULL || !put_all (core, settle->rows, &job->error))
    remove_files (settle->paths);
  answer (core, job->error);
  g_ptr_array_unref (settle->paths);
  g_ptr_array_unref (settle->rows);
  job_clear (job);
  g_free (settle);
}

static void
settle (Core *core)
{
  Settle *settle = g_new0 (Settle, 1);
  Id self = core_self (core);

  settle->job.run = settle_run_cb;
  settle->job.done = settle_done_cb;
  settle->job.cancellable = g_object_ref (core->cancellable);
  settle->paths = g_ptr_array_new_with_free_func (g_free);
  settle->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sticker_row_unref);
  for (guint i = 0; i < STICKERS_BUILT_IN; i++) {
    Id name = id_random ();

    g_ptr_array_add (settle->paths, core_media_path (core, &self, &name));
  }
  pool_run (core, &settle->job);
}

static gboolean
is_settled (Core *core)
{
  g_autofree char *edition = store_setting_get (core->store, SETTLED);

  return g_strcmp0 (edition, EDITION) == 0;
}

static void
query_cb (Core *core, GTask *task)
{
  if (core->account == NULL) {
    g_task_return_pointer (task, g_ptr_array_new (), (GDestroyNotify) g_ptr_array_unref);
    return;
  }
  g_ptr_array_add (core->stickers_wanted, g_object_ref (task));
  if (is_settled (core))
    answer (core, NULL);
  else if (core->stickers_wanted->len == 1)
    settle (core);
}

void
core_query_stickers_async (Core *core,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  core_call (core, query_cb, NULL, NULL, cancellable, callback, user_data);
}

void
stickers_stop (Core *core)
{
  g_autoptr (GError) error =
      g_error_new_literal (WHIN_ERROR, WHIN_ERROR_OFFLINE, _ ("The program is closing."));

  answer (core, error);
}

/* -- What is done to them. -- */

typedef struct {
  Id id; /* of a sticker or a pack */
  char *text;
} Deed;

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  g_free (deed->text);
  g_free (deed);
}

static void
post (Core *core, CoreFunc func, const Id *id, const char *text)
{
  Deed *deed = g_new0 (Deed, 1);

  *deed = (Deed) { *id, g_strdup (text) };
  core_post (core, func, deed, deed_free);
}

static void
emoji_cb (Core *core, gpointer data)
{
  const Deed *deed = data;

  if (deed->text[0] != '\0' && !emoji_is_one (deed->text))
    return;
  core_begin (core);
  store_sticker_set_emoji (core->store, &deed->id, deed->text);
  core_commit (core, NULL);
}

void
core_set_sticker_emoji (Core *core, const Id *id, const char *emoji)
{
  post (core, emoji_cb, id, emoji);
}

static void
raise_cb (Core *core, gpointer data)
{
  const Deed *deed = data;

  core_begin (core);
  store_sticker_raise (core->store, &deed->id, core_now (core));
  core_commit (core, NULL);
}

void
core_raise_sticker (Core *core, const Id *id)
{
  post (core, raise_cb, id, NULL);
}

static void
remove_cb (Core *core, gpointer data)
{
  const Deed *deed = data;
  g_autoptr (StickerRow) row = store_sticker_get (core->store, &deed->id);

  if (row == NULL || id_equal (&row->pack, &STICKER_PACK_BUILT_IN))
    return;
  core_begin (core);
  core_note_file (core, row->file->path);
  store_sticker_remove (core->store, &row->id);
  core_commit (core, NULL);
}

void
core_remove_sticker (Core *core, const Id *id)
{
  post (core, remove_cb, id, NULL);
}

static gboolean
is_fixed (const Id *pack)
{
  return id_is_none (pack) || id_equal (pack, &STICKER_PACK_BUILT_IN);
}

static void
put_pack_cb (Core *core, gpointer data)
{
  const Deed *deed = data;
  g_autofree char *before = store_sticker_pack_name (core->store, &deed->id);

  if (is_fixed (&deed->id) || deed->text[0] == '\0' ||
      (before == NULL && store_sticker_pack_count (core->store) >= STICKER_PACKS_MAX))
    return;
  core_begin (core);
  store_sticker_pack_put (core->store, &deed->id, deed->text, core_now (core));
  core_commit (core, NULL);
}

void
core_put_sticker_pack (Core *core, const Id *pack, const char *name)
{
  g_autofree char *whole = g_utf8_make_valid (name, -1);
  g_autofree char *cut = NULL;

  g_strstrip (whole);
  cut = g_utf8_substring (whole, 0, MIN (g_utf8_strlen (whole, -1), LIMIT_NAME_MAX));
  post (core, put_pack_cb, pack, cut);
}

static void
remove_pack_cb (Core *core, gpointer data)
{
  const Deed *deed = data;
  g_autoptr (GPtrArray) packs = store_sticker_packs (core->store);

  if (is_fixed (&deed->id))
    return;
  core_begin (core);
  for (guint i = 0; i < packs->len; i++) {
    const StickerPackRow *pack = packs->pdata[i];

    for (guint k = 0; id_equal (&pack->id, &deed->id) && k < pack->stickers->len; k++)
      core_note_file (core, ((const StickerRow *) pack->stickers->pdata[k])->file->path);
  }
  store_sticker_pack_remove (core->store, &deed->id);
  core_commit (core, NULL);
}

void
core_remove_sticker_pack (Core *core, const Id *pack)
{
  post (core, remove_pack_cb, pack, NULL);
}
