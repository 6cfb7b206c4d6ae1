/* own-state: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "own-state.h"

#include "change.h"
#include "identity.h"
#include "store-message.h"

#include <string.h>

#define BASE "state-base" /* setting: added to the server's numbers since it lost some */
#define KEPT_MAX 200000
#define SAID_AGAIN 64

static void
star_state_show (Core *core, const StoreState *state)
{
  change_on_star (core, &state->author, &state->id, state->n != 0);
}

static const struct {
  const char *what;
  void (*show) (Core *core, const StoreState *state);
} meanings[] = {
  { "pin", chat_state_show },          { "archive", chat_state_show },
  { "mute", chat_state_show },         { "mentions", chat_state_show },
  { "unread", chat_state_show },       { "list", list_state_show },
  { "listed", listed_state_show },     { "receipts", privacy_state_show },
  { "typing", privacy_state_show },    { "photo", privacy_state_show },
  { "groups", privacy_state_show },    { "presence", presence_state_show },
  { "block", block_state_show },       { "accept", chat_state_show },
  { "star", star_state_show },         { "broadcast", broadcast_state_show },
  { "recipient", listed_state_show },  { "asked", asked_state_show },
  { "declined", declined_state_show }, { "hide-seen", except_state_show },
  { "hide-photo", except_state_show }, { "hide-groups", except_state_show },
};

static void
show (Core *core, const StoreState *state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (strcmp (meanings[i].what, state->what) == 0)
      meanings[i].show (core, state);
}

static void
show_now (Core *core, const StoreState *name)
{
  g_autoptr (StoreState) now = store_state_get (core->store, name);

  if (now != NULL)
    show (core, now);
}

static void
tell (Core *core, const StoreState *state, GArray *accs, const Id *id)
{
  Conv self = { CONV_USER, core_self (core) };
  Content content = { .kind = CONTENT_SET };

  content.set = (ContentSet) { .what = state->what,
                               .chat = state->chat,
                               .accs = accs,
                               .author = state->author,
                               .id = state->id,
                               .n = state->n,
                               .text = state->text[0] != '\0' ? state->text : NULL };
  outbox_add (core, id, &self, &content, NULL, 0, 0, NULL);
}

static void
say (Core *core, const StoreState *state)
{
  Id id = id_random ();

  store_state_say (core->store, state, &id);
  tell (core, state, NULL, &id);
}

static gboolean
is_so (Core *core, const StoreState *state)
{
  g_autoptr (StoreState) before = store_state_get (core->store, state);

  return before != NULL && before->n == state->n && strcmp (before->text, state->text) == 0;
}

void
own_state_set (Core *core, const StoreState *state)
{
  if (core->account == NULL || is_so (core, state))
    return;
  say (core, state);
  show (core, state);
}

void
own_state_set_people (Core *core, const StoreState *state, const GArray *accs)
{
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (Id));
  StoreState one = *state;
  Id id = id_random ();

  for (guint i = 0; i < accs->len && i < LIMIT_BROADCAST_MAX; i++) {
    one.chat = (Conv) { CONV_USER, g_array_index (accs, Id, i) };
    if (is_so (core, &one))
      continue;
    store_state_say (core->store, &one, &id);
    g_array_append_val (others, one.chat.id);
  }
  if (others->len == 0)
    return;
  tell (core, state, others, &id);
  show (core, state);
}

void
own_state_set_chat (Core *core, const char *what, const Conv *chat, gint64 n)
{
  own_state_set (
      core, &(StoreState) { .what = (char *) what, .chat = *chat, .n = n, .text = (char *) "" });
}

void
own_state_set_account (Core *core, const char *what, gint64 n)
{
  own_state_set (core, &(StoreState) { .what = (char *) what, .n = n, .text = (char *) "" });
}

gint64
own_state_number (Core *core, const char *what, const Conv *chat)
{
  return store_state_number (core->store, what, chat);
}

/* -- The order. -- */

static gint64
base (Core *core)
{
  g_autofree char *text = store_setting_get (core->store, BASE);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* A device that was away may hear what was lost in another order: one of them says what holds. */
static void
say_again (Core *core)
{
  g_autoptr (GPtrArray) newest = NULL;

  if (!identity_is_primary (core))
    return;
  newest = store_state_newest (core->store, SAID_AGAIN);
  for (guint i = newest->len; i-- > 0;)
    say (core, newest->pdata[i]);
}

void
own_state_rebase (Core *core)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, store_state_top (core->store));

  store_setting_put (core->store, BASE, text);
  say_again (core);
}

void
own_state_put (Core *core, const StoreState *state)
{
  if (store_state_hear (core->store, state))
    show_now (core, state);
}

void
own_state_hear (Core *core, const ProtoMsg *msg, const ContentSet *set)
{
  Id self = core_self (core);
  StoreState state = { set->what, set->chat, set->author,
                       set->id,   set->n,    set->text != NULL ? set->text : (char *) "" };

  if (!id_equal (&msg->from, &self) || msg->cseq <= 0 ||
      store_state_count (core->store) >= KEPT_MAX)
    return;
  state.place = base (core) + msg->cseq;
  if (set->accs == NULL)
    own_state_put (core, &state);
  for (guint i = 0; set->accs != NULL && i < set->accs->len; i++) {
    state.chat = (Conv) { CONV_USER, g_array_index (set->accs, Id, i) };
    own_state_put (core, &state);
  }
}

void
own_state_on_answer (Core *core, const Id *id, gint64 cseq)
{
  g_autoptr (GPtrArray) now =
      store_state_place (core->store, id, cseq > 0 ? base (core) + cseq : 0);

  for (guint i = 0; i < now->len; i++)
    show (core, now->pdata[i]);
}

void
own_state_say_again (Core *core, const char *what)
{
  StoreState name = { .what = (char *) what };
  g_autoptr (StoreState) state = store_state_get (core->store, &name);

  if (state != NULL)
    say (core, state);
}

void
own_state_say_people_again (Core *core, const char *what)
{
  g_autoptr (GPtrArray) states = store_state_list (core->store, what);
  g_autoptr (GArray) accs = g_array_new (FALSE, FALSE, sizeof (Id));
  Id id = id_random ();

  for (guint i = 0; i < states->len && accs->len < LIMIT_BROADCAST_MAX; i++) {
    const StoreState *state = states->pdata[i];

    store_state_say (core->store, state, &id);
    g_array_append_val (accs, state->chat.id);
  }
  if (accs->len > 0)
    tell (core, &(StoreState) { .what = (char *) what, .n = 1, .text = (char *) "" }, accs, &id);
}
