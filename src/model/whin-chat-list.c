/* chat list: keeps chats sorted by the time of their newest message. Positions are found by
 * halving, since each chat's row is its sort key; a chat whose place stays only says `changed`
 * itself. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-list.h"

struct _WhinChatList {
  GObject parent_instance;

  GPtrArray *chats;  /* of WhinChat, sorted */
  GHashTable *index; /* conv text to WhinChat, borrowed */
  guint unread, archived;
  gboolean loading;
};

enum {
  PROP_0,
  PROP_LOADING,
  PROP_UNREAD,
  PROP_ARCHIVED,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
static guint regrouped_signal;

static GType
get_item_type (GListModel *model)
{
  return WHIN_TYPE_CHAT;
}

static guint
get_n_items (GListModel *model)
{
  return WHIN_CHAT_LIST (model)->chats->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  WhinChatList *self = WHIN_CHAT_LIST (model);

  return position < self->chats->len ? g_object_ref (self->chats->pdata[position]) : NULL;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinChatList,
                               whin_chat_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

static int
compare (const ChatRow *a, const ChatRow *b)
{
  if (a->pinned != b->pinned)
    return a->pinned > b->pinned ? -1 : 1;
  if (a->sort_time != b->sort_time)
    return a->sort_time > b->sort_time ? -1 : 1;
  return id_compare (&a->conv.id, &b->conv.id);
}

/* Where row stands, or would stand. */
static guint
place_of (WhinChatList *self, const ChatRow *row)
{
  guint low = 0, high = self->chats->len;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (compare (whin_chat_get_row (self->chats->pdata[middle]), row) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void
insert_chat (WhinChatList *self, WhinChat *chat)
{
  guint position = place_of (self, whin_chat_get_row (chat));

  g_ptr_array_insert (self->chats, (int) position, chat);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

static WhinChat *
take_chat (WhinChatList *self, guint position)
{
  WhinChat *chat = g_ptr_array_steal_index (self->chats, position);

  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  return chat;
}

static gboolean
stays (WhinChatList *self, guint position, const ChatRow *row)
{
  return (position == 0 ||
          compare (whin_chat_get_row (self->chats->pdata[position - 1]), row) < 0) &&
         (position + 1 >= self->chats->len ||
          compare (row, whin_chat_get_row (self->chats->pdata[position + 1])) < 0);
}

static void
update_chat (WhinChatList *self, WhinChat *chat, const ChatRow *row)
{
  guint position = place_of (self, whin_chat_get_row (chat));

  gboolean unread = whin_chat_is_unread (chat), archived = whin_chat_get_row (chat)->archived;

  self->unread -= whin_chat_get_row (chat)->unread;
  self->unread += row->unread;
  self->archived -= archived;
  self->archived += row->archived;
  if (stays (self, position, row)) {
    whin_chat_set_row (chat, row);
    if (unread != whin_chat_is_unread (chat) || archived != row->archived)
      g_signal_emit (self, regrouped_signal, 0, chat);
    return;
  }
  take_chat (self, position);
  whin_chat_set_row (chat, row);
  insert_chat (self, chat);
}

static void
remove_chat (WhinChatList *self, WhinChat *chat, const char *key)
{
  self->unread -= whin_chat_get_row (chat)->unread;
  self->archived -= whin_chat_get_row (chat)->archived;
  g_hash_table_remove (self->index, key);
  g_object_unref (take_chat (self, place_of (self, whin_chat_get_row (chat))));
}

static WhinChat *
make_chat (WhinChatList *self, const ChatRow *row)
{
  WhinChat *chat = whin_chat_new (row);
  ConvText key;

  self->unread += row->unread;
  self->archived += row->archived;
  g_hash_table_insert (self->index, g_strdup (conv_to_text (&row->conv, key)), chat);
  return chat;
}

static int
compare_chats (gconstpointer a, gconstpointer b)
{
  return compare (whin_chat_get_row ((WhinChat *) a), whin_chat_get_row ((WhinChat *) b));
}

static gboolean
is_new_at_end (WhinChatList *self, const ChatRow *row)
{
  guint n = self->chats->len;

  return !row->gone && !whin_chat_list_find (self, &row->conv) &&
         (n == 0 || compare (whin_chat_get_row (self->chats->pdata[n - 1]), row) < 0);
}

/* Many at once, as when all is read from the store: whoever looks hears of it once. */
static void
append_chats (WhinChatList *self, GPtrArray *chats)
{
  guint n = self->chats->len;

  if (chats->len == 0)
    return;
  g_ptr_array_sort_values (chats, compare_chats);
  for (guint i = 0; i < chats->len; i++)
    g_ptr_array_add (self->chats, chats->pdata[i]);
  g_ptr_array_set_size (chats, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), n, 0, self->chats->len - n);
}

static void
apply_row (WhinChatList *self, const ChatRow *row)
{
  ConvText key;
  WhinChat *chat = g_hash_table_lookup (self->index, conv_to_text (&row->conv, key));

  if (row->gone) {
    if (chat)
      remove_chat (self, chat, key);
  } else if (chat) {
    update_chat (self, chat, row);
  } else {
    insert_chat (self, make_chat (self, row));
  }
}

static void
whin_chat_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WhinChatList *self = WHIN_CHAT_LIST (object);

  switch (id) {
  case PROP_LOADING:
    g_value_set_boolean (value, self->loading);
    break;
  case PROP_UNREAD:
    g_value_set_uint (value, self->unread);
    break;
  case PROP_ARCHIVED:
    g_value_set_uint (value, self->archived);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
whin_chat_list_finalize (GObject *object)
{
  WhinChatList *self = WHIN_CHAT_LIST (object);

  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->chats);
  G_OBJECT_CLASS (whin_chat_list_parent_class)->finalize (object);
}

static void
whin_chat_list_class_init (WhinChatListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = whin_chat_list_get_property;
  object_class->finalize = whin_chat_list_finalize;
  props[PROP_LOADING] =
      g_param_spec_boolean ("loading", NULL, NULL, TRUE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_UNREAD] =
      g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_ARCHIVED] =
      g_param_spec_uint ("archived", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  regrouped_signal = g_signal_new ("regrouped", WHIN_TYPE_CHAT_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, WHIN_TYPE_CHAT);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
whin_chat_list_init (WhinChatList *self)
{
  self->chats = g_ptr_array_new_with_free_func (g_object_unref);
  self->index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->loading = TRUE;
}

WhinChatList *
whin_chat_list_new (void)
{
  return g_object_new (WHIN_TYPE_CHAT_LIST, NULL);
}

WhinChat *
whin_chat_list_find (WhinChatList *self, const Conv *conv)
{
  ConvText key;

  return g_hash_table_lookup (self->index, conv_to_text (conv, key));
}

gboolean
whin_chat_list_get_position (WhinChatList *self, WhinChat *chat, guint *position)
{
  if (whin_chat_list_find (self, whin_chat_get_conv (chat)) != chat)
    return FALSE;
  *position = place_of (self, whin_chat_get_row (chat));
  return TRUE;
}

gboolean
whin_chat_list_find_in (GListModel *model, WhinChat *chat, guint *position)
{
  guint low = 0, high = g_list_model_get_n_items (model);

  while (low < high) {
    guint middle = (low + high) / 2;
    g_autoptr (WhinChat) other = g_list_model_get_item (model, middle);

    if (other == chat) {
      *position = middle;
      return TRUE;
    }
    if (compare (whin_chat_get_row (other), whin_chat_get_row (chat)) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return FALSE;
}

void
whin_chat_list_hide (WhinChatList *self, WhinChat *chat, gboolean hidden)
{
  if (whin_chat_is_hidden (chat) == hidden)
    return;
  whin_chat_set_hidden (chat, hidden);
  if (whin_chat_list_find (self, whin_chat_get_conv (chat)) == chat)
    g_signal_emit (self, regrouped_signal, 0, chat);
}

gboolean
whin_chat_list_get_loading (WhinChatList *self)
{
  return self->loading;
}

guint
whin_chat_list_get_unread (WhinChatList *self)
{
  return self->unread;
}

guint
whin_chat_list_get_archived (WhinChatList *self)
{
  return self->archived;
}

void
whin_chat_list_apply (WhinChatList *self, GPtrArray *rows)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
  guint unread = self->unread, archived = self->archived;

  for (guint i = 0; i < rows->len; i++) {
    if (is_new_at_end (self, rows->pdata[i])) {
      g_ptr_array_add (fresh, make_chat (self, rows->pdata[i]));
    } else {
      append_chats (self, fresh);
      apply_row (self, rows->pdata[i]);
    }
  }
  append_chats (self, fresh);
  if (self->unread != unread)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD]);
  if (self->archived != archived)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ARCHIVED]);
}

void
whin_chat_list_set_loaded (WhinChatList *self)
{
  if (!self->loading)
    return;
  self->loading = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

void
whin_chat_list_clear (WhinChatList *self)
{
  guint n = self->chats->len;

  g_hash_table_remove_all (self->index);
  g_ptr_array_set_size (self->chats, 0);
  self->unread = self->archived = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD]);
}
