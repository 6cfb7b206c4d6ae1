/* test-core-outbox-keys: what is sent when the keys are not the ones it was written for, and that
 * nothing can be read on the way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "answers.h"

#include <string.h>

/* -- Keys that are not the ones it was written for. -- */

static gboolean
was_sent_to (Fixture *fixture, gint64 dev)
{
  for (guint i = 0; i < fixture->sends->len; i++) {
    const ProtoSend *send = send_at (fixture, i);

    for (guint j = 0; j < send->to->len; j++) {
      const ProtoTo *to = send->to->pdata[j];

      if (id_equal (&to->acc, &fixture->grace->acc) && to->dev == dev)
        return TRUE;
    }
  }
  return FALSE;
}

/* Her account was registered anew since: device 3 under another key. */
static char *
answer_new_key (Fixture *fixture, const ProtoSend *send, guint n)
{
  g_autofree char *more = NULL;
  IdText text;

  if (!id_equal (&send->conv.id, &fixture->grace->acc) || was_sent_to (fixture, 3) ||
      ((ProtoTo *) send->to->pdata[0])->dev == 3)
    return answer_ok (fixture, send, n);
  id_to_text (&fixture->grace->acc, text);
  more = g_strdup_printf (",\"missing\":[{\"acc\":\"%s\",\"dev\":3}],"
                          "\"gone\":[{\"acc\":\"%s\",\"dev\":1},{\"acc\":\"%s\",\"dev\":2}]",
                          text, text, text);
  return answer_err (send, "devices", more);
}

static void
retry (Fixture *fixture, const MessageRow *row)
{
  MessageName name = { row->conv, row->author, row->id };

  core_retry (fixture->peer->core, &name);
}

static void
test_new_key (Fixture *fixture, gconstpointer data)
{
  const MessageRow *row;
  guint keys;

  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
  wait_for (fixture, "hello", STATE_SENT);
  keys = fixture->directory->keys;
  friend_begin_anew (fixture->grace, 3);
  fixture->answer = answer_new_key;
  core_send_text (fixture->peer->core, &fixture->to_grace, "for the old key", NULL, NULL, 0);
  row = wait_for (fixture, "for the old key", STATE_FAILED);
  g_assert_cmpint (row->error, ==, WHIN_ERROR_UNTRUSTED);
  g_assert_cmpint (peer_chat (fixture->peer, &fixture->to_grace)->trust, ==, TRUST_CHANGED);
  send_note (fixture, "a note");
  g_assert_false (was_sent_to (fixture, 3));
  g_assert_cmpuint (fixture->directory->keys, ==, keys);
  /* Who wrote it has seen it, and means it. */
  retry (fixture, row);
  wait_for (fixture, "for the old key", STATE_SENT);
  assert_says (fixture, fixture->sends->len - 1, 3, "for the old key", 3);
  /* What is written from now on is for the new key. */
  core_send_text (fixture->peer->core, &fixture->to_grace, "for the new one", NULL, NULL, 0);
  wait_for (fixture, "for the new one", STATE_SENT);
  assert_says (fixture, fixture->sends->len - 1, 3, "for the new one", 4);
}

/* Nothing could be sent, and the new key was heard of first. */
static void
test_written_before_new_key (Fixture *fixture, gconstpointer data)
{
  Store *store;

  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
  wait_for (fixture, "hello", STATE_SENT);
  answers_close (fixture);
  core_send_text (fixture->peer->core, &fixture->to_grace, "for the old key", NULL, NULL, 0);
  wait_for (fixture, "for the old key", STATE_PENDING);
  peer_close (fixture->peer);
  friend_begin_anew (fixture->grace, 3);
  store = peer_store (fixture->peer);
  store_begin (store);
  friend_introduce (fixture->grace, store);
  store_commit (store, NULL);
  store_close (store);
  answers_open (fixture);
  peer_open (fixture->peer);
  g_assert_cmpint (wait_for (fixture, "for the old key", STATE_FAILED)->error, ==,
                   WHIN_ERROR_UNTRUSTED);
  g_assert_false (was_sent_to (fixture, 3));
}

/* The numbers were compared: sending again does not help before somebody has looked. */
static void
test_new_key_after_verified (Fixture *fixture, gconstpointer data)
{
  const MessageRow *row;

  peer_verify (fixture->peer, &fixture->grace->acc);
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
  wait_for (fixture, "hello", STATE_SENT);
  friend_begin_anew (fixture->grace, 3);
  fixture->answer = answer_new_key;
  core_send_text (fixture->peer->core, &fixture->to_grace, "one", NULL, NULL, 0);
  row = wait_for (fixture, "one", STATE_FAILED);
  g_assert_cmpint (row->error, ==, WHIN_ERROR_UNTRUSTED);
  g_assert_cmpint (peer_chat (fixture->peer, &fixture->to_grace)->trust, ==, TRUST_STOPPED);
  retry (fixture, row);
  core_send_text (fixture->peer->core, &fixture->to_grace, "two", NULL, NULL, 0);
  wait_for (fixture, "two", STATE_FAILED);
  send_note (fixture, "a note");
  g_assert_cmpint (peer_find (fixture->peer, "one")->state, ==, STATE_FAILED);
  g_assert_false (was_sent_to (fixture, 3));
}

