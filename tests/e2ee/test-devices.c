/* test-devices: a server that adds devices to an account, changes them, or brings back those that
 * are gone. SPDX-License-Identifier: GPL-3.0-or-later */
#include "view.h"

#include <string.h>

#define TEXT "for Ben alone"

/* -- Lists that the account did not sign. -- */

static void
say_list (RestAccountDevices *reply, char *list)
{
  g_free (reply->list);
  reply->list = list;
}

static void
ghost_in_list (View *view, RestAccountDevices *reply)
{
  Devlist list = list_read (reply->list, &view->of->account->acc);

  list.devices[list.n_devices++] = thief_entry (view->thief);
  say_list (reply, list_pretend (&list, view->thief->account_secret));
  view_ghost_number (view, reply);
}

/* The next one in order. */
static void
ghost_in_next_list (View *view, RestAccountDevices *reply)
{
  Devlist list = list_read (reply->list, &view->of->account->acc);

  list_hash (reply->list, &view->of->account->acc, list.before);
  list.version++;
  list.devices[list.n_devices++] = thief_entry (view->thief);
  say_list (reply, list_pretend (&list, view->thief->account_secret));
  view_ghost_number (view, reply);
}

static void
identity_in_list (View *view, RestAccountDevices *reply)
{
  Devlist list = list_read (reply->list, &view->of->account->acc);

  memcpy (list.devices[0].identity, view->thief->self.identity, sizeof list.devices[0].identity);
  say_list (reply, list_pretend (&list, view->thief->account_secret));
}

/* The device can do less than it says, so that less is used with it. */
static void
caps_in_list (View *view, RestAccountDevices *reply)
{
  Devlist list = list_read (reply->list, &view->of->account->acc);

  list.devices[0].caps = 0;
  say_list (reply, list_pretend (&list, view->thief->account_secret));
}

/* Signed well, but somebody else's. */
static void
list_of_another (View *view, RestAccountDevices *reply)
{
  Devlist list = list_read (reply->list, &view->of->account->acc);

  list.account = id_random ();
  say_list (reply, list_sign (&list, view->thief->account_secret));
}

static void
no_list (View *view, RestAccountDevices *reply)
{
  g_clear_pointer (&reply->list, g_free);
}

static const struct {
  const char *name;
  Change change;
} wrong[] = {
  /* crypto/devlist.c:devlist_read */
  { "ghost-in-list", ghost_in_list },
  { "ghost-in-next-list", ghost_in_next_list },
  { "identity-in-list", identity_in_list },
  { "caps-in-list", caps_in_list },
  { "list-of-another", list_of_another },
  /* core/devices.c:all_are_listed. The last, as it brings the right list too. */
  { "no-list", no_list },
  { "ghost-number", view_ghost_number },
};

/* Nothing is sent, to anybody, as long as what the server says and what the account signed do not
 * agree. A core opened anew asks at once; when it asks again it has refused what it got. */
static void
test_first_contact (Scene *scene, gconstpointer data)
{
  View *view = view_new (scene, scene->ben, GHOST);

  view->change = no_list;
  core_send_text (scene->ada->core, &scene->to_ben, TEXT, NULL, NULL, 0);
  wait_until (view->asked > 0);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_test_message ("%s", wrong[i].name);
    peer_close (scene->ada);
    view->change = wrong[i].change;
    view->asked = 0;
    peer_open (scene->ada);
    wait_until (view->asked == 2 || view->sent > 0);
    if (view->sent > 0)
      g_error ("sent to devices of a wrong list: %s", wrong[i].name);
  }
  view->change = NULL;
  wait_until (peer_find (scene->ben, TEXT) != NULL);
  g_assert_cmpuint (view->ghosts, ==, 0);
  view_free (view);
}

/* -- Ghosts of somebody known. -- */

/* The server says that a message must go to one more device (core/address.c:add_targets). */
static void
test_ghost_missing (Scene *scene, gconstpointer data)
{
  View *view = view_new (scene, scene->ben, GHOST);
  ProtoDevice ada = device_of (scene->ada);
  ProtoDevice ghost = { scene->to_ben.id, GHOST };
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  ProtoErr err = { .code = (char *) "devices", .re = (char *) "send", .missing = missing };

  g_ptr_array_add (missing, &ghost);
  view->change = ghost_in_next_list;
  view->hold = view->reading = TRUE;
  core_send_text (scene->ada->core, &scene->to_ben, TEXT, NULL, NULL, 0);
  wait_until (view->sent == 1);
  err.id = peer_find (scene->ada, TEXT)->id;
  relay_inject (scene->relay, &ada, PROTO_ERR, &err);
  wait_until (view->asked == 2);
  g_assert_cmpuint (view->sent, ==, 1);

  view->change = NULL;
  view->hold = FALSE;
  wait_until (peer_find (scene->ben, TEXT) != NULL);
  g_assert_cmpuint (view->ghosts, ==, 0);
  view_free (view);
}

