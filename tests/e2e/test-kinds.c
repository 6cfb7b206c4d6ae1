/* test-kinds: messages of further kinds, between real clients on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "files.h"
#include "pair.h"

#include "core-private.h"
#include "store-query.h"

#include <libsoup/soup.h>
#include <string.h>

/* -- Places and cards. -- */

static void
test_spot_and_card (Pair *pair, gconstpointer data)
{
  Spot spot = { -33856784, 151215297 };
  const MessageRow *row;

  pair_talk (pair, "before", "too");
  core_send_location (pair->ada->core, &pair->to_ben, &spot, "Opera House");
  core_send_card (pair->ada->core, &pair->to_ben, "Cleo", "+4915112340003", NULL);
  wait_until (peer_find (pair->ben, "Opera House") != NULL &&
              peer_find (pair->ben, "Cleo") != NULL &&
              peer_state (pair->ada, "Cleo") == STATE_DELIVERED);
  row = peer_find (pair->ben, "Opera House");
  g_assert_cmpint (row->kind, ==, MESSAGE_LOCATION);
  g_assert_cmpint (row->spot->lat, ==, spot.lat);
  g_assert_cmpint (row->spot->lon, ==, spot.lon);
  row = peer_find (pair->ben, "Cleo");
  g_assert_cmpint (row->kind, ==, MESSAGE_CARD);
  g_assert_cmpstr (row->card->phone, ==, "+4915112340003");
  peer_close (pair->ben);
  peer_open (pair->ben);
  {
    g_autoptr (GPtrArray) rows = peer_page (pair->ben, &pair->to_ada, PAGE_NEWEST, 0, 10);

    g_assert_cmpuint (rows->len, ==, 4);
    g_assert_cmpint (((MessageRow *) rows->pdata[2])->spot->lon, ==, spot.lon);
  }
}

/* -- To be looked at once. -- */

static const MessageRow *
find_once (Peer *peer)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, peer->messages);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (((MessageRow *) row)->once != ONCE_NOT)
      return row;
  return NULL;
}

static gint64
keys_of (Peer *peer)
{
  Store *store;
  gint64 n;

  peer_close (peer);
  store = peer_store (peer);
  n = query_number (store, -1,
                    "SELECT (SELECT count (*) FROM media WHERE once AND (key IS NOT NULL OR path"
                    " IS NOT NULL OR thumb IS NOT NULL))"
                    " + (SELECT count (*) FROM outbox WHERE instr (content, '\"once\"') > 0)",
                    "");
  store_close (store);
  peer_open (peer);
  return n;
}

static GBytes *
view (Peer *peer, const MessageName *name)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_view_once_async (peer->core, name, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_view_once_finish (peer->core, result, NULL);
}

static void
test_once (Pair *pair, gconstpointer data)
{
  g_autofree char *source = peer_make_picture (pair->ben);
  g_autoptr (GBytes) bytes = NULL;
  MessageName name;
  gint64 unread;

  pair_talk (pair, "before", "too");
  core_send_once (pair->ben->core, &pair->to_ada, source);
  wait_until (find_once (pair->ada) != NULL && find_once (pair->tablet) != NULL);
  name = (MessageName) { pair->to_ben, pair->ben->account->acc, find_once (pair->ada)->id };
  core_fetch_media (pair->ada->core, &name);
  core_fetch_media (pair->tablet->core, &name);
  wait_until (peer_count_files (pair->ada) > 0 && peer_count_files (pair->tablet) > 0);
  wait_until (find_once (pair->ada)->media->transfer == TRANSFER_NONE &&
              find_once (pair->tablet)->media->transfer == TRANSFER_NONE);
  /* No row has it, and who sent it has nothing any more. */
  g_assert_null (find_once (pair->ada)->media->file);
  g_assert_null (find_once (pair->ada)->media->thumb);
  g_assert_cmpint (find_once (pair->ben)->once, ==, ONCE_WAITS);
  wait_until (peer_count_files (pair->ben) == 0);
  g_assert_null (view (pair->ben, &(MessageName) { pair->to_ada, name.author, name.id }));

  /* It is not sent on. */
  core_forward (pair->ada->core, &name, 1, &pair->to_ada, 1);
  bytes = view (pair->ada, &name);
  g_assert_nonnull (bytes);
  g_assert_null (peer_chat (pair->ada, &pair->to_ada));
  g_assert_null (view (pair->ada, &name));
  wait_until (find_once (pair->ada)->once == ONCE_OPENED &&
              find_once (pair->tablet)->once == ONCE_OPENED &&
              find_once (pair->ben)->once == ONCE_OPENED);
  wait_until (peer_count_files (pair->ada) == 0 && peer_count_files (pair->tablet) == 0);
  g_assert_null (view (pair->tablet, &name));
  unread = keys_of (pair->ada) + keys_of (pair->ben) + keys_of (pair->tablet);
  g_assert_cmpint (unread, ==, 0);
}

/* -- Pages that a text leads to. -- */

static guint asked;

