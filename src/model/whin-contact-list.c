/* contact list: everybody known by account, the contacts among them sorted for people to read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-contact-list.h"

#include <string.h>

struct _WhinContactList {
  GObject parent_instance;

  GHashTable *known; /* Id to WhinContact */
  GPtrArray *listed; /* of WhinContact, sorted */
};

static GType
get_item_type (GListModel *model)
{
  return WHIN_TYPE_CONTACT;
}

static guint
get_n_items (GListModel *model)
{
  return WHIN_CONTACT_LIST (model)->listed->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  WhinContactList *self = WHIN_CONTACT_LIST (model);

  return position < self->listed->len ? g_object_ref (self->listed->pdata[position]) : NULL;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinContactList,
                               whin_contact_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

static int
compare (WhinContact *a, WhinContact *b)
{
  int order = strcmp (whin_contact_get_sort_key (a), whin_contact_get_sort_key (b));

  return order ? order
               : id_compare (&whin_contact_get_row (a)->acc, &whin_contact_get_row (b)->acc);
}

static void
list_contact (WhinContactList *self, WhinContact *contact)
{
  guint low = 0, high = self->listed->len;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (compare (self->listed->pdata[middle], contact) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  g_ptr_array_insert (self->listed, (int) low, g_object_ref (contact));
  g_list_model_items_changed (G_LIST_MODEL (self), low, 0, 1);
}

static int
compare_contacts (gconstpointer a, gconstpointer b)
{
  return compare ((WhinContact *) a, (WhinContact *) b);
}

/* The first of them come all at once: whoever looks hears of it once. */
static void
fill (WhinContactList *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    const ContactRow *row = rows->pdata[i];
    WhinContact *contact;

    if (row->gone || g_hash_table_contains (self->known, &row->acc))
      continue;
    contact = whin_contact_new (row);
    g_hash_table_insert (self->known, id_copy (&row->acc), contact);
    if (row->contact)
      g_ptr_array_add (self->listed, g_object_ref (contact));
  }
  g_ptr_array_sort_values (self->listed, compare_contacts);
  if (self->listed->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->listed->len);
}

static void
unlist_contact (WhinContactList *self, WhinContact *contact)
{
  guint position;

  if (!g_ptr_array_find (self->listed, contact, &position))
    return;
  g_ptr_array_remove_index (self->listed, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
apply_row (WhinContactList *self, const ContactRow *row)
{
  WhinContact *contact = whin_contact_list_find (self, &row->acc);

  if (!contact) {
    if (row->gone)
      return;
    contact = whin_contact_new (row);
    g_hash_table_insert (self->known, id_copy (&row->acc), contact);
  } else {
    unlist_contact (self, contact);
    whin_contact_set_row (contact, row);
  }
  if (row->gone)
    g_hash_table_remove (self->known, &row->acc);
  else if (row->contact)
    list_contact (self, contact);
}

static void
whin_contact_list_finalize (GObject *object)
{
  WhinContactList *self = WHIN_CONTACT_LIST (object);

  g_ptr_array_unref (self->listed);
  g_hash_table_unref (self->known);
  G_OBJECT_CLASS (whin_contact_list_parent_class)->finalize (object);
}

static void
whin_contact_list_class_init (WhinContactListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_contact_list_finalize;
}

static void
whin_contact_list_init (WhinContactList *self)
{
  self->known = g_hash_table_new_full (id_hash, id_hash_equal, g_free, g_object_unref);
  self->listed = g_ptr_array_new_with_free_func (g_object_unref);
}

WhinContactList *
whin_contact_list_new (void)
{
  return g_object_new (WHIN_TYPE_CONTACT_LIST, NULL);
}

WhinContact *
whin_contact_list_find (WhinContactList *self, const Id *acc)
{
  return g_hash_table_lookup (self->known, acc);
}

void
whin_contact_list_apply (WhinContactList *self, GPtrArray *rows)
{
  if (g_hash_table_size (self->known) == 0) {
    fill (self, rows);
    return;
  }
  for (guint i = 0; i < rows->len; i++)
    apply_row (self, rows->pdata[i]);
}

void
whin_contact_list_clear (WhinContactList *self)
{
  guint n = self->listed->len;

  g_ptr_array_set_size (self->listed, 0);
  g_hash_table_remove_all (self->known);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}
