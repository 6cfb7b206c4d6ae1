/* test-store-change: what is done to messages comes to the same in whatever order it is heard.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "util.h"

#include "limits.h"
#include "store-account.h"
#include "store-change.h"
#include "store-message.h"
#include "store-outbox.h"

#include <string.h>

#define THUMB "👍"
#define HEART "❤️"

static void
put (Fixture *fixture, StoreChange change, const char *text, gint64 cseq)
{
  if (id_is_none (&change.id))
    change.id = id_random ();
  change.text = (char *) text;
  change.cseq = cseq;
  change.time = cseq;
  in_transaction (fixture, store_change_put (fixture->store, &change));
}

static StoreChange
about (const Conv *conv, const Id *author, const Id *message, ChangeKind kind)
{
  return (StoreChange) {
    .kind = kind, .conv = *conv, .author = *author, .message = *message, .acc = *author
  };
}

static void
assert_text (Fixture *fixture, const Id *author, const Id *id, const char *text, gboolean edited)
{
  g_autoptr (MessageRow) row = store_message_get (fixture->store, author, id);

  g_assert_cmpstr (row->text, ==, text);
  g_assert_cmpint (row->edited, ==, edited);
}

static guint
count_versions (Fixture *fixture, const Id *author, const Id *id)
{
  g_autoptr (GPtrArray) versions = store_versions (fixture->store, author, id);

  return versions->len;
}

/* The highest place counts, whichever comes first; what is not sent stands after all. */
static void
test_edit (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id author = id_random (), id = add_text (fixture, &conv, &author, "one", 5), own = id_random ();
  StoreChange change = about (&conv, &author, &id, CHANGE_EDIT);

  put (fixture, change, "three", 9);
  put (fixture, change, "two", 7);
  assert_text (fixture, &author, &id, "three", TRUE);
  g_assert_cmpuint (count_versions (fixture, &author, &id), ==, 3);
  change.id = own;
  put (fixture, change, "mine", 0);
  assert_text (fixture, &author, &id, "mine", TRUE);
  in_transaction (fixture, store_change_confirm (fixture->store, &author, &own, 8, 8));
  assert_text (fixture, &author, &id, "three", TRUE);
  /* The same once more, at another place: the first counts. */
  put (fixture, change, "mine", 12);
  assert_text (fixture, &author, &id, "three", TRUE);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id author = id_random (), id = add_text (fixture, &conv, &author, "one", 5), own = id_random ();
  StoreChange change = about (&conv, &author, &id, CHANGE_EDIT);

  change.id = own;
  put (fixture, change, "two", 0);
  in_transaction (fixture, store_change_drop (fixture->store, &author, &own));
  assert_text (fixture, &author, &id, "one", FALSE);
  g_assert_cmpuint (count_versions (fixture, &author, &id), ==, 0);
}

/* The message gets its place after it was changed: that is not the place of what it said first. */
static void
test_first (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id author = id_random (), id = add_text (fixture, &conv, &author, "one", 0), own = id_random ();
  StoreChange change = about (&conv, &author, &id, CHANGE_EDIT);
  g_autoptr (StoreChange) none = NULL;
  g_autoptr (GPtrArray) versions = NULL;

  change.id = own;
  put (fixture, change, "two", 0);
  none = store_change_get (fixture->store, &author, &id);
  g_assert_null (none);
  in_transaction (fixture, {
    store_change_confirm (fixture->store, &author, &id, 7, 70);
    g_assert_true (store_message_confirm (fixture->store, &author, &id, 5, 50));
    store_change_confirm (fixture->store, &author, &own, 6, 60);
    store_change_drop (fixture->store, &author, &id);
  });
  assert_text (fixture, &author, &id, "two", TRUE);
  versions = store_versions (fixture->store, &author, &id);
  g_assert_cmpuint (versions->len, ==, 2);
  g_assert_cmpstr (((MessageVersion *) versions->pdata[0])->text, ==, "one");
  g_assert_cmpint (((MessageVersion *) versions->pdata[0])->time, ==, 50);
}

static void
test_versions (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id author = id_random (), id = add_text (fixture, &conv, &author, "one", 5);
  StoreChange change = about (&conv, &author, &id, CHANGE_EDIT);

  for (guint i = 0; i < LIMIT_VERSIONS_MAX + 10; i++) {
    g_autofree char *text = g_strdup_printf ("v%u", i);

    put (fixture, change, text, 100 - i);
  }
  assert_text (fixture, &author, &id, "v0", TRUE);
  g_assert_cmpuint (count_versions (fixture, &author, &id), ==, LIMIT_VERSIONS_MAX);
}

