/* test-groups: groups of people with the real server - made, changed, written to, while somebody is
 * away, comes later, leaves, or has another device. SPDX-License-Identifier: GPL-3.0-or-later */
#include "trio.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

/* -- What a person does and sees. -- */

/* Whatever came of it, it was answered. */
static void
finish_any (Answer *answer)
{
  g_autofree Id *grp = NULL;

  wait_until (*answer != NULL);
  grp = g_task_propagate_pointer (G_TASK (*answer), NULL);
  g_clear_object (answer);
}

static guint
count_kind (Peer *peer, const Conv *conv, MessageKind kind)
{
  g_autoptr (GPtrArray) rows = peer_page (peer, conv, PAGE_NEWEST, 0, 500);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += ((MessageRow *) rows->pdata[i])->kind == kind;
  return n;
}

/* Of Reader. */
static GPtrArray *
readers_of (Peer *peer, const Conv *conv)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *readers;

  core_query_readers_async (peer->core, conv, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  readers = core_query_finish (peer->core, result, &error);
  g_assert_no_error (error);
  return readers;
}

/* One of two has read it: the message itself is not read yet, but whoever shows it is told. */
static void
assert_read_by_one (Peer *peer, const Conv *conv, const char *text, Peer *reader)
{
  g_autoptr (GPtrArray) readers = NULL;
  guint rows = peer->rows;

  core_mark_read (reader->core, conv, G_MAXINT64);
  wait_until (peer->rows > rows);
  readers = readers_of (peer, conv);
  g_assert_cmpuint (readers->len, ==, 1);
  g_assert_true (
      id_equal (&((const Reader *) readers->pdata[0])->acc, &reader->account->acc) &&
      id_equal (&((const Reader *) readers->pdata[0])->message, &peer_find (peer, text)->id));
  g_assert_cmpint (peer_state (peer, text), ==, STATE_DELIVERED);
}

/* -- Made, and written to. -- */

static void
test_talk (Trio *group, gconstpointer data)
{
  trio_make_birds (group);
  g_assert_cmpstr (peer_group (group->ben, &group->birds)->name, ==, "Birds");
  g_assert_true (peer_group (group->ada, &group->birds)->admin);
  g_assert_false (peer_group (group->ben, &group->birds)->admin);
  wait_until (peer_chat (group->ben, &group->birds) != NULL);
  g_assert_cmpstr (peer_chat (group->ben, &group->birds)->name, ==, "Birds");

  peer_say (group->ada, &group->birds, "a tit");
  wait_until (peer_find (group->ben, "a tit") != NULL && peer_find (group->cleo, "a tit") != NULL);
  g_assert_true (id_equal (&peer_find (group->cleo, "a tit")->author, &group->ada->account->acc));
  wait_until (peer_state (group->ada, "a tit") == STATE_DELIVERED);
  peer_say (group->cleo, &group->birds, "a robin");
  wait_until (peer_find (group->ben, "a robin") != NULL &&
              peer_find (group->ada, "a robin") != NULL);
  peer_say (group->ben, &group->birds, "a jay");
  wait_until (peer_find (group->cleo, "a jay") != NULL && peer_find (group->ada, "a jay") != NULL);
  wait_until (peer_state (group->ben, "a jay") == STATE_DELIVERED);
  assert_read_by_one (group->ben, &group->birds, "a jay", group->ada);
  core_mark_read (group->cleo->core, &group->birds, G_MAXINT64);
  wait_until (peer_state (group->ben, "a jay") == STATE_READ);
  g_assert_cmpuint (count_kind (group->ben, &group->birds, MESSAGE_UNREADABLE), ==, 0);
  g_assert_cmpuint (count_kind (group->ben, &group->birds, MESSAGE_GAP), ==, 0);
  /* Who never wrote to somebody alone is known by name all the same. */
  wait_until (g_hash_table_contains (group->ben->contacts, &group->cleo->account->acc));
}

