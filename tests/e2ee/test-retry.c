/* test-retry: asking for what could not be read must not bring what was not for whoever asks
 * (core/retry.c). SPDX-License-Identifier: GPL-3.0-or-later */
#include "catch.h"
#include "view.h"

#include <string.h>

#define TEXT "for Ben alone"
#define AFTER "what is written last"
#define ANSWERS_MAX 5 /* for one message */

/* The thief has a session with Ada as a device of view->of. */
typedef struct {
  Scene *scene;
  View *view;
  Party ada;
} Asker;

static gboolean
was_read (const Asker *asker, const char *text)
{
  return strstr (asker->view->read->str, text) != NULL;
}

static guint
times_read (const Asker *asker, const char *text)
{
  guint n = 0;

  for (const char *at = asker->view->read->str; (at = strstr (at, text)) != NULL; at++)
    n++;
  return n;
}

/* Returns when Ada is done with it. */
static void
ask_for (Asker *asker, GArray *ids)
{
  ProtoDevice ada = device_of (asker->scene->ada);
  const DeviceAddress *self = &asker->view->thief->self.address;
  EnvelopeHeader header = { .conv = { CONV_USER, self->account } };
  Content content = { .kind = CONTENT_RETRY, .ts = 1, .retry.ids = ids };
  ProtoMsg msg = {
    .from = self->account, .fd = self->device, .id = id_random (), .ts = 1, .cseq = 1000
  };

  msg.ct = thief_seal (asker->view->thief, &asker->ada, &msg.id, &header, &content);
  relay_inject (asker->scene->relay, &ada, PROTO_MSG, &msg);
  wait_until (relay_is_read (asker->scene->relay, &ada));
  g_free (msg.ct);
}

static void
ask_times (Asker *asker, const char *text, guint times)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (Id));
  const MessageRow *row = peer_find (asker->scene->ada, text);

  g_assert_nonnull (row);
  for (guint i = 0; i < times; i++)
    g_array_append_val (ids, row->id);
  ask_for (asker, ids);
}

/* What was asked for leaves before it: it is in the same chat. */
static void
say_after (Asker *asker)
{
  Conv conv = { CONV_USER, asker->view->of->account->acc };

  core_send_text (asker->scene->ada->core, &conv, AFTER, NULL, NULL, 0);
  wait_until (was_read (asker, AFTER));
}

/* -- Who was not meant. -- */

/* Ben's number is somebody else's now, says the server, who asks for what Ben got. */
static void
test_new_key (Scene *scene, gconstpointer data)
{
  Asker asker = { .scene = scene };

  say (scene->ada, scene->ben, TEXT);
  wait_until (state_of (scene->ada, TEXT) == STATE_DELIVERED);
  scene_settle (scene);
  asker.view = view_new_impostor (scene, scene->ben, GHOST);
  asker.view->hold = FALSE;
  asker.view->stand_in = scene->ben->account->dev;
  asker.view->change = view_exactly;
  view_make_ada_ask (asker.view);
  wait_until (count_kind (scene->ada, scene->ben, MESSAGE_KEY_CHANGED) == 1);
  asker.ada = view_reach_ada (asker.view);
  ask_times (&asker, TEXT, 1);
  say_after (&asker);
  g_assert_false (was_read (&asker, TEXT));
  view_free (asker.view);
}

static Asker
eve_asks (Scene *scene)
{
  Asker asker = { .scene = scene };
  Peer *eve = scene_person (scene, EVE_PHONE, "Eve");

  asker.view = view_new_impostor (scene, eve, eve->account->dev);
  asker.view->hold = FALSE;
  asker.view->change = view_exactly;
  asker.ada = view_reach_ada (asker.view);
  return asker;
}

static void
test_other_chat (Scene *scene, gconstpointer data)
{
  Asker asker = eve_asks (scene);

  say (scene->ada, scene->ben, TEXT);
  ask_times (&asker, TEXT, 1);
  say_after (&asker);
  g_assert_false (was_read (&asker, TEXT));
  view_free (asker.view);
}

/* A device that Ben's account has signed, but that was not there when it was written: nothing of
 * what was is given to those that come later. */
static void
test_later_device (Scene *scene, gconstpointer data)
{
  Asker asker = { .scene = scene };
  const Id *ben = &scene->to_ben.id;
  g_autofree char *first = NULL;
  Devlist list;
  guint8 secret[PRIM_SIGN_SECRET_BYTES];

  say (scene->ada, scene->ben, TEXT);
  wait_until (state_of (scene->ada, TEXT) == STATE_DELIVERED);
  scene_settle (scene);
  first = inside_list (scene->ben->core, ben);
  list = list_read (first, ben);
  asker.view = view_new (scene, scene->ben, GHOST);
  memcpy (asker.view->thief->self.account_key, list.account_key, sizeof list.account_key);
  list_hash (first, ben, list.before);
  list.version++;
  list.devices[list.n_devices++] = thief_entry (asker.view->thief);
  inside_account_secret (scene->ben->core, secret);
  asker.view->list = list_sign (&list, secret);
  asker.view->stand_in = scene_device (scene, scene->ben)->account->dev;
  asker.view->change = view_exactly;
  asker.view->reading = TRUE;
  view_make_ada_ask (asker.view);
  asker.ada = view_reach_ada (asker.view);
  ask_times (&asker, TEXT, 1);
  say_after (&asker);
  g_assert_false (was_read (&asker, TEXT));
  view_free (asker.view);
}