/* One of each person; "" takes it back. */
static void
test_react (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id author = id_random (), other = id_random ();
  Id id = add_text (fixture, &conv, &author, "one", 5);
  StoreChange change = about (&conv, &author, &id, CHANGE_REACT);
  g_autoptr (MessageRow) row = NULL;

  put (fixture, change, THUMB, 9);
  put (fixture, change, HEART, 7);
  change.acc = other;
  put (fixture, change, THUMB, 8);
  row = store_message_get (fixture->store, &author, &id);
  g_assert_cmpuint (row->reactions->len, ==, 1);
  g_assert_cmpuint (((Reaction *) row->reactions->pdata[0])->count, ==, 2);
  put (fixture, change, HEART, 10);
  change.acc = author;
  put (fixture, change, "", 11);
  g_clear_pointer (&row, message_row_unref);
  row = store_message_get (fixture->store, &author, &id);
  g_assert_cmpuint (row->reactions->len, ==, 1);
  g_assert_cmpstr (((Reaction *) row->reactions->pdata[0])->emoji, ==, HEART);
  change.acc = other;
  put (fixture, change, "", 12);
  g_clear_pointer (&row, message_row_unref);
  row = store_message_get (fixture->store, &author, &id);
  g_assert_null (row->reactions);
}

static guint
pinned (Fixture *fixture, const Conv *conv)
{
  g_autoptr (GPtrArray) rows = store_pinned (fixture->store, conv, 10);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n += ((MessageRow *) rows->pdata[i])->pinned;
  return n;
}

static void
test_pin (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id author = id_random (), ids[LIMIT_PINNED_MAX + 1];

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    ids[i] = add_text (fixture, &conv, &author, "one", 5 + i);
    put (fixture, about (&conv, &author, &ids[i], CHANGE_PIN), "1", 50 + i);
  }
  g_assert_cmpuint (pinned (fixture, &conv), ==, LIMIT_PINNED_MAX);
  {
    g_autoptr (MessageRow) first = store_message_get (fixture->store, &author, &ids[0]);

    g_assert_false (first->pinned);
  }
  put (fixture, about (&conv, &author, &ids[1], CHANGE_PIN), "", 60);
  put (fixture, about (&conv, &author, &ids[0], CHANGE_PIN), "", 40);
  g_assert_cmpuint (pinned (fixture, &conv), ==, LIMIT_PINNED_MAX);
}

/* Nothing is left, in no table. */
static void
test_erase (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id author = id_random (), id = add_text (fixture, &conv, &author, "canary one", 5);
  StoreChange change = about (&conv, &author, &id, CHANGE_EDIT);
  g_autoptr (MessageRow) row = NULL;

  put (fixture, change, "canary two", 7);
  change.kind = CHANGE_REACT;
  put (fixture, change, THUMB, 8);
  change.kind = CHANGE_PIN;
  put (fixture, change, "1", 9);
  in_transaction (fixture, store_change_set_star (fixture->store, &author, &id, TRUE));
  in_transaction (fixture, store_change_erase (fixture->store, &author, &id));
  row = store_message_get (fixture->store, &author, &id);
  g_assert_cmpint (row->kind, ==, MESSAGE_DELETED);
  g_assert_cmpstr (row->text, ==, "");
  g_assert_false (row->edited || row->pinned || row->starred);
  g_assert_null (row->reactions);
  g_assert_cmpuint (count_versions (fixture, &author, &id), ==, 0);
  g_assert_cmpuint (pinned (fixture, &conv), ==, 0);
}

static void
test_quote (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv (), elsewhere = new_conv ();
  Id author = id_random (), id = add_text (fixture, &conv, &author, "one", 5);
  Mention mention = { author, 1, 3 };
  g_autoptr (MessageRow) answer = new_text (fixture, &conv, NULL, "two");
  g_autoptr (MessageRow) stranger = new_text (fixture, &elsewhere, NULL, "three");
  g_autoptr (MessageRow) read = NULL, other = NULL;
  g_autoptr (GArray) answers = NULL;

  answer->quote_author = stranger->quote_author = author;
  answer->quote_id = stranger->quote_id = id;
  answer->mentions = g_array_new (FALSE, FALSE, sizeof (Mention));
  g_array_append_val (answer->mentions, mention);
  in_transaction (fixture, store_message_add (fixture->store, answer, 6, NULL));
  in_transaction (fixture, store_message_add (fixture->store, stranger, 6, NULL));
  read = store_message_get (fixture->store, &answer->author, &answer->id);
  g_assert_cmpstr (read->quoted->text, ==, "one");
  g_assert_cmpuint (g_array_index (read->mentions, Mention, 0).end, ==, 3);
  /* What is said elsewhere does not show here. */
  other = store_message_get (fixture->store, &stranger->author, &stranger->id);
  g_assert_null (other->quoted);
  answers = store_answers (fixture->store, &author, &id, 10);
  g_assert_cmpuint (answers->len, ==, 2);
}

