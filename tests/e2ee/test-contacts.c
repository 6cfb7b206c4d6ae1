/* test-contacts: somebody who can write to Ada, and lies in what is sealed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "view.h"

#include "limits.h"

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

/* Returns when Ada is done with it, with the id of the message. */
static Id
lie_at (Liar *liar, const EnvelopeHeader *header, const Content *content, gint64 ts)
{
  static gint64 cseq = 1000;
  ProtoDevice ada = device_of (liar->scene->ada), eve = device_of (liar->eve);
  ProtoMsg msg = { .from = eve.acc, .fd = eve.dev, .id = id_random (), .ts = ts, .cseq = cseq++ };

  msg.ct = thief_seal (liar->view->thief, &liar->ada, &msg.id, header, content);
  relay_inject (liar->scene->relay, &ada, PROTO_MSG, &msg);
  wait_until (relay_is_read (liar->scene->relay, &ada));
  g_free (msg.ct);
  return msg.id;
}

static void
lie (Liar *liar, const EnvelopeHeader *header, const Content *content)
{
  lie_at (liar, header, content, 1);
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

/* -- Messages that are not hers, or not there. -- */

#define HOUR_MS (3600 * (gint64) 1000)

static Id
tell (Liar *liar, const char *text)
{
  EnvelopeHeader header = header_in (&liar->eve->account->acc);
  Content content = { .kind = CONTENT_TEXT, .ts = 1, .text.text = (char *) text };

  return lie_at (liar, &header, &content, 1);
}

static void
change (Liar *liar, const Content *content, gint64 ts)
{
  EnvelopeHeader header = header_in (&liar->eve->account->acc);

  lie_at (liar, &header, content, ts);
}

static void
edit (Liar *liar, const Id *author, const Id *id, gint64 ts)
{
  Content content = { .kind = CONTENT_EDIT };

  content.edit = (ContentEdit) { *author, *id, (char *) "edited by Eve", NULL };
  change (liar, &content, ts);
}

static void
take_back (Liar *liar, const Id *author, const Id *id, gint64 ts)
{
  Content content = { .kind = CONTENT_DELETE, .del = { *author, *id } };

  change (liar, &content, ts);
}

static void
react (Liar *liar, const Id *author, const Id *id, const char *emoji)
{
  Content content = { .kind = CONTENT_REACT, .react = { *author, *id, (char *) emoji } };

  change (liar, &content, 2);
}

static void
pin (Liar *liar, const Id *author, const Id *id)
{
  Content content = { .kind = CONTENT_PIN, .pin = { *author, *id, TRUE } };

  change (liar, &content, 2);
}

static void
assert_untouched (Peer *peer, const char *text)
{
  const MessageRow *row = peer_find (peer, text);

  g_assert_nonnull (row);
  g_assert_false (row->edited || row->pinned);
  g_assert_null (row->reactions);
  g_assert_cmpint (row->kind, ==, MESSAGE_TEXT);
}

/* core/change.c:change_may: who did not write it, and another chat */
static void
test_change_of_others (Scene *scene, gconstpointer data)
{
  Liar liar = liar_begin (scene);
  Conv to_eve = conv_with (liar.eve);
  Id ada = scene->to_ada.id, ben = scene->to_ben.id, adas, bens, own;

  say (scene->ada, scene->ben, "for Ben");
  say (scene->ben, scene->ada, "from Ben");
  tell (&liar, "hello");
  core_send_text (scene->ada->core, &to_eve, "for Eve", NULL, NULL, 0);
  wait_until (peer_find (scene->ada, "for Eve") != NULL);
  own = peer_find (scene->ada, "for Eve")->id;
  adas = peer_find (scene->ada, "for Ben")->id;
  bens = peer_find (scene->ada, "from Ben")->id;
  edit (&liar, &ada, &own, 2);
  take_back (&liar, &ada, &own, 2);
  edit (&liar, &ada, &adas, 2);
  take_back (&liar, &ada, &adas, 2);
  react (&liar, &ada, &adas, "👍");
  pin (&liar, &ada, &adas);
  edit (&liar, &ben, &bens, 2);
  take_back (&liar, &ben, &bens, 2);
  react (&liar, &ben, &bens, "👍");
  react (&liar, &ada, &own, "no emoji");
  assert_untouched (scene->ada, "for Eve");
  assert_untouched (scene->ada, "for Ben");
  assert_untouched (scene->ada, "from Ben");
  react (&liar, &ada, &own, "👍");
  g_assert_nonnull (peer_find (scene->ada, "for Eve")->reactions);
  liar_end (&liar);
}

/* core/change.c: by the server's clock */
static void
test_change_too_late (Scene *scene, gconstpointer data)
{
  Liar liar = liar_begin (scene);
  Id eve = liar.eve->account->acc, id = tell (&liar, "long ago");

  edit (&liar, &eve, &id, 1 + LIMIT_EDIT_HOURS * HOUR_MS + 1);
  take_back (&liar, &eve, &id, 1 + LIMIT_DELETE_HOURS * HOUR_MS + 1);
  assert_untouched (scene->ada, "long ago");
  edit (&liar, &eve, &id, 1 + LIMIT_EDIT_HOURS * HOUR_MS);
  g_assert_true (peer_find (scene->ada, "edited by Eve")->edited);
  take_back (&liar, &eve, &id, 1 + LIMIT_DELETE_HOURS * HOUR_MS);
  g_assert_null (peer_find (scene->ada, "edited by Eve"));
  g_assert_cmpuint (count_kind (scene->ada, liar.eve, MESSAGE_DELETED), ==, 1);
  /* It is final. */
  edit (&liar, &eve, &id, 2);
  react (&liar, &eve, &id, "👍");
  g_assert_null (peer_find (scene->ada, "edited by Eve"));
  liar_end (&liar);
}

/* core/mentions.c, and store-change-read.c:read_quoted: nothing of another chat shows in this one
 */
static void
test_quote_of_another_chat (Scene *scene, gconstpointer data)
{
  Liar liar = liar_begin (scene);
  EnvelopeHeader header = header_in (&liar.eve->account->acc);
  ContentMention mentions[] = {
    { scene->to_ada.id, 0, 100 },
    { scene->to_ada.id, 3, 3 },
    { scene->to_ada.id, 1, 2 },
    { scene->to_ben.id, 0, 2 },
  };
  Content content = { .kind = CONTENT_TEXT, .ts = 1, .text.text = (char *) "éé quotes" };
  const MessageRow *row;

  say (scene->ada, scene->ben, "for Ben");
  content.text.re_author = scene->to_ada.id;
  content.text.re = peer_find (scene->ada, "for Ben")->id;
  content.text.mentions = g_ptr_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (mentions); i++)
    g_ptr_array_add (content.text.mentions, &mentions[i]);
  lie (&liar, &header, &content);
  g_ptr_array_unref (content.text.mentions);
  row = peer_find (scene->ada, "éé quotes");
  g_assert_null (row->quoted);
  g_assert_cmpuint (row->mentions->len, ==, 1);
  g_assert_true (id_equal (&g_array_index (row->mentions, Mention, 0).acc, &scene->to_ben.id));
  liar_end (&liar);
}

