/* store-fixture: what the conformance tests are written with.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "secrets.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

void
fixture_open (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->store = store_open (f->path, f->max_bytes, NULL, &error);
  g_assert_no_error (error);
}

void
fixture_reopen (Fixture *f)
{
  store_close (f->store);
  fixture_open (f);
}

void
fixture_set_up (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (sodium_init (), >=, 0);
  f->directory = g_dir_make_tmp ("whin-store-XXXXXX", NULL);
  f->path = g_build_filename (f->directory, "test.db", NULL);
  f->now = T0;
  fixture_open (f);
}

void
fixture_tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->directory, 0, NULL);
  const char *name;

  store_close (f->store);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (f->directory, name, NULL);

    g_unlink (path);
  }
  g_rmdir (f->directory);
  g_free (f->path);
  g_free (f->directory);
}

StoreHash
fixture_hash (const char *text)
{
  StoreHash hash;

  secret_hash (text, &hash);
  return hash;
}

Peer
fixture_auth (Fixture *f, const char *tok, gboolean *found)
{
  StoreAuth auth = { .tok = fixture_hash (tok) };
  g_autoptr (GError) error = NULL;

  store_auth_now (f->store, &auth, &error);
  g_assert_no_error (error);
  *found = auth.found;
  return (Peer) { auth.key, auth.acc, auth.dev };
}

Peer
fixture_register (Fixture *f, const char *phone, const char *tok)
{
  StoreRegister reg = { .phone = phone,
                        .who = fixture_hash (phone),
                        .tok = fixture_hash (tok),
                        .device = "test",
                        .now = f->now };
  g_autoptr (GError) error = NULL;
  gboolean found;

  store_register_now (f->store, &reg, &error);
  g_assert_no_error (error);
  g_assert_cmpint (reg.problem.code, ==, 0);
  store_register_clear (&reg);
  return fixture_auth (f, tok, &found);
}

Peer
fixture_link_device (Fixture *f, const Peer *owner, const char *tok)
{
  StoreLinkNew link = {
    .key = owner->key, .link = fixture_hash (tok), .now = f->now, .expires = f->now + 1000
  };
  StoreDeviceAdd add = {
    .link = link.link, .tok = fixture_hash (tok), .device = "more", .now = f->now
  };
  g_autoptr (GError) error = NULL;
  gboolean found;

  store_link_new_now (f->store, &link, &error);
  g_assert_no_error (error);
  store_device_add_now (f->store, &add, &error);
  g_assert_no_error (error);
  g_assert_true (add.pending);
  store_device_add_clear (&add);
  return fixture_auth (f, tok, &found);
}

static GArray *
numbers_of (Fixture *f, const Id *acc)
{
  StoreDeviceList list = { .acc = *acc };
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_assert_true (store_device_list_now (f->store, &list, NULL));
  for (guint i = 0; i < list.devices->len; i++)
    g_array_append_val (numbers, ((StoreDevice *) list.devices->pdata[i])->dev);
  store_device_list_clear (&list);
  return numbers;
}

Peer
fixture_add_device (Fixture *f, const Peer *owner, const char *tok)
{
  Peer device = fixture_link_device (f, owner, tok);
  g_autoptr (GArray) named = numbers_of (f, &owner->acc);
  StoreListSet set = { .key = owner->key,
                       .acc = owner->acc,
                       .version = ++f->version,
                       .list = tok,
                       .devs = named,
                       .now = f->now };
  g_autoptr (GError) error = NULL;

  store_list_set_now (f->store, &set, &error);
  g_assert_no_error (error);
  store_list_set_clear (&set);
  return device;
}

static void
hash_op (TestSend *send)
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, NULL, 0, sizeof send->send.hash);
  for (guint i = 0; i < send->op.to->len; i++) {
    const ProtoTo *to = send->op.to->pdata[i];

    if (to->ct != NULL)
      crypto_generichash_update (&state, (const guint8 *) to->ct, strlen (to->ct));
  }
  crypto_generichash_final (&state, send->send.hash, sizeof send->send.hash);
}

TestSend *
fixture_send_new (Fixture *f, const Peer *from, const Id *peer, const char *ct, ...)
{
  TestSend *send = g_new0 (TestSend, 1);
  const Peer *to;
  va_list list;

  send->op.id = id_random ();
  send->op.conv = (Conv) { CONV_USER, *peer };
  send->op.to = g_ptr_array_new_with_free_func (g_free);
  va_start (list, ct);
  while ((to = va_arg (list, const Peer *)) != NULL) {
    ProtoTo *entry = g_new0 (ProtoTo, 1);

    entry->acc = to->acc;
    entry->dev = to->dev;
    entry->ct = (char *) ct;
    g_ptr_array_add (send->op.to, entry);
  }
  va_end (list);
  send->send.key = from->key;
  send->send.acc = from->acc;
  send->send.dev = from->dev;
  send->send.op = &send->op;
  send->send.now = f->now;
  send->send.media_ms = 30 * DAY_MS;
  hash_op (send);
  return send;
}

void
fixture_send_free (TestSend *send)
{
  store_send_clear (&send->send);
  g_ptr_array_unref (send->op.to);
  g_free (send);
}

int
fixture_send_try (Fixture *f, TestSend *send)
{
  g_autoptr (GError) error = NULL;

  store_send_clear (&send->send);
  send->send.dup = FALSE;
  send->send.now = f->now;
  return store_send_now (f->store, &send->send, &error) ? -1 : error->code;
}

Id
fixture_send (Fixture *f, const Peer *from, const Peer *to, const char *ct)
{
  TestSend *send = fixture_send_new (f, from, &to->acc, ct, to, NULL);
  Id id = send->op.id;

  g_assert_cmpint (fixture_send_try (f, send), ==, -1);
  fixture_send_free (send);
  return id;
}

void
fixture_page (Fixture *f, gint64 key, gint64 after, guint max_items, StorePage *page)
{
  g_autoptr (GError) error = NULL;

  *page =
      (StorePage) { .key = key, .after = after, .max_items = max_items, .max_bytes = 1024 * 1024 };
  store_page_now (f->store, page, &error);
  g_assert_no_error (error);
}

void
fixture_ack (Fixture *f, gint64 key, gint64 seq)
{
  StoreAck ack = { .key = key, .seq = seq };
  g_autoptr (GError) error = NULL;

  store_ack_now (f->store, &ack, &error);
  g_assert_no_error (error);
}

StoreHello
fixture_hello (Fixture *f, gint64 key)
{
  StoreHello hello = { .key = key };
  g_autoptr (GError) error = NULL;

  store_hello_now (f->store, &hello, &error);
  g_assert_no_error (error);
  return hello;
}

char *
fixture_dump (Fixture *f, gint64 key, gint64 after)
{
  GString *out = g_string_new (NULL);
  StorePage page;

  fixture_page (f, key, after, 1000, &page);
  for (guint i = 0; i < page.items->len; i++) {
    const StoreItem *item = page.items->pdata[i];

    g_string_append_printf (out, "%s%d ", i > 0 ? "; " : "", (int) item->seq);
    if (item->kind == STORE_ITEM_GAP)
      g_string_append_printf (out, "gap %d-%d %s", (int) item->seq, (int) item->upto, item->body);
    else if (item->kind == STORE_ITEM_GROUP)
      g_string_append_printf (out, "group %d", (int) item->n);
    else
      g_string_append_printf (out, "%s %s", item->kind == STORE_ITEM_MSG ? "msg" : "devices",
                              item->body);
  }
  store_page_clear (&page);
  return g_string_free (out, FALSE);
}
