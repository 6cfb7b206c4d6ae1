/* timeline: loads, extends and trims the window, and takes the rows of batches that fall into it.
 *
 * Pages and batches come from one thread in one order, so whichever comes later is the newer state.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-timeline-private.h"

#include "core.h"
#include "whin-client-private.h"

enum {
  PROP_0,
  PROP_LOADING,
  PROP_ERROR,
  PROP_MORE_BELOW,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
static guint loaded_signal, applied_signal;

static GType
get_item_type (GListModel *model)
{
  return WHIN_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  return WHIN_TIMELINE (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  WhinTimeline *self = WHIN_TIMELINE (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinTimeline,
                               whin_timeline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

static guint
name_hash (gconstpointer key)
{
  return id_hash (&((const MessageName *) key)->id);
}

static gboolean
name_equal (gconstpointer a, gconstpointer b)
{
  const MessageName *one = a, *other = b;

  return id_equal (&one->id, &other->id) && id_equal (&one->author, &other->author);
}

static MessageName *
name_of (const MessageRow *row)
{
  MessageName *name = g_new (MessageName, 1);

  *name = (MessageName) { row->conv, row->author, row->id };
  return name;
}

static gint64
ord_at (WhinTimeline *self, guint index)
{
  return whin_message_get_row (self->messages->pdata[index])->ord;
}

/* Index of the first message at or after ord. */
static guint
place_of (WhinTimeline *self, gint64 ord)
{
  guint low = 0, high = self->messages->len;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (ord_at (self, middle) < ord)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static guint
index_of (WhinTimeline *self, WhinMessage *message)
{
  guint i = place_of (self, whin_message_get_row (message)->ord);

  while (self->messages->pdata[i] != message)
    i++;
  return i;
}

static gboolean
in_window (WhinTimeline *self, gint64 ord)
{
  guint n = self->messages->len;

  return (!self->more_above || (n && ord > ord_at (self, 0))) &&
         (!self->more_below || (n && ord < ord_at (self, n - 1)));
}

static void
insert_row (WhinTimeline *self, const MessageRow *row)
{
  WhinMessage *message = whin_message_new (row);

  g_ptr_array_insert (self->messages, (int) place_of (self, row->ord), message);
  g_hash_table_insert (self->index, name_of (row), message);
}

static void
remove_message (WhinTimeline *self, WhinMessage *message)
{
  MessageName name = whin_message_get_name (message);

  g_hash_table_remove (self->index, &name);
  g_ptr_array_remove_index (self->messages, index_of (self, message));
}

static void
update_row (WhinTimeline *self, WhinMessage *message, const MessageRow *row)
{
  if (row->ord != whin_message_get_row (message)->ord) {
    g_ptr_array_steal_index (self->messages, index_of (self, message));
    whin_message_set_row (message, row);
    g_ptr_array_insert (self->messages, (int) place_of (self, row->ord), message);
    return;
  }
  whin_message_set_row (message, row);
}

static void
take_row (WhinTimeline *self, const MessageRow *row, gboolean page)
{
  MessageName name = { row->conv, row->author, row->id };
  WhinMessage *message = g_hash_table_lookup (self->index, &name);
  g_autoptr (MessageRow) shown =
      self->client ? whin_client_hold_back (self->client, row) : message_row_ref (row);

  if (!shown)
    return;
  if (message)
    update_row (self, message, shown);
  else if (page || in_window (self, row->ord))
    insert_row (self, shown);
}

/* The names live in the index and messages are freed by their array, so names go first. */
static void
cut (WhinTimeline *self, guint from, guint n)
{
  for (guint i = from; i < from + n; i++) {
    MessageName name = whin_message_get_name (self->messages->pdata[i]);

    g_hash_table_remove (self->index, &name);
  }
  if (n)
    g_ptr_array_remove_range (self->messages, from, n);
}

static void
set_more_below (WhinTimeline *self, gboolean more)
{
  if (self->more_below == more)
    return;
  self->more_below = more;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MORE_BELOW]);
}

