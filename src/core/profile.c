/* profile: what one says of oneself, sent as content with the first message to somebody and on
 * every change; and what others say of themselves. SPDX-License-Identifier: GPL-3.0-or-later */
#include "apply.h"
#include "core-account.h"

#include "except.h"
#include "groups.h"
#include "own-state.h"
#include "picture.h"
#include "pool.h"
#include "primitives.h"
#include "requests.h"
#include "store-contact.h"
#include "transfer.h"
#include "vault.h"

#include <glib/gstdio.h>
#include <string.h>

#define PHOTO_MAX (1024 * 1024)

/* -- Ours, out. -- */

/* In a group are people who are no contacts. */
static gboolean
may_have_photo (Core *core, const Conv *conv)
{
  gint64 audience = own_state_number (core, "photo", NULL);
  g_autoptr (ContactRow) row = NULL;
  Id self = core_self (core);

  if (audience == AUDIENCE_EVERYONE || (conv->kind == CONV_USER && id_equal (&conv->id, &self)))
    return TRUE;
  if (audience == AUDIENCE_NOBODY || conv->kind != CONV_USER)
    return FALSE;
  row = store_contact_get (core->store, &conv->id);
  return row != NULL && row->contact && !except_has (core, EXCEPT_PHOTO, &conv->id);
}

static void
queue_profile (Core *core, const Conv *conv)
{
  const StoreAccount *account = core->account;
  Content content = { .kind = CONTENT_PROFILE };
  gboolean photo =
      account->photo_stored && account->photo_key != NULL && may_have_photo (core, conv);
  g_autofree char *key = NULL, *sha256 = NULL;
  Id id = id_random ();

  content.profile.name = account->name;
  content.profile.about = account->about;
  if (photo) {
    content.profile.photo = account->photo;
    content.profile.photo_key = key = media_key_to_text (account->photo_key);
    content.profile.photo_sha256 = sha256 = media_key_sha256_to_text (account->photo_key);
    content.profile.photo_size = account->photo_key->size;
  }
  outbox_add (core, &id, conv, &content, &account->photo, photo ? 1 : 0, 0, NULL);
  if (key != NULL)
    prim_wipe (key, strlen (key));
}

/* Version 0 is a profile nobody has written yet. */
static gint64
version (Core *core)
{
  return MAX (core->account->profile_version, 1);
}

/* One message to all, before the first of those that a newcomer can read. */
static void
introduce_to_group (Core *core, const Conv *conv)
{
  Group *group = groups_get_inside (core, &conv->id);

  if (group == NULL || group->row->profile_sent >= version (core))
    return;
  group->row->profile_sent = version (core);
  groups_save (core, group);
  queue_profile (core, conv);
}

void
profile_introduce (Core *core, const Conv *conv)
{
  Id self = core_self (core);

  request_settle (core, conv);
  receipts_flush (core);
  if (conv->kind == CONV_GROUP)
    introduce_to_group (core, conv);
  if (conv->kind != CONV_USER || id_equal (&conv->id, &self) ||
      store_contact_profile_sent (core->store, &conv->id) >= version (core))
    return;
  queue_profile (core, conv);
  store_contact_set_profile_sent (core->store, &conv->id, version (core));
}

void
profile_send_to_own (Core *core)
{
  Conv self = { CONV_USER, core_self (core) };

  if (core->account->profile_version > 0)
    queue_profile (core, &self);
}

static void
tell_everybody (Core *core)
{
  g_autoptr (GArray) stale = store_contact_profile_stale (core->store, version (core));

  for (guint i = 0; i < stale->len; i++) {
    Conv conv = { CONV_USER, g_array_index (stale, Id, i) };

    profile_introduce (core, &conv);
  }
  profile_send_to_own (core);
}

void
profile_say_again (Core *core)
{
  core->account->profile_version++;
  tell_everybody (core);
  store_account_put (core->store, core->account);
}

/* -- Ours, changed. -- */

static gboolean
commit_account (Core *core)
{
  store_account_put (core->store, core->account);
  core_note_account (core);
  if (core_commit (core, NULL))
    return TRUE;
  account_reload (core);
  return FALSE;
}

