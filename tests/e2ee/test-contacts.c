/* test-contacts: somebody who can write to Ada, and lies in what is sealed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "view.h"

#include <string.h>

#define TEXT "what Eve says"

typedef struct {
  Scene *scene;
  Peer *eve;
  View *view; /* the thief is Eve's device */
  Party ada;
} Liar;

/* Ada takes the thief's list for Eve's, as she has never heard of her. */
static Liar
liar_begin (Scene *scene)
{
  Liar liar = { .scene = scene };

  liar.eve = scene_person (scene, EVE_PHONE, "Eve");
  liar.view = view_new_impostor (scene, liar.eve, liar.eve->account->dev);
  liar.view->change = view_exactly;
  liar.view->hold = FALSE;
  liar.ada = view_reach_ada (liar.view);
  return liar;
}

static EnvelopeHeader
header_in (const Id *acc)
{
  return (EnvelopeHeader) { .conv = { CONV_USER, *acc } };
}

/* Returns when Ada is done with it. */
static void
lie (Liar *liar, const EnvelopeHeader *header, const Content *content)
{
  ProtoDevice ada = device_of (liar->scene->ada), eve = device_of (liar->eve);
  ProtoMsg msg = { .from = eve.acc, .fd = eve.dev, .id = id_random (), .ts = 1, .cseq = 1000 };

  msg.ct = thief_seal (liar->view->thief, &liar->ada, &msg.id, header, content);
  relay_inject (liar->scene->relay, &ada, PROTO_MSG, &msg);
  wait_until (relay_is_read (liar->scene->relay, &ada));
  g_free (msg.ct);
}

/* In the end: it was all opened, or this would not be. */
static void
liar_end (Liar *liar)
{
  EnvelopeHeader header = header_in (&liar->eve->account->acc);
  Content content = { .kind = CONTENT_TEXT, .ts = 1, .text.text = (char *) TEXT };

  lie (liar, &header, &content);
  g_assert_cmpuint (count_text (liar->scene->ada, liar->eve, TEXT), ==, 1);
  g_assert_cmpuint (count_kind (liar->scene->ada, liar->eve, MESSAGE_UNREADABLE), ==, 0);
  view_free (liar->view);
}

/* core/apply.c:conv_is_right */
static void
test_other_chat (Scene *scene, gconstpointer data)
{
  Liar liar = liar_begin (scene);
  EnvelopeHeader header = header_in (&scene->to_ben.id);
  Content content = { .kind = CONTENT_TEXT, .ts = 1, .text.text = (char *) "in another chat" };

  lie (&liar, &header, &content);
  header = header_in (&scene->to_ada.id);
  lie (&liar, &header, &content);
  g_assert_null (peer_find (scene->ada, "in another chat"));
  liar_end (&liar);
}

/* core/apply-state.c:raise_state */
static void
test_receipt (Scene *scene, gconstpointer data)
{
  Liar liar = liar_begin (scene);
  EnvelopeHeader header = header_in (&liar.eve->account->acc);
  Content content = { .kind = CONTENT_RECEIPT, .ts = 1 };

  say (scene->ada, scene->ben, "for Ben");
  wait_until (state_of (scene->ada, "for Ben") == STATE_DELIVERED);
  content.receipt.what = (char *) "read";
  content.receipt.author = scene->to_ada.id;
  content.receipt.ids = g_array_new (FALSE, FALSE, sizeof (Id));
  g_array_append_val (content.receipt.ids, peer_find (scene->ada, "for Ben")->id);
  lie (&liar, &header, &content);
  g_assert_cmpint (state_of (scene->ada, "for Ben"), ==, STATE_DELIVERED);
  g_array_unref (content.receipt.ids);
  liar_end (&liar);
}