/* A session with a device that no list names says nothing (core/peers.c:peers_party). */
static void
test_ghost_speaks (Scene *scene, gconstpointer data)
{
  View *view = view_new (scene, scene->ben, GHOST);
  ProtoDevice ada = device_of (scene->ada), ben = device_of (scene->ben);
  g_autofree char *list = inside_list (scene->ada->core, &ben.acc);
  ProtoMsg msg = { .from = ben.acc, .fd = GHOST, .id = id_random (), .ts = 1, .cseq = 1000 };
  Party party;

  memcpy (view->thief->self.account_key, list_read (list, &ben.acc).account_key,
          sizeof view->thief->self.account_key);
  party = view_reach_ada (view);
  msg.ct = thief_seal_text (view->thief, &party, &msg.id, "I am Ben");
  view->change = ghost_in_next_list;
  relay_inject (scene->relay, &ada, PROTO_MSG, &msg);
  wait_until (count_kind (scene->ada, scene->ben, MESSAGE_UNREADABLE) == 1);
  g_assert_null (peer_find (scene->ada, "I am Ben"));
  g_assert_false (inside_has_session (scene->ada->core, &ben.acc, GHOST));
  g_free (msg.ct);

  view->change = NULL;
  say (scene->ben, scene->ada, "It was not me");
  view_free (view);
}

/* -- Ghosts of one's own. -- */

static const struct {
  const char *name;
  Change change;
} wrong_own[] = {
  /* core/devices.c:all_are_listed */
  { "ghost-number", view_ghost_number },
  /* crypto/devlist.c:devlist_read */
  { "ghost-in-next-list", ghost_in_next_list },
  /* core/peers.c:peers_take */
  { "another-account-key", view_ghost_and_list },
};

/* One's own devices get a copy of all that is written: one more would too. */
static void
test_own_ghost (Scene *scene, gconstpointer data)
{
  View *view = view_new (scene, scene->ada, GHOST);
  ProtoDevice ada = device_of (scene->ada);
  RestDeviceNo own = { ada.dev }, ghost = { GHOST };
  g_autoptr (GPtrArray) devs = g_ptr_array_new ();
  ProtoDevices item = { .acc = ada.acc, .devs = devs };
  g_autofree char *real = inside_list (scene->ada->core, &ada.acc);
  Devlist list = list_read (real, &ada.acc);
  guint8 before[PRIM_HASH_BYTES], after[PRIM_HASH_BYTES];

  list_hash (real, &ada.acc, list.before);
  list.version++;
  list.devices[list.n_devices++] = thief_entry (view->thief);
  view->list = list_sign (&list, view->thief->account_secret);
  view->reading = TRUE;
  g_ptr_array_add (devs, &own);
  g_ptr_array_add (devs, &ghost);
  inside_key_digest (scene->ada->core, before);
  for (guint i = 0; i < G_N_ELEMENTS (wrong_own); i++) {
    g_test_message ("%s", wrong_own[i].name);
    view->change = wrong_own[i].change;
    view->asked = 0;
    relay_inject (scene->relay, &ada, PROTO_DEVICE, &item);
    wait_until (view->asked > 0);
    core_send_text (scene->ada->core, &scene->to_ben, wrong_own[i].name, NULL, NULL, 0);
  }
  wait_until (view->asked == 2);
  g_assert_cmpuint (view->sent, ==, 0);
  inside_key_digest (scene->ada->core, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);

  view->change = NULL;
  wait_until (peer_find (scene->ben, wrong_own[0].name) != NULL);
  g_assert_cmpuint (view->ghosts, ==, 0);
  view_free (view);
}

/* -- Devices that are gone. -- */

static void
remove_device (Peer *by, gint64 dev)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  core_revoke_device_async (by->core, dev, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  core_revoke_device_finish (by->core, result, &error);
  g_assert_no_error (error);
}

static guint64
version_at (Peer *peer, const Peer *of)
{
  g_autofree char *text = inside_list (peer->core, &of->account->acc);
  Devlist list = list_read (text, &of->account->acc);

  return list.version;
}

/* Ben had a second device, which Ada wrote to, and removed it. Returns what the list was meanwhile.
 */
static char *
lose_tablet (Scene *scene, gint64 *dev)
{
  Peer *tablet = scene_device (scene, scene->ben);
  char *list;

  *dev = tablet->account->dev;
  say (scene->ada, tablet, "Hello tablet");
  list = inside_list (scene->ada->core, &scene->ben->account->acc);
  g_assert_cmpuint (version_at (scene->ada, scene->ben), ==, 2);
  remove_device (scene->ben, tablet->account->dev);
  wait_until (tablet->account->revoked);
  wait_until (version_at (scene->ben, scene->ben) == 3);
  wait_until (scene->ben->account->reachable);
  scene_remove (scene, tablet);
  return list;
}

