/* test-core-order: the numbers that this device gives its own messages. What is heard of others' is
 * in test-core-apply. SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside.h"

#include "order.h"

#include <string.h>

static StoreOutbox *
queue (Core *core, const Conv *conv, const char *text, gint64 wake, gint64 to_dev)
{
  StoreOutbox entry = { .id = id_random (), .conv = *conv, .wake = wake, .created = 1 };
  StoreOutbox *stored;
  g_autoptr (GBytes) content = g_bytes_new_static (text, strlen (text));

  entry.content = content;
  entry.to_dev = to_dev;
  if (to_dev != 0)
    entry.to_acc = conv->id;
  core_begin (core);
  store_outbox_add (core->store, &entry);
  stored = store_outbox_get (core->store, &entry.id);
  order_stamp (core, stored);
  g_assert_true (core_commit (core, NULL));
  return stored;
}

static void
link_after (const StoreOutbox *entry, guint8 link[PRIM_HASH_BYTES])
{
  EnvelopeHeader header = { .sequence = entry->sequence };
  gsize len;
  gconstpointer data = g_bytes_get_data (entry->content, &len);

  memcpy (header.previous, entry->previous, sizeof header.previous);
  envelope_link (&entry->id, &header, data, len, link);
}

/* Each names the one before, as it was sent; each chat has its own order. */
static void
test_stamp (Core *core, Inside *inside)
{
  static const guint8 zeros[PRIM_HASH_BYTES];
  Conv grace = { CONV_USER, inside->grace->acc };
  Conv other = { CONV_USER, id_random () };
  guint8 link[PRIM_HASH_BYTES];
  g_autoptr (StoreOutbox) one = queue (core, &grace, "one", 1, 0);
  g_autoptr (StoreOutbox) elsewhere = queue (core, &other, "one", 1, 0);
  g_autoptr (StoreOutbox) two = queue (core, &grace, "two", 1, 0);

  g_assert_cmpuint (one->sequence, ==, 1);
  g_assert_cmpmem (one->previous, PRIM_HASH_BYTES, zeros, PRIM_HASH_BYTES);
  g_assert_cmpuint (elsewhere->sequence, ==, 1);
  g_assert_cmpmem (elsewhere->previous, PRIM_HASH_BYTES, zeros, PRIM_HASH_BYTES);
  g_assert_cmpuint (two->sequence, ==, 2);
  link_after (one, link);
  g_assert_cmpmem (two->previous, PRIM_HASH_BYTES, link, PRIM_HASH_BYTES);
}

/* Receipts come and go, and what goes to one device is not for the chat. */
static void
test_without (Core *core, Inside *inside)
{
  Conv grace = { CONV_USER, inside->grace->acc };
  g_autoptr (StoreOutbox) receipt = queue (core, &grace, "receipt", 0, 0);
  g_autoptr (StoreOutbox) for_one = queue (core, &grace, "for one device", 1, 2);
  g_autoptr (StoreOutbox) text = queue (core, &grace, "text", 1, 0);

  g_assert_cmpuint (receipt->sequence, ==, 0);
  g_assert_cmpuint (for_one->sequence, ==, 0);
  g_assert_cmpuint (text->sequence, ==, 1);
}

/* Sealed for a device that was missing, it keeps its number. */
static void
test_once (Core *core, Inside *inside)
{
  Conv grace = { CONV_USER, inside->grace->acc };
  g_autoptr (StoreOutbox) one = queue (core, &grace, "one", 1, 0);
  g_autoptr (StoreOutbox) two = queue (core, &grace, "two", 1, 0);
  g_autoptr (StoreOutbox) again = store_outbox_get (core->store, &one->id);
  g_autoptr (StoreOutbox) three = NULL;

  core_begin (core);
  order_stamp (core, again);
  g_assert_true (core_commit (core, NULL));
  g_assert_cmpuint (again->sequence, ==, 1);
  g_assert_cmpmem (again->previous, PRIM_HASH_BYTES, one->previous, PRIM_HASH_BYTES);
  three = queue (core, &grace, "three", 1, 0);
  g_assert_cmpuint (three->sequence, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  inside_add ("/core/order/stamp", test_stamp);
  inside_add ("/core/order/without", test_without);
  inside_add ("/core/order/once", test_once);
  return g_test_run ();
}
