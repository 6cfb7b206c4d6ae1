/* history-in: fetched, looked through, and put beside what has come since; a chat at a time is told
 * to the front end, not each message, which is no news.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "history.h"

#include "apply.h"
#include "archive-load.h"
#include "backups.h"
#include "identity.h"
#include "transfer.h"
#include "work.h"

#include <glib/gstdio.h>
#include <string.h>

#define SETTING "history-in" /* object, size, key */
#define HAD "history-had"    /* or it is known that none comes */

/* Parts of WORK_WHOLE. */
#define FETCHED_AT 400
#define CHECKED_AT 500

typedef struct {
  char *what; /* the setting */
  Id object;
  gint64 size;
  guint8 key[PRIM_KEY_BYTES];
  char *path;
  GCancellable *cancellable;
  Load *load;
} In;

static void
in_free (In *in)
{
  load_free (in->load);
  prim_wipe (in->key, sizeof in->key);
  if (in->what != NULL)
    prim_wipe (in->what, strlen (in->what));
  g_free (in->what);
  g_free (in->path);
  g_clear_object (&in->cancellable);
  g_free (in);
}

static void
remove_files (const char *path)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);

  g_unlink (path);
  g_unlink (part);
}

static void
pump_cb (Core *core, gpointer data)
{
  history_pump_in (core);
}

/* The last time it failed is the one that counts. */
static void
again_cb (Core *core, gpointer data)
{
  if (g_get_monotonic_time () >= core->history_in.until)
    history_pump_in (core);
}

static void
try_later (Core *core)
{
  gint64 delay = history_delay (++core->history_in.tries);

  core->history_in.until = g_get_monotonic_time () + delay * G_TIME_SPAN_MILLISECOND;
  g_source_unref (core_timeout (core, delay + 1, again_cb));
}

void
history_take (Core *core, const ProtoMsg *msg, const ContentHistory *history)
{
  Id self = core_self (core);
  IdText text;
  g_autofree char *what = NULL;
  g_autofree char *path = NULL;

  /* The main device has what there is. */
  if (!id_equal (&msg->from, &self) || identity_is_primary (core))
    return;
  what = g_strdup_printf ("%s %" G_GINT64_FORMAT " %s", id_to_text (&history->obj, text),
                          history->size, history->key);
  store_setting_put (core->store, SETTING, what);
  prim_wipe (what, strlen (what));
  /* What is there is of one that came before. */
  path = backups_temporary (core, BACKUPS_HISTORY_IN);
  if (!work_runs (core, WORK_HISTORY_IN))
    remove_files (path);
  core_post (core, pump_cb, NULL, NULL);
}

static gboolean
has (Core *core, const char *setting)
{
  g_autofree char *value = store_setting_get (core->store, setting);

  if (value != NULL)
    prim_wipe (value, strlen (value));
  return value != NULL;
}

gboolean
history_is_awaited (Core *core)
{
  return !identity_is_primary (core) && (has (core, SETTING) || !has (core, HAD));
}

static gboolean
read_setting (In *in)
{
  g_auto (GStrv) words = in->what != NULL ? g_strsplit (in->what, " ", -1) : NULL;
  g_autoptr (GBytes) key = NULL;

  if (words == NULL || g_strv_length (words) != 3 || !id_from_text (words[0], &in->object) ||
      (key = base64url_decode (words[2])) == NULL || g_bytes_get_size (key) != sizeof in->key)
    return FALSE;
  in->size = g_ascii_strtoll (words[1], NULL, 10);
  memcpy (in->key, g_bytes_get_data (key, NULL), sizeof in->key);
  prim_wipe (words[2], strlen (words[2]));
  return in->size > 0 && in->size <= LIMIT_MEDIA_MAX;
}

/* Whether no other one has come meanwhile. */
static gboolean
is_wanted (Core *core, const In *in)
{
  g_autofree char *now = store_setting_get (core->store, SETTING);
  gboolean same = g_strcmp0 (now, in->what) == 0;

  if (now != NULL)
    prim_wipe (now, strlen (now));
  return same;
}