static void
photo_stored_cb (Core *core, const GError *error, gpointer data)
{
  g_autofree Id *photo = data;

  /* A failure is tried again on the next connection. */
  if (error != NULL || core->stopping || core->account == NULL ||
      !id_equal (&core->account->photo, photo))
    return;
  core_begin (core);
  core->account->photo_stored = TRUE;
  core->account->profile_version++;
  tell_everybody (core);
  if (commit_account (core))
    outbox_pump (core);
}

static void
upload_photo (Core *core)
{
  const StoreAccount *account = core->account;
  TransferOrder order = { .object = account->photo, .kind = "avatar", .path = account->avatar };

  if (account->photo_key == NULL || account->photo_stored || account->avatar == NULL)
    return;
  order.key = account->photo_key;
  order.done = photo_stored_cb;
  order.data = id_copy (&account->photo);
  transfer_upload (core, &order);
}

typedef struct {
  Job job; /* first */
  char *name;
  char *about;
  GBytes *picture; /* as given; NULL keeps what is there, empty removes it */
  Id object;
  char *path;
  MediaKey *key;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->name);
  g_free (change->about);
  g_free (change->path);
  g_clear_pointer (&change->picture, g_bytes_unref);
  media_key_free (change->key);
  job_clear (&change->job);
  g_free (change);
}

static void
set_photo (StoreAccount *account, const Change *change)
{
  static const Id none;

  if (account->avatar != NULL)
    g_unlink (account->avatar);
  account->photo = change->path != NULL ? change->object : none;
  account->photo_stored = FALSE;
  media_key_free (account->photo_key);
  account->photo_key = media_key_copy (change->key);
  g_set_str (&account->avatar, change->path);
}

static void
change (Core *core, const Change *wanted)
{
  StoreAccount *account = core->account;

  if (account == NULL)
    return;
  g_set_str (&account->name, wanted->name);
  g_set_str (&account->about, wanted->about);
  if (wanted->picture != NULL)
    set_photo (account, wanted);
  account->profile_version++;
  core_begin (core);
  tell_everybody (core);
  if (!commit_account (core))
    return;
  outbox_pump (core);
  if (core->ready)
    upload_photo (core);
}

static void
prepare_cb (Job *job)
{
  Change *wanted = (Change *) job;
  g_autoptr (GBytes) jpeg = picture_prepare_avatar (wanted->picture, &job->error);

  if (jpeg != NULL)
    wanted->key = vault_seal_bytes (jpeg, wanted->path, job->cancellable, &job->error);
}

static void
prepared_cb (Core *core, Job *job)
{
  if (!core->stopping && job->error != NULL)
    core_report (core, job->error);
  else if (!core->stopping)
    change (core, (Change *) job);
  core_emit (core);
  change_free (job);
}

static void
set_profile_cb (Core *core, gpointer data)
{
  Change *wanted = data;

  if (core->account == NULL || wanted->picture == NULL || g_bytes_get_size (wanted->picture) == 0) {
    change (core, wanted);
    change_free (wanted);
    return;
  }
  wanted->object = id_random ();
  wanted->path = core_media_path (core, &core->account->acc, &wanted->object);
  wanted->job.run = prepare_cb;
  wanted->job.done = prepared_cb;
  pool_run (core, &wanted->job);
}

static char *
shortened (const char *text, glong max)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  return g_utf8_strlen (valid, -1) > max ? g_utf8_substring (valid, 0, max) : g_strdup (valid);
}

void
core_set_profile (Core *core, const char *name, const char *about, GBytes *avatar)
{
  Change *wanted = g_new0 (Change, 1);

  wanted->name = shortened (name, LIMIT_NAME_MAX);
  wanted->about = shortened (about, LIMIT_ABOUT_MAX);
  wanted->picture = avatar != NULL ? g_bytes_ref (avatar) : NULL;
  core_post (core, set_profile_cb, wanted, NULL);
}

/* -- Theirs, and what another device of one's own has said. -- */

typedef struct {
  Id acc;
  Id photo;
  char *path;
} Fetch;