/* core/change.c:change_on_message: what came first is looked at as what comes later */
static void
test_change_before_message (Scene *scene, gconstpointer data)
{
  Liar liar = liar_begin (scene);
  ProtoDevice ada = device_of (scene->ada), eve = device_of (liar.eve);
  EnvelopeHeader header = header_in (&eve.acc);
  Content content = { .kind = CONTENT_TEXT, .ts = 1, .text.text = (char *) "late" };
  Id ids[3] = { id_random (), id_random (), id_random () };

  edit (&liar, &eve.acc, &ids[0], 2);
  react (&liar, &eve.acc, &ids[0], "👍");
  take_back (&liar, &eve.acc, &ids[1], 2);
  edit (&liar, &eve.acc, &ids[2], 1 + LIMIT_EDIT_HOURS * HOUR_MS + 1);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    ProtoMsg msg = { .from = eve.acc, .fd = eve.dev, .id = ids[i], .ts = 1, .cseq = 900 + i };

    msg.ct = thief_seal (liar.view->thief, &liar.ada, &msg.id, &header, &content);
    relay_inject (scene->relay, &ada, PROTO_MSG, &msg);
    wait_until (relay_is_read (scene->relay, &ada));
    g_free (msg.ct);
  }
  g_assert_true (peer_find (scene->ada, "edited by Eve")->edited);
  g_assert_nonnull (peer_find (scene->ada, "edited by Eve")->reactions);
  g_assert_cmpuint (count_kind (scene->ada, liar.eve, MESSAGE_DELETED), ==, 1);
  assert_untouched (scene->ada, "late");
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
  SCENE_TEST ("/e2ee/contacts/change-of-others", scene_set_up_met, test_change_of_others);
  SCENE_TEST ("/e2ee/contacts/change-too-late", scene_set_up_met, test_change_too_late);
  SCENE_TEST ("/e2ee/contacts/quote-of-another-chat", scene_set_up_met, test_quote_of_another_chat);
  SCENE_TEST ("/e2ee/contacts/change-before-message", scene_set_up_met, test_change_before_message);
  return g_test_run ();
}
