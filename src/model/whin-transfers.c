/* transfers: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-transfers.h"

#include "core.h"

#define MOST 500

struct _WhinTransfers {
  GObject parent_instance;

  GCancellable *cancellable;
  GPtrArray *messages; /* of WhinMessage */
};

static guint changed_signal;

static GType
get_item_type (GListModel *model)
{
  return WHIN_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  return WHIN_TRANSFERS (model)->messages->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  WhinTransfers *self = WHIN_TRANSFERS (model);

  return position < self->messages->len ? g_object_ref (self->messages->pdata[position]) : NULL;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinTransfers,
                               whin_transfers,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

static gboolean
is_transfer (const MessageRow *row)
{
  return row->media != NULL && row->media->transfer != TRANSFER_NONE;
}

static gboolean
find (WhinTransfers *self, const Id *author, const Id *id, guint *position)
{
  for (guint i = 0; i < self->messages->len; i++) {
    const MessageRow *row = whin_message_get_row (self->messages->pdata[i]);

    if (id_equal (&row->id, id) && id_equal (&row->author, author)) {
      *position = i;
      return TRUE;
    }
  }
  return FALSE;
}

static void
drop (WhinTransfers *self, guint position)
{
  g_ptr_array_remove_index (self->messages, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* Whether anything is different. */
static gboolean
apply (WhinTransfers *self, const MessageRow *row)
{
  guint position;
  gboolean known = find (self, &row->author, &row->id, &position);

  if (!is_transfer (row)) {
    if (known)
      drop (self, position);
    return known;
  }
  if (known) {
    whin_message_set_row (self->messages->pdata[position], row);
  } else if (self->messages->len < MOST) {
    g_ptr_array_add (self->messages, whin_message_new (row));
    g_list_model_items_changed (G_LIST_MODEL (self), self->messages->len - 1, 0, 1);
  }
  return TRUE;
}

static void
changed_cb (WhinClient *client, GPtrArray *rows, GArray *removed, WhinTransfers *self)
{
  gboolean changed = FALSE;
  guint position;

  for (guint i = 0; rows && i < rows->len; i++)
    changed |= apply (self, rows->pdata[i]);
  for (guint i = 0; removed && i < removed->len; i++) {
    const MessageName *name = &g_array_index (removed, MessageName, i);

    if (!find (self, &name->author, &name->id, &position))
      continue;
    drop (self, position);
    changed = TRUE;
  }
  if (changed)
    g_signal_emit (self, changed_signal, 0);
}

/* What a batch has told meanwhile is newer. */
static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WhinTransfers *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = core_query_finish (NULL, result, &error);
  guint position;

  if (!rows)
    return;
  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];

    if (!find (self, &row->author, &row->id, &position))
      apply (self, row);
  }
  if (rows->len)
    g_signal_emit (self, changed_signal, 0);
}

static void
dispose (GObject *object)
{
  g_cancellable_cancel (WHIN_TRANSFERS (object)->cancellable);
  G_OBJECT_CLASS (whin_transfers_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  WhinTransfers *self = WHIN_TRANSFERS (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->messages);
  G_OBJECT_CLASS (whin_transfers_parent_class)->finalize (object);
}

static void
whin_transfers_class_init (WhinTransfersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  changed_signal = g_signal_new ("changed", WHIN_TYPE_TRANSFERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
whin_transfers_init (WhinTransfers *self)
{
  self->cancellable = g_cancellable_new ();
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
}

WhinTransfers *
whin_transfers_new (WhinClient *client)
{
  WhinTransfers *self = g_object_new (WHIN_TYPE_TRANSFERS, NULL);

  g_signal_connect_object (client, "messages-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_DEFAULT);
  core_query_transfers_async (whin_client_get_core (client), self->cancellable, found_cb, self);
  return self;
}

static guint
count (WhinTransfers *self, gboolean failed)
{
  guint n = 0;

  for (guint i = 0; i < self->messages->len; i++)
    if ((whin_message_get_row (self->messages->pdata[i])->media->transfer == TRANSFER_FAILED) ==
        failed)
      n++;
  return n;
}

guint
whin_transfers_get_running (WhinTransfers *self)
{
  return count (self, FALSE);
}

guint
whin_transfers_get_failed (WhinTransfers *self)
{
  return count (self, TRUE);
}

double
whin_transfers_get_progress (WhinTransfers *self)
{
  double done = 0, all = 0;

  for (guint i = 0; i < self->messages->len; i++) {
    const Media *media = whin_message_get_row (self->messages->pdata[i])->media;

    if (media->transfer == TRANSFER_FAILED)
      continue;
    done += (double) media->done;
    all += (double) media->size;
  }
  return all > 0 ? CLAMP (done / all, 0, 1) : 0;
}

gboolean
whin_transfers_is_upload (const MessageRow *row)
{
  return row->own && (row->state == STATE_PENDING || row->state == STATE_FAILED);
}
