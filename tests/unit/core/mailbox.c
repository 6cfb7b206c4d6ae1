/* mailbox: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "mailbox.h"

#include "core-private.h"

#include <string.h>

void
mailbox_set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = NULL;
  Store *store;

  fixture->directory = directory_new ();
  fixture->self = friend_new (2);
  fixture->grace = friend_new (2);
  fixture->other = friend_new (2);
  directory_add (fixture->directory, fixture->self);
  directory_add (fixture->directory, fixture->grace);
  directory_add (fixture->directory, fixture->other);
  fixture->to_grace = (Conv) { CONV_USER, fixture->grace->acc };
  fixture->seq = 0;
  fixture->peer = peer_new ();
  peer_close (fixture->peer);
  url = directory_url (fixture->directory);
  store = peer_store (fixture->peer);
  store_begin (store);
  friend_move_in (fixture->self, store, url);
  friend_introduce (fixture->grace, store);
  friend_introduce (fixture->other, store);
  store_commit (store, NULL);
  store_close (store);
  peer_open (fixture->peer);
}

void
mailbox_tear_down (Fixture *fixture, gconstpointer data)
{
  peer_free (fixture->peer);
  directory_free (fixture->directory);
  friend_free (fixture->self);
  friend_free (fixture->grace);
  friend_free (fixture->other);
}

/* -- Speaking as the server. -- */

static void
frame_cb (Core *core, gpointer data)
{
  gsize len;
  const char *text = g_bytes_get_data (data, &len);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = proto_decode (text, len, PROTO_S2C, &error);

  g_assert_no_error (error);
  g_assert_true (sync_on_items (items, len, core));
}

void
give (Fixture *fixture, const char *text)
{
  core_post (fixture->peer->core, frame_cb, g_bytes_new (text, strlen (text)),
             (GDestroyNotify) g_bytes_unref);
}

void
give_ct (Fixture *fixture, const Friend *from, guint fd, const Id *id, const char *ct)
{
  IdText from_text, id_text;
  gint64 seq = ++fixture->seq;
  g_autofree char *frame = g_strdup_printf (
      "{\"t\":\"msg\",\"seq\":%" G_GINT64_FORMAT ",\"cseq\":%" G_GINT64_FORMAT
      ",\"from\":\"%s\",\"fd\":%u,\"id\":\"%s\",\"ts\":1790000000000,\"ct\":\"%s\"}",
      seq, seq, id_to_text (&from->acc, from_text), fd, id_to_text (id, id_text), ct);

  give (fixture, frame);
}

Id
give_in (Fixture *fixture, const Friend *from, const Conv *conv, const char *content)
{
  EnvelopeHeader header = friend_header (from, fixture->self, conv);
  Id id = id_random ();
  g_autofree char *ct =
      friend_seal (fixture->self, friend_device (from, 2), &id, &header, content, strlen (content));

  give_ct (fixture, from, 2, &id, ct);
  return id;
}

Id
give_content (Fixture *fixture, const Friend *from, const char *content)
{
  return give_in (fixture, from, NULL, content);
}

char *
text_content (const char *text)
{
  return g_strdup_printf ("{\"k\":\"text\",\"text\":\"%s\"}", text);
}

Id
give_text (Fixture *fixture, const Friend *from, const char *text)
{
  g_autofree char *json = text_content (text);

  return give_content (fixture, from, json);
}

void
settle (Fixture *fixture)
{
  static guint n;
  g_autofree char *text = g_strdup_printf ("settle %u", ++n);

  give_text (fixture, fixture->other, text);
  wait_until (peer_find (fixture->peer, text) != NULL);
}

static gint64 cursor; /* written on the core thread while the test waits */
static gint asked;

static void
cursor_cb (Core *core, gpointer data)
{
  cursor = core->account->cursor;
  g_atomic_int_set (&asked, 1);
}

gint64
cursor_of (Fixture *fixture)
{
  g_atomic_int_set (&asked, 0);
  core_post (fixture->peer->core, cursor_cb, NULL, NULL);
  wait_until (g_atomic_int_get (&asked) != 0);
  return cursor;
}

char *
receipt_for (const Id *author, const Id *id, const char *what)
{
  IdText author_text, id_text;

  return g_strdup_printf ("{\"k\":\"receipt\",\"what\":\"%s\",\"author\":\"%s\",\"ids\":[\"%s\"]}",
                          what, id_to_text (author, author_text), id_to_text (id, id_text));
}

/* -- The order of a device's messages. -- */

static void
sealed_clear (gpointer data)
{
  Sealed *sealed = data;

  g_free (sealed->text);
  g_free (sealed->ct);
}

GArray *
seal_line (Fixture *fixture, const Friend *from, guint32 dev, const char *name, guint n)
{
  GArray *line = g_array_new (FALSE, FALSE, sizeof (Sealed));
  EnvelopeHeader header = friend_header (from, fixture->self, NULL);

  g_array_set_clear_func (line, sealed_clear);
  for (guint i = 1; i <= n; i++) {
    Sealed sealed = { id_random (), g_strdup_printf ("%s %u", name, i), NULL };
    g_autofree char *content = text_content (sealed.text);

    header.sequence = i;
    sealed.ct = friend_seal (fixture->self, friend_device (from, dev), &sealed.id, &header, content,
                             strlen (content));
    envelope_link (&sealed.id, &header, content, strlen (content), header.previous);
    g_array_append_val (line, sealed);
  }
  return line;
}

void
give_of (Fixture *fixture, const Friend *from, guint32 dev, GArray *line, guint n)
{
  const Sealed *sealed = &g_array_index (line, Sealed, n - 1);

  give_ct (fixture, from, dev, &sealed->id, sealed->ct);
}

/* Caller frees. */
static char *
chat_of (Fixture *fixture)
{
  static const char *const notices[] = { "<gap>", "<new key>", "<two lists>" };
  g_autoptr (GPtrArray) rows = NULL;
  GString *out = g_string_new (NULL);

  settle (fixture);
  rows = peer_page (fixture->peer, &fixture->to_grace, PAGE_NEWEST, 0, 50);
  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];
    const char *shown = row->text;

    if (row->kind == MESSAGE_UNREADABLE)
      shown = "<unreadable>";
    else if (row->kind >= MESSAGE_GAP)
      shown = notices[row->kind - MESSAGE_GAP];
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", shown);
  }
  return g_string_free (out, FALSE);
}

void
assert_chat (Fixture *fixture, const char *expected)
{
  g_autofree char *chat = chat_of (fixture);

  g_assert_cmpstr (chat, ==, expected);
}