static void
test_typing (Trio *group, gconstpointer data)
{
  trio_make_birds (group);
  peer_say (group->ada, &group->birds, "hello");
  peer_say (group->ben, &group->birds, "hi");
  wait_until (peer_find (group->ben, "hello") != NULL && peer_find (group->ada, "hi") != NULL);
  core_set_activity (group->ada->core, &group->birds, ACTIVITY_TYPING);
  wait_until (group->ben->activity != NULL && group->ben->activity->activity == ACTIVITY_TYPING &&
              group->ben->activity->conv.kind == CONV_GROUP);
  g_assert_true (id_equal (&group->ben->activity->acc, &group->ada->account->acc));
  peer_say (group->ada, &group->birds, "written");
  wait_until (group->ben->activity->activity == ACTIVITY_IDLE);
}

/* -- Changed. -- */

static void
test_names_and_roles (Trio *group, gconstpointer data)
{
  trio_make_birds (group);
  g_assert_cmpint (peer_name_group (group->ben, &group->birds, "Bees"), ==, WHIN_ERROR_FORBIDDEN);
  g_assert_cmpint (peer_name_group (group->ada, &group->birds, "Songbirds"), ==, -1);
  wait_until (strcmp (peer_group (group->ben, &group->birds)->name, "Songbirds") == 0);
  wait_until (strcmp (peer_chat (group->cleo, &group->birds)->name, "Songbirds") == 0);
  g_assert_cmpint (peer_set_group_admin (group->ada, &group->birds, group->ben, TRUE), ==, -1);
  wait_until (peer_group (group->ben, &group->birds)->admin);
  g_assert_cmpint (peer_name_group (group->ben, &group->birds, "Waders"), ==, -1);
  wait_until (strcmp (peer_group (group->cleo, &group->birds)->name, "Waders") == 0);
  g_assert_cmpint (peer_set_group_admin (group->ben, &group->birds, group->ada, FALSE), ==, -1);
  wait_until (!peer_group (group->ada, &group->birds)->admin);
  g_assert_cmpint (peer_name_group (group->ada, &group->birds, "Ducks"), ==, WHIN_ERROR_FORBIDDEN);
  wait_until (count_kind (group->cleo, &group->birds, MESSAGE_GROUP_NO_ADMIN) == 1);
  g_assert_cmpuint (count_kind (group->cleo, &group->birds, MESSAGE_GROUP_NAME), ==, 2);
  g_assert_cmpuint (count_kind (group->cleo, &group->birds, MESSAGE_GROUP_ADMIN), ==, 1);
  g_assert_cmpuint (count_kind (group->ada, &group->birds, MESSAGE_GROUP_MADE), ==, 1);
}

/* Who comes later reads what is written from then on. */
static void
test_added_later (Trio *group, gconstpointer data)
{
  group->birds = peer_make_group (group->ada, "Birds", group->ben, NULL);
  wait_until (peer_group_members (group->ben, &group->birds) == 2);
  peer_say (group->ada, &group->birds, "before");
  peer_say (group->ben, &group->birds, "before too");
  wait_until (peer_find (group->ben, "before") != NULL &&
              peer_find (group->ada, "before too") != NULL);
  g_assert_cmpint (peer_add_to_group (group->ben, &group->birds, group->cleo), ==,
                   WHIN_ERROR_FORBIDDEN);
  g_assert_cmpint (peer_add_to_group (group->ada, &group->birds, group->cleo), ==, -1);
  wait_until (peer_group_members (group->cleo, &group->birds) == 3 &&
              peer_group_members (group->ben, &group->birds) == 3);
  peer_say (group->ben, &group->birds, "welcome");
  peer_say (group->ada, &group->birds, "hello");
  peer_say (group->cleo, &group->birds, "thanks");
  wait_until (peer_find (group->cleo, "welcome") != NULL &&
              peer_find (group->cleo, "hello") != NULL);
  wait_until (peer_find (group->ada, "thanks") != NULL && peer_find (group->ben, "thanks") != NULL);
  g_assert_null (peer_find (group->cleo, "before"));
  g_assert_cmpuint (count_kind (group->cleo, &group->birds, MESSAGE_UNREADABLE), ==, 0);
  g_assert_cmpuint (count_kind (group->cleo, &group->birds, MESSAGE_GAP), ==, 0);
  g_assert_cmpuint (count_kind (group->cleo, &group->birds, MESSAGE_GROUP_ADDED), ==, 1);
  g_assert_cmpuint (count_kind (group->ben, &group->birds, MESSAGE_GROUP_ADDED), ==, 2);
}

