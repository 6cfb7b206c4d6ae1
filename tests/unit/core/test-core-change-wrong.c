/* test-core-change-wrong: changes and answers as they should not be, from people who may write
 * here: what is there stays as it is, and the next message comes. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#include "mailbox.h"

#include "limits.h"

#include <string.h>

#define SENT_MS G_GINT64_CONSTANT (1790000000000) /* as mailbox.c says */

static const MessageRow *
row_of (Fixture *fixture, const Id *id)
{
  return g_hash_table_lookup (fixture->peer->messages, id);
}

/* A content with what it is about, and more of it; caller frees. */
static char *
about (const char *kind, const Id *author, const Id *id, const char *more)
{
  IdText author_text, id_text;

  return g_strdup_printf ("{\"k\":\"%s\",\"author\":\"%s\",\"id\":\"%s\"%s}", kind,
                          id_to_text (author, author_text), id_to_text (id, id_text), more);
}

static void
give_about (Fixture *fixture,
            const Friend *from,
            const char *kind,
            const Id *author,
            const Id *id,
            const char *more)
{
  g_autofree char *content = about (kind, author, id, more);

  give_content (fixture, from, content);
}

/* One's own message in the chat with Grace, as if the server had taken it. */
static Id
own_text (Fixture *fixture, const char *text)
{
  g_autofree char *content = text_content (text);
  Id id = give_in (fixture, fixture->self, &fixture->to_grace, content);

  settle (fixture);
  g_assert_true (row_of (fixture, &id)->own);
  return id;
}

static void
assert_untouched (Fixture *fixture, const Id *id, const char *text)
{
  const MessageRow *row = row_of (fixture, id);

  g_assert_cmpint (row->kind, ==, MESSAGE_TEXT);
  g_assert_cmpstr (row->text, ==, text);
  g_assert_false (row->edited);
  g_assert_false (row->pinned);
  g_assert_null (row->reactions);
}

/* Grace changes what one wrote oneself, and somebody of another chat what Grace wrote. */
static void
test_of_others (Fixture *fixture, gconstpointer data)
{
  static const char edit[] = ",\"text\":\"forged\"", thumb[] = ",\"emoji\":\"👍\"",
                    pin[] = ",\"on\":true";
  const Id *self = &fixture->self->acc, *grace = &fixture->grace->acc;
  Id own = own_text (fixture, "mine"), hers = give_text (fixture, fixture->grace, "hers");

  give_about (fixture, fixture->grace, "edit", self, &own, edit);
  give_about (fixture, fixture->grace, "edit", grace, &own, edit);
  give_about (fixture, fixture->grace, "delete", self, &own, "");
  give_about (fixture, fixture->grace, "delete", grace, &own, "");
  for (guint i = 0; i < 2; i++) {
    const Id *author = i ? grace : self, *id = i ? &hers : &own;

    give_about (fixture, fixture->other, "edit", author, id, edit);
    give_about (fixture, fixture->other, "delete", author, id, "");
    give_about (fixture, fixture->other, "react", author, id, thumb);
    give_about (fixture, fixture->other, "pin", author, id, pin);
  }
  settle (fixture);
  assert_untouched (fixture, &own, "mine");
  assert_untouched (fixture, &hers, "hers");
  g_assert_cmpint (cursor_of (fixture), ==, fixture->seq);
}

/* A reaction that is none, an edit to nothing, one that is too long, mentions out of the text. */
static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  static const char *const reactions[] = { "\"ok\"", "\"👍👍\"", "\"\\u202e\"", "7", "[]" };
  const Id *grace = &fixture->grace->acc;
  Id hers = give_text (fixture, fixture->grace, "hers");

  for (gsize i = 0; i < G_N_ELEMENTS (reactions); i++) {
    g_autofree char *more = g_strdup_printf (",\"emoji\":%s", reactions[i]);

    give_about (fixture, fixture->grace, "react", grace, &hers, more);
  }
  give_about (fixture, fixture->grace, "edit", grace, &hers, ",\"text\":\"\"");
  give_about (fixture, fixture->grace, "edit", grace, &hers, "");
  give_about (fixture, fixture->grace, "pin", grace, &hers, ",\"on\":\"yes\"");
  settle (fixture);
  assert_untouched (fixture, &hers, "hers");
  give_about (fixture, fixture->grace, "edit", grace, &hers, ",\"text\":\"hers at last\"");
  settle (fixture);
  g_assert_cmpstr (row_of (fixture, &hers)->text, ==, "hers at last");
}

/* Of what is not here it is kept until it comes, if it is from who may; a flood of such is bounded
 * by the store. */
static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  const Id *grace = &fixture->grace->acc;
  Id later = id_random ();
  EnvelopeHeader header = friend_header (fixture->grace, fixture->self, NULL);
  g_autofree char *content = text_content ("at last");
  g_autofree char *ct = NULL;

  give_about (fixture, fixture->other, "delete", grace, &later, "");
  give_about (fixture, fixture->other, "react", grace, &later, ",\"emoji\":\"👍\"");
  give_about (fixture, fixture->grace, "react", grace, &later, ",\"emoji\":\"😂\"");
  give_about (fixture, fixture->grace, "react", grace, &fixture->other->acc, ",\"emoji\":\"👍\"");
  settle (fixture);
  g_assert_null (row_of (fixture, &later));
  ct = friend_seal (fixture->self, friend_device (fixture->grace, 2), &later, &header, content,
                    strlen (content));
  give_ct (fixture, fixture->grace, 2, &later, ct);
  settle (fixture);
  g_assert_cmpint (row_of (fixture, &later)->kind, ==, MESSAGE_TEXT);
  g_assert_cmpuint (row_of (fixture, &later)->reactions->len, ==, 1);
  g_assert_cmpstr (((Reaction *) row_of (fixture, &later)->reactions->pdata[0])->emoji, ==, "😂");
}

