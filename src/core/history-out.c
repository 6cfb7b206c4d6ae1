/* history-out: one device after another.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-backup.h"
#include "history.h"

#include "archive-save.h"
#include "backups.h"
#include "identity.h"
#include "lists.h"
#include "peers.h"
#include "transfer.h"
#include "work.h"

#include <glib/gstdio.h>
#include <string.h>

/* Numbers of devices: those whose turn it is, and those whose coming this device's mailbox has yet
 * to tell. What came before that only this device was told, so it must be in the archive. */
#define SETTING "history-out"
#define AWAITED "history-awaits"
#define SAVED_AT 500 /* of WORK_WHOLE */
#define RETRY_MS 30000
#define RETRY_MAX_MS (3600 * (gint64) 1000)

typedef struct {
  gint64 dev;
  Id object;
  guint8 key[PRIM_KEY_BYTES];
  char *path;
  gint64 size;
  GCancellable *cancellable;
} Out;

static void
out_free (Out *out)
{
  prim_wipe (out->key, sizeof out->key);
  g_free (out->path);
  g_clear_object (&out->cancellable);
  g_free (out);
}

/* -- Who is to have it. -- */

static void
add (Core *core, const char *setting, const char *dev)
{
  g_autofree char *old = store_setting_get (core->store, setting);
  g_auto (GStrv) all = g_strsplit (old != NULL ? old : "", " ", -1);
  g_autofree char *text = old != NULL ? g_strconcat (old, " ", dev, NULL) : g_strdup (dev);

  if (!g_strv_contains ((const char *const *) all, dev))
    store_setting_put (core->store, setting, text);
}

void
history_want (Core *core, gint64 dev)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, dev);

  add (core, AWAITED, text);
}

static void
pump_cb (Core *core, gpointer data)
{
  if (core->account != NULL)
    history_pump_out (core);
}

static gboolean
has_number (GArray *devs, gint64 dev)
{
  for (guint i = 0; devs != NULL && i < devs->len; i++)
    if (g_array_index (devs, gint64, i) == dev)
      return TRUE;
  return FALSE;
}

void
history_on_devices (Core *core, GArray *devs)
{
  g_autofree char *text = store_setting_get (core->store, AWAITED);
  g_auto (GStrv) awaited = g_strsplit (text != NULL ? text : "", " ", -1);
  g_autoptr (GStrvBuilder) left = g_strv_builder_new ();
  g_auto (GStrv) rest = NULL;
  g_autofree char *joined = NULL;

  if (text == NULL)
    return;
  for (char **dev = awaited; *dev != NULL; dev++) {
    if (devs == NULL || has_number (devs, g_ascii_strtoll (*dev, NULL, 10)))
      add (core, SETTING, *dev);
    else
      g_strv_builder_add (left, *dev);
  }
  rest = g_strv_builder_end (left);
  joined = g_strjoinv (" ", rest);
  store_setting_put (core->store, AWAITED, joined[0] != '\0' ? joined : NULL);
  core_post (core, pump_cb, NULL, NULL);
}

