/* test-core-apply-lists: lists of devices that differ, and messages that are not of whom the server
 * says, without a server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "mailbox.h"

#include "core-private.h"

#include <string.h>

/* -- What the server would have one believe. -- */

static Trust
trust_in_grace (Fixture *fixture)
{
  const ChatRow *chat = peer_chat (fixture->peer, &fixture->to_grace);
  const ContactRow *contact = g_hash_table_lookup (fixture->peer->contacts, &fixture->grace->acc);

  g_assert_nonnull (chat);
  if (contact != NULL)
    g_assert_cmpint (contact->trust, ==, chat->trust);
  return chat->trust;
}

/* Seals from Grace's first device, with the header as it is. */
static void
give_with (Fixture *fixture, const EnvelopeHeader *header, const char *text)
{
  g_autofree char *content = text_content (text);
  Id id = id_random ();
  g_autofree char *ct = friend_seal (fixture->self, friend_device (fixture->grace, 1), &id, header,
                                     content, strlen (content));

  give_ct (fixture, fixture->grace, 1, &id, ct);
}

/* She was shown another list of hers than this device, under the same number. */
static void
test_two_lists (Fixture *fixture, gconstpointer data)
{
  EnvelopeHeader header = friend_header (fixture->grace, fixture->self, NULL);

  give_with (fixture, &header, "one");
  settle (fixture);
  g_assert_cmpint (trust_in_grace (fixture), ==, TRUST_SEEN);
  header.sender_list.hash[5] ^= 1;
  give_with (fixture, &header, "two");
  give_with (fixture, &header, "three");
  assert_chat (fixture, "one, <two lists>, two, three");
  g_assert_cmpint (trust_in_grace (fixture), ==, TRUST_STOPPED);
}

/* The numbers of lists that were signed after a restore do not fit into 32 bits. */
static void
test_two_lists_restored (Fixture *fixture, gconstpointer data)
{
  EnvelopeHeader header;
  guint lists = fixture->directory->lists;

  fixture->grace->mark.version = 1790000000000;
  friend_sign (fixture->grace);
  header = friend_header (fixture->grace, fixture->self, NULL);
  give_with (fixture, &header, "one");
  wait_until (fixture->directory->lists == lists + 1);
  settle (fixture);
  g_assert_cmpint (trust_in_grace (fixture), ==, TRUST_SEEN);
  header.sender_list.hash[5] ^= 1;
  give_with (fixture, &header, "two");
  assert_chat (fixture, "one, <two lists>, two");
  g_assert_cmpint (trust_in_grace (fixture), ==, TRUST_STOPPED);
}

/* And here of one's own. */
static void
test_two_own_lists (Fixture *fixture, gconstpointer data)
{
  EnvelopeHeader header = friend_header (fixture->grace, fixture->self, NULL);

  give_with (fixture, &header, "one");
  settle (fixture);
  header.receiver_list.hash[31] ^= 0x80;
  give_with (fixture, &header, "two");
  assert_chat (fixture, "one, <two lists>, two");
}

/* She knows a newer list than this device: it is asked for. An older one says nothing. */
static void
test_newer_list (Fixture *fixture, gconstpointer data)
{
  EnvelopeHeader before = friend_header (fixture->grace, fixture->self, NULL);
  EnvelopeHeader header;
  guint lists = fixture->directory->lists;

  friend_add (fixture->grace, friend_make_device (fixture->grace, 3));
  friend_sign (fixture->grace);
  header = friend_header (fixture->grace, fixture->self, NULL);
  give_with (fixture, &header, "one");
  wait_until (fixture->directory->lists == lists + 1);
  settle (fixture);
  give_with (fixture, &before, "two");
  {
    g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 3, "new", 1);

    give_of (fixture, fixture->grace, 3, line, 1);
    assert_chat (fixture, "one, two, new 1");
  }
  g_assert_cmpuint (fixture->directory->lists, ==, lists + 1);
}

/* Linked a moment ago: its message waits for the list that names it, and all that comes after it
 * waits too. */
