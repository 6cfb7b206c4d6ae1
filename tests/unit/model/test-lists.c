/* Tests the chat list and the contact list: order, one moved item a change, and what is told.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-core.h"
#include "model-log.h"
#include "whin-chat-list.h"
#include "whin-client.h"
#include "whin-contact-list.h"
#include "whin-invite.h"

static void
print_chat (GString *out, gpointer chat)
{
  g_string_append (out, whin_chat_get_name (chat));
}

static void
apply (WhinChatList *list, guint number, const char *name, gint64 time, guint unread)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_row_unref);
  Id id = fake_id (number);

  g_ptr_array_add (rows, fake_chat (&id, name, time, unread, NULL));
  ((ChatRow *) rows->pdata[0])->gone = name[0] == '-';
  whin_chat_list_apply (list, rows);
}

static void
test_chats (void)
{
  WhinChatList *list = whin_chat_list_new ();
  ModelLog *log = model_log_new (G_LIST_MODEL (list), print_chat);

  apply (list, 1, "Anna", 10, 0);
  apply (list, 2, "Ben", 30, 2);
  apply (list, 3, "Cleo", 20, 0);
  model_log_check (log, "Ben Cleo Anna", "0-0+1, 0-0+1, 1-0+1");
  apply (list, 3, "Cleo", 21, 1);
  model_log_check (log, "Ben Cleo Anna", "");
  apply (list, 1, "Anna", 40, 1);
  model_log_check (log, "Anna Ben Cleo", "2-1+0, 0-0+1");
  g_assert_cmpuint (whin_chat_list_get_unread (list), ==, 4);
  apply (list, 2, "-", 30, 0);
  model_log_check (log, "Anna Cleo", "1-1+0");
  g_assert_cmpuint (whin_chat_list_get_unread (list), ==, 2);
  model_log_free (log);
  g_assert_finalize_object (list);
}

static void
apply_state (WhinChatList *list, guint number, gint64 pinned, gboolean archived, gboolean marked)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_row_unref);
  Id id = fake_id (number);
  ChatRow *row = fake_chat (&id, number == 1 ? "Anna" : "Ben", number * 10, 0, NULL);

  row->pinned = pinned;
  row->archived = archived;
  row->marked_unread = marked;
  g_ptr_array_add (rows, row);
  whin_chat_list_apply (list, rows);
}

static void
regrouped_cb (WhinChatList *list, WhinChat *chat, GString *regrouped)
{
  g_string_append (regrouped, whin_chat_get_name (chat));
}

/* The pinned ones are first, the last pinned on top; only what changes its group is said to. */
static void
test_chat_state (void)
{
  WhinChatList *list = whin_chat_list_new ();
  g_autoptr (GString) regrouped = g_string_new (NULL);
  ModelLog *log = model_log_new (G_LIST_MODEL (list), print_chat);
  guint position;

  g_signal_connect (list, "regrouped", G_CALLBACK (regrouped_cb), regrouped);
  apply_state (list, 1, 0, FALSE, FALSE);
  apply_state (list, 2, 0, FALSE, FALSE);
  model_log_check (log, "Ben Anna", "0-0+1, 0-0+1");
  apply_state (list, 1, 5, FALSE, FALSE);
  model_log_check (log, "Anna Ben", "1-1+0, 0-0+1");
  apply_state (list, 2, 6, FALSE, FALSE);
  model_log_check (log, "Ben Anna", "1-1+0, 0-0+1");
  g_assert_cmpstr (regrouped->str, ==, "");
  apply_state (list, 2, 6, TRUE, FALSE);
  apply_state (list, 1, 5, FALSE, TRUE);
  model_log_check (log, "Ben Anna", "");
  g_assert_cmpstr (regrouped->str, ==, "BenAnna");
  g_assert_cmpuint (whin_chat_list_get_archived (list), ==, 1);
  {
    g_autoptr (WhinChat) anna = g_list_model_get_item (G_LIST_MODEL (list), 1);

    g_assert_true (whin_chat_list_find_in (G_LIST_MODEL (list), anna, &position));
    g_assert_cmpuint (position, ==, 1);
    whin_chat_list_hide (list, anna, TRUE);
    whin_chat_list_hide (list, anna, TRUE);
    g_assert_cmpstr (regrouped->str, ==, "BenAnnaAnna");
  }
  model_log_free (log);
  g_assert_finalize_object (list);
}