/* What only one's own devices tell each other (core/apply-state.c:is_self). */
static void
test_as_own (Scene *scene, gconstpointer data)
{
  Liar liar = liar_begin (scene);
  EnvelopeHeader header = header_in (&liar.eve->account->acc);
  Content contact = { .kind = CONTENT_CONTACT, .ts = 1 };
  Content chat = { .kind = CONTENT_CHAT, .ts = 1 };
  Content history = { .kind = CONTENT_HISTORY, .ts = 1 };
  Content primary = { .kind = CONTENT_PRIMARY, .ts = 1 };
  guint8 secret[PRIM_SIGN_SECRET_BYTES], now[PRIM_SIGN_SECRET_BYTES];
  g_autofree char *key =
      base64url_encode (liar.view->thief->account_secret, sizeof liar.view->thief->account_secret);

  say (scene->ben, scene->ada, "not read");
  wait_until (peer_chat (scene->ada, &scene->to_ben)->unread > 0);
  contact.contact.acc = scene->to_ben.id;
  contact.contact.phone = (char *) EVE_PHONE;
  contact.contact.name = (char *) "Mallory";
  lie (&liar, &header, &contact);
  chat.chat.chat = scene->to_ben;
  chat.chat.author = scene->to_ben.id;
  chat.chat.read = peer_find (scene->ada, "not read")->id;
  lie (&liar, &header, &chat);
  history.history.obj = id_random ();
  history.history.size = 1000;
  history.history.key = key;
  lie (&liar, &header, &history);
  inside_account_secret (scene->ada->core, secret);
  primary.primary.secret = key;
  primary.primary.version = 100;
  lie (&liar, &header, &primary);
  primary.primary.secret = NULL;
  lie (&liar, &header, &primary);
  inside_account_secret (scene->ada->core, now);
  g_assert_cmpmem (secret, sizeof secret, now, sizeof now);
  g_assert_true (scene->ada->account->primary);
  g_assert_cmpstr (peer_chat (scene->ada, &scene->to_ben)->name, ==, "Ben");
  g_assert_cmpuint (peer_chat (scene->ada, &scene->to_ben)->unread, >, 0);
  liar_end (&liar);
}

/* Of a list of Ada's that there is not: she writes to others all the same (core/gossip.c:hear). */
static void
test_gossip (Scene *scene, gconstpointer data)
{
  Liar liar = liar_begin (scene);
  EnvelopeHeader header = header_in (&liar.eve->account->acc);
  Content content = { .kind = CONTENT_TEXT, .ts = 1, .text.text = (char *) "you have a new list" };

  header.receiver_list.version = 1000;
  lie (&liar, &header, &content);
  g_assert_nonnull (peer_find (scene->ada, "you have a new list"));
  say (scene->ada, scene->ben, "for Ben");
  liar_end (&liar);
}

/* Two things in the place of one, to two of one's devices (core/order.c:follows). */
static void
test_previous (Scene *scene, gconstpointer data)
{
  Liar liar = liar_begin (scene);
  EnvelopeHeader header = header_in (&liar.eve->account->acc);
  Content content = { .kind = CONTENT_TEXT, .ts = 1, .text.text = (char *) "the first" };

  header.sequence = 1;
  lie (&liar, &header, &content);
  g_assert_cmpuint (count_kind (scene->ada, liar.eve, MESSAGE_GAP), ==, 0);
  header.sequence = 2;
  memset (header.previous, 'x', sizeof header.previous);
  content.text.text = (char *) "the second, after another first";
  lie (&liar, &header, &content);
  g_assert_cmpuint (count_kind (scene->ada, liar.eve, MESSAGE_GAP), ==, 1);
  liar_end (&liar);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SCENE_TEST ("/e2ee/contacts/other-chat", scene_set_up_met, test_other_chat);
  SCENE_TEST ("/e2ee/contacts/receipt", scene_set_up_met, test_receipt);
  SCENE_TEST ("/e2ee/contacts/as-own", scene_set_up_met, test_as_own);
  SCENE_TEST ("/e2ee/contacts/gossip", scene_set_up_met, test_gossip);
  SCENE_TEST ("/e2ee/contacts/previous", scene_set_up_met, test_previous);
  return g_test_run ();
}
