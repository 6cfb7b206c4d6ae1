/* account: the account of this device, and its link and HTTP session while there is one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "groups.h"
#include "identity.h"

#include "backups.h"
#include "former.h"
#include "generation.h"
#include "history.h"
#include "media.h"
#include "peers.h"
#include "primitives.h"
#include "register.h"
#include "restore.h"
#include "store-chat.h"
#include "store-contact.h"
#include "store-identity.h"
#include "work.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

static void
set_link_row (Core *core, LinkRow *row)
{
  g_clear_pointer (&core->link_row, link_row_unref);
  core->link_row = row;
  core_note_link (core);
}

static LinkRow *
off_row (void)
{
  LinkRow *row = link_row_new ();

  row->state = LINK_OFF;
  row->error = -1;
  row->why = g_strdup ("");
  return row;
}

static void
lost (Core *core)
{
  if (!core->ready)
    return;
  core->ready = FALSE;
  former_on_lost (core);
  sync_reset (core);
  outbox_reset (core);
  presence_on_lost (core);
}

static void
state_cb (const LinkRow *row, gpointer data)
{
  Core *core = data;

  if (row->state != LINK_UPDATING && row->state != LINK_LIVE)
    lost (core);
  set_link_row (core, link_row_ref (row));
  if (row->state == LINK_UPDATING)
    presence_on_up (core);
  if (core->disk_error != NULL && row->error < 0)
    core_report (core, core->disk_error);
  core_emit (core);
}

static void
ended_cb (guint close_code, gpointer data)
{
  Core *core = data;

  if (close_code == CLOSE_COPIED)
    generation_on_copied (core);
  if (close_code != CLOSE_REVOKED)
    return;
  core->account->revoked = TRUE;
  core_begin (core);
  store_account_put (core->store, core->account);
  core_note_account (core);
  core_commit (core, NULL);
}

void
account_reload (Core *core)
{
  g_clear_pointer (&core->account, store_account_free);
  core->account = store_account_get (core->store);
  identity_load (core);
  peers_reload (core);
  groups_reload (core);
}

gboolean
account_fall_back (Core *core)
{
  g_autofree char *was = store_setting_get (core->store, SETTING_LINKED_OVER);

  if (was == NULL)
    return FALSE;
  core->account->pending = FALSE;
  core->account->revoked = TRUE;
  core->account->copied = strcmp (was, "copied") == 0;
  store_account_put (core->store, core->account);
  store_setting_put (core->store, SETTING_LINKED_OVER, NULL);
  identity_take_back (core);
  core_note_account (core);
  return TRUE;
}

void
account_load (Core *core)
{
  account_reload (core);
  core_begin (core);
  /* The code it was being linked with is gone. */
  if (core->account != NULL && core->account->pending && !identity_has_account (core) &&
      !account_fall_back (core)) {
    store_wipe (core->store);
    g_clear_pointer (&core->account, store_account_free);
    g_clear_pointer (&core->identity, identity_free);
  }
  outbox_expire (core);
  core_note_account (core);
  set_link_row (core, off_row ());
  backups_changed (core);
  core_commit (core, NULL);
  restore_clear (core);
}

void
account_connect (Core *core)
{
  static const LinkHandlers handlers = { sync_hello, sync_on_welcome, sync_on_items, state_cb,
                                         ended_cb };

  if (core->account == NULL || core->account->revoked)
    return;
  core->api = api_new (core->account->server, core->account->token);
  core->link = link_new (core->account->server, core->account->token, &handlers, core);
  link_start (core->link);
  media_pump (core);
}

void
account_disconnect (Core *core)
{
  lost (core);
  g_clear_pointer (&core->link, link_free);
  g_clear_pointer (&core->api, api_free);
  set_link_row (core, off_row ());
}

static void
remove_files (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
  g_clear_pointer (&dir, g_dir_close);
}

static void
tell_gone (Core *core, GPtrArray *chats, GPtrArray *contacts)
{
  for (guint i = 0; i < chats->len; i++)
    ((ChatRow *) chats->pdata[i])->gone = TRUE;
  for (guint i = 0; i < contacts->len; i++)
    ((ContactRow *) contacts->pdata[i])->gone = TRUE;
  core_note_gone (core, chats, contacts);
}

void
account_wipe_but_token (Core *core)
{
  g_autofree char *subject = store_setting_get (core->store, "register-for");
  char *token = store_setting_get (core->store, "register-token");

  store_wipe (core->store);
  store_setting_put (core->store, "register-for", subject);
  store_setting_put (core->store, "register-token", token);
  if (token != NULL)
    prim_wipe (token, strlen (token));
  g_free (token);
}

gboolean
account_wipe (Core *core, GError **error)
{
  Id self = core_self (core);
  g_autoptr (GPtrArray) chats = store_chat_list (core->store, &self, 0);
  g_autoptr (GPtrArray) contacts = store_contact_list (core->store);

  works_stop (core);
  media_queue_stop (core->media);
  history_stop (core);
  core_begin (core);
  store_wipe (core->store);
  g_clear_pointer (&core->account, store_account_free);
  g_clear_pointer (&core->identity, identity_free);
  peers_reload (core);
  groups_reload (core);
  core_note_account (core);
  backups_changed (core);
  if (!core_commit (core, error)) {
    account_reload (core);
    return FALSE;
  }
  store_shrink (core->store);
  remove_files (core->media_dir);
  backups_remove_files (core);
  g_hash_table_remove_all (core->unsaved);
  tell_gone (core, chats, contacts);
  core_emit (core);
  return TRUE;
}

static gboolean
has_room (gboolean room, GError **error)
{
  if (room)
    return TRUE;
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CONFLICT,
                       _ ("This device holds the chats of another account. Log out first, which "
                          "deletes them here."));
  return FALSE;
}

gboolean
account_has_room (const Core *core, const Id *acc, GError **error)
{
  return has_room (core->account == NULL || id_equal (&core->account->acc, acc), error);
}

gboolean
account_has_room_for (const Core *core, const char *phone, GError **error)
{
  return has_room (core->account == NULL || g_str_equal (core->account->phone, phone), error);
}
