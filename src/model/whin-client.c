/* client: routes each batch of the engine to the models, in an order that never shows half of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-client.h"

#include "core.h"
#include "whin-client-messages.h"
#include "whin-client-private.h"
#include "whin-timeline.h"

#include <glib/gi18n.h>

#define FIRST_CHATS 64

struct _WhinClient {
  GObject parent_instance;

  Core *core;
  GCancellable *cancellable;
  AccountRow *account;
  LinkRow *link;
  PairingRow *pairing;
  BackupRow *backup;
  WorkRow *works[WORK_KINDS];
  WhinChatList *chats;
  WhinContactList *contacts;
  GHashTable *groups;    /* Id to GroupRow */
  GPtrArray *lists;      /* of ListRow, sorted */
  GPtrArray *broadcasts; /* the same, of broadcast lists */
  GPtrArray *timelines;  /* borrowed: each takes itself out */
  GPtrArray *deletions;
};

G_DEFINE_FINAL_TYPE (WhinClient, whin_client, G_TYPE_OBJECT)

enum {
  ACCOUNT_CHANGED,
  LINK_CHANGED,
  PAIRING_CHANGED,
  BACKUP_CHANGED,
  PEOPLE_CHANGED,
  LISTS_CHANGED,
  GROUP_CHANGED,
  WORK_CHANGED,
  MESSAGES_CHANGED,
  MESSAGE_RECEIVED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static WhinChat *
chat_of (WhinClient *self, const Id *acc)
{
  Conv conv = { CONV_USER, *acc };

  return whin_chat_list_find (self->chats, &conv);
}

static void
route_presences (WhinClient *self, const Batch *batch)
{
  for (guint i = 0; i < batch->presences->len; i++) {
    const PresenceRow *row = batch->presences->pdata[i];
    WhinChat *chat = chat_of (self, &row->acc);

    if (chat)
      whin_chat_set_presence (chat, row);
  }
  for (guint i = 0; i < batch->activities->len; i++) {
    const ActivityRow *row = batch->activities->pdata[i];
    WhinChat *chat = whin_chat_list_find (self->chats, &row->conv);

    if (chat)
      whin_chat_set_activity (chat, &row->acc, row->activity);
  }
}

static void
take_groups (WhinClient *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    GroupRow *row = rows->pdata[i];

    g_hash_table_replace (self->groups, id_copy (&row->conv.id), group_row_ref (row));
  }
}

static int
compare_lists (gconstpointer a, gconstpointer b)
{
  const ListRow *one = *(const ListRow *const *) a, *other = *(const ListRow *const *) b;

  if (one->made != other->made)
    return one->made < other->made ? -1 : 1;
  return id_compare (&one->id, &other->id);
}

static void
take_list (GPtrArray *lists, ListRow *row)
{
  for (guint k = lists->len; k-- > 0;)
    if (id_equal (&((const ListRow *) lists->pdata[k])->id, &row->id))
      g_ptr_array_remove_index (lists, k);
  if (!row->gone)
    g_ptr_array_add (lists, list_row_ref (row));
}

static void
take_lists (WhinClient *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    ListRow *row = rows->pdata[i];

    take_list (row->broadcast ? self->broadcasts : self->lists, row);
  }
  g_ptr_array_sort (self->lists, compare_lists);
  if (rows->len)
    g_signal_emit (self, signals[LISTS_CHANGED], 0);
}

void
whin_client_apply_to_timelines (WhinClient *self, GPtrArray *rows, GArray *removed)
{
  for (guint i = 0; i < self->timelines->len; i++)
    whin_timeline_apply (self->timelines->pdata[i], rows, removed);
  g_signal_emit (self, signals[MESSAGES_CHANGED], 0, rows, removed);
}

GPtrArray *
whin_client_get_deletions (WhinClient *self)
{
  return self->deletions;
}

static void
tell_groups (WhinClient *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    g_signal_emit (self, signals[GROUP_CHANGED], 0, &((GroupRow *) rows->pdata[i])->conv);
}

static void
route_messages (WhinClient *self, const Batch *batch)
{
  if (!batch->messages->len && !batch->removed->len)
    return;
  whin_client_keep_held (self, batch->messages, batch->removed);
  whin_client_apply_to_timelines (self, batch->messages, batch->removed);
  for (guint i = 0; i < batch->messages->len; i++) {
    const MessageRow *row = batch->messages->pdata[i];

    if (row->state == STATE_RECEIVED)
      g_signal_emit (self, signals[MESSAGE_RECEIVED], 0, row);
  }
}

static void
take_account (WhinClient *self, const AccountRow *account)
{
  gboolean left = self->account && self->account->registered && !account->registered;

  g_clear_pointer (&self->account, account_row_unref);
  self->account = account_row_ref (account);
  if (left) {
    whin_chat_list_clear (self->chats);
    whin_contact_list_clear (self->contacts);
    g_hash_table_remove_all (self->groups);
    g_ptr_array_set_size (self->lists, 0);
    g_ptr_array_set_size (self->broadcasts, 0);
    g_signal_emit (self, signals[LISTS_CHANGED], 0);
  }
  g_signal_emit (self, signals[ACCOUNT_CHANGED], 0);
}