static void
test_new_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = NULL;

  friend_add (fixture->grace, friend_make_device (fixture->grace, 3));
  friend_sign (fixture->grace);
  line = seal_line (fixture, fixture->grace, 3, "new", 2);
  give_of (fixture, fixture->grace, 3, line, 1);
  give_text (fixture, fixture->grace, "old");
  give_of (fixture, fixture->grace, 3, line, 2);
  assert_chat (fixture, "new 1, old, new 2");
  g_assert_cmpuint (fixture->directory->lists, ==, 1);
}

/* A device that the server has put there: what it says is not even opened. */
static void
test_ghost (Fixture *fixture, gconstpointer data)
{
  Device *ghost = friend_make_device (fixture->grace, 9);
  EnvelopeHeader header = friend_header (fixture->grace, fixture->self, NULL);
  g_autofree char *text = text_content ("boo");
  g_autofree char *read = NULL;
  const char *contents[2] = { text };
  Id mine;

  core_send_text (fixture->peer->core, &fixture->to_grace, "mine", NULL, NULL, 0);
  wait_until (peer_find (fixture->peer, "mine") != NULL);
  mine = peer_find (fixture->peer, "mine")->id;
  contents[1] = read = receipt_for (&fixture->self->acc, &mine, "read");
  fixture->directory->ghost = ghost;
  for (guint i = 0; i < 2; i++) {
    Id id = id_random ();
    g_autofree char *ct =
        friend_seal (fixture->self, ghost, &id, &header, contents[i], strlen (contents[i]));

    give_ct (fixture, fixture->grace, 9, &id, ct);
  }
  assert_chat (fixture, "<unreadable>, mine, <unreadable>");
  g_assert_cmpint (peer_find (fixture->peer, "mine")->state, ==, STATE_PENDING);
  g_assert_cmpint (trust_in_grace (fixture), ==, TRUST_SEEN);
  device_free (ghost);
}

/* The same bytes under another name, and once more under their own after they were deleted. */
static void
test_replayed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = seal_line (fixture, fixture->grace, 1, "a", 2);
  Sealed *first = &g_array_index (line, Sealed, 0);
  MessageName name = { fixture->to_grace, fixture->grace->acc, first->id };
  Id id = id_random ();

  give_of (fixture, fixture->grace, 1, line, 1);
  give_of (fixture, fixture->grace, 1, line, 2);
  give_ct (fixture, fixture->grace, 1, &id, first->ct);
  assert_chat (fixture, "a 1, a 2");
  core_delete_message (fixture->peer->core, &name);
  give_of (fixture, fixture->grace, 1, line, 1);
  assert_chat (fixture, "a 2");
}

/* Not hers who is said to have written it, and not of that device: nothing of it shows, and the
 * one who did write it is heard. */
static void
test_misattributed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) line = seal_line (fixture, fixture->other, 1, "a", 3);

  give_of (fixture, fixture->grace, 1, line, 1);
  give_of (fixture, fixture->self, 2, line, 2);
  give_of (fixture, fixture->other, 2, line, 3);
  assert_chat (fixture, "<unreadable>");
  for (guint i = 0; i < line->len; i++)
    g_assert_null (peer_find (fixture->peer, g_array_index (line, Sealed, i).text));
  for (guint i = 1; i <= line->len; i++)
    give_of (fixture, fixture->other, 1, line, i);
  settle (fixture);
  for (guint i = 0; i < line->len; i++) {
    const MessageRow *row = peer_find (fixture->peer, g_array_index (line, Sealed, i).text);

    g_assert_nonnull (row);
    g_assert_true (id_equal (&row->author, &fixture->other->acc));
    g_assert_true (id_equal (&row->conv.id, &fixture->other->acc));
  }
  assert_chat (fixture, "<unreadable>");
}

#define add(path, func)                                                                            \
  g_test_add ("/core/apply/" path, Fixture, NULL, mailbox_set_up, func, mailbox_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("two-lists", test_two_lists);
  add ("two-lists-restored", test_two_lists_restored);
  add ("two-own-lists", test_two_own_lists);
  add ("newer-list", test_newer_list);
  add ("new-device", test_new_device);
  add ("ghost", test_ghost);
  add ("replayed", test_replayed);
  add ("misattributed", test_misattributed);
  return g_test_run ();
}
