/* search: one question at a time; a newer one cancels the older.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-search.h"

#include "core.h"

struct _WhinSearch {
  GObject parent_instance;

  WhinClient *client;
  GCancellable *cancellable;
  GPtrArray *results; /* of WhinMessage */
  Find find;          /* words are its own */
  char *words;
  gint64 next; /* 0: there is no more */
};

static guint answered_signal;

static GType
get_item_type (GListModel *model)
{
  return WHIN_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  return WHIN_SEARCH (model)->results->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  WhinSearch *self = WHIN_SEARCH (model);

  return position < self->results->len ? g_object_ref (self->results->pdata[position]) : NULL;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinSearch,
                               whin_search,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

static void
append (WhinSearch *self, const FoundPage *page)
{
  guint before = self->results->len;

  for (guint i = 0; i < page->rows->len; i++)
    g_ptr_array_add (self->results, whin_message_new (page->rows->pdata[i]));
  if (page->rows->len)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, page->rows->len);
}

static void
replace (WhinSearch *self, const FoundPage *page)
{
  guint before = self->results->len, n = page ? page->rows->len : 0;

  if (!before && !n)
    return;
  g_ptr_array_set_size (self->results, 0);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->results, whin_message_new (page->rows->pdata[i]));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, n);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinSearch) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoundPage) page = core_search_finish (NULL, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (self->find.place && page)
    append (self, page);
  else
    replace (self, page);
  self->next = page ? page->next : 0;
  g_signal_emit (self, answered_signal, 0);
}

static void
ask (WhinSearch *self)
{
  self->cancellable = g_cancellable_new ();
  core_search_async (whin_client_get_core (self->client), &self->find, self->cancellable, found_cb,
                     g_object_ref (self));
}

static void
cancel (WhinSearch *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
whin_search_dispose (GObject *object)
{
  WhinSearch *self = WHIN_SEARCH (object);

  cancel (self);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_search_parent_class)->dispose (object);
}

static void
whin_search_finalize (GObject *object)
{
  WhinSearch *self = WHIN_SEARCH (object);

  g_ptr_array_unref (self->results);
  g_free (self->words);
  G_OBJECT_CLASS (whin_search_parent_class)->finalize (object);
}

static void
whin_search_class_init (WhinSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = whin_search_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_search_finalize;
  answered_signal = g_signal_new ("answered", WHIN_TYPE_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
whin_search_init (WhinSearch *self)
{
  self->results = g_ptr_array_new_with_free_func (g_object_unref);
}

WhinSearch *
whin_search_new (WhinClient *client)
{
  WhinSearch *self = g_object_new (WHIN_TYPE_SEARCH, NULL);

  self->client = g_object_ref (client);
  return self;
}

void
whin_search_set (WhinSearch *self, const Find *find)
{
  char *words = find ? g_strdup (find->words) : NULL;

  cancel (self);
  g_free (self->words);
  self->words = words;
  self->find = find ? *find : (Find) { 0 };
  self->find.words = words;
  self->next = 0;
  if (find)
    ask (self);
  else
    replace (self, NULL);
}

void
whin_search_more (WhinSearch *self)
{
  if (!self->next || self->cancellable)
    return;
  self->find.place = self->next;
  ask (self);
}

gboolean
whin_search_has_more (WhinSearch *self)
{
  return self->next != 0;
}

gboolean
whin_search_is_loading (WhinSearch *self)
{
  return self->cancellable != NULL;
}