void
whin_client_look_for_history (WhinClient *self)
{
  for (guint i = 0; i < self->timelines->len; i++)
    whin_timeline_look_above (self->timelines->pdata[i]);
}

static void
take_works (WhinClient *self, const Batch *batch)
{
  for (guint i = 0; i < batch->works->len; i++) {
    const WorkRow *row = batch->works->pdata[i];

    g_clear_pointer (&self->works[row->kind], work_row_unref);
    self->works[row->kind] = work_row_ref (row);
    if (row->kind == WORK_HISTORY_IN)
      whin_client_look_for_history (self);
    g_signal_emit (self, signals[WORK_CHANGED], 0, row->kind);
  }
}

static void
batch_cb (const Batch *batch, gpointer user_data)
{
  WhinClient *self = user_data;

  if (batch->account)
    take_account (self, batch->account);
  whin_contact_list_apply (self->contacts, batch->contacts);
  take_groups (self, batch->groups);
  whin_chat_list_apply (self->chats, batch->chats);
  take_lists (self, batch->lists);
  route_presences (self, batch);
  route_messages (self, batch);
  if (batch->contacts->len > 0)
    g_signal_emit (self, signals[PEOPLE_CHANGED], 0);
  tell_groups (self, batch->groups);
  if (batch->link) {
    g_clear_pointer (&self->link, link_row_unref);
    self->link = link_row_ref (batch->link);
    g_signal_emit (self, signals[LINK_CHANGED], 0);
  }
  if (batch->pairing) {
    g_clear_pointer (&self->pairing, pairing_row_unref);
    self->pairing = pairing_row_ref (batch->pairing);
    g_signal_emit (self, signals[PAIRING_CHANGED], 0);
  }
  if (batch->backup) {
    g_clear_pointer (&self->backup, backup_row_unref);
    self->backup = backup_row_ref (batch->backup);
    g_signal_emit (self, signals[BACKUP_CHANGED], 0);
  }
  take_works (self, batch);
}

static void
all_chats_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinClient) self = user_data;
  g_autoptr (GPtrArray) rows = core_query_finish (NULL, result, NULL);

  if (rows)
    whin_chat_list_apply (self->chats, rows);
}

static gboolean
all_chats_wanted_cb (gpointer user_data)
{
  WhinClient *self = user_data;

  if (self->core)
    core_query_chats_async (self->core, 0, self->cancellable, all_chats_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* What a screen holds is seen before the rest is read. */
static void
first_chats_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinClient) self = user_data;
  g_autoptr (GPtrArray) rows = core_query_finish (NULL, result, NULL);

  if (rows)
    whin_chat_list_apply (self->chats, rows);
  whin_chat_list_set_loaded (self->chats);
  if (rows && rows->len >= FIRST_CHATS)
    g_idle_add_full (G_PRIORITY_LOW, all_chats_wanted_cb, g_object_ref (self), g_object_unref);
}

static void
contacts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinClient) self = user_data;
  g_autoptr (GPtrArray) rows = core_query_finish (NULL, result, NULL);

  if (!rows)
    return;
  whin_contact_list_apply (self->contacts, rows);
  g_signal_emit (self, signals[PEOPLE_CHANGED], 0);
}

static void
lists_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinClient) self = user_data;
  g_autoptr (GPtrArray) rows = core_query_finish (NULL, result, NULL);

  if (rows)
    take_lists (self, rows);
}

/* What a batch has told meanwhile is newer. */
static void
groups_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinClient) self = user_data;
  g_autoptr (GPtrArray) rows = core_query_finish (NULL, result, NULL);

  for (guint i = 0; rows && i < rows->len; i++) {
    GroupRow *row = rows->pdata[i];

    if (!g_hash_table_contains (self->groups, &row->conv.id))
      g_hash_table_insert (self->groups, id_copy (&row->conv.id), group_row_ref (row));
  }
  g_signal_emit (self, signals[PEOPLE_CHANGED], 0);
}

static void
whin_client_dispose (GObject *object)
{
  whin_client_close (WHIN_CLIENT (object));
  G_OBJECT_CLASS (whin_client_parent_class)->dispose (object);
}

static void
whin_client_finalize (GObject *object)
{
  WhinClient *self = WHIN_CLIENT (object);

  g_clear_pointer (&self->account, account_row_unref);
  g_clear_pointer (&self->link, link_row_unref);
  g_clear_pointer (&self->pairing, pairing_row_unref);
  g_clear_pointer (&self->backup, backup_row_unref);
  for (guint i = 0; i < WORK_KINDS; i++)
    g_clear_pointer (&self->works[i], work_row_unref);
  g_object_unref (self->cancellable);
  g_object_unref (self->chats);
  g_object_unref (self->contacts);
  g_hash_table_unref (self->groups);
  g_ptr_array_unref (self->lists);
  g_ptr_array_unref (self->broadcasts);
  g_ptr_array_unref (self->timelines);
  g_ptr_array_unref (self->deletions);
  G_OBJECT_CLASS (whin_client_parent_class)->finalize (object);
}

