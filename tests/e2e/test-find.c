/* test-find: people by their link and by a file of contacts, on the real server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pair.h"

#include "app-link.h"
#include "people-file.h"
#include "vcard.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define CLEO "+4915112340003"
#define NOBODY "+4915112340099"

static void
set_up (Pair *pair, gconstpointer data)
{
  pair_set_up_with_tablet (pair, data);
  wait_until (pair->ada->account->reachable && pair->ben->account->reachable);
}

static const ContactRow *
person (Peer *peer, const Id *acc)
{
  return g_hash_table_lookup (peer->contacts, acc);
}

static gboolean
is_called (Peer *peer, const Id *acc, const char *name)
{
  const ContactRow *row = person (peer, acc);

  return row != NULL && row->contact && strcmp (row->name, name) == 0;
}

/* -- A link -- */

static ContactRow *
follow (Peer *peer, const char *link, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_find_link_async (peer->core, link, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_find_finish (peer->core, result, error);
}

static void
check_refused (Peer *peer, const char *link, WhinError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (follow (peer, link, &error));
  g_assert_error (error, WHIN_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
}

static char *
link_of (const Peer *peer)
{
  return app_link_for_person (peer->account->phone, peer->account->server);
}

static void
test_link (Pair *pair, gconstpointer data)
{
  g_autofree char *link = link_of (pair->ben);
  g_autoptr (GError) error = NULL;
  g_autoptr (ContactRow) found = follow (pair->ada, link, &error);

  g_assert_no_error (error);
  g_assert_true (id_equal (&found->acc, &pair->to_ben.id));
  g_assert_cmpstr (found->phone, ==, BEN);
  g_assert_false (found->contact);
  core_set_contact (pair->ada->core, &found->acc, found->phone, "Benny");
  wait_until (is_called (pair->ada, &found->acc, "Benny") &&
              is_called (pair->tablet, &found->acc, "Benny"));
  peer_tell (pair->ada, &pair->to_ben, "found you", pair->ben);
}

static void
test_link_refused (Pair *pair, gconstpointer data)
{
  const char *url = test_server_url (pair->server);
  TestServer *server = test_server_new ();
  Peer *cleo = peer_new ();
  g_autofree char *own = link_of (pair->ada);
  g_autofree char *nobody = app_link_for_person (NOBODY, url);
  g_autofree char *join = app_link_new (APP_LINK_JOIN, "AAECAwQFBgcICQoLDA0ODw", url);
  g_autofree char *other = NULL;

  peer_register (cleo, server, CLEO, "Cleo");
  other = link_of (cleo);
  check_refused (pair->ada, other, WHIN_ERROR_FORBIDDEN, test_server_url (server));
  check_refused (pair->ada, own, WHIN_ERROR_CONFLICT, "your own");
  check_refused (pair->ada, nobody, WHIN_ERROR_NOT_FOUND, "can be found");
  check_refused (pair->ada, join, WHIN_ERROR_BAD_FRAME, "not the link");
  check_refused (pair->ada, "", WHIN_ERROR_BAD_FRAME, "not the link");
  peer_free (cleo);
  test_server_free (server);
}

static void
test_link_hidden (Pair *pair, gconstpointer data)
{
  CorePrivacy privacy = { .hidden = TRUE };
  g_autofree char *link = link_of (pair->ben);
  g_autoptr (GAsyncResult) result = NULL;

  core_set_privacy_async (pair->ben->core, &privacy, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (core_set_privacy_finish (pair->ben->core, result, NULL));
  check_refused (pair->ada, link, WHIN_ERROR_NOT_FOUND, "can be found");
}

static void
test_link_offline (Pair *pair, gconstpointer data)
{
  g_autofree char *link = link_of (pair->ben);

  pair_kill_server (pair);
  check_refused (pair->ada, link, WHIN_ERROR_UNREACHABLE, "does not answer");
}

/* -- A file -- */

static char *
file_of (Peer *peer, const char *text)
{
  char *path = peer_path (peer, "people.vcf");

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static CorePeople *
look (Peer *peer, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_look_for_people_async (peer->core, path, cancellable, keep_result_cb, &result);
  wait_until (result != NULL);
  return core_look_for_people_finish (peer->core, result, error);
}

static void
add (Peer *peer, GPtrArray *rows)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  core_add_people_async (peer->core, rows, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  core_add_people_finish (peer->core, result, &error);
  g_assert_no_error (error);
}

#define FRIENDS                                                                                    \
  "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ben\\, the Brewer\r\nTEL:030 1234567\r\n"                      \
  "TEL:0151 12340002\r\nTEL:+49 (0)151 12340002\r\nEND:VCARD\r\n"                                  \
  "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Myself\r\nTEL:00491511 2340001\r\nEND:VCARD\r\n"               \
  "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Nobody\r\nTEL:" NOBODY "\r\nEND:VCARD\r\n"                     \
  "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Nothing\r\nTEL:12\r\nEND:VCARD\r\n"

static void
test_file (Pair *pair, gconstpointer data)
{
  g_autofree char *path = file_of (pair->ada, FRIENDS);
  g_autoptr (GError) error = NULL;
  CorePeople *people = look (pair->ada, path, NULL, &error);
  const ContactRow *row;

  g_assert_no_error (error);
  g_assert_cmpuint (people->people, ==, 3);
  g_assert_cmpuint (people->left, ==, 0);
  g_assert_cmpuint (people->here->len, ==, 1);
  row = people->here->pdata[0];
  g_assert_true (id_equal (&row->acc, &pair->to_ben.id));
  g_assert_cmpstr (row->name, ==, "Ben, the Brewer");
  g_assert_cmpstr (row->phone, ==, BEN);
  g_assert_false (row->contact);
  wait_until (pair->ada->works[WORK_PEOPLE]->state == WORK_DONE);
  /* Nothing is stored before somebody chooses. */
  g_assert_null (person (pair->ada, &row->acc));
  add (pair->ada, people->here);
  wait_until (is_called (pair->ada, &row->acc, "Ben, the Brewer") &&
              is_called (pair->tablet, &row->acc, "Ben, the Brewer"));
  core_people_free (people);
  people = look (pair->ada, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (((const ContactRow *) people->here->pdata[0])->contact);
  core_people_free (people);
}

static char *
crowd (guint n)
{
  GString *text = g_string_new ("BEGIN:VCARD\nFN:Ben\nTEL:" BEN "\nEND:VCARD\n");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "BEGIN:VCARD\nTEL:+4915112345%03u\nEND:VCARD\n", i);
  return g_string_free (text, FALSE);
}

/* Fewer at a time, until the server answers no more today. */
static void
test_file_rate (Pair *pair, gconstpointer data)
{
  g_autofree char *text = crowd (239);
  g_autofree char *path = file_of (pair->ada, text);
  g_autoptr (GError) error = NULL;
  CorePeople *people;

  pair_kill_server (pair);
  g_setenv ("WHINCHATD_LIMITS_PERCENT", "1", TRUE); /* 50 numbers */
  pair_start_server (pair, NULL);
  g_unsetenv ("WHINCHATD_LIMITS_PERCENT");
  wait_until (peer_is_live (pair->ada));
  people = look (pair->ada, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (people->people, ==, 240);
  g_assert_cmpuint (people->left, ==, 240 - 50);
  g_assert_cmpuint (people->here->len, ==, 1);
  core_people_free (people);
}

/* More than the server takes at once. */
static void
test_file_many (Pair *pair, gconstpointer data)
{
  g_autofree char *text = crowd (999);
  g_autofree char *path = file_of (pair->ada, text);
  g_autoptr (GError) error = NULL;
  CorePeople *people = look (pair->ada, path, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (people->people, ==, 1000);
  g_assert_cmpuint (people->left, ==, 0);
  g_assert_cmpuint (people->here->len, ==, 1);
  core_people_free (people);
}

static void
check_file_refused (Peer *peer, const char *path, WhinError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (look (peer, path, NULL, &error));
  g_assert_error (error, WHIN_ERROR, (int) code);
  wait_until (peer->works[WORK_PEOPLE]->state == WORK_FAILED &&
              peer->works[WORK_PEOPLE]->error == (int) code);
}

static void
test_file_refused (Pair *pair, gconstpointer data)
{
  g_autofree char *text = file_of (pair->ada, "hello\n");
  g_autofree char *big = peer_path (pair->ada, "big.vcf");
  g_autofree char *none = peer_path (pair->ada, "none.vcf");
  int fd = g_open (big, O_CREAT | O_WRONLY, 0600);

  /* Nothing is in it. */
  g_assert_cmpint (ftruncate (fd, (off_t) 65 * 1024 * 1024), ==, 0);
  close (fd);
  check_file_refused (pair->ada, text, WHIN_ERROR_CORRUPT);
  check_file_refused (pair->ada, big, WHIN_ERROR_TOO_BIG);
  check_file_refused (pair->ada, none, WHIN_ERROR_DISK);
  check_file_refused (pair->ada, pair->ada->dir, WHIN_ERROR_CORRUPT);
  g_unlink (big);
}

static void
test_file_stopped (Pair *pair, gconstpointer data)
{
  g_autofree char *text = crowd (VCARD_CARDS_MAX - 1);
  g_autofree char *path = file_of (pair->ada, text);
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) busy = NULL;

  core_look_for_people_async (pair->ada->core, path, NULL, keep_result_cb, &stopped);
  core_look_for_people_async (pair->ada->core, path, NULL, keep_result_cb, &second);
  core_cancel_work (pair->ada->core, WORK_PEOPLE);
  wait_until (stopped != NULL && second != NULL);
  g_assert_null (core_look_for_people_finish (pair->ada->core, stopped, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (core_look_for_people_finish (pair->ada->core, second, &busy));
  g_assert_error (busy, WHIN_ERROR, WHIN_ERROR_CONFLICT);
  wait_until (pair->ada->works[WORK_PEOPLE]->state == WORK_FAILED &&
              pair->ada->works[WORK_PEOPLE]->error == -1);
}

#define TEST(path, func) g_test_add ("/e2e/find/" path, Pair, NULL, set_up, func, pair_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("link", test_link);
  TEST ("link-refused", test_link_refused);
  TEST ("link-hidden", test_link_hidden);
  TEST ("link-offline", test_link_offline);
  TEST ("file", test_file);
  TEST ("file-many", test_file_many);
  TEST ("file-rate", test_file_rate);
  TEST ("file-refused", test_file_refused);
  TEST ("file-stopped", test_file_stopped);
  return g_test_run ();
}
