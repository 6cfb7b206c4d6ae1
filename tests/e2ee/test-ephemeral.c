/* test-ephemeral: typing notices that nobody gave, or gave long ago, or somebody else did
 * (crypto/envelope-ephemeral.c).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "catch.h"

#include "limits.h"

#include <string.h>

/* -- The server keeps the notice that is for Ben. -- */

typedef struct {
  Scene *scene;
  ProtoEph *heard;
} Ear;

static gboolean
frame_cb (Relay *relay, RelayFrame *frame, gpointer data)
{
  Ear *ear = data;

  if (frame->way != RELAY_DOWN || frame->op != PROTO_EPH || ear->heard != NULL ||
      !is_device (&frame->who, ear->scene->ben))
    return TRUE;
  ear->heard = relay_copy (PROTO_EPH, frame->body);
  return FALSE;
}

static ProtoEph *
hold_typing (Scene *scene)
{
  Ear ear = { scene, NULL };

  relay_on_frame (scene->relay, frame_cb, &ear);
  core_set_activity (scene->ada->core, &scene->to_ben, ACTIVITY_TYPING);
  wait_until (ear.heard != NULL);
  relay_on_frame (scene->relay, NULL, NULL);
  return ear.heard;
}

static void
give (Scene *scene, const Peer *to, const ProtoEph *eph)
{
  ProtoDevice device = device_of (to);

  relay_inject (scene->relay, &device, PROTO_EPH, eph);
}

static void
give_body (Scene *scene, const ProtoEph *eph, gconstpointer data, gsize len)
{
  ProtoEph changed = *eph;
  g_autofree char *body = base64url_encode (data, len);

  changed.body = body;
  give (scene, scene->ben, &changed);
}

/* A message comes after what was given, in one queue. Nobody was seen typing before it, and it
 * makes no row where there was none. */
static void
assert_unheard (Scene *scene, Peer *by)
{
  static guint number;
  g_autofree char *text = g_strdup_printf ("after %u", number++);

  say (by == scene->ben ? scene->ada : scene->ben, by, text);
  g_assert_null (by->activity);
}

/* In the end: it is the only one that is heard. */
static void
assert_heard (Scene *scene, ProtoEph *eph)
{
  give (scene, scene->ben, eph);
  wait_until (scene->ben->activity != NULL);
  g_assert_cmpint (scene->ben->activity->activity, ==, ACTIVITY_TYPING);
  g_assert_true (id_equal (&scene->ben->activity->acc, &scene->to_ada.id));
  proto_free (PROTO_EPH, eph);
}

/* -- The tests. -- */

static void
test_forged (Scene *scene, gconstpointer data)
{
  static const char plain[] = "{\"k\":\"typing\"}";
  ProtoEph *eph = hold_typing (scene);
  g_autoptr (GBytes) bytes = base64url_decode (eph->body);
  gsize len = g_bytes_get_size (bytes);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), len);

  give_body (scene, eph, plain, strlen (plain));
  for (gsize at = 0; at < len; at++) {
    copy[at] ^= (guint8) (1 << at % 8);
    give_body (scene, eph, copy, len);
    copy[at] ^= (guint8) (1 << at % 8);
  }
  for (gsize cut = 0; cut < len; cut += 7)
    give_body (scene, eph, copy, cut);
  assert_unheard (scene, scene->ben);
  assert_heard (scene, eph);
}

/* envelope-ephemeral.c:read_plain */
static void
test_late (Scene *scene, gconstpointer data)
{
  ProtoEph *eph = hold_typing (scene);

  inside_set_clock (scene->ben->core, 32 * 1000);
  give (scene, scene->ben, eph);
  assert_unheard (scene, scene->ben);
  inside_set_clock (scene->ben->core, -40 * 1000);
  give (scene, scene->ben, eph);
  assert_unheard (scene, scene->ben);
  inside_set_clock (scene->ben->core, 0);
  assert_heard (scene, eph);
}

/* Each session and each direction has a key of its own (channel.c:channel_key). */
static void
test_attribution (Scene *scene, gconstpointer data)
{
  Peer *eve = scene_person (scene, EVE_PHONE, "Eve");
  Peer *tablet = scene_device (scene, scene->ada);
  ProtoEph *eph, wrong;

  say (eve, scene->ben, "I am Eve");
  say (scene->ben, eve, "I see");
  say (tablet, scene->ben, "I am a tablet");
  scene_settle (scene);
  eph = hold_typing (scene);
  wrong = *eph;
  wrong.from = eve->account->acc;
  wrong.fd = eve->account->dev;
  give (scene, scene->ben, &wrong);
  wrong.from = scene->to_ada.id;
  wrong.fd = tablet->account->dev;
  give (scene, scene->ben, &wrong);
  assert_unheard (scene, scene->ben);

  wrong.from = scene->to_ben.id;
  wrong.fd = scene->ben->account->dev;
  give (scene, scene->ada, &wrong);
  assert_unheard (scene, scene->ada);
  wrong.from = scene->to_ada.id;
  wrong.fd = scene->ada->account->dev;
  give (scene, eve, &wrong);
  say (scene->ben, eve, "after it");
  g_assert_null (eve->activity);
  assert_heard (scene, eph);
}

/* Neither is taken for the other. */
static void
test_as_message (Scene *scene, gconstpointer data)
{
  ProtoEph *eph = hold_typing (scene);
  Catch *catch = catch_new (scene, scene->ben);
  ProtoMsg *msg = catch_hold (catch, "a text");
  ProtoMsg changed = *msg;
  ProtoEph as_eph = *eph;

  changed.ct = eph->body;
  catch_give (catch, scene->ben, &changed);
  g_assert_cmpuint (count_kind (scene->ben, scene->ada, MESSAGE_UNREADABLE), ==, 1);
  as_eph.body = msg->ct;
  if (strlen (msg->ct) <= LIMIT_EPH_MAX)
    give (scene, scene->ben, &as_eph);
  assert_unheard (scene, scene->ben);
  catch_give (catch, scene->ben, msg);
  g_assert_cmpuint (count_text (scene->ben, scene->ada, "a text"), ==, 1);
  catch_free (catch);
  assert_heard (scene, eph);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SCENE_TEST ("/e2ee/ephemeral/forged", scene_set_up_met, test_forged);
  SCENE_TEST ("/e2ee/ephemeral/late", scene_set_up_met, test_late);
  SCENE_TEST ("/e2ee/ephemeral/attribution", scene_set_up_met, test_attribution);
  SCENE_TEST ("/e2ee/ephemeral/as-message", scene_set_up_met, test_as_message);
  return g_test_run ();
}