/* The server shows the old list to somebody who knows the new one (devlist.c:devlist_decide). */
static void
test_rollback (Scene *scene, gconstpointer data)
{
  gint64 dev;
  g_autofree char *old = lose_tablet (scene, &dev);
  View *view;

  say (scene->ada, scene->ben, "Hello again");
  wait_until (version_at (scene->ada, scene->ben) == 3);
  view = view_new (scene, scene->ben, dev);
  view->list = g_steal_pointer (&old);
  view->change = view_ghost_and_list;
  view_make_ada_ask (view);
  core_send_text (scene->ada->core, &scene->to_ben, TEXT, NULL, NULL, 0);
  wait_until (view->asked == 3);
  g_assert_cmpuint (version_at (scene->ada, scene->ben), ==, 3);
  g_assert_cmpuint (view->sent, ==, 0);

  view->change = NULL;
  wait_until (peer_find (scene->ben, TEXT) != NULL);
  g_assert_cmpuint (view->ghosts, ==, 0);
  view_free (view);
}

/* The server keeps the new list from Ada, who has heard of it from Ben: what she writes waits for
 * it (core/gossip.c:hear). */
static void
test_withheld (Scene *scene, gconstpointer data)
{
  gint64 dev;
  g_autofree char *old = lose_tablet (scene, &dev);
  View *view = view_new (scene, scene->ben, dev);

  view->list = g_steal_pointer (&old);
  view->change = view_ghost_and_list;
  say (scene->ben, scene->ada, "My tablet is gone");
  wait_until (view->asked == 1);
  view->sent = view->ghosts = 0;
  core_send_text (scene->ada->core, &scene->to_ben, TEXT, NULL, NULL, 0);
  wait_until (view->asked == 3);
  g_assert_cmpuint (view->ghosts, ==, 0);
  g_assert_cmpint (state_of (scene->ada, TEXT), ==, STATE_PENDING);

  view->change = NULL;
  wait_until (peer_find (scene->ben, TEXT) != NULL);
  g_assert_cmpuint (view->ghosts, ==, 0);
  g_assert_cmpuint (version_at (scene->ada, scene->ben), ==, 3);
  view_free (view);
}

/* -- A main device that is behind when another comes. -- */

typedef struct {
  ProtoDevice who;
  GQueue held; /* of Held */
} Lag;

typedef struct {
  ProtoOp op;
  gpointer body;
} Held;

static gboolean
hold (Relay *relay, RelayFrame *frame, gpointer data)
{
  Lag *lag = data;
  Held *held;

  if (frame->way != RELAY_DOWN || !id_equal (&frame->who.acc, &lag->who.acc) ||
      frame->who.dev != lag->who.dev || (frame->op != PROTO_MSG && frame->op != PROTO_DEVICE))
    return TRUE;
  held = g_new (Held, 1);
  *held = (Held) { frame->op, relay_copy (frame->op, frame->body) };
  g_queue_push_tail (&lag->held, held);
  return FALSE;
}

static void
let_go (Scene *scene, Lag *lag)
{
  Held *held;

  relay_on_frame (scene->relay, NULL, NULL);
  while ((held = g_queue_pop_head (&lag->held)) != NULL) {
    relay_inject (scene->relay, &lag->who, held->op, held->body);
    proto_free (held->op, held->body);
    g_free (held);
  }
}

static MessageState
state_stored (Peer *peer, const Conv *conv, const char *text)
{
  g_autoptr (GPtrArray) rows = peer_page (peer, conv, PAGE_NEWEST, 0, 500);

  for (guint i = 0; i < rows->len; i++) {
    const MessageRow *row = rows->pdata[i];

    if (strcmp (row->text, text) == 0)
      return row->state;
  }
  return STATE_RECEIVED;
}

/* What only the main device is told of, since it was the only one, is in what it hands over
 * (core/history-out.c:history_on_devices). */
static void
test_behind (Scene *scene, gconstpointer data)
{
  Lag lag = { .who = device_of (scene->ben), .held = G_QUEUE_INIT };
  Peer *tablet;

  relay_on_frame (scene->relay, hold, &lag);
  core_send_text (scene->ben->core, &scene->to_ada, TEXT, NULL, NULL, 0);
  wait_until (peer_find (scene->ada, TEXT) != NULL && !g_queue_is_empty (&lag.held));
  tablet = scene_device (scene, scene->ben);
  g_assert_cmpint (state_of (scene->ben, TEXT), ==, STATE_SENT);
  let_go (scene, &lag);
  wait_until (tablet->works[WORK_HISTORY_IN] != NULL &&
              tablet->works[WORK_HISTORY_IN]->state == WORK_DONE);
  g_assert_cmpint (state_stored (tablet, &scene->to_ada, TEXT), ==, STATE_DELIVERED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SCENE_TEST ("/e2ee/devices/first-contact", scene_set_up, test_first_contact);
  SCENE_TEST ("/e2ee/devices/ghost-missing", scene_set_up_met, test_ghost_missing);
  SCENE_TEST ("/e2ee/devices/ghost-speaks", scene_set_up_met, test_ghost_speaks);
  SCENE_TEST ("/e2ee/devices/own-ghost", scene_set_up_met, test_own_ghost);
  SCENE_TEST ("/e2ee/devices/rollback", scene_set_up_met, test_rollback);
  SCENE_TEST ("/e2ee/devices/withheld", scene_set_up_met, test_withheld);
  SCENE_TEST ("/e2ee/devices/behind", scene_set_up_met, test_behind);
  return g_test_run ();
}