static void
test_removed (Trio *group, gconstpointer data)
{
  trio_make_birds (group);
  peer_say (group->ada, &group->birds, "all");
  peer_say (group->ben, &group->birds, "of us");
  wait_until (peer_find (group->cleo, "all") != NULL && peer_find (group->cleo, "of us") != NULL);
  g_assert_cmpint (peer_take_from_group (group->ada, &group->birds, &group->cleo->account->acc), ==,
                   -1);
  wait_until (peer_group (group->cleo, &group->birds)->inside == FALSE);
  wait_until (peer_group_members (group->ben, &group->birds) == 2);
  peer_say (group->ada, &group->birds, "two of us");
  peer_say (group->ben, &group->birds, "indeed");
  wait_until (peer_find (group->ben, "two of us") != NULL &&
              peer_find (group->ada, "indeed") != NULL);
  peer_say (group->cleo, &group->birds, "and I?");
  wait_until (peer_state (group->cleo, "and I?") == STATE_FAILED);
  g_assert_null (peer_find (group->cleo, "two of us"));
  g_assert_cmpuint (count_kind (group->cleo, &group->birds, MESSAGE_GROUP_REMOVED), ==, 1);
  g_assert_cmpint (peer_name_group (group->cleo, &group->birds, "Mine"), ==, WHIN_ERROR_NOT_FOUND);

  g_assert_cmpint (peer_add_to_group (group->ada, &group->birds, group->cleo), ==, -1);
  wait_until (peer_group_members (group->cleo, &group->birds) == 3);
  peer_say (group->ben, &group->birds, "back");
  peer_say (group->cleo, &group->birds, "again");
  wait_until (peer_find (group->cleo, "back") != NULL && peer_find (group->ben, "again") != NULL);
  g_assert_cmpuint (count_kind (group->cleo, &group->birds, MESSAGE_GAP), ==, 0);
  g_assert_cmpuint (count_kind (group->ben, &group->birds, MESSAGE_GAP), ==, 0);
}

/* The last admin leaves, and another follows. */
static void
test_left (Trio *group, gconstpointer data)
{
  trio_make_birds (group);
  g_assert_cmpint (peer_leave_group (group->ada, &group->birds), ==, -1);
  g_assert_false (peer_group (group->ada, &group->birds)->inside);
  wait_until (peer_group_members (group->ben, &group->birds) == 2 &&
              peer_group_members (group->cleo, &group->birds) == 2);
  g_assert_true (peer_group (group->ben, &group->birds)->admin !=
                 peer_group (group->cleo, &group->birds)->admin);
  peer_say (group->ben, &group->birds, "she is gone");
  wait_until (peer_find (group->cleo, "she is gone") != NULL);
  g_assert_null (peer_find (group->ada, "she is gone"));
  g_assert_cmpint (peer_leave_group (group->ben, &group->birds), ==, -1);
  wait_until (peer_group_members (group->cleo, &group->birds) == 1);
  peer_say (group->cleo, &group->birds, "alone");
  wait_until (peer_state (group->cleo, "alone") >= STATE_SENT &&
              peer_state (group->cleo, "alone") != STATE_FAILED);
}

/* -- Away. -- */

static void
test_offline (Trio *group, gconstpointer data)
{
  trio_make_birds (group);
  peer_close (group->cleo);
  peer_say (group->ada, &group->birds, "while you slept");
  g_assert_cmpint (peer_name_group (group->ada, &group->birds, "Owls"), ==, -1);
  peer_say (group->ben, &group->birds, "much happened");
  wait_until (peer_find (group->ada, "much happened") != NULL);
  peer_open (group->cleo);
  wait_until (peer_find (group->cleo, "while you slept") != NULL &&
              peer_find (group->cleo, "much happened") != NULL);
  wait_until (strcmp (peer_chat (group->cleo, &group->birds)->name, "Owls") == 0);
  wait_until (peer_state (group->ada, "while you slept") == STATE_DELIVERED);
  g_assert_cmpuint (count_kind (group->cleo, &group->birds, MESSAGE_UNREADABLE), ==, 0);
}