/* The server tells of a device that she has not signed for. */
static char *
answer_ghost (Fixture *fixture, const ProtoSend *send, guint n)
{
  g_autofree char *more = NULL;
  IdText text;

  if (n == 0 || fixture->directory->ghost == NULL)
    return answer_ok (fixture, send, n);
  more = g_strdup_printf (",\"missing\":[{\"acc\":\"%s\",\"dev\":3}]",
                          id_to_text (&fixture->grace->acc, text));
  return answer_err (send, "devices", more);
}

static void
test_ghost_device (Fixture *fixture, gconstpointer data)
{
  Device *ghost = friend_make_device (fixture->grace, 3);
  guint sends;

  fixture->directory->ghost = ghost;
  fixture->answer = answer_ghost;
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
  wait_until (fixture->directory->lists >= 3);
  sends = fixture->sends->len;
  wait_until (fixture->directory->lists >= 5);
  g_assert_cmpint (peer_find (fixture->peer, "hello")->state, ==, STATE_PENDING);
  g_assert_cmpuint (fixture->sends->len, ==, sends);
  g_assert_cmpuint (fixture->directory->ghost_keys, ==, 0);
  g_assert_false (was_sent_to (fixture, 3));
  /* It gives up: what waited goes to her two devices, as it was sealed. */
  fixture->directory->ghost = NULL;
  wait_for (fixture, "hello", STATE_SENT);
  g_assert_false (was_sent_to (fixture, 3));
  g_assert_cmpstr (fixture->texts->pdata[fixture->sends->len - 1], ==, fixture->texts->pdata[1]);
  device_free (ghost);
}

/* It hands out keys of its own for a device that she did sign for. */
static void
test_wrong_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Device) right = g_ptr_array_steal_index (fixture->grace->devices, 0);
  Device *wrong = friend_make_device (fixture->grace, 1);

  g_ptr_array_insert (fixture->grace->devices, 0, wrong);
  core_send_text (fixture->peer->core, &fixture->to_grace, "hello", NULL, NULL, 0);
  wait_until (fixture->directory->keys >= 4);
  g_assert_cmpint (peer_find (fixture->peer, "hello")->state, ==, STATE_PENDING);
  g_assert_cmpuint (fixture->sends->len, ==, 0);
  friend_drop (fixture->grace, 1);
  g_ptr_array_insert (fixture->grace->devices, 0, g_steal_pointer (&right));
  wait_for (fixture, "hello", STATE_SENT);
  assert_says (fixture, 1, 1, "hello", 1);
}

/* -- Nothing can be read on the way. -- */

#define CANARY "canary in the mine"

static gboolean
has_canary (gconstpointer data, gsize len)
{
  return memmem (data, len, CANARY, strlen (CANARY)) != NULL;
}

static gboolean
is_base64url (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_';
}

/* As it is, or in anything that may be base64url. */
static gboolean
tells (const char *text)
{
  if (has_canary (text, strlen (text)))
    return TRUE;
  while (*text != '\0') {
    gsize len = 0;
    g_autofree char *part = NULL;
    g_autoptr (GBytes) bytes = NULL;

    while (is_base64url (text[len]))
      len++;
    part = g_strndup (text, len);
    bytes = len > 0 ? base64url_decode (part) : NULL;
    if (bytes != NULL && has_canary (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)))
      return TRUE;
    text += MAX (len, 1);
  }
  return FALSE;
}

static gboolean
was_heard (Fixture *fixture, const char *part)
{
  for (guint i = 0; i < fixture->all->len; i++)
    if (strstr (fixture->all->pdata[i], part) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_no_plaintext (Fixture *fixture, gconstpointer data)
{
  static const char content[] = "{\"k\":\"text\",\"text\":\"" CANARY "\"}";
  g_autofree char *bare = base64url_encode (content, strlen (content));
  g_autofree char *frame = g_strdup_printf ("{\"t\":\"send\",\"to\":[{\"ct\":\"%s\"}]}", bare);

  g_assert_true (tells (frame));
  g_assert_true (tells ("{\"ct\":\"" CANARY "\"}"));
  core_set_profile (fixture->peer->core, CANARY, CANARY, NULL);
  core_set_contact (fixture->peer->core, &fixture->grace->acc, NULL, CANARY);
  core_send_text (fixture->peer->core, &fixture->to_grace, CANARY, NULL, NULL, 0);
  wait_for (fixture, CANARY, STATE_SENT);
  core_set_activity (fixture->peer->core, &fixture->to_grace, ACTIVITY_TYPING);
  wait_until (was_heard (fixture, "\"eph\""));
  send_note (fixture, "note: " CANARY);
  for (guint i = 0; i < fixture->all->len; i++) {
    g_assert_false (tells (fixture->all->pdata[i]));
    /* Not what kind of content it is, either. */
    g_assert_null (strstr (fixture->all->pdata[i], "typing"));
  }
  g_assert_cmpuint (fixture->directory->heard->len, >, 0);
  g_assert_false (tells (fixture->directory->heard->str));
}

#define add(path, func)                                                                            \
  g_test_add ("/core/outbox/" path, Fixture, NULL, answers_set_up, func, answers_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("new-key", test_new_key);
  add ("written-before-new-key", test_written_before_new_key);
  add ("new-key-after-verified", test_new_key_after_verified);
  add ("ghost-device", test_ghost_device);
  add ("wrong-keys", test_wrong_keys);
  g_test_add ("/core/outbox/no-plaintext", Fixture, two_devices, answers_set_up, test_no_plaintext,
              answers_tear_down);
  return g_test_run ();
}
