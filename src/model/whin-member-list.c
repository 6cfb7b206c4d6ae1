/* member list: made anew from the group's row when something changed; those who stay are the same
 * objects, and the smallest change is told. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-member-list.h"

#include "whin-splice.h"

struct _WhinMemberList {
  GObject parent_instance;

  WhinClient *client;
  Conv conv;
  GHashTable *known;  /* Id to WhinMember */
  GPtrArray *members; /* of WhinMember, sorted */
  guint idle;
};

static GType
get_item_type (GListModel *model)
{
  return WHIN_TYPE_MEMBER;
}

static guint
get_n_items (GListModel *model)
{
  return WHIN_MEMBER_LIST (model)->members->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  WhinMemberList *self = WHIN_MEMBER_LIST (model);

  return position < self->members->len ? g_object_ref (self->members->pdata[position]) : NULL;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinMemberList,
                               whin_member_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

static int
compare (gconstpointer a, gconstpointer b)
{
  return whin_member_compare (*(WhinMember *const *) a, *(WhinMember *const *) b);
}

static GPtrArray *
collect (WhinMemberList *self)
{
  const GroupRow *row = whin_client_get_group (self->client, &self->conv);
  GPtrArray *members = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; row && i < row->members->len; i++) {
    const GroupRowMember *from = &g_array_index (row->members, GroupRowMember, i);
    WhinMember *member = g_hash_table_lookup (self->known, &from->acc);

    if (!member) {
      member = whin_member_new (&from->acc, whin_client_is_self (self->client, &from->acc));
      g_hash_table_insert (self->known, id_copy (&from->acc), member);
    }
    whin_member_update (member, self->client, from->admin);
    g_ptr_array_add (members, g_object_ref (member));
  }
  g_ptr_array_sort (members, compare);
  return members;
}

static void
forget_who_left (WhinMemberList *self)
{
  g_hash_table_remove_all (self->known);
  for (guint i = 0; i < self->members->len; i++)
    g_hash_table_insert (self->known, id_copy (whin_member_get_acc (self->members->pdata[i])),
                         g_object_ref (self->members->pdata[i]));
}

static void
renew (WhinMemberList *self)
{
  g_autoptr (GPtrArray) members = collect (self);

  whin_splice (G_LIST_MODEL (self), self->members, members);
  forget_who_left (self);
}

static gboolean
idle_cb (gpointer user_data)
{
  WhinMemberList *self = user_data;

  self->idle = 0;
  renew (self);
  return G_SOURCE_REMOVE;
}

/* Names come one by one when many people are new. */
static void
changed_cb (WhinMemberList *self)
{
  if (!self->idle)
    self->idle = g_idle_add (idle_cb, self);
}

static void
group_changed_cb (WhinMemberList *self, const Conv *conv)
{
  if (conv->kind == self->conv.kind && id_equal (&conv->id, &self->conv.id))
    changed_cb (self);
}

static void
whin_member_list_finalize (GObject *object)
{
  WhinMemberList *self = WHIN_MEMBER_LIST (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_ptr_array_unref (self->members);
  g_hash_table_unref (self->known);
  g_object_unref (self->client);
  G_OBJECT_CLASS (whin_member_list_parent_class)->finalize (object);
}

static void
whin_member_list_class_init (WhinMemberListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_member_list_finalize;
}

static void
whin_member_list_init (WhinMemberList *self)
{
  self->known = g_hash_table_new_full (id_hash, id_hash_equal, g_free, g_object_unref);
  self->members = g_ptr_array_new_with_free_func (g_object_unref);
}

WhinMemberList *
whin_member_list_new (WhinClient *client, const Conv *conv)
{
  WhinMemberList *self = g_object_new (WHIN_TYPE_MEMBER_LIST, NULL);

  self->client = g_object_ref (client);
  self->conv = *conv;
  renew (self);
  g_signal_connect_object (client, "group-changed", G_CALLBACK (group_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "people-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

WhinMember *
whin_member_list_find (WhinMemberList *self, const Id *acc)
{
  return g_hash_table_lookup (self->known, acc);
}