static void
trim (WhinTimeline *self, gboolean keep_older)
{
  guint n = self->messages->len;

  if (n <= WHIN_TIMELINE_MAX)
    return;
  if (keep_older) {
    cut (self, WHIN_TIMELINE_MAX, n - WHIN_TIMELINE_MAX);
    set_more_below (self, TRUE);
  } else {
    cut (self, 0, n - WHIN_TIMELINE_MAX);
    self->more_above = TRUE;
  }
}

static void
set_loading (WhinTimeline *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
set_error (WhinTimeline *self, const char *error)
{
  if (g_set_str (&self->error, error))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

typedef struct {
  WhinTimeline *self;
  CorePage page;
  gint64 ord;
  gboolean replace;
} Query;

static void
query_free (Query *query)
{
  g_object_unref (query->self);
  g_free (query);
}

static void
note_ends (WhinTimeline *self, const Query *query, const GPtrArray *rows)
{
  gboolean full = rows->len >= WHIN_TIMELINE_PAGE;

  switch (query->page) {
  case PAGE_NEWEST:
    self->more_above = full;
    set_more_below (self, FALSE);
    break;
  case PAGE_BEFORE:
    self->more_above = full;
    break;
  case PAGE_AFTER:
    set_more_below (self, full);
    break;
  case PAGE_AROUND:
    self->more_above = place_of (self, query->ord) >= WHIN_TIMELINE_PAGE / 2 - 1;
    set_more_below (self, rows->len - place_of (self, query->ord) >= WHIN_TIMELINE_PAGE / 2 - 1);
    break;
  }
}

static void
take_page (WhinTimeline *self, const Query *query, GPtrArray *rows)
{
  if (query->replace) {
    cut (self, 0, self->messages->len);
    self->loaded = TRUE;
  }
  for (guint i = 0; i < rows->len; i++)
    take_row (self, rows->pdata[i], TRUE);
  note_ends (self, query, rows);
  if (!query->replace)
    trim (self, query->page == PAGE_BEFORE);
  whin_timeline_compose (self);
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Query *query = user_data;
  g_autoptr (WhinTimeline) self = g_object_ref (query->self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = core_query_finish (NULL, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    query_free (query);
    return;
  }
  set_error (self, error ? error->message : NULL);
  if (rows)
    take_page (self, query, rows);
  set_loading (self, FALSE);
  if (rows && query->replace) {
    self->replacing = FALSE;
    g_signal_emit (self, loaded_signal, 0, self->wanted);
  }
  query_free (query);
  if (self->next_page) {
    gboolean older = self->next_page == PAGE_BEFORE;

    self->next_page = 0;
    whin_timeline_extend (self, older);
  }
}

static void
query_page (WhinTimeline *self, CorePage page, gint64 ord, gboolean replace)
{
  Query *query;

  if (!self->client)
    return;
  query = g_new (Query, 1);
  *query = (Query) { g_object_ref (self), page, ord, replace };
  set_loading (self, TRUE);
  core_query_messages_async (whin_client_get_core (self->client), &self->conv, page, ord,
                             WHIN_TIMELINE_PAGE, self->cancellable, page_cb, query);
}

static void
whin_timeline_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WhinTimeline *self = WHIN_TIMELINE (object);

  switch (id) {
  case PROP_LOADING:
    g_value_set_boolean (value, self->loading);
    break;
  case PROP_ERROR:
    g_value_set_string (value, self->error);
    break;
  case PROP_MORE_BELOW:
    g_value_set_boolean (value, self->more_below);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
whin_timeline_dispose (GObject *object)
{
  WhinTimeline *self = WHIN_TIMELINE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->client)
    whin_client_remove_timeline (self->client, self);
  g_clear_weak_pointer (&self->client);
  G_OBJECT_CLASS (whin_timeline_parent_class)->dispose (object);
}

static void
whin_timeline_finalize (GObject *object)
{
  WhinTimeline *self = WHIN_TIMELINE (object);

  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->messages);
  g_object_unref (self->divider);
  g_object_unref (self->cancellable);
  g_free (self->error);
  G_OBJECT_CLASS (whin_timeline_parent_class)->finalize (object);
}

static void
whin_timeline_class_init (WhinTimelineClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = whin_timeline_get_property;
  object_class->dispose = whin_timeline_dispose;
  object_class->finalize = whin_timeline_finalize;
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  props[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, flags);
  props[PROP_MORE_BELOW] = g_param_spec_boolean ("more-below", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  applied_signal = g_signal_new ("applied", WHIN_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  loaded_signal = g_signal_new ("loaded", WHIN_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
whin_timeline_init (WhinTimeline *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->index = g_hash_table_new_full (name_hash, name_equal, g_free, NULL);
  self->divider = whin_message_new_unread ();
  self->cancellable = g_cancellable_new ();
}

WhinTimeline *
whin_timeline_new (WhinClient *client, const Conv *conv)
{
  WhinTimeline *self = g_object_new (WHIN_TYPE_TIMELINE, NULL);

  g_set_weak_pointer (&self->client, client);
  self->conv = *conv;
  whin_client_add_timeline (client, self);
  return self;
}

const Conv *
whin_timeline_get_conv (WhinTimeline *self)
{
  return &self->conv;
}

gboolean
whin_timeline_get_loading (WhinTimeline *self)
{
  return self->loading;
}

gboolean
whin_timeline_get_more_below (WhinTimeline *self)
{
  return self->more_below;
}

const char *
whin_timeline_get_error (WhinTimeline *self)
{
  return self->error;
}

void
whin_timeline_extend (WhinTimeline *self, gboolean older)
{
  guint n = self->messages->len;

  if (self->loading) {
    self->next_page = older ? PAGE_BEFORE : PAGE_AFTER;
    return;
  }
  if (!n || !(older ? self->more_above : self->more_below))
    return;
  query_page (self, older ? PAGE_BEFORE : PAGE_AFTER, ord_at (self, older ? 0 : n - 1), FALSE);
}

void
whin_timeline_look_above (WhinTimeline *self)
{
  if (!self->loaded || self->loading || self->more_above)
    return;
  if (self->messages->len)
    query_page (self, PAGE_BEFORE, ord_at (self, 0), FALSE);
  else
    query_page (self, PAGE_NEWEST, 0, FALSE);
}

void
whin_timeline_show (WhinTimeline *self, gint64 ord)
{
  guint n = self->messages->len;
  gboolean here =
      ord ? n && ord >= ord_at (self, 0) && ord <= ord_at (self, n - 1) : !self->more_below;

  self->wanted = ord;
  if (self->loaded && here && !self->replacing) {
    g_signal_emit (self, loaded_signal, 0, ord);
    return;
  }
  /* A page on its way belongs to a place nobody wants any more. */
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->replacing = TRUE;
  query_page (self, ord ? PAGE_AROUND : PAGE_NEWEST, ord, TRUE);
}

gboolean
whin_timeline_find (WhinTimeline *self, gint64 ord, guint *position)
{
  /* One that is folded stands in a later one. */
  for (guint i = place_of (self, ord); i < self->messages->len; i++)
    if (g_ptr_array_find (self->items, whin_message_get_head (self->messages->pdata[i]), position))
      return TRUE;
  return FALSE;
}

WhinMessage *
whin_timeline_find_message (WhinTimeline *self, const MessageName *name)
{
  return g_hash_table_lookup (self->index, name);
}

gboolean
whin_timeline_find_unread (WhinTimeline *self, guint *position)
{
  return g_ptr_array_find (self->items, self->divider, position);
}

void
whin_timeline_set_unread (WhinTimeline *self, gint64 ord)
{
  if (self->unread_ord == ord)
    return;
  self->unread_ord = ord;
  whin_timeline_compose (self);
}

void
whin_timeline_set_following (WhinTimeline *self, gboolean following)
{
  self->following = following;
}

void
whin_timeline_apply (WhinTimeline *self, GPtrArray *rows, GArray *removed)
{
  gboolean any = removed->len > 0;

  if (!self->loaded)
    return;
  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];

    if (row->conv.kind != self->conv.kind || !id_equal (&row->conv.id, &self->conv.id))
      continue;
    take_row (self, row, FALSE);
    any = TRUE;
  }
  for (guint i = 0; i < removed->len; i++) {
    WhinMessage *message =
        g_hash_table_lookup (self->index, &g_array_index (removed, MessageName, i));

    if (message)
      remove_message (self, message);
  }
  trim (self, !self->following);
  whin_timeline_compose (self);
  if (any)
    g_signal_emit (self, applied_signal, 0);
}
