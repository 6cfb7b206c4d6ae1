/* test-core-kinds: messages of further kinds that come from others, as they should and as they
 * should not. SPDX-License-Identifier: GPL-3.0-or-later */
#include "mailbox.h"

#include <string.h>

static const MessageRow *
row_of (Fixture *fixture, const Id *id)
{
  return g_hash_table_lookup (fixture->peer->messages, id);
}

static Id
give_poll (Fixture *fixture)
{
  Id id =
      give_content (fixture, fixture->grace,
                    "{\"k\":\"poll\",\"question\":\"Where?\",\"options\":[\"Here\",\"There\"]}");

  settle (fixture);
  g_assert_cmpint (row_of (fixture, &id)->kind, ==, MESSAGE_POLL);
  return id;
}

static void
say (Fixture *fixture,
     const Friend *from,
     const Conv *conv,
     const char *kind,
     const Id *poll,
     const char *more)
{
  IdText author, id;
  g_autofree char *content =
      g_strdup_printf ("{\"k\":\"%s\",\"author\":\"%s\",\"id\":\"%s\"%s}", kind,
                       id_to_text (&fixture->grace->acc, author), id_to_text (poll, id), more);

  give_in (fixture, from, conv, content);
  settle (fixture);
}

static guint
votes (Fixture *fixture, const Id *poll, guint option)
{
  return ((PollOption *) row_of (fixture, poll)->poll->options->pdata[option])->votes;
}

/* Who is not of the chat does not vote in it, and nobody but its author ends it. */
static void
test_poll_strangers (Fixture *fixture, gconstpointer data)
{
  Id poll = give_poll (fixture);

  say (fixture, fixture->other, NULL, "vote", &poll, ",\"choices\":1");
  say (fixture, fixture->other, NULL, "end", &poll, "");
  g_assert_cmpuint (row_of (fixture, &poll)->poll->voters, ==, 0);
  g_assert_false (row_of (fixture, &poll)->poll->ended);
  /* Oneself is no author either. */
  say (fixture, fixture->self, &fixture->to_grace, "end", &poll, "");
  g_assert_false (row_of (fixture, &poll)->poll->ended);
  say (fixture, fixture->self, &fixture->to_grace, "vote", &poll, ",\"choices\":2");
  g_assert_cmpuint (votes (fixture, &poll, 1), ==, 1);
  say (fixture, fixture->grace, NULL, "end", &poll, "");
  g_assert_true (row_of (fixture, &poll)->poll->ended);
  g_assert_cmpuint (votes (fixture, &poll, 1), ==, 1);
}

static void
test_poll_choices (Fixture *fixture, gconstpointer data)
{
  Id poll = give_poll (fixture);

  say (fixture, fixture->grace, NULL, "vote", &poll, ",\"choices\":2");
  g_assert_cmpuint (votes (fixture, &poll, 1), ==, 1);
  /* Two of one, none that is there, and no number: what was chosen stays. */
  say (fixture, fixture->grace, NULL, "vote", &poll, ",\"choices\":3");
  say (fixture, fixture->grace, NULL, "vote", &poll, ",\"choices\":4");
  say (fixture, fixture->grace, NULL, "vote", &poll, ",\"choices\":\"1\"");
  g_assert_cmpuint (votes (fixture, &poll, 0), ==, 0);
  g_assert_cmpuint (votes (fixture, &poll, 1), ==, 1);
  /* After the end nothing counts. */
  say (fixture, fixture->grace, NULL, "end", &poll, "");
  say (fixture, fixture->grace, NULL, "vote", &poll, ",\"choices\":1");
  g_assert_cmpuint (votes (fixture, &poll, 0), ==, 0);
  g_assert_cmpuint (votes (fixture, &poll, 1), ==, 1);
}

/* What is not right needs a newer version, as far as this one can tell. */
static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  static const char *const contents[] = {
    "{\"k\":\"poll\",\"question\":\"Where?\",\"options\":[\"Here\"]}",
    "{\"k\":\"poll\",\"question\":\" \",\"options\":[\"Here\",\"There\"]}",
    "{\"k\":\"poll\",\"question\":\"?\",\"options\":[\"1\",\"\\n\"]}",
    "{\"k\":\"poll\",\"question\":\"?\",\"options\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\","
    "\"8\","
    "\"9\",\"10\",\"11\",\"12\",\"13\"]}",
    "{\"k\":\"location\",\"lat\":180000001,\"lon\":0}",
    "{\"k\":\"location\",\"lat\":5}",
    "{\"k\":\"card\",\"name\":\"Nobody\"}",
    "{\"k\":\"card\",\"name\":\"Dave\",\"phone\":\"12\"}",
    "{\"k\":\"timer\",\"seconds\":-1}",
  };
  Id ids[G_N_ELEMENTS (contents)];

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    ids[i] = give_content (fixture, fixture->grace, contents[i]);
  settle (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++) {
    g_test_message ("%s", contents[i]);
    g_assert_cmpint (row_of (fixture, &ids[i])->kind, ==, MESSAGE_UNKNOWN);
  }
}

/* Nothing turns the words around a name about, or breaks its line. */
static void
test_words (Fixture *fixture, gconstpointer data)
{
  Id id = give_content (
      fixture, fixture->grace,
      "{\"k\":\"card\",\"name\":\" Da\\u202eve\\nSmith \",\"phone\":\"+4915112340009\"}");

  settle (fixture);
  g_assert_cmpstr (row_of (fixture, &id)->text, ==, "Dave Smith");
}

/* However short somebody wants it. */
static void
test_timer (Fixture *fixture, gconstpointer data)
{
  give_text (fixture, fixture->grace, "hello");
  give_content (fixture, fixture->grace, "{\"k\":\"timer\",\"seconds\":1}");
  settle (fixture);
  /* It is there long enough to be read. */
  g_assert_cmpint (peer_chat (fixture->peer, &fixture->to_grace)->timer, ==, 5);
  give_content (fixture, fixture->grace, "{\"k\":\"text\",\"text\":\"brief\",\"expires\":1}");
  settle (fixture);
  g_assert_cmpint (peer_find (fixture->peer, "brief")->expires, ==, 5);
  give_content (fixture, fixture->grace, "{\"k\":\"timer\"}");
  settle (fixture);
  g_assert_cmpint (peer_chat (fixture->peer, &fixture->to_grace)->timer, ==, 0);
}

#define add(path, func)                                                                            \
  g_test_add ("/core-kinds/" path, Fixture, NULL, mailbox_set_up, func, mailbox_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("poll/strangers", test_poll_strangers);
  add ("poll/choices", test_poll_choices);
  add ("wrong", test_wrong);
  add ("words", test_words);
  add ("timer", test_timer);
  return g_test_run ();
}