/* -- Who was, and gets it in its place. -- */

static gboolean
spoil_first (Relay *relay, RelayFrame *frame, gpointer data)
{
  const Peer **of = data;
  ProtoMsg *msg = frame->body;

  if (frame->way == RELAY_DOWN && frame->op == PROTO_MSG && *of != NULL &&
      is_device (&frame->who, *of)) {
    g_set_str (&msg->ct, "AAAA");
    *of = NULL;
  }
  return TRUE;
}

/* What another device of one's own sent does not say where it belongs before it is opened. */
static void
test_own_place (Scene *scene, gconstpointer data)
{
  Peer *tablet = scene_device (scene, scene->ada);
  const Peer *of;
  g_autoptr (GPtrArray) rows = NULL;
  const MessageRow *row;

  say (scene->ada, scene->ben, "zero");
  wait_until (peer_find (tablet, "zero") != NULL);
  scene_settle (scene);
  of = tablet;
  relay_on_frame (scene->relay, spoil_first, &of);
  say (scene->ada, scene->ben, "one");
  wait_until (of == NULL);
  say (scene->ada, scene->ben, "two");
  wait_until (peer_find (tablet, "two") != NULL);
  g_assert_null (peer_find (tablet, "one"));
  wait_until (peer_find (tablet, "one") != NULL);
  rows = peer_page (tablet, &scene->to_ben, PAGE_NEWEST, 0, 3);
  row = rows->pdata[1];
  g_assert_cmpstr (row->text, ==, "one");
  g_assert_cmpint (row->time, ==, peer_find (scene->ada, "one")->time);
  relay_on_frame (scene->relay, NULL, NULL);
}

/* -- Who was, and asks for ever. -- */

static void
test_flood (Scene *scene, gconstpointer data)
{
  Asker asker = eve_asks (scene);
  Conv eve = { CONV_USER, asker.view->of->account->acc };

  core_send_text (scene->ada->core, &eve, TEXT, NULL, NULL, 0);
  wait_until (was_read (&asker, TEXT));
  g_assert_cmpuint (times_read (&asker, TEXT), ==, 1);
  for (guint i = 0; i < 4; i++)
    ask_times (&asker, TEXT, CONTENT_RETRY_MAX);
  say_after (&asker);
  g_assert_cmpuint (times_read (&asker, TEXT), >, 1);
  g_assert_cmpuint (times_read (&asker, TEXT), <=, 1 + ANSWERS_MAX);
  view_free (asker.view);
}

/* -- What is no message. -- */

static const ProtoMsg *
hold_next (Catch *catch)
{
  guint before = catch->kept->len;

  wait_until (catch->kept->len > before);
  return catch->kept->pdata[before];
}

/* A bubble says that it cannot be read; when it comes again it was none (core/apply-change.c). */
static void
test_change (Scene *scene, gconstpointer data)
{
  Catch *catch;
  MessageName name;
  const ProtoMsg *edit;
  g_autoptr (GBytes) broken = g_bytes_new_static ("x", 1);

  say (scene->ada, scene->ben, TEXT);
  wait_until (state_of (scene->ada, TEXT) == STATE_DELIVERED);
  scene_settle (scene);
  name = peer_name_of (scene->ada, TEXT);
  catch = catch_new (scene, scene->ben);
  catch->hold = TRUE;
  core_edit_message (scene->ada->core, &name, AFTER, NULL, 0);
  edit = hold_next (catch);
  catch->hold = FALSE;
  catch_give_ct (catch, scene->ben, edit, broken);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_UNREADABLE), ==, 1);
  wait_until (count_text (scene->ben, scene->ada, AFTER) == 1);
  g_assert_true (peer_find (scene->ben, AFTER)->edited);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_UNREADABLE), ==, 0);
  say (scene->ada, scene->ben, "and on");
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_GAP), ==, 0);
  catch_free (catch);
}

/* A server that leaves out that something was taken back is noticed (core/order.c). */
static void
test_dropped_change (Scene *scene, gconstpointer data)
{
  Catch *catch;
  MessageName name;

  say (scene->ada, scene->ben, TEXT);
  wait_until (state_of (scene->ada, TEXT) == STATE_DELIVERED);
  scene_settle (scene);
  name = peer_name_of (scene->ada, TEXT);
  catch = catch_new (scene, scene->ben);
  catch->hold = TRUE;
  core_delete_for_all (scene->ada->core, &name, 1);
  hold_next (catch);
  catch->hold = FALSE;
  say (scene->ada, scene->ben, "and on");
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_GAP), ==, 1);
  catch_free (catch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SCENE_TEST ("/e2ee/retry/new-key", scene_set_up_met, test_new_key);
  SCENE_TEST ("/e2ee/retry/other-chat", scene_set_up_met, test_other_chat);
  SCENE_TEST ("/e2ee/retry/later-device", scene_set_up_met, test_later_device);
  SCENE_TEST ("/e2ee/retry/own-place", scene_set_up_met, test_own_place);
  SCENE_TEST ("/e2ee/retry/flood", scene_set_up, test_flood);
  SCENE_TEST ("/e2ee/retry/change", scene_set_up_met, test_change);
  SCENE_TEST ("/e2ee/retry/dropped-change", scene_set_up_met, test_dropped_change);
  return g_test_run ();
}