static void
whin_client_class_init (WhinClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = whin_client_dispose;
  object_class->finalize = whin_client_finalize;
  signals[ACCOUNT_CHANGED] = g_signal_new ("account-changed", WHIN_TYPE_CLIENT, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LINK_CHANGED] = g_signal_new ("link-changed", WHIN_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PAIRING_CHANGED] = g_signal_new ("pairing-changed", WHIN_TYPE_CLIENT, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BACKUP_CHANGED] = g_signal_new ("backup-changed", WHIN_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PEOPLE_CHANGED] = g_signal_new ("people-changed", WHIN_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LISTS_CHANGED] = g_signal_new ("lists-changed", WHIN_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GROUP_CHANGED] = g_signal_new ("group-changed", WHIN_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[WORK_CHANGED] = g_signal_new ("work-changed", WHIN_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[MESSAGES_CHANGED] =
      g_signal_new ("messages-changed", WHIN_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
  signals[MESSAGE_RECEIVED] = g_signal_new ("message-received", WHIN_TYPE_CLIENT, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
whin_client_init (WhinClient *self)
{
  self->cancellable = g_cancellable_new ();
  self->chats = whin_chat_list_new ();
  self->contacts = whin_contact_list_new ();
  self->groups =
      g_hash_table_new_full (id_hash, id_hash_equal, g_free, (GDestroyNotify) group_row_unref);
  self->timelines = g_ptr_array_new ();
  self->lists = g_ptr_array_new_with_free_func ((GDestroyNotify) list_row_unref);
  self->broadcasts = g_ptr_array_new_with_free_func ((GDestroyNotify) list_row_unref);
  self->deletions = g_ptr_array_new_with_free_func (whin_client_free_deletion);
}

void
whin_client_prepare (void)
{
  core_prepare ();
}

WhinClient *
whin_client_new (const char *data_dir, Keyring *keyring, GError **error)
{
  g_autoptr (WhinClient) self = g_object_new (WHIN_TYPE_CLIENT, NULL);

  self->core = core_new (data_dir, keyring, batch_cb, self, error);
  if (!self->core)
    return NULL;
  core_query_chats_async (self->core, FIRST_CHATS, self->cancellable, first_chats_cb,
                          g_object_ref (self));
  core_query_contacts_async (self->core, self->cancellable, contacts_cb, g_object_ref (self));
  core_query_lists_async (self->core, self->cancellable, lists_cb, g_object_ref (self));
  core_query_groups_async (self->core, self->cancellable, groups_cb, g_object_ref (self));
  return g_steal_pointer (&self);
}

void
whin_client_close (WhinClient *self)
{
  whin_client_delete_all_now (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->core, core_free);
}

const AccountRow *
whin_client_get_account (WhinClient *self)
{
  return self->account;
}

const LinkRow *
whin_client_get_link (WhinClient *self)
{
  return self->link;
}

const PairingRow *
whin_client_get_pairing (WhinClient *self)
{
  return self->pairing;
}

const BackupRow *
whin_client_get_backup (WhinClient *self)
{
  return self->backup;
}

const WorkRow *
whin_client_get_work (WhinClient *self, WorkKind kind)
{
  return self->works[kind];
}

WhinChatList *
whin_client_get_chats (WhinClient *self)
{
  return self->chats;
}

WhinContactList *
whin_client_get_contacts (WhinClient *self)
{
  return self->contacts;
}

const GroupRow *
whin_client_get_group (WhinClient *self, const Conv *conv)
{
  return conv->kind == CONV_GROUP ? g_hash_table_lookup (self->groups, &conv->id) : NULL;
}

const GPtrArray *
whin_client_get_lists (WhinClient *self)
{
  return self->lists;
}

const ListRow *
whin_client_get_broadcast (WhinClient *self, const Conv *conv)
{
  for (guint i = 0; conv->kind == CONV_BROADCAST && i < self->broadcasts->len; i++)
    if (id_equal (&((const ListRow *) self->broadcasts->pdata[i])->id, &conv->id))
      return self->broadcasts->pdata[i];
  return NULL;
}

const char *
whin_client_name_of (WhinClient *self, const Id *acc)
{
  WhinContact *contact = whin_contact_list_find (self->contacts, acc);

  return contact ? whin_contact_get_name (contact) : _ ("Somebody");
}

gboolean
whin_client_is_self (WhinClient *self, const Id *acc)
{
  return self->account && id_equal (&self->account->acc, acc);
}

Core *
whin_client_get_core (WhinClient *self)
{
  return self->core;
}

void
whin_client_add_timeline (WhinClient *self, WhinTimeline *timeline)
{
  g_ptr_array_add (self->timelines, timeline);
}

void
whin_client_remove_timeline (WhinClient *self, WhinTimeline *timeline)
{
  g_ptr_array_remove (self->timelines, timeline);
}
