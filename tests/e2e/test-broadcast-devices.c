/* test-broadcast-devices: broadcast lists on several devices, and with files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "mailing.h"

#include "files.h"

#include <sys/stat.h>

static const Media *
media_in (Peer *peer, const Conv *conv, const char *caption)
{
  const MessageRow *row = peer_find_in (peer, conv, caption);

  return row != NULL ? row->media : NULL;
}

static gboolean
has_file (Peer *peer, const Conv *conv, const char *caption)
{
  const Media *media = media_in (peer, conv, caption);

  return media != NULL && media->file != NULL && media->transfer == TRANSFER_NONE;
}

/* How many names its file has on the disk. */
static guint
links_of (Peer *peer, const Conv *conv, const char *caption)
{
  struct stat info;

  g_assert_cmpint (stat (media_in (peer, conv, caption)->file->path, &info), ==, 0);
  return (guint) info.st_nlink;
}

/* One object, one file; it is there as long as one of its messages. */
static void
test_picture (Trio *trio, gconstpointer data)
{
  g_autofree char *path = peer_make_picture (trio->ada);

  trio_make_mailing (trio);
  wait_until (peer_chat (trio->tablet, &trio->birds) != NULL);
  core_send_file (trio->ada->core, &trio->birds, path, "look", FALSE, NULL);
  wait_until (peer_state_in (trio->ada, &trio->birds, "look") == STATE_DELIVERED);
  g_assert_true (id_equal (&peer_find (trio->ben, "look")->media->object,
                           &peer_find (trio->cleo, "look")->media->object));
  peer_fetch (trio->ben, "look");
  peer_fetch (trio->cleo, "look");
  wait_until (peer_has_file (trio->ben, "look") && peer_has_file (trio->cleo, "look"));
  g_assert_true (has_file (trio->ada, &trio->to_ben, "look"));
  g_assert_cmpuint (links_of (trio->ada, &trio->birds, "look"), ==, 3);
  wait_until (has_file (trio->tablet, &trio->birds, "look") &&
              has_file (trio->tablet, &trio->to_ben, "look") &&
              has_file (trio->tablet, &trio->to_cleo, "look"));
  g_assert_cmpuint (links_of (trio->tablet, &trio->to_ben, "look"), ==, 3);
  {
    MessageName name = peer_name_in (trio->ada, &trio->birds, "look");

    core_delete_message (trio->ada->core, &name);
    wait_until (peer_find_in (trio->ada, &trio->birds, "look") == NULL);
  }
  wait_until (links_of (trio->ada, &trio->to_cleo, "look") == 2);
}

static void
test_forward (Trio *trio, gconstpointer data)
{
  Conv notes = trio->to_ada;
  MessageName names[2];

  trio_make_mailing (trio);
  peer_say (trio->ben, &trio->to_ada, "a jay!");
  wait_until (peer_find (trio->ada, "a jay!") != NULL);
  names[0] = peer_name_in (trio->ada, &trio->to_ben, "a jay!");
  core_forward (trio->ada->core, names, 1, (Conv[]) { trio->birds, notes }, 2);
  wait_until (peer_find (trio->cleo, "a jay!") != NULL &&
              peer_state_in (trio->ada, &trio->birds, "a jay!") == STATE_DELIVERED);
  g_assert_true (peer_find (trio->cleo, "a jay!")->forwarded);
  /* And into one's own notes, on all devices. */
  wait_until (peer_find_in (trio->tablet, &notes, "a jay!") != NULL &&
              peer_chat (trio->tablet, &notes) != NULL);
  g_assert_true (peer_chat (trio->tablet, &notes)->is_self);
  peer_say (trio->tablet, &notes, "a note");
  wait_until (peer_find_in (trio->ada, &notes, "a note") != NULL &&
              peer_state_in (trio->tablet, &notes, "a note") == STATE_SENT);
  g_assert_null (peer_find (trio->ben, "a note"));
}

