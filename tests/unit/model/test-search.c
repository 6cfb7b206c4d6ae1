/* test-search: a newer question takes the place of an older one, pages follow each other, and names
 * are found by the beginnings of their words. SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-core.h"
#include "model-log.h"

#include "whin-names.h"
#include "whin-search.h"

static void
answered_cb (WhinSearch *search, guint *answers)
{
  (*answers)++;
}

static void
await (guint *answers, guint n)
{
  gint64 end = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;

  while (*answers < n && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (*answers, ==, n);
}

static void
print_message (GString *out, gpointer message)
{
  g_string_append_printf (out, "“%s”", whin_message_get_row (message)->text);
}

static void
fill (const Conv *conv)
{
  for (guint i = 1; i <= 7; i++) {
    g_autofree char *text = g_strdup_printf ("%s %u", i == 4 ? "rare" : "often", i);

    fake_core_store_message (fake_message (conv, &conv->id, i * 100, i * 1000, text));
  }
}

static void
test_pages (void)
{
  WhinClient *client = whin_client_new ("unused", NULL, NULL);
  WhinSearch *search = whin_search_new (client);
  ModelLog *log = model_log_new (G_LIST_MODEL (search), print_message);
  Conv conv = { CONV_USER, fake_id (1) };
  guint answers = 0;

  fill (&conv);
  g_signal_connect (search, "answered", G_CALLBACK (answered_cb), &answers);
  /* The first one is never answered. */
  whin_search_set (search, &(Find) { .words = "rare", .limit = 4 });
  whin_search_set (search, &(Find) { .words = "oft", .limit = 4 });
  g_assert_true (whin_search_is_loading (search));
  await (&answers, 1);
  model_log_check (log, "“often 7” “often 6” “often 5” “often 3”", "0-0+4");
  g_assert_true (whin_search_has_more (search));
  whin_search_more (search);
  whin_search_more (search);
  await (&answers, 2);
  model_log_check (log, "“often 7” “often 6” “often 5” “often 3” “often 2” “often 1”", "4-0+2");
  g_assert_false (whin_search_has_more (search));
  /* What was found stays until the answer. */
  whin_search_set (search, &(Find) { .words = "rare", .limit = 4 });
  model_log_check (log, "“often 7” “often 6” “often 5” “often 3” “often 2” “often 1”", "");
  await (&answers, 3);
  model_log_check (log, "“rare 4”", "0-6+1");
  whin_search_set (search, NULL);
  model_log_check (log, "", "0-1+0");
  model_log_free (log);
  g_assert_finalize_object (search);
  whin_client_close (client);
  g_object_unref (client);
}

/* The names of what is found, joined by bars. */
static char *
names (WhinClient *client, const char *typed, WhinNames which)
{
  g_autoptr (GPtrArray) found = whin_names_find (client, typed, which, 3);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (text, "%s%s", i ? "|" : "", whin_named_get_name (found->pdata[i]));
  return g_string_free (text, FALSE);
}

#define assert_names(expected, typed, which)                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *text_ = names (client, typed, which);                                         \
    g_assert_cmpstr (text_, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

static void
add_contact (WhinClient *client, guint number, const char *name, const char *phone)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_row_unref);
  ContactRow *row = contact_row_new ();

  row->acc = fake_id (number);
  row->name = g_strdup (name);
  row->phone = g_strdup (phone);
  row->profile_name = g_strdup ("");
  row->about = g_strdup ("");
  row->contact = TRUE;
  g_ptr_array_add (rows, row);
  whin_contact_list_apply (whin_client_get_contacts (client), rows);
}

static void
add_chat (WhinClient *client, guint number, const char *name, gint64 time)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_row_unref);
  Id id = fake_id (number);

  g_ptr_array_add (rows, fake_chat (&id, name, time, 0, NULL));
  whin_chat_list_apply (whin_client_get_chats (client), rows);
}

static void
test_names (void)
{
  WhinClient *client = whin_client_new ("unused", NULL, NULL);

  add_chat (client, 1, "Björn Lövgren", 10);
  add_chat (client, 2, "Lovely Birds", 30);
  add_contact (client, 1, "Björn Lövgren", "+46701234567");
  add_contact (client, 3, "Lova Ek", "+46707654321");
  assert_names ("Lovely Birds|Björn Lövgren", "lov", WHIN_NAMES_CHATS);
  assert_names ("Björn Lövgren", "LÖV bj", WHIN_NAMES_CHATS);
  assert_names ("", "ovely", WHIN_NAMES_CHATS);
  assert_names ("Lovely Birds|Björn Lövgren|Lova Ek", "lov",
                WHIN_NAMES_CHATS | WHIN_NAMES_CONTACTS);
  assert_names ("Lova Ek", "lov", WHIN_NAMES_CONTACTS);
  assert_names ("Lova Ek", "070 765", WHIN_NAMES_ALL_CONTACTS);
  assert_names ("Björn Lövgren", "0123", WHIN_NAMES_CHATS);
  assert_names ("Lovely Birds|Björn Lövgren", "", WHIN_NAMES_CHATS);
  whin_client_close (client);
  g_object_unref (client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/pages", test_pages);
  g_test_add_func ("/search/names", test_names);
  return g_test_run ();
}