static void
use_own_photo (Core *core, const Fetch *fetch)
{
  if (!id_equal (&core->account->photo, &fetch->photo))
    return;
  g_set_str (&core->account->avatar, fetch->path);
  core_begin (core);
  commit_account (core);
}

static void
use_photo (Core *core, const Fetch *fetch)
{
  core_begin (core);
  store_contact_set_avatar (core->store, &fetch->acc, fetch->path);
  core_note_contact (core, &fetch->acc);
  core_commit (core, NULL);
}

static void
photo_here_cb (Core *core, const GError *error, gpointer data)
{
  Fetch *fetch = data;
  Id self = core_self (core);

  if (error == NULL && !core->stopping && core->account != NULL) {
    if (id_equal (&fetch->acc, &self))
      use_own_photo (core, fetch);
    else
      use_photo (core, fetch);
  }
  g_free (fetch->path);
  g_free (fetch);
}

static void
fetch_photo (Core *core, const StorePhoto *photo)
{
  TransferOrder order = { .object = photo->photo, .key = photo->photo_key };
  Fetch *fetch;

  if (photo->photo_key->size < 1 || photo->photo_key->size > PHOTO_MAX)
    return;
  fetch = g_new0 (Fetch, 1);
  fetch->acc = photo->acc;
  fetch->photo = photo->photo;
  fetch->path = core_media_path (core, &photo->acc, &photo->photo);
  order.path = fetch->path;
  order.done = photo_here_cb;
  order.data = fetch;
  transfer_download (core, &order);
}

static void
fetch_own_photo (Core *core)
{
  const StoreAccount *account = core->account;
  StorePhoto photo = { account->acc, account->photo, account->photo_key };

  if (account->photo_stored && account->avatar == NULL && account->photo_key != NULL)
    fetch_photo (core, &photo);
}

static void
fetch_photos_cb (Core *core, gpointer data)
{
  g_autoptr (GPtrArray) missing = NULL;

  if (!core->ready)
    return;
  fetch_own_photo (core);
  missing = store_contact_photos_missing (core->store);
  for (guint i = 0; i < missing->len; i++)
    fetch_photo (core, missing->pdata[i]);
}

void
profile_resume (Core *core)
{
  upload_photo (core);
  fetch_photos_cb (core, NULL);
}

static void
forget_file (char **path)
{
  if (*path != NULL)
    g_unlink (*path);
  g_clear_pointer (path, g_free);
}

/* NULL when there is no picture, or none that could be opened. */
static MediaKey *
photo_key (const ContentProfile *profile)
{
  if (id_is_none (&profile->photo))
    return NULL;
  return media_key_from_text (profile->photo_key, profile->photo_sha256, profile->photo_size);
}

static void
apply_own (Core *core, const ContentProfile *profile)
{
  StoreAccount *account = core->account;

  g_set_str (&account->name, profile->name);
  g_set_str (&account->about, profile->about != NULL ? profile->about : "");
  account->profile_version++;
  if (!id_equal (&account->photo, &profile->photo)) {
    forget_file (&account->avatar);
    account->photo = profile->photo;
    media_key_free (account->photo_key);
    account->photo_key = photo_key (profile);
    account->photo_stored = TRUE;
    core_post (core, fetch_photos_cb, NULL, NULL);
  }
  store_account_put (core->store, account);
  core_note_account (core);
}

static void
apply_theirs (Core *core, const Id *acc, const ContentProfile *profile)
{
  g_autoptr (ContactRow) before = store_contact_get (core->store, acc);
  const char *about = profile->about != NULL ? profile->about : "";
  g_autoptr (MediaKey) key = photo_key (profile);

  core_note_contact (core, acc);
  if (!store_contact_set_profile (core->store, acc, profile->name, about, &profile->photo, key))
    return;
  if (before != NULL && before->avatar != NULL)
    g_unlink (before->avatar->path);
  core_post (core, fetch_photos_cb, NULL, NULL);
}

void
apply_profile (Core *core, const ProtoMsg *msg, const ContentProfile *profile)
{
  Id self = core_self (core);

  if (id_equal (&msg->from, &self))
    apply_own (core, profile);
  else
    apply_theirs (core, &msg->from, profile);
}