static ContactRow *
contact (guint number, const char *name, gboolean listed)
{
  ContactRow *row = contact_row_new ();

  row->acc = fake_id (number);
  row->phone = g_strdup ("+12025550100");
  row->name = g_strdup (name);
  row->profile_name = g_strdup ("");
  row->about = g_strdup ("");
  row->contact = listed;
  return row;
}

static void
print_contact (GString *out, gpointer contact)
{
  g_string_append (out, whin_contact_get_name (contact));
}

static void
apply_contact (WhinContactList *list, guint number, const char *name, gboolean listed)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_row_unref);

  g_ptr_array_add (rows, contact (number, name, listed));
  ((ContactRow *) rows->pdata[0])->gone = name[0] == '-';
  whin_contact_list_apply (list, rows);
}

static void
test_contacts (void)
{
  WhinContactList *list = whin_contact_list_new ();
  ModelLog *log = model_log_new (G_LIST_MODEL (list), print_contact);
  Id stranger = fake_id (3);

  apply_contact (list, 1, "Zoe", TRUE);
  apply_contact (list, 2, "Adam", TRUE);
  model_log_check (log, "Adam Zoe", "0-0+1, 0-0+1");
  apply_contact (list, 3, "", FALSE);
  model_log_check (log, "Adam Zoe", "");
  g_assert_cmpstr (whin_contact_get_name (whin_contact_list_find (list, &stranger)), ==,
                   "+1 202-555-0100");
  apply_contact (list, 1, "Aaron", TRUE);
  model_log_check (log, "Aaron Adam", "1-1+0, 0-0+1");
  apply_contact (list, 3, "Bea", TRUE);
  model_log_check (log, "Aaron Adam Bea", "2-0+1");
  apply_contact (list, 2, "Adam", FALSE);
  model_log_check (log, "Aaron Bea", "1-1+0");
  apply_contact (list, 1, "-", TRUE);
  apply_contact (list, 4, "-", TRUE);
  model_log_check (log, "Bea", "0-1+0");
  whin_contact_list_clear (list);
  model_log_check (log, "", "0-1+0");
  model_log_free (log);
  g_assert_finalize_object (list);
}

static void
check_invite (const char *typed, const char *server, const char *token)
{
  g_autofree char *s = NULL, *t = NULL;

  g_assert_cmpint (whin_invite_split (typed, &s, &t), ==, server != NULL);
  g_assert_cmpstr (s, ==, server);
  g_assert_cmpstr (t, ==, token);
}

static void
test_invite (void)
{
  check_invite ("https://chat.example.org/i/AbC-_9", "https://chat.example.org", "AbC-_9");
  check_invite ("http://127.0.0.1:8642/i/x", "http://127.0.0.1:8642", "x");
  check_invite ("chat.example.org/i/AbC", NULL, NULL);
  check_invite ("https://chat.example.org/i/", NULL, NULL);
  check_invite ("https://chat.example.org/i/a/b", NULL, NULL);
  check_invite ("ftp://chat.example.org/i/a", NULL, NULL);
}

static void
count_cb (WhinClient *client, guint *n)
{
  (*n)++;
}

/* How a linking gets on is told once for each step, and the last step is kept. */
static void
test_pairing (void)
{
  WhinClient *client = whin_client_new ("nowhere", NULL, NULL);
  Batch *batch = batch_new ();
  guint told = 0;

  g_signal_connect (client, "pairing-changed", G_CALLBACK (count_cb), &told);
  g_assert_null (whin_client_get_pairing (client));
  batch->pairing = pairing_row_new ();
  batch->pairing->state = PAIRING_COMPARE;
  batch->pairing->device = g_strdup ("Tablet");
  fake_core_emit (batch);
  g_assert_cmpuint (told, ==, 1);
  g_assert_cmpint (whin_client_get_pairing (client)->state, ==, PAIRING_COMPARE);
  g_assert_cmpstr (whin_client_get_pairing (client)->device, ==, "Tablet");
  fake_core_emit (batch_new ());
  g_assert_cmpuint (told, ==, 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/chat-list", test_chats);
  g_test_add_func ("/model/chat-state", test_chat_state);
  g_test_add_func ("/model/contact-list", test_contacts);
  g_test_add_func ("/model/invite", test_invite);
  g_test_add_func ("/model/pairing", test_pairing);
  return g_test_run ();
}