/* 0: nobody. */
static gint64
first_wanted (Core *core)
{
  g_autofree char *text = store_setting_get (core->store, SETTING);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static void
forget_first (Core *core)
{
  g_autofree char *text = store_setting_get (core->store, SETTING);
  const char *rest = text != NULL ? strchr (text, ' ') : NULL;

  store_setting_put (core->store, SETTING, rest != NULL ? rest + 1 : NULL);
}

/* -- One archive. -- */

/* The last time it failed is the one that counts. */
static void
again_cb (Core *core, gpointer data)
{
  if (g_get_monotonic_time () >= core->history_out.until)
    history_pump_out (core);
}

static void
give_up (Core *core)
{
  core_begin (core);
  forget_first (core);
  core_commit (core, NULL);
}

gboolean
history_may_retry (const GError *error)
{
  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
         (transfer_may_retry (error) || g_error_matches (error, WHIN_ERROR, WHIN_ERROR_DISK));
}

gint64
history_delay (guint tries)
{
  return MIN ((gint64) RETRY_MS << MIN (tries - 1, 16), RETRY_MAX_MS);
}

static void
try_later (Core *core)
{
  gint64 delay = history_delay (++core->history_out.tries);

  core->history_out.until = g_get_monotonic_time () + delay * G_TIME_SPAN_MILLISECOND;
  g_source_unref (core_timeout (core, delay + 1, again_cb));
}

static void
finish (Core *core, Out *out, const GError *error)
{
  gboolean later = error != NULL && history_may_retry (error);

  g_unlink (out->path);
  out_free (out);
  if (later)
    work_wait (core, WORK_HISTORY_OUT, error);
  else
    work_end (core, WORK_HISTORY_OUT, error);
  if (core->stopping || core->account == NULL)
    return;
  if (error != NULL && !later)
    give_up (core);
  if (later) {
    try_later (core);
    return;
  }
  core->history_out.tries = 0;
  history_pump_out (core);
}

static void
told_cb (Core *core, gpointer data)
{
  if (id_is_none (&core->telling))
    return;
  core->telling = (Id) { 0 };
  work_end (core, WORK_HISTORY_OUT, NULL);
  if (core->account != NULL)
    history_pump_out (core);
}

/* In a transaction, and the next one needs its own. */
void
history_on_told (Core *core, const Id *id)
{
  if (!id_is_none (id) && id_equal (id, &core->telling))
    core_post (core, told_cb, NULL, NULL);
}

void
history_cancel (Core *core, WorkKind kind)
{
  if (core->account == NULL || !work_waits (core, kind))
    return;
  work_give_up (core, kind);
  core->history_in.tries = core->history_out.tries = 0;
  if (kind == WORK_HISTORY_IN) {
    history_forget_in (core);
    return;
  }
  give_up (core);
  history_pump_out (core);
}

void
history_stop (Core *core)
{
  if (!id_is_none (&core->telling))
    work_wait (core, WORK_HISTORY_OUT, NULL);
  core->telling = (Id) { 0 };
  work_give_up (core, WORK_HISTORY_OUT);
  work_give_up (core, WORK_HISTORY_IN);
}

static gboolean
tell (Core *core, const Out *out, GError **error)
{
  Id self = core_self (core), id = id_random ();
  Conv conv = { CONV_USER, self };
  Content content = { .kind = CONTENT_HISTORY };

  content.history.obj = out->object;
  content.history.size = out->size;
  content.history.key = base64url_encode (out->key, sizeof out->key);
  core_begin (core);
  outbox_add_to (core, &id, &conv, &content, &out->object, 1, &self, out->dev);
  forget_first (core);
  prim_wipe (content.history.key, strlen (content.history.key));
  g_free (content.history.key);
  if (!core_commit (core, error))
    return FALSE;
  core->telling = id;
  core->history_out.tries = 0;
  outbox_pump (core);
  return TRUE;
}

static void
uploaded_cb (Core *core, const GError *error, gpointer data)
{
  Out *out = data;
  g_autoptr (GError) local = error != NULL ? g_error_copy (error) : NULL;

  if (local == NULL)
    g_cancellable_set_error_if_cancelled (out->cancellable, &local);
  if (local == NULL && !core->stopping && tell (core, out, &local)) {
    g_unlink (out->path);
    out_free (out);
    return;
  }
  finish (core, out, local);
}

static void
upload_progress_cb (Core *core, gint64 bytes, gpointer data)
{
  work_progress (core, WORK_HISTORY_OUT, SAVED_AT, WORK_WHOLE, bytes, ((Out *) data)->size);
}

static void
saved_cb (Core *core, guint64 size, const GError *error, gpointer data)
{
  Out *out = data;
  TransferOrder order = { .object = out->object,
                          .kind = "media",
                          .path = out->path,
                          .size = (gint64) size,
                          .cancellable = out->cancellable,
                          .progress = upload_progress_cb,
                          .done = uploaded_cb,
                          .data = out };

  if (error != NULL) {
    finish (core, out, error);
    return;
  }
  out->size = (gint64) size;
  transfer_upload (core, &order);
}

static void
save_progress_cb (Core *core, gint64 done, gint64 total, gpointer data)
{
  work_progress (core, WORK_HISTORY_OUT, 0, SAVED_AT, done, total);
}

static void
start (Core *core, gint64 dev)
{
  Out *out = g_new0 (Out, 1);
  SaveOrder order = { .purpose = ARCHIVE_HISTORY,
                      .generation = 1,
                      .progress = save_progress_cb,
                      .done = saved_cb,
                      .data = out };

  out->dev = dev;
  out->object = id_random ();
  out->path = backups_temporary (core, BACKUPS_HISTORY_OUT);
  out->cancellable = g_object_ref (work_begin (core, WORK_HISTORY_OUT, NULL, NULL));
  prim_random (out->key, sizeof out->key);
  order.path = out->path;
  order.cancellable = out->cancellable;
  memcpy (order.key, out->key, sizeof order.key);
  archive_save (core, &order);
  prim_wipe (order.key, sizeof order.key);
}

void
history_pump_out (Core *core)
{
  Id self = core_self (core);
  gint64 dev = first_wanted (core);

  if (dev == 0 || !identity_is_primary (core))
    work_give_up (core, WORK_HISTORY_OUT);
  if (dev == 0 || !core->ready || core->stopping || !identity_is_primary (core) ||
      !lists_are_there (core) || work_runs (core, WORK_HISTORY_OUT))
    return;
  if (peers_lists (core, &self, dev)) {
    start (core, dev);
    return;
  }
  /* Removed since. */
  give_up (core);
  if (first_wanted (core) != dev)
    history_pump_out (core);
}

static void
send_cb (Core *core, gpointer data)
{
  g_autofree char *dev = g_strdup_printf ("%" G_GINT64_FORMAT, *(const gint64 *) data);

  if (core->account == NULL || !identity_is_primary (core))
    return;
  core_begin (core);
  add (core, SETTING, dev);
  if (core_commit (core, NULL))
    history_pump_out (core);
}

void
core_send_history (Core *core, gint64 dev)
{
  core_post (core, send_cb, g_memdup2 (&dev, sizeof dev), g_free);
}