/* What is written while there is no server goes out when it is back, in its order. */
static void
test_written_offline (Trio *group, gconstpointer data)
{
  trio_make_birds (group);
  test_server_kill (group->server);
  wait_until (!peer_is_live (group->ada));
  peer_say (group->ada, &group->birds, "one");
  peer_say (group->ada, &group->birds, "two");
  wait_until (peer_find (group->ada, "two") != NULL);
  peer_close (group->ada);
  test_server_start (group->server, NULL);
  peer_open (group->ada);
  wait_until (peer_find (group->ben, "two") != NULL && peer_find (group->cleo, "two") != NULL);
  g_assert_cmpint (peer_find (group->ben, "one")->ord, <, peer_find (group->ben, "two")->ord);
  g_assert_cmpuint (count_kind (group->ben, &group->birds, MESSAGE_GAP), ==, 0);
}

/* -- Together. -- */

/* Two admins at once: the server puts one first, and the other is made anew. */
static void
test_two_admins (Trio *group, gconstpointer data)
{
  Answer one = NULL, two = NULL, three = NULL;

  trio_make_birds (group);
  g_assert_cmpint (peer_set_group_admin (group->ada, &group->birds, group->ben, TRUE), ==, -1);
  wait_until (peer_group (group->ben, &group->birds)->admin);
  core_group_set_name_async (group->ada->core, &group->birds.id, "Ada's", NULL, keep_result_cb,
                             &one);
  core_group_set_admin_async (group->ben->core, &group->birds.id, &group->cleo->account->acc, TRUE,
                              NULL, keep_result_cb, &two);
  core_group_remove_async (group->ada->core, &group->birds.id, &group->ben->account->acc, 1, NULL,
                           keep_result_cb, &three);
  g_assert_cmpint (peer_finish_group (group->ada, &one, NULL), ==, -1);
  peer_finish_group (group->ben, &two, NULL);
  g_assert_cmpint (peer_finish_group (group->ada, &three, NULL), ==, -1);
  wait_until (peer_group_members (group->cleo, &group->birds) == 2);
  wait_until (!peer_group (group->ben, &group->birds)->inside);
  g_assert_cmpstr (peer_group (group->cleo, &group->birds)->name, ==, "Ada's");
  peer_say (group->cleo, &group->birds, "we agree");
  wait_until (peer_find (group->ada, "we agree") != NULL);
  g_assert_false (peer_group (group->ada, &group->birds)->doubt);
  g_assert_false (peer_group (group->cleo, &group->birds)->doubt);
}

/* Both bring in the same person. */
static void
test_same_newcomer (Trio *group, gconstpointer data)
{
  Answer one = NULL, two = NULL;

  group->birds = peer_make_group (group->ada, "Birds", group->ben, NULL);
  wait_until (peer_group_members (group->ben, &group->birds) == 2);
  g_assert_cmpint (peer_set_group_admin (group->ada, &group->birds, group->ben, TRUE), ==, -1);
  wait_until (peer_group (group->ben, &group->birds)->admin);
  core_group_add_async (group->ada->core, &group->birds.id, &group->cleo->account->acc, 1, NULL,
                        keep_result_cb, &one);
  core_group_add_async (group->ben->core, &group->birds.id, &group->cleo->account->acc, 1, NULL,
                        keep_result_cb, &two);
  g_assert_cmpint (peer_finish_group (group->ada, &one, NULL), ==, -1);
  g_assert_cmpint (peer_finish_group (group->ben, &two, NULL), ==, -1);
  wait_until (peer_group_members (group->cleo, &group->birds) == 3);
  peer_say (group->cleo, &group->birds, "twice welcome");
  wait_until (peer_find (group->ada, "twice welcome") != NULL &&
              peer_find (group->ben, "twice welcome") != NULL);
  g_assert_cmpuint (count_kind (group->ada, &group->birds, MESSAGE_GROUP_ADDED), ==, 1);
}

/* -- Devices. -- */