static Id
answer (Fixture *fixture, const Id *author, const Id *id, const char *text)
{
  IdText author_text, id_text;
  g_autofree char *content =
      g_strdup_printf ("{\"k\":\"text\",\"text\":\"%s\",\"re_author\":\"%s\",\"re\":\"%s\"}", text,
                       id_to_text (author, author_text), id_to_text (id, id_text));

  return give_content (fixture, fixture->grace, content);
}

/* An answer to what was taken back quotes nothing of it; one to what never was quotes nothing; one
 * to what was said to somebody else does not bring it here. */
static void
test_answers (Fixture *fixture, gconstpointer data)
{
  const Id *grace = &fixture->grace->acc;
  Id gone = give_text (fixture, fixture->grace, "secret"), nothing = id_random ();
  Id others = give_text (fixture, fixture->other, "for you alone");
  Id to_gone, to_nothing, to_others, to_itself;

  give_about (fixture, fixture->grace, "delete", grace, &gone, "");
  settle (fixture);
  g_assert_cmpint (row_of (fixture, &gone)->kind, ==, MESSAGE_DELETED);
  to_gone = answer (fixture, grace, &gone, "to what is gone");
  to_nothing = answer (fixture, grace, &nothing, "to nothing");
  to_others = answer (fixture, &fixture->other->acc, &others, "to another chat");
  to_itself = answer (fixture, &fixture->self->acc, &others, "to the wrong author");
  settle (fixture);
  g_assert_cmpint (row_of (fixture, &to_gone)->quoted->kind, ==, MESSAGE_DELETED);
  g_assert_cmpstr (row_of (fixture, &to_gone)->quoted->text, ==, "");
  g_assert_null (row_of (fixture, &to_nothing)->quoted);
  g_assert_null (row_of (fixture, &to_others)->quoted);
  g_assert_null (row_of (fixture, &to_itself)->quoted);
  /* It stays gone. */
  give_about (fixture, fixture->grace, "edit", grace, &gone, ",\"text\":\"secret again\"");
  give_about (fixture, fixture->grace, "react", grace, &gone, ",\"emoji\":\"👍\"");
  give_about (fixture, fixture->grace, "pin", grace, &gone, ",\"on\":true");
  settle (fixture);
  g_assert_cmpint (row_of (fixture, &gone)->kind, ==, MESSAGE_DELETED);
  g_assert_cmpstr (row_of (fixture, &gone)->text, ==, "");
  g_assert_null (row_of (fixture, &gone)->reactions);
  g_assert_false (row_of (fixture, &gone)->pinned);
}

/* -- Clocks. -- */

/* As the server places it at that time. */
static void
give_at (Fixture *fixture, const char *kind, const Id *id, const char *more, gint64 ts)
{
  EnvelopeHeader header = friend_header (fixture->grace, fixture->self, NULL);
  g_autofree char *content = about (kind, &fixture->grace->acc, id, more);
  g_autofree char *ct = NULL;
  g_autofree char *frame = NULL;
  IdText from_text, id_text;
  Id change = id_random ();
  gint64 seq = ++fixture->seq;

  ct = friend_seal (fixture->self, friend_device (fixture->grace, 2), &change, &header, content,
                    strlen (content));
  frame = g_strdup_printf ("{\"t\":\"msg\",\"seq\":%" G_GINT64_FORMAT ",\"cseq\":%" G_GINT64_FORMAT
                           ",\"from\":\"%s\",\"fd\":2,\"id\":\"%s\",\"ts\":%" G_GINT64_FORMAT
                           ",\"ct\":\"%s\"}",
                           seq, seq, id_to_text (&fixture->grace->acc, from_text),
                           id_to_text (&change, id_text), ts, ct);
  give (fixture, frame);
}

/* By the server's clock alone, whatever this device's says: in time, at the last moment, too late.
 */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  const gint64 hour = 3600 * 1000;
  Id hers = give_text (fixture, fixture->grace, "hers");

  settle (fixture);
  give_at (fixture, "edit", &hers, ",\"text\":\"in time\"", SENT_MS + LIMIT_EDIT_HOURS * hour);
  settle (fixture);
  g_assert_cmpstr (row_of (fixture, &hers)->text, ==, "in time");
  give_at (fixture, "edit", &hers, ",\"text\":\"too late\"", SENT_MS + LIMIT_EDIT_HOURS * hour + 1);
  give_at (fixture, "delete", &hers, "", SENT_MS + LIMIT_DELETE_HOURS * hour + 1);
  settle (fixture);
  g_assert_cmpstr (row_of (fixture, &hers)->text, ==, "in time");
  /* The server's own clock was put back. */
  give_at (fixture, "react", &hers, ",\"emoji\":\"👍\"", 1);
  settle (fixture);
  g_assert_cmpuint (row_of (fixture, &hers)->reactions->len, ==, 1);
  give_at (fixture, "delete", &hers, "", SENT_MS + LIMIT_DELETE_HOURS * hour);
  settle (fixture);
  g_assert_cmpint (row_of (fixture, &hers)->kind, ==, MESSAGE_DELETED);
}

#define add(path, func)                                                                            \
  g_test_add ("/core/change/" path, Fixture, NULL, mailbox_set_up, func, mailbox_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("of-others", test_of_others);
  add ("wrong", test_wrong);
  add ("unknown", test_unknown);
  add ("answers", test_answers);
  add ("late", test_late);
  return g_test_run ();
}
