/* reel: see the header. Pages are in the order of time, the reel in that of the chat; who is in two
 * pages is in it once. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-reel.h"

#include "whin-search.h"

#include <string.h>

#define PAGE 40
#define NEAR 10    /* so many left ask for more */
#define MOMENT 64  /* ms that the search does not tell apart */
#define KEPT 20000 /* a reel does not grow further */

enum {
  OLDER,
  NEWER,
  N_SIDES
};

struct _WhinReel {
  GObject parent_instance;

  WhinClient *client;
  Conv conv;
  GPtrArray *messages; /* of WhinMessage, by ord */
  WhinSearch *sides[N_SIDES];
  guint taken[N_SIDES]; /* of what each has found */
};

static GType
get_item_type (GListModel *model)
{
  return WHIN_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  return WHIN_REEL (model)->messages->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  WhinReel *self = WHIN_REEL (model);

  return position < self->messages->len ? g_object_ref (self->messages->pdata[position]) : NULL;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinReel,
                               whin_reel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

gboolean
whin_reel_takes (const MessageRow *row)
{
  const Media *media = row->media;

  if (media == NULL || media->sticker != NULL || row->once != ONCE_NOT)
    return FALSE;
  return row->kind == MESSAGE_PICTURE ||
         (row->kind == MESSAGE_FILE && g_str_has_prefix (media->mime, "video/"));
}

/* -- Places -- */

static gint64
ord_at (WhinReel *self, guint position)
{
  return whin_message_get_row (self->messages->pdata[position])->ord;
}

/* Of the first that is not before ORD. */
static guint
place_of (WhinReel *self, gint64 ord)
{
  guint low = 0, high = self->messages->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (ord_at (self, middle) < ord)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static gboolean
is_named (WhinMessage *message, const Id *author, const Id *id)
{
  const MessageRow *row = whin_message_get_row (message);

  return id_equal (&row->id, id) && id_equal (&row->author, author);
}

/* A message may have been given another place: all are looked at. */
static gboolean
find (WhinReel *self, const Id *author, const Id *id, guint *position)
{
  for (guint i = 0; i < self->messages->len; i++)
    if (is_named (self->messages->pdata[i], author, id)) {
      *position = i;
      return TRUE;
    }
  return FALSE;
}

static void
insert (WhinReel *self, WhinMessage *message)
{
  guint at = place_of (self, whin_message_get_row (message)->ord);

  g_ptr_array_insert (self->messages, (int) at, g_object_ref (message));
  g_list_model_items_changed (G_LIST_MODEL (self), at, 0, 1);
}

static void
remove_at (WhinReel *self, guint position)
{
  g_ptr_array_remove_index (self->messages, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* -- Pages -- */

static void
take (WhinReel *self, guint side)
{
  GListModel *found = G_LIST_MODEL (self->sides[side]);
  guint n = g_list_model_get_n_items (found), at;

  for (guint i = self->taken[side]; i < n; i++) {
    g_autoptr (WhinMessage) message = g_list_model_get_item (found, i);
    const MessageRow *row = whin_message_get_row (message);

    if (whin_reel_takes (row) && !find (self, &row->author, &row->id, &at))
      insert (self, message);
  }
  self->taken[side] = n;
}

static void
answered_cb (WhinSearch *search, WhinReel *self)
{
  take (self, search == self->sides[NEWER] ? NEWER : OLDER);
}

static void
open_side (WhinReel *self, guint side, gint64 time)
{
  gint64 moment = time / MOMENT * MOMENT;
  Find find = { .conv = self->conv, .kind = FIND_PHOTOS, .limit = PAGE };

  if (side == NEWER) {
    find.from = moment;
    find.oldest_first = TRUE;
  } else {
    find.until = moment + MOMENT;
  }
  self->sides[side] = whin_search_new (self->client);
  g_signal_connect_object (self->sides[side], "answered", G_CALLBACK (answered_cb), self,
                           G_CONNECT_DEFAULT);
  whin_search_set (self->sides[side], &find);
}

/* -- What happens to them -- */

static gboolean
is_at_end (WhinReel *self)
{
  return !whin_search_has_more (self->sides[NEWER]) && !whin_search_is_loading (self->sides[NEWER]);
}

static void
apply (WhinReel *self, const MessageRow *row)
{
  guint at;

  if (memcmp (&row->conv, &self->conv, sizeof row->conv) != 0)
    return;
  if (!find (self, &row->author, &row->id, &at)) {
    if (whin_reel_takes (row) && is_at_end (self) && self->messages->len < KEPT) {
      g_autoptr (WhinMessage) message = whin_message_new (row);

      insert (self, message);
    }
  } else if (!whin_reel_takes (row)) {
    remove_at (self, at);
  } else {
    g_autoptr (WhinMessage) message = g_object_ref (self->messages->pdata[at]);
    gboolean moves = whin_message_get_row (message)->ord != row->ord;

    if (moves)
      remove_at (self, at);
    whin_message_set_row (message, row);
    if (moves)
      insert (self, message);
  }
}

static void
changed_cb (WhinClient *client, GPtrArray *rows, GArray *removed, WhinReel *self)
{
  guint at;

  for (guint i = 0; rows && i < rows->len; i++)
    apply (self, rows->pdata[i]);
  for (guint i = 0; removed && i < removed->len; i++) {
    const MessageName *name = &g_array_index (removed, MessageName, i);

    if (find (self, &name->author, &name->id, &at))
      remove_at (self, at);
  }
}

static void
dispose (GObject *object)
{
  WhinReel *self = WHIN_REEL (object);

  for (guint i = 0; i < N_SIDES; i++)
    g_clear_object (&self->sides[i]);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_reel_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_ptr_array_unref (WHIN_REEL (object)->messages);
  G_OBJECT_CLASS (whin_reel_parent_class)->finalize (object);
}

static void
whin_reel_class_init (WhinReelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
whin_reel_init (WhinReel *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
}

WhinReel *
whin_reel_new (WhinClient *client, const MessageRow *first)
{
  WhinReel *self = g_object_new (WHIN_TYPE_REEL, NULL);

  self->client = g_object_ref (client);
  self->conv = first->conv;
  g_ptr_array_add (self->messages, whin_message_new (first));
  g_signal_connect_object (client, "messages-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_DEFAULT);
  for (guint i = 0; i < N_SIDES; i++)
    open_side (self, i, first->time);
  return self;
}

WhinMessage *
whin_reel_step (WhinReel *self, WhinMessage *from, int by)
{
  guint at;

  if (!g_ptr_array_find (self->messages, from, &at))
    return NULL;
  if (by < 0 ? (guint) -by > at : (guint) by >= self->messages->len - at)
    return NULL;
  return self->messages->pdata[(int) at + by];
}

void
whin_reel_look (WhinReel *self, WhinMessage *at)
{
  guint position;

  if (self->messages->len >= KEPT || !g_ptr_array_find (self->messages, at, &position))
    return;
  if (position < NEAR)
    whin_search_more (self->sides[OLDER]);
  if (self->messages->len - position <= NEAR)
    whin_search_more (self->sides[NEWER]);
}