static void
test_new_device (Trio *group, gconstpointer data)
{
  Peer *tablet;

  trio_make_birds (group);
  peer_say (group->ada, &group->birds, "before the tablet");
  wait_until (peer_find (group->ben, "before the tablet") != NULL);
  tablet = peer_new_linked (group->ben);
  wait_until (tablet->account->reachable);
  wait_until (peer_group_members (tablet, &group->birds) == 3);
  peer_say (group->ada, &group->birds, "to the tablet");
  peer_say (group->cleo, &group->birds, "me too");
  wait_until (peer_find (tablet, "to the tablet") != NULL && peer_find (tablet, "me too") != NULL);
  peer_say (tablet, &group->birds, "from the tablet");
  wait_until (peer_find (group->ada, "from the tablet") != NULL &&
              peer_find (group->ben, "from the tablet") != NULL &&
              peer_find (group->cleo, "from the tablet") != NULL);
  g_assert_true (peer_find (group->ben, "from the tablet")->own);
  peer_say (group->ben, &group->birds, "from the laptop");
  wait_until (peer_find (tablet, "from the laptop") != NULL);
  g_assert_cmpuint (count_kind (tablet, &group->birds, MESSAGE_UNREADABLE), ==, 0);
  g_assert_cmpuint (count_kind (group->ada, &group->birds, MESSAGE_UNREADABLE), ==, 0);
  peer_free (tablet);
}

/* A server that was put back has lost a change and a message; the members bring both again. */
static void
test_restored_server (Trio *group, gconstpointer data)
{
  trio_make_birds (group);
  peer_say (group->ada, &group->birds, "kept");
  wait_until (peer_state (group->ada, "kept") == STATE_DELIVERED);
  test_server_kill (group->server);
  test_server_backup (group->server);
  test_server_start (group->server, NULL);
  wait_until (peer_is_live (group->ada) && peer_is_live (group->ben) && peer_is_live (group->cleo));
  g_assert_cmpint (peer_name_group (group->ada, &group->birds, "Lost"), ==, -1);
  wait_until (strcmp (peer_group (group->ben, &group->birds)->name, "Lost") == 0);
  wait_until (strcmp (peer_group (group->cleo, &group->birds)->name, "Lost") == 0);
  test_server_kill (group->server);
  test_server_restore (group->server);
  test_server_start (group->server, NULL);
  wait_until (peer_is_live (group->ada) && peer_is_live (group->ben) && peer_is_live (group->cleo));
  g_assert_cmpint (peer_name_group (group->ada, &group->birds, "Found"), ==, -1);
  wait_until (strcmp (peer_group (group->ben, &group->birds)->name, "Found") == 0);
  peer_say (group->cleo, &group->birds, "as before");
  wait_until (peer_find (group->ben, "as before") != NULL &&
              peer_find (group->ada, "as before") != NULL);
  g_assert_false (peer_group (group->ben, &group->birds)->doubt);
}

/* It was put back to before there was the group. */
static void
test_lost_group (Trio *group, gconstpointer data)
{
  test_server_kill (group->server);
  test_server_backup (group->server);
  test_server_start (group->server, NULL);
  wait_until (peer_is_live (group->ada) && peer_is_live (group->ben) && peer_is_live (group->cleo));
  trio_make_birds (group);
  g_assert_cmpint (peer_name_group (group->ada, &group->birds, "Lost"), ==, -1);
  wait_until (strcmp (peer_group (group->ben, &group->birds)->name, "Lost") == 0);
  wait_until (strcmp (peer_group (group->cleo, &group->birds)->name, "Lost") == 0);
  test_server_kill (group->server);
  test_server_restore (group->server);
  test_server_start (group->server, NULL);
  wait_until (peer_is_live (group->ada) && peer_is_live (group->ben) && peer_is_live (group->cleo));
  peer_say (group->cleo, &group->birds, "is anybody here?");
  wait_until (peer_find (group->ben, "is anybody here?") != NULL &&
              peer_find (group->ada, "is anybody here?") != NULL);
  g_assert_cmpint (peer_name_group (group->ada, &group->birds, "Found"), ==, -1);
  wait_until (strcmp (peer_group (group->ben, &group->birds)->name, "Found") == 0);
  g_assert_false (peer_group (group->ben, &group->birds)->doubt);
}