void
history_expect (Core *core)
{
  store_setting_put (core->store, SETTING, NULL);
  store_setting_put (core->store, HAD, NULL);
}

static void
forget (Core *core)
{
  core_begin (core);
  store_setting_put (core->store, SETTING, NULL);
  store_setting_put (core->store, HAD, "yes");
  apply_early (core);
  core_commit (core, NULL);
}

void
history_forget_in (Core *core)
{
  g_autofree char *path = backups_temporary (core, BACKUPS_HISTORY_IN);

  remove_files (path);
  forget (core);
}

static void
finish (Core *core, In *in, const GError *error)
{
  gboolean later = error != NULL && history_may_retry (error);

  if (!core->stopping && (!later || !is_wanted (core, in)))
    remove_files (in->path);
  if (!core->stopping && !later && core->account != NULL && is_wanted (core, in))
    forget (core);
  in_free (in);
  if (later)
    work_wait (core, WORK_HISTORY_IN, error);
  else
    work_end (core, WORK_HISTORY_IN, error);
  if (core->stopping)
    return;
  if (later) {
    try_later (core);
  } else {
    core->history_in.tries = 0;
    history_pump_in (core);
  }
  if (error == NULL && core->ready)
    profile_resume (core);
}

static gboolean
goes_on (Core *core, In *in, const GError *error)
{
  g_autoptr (GError) local = error != NULL ? g_error_copy (error) : NULL;

  if (local == NULL)
    g_cancellable_set_error_if_cancelled (in->cancellable, &local);
  if (local == NULL && (core->stopping || core->account == NULL))
    g_set_error_literal (&local, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the account is gone");
  if (local == NULL)
    return TRUE;
  finish (core, in, local);
  return FALSE;
}

static void
put_progress_cb (Core *core, gint64 done, gint64 total, gpointer data)
{
  work_progress (core, WORK_HISTORY_IN, CHECKED_AT, WORK_WHOLE, done, total);
}

static void
put_cb (Core *core, Load *load, const GError *error, gpointer data)
{
  if (goes_on (core, data, error))
    finish (core, data, NULL);
}

static void
checked_cb (Core *core, Load *load, const GError *error, gpointer data)
{
  if (goes_on (core, data, error))
    load_put (core, load, put_progress_cb, put_cb, data);
}

static void
check (Core *core, In *in)
{
  const Party *self = identity_party (core);

  work_progress (core, WORK_HISTORY_IN, 0, FETCHED_AT, 1, 1);
  in->load = load_new (in->path, NULL, in->cancellable);
  load_expect (in->load, &self->address.account, self->account_key, in->key);
  load_check (core, in->load, checked_cb, in);
}

static void
fetched_cb (Core *core, const GError *error, gpointer data)
{
  if (goes_on (core, data, error))
    check (core, data);
}

static void
fetch_progress_cb (Core *core, gint64 bytes, gpointer data)
{
  work_progress (core, WORK_HISTORY_IN, 0, FETCHED_AT, bytes, ((In *) data)->size);
}

static void
fetch (Core *core, In *in)
{
  TransferOrder order = { .object = in->object,
                          .path = in->path,
                          .size = in->size,
                          .cancellable = in->cancellable,
                          .progress = fetch_progress_cb,
                          .done = fetched_cb,
                          .data = in };

  transfer_download (core, &order);
}

void
history_pump_in (Core *core)
{
  In *in;

  if (!core->ready || core->account->pending || work_runs (core, WORK_HISTORY_IN))
    return;
  in = g_new0 (In, 1);
  in->what = store_setting_get (core->store, SETTING);
  if (!read_setting (in)) {
    in_free (in);
    work_give_up (core, WORK_HISTORY_IN);
    return;
  }
  in->path = backups_temporary (core, BACKUPS_HISTORY_IN);
  in->cancellable = g_object_ref (work_begin (core, WORK_HISTORY_IN, NULL, NULL));
  /* It was fetched before the program ended. */
  if (g_file_test (in->path, G_FILE_TEST_EXISTS))
    check (core, in);
  else
    fetch (core, in);
}
