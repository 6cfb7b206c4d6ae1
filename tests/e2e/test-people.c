/* test-people: what strangers are told, what is blocked and reported, and accounts that get another
 * number or end; on the real server. SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-calls.h"
#include "pair.h"

#include "limits.h"

#include <string.h>

#define CLEO "+4915112340003"

static void
set_up (Pair *pair, gconstpointer data)
{
  pair_set_up_with_tablet (pair, data);
  pair->ada->strict = pair->tablet->strict = TRUE;
}

static gboolean
is_request (Peer *peer, const Conv *conv)
{
  const ChatRow *row = peer_chat (peer, conv);

  return row != NULL && row->request;
}

/* Long enough for an answer that must not come. */
static void
pause_for (guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;
  g_autoptr (GSource) beat = wait_beat ();

  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (beat);
}

static void
test_request (Pair *pair, gconstpointer data)
{
  core_send_text (pair->ben->core, &pair->to_ada, "I am new", NULL, NULL, 0);
  wait_until (is_request (pair->ada, &pair->to_ben) && is_request (pair->tablet, &pair->to_ben));
  core_mark_read (pair->ada->core, &pair->to_ben, peer_find (pair->ada, "I am new")->ord);
  core_set_activity (pair->ada->core, &pair->to_ben, ACTIVITY_TYPING);
  wait_until (peer_chat (pair->tablet, &pair->to_ben)->unread == 0);
  pause_for (700);
  g_assert_cmpint (peer_state (pair->ben, "I am new"), ==, STATE_SENT);
  g_assert_null (pair->ben->activity);
  core_accept_request (pair->tablet->core, &pair->to_ben);
  wait_until (!is_request (pair->ada, &pair->to_ben) && !is_request (pair->tablet, &pair->to_ben));
  wait_until (peer_state (pair->ben, "I am new") == STATE_READ);
  /* From then on as usual. */
  peer_tell (pair->ben, &pair->to_ada, "thank you", pair->ada);
}

static void
test_answer_accepts (Pair *pair, gconstpointer data)
{
  core_send_text (pair->ben->core, &pair->to_ada, "hello", NULL, NULL, 0);
  wait_until (is_request (pair->ada, &pair->to_ben));
  core_send_text (pair->tablet->core, &pair->to_ben, "who are you", NULL, NULL, 0);
  wait_until (peer_state (pair->ben, "hello") == STATE_DELIVERED);
  wait_until (!is_request (pair->ada, &pair->to_ben) && !is_request (pair->tablet, &pair->to_ben));
}

static void
test_contact_accepts (Pair *pair, gconstpointer data)
{
  core_send_text (pair->ben->core, &pair->to_ada, "hello", NULL, NULL, 0);
  wait_until (is_request (pair->ada, &pair->to_ben));
  core_set_contact (pair->ada->core, &pair->to_ben.id, BEN, "Ben");
  wait_until (peer_state (pair->ben, "hello") == STATE_DELIVERED);
  wait_until (!is_request (pair->tablet, &pair->to_ben));
}

static gboolean
is_blocked (Peer *peer, const Id *acc)
{
  const ContactRow *row = g_hash_table_lookup (peer->contacts, acc);

  return row != NULL && row->blocked;
}