/* The server has the change, and dies before it says so. */
static void
test_crash (Trio *group, gconstpointer data)
{
  Answer answer = NULL;

  group->birds = peer_make_group (group->ada, "Birds", group->ben, NULL);
  wait_until (peer_group_members (group->ben, &group->birds) == 2);
  core_group_add_async (group->ada->core, &group->birds.id, &group->cleo->account->acc, 1, NULL,
                        keep_result_cb, &answer);
  peer_say (group->ada, &group->birds, "written before the fall");
  peer_close (group->ada);
  finish_any (&answer);
  peer_open (group->ada);
  wait_until (peer_is_live (group->ada) &&
              peer_find (group->ben, "written before the fall") != NULL);
  if (peer_group (group->ada, &group->birds) == NULL ||
      peer_group_members (group->ada, &group->birds) == 2)
    g_assert_cmpint (peer_add_to_group (group->ada, &group->birds, group->cleo), ==, -1);
  wait_until (peer_group_members (group->cleo, &group->birds) == 3);
  peer_say (group->ada, &group->birds, "and after");
  wait_until (peer_find (group->cleo, "and after") != NULL);
  g_assert_cmpuint (peer_count (group->ben, "written before the fall"), ==, 1);
  g_assert_cmpuint (count_kind (group->ben, &group->birds, MESSAGE_GAP), ==, 0);
}

/* -- Files. -- */

static void
test_file (Trio *group, gconstpointer data)
{
  g_autofree char *path = peer_path (group->ada, "song.txt");

  trio_make_birds (group);
  g_assert_true (g_file_set_contents (path, "tweet", -1, NULL));
  core_send_file (group->ada->core, &group->birds, path, "a song", TRUE, NULL);
  wait_until (peer_find (group->ben, "a song") != NULL &&
              peer_find (group->cleo, "a song") != NULL);
  peer_fetch (group->cleo, "a song");
  wait_until (peer_find (group->cleo, "a song")->media->file != NULL);
}

static void
test_picture (Trio *group, gconstpointer data)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 64, 64);
  g_autoptr (GBytes) picture = NULL;
  g_autoptr (GError) error = NULL;
  char *png;
  gsize len;
  Answer answer = NULL;

  trio_make_birds (group);
  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &png, &len, "png", &error, NULL));
  picture = g_bytes_new_take (png, len);
  core_group_set_picture_async (group->ada->core, &group->birds.id, picture, NULL, keep_result_cb,
                                &answer);
  g_assert_cmpint (peer_finish_group (group->ada, &answer, NULL), ==, -1);
  wait_until (peer_group (group->ben, &group->birds)->avatar != NULL &&
              peer_group (group->ada, &group->birds)->avatar != NULL);
  wait_until (peer_chat (group->ben, &group->birds)->avatar != NULL);
  g_assert_cmpuint (count_kind (group->ben, &group->birds, MESSAGE_GROUP_PICTURE), ==, 1);
  core_group_set_picture_async (group->ada->core, &group->birds.id, NULL, NULL, keep_result_cb,
                                &answer);
  g_assert_cmpint (peer_finish_group (group->ada, &answer, NULL), ==, -1);
  wait_until (peer_group (group->ben, &group->birds)->avatar == NULL);
}

#define add_test(path, func)                                                                       \
  g_test_add ("/groups/" path, Trio, NULL, trio_set_up, func, trio_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("talk", test_talk);
  add_test ("typing", test_typing);
  add_test ("names-and-roles", test_names_and_roles);
  add_test ("added-later", test_added_later);
  add_test ("removed", test_removed);
  add_test ("left", test_left);
  add_test ("offline", test_offline);
  add_test ("written-offline", test_written_offline);
  add_test ("two-admins", test_two_admins);
  add_test ("same-newcomer", test_same_newcomer);
  add_test ("new-device", test_new_device);
  add_test ("restored-server", test_restored_server);
  add_test ("lost-group", test_lost_group);
  add_test ("crash", test_crash);
  add_test ("file", test_file);
  add_test ("picture", test_picture);
  return g_test_run ();
}