static void
page_cb (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer picture)
{
  static const char html[] = "<title>no</title><meta property='og:title' content='Tea &amp; cakes'>"
                             "<meta property='og:image' content='/dot.png'>";

  asked++;
  if (strcmp (path, "/away") == 0) {
    soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, "/page");
  } else if (strcmp (path, "/round") == 0) {
    soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, "/round");
  } else if (strcmp (path, "/dot.png") == 0) {
    gsize len;
    g_autofree char *bytes = NULL;

    g_assert_true (g_file_get_contents (picture, &bytes, &len, NULL));
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
    soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, bytes, len);
  } else {
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
    soup_server_message_set_response (message,
                                      strcmp (path, "/text") == 0 ? "text/plain" : "text/html",
                                      SOUP_MEMORY_STATIC, html, sizeof html - 1);
  }
}

static LinkPreview *
look_at (Peer *peer, const char *base, const char *path)
{
  g_autofree char *url = g_strconcat (base, path, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  core_preview_async (peer->core, url, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_preview_finish (peer->core, result, NULL);
}

static void
go_anywhere_cb (Core *core, gpointer data)
{
  core->previews_anywhere = TRUE;
}

static void
test_preview (Pair *pair, gconstpointer data)
{
  g_autofree char *picture = peer_make_picture (pair->ada);
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autofree char *base = NULL;
  g_autofree char *text = NULL;
  g_autoptr (LinkPreview) preview = NULL, other = NULL;
  const MessageRow *row;
  MessageName name;
  GSList *uris;

  asked = 0;
  soup_server_add_handler (server, NULL, page_cb, picture, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  /* Nobody makes this computer ask its own network. */
  g_assert_null (look_at (pair->ada, base, "/page"));
  g_assert_null (look_at (pair->ada, "http://localhost", "/page"));
  g_assert_cmpuint (asked, ==, 0);
  core_post (pair->ada->core, go_anywhere_cb, NULL, NULL);
  g_assert_null (look_at (pair->ada, base, "/round"));
  g_assert_cmpuint (asked, <, 6);
  g_assert_null (look_at (pair->ada, base, "/text"));
  g_assert_null (look_at (pair->ada, "ftp://127.0.0.1", "/page"));
  preview = look_at (pair->ada, base, "/away");
  g_assert_nonnull (preview);
  g_assert_cmpstr (preview->title, ==, "Tea & cakes");
  g_assert_true (g_str_has_suffix (preview->url, "/away"));
  g_assert_nonnull (preview->thumb);

  asked = 0;
  text = g_strdup_printf ("Shall we? %s.", preview->url);
  core_send_text_preview (pair->ada->core, &pair->to_ben, text, NULL, NULL, 0, preview);
  wait_until (peer_state (pair->ada, text) == STATE_DELIVERED &&
              peer_find (pair->ben, text) != NULL);
  row = peer_find (pair->ben, text);
  g_assert_nonnull (row->preview);
  g_assert_cmpstr (row->preview->title, ==, "Tea & cakes");
  g_assert_true (g_bytes_equal (row->preview->thumb, preview->thumb));
  /* Who reads it asks nobody. */
  peer_tell (pair->ben, &pair->to_ada, "Yes", pair->ada);
  g_assert_cmpuint (asked, ==, 0);
  g_assert_nonnull (peer_find (pair->ada, text)->preview);
  /* What is edited keeps it while the link is in it. */
  name = peer_name_of (pair->ada, text);
  {
    g_autofree char *again = g_strdup_printf ("(%s), or not", preview->url);

    core_edit_message (pair->ada->core, &name, again, NULL, 0);
    wait_until (peer_find (pair->ben, again) != NULL);
    g_assert_nonnull (peer_find (pair->ben, again)->preview);
  }
  core_edit_message (pair->ada->core, &name, "Rather not", NULL, 0);
  wait_until (peer_find (pair->ben, "Rather not") != NULL);
  g_assert_null (peer_find (pair->ben, "Rather not")->preview);
  g_assert_null (peer_find (pair->ada, "Rather not")->preview);
  /* Another link brings its own. */
  other = look_at (pair->ada, base, "/page");
  g_assert_nonnull (other);
  g_free (text);
  text = g_strdup_printf ("Here: %s", other->url);
  core_edit_message_preview (pair->ada->core, &name, text, NULL, 0, other);
  wait_until (peer_find (pair->ben, text) != NULL);
  g_assert_cmpstr (peer_find (pair->ben, text)->preview->url, ==, other->url);
  g_assert_cmpstr (peer_find (pair->ada, text)->preview->url, ==, other->url);
  core_edit_message (pair->ada->core, &name, "Nowhere", NULL, 0);
  wait_until (peer_find (pair->ben, "Nowhere") != NULL);
  g_assert_null (peer_find (pair->ben, "Nowhere")->preview);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PAIR_TEST ("/kinds/spot-and-card", test_spot_and_card);
  PAIR_TEST_WITH_TABLET ("/kinds/once", test_once);
  PAIR_TEST ("/kinds/preview", test_preview);
  return g_test_run ();
}
