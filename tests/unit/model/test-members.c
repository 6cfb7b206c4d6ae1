/* test-members: the members of a group as a list - oneself, admins, the others by name - and what
 * is told when it changes. SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-core.h"
#include "model-log.h"

#include "whin-member-list.h"

static void
print_member (GString *out, gpointer member)
{
  g_string_append_printf (out, "%s%s", whin_member_get_name (member),
                          whin_member_is_admin (member) ? "!" : "");
}

static void
run_idles (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
emit_account (void)
{
  Batch *batch = batch_new ();
  AccountRow *account = account_row_new ();

  account->registered = TRUE;
  account->acc = FAKE_SELF;
  account->phone = g_strdup ("");
  account->server = g_strdup ("");
  account->name = g_strdup ("Me");
  account->about = g_strdup ("");
  batch->account = account;
  fake_core_emit (batch);
}

static void
emit_name (guint number, const char *name)
{
  Batch *batch = batch_new ();
  ContactRow *row = contact_row_new ();

  row->acc = fake_id (number);
  row->phone = g_strdup ("");
  row->name = g_strdup ("");
  row->profile_name = g_strdup (name);
  row->about = g_strdup ("");
  g_ptr_array_add (batch->contacts, row);
  fake_core_emit (batch);
  run_idles ();
}

/* Numbers of fake_id, 0 is oneself; below zero: an admin. */
static void
emit_group (const Conv *conv, const int *members, guint n)
{
  Batch *batch = batch_new ();
  GroupRow *row = group_row_new ();

  row->conv = *conv;
  row->name = g_strdup ("Birds");
  row->about = g_strdup ("");
  row->inside = TRUE;
  row->members = g_array_new (FALSE, FALSE, sizeof (GroupRowMember));
  for (guint i = 0; i < n; i++) {
    GroupRowMember member = { members[i] == 0 ? FAKE_SELF : fake_id ((guint) ABS (members[i])),
                              members[i] < 0 };

    g_array_append_val (row->members, member);
  }
  g_ptr_array_add (batch->groups, row);
  fake_core_emit (batch);
  run_idles ();
}

#define MEMBERS(...) (const int[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const int[]) { __VA_ARGS__ }))

static void
test_members (void)
{
  WhinClient *client = whin_client_new ("unused", NULL, NULL);
  Conv conv = { CONV_GROUP, fake_id (100) };
  WhinMemberList *list;
  ModelLog *log;

  run_idles ();
  emit_account ();
  emit_name (1, "Zoe");
  emit_name (2, "Ben");
  emit_name (3, "Cleo");
  emit_group (&conv, MEMBERS (0, 1, -2));
  list = whin_member_list_new (client, &conv);
  log = model_log_new (G_LIST_MODEL (list), print_member);
  model_log_check (log, "You Ben! Zoe", "");
  emit_group (&conv, MEMBERS (0, 1, -2, 3));
  model_log_check (log, "You Ben! Cleo Zoe", "2-0+1");
  /* Nothing is another. */
  emit_group (&conv, MEMBERS (0, 1, -2, 3));
  model_log_check (log, "You Ben! Cleo Zoe", "");
  emit_name (3, "Cleo");
  model_log_check (log, "You Ben! Cleo Zoe", "");
  /* Another name, and another rank. */
  emit_name (1, "Ada");
  model_log_check (log, "You Ben! Ada Cleo", "2-2+2");
  emit_group (&conv, MEMBERS (0, -1, 2, 3));
  model_log_check (log, "You Ada! Ben Cleo", "1-2+2");
  /* Somebody of another group. */
  emit_group (&(Conv) { CONV_GROUP, fake_id (101) }, MEMBERS (0));
  model_log_check (log, "You Ada! Ben Cleo", "");
  emit_group (&conv, MEMBERS (0, -1, 3));
  model_log_check (log, "You Ada! Cleo", "2-1+0");
  model_log_free (log);
  g_assert_finalize_object (list);
  whin_client_close (client);
  run_idles ();
  g_object_unref (client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/members", test_members);
  return g_test_run ();
}