static void
test_wait (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id author = id_random (), id = id_random (), first = id_random ();
  StoreChange change = about (&conv, &author, &id, CHANGE_REACT);
  g_autoptr (GPtrArray) none = NULL, taken = NULL, again = NULL;

  change.text = (char *) THUMB;
  change.id = id_random ();
  change.message = first;
  in_transaction (fixture, store_change_wait (fixture->store, &change, 100, 0));
  change.message = id;
  for (guint i = 0; i < 3; i++) {
    change.id = id_random ();
    change.cseq = i + 1;
    in_transaction (fixture, store_change_wait (fixture->store, &change, 200, 150));
    in_transaction (fixture, store_change_wait (fixture->store, &change, 200, 150));
  }
  /* Too old. */
  in_transaction (fixture, none = store_change_take (fixture->store, &author, &first));
  g_assert_cmpuint (none->len, ==, 0);
  in_transaction (fixture, taken = store_change_take (fixture->store, &author, &id));
  g_assert_cmpuint (taken->len, ==, 3);
  g_assert_cmpint (((StoreChange *) taken->pdata[2])->cseq, ==, 3);
  in_transaction (fixture, again = store_change_take (fixture->store, &author, &id));
  g_assert_cmpuint (again->len, ==, 0);
}

static void
test_wait_preview (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id author = id_random (), id = id_random ();
  StoreChange change = about (&conv, &author, &id, CHANGE_EDIT);
  g_autoptr (LinkPreview) preview = link_preview_new ();
  g_autoptr (GPtrArray) taken = NULL;
  const LinkPreview *read;

  preview->url = g_strdup ("https://example.org/lake");
  preview->title = g_strdup ("A walk");
  preview->thumb = g_bytes_new_static ("jpeg", 4);
  change.text = (char *) "See https://example.org/lake";
  change.preview = preview;
  change.id = id_random ();
  change.cseq = 1;
  in_transaction (fixture, store_change_wait (fixture->store, &change, 100, 0));
  change.id = id_random ();
  change.preview = NULL;
  in_transaction (fixture, store_change_wait (fixture->store, &change, 100, 0));
  in_transaction (fixture, taken = store_change_take (fixture->store, &author, &id));
  g_assert_cmpuint (taken->len, ==, 2);
  read = ((StoreChange *) taken->pdata[0])->preview;
  g_assert_nonnull (read);
  g_assert_cmpstr (read->url, ==, preview->url);
  g_assert_cmpstr (read->title, ==, "A walk");
  g_assert_true (g_bytes_equal (read->thumb, preview->thumb));
  g_assert_null (((StoreChange *) taken->pdata[1])->preview);
}

static void
test_wait_many (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  Id author = id_random (), id = id_random ();
  StoreChange change = about (&conv, &author, &id, CHANGE_REACT);
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GError) error = NULL;

  change.text = (char *) THUMB;
  store_begin (fixture->store);
  for (guint i = 0; i < STORE_WAIT_MAX + 100; i++) {
    change.id = id_random ();
    store_change_wait (fixture->store, &change, 100, 0);
  }
  taken = store_change_take (fixture->store, &author, &id);
  g_assert_true (store_commit (fixture->store, &error));
  g_assert_cmpuint (taken->len, ==, STORE_WAIT_MAX);
}

static StoreOutbox
entry_new (Conv *conv)
{
  return (StoreOutbox) { .id = id_random (),
                         .conv = *conv,
                         .wake = 1,
                         .created = 1,
                         .content = g_bytes_new_static ("{}", 2) };
}

/* What devices count on is sent first, and then forgotten. */
static void
test_forget (Fixture *fixture, gconstpointer data)
{
  Conv conv = new_conv ();
  StoreOutbox entry = entry_new (&conv);
  g_autoptr (StoreOutbox) kept = NULL, gone = NULL;

  in_transaction (fixture, store_outbox_add (fixture->store, &entry));
  kept = store_outbox_get (fixture->store, &entry.id);
  kept->sequence = 1;
  in_transaction (fixture, store_outbox_set_order (fixture->store, kept));
  in_transaction (fixture, g_assert_false (store_outbox_put_content (fixture->store, &entry.id,
                                                                     entry.content)));
  in_transaction (fixture, store_outbox_forget (fixture->store, &entry.id));
  gone = store_outbox_get (fixture->store, &entry.id);
  g_assert_nonnull (gone);
  g_clear_pointer (&gone, store_outbox_free);
  in_transaction (fixture, store_outbox_set_done (fixture->store, &entry.id, 5));
  g_assert_null (gone = store_outbox_get (fixture->store, &entry.id));
  in_transaction (fixture, store_outbox_add (fixture->store, &entry));
  in_transaction (fixture, store_outbox_forget (fixture->store, &entry.id));
  g_assert_null (gone = store_outbox_get (fixture->store, &entry.id));
  g_bytes_unref (entry.content);
}

#define add(path, func)                                                                            \
  g_test_add ("/store/change/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("edit", test_edit);
  add ("refused", test_refused);
  add ("first", test_first);
  add ("versions", test_versions);
  add ("react", test_react);
  add ("pin", test_pin);
  add ("erase", test_erase);
  add ("quote", test_quote);
  add ("wait", test_wait);
  add ("wait-preview", test_wait_preview);
  add ("wait-many", test_wait_many);
  add ("forget", test_forget);
  return g_test_run ();
}