static void
test_block_and_report (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  core_send_text (pair->ben->core, &pair->to_ada, "buy this", NULL, NULL, 0);
  wait_until (is_request (pair->ada, &pair->to_ben));
  core_report_async (pair->ada->core, &pair->to_ben.id, "spam", NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (core_report_finish (pair->ada->core, result, &error));
  g_assert_no_error (error);
  core_block (pair->ada->core, &pair->to_ben.id, TRUE);
  wait_until (is_blocked (pair->ada, &pair->to_ben.id) &&
              is_blocked (pair->tablet, &pair->to_ben.id));
  g_assert_false (is_request (pair->ada, &pair->to_ben));
  core_send_text (pair->ben->core, &pair->to_ada, "buy that", NULL, NULL, 0);
  wait_until (peer_state (pair->ben, "buy that") == STATE_SENT);
  pause_for (300);
  g_assert_null (peer_find (pair->ada, "buy that"));
  core_block (pair->tablet->core, &pair->to_ben.id, FALSE);
  wait_until (!is_blocked (pair->ada, &pair->to_ben.id));
}

static void
test_settings_in_step (Pair *pair, gconstpointer data)
{
  Peer *third;

  core_set_receipts (pair->tablet->core, FALSE, FALSE);
  core_set_photo_audience (pair->tablet->core, AUDIENCE_CONTACTS);
  core_set_groups_audience (pair->ada->core, AUDIENCE_CONTACTS);
  wait_until (!pair->ada->account->send_receipts && !pair->ada->account->send_typing &&
              pair->ada->account->photo_for == AUDIENCE_CONTACTS &&
              pair->tablet->account->groups_from == AUDIENCE_CONTACTS);
  third = peer_new_linked (pair->ada);
  wait_until (!third->account->send_receipts && third->account->photo_for == AUDIENCE_CONTACTS &&
              third->account->groups_from == AUDIENCE_CONTACTS);
  core_set_receipts (pair->ada->core, TRUE, TRUE);
  wait_until (pair->tablet->account->send_receipts && third->account->send_typing);
  peer_free (third);
}

static CorePrivacy
privacy_of (Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CorePrivacy privacy = { 0 };

  core_privacy_async (peer->core, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  core_privacy_finish (peer->core, result, &privacy, &error);
  g_assert_no_error (error);
  return privacy;
}

static void
set_privacy (Peer *peer, const CorePrivacy *privacy)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_set_privacy_async (peer->core, privacy, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (core_set_privacy_finish (peer->core, result, NULL));
}

static void
test_server_settings (Pair *pair, gconstpointer data)
{
  CorePrivacy privacy = { AUDIENCE_NOBODY, AUDIENCE_CONTACTS, TRUE };
  CorePrivacy seen;

  set_privacy (pair->ada, &privacy);
  seen = privacy_of (pair->tablet);
  g_assert_cmpint (seen.online, ==, AUDIENCE_NOBODY);
  g_assert_cmpint (seen.seen, ==, AUDIENCE_CONTACTS);
  g_assert_true (seen.hidden);
}

/* A picture, and who has it. */
static GBytes *
picture (void)
{
  static const guint8 png[] = { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0,    0,
                                0,    0x0d, 0x49, 0x48, 0x44, 0x52, 0,    0,    0,    1,
                                0,    0,    0,    1,    8,    2,    0,    0,    0,    0x90,
                                0x77, 0x53, 0xde, 0,    0,    0,    0x0c, 0x49, 0x44, 0x41,
                                0x54, 8,    0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0,    0,    3,
                                1,    1,    0,    0x18, 0xdd, 0x8d, 0xb0, 0,    0,    0,
                                0,    0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82 };

  return g_bytes_new_static (png, sizeof png);
}

static gboolean
has_picture (Peer *peer, const Id *acc)
{
  const ContactRow *row = g_hash_table_lookup (peer->contacts, acc);

  return row != NULL && row->avatar != NULL;
}

static void
test_picture (Pair *pair, gconstpointer data)
{
  g_autoptr (GBytes) photo = picture ();

  core_set_photo_audience (pair->ada->core, AUDIENCE_CONTACTS);
  core_set_profile (pair->ada->core, "Ada", "", photo);
  wait_until (pair->ada->account->avatar != NULL);
  peer_tell (pair->ada, &pair->to_ben, "hello", pair->ben);
  pause_for (500);
  g_assert_false (has_picture (pair->ben, &pair->to_ada.id));
  core_set_contact (pair->ada->core, &pair->to_ben.id, BEN, "Ben");
  wait_until (has_picture (pair->ben, &pair->to_ada.id));
  core_set_photo_audience (pair->ada->core, AUDIENCE_NOBODY);
  wait_until (!has_picture (pair->ben, &pair->to_ada.id));
  core_set_photo_audience (pair->ada->core, AUDIENCE_EVERYONE);
  wait_until (has_picture (pair->ben, &pair->to_ada.id));
}

static gboolean
leaves_out (Peer *peer, Except what, const Id *acc)
{
  const GArray *accs = peer->account->except[what];

  return accs->len == 1 && id_equal (&g_array_index (accs, Id, 0), acc);
}

static void
leave_out (Peer *peer, Except what, const Id *acc, guint n)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  core_set_except_async (peer->core, what, acc, n, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (core_set_except_finish (peer->core, result, &error));
  g_assert_no_error (error);
}

/* A contact who is left out has what a stranger has; on all devices, and on new ones. */
static void
test_except (Pair *pair, gconstpointer data)
{
  const Id *ben = &pair->to_ben.id;
  g_autoptr (GBytes) photo = picture ();
  Peer *third;

  core_set_contact (pair->ada->core, ben, BEN, "Ben");
  core_set_photo_audience (pair->ada->core, AUDIENCE_CONTACTS);
  core_set_profile (pair->ada->core, "Ada", "", photo);
  wait_until (pair->ada->account->avatar != NULL);
  peer_tell (pair->ada, &pair->to_ben, "hello", pair->ben);
  wait_until (has_picture (pair->ben, &pair->to_ada.id));
  leave_out (pair->ada, EXCEPT_PHOTO, ben, 1);
  wait_until (!has_picture (pair->ben, &pair->to_ada.id));
  wait_until (leaves_out (pair->tablet, EXCEPT_PHOTO, ben));
  third = peer_new_linked (pair->ada);
  wait_until (leaves_out (third, EXCEPT_PHOTO, ben));
  wait_until (pair->tablet->account->avatar != NULL);
  leave_out (pair->tablet, EXCEPT_PHOTO, NULL, 0);
  wait_until (pair->ada->account->except[EXCEPT_PHOTO]->len == 0);
  wait_until (has_picture (pair->ben, &pair->to_ada.id));
  peer_free (third);
}

static gboolean
sees_online (Peer *peer, const Id *acc)
{
  const PresenceRow *row = g_hash_table_lookup (peer->presences, acc);

  return row != NULL && row->online;
}

static void
test_except_seen (Pair *pair, gconstpointer data)
{
  CorePrivacy privacy = { AUDIENCE_CONTACTS, AUDIENCE_CONTACTS, FALSE };
  const Id *ben = &pair->to_ben.id, *ada = &pair->to_ada.id;

  core_set_contact (pair->ada->core, ben, BEN, "Ben");
  set_privacy (pair->ada, &privacy);
  core_set_active (pair->ada->core, TRUE);
  core_watch (pair->ben->core, ada, 1);
  wait_until (sees_online (pair->ben, ada));
  leave_out (pair->ada, EXCEPT_SEEN, ben, 1);
  wait_until (!sees_online (pair->ben, ada));
  /* Another name for them does not bring it back. */
  core_set_contact (pair->ada->core, ben, BEN, "Benjamin");
  leave_out (pair->ada, EXCEPT_GROUPS, ben, 1);
  wait_until (leaves_out (pair->tablet, EXCEPT_SEEN, ben) &&
              leaves_out (pair->tablet, EXCEPT_GROUPS, ben));
  g_assert_false (sees_online (pair->ben, ada));
  leave_out (pair->tablet, EXCEPT_SEEN, NULL, 0);
  wait_until (sees_online (pair->ben, ada));
}

/* The server is told of one after the other, and of each once. */
static void
test_except_several (Pair *pair, gconstpointer data)
{
  Peer *others[3];
  Id accs[G_N_ELEMENTS (others)];

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *phone = g_strdup_printf ("+491511234001%u", i);

    others[i] = peer_new ();
    peer_register (others[i], pair->server, phone, "Other");
    accs[i] = others[i]->account->acc;
    core_set_contact (pair->ada->core, &accs[i], phone, "Other");
  }
  for (guint round = 0; round < 2; round++) {
    leave_out (pair->ada, EXCEPT_SEEN, accs, G_N_ELEMENTS (accs));
    g_assert_cmpuint (pair->ada->account->except[EXCEPT_SEEN]->len, ==, G_N_ELEMENTS (accs));
    leave_out (pair->ada, EXCEPT_SEEN, NULL, 0);
    g_assert_cmpuint (pair->ada->account->except[EXCEPT_SEEN]->len, ==, 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    peer_free (others[i]);
}

static gboolean
is_contact (Peer *peer, const Id *acc)
{
  const ContactRow *row = g_hash_table_lookup (peer->contacts, acc);

  return row != NULL && row->contact;
}

static void
start_again (Pair *pair, Peer *cleo)
{
  peer_close (pair->ada);
  peer_open (pair->ada);
  pair_start_server (pair, NULL);
  core_reconnect (cleo->core);
  wait_until (peer_is_live (pair->ada) && peer_is_live (pair->ben) && peer_is_live (cleo));
  core_set_active (pair->ada->core, TRUE);
}

/* Ben and Cleo, who comes for that. Ada shows herself to contacts. */
static Peer *
watch_ada (Pair *pair, Conv *to_cleo)
{
  CorePrivacy privacy = { AUDIENCE_CONTACTS, AUDIENCE_CONTACTS, FALSE };
  Peer *cleo = peer_new ();

  peer_register (cleo, pair->server, "+4915112340019", "Cleo");
  *to_cleo = (Conv) { CONV_USER, cleo->account->acc };
  set_privacy (pair->ada, &privacy);
  core_watch (pair->ben->core, &pair->to_ada.id, 1);
  core_watch (cleo->core, &pair->to_ada.id, 1);
  return cleo;
}

/* What the server could not be told while it was away it is told later, also by a program that was
 * ended meanwhile. */
static void
test_told_later (Pair *pair, gconstpointer data)
{
  const Id *ben = &pair->to_ben.id, *ada = &pair->to_ada.id;
  Conv to_cleo;
  Peer *cleo = watch_ada (pair, &to_cleo);

  pair_kill_server (pair);
  core_set_contact (pair->ada->core, ben, BEN, "Ben");
  core_set_contact (pair->ada->core, &to_cleo.id, "+4915112340019", "Cleo");
  wait_until (is_contact (pair->ada, ben) && is_contact (pair->ada, &to_cleo.id));
  start_again (pair, cleo);
  wait_until (sees_online (pair->ben, ada));
  wait_until (sees_online (cleo, ada));
  pair_kill_server (pair);
  core_block (pair->ada->core, ben, TRUE);
  wait_until (is_blocked (pair->ada, ben));
  wait_until (!sees_online (cleo, ada));
  start_again (pair, cleo);
  wait_until (sees_online (cleo, ada));
  /* What was sent to Ben at that time has come by then. */
  peer_tell (pair->ben, &to_cleo, "is Ada there?", cleo);
  wait_until (!sees_online (pair->ben, ada));
  peer_free (cleo);
}

/* From before there were a contact and a block: both are said again. */
static void
test_server_put_back (Pair *pair, gconstpointer data)
{
  const Id *ben = &pair->to_ben.id, *ada = &pair->to_ada.id;
  Conv to_cleo;
  Peer *cleo = watch_ada (pair, &to_cleo);

  core_set_active (pair->ada->core, TRUE);
  core_set_contact (pair->ada->core, ben, BEN, "Ben");
  wait_until (sees_online (pair->ben, ada));
  pair_kill_server (pair);
  test_server_backup (pair->server);
  start_again (pair, cleo);
  core_set_contact (pair->ada->core, &to_cleo.id, "+4915112340019", "Cleo");
  wait_until (sees_online (cleo, ada));
  core_block (pair->ada->core, ben, TRUE);
  wait_until (!sees_online (pair->ben, ada));
  pair_kill_server (pair);
  test_server_restore (pair->server);
  start_again (pair, cleo);
  wait_until (sees_online (cleo, ada));
  wait_until (!sees_online (pair->ben, ada));
  peer_free (cleo);
}

/* What was chosen since the backup holds, on whichever device. */
static void
test_privacy_put_back (Pair *pair, gconstpointer data)
{
  static const CorePrivacy open = { AUDIENCE_EVERYONE, AUDIENCE_EVERYONE, FALSE };
  static const CorePrivacy closed = { AUDIENCE_CONTACTS, AUDIENCE_NOBODY, TRUE };

  set_privacy (pair->ada, &open);
  pair_kill_server (pair);
  test_server_backup (pair->server);
  pair_start_server (pair, NULL);
  wait_until (peer_is_live (pair->ada) && peer_is_live (pair->tablet));
  set_privacy (pair->tablet, &closed);
  /* What is said after it has come, so that has, too. */
  core_set_groups_audience (pair->tablet->core, AUDIENCE_CONTACTS);
  wait_until (pair->ada->account->groups_from == AUDIENCE_CONTACTS);
  pair_kill_server (pair);
  test_server_restore (pair->server);
  pair_start_server (pair, NULL);
  wait_until (peer_is_live (pair->ada) && peer_is_live (pair->tablet));
  wait_until (privacy_of (pair->ada).seen == AUDIENCE_NOBODY);
  g_assert_cmpint (privacy_of (pair->ada).online, ==, AUDIENCE_CONTACTS);
  g_assert_true (privacy_of (pair->ada).hidden);
}

/* Who shall not bring one into groups asks, contact or not. */
static void
test_except_groups (Pair *pair, gconstpointer data)
{
  const Id *ben = &pair->to_ben.id;
  Conv group;

  core_set_contact (pair->ada->core, ben, BEN, "Ben");
  core_set_groups_audience (pair->ada->core, AUDIENCE_CONTACTS);
  wait_until (pair->ada->account->groups_from == AUDIENCE_CONTACTS);
  leave_out (pair->ada, EXCEPT_GROUPS, ben, 1);
  wait_until (leaves_out (pair->tablet, EXCEPT_GROUPS, ben));
  group = peer_make_group (pair->ben, "Gulls", pair->ada, NULL);
  wait_until (peer_chat (pair->ada, &group) != NULL && peer_chat (pair->ada, &group)->request);
  wait_until (peer_chat (pair->tablet, &group) != NULL &&
              peer_chat (pair->tablet, &group)->request);
}

/* -- Another number, and the end. -- */

static gboolean
change_number (Pair *pair, const char *phone, const char *pin, GError **error)
{
  g_autoptr (GAsyncResult) asked = NULL;
  g_autoptr (GAsyncResult) changed = NULL;
  const char *code;

  core_request_code_async (pair->ada->core, test_server_url (pair->server), phone, NULL,
                           keep_result_cb, &asked);
  wait_until (asked != NULL);
  core_request_code_finish (pair->ada->core, asked, NULL);
  wait_until (test_server_code (pair->server, phone) != NULL);
  code = test_server_code (pair->server, phone);
  core_change_number_async (pair->ada->core, phone, code, pin, NULL, keep_result_cb, &changed);
  wait_until (changed != NULL);
  return core_change_number_finish (pair->ada->core, changed, error);
}

static void
set_pin (Peer *peer, const char *pin)
{
  g_autoptr (GAsyncResult) result = NULL;

  core_set_pin_async (peer->core, pin, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (core_set_pin_finish (peer->core, result, NULL));
}

static void
test_number (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) error = NULL;

  core_set_contact (pair->ben->core, &pair->to_ada.id, ADA, "Ada");
  pair_talk (pair, "hello", "hello back");
  set_pin (pair->ada, "2468");
  g_assert_false (change_number (pair, CLEO, NULL, &refused));
  g_assert_error (refused, WHIN_ERROR, WHIN_ERROR_PIN_REQUIRED);
  g_assert_false (change_number (pair, CLEO, "1357", &wrong));
  g_assert_error (wrong, WHIN_ERROR, WHIN_ERROR_PIN_WRONG);
  g_assert_true (change_number (pair, CLEO, "2468", &error));
  g_assert_no_error (error);
  wait_until (strcmp (pair->ada->account->phone, CLEO) == 0 &&
              strcmp (pair->tablet->account->phone, CLEO) == 0);
  wait_until (peer_count_kind (pair->ben, MESSAGE_NUMBER) == 1);
  g_assert_cmpstr (
      ((ContactRow *) g_hash_table_lookup (pair->ben->contacts, &pair->to_ada.id))->phone, ==,
      CLEO);
  peer_tell (pair->ben, &pair->to_ada, "still you", pair->tablet);
}

static void
test_taken (Pair *pair, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (change_number (pair, BEN, NULL, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CONFLICT);
  g_assert_cmpstr (pair->ada->account->phone, ==, ADA);
}

static void
test_end (Pair *pair, gconstpointer data)
{
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;

  pair_talk (pair, "hello", "hello back");
  set_pin (pair->ada, "2468");
  core_delete_account_async (pair->ada->core, "1357", NULL, keep_result_cb, &refused);
  wait_until (refused != NULL);
  g_assert_false (core_delete_account_finish (pair->ada->core, refused, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_PIN_WRONG);
  core_delete_account_async (pair->ada->core, "2468", NULL, keep_result_cb, &ended);
  wait_until (ended != NULL);
  g_assert_true (core_delete_account_finish (pair->ada->core, ended, NULL));
  wait_until (!pair->ada->account->registered && pair->tablet->account->revoked);
  /* Ben keeps what he has, and his life. */
  g_assert_nonnull (peer_find (pair->ben, "hello"));
  core_send_text (pair->ben->core, &pair->to_ada, "are you there", NULL, NULL, 0);
  pause_for (500);
  g_assert_cmpint (peer_state (pair->ben, "are you there"), !=, STATE_DELIVERED);
  g_assert_true (peer_is_live (pair->ben));
}

#define TEST(path, func) g_test_add ("/e2e/people/" path, Pair, NULL, set_up, func, pair_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("request", test_request);
  TEST ("answer-accepts", test_answer_accepts);
  TEST ("contact-accepts", test_contact_accepts);
  TEST ("block-and-report", test_block_and_report);
  TEST ("settings-in-step", test_settings_in_step);
  TEST ("server-settings", test_server_settings);
  TEST ("picture", test_picture);
  TEST ("except", test_except);
  TEST ("except-seen", test_except_seen);
  TEST ("except-several", test_except_several);
  TEST ("told-later", test_told_later);
  TEST ("server-put-back", test_server_put_back);
  TEST ("privacy-put-back", test_privacy_put_back);
  TEST ("except-groups", test_except_groups);
  TEST ("number", test_number);
  TEST ("taken", test_taken);
  TEST ("end", test_end);
  return g_test_run ();
}
