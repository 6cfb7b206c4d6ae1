/* receipts: "delivered" and "read", collected while a transaction runs and queued with it, one
 * content an author. SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"

#define IDS_MAX 256

typedef struct {
  const char *what; /* a literal */
  Id author;
  GArray *ids; /* of Id */
} Group;

struct _Receipts {
  GPtrArray *groups;
};

static void
group_free (gpointer data)
{
  Group *group = data;

  g_array_unref (group->ids);
  g_free (group);
}

Receipts *
receipts_new (void)
{
  Receipts *receipts = g_new0 (Receipts, 1);

  receipts->groups = g_ptr_array_new_with_free_func (group_free);
  return receipts;
}

void
receipts_free (Receipts *receipts)
{
  g_ptr_array_unref (receipts->groups);
  g_free (receipts);
}

static Group *
group_of (Receipts *receipts, const char *what, const Id *author)
{
  Group *group;

  for (guint i = receipts->groups->len; i-- > 0;) {
    group = receipts->groups->pdata[i];
    if (group->what == what && id_equal (&group->author, author) && group->ids->len < IDS_MAX)
      return group;
  }
  group = g_new0 (Group, 1);
  group->what = what;
  group->author = *author;
  group->ids = g_array_new (FALSE, FALSE, sizeof (Id));
  g_ptr_array_add (receipts->groups, group);
  return group;
}

void
receipts_add (Core *core, const char *what, const Id *author, const Id *id)
{
  Group *group = group_of (core->receipts, g_intern_string (what), author);

  g_array_append_vals (group->ids, id, 1);
}

void
receipts_flush (Core *core)
{
  GPtrArray *groups = core->receipts->groups;

  for (guint i = 0; i < groups->len; i++) {
    const Group *group = groups->pdata[i];
    Conv conv = { CONV_USER, group->author };
    Content content = { .kind = CONTENT_RECEIPT };
    Id id = id_random ();

    content.receipt = (ContentReceipt) { (char *) group->what, group->author, group->ids };
    outbox_add (core, &id, &conv, &content, NULL, 0, 0, NULL);
  }
  g_ptr_array_set_size (groups, 0);
}

void
receipts_drop (Core *core)
{
  g_ptr_array_set_size (core->receipts->groups, 0);
}

gboolean
setting_is_on (Core *core, const char *key)
{
  g_autofree char *value = store_setting_get (core->store, key);

  return g_strcmp0 (value, "off") != 0;
}