static void
test_in_step (Trio *trio, gconstpointer data)
{
  trio_make_mailing (trio);
  wait_until (peer_count_in_list (trio->tablet, &trio->birds) == 2);
  trio_mail (trio, "first");
  wait_until (peer_find_in (trio->tablet, &trio->to_ben, "first") != NULL &&
              peer_state_in (trio->tablet, &trio->birds, "first") == STATE_DELIVERED);
  peer_say (trio->tablet, &trio->birds, "second");
  wait_until (peer_state_in (trio->tablet, &trio->birds, "second") == STATE_DELIVERED &&
              peer_state_in (trio->ada, &trio->birds, "second") == STATE_DELIVERED);
  peer_read (trio->ben, &trio->to_ada);
  peer_read (trio->cleo, &trio->to_ada);
  wait_until (peer_state_in (trio->tablet, &trio->birds, "first") == STATE_READ &&
              peer_state_in (trio->ada, &trio->birds, "second") == STATE_READ);
  g_assert_cmpint (peer_receipt (trio->tablet, &trio->birds, "first", &trio->to_cleo).read, >, 0);
  core_rename_broadcast (trio->tablet->core, &trio->birds.id,
                         peer_list (trio->tablet, &trio->birds)->made, "Songbirds");
  wait_until (g_str_equal (peer_chat (trio->ada, &trio->birds)->name, "Songbirds"));
  core_put_in_broadcast (trio->tablet->core, &trio->birds.id, &trio->to_ben.id, 1, FALSE);
  wait_until (peer_count_in_list (trio->ada, &trio->birds) == 1);
  core_pin_chat (trio->ada->core, &trio->birds, TRUE);
  wait_until (peer_chat (trio->tablet, &trio->birds)->pinned > 0);
  core_delete_broadcast (trio->tablet->core, &trio->birds.id);
  wait_until (peer_chat (trio->ada, &trio->birds) == NULL &&
              peer_list (trio->ada, &trio->birds) == NULL &&
              peer_chat (trio->tablet, &trio->birds) == NULL);
  /* What went to them is with them. */
  g_assert_nonnull (peer_find_in (trio->ada, &trio->to_ben, "first"));
}

static guint
count_page (Peer *peer, const Conv *conv)
{
  g_autoptr (GPtrArray) rows = peer_page (peer, conv, PAGE_NEWEST, 0, 10);

  return rows->len;
}

/* A device that comes later has the lists, what was written, and how far that got. */
static void
test_linked (Trio *trio, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  Peer *third;

  trio_make_mailing (trio);
  trio_mail (trio, "first");
  peer_read (trio->ben, &trio->to_ada);
  wait_until (peer_state_in (trio->ada, &trio->to_ben, "first") == STATE_READ);
  third = peer_new_linked (trio->ada);
  wait_until (peer_count_in_list (third, &trio->birds) == 2 &&
              peer_chat (third, &trio->birds) != NULL);
  wait_until (count_page (third, &trio->birds) == 1 && count_page (third, &trio->to_ben) == 1);
  rows = peer_page (third, &trio->birds, PAGE_NEWEST, 0, 10);
  g_hash_table_insert (third->messages, id_copy (&((MessageRow *) rows->pdata[0])->id),
                       message_row_ref (rows->pdata[0]));
  g_assert_cmpint (peer_state_in (third, &trio->birds, "first"), ==, STATE_DELIVERED);
  g_assert_cmpint (peer_receipt (third, &trio->birds, "first", &trio->to_ben).read, >, 0);
  peer_read (trio->cleo, &trio->to_ada);
  wait_until (peer_state_in (third, &trio->birds, "first") == STATE_READ);
  peer_say (third, &trio->birds, "second");
  wait_until (peer_state_in (trio->ada, &trio->birds, "second") == STATE_DELIVERED);
  peer_free (third);
}

#define TEST(path, set_up, func)                                                                   \
  g_test_add ("/e2e/broadcast-devices/" path, Trio, NULL, set_up, func, trio_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("picture", trio_set_up_with_tablet, test_picture);
  TEST ("forward", trio_set_up_with_tablet, test_forward);
  TEST ("in-step", trio_set_up_with_tablet, test_in_step);
  TEST ("linked", trio_set_up, test_linked);
  return g_test_run ();
}
