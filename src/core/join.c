/* join: asking to be let into a group by its link, and taking that back. The server says whom to
 * ask; one of their devices lets one in, at once or when a person there agrees.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-group.h"
#include "group-link.h"

#include "devices.h"
#include "group-commands.h"
#include "grouplink.h"
#include "outbox-aside.h"
#include "own-state.h"
#include "peers.h"
#include "sessions.h"
#include "store-chat.h"

#include <glib/gi18n.h>
#include <string.h>

#define ASKED_MAX 3 /* accounts */
#define PATIENCE_MS 30000

typedef enum {
  JOIN_LOOK,
  JOIN_ASK,
  JOIN_WITHDRAW,
} JoinWish;

typedef struct {
  guint8 link[GROUP_LINK_BYTES];
  JoinWish wish;
  Id grp;
  char *name;   /* of the group; NULL: the link does not open it */
  GArray *asks; /* of Id */
  gint64 until; /* monotonic */
  GTask *task;
} Join;

static void
join_free (gpointer data)
{
  Join *join = data;

  g_clear_pointer (&join->asks, g_array_unref);
  g_free (join->name);
  g_clear_object (&join->task);
  g_free (join);
}

void
core_invitation_free (CoreInvitation *invitation)
{
  if (invitation == NULL)
    return;
  g_free (invitation->name);
  g_free (invitation);
}

/* -- What is waited for. -- */

#define LINK_CHARS 22

static StoreState
asked_state (const Id *grp, gint64 n, const char *text)
{
  return (StoreState) {
    .what = (char *) "asked", .chat = { CONV_GROUP, *grp }, .n = n, .text = (char *) text
  };
}

void
join_settle (Core *core, const Id *grp)
{
  StoreState state = asked_state (grp, 0, "");

  if (own_state_number (core, "asked", &state.chat) != 0)
    own_state_set (core, &state);
}

/* With what takes it back, on any of one's devices. */
static void
remember (Core *core, const Join *join)
{
  g_autofree char *link = base64url_encode (join->link, GROUP_LINK_BYTES);
  g_autofree char *text = g_strdup_printf ("%s %s", link, join->name != NULL ? join->name : "");
  StoreState state = asked_state (&join->grp, core_now (core), text);

  if (groups_get_inside (core, &join->grp) == NULL)
    own_state_set (core, &state);
}

static gboolean
recall (Core *core, const Id *grp, guint8 link[GROUP_LINK_BYTES])
{
  StoreState name = asked_state (grp, 0, "");
  g_autoptr (StoreState) state = store_state_get (core->store, &name);
  g_autofree char *text = state != NULL ? g_strndup (state->text, LINK_CHARS) : NULL;
  g_autoptr (GBytes) bytes = text != NULL && state->n != 0 ? base64url_decode (text) : NULL;

  if (bytes == NULL || g_bytes_get_size (bytes) != GROUP_LINK_BYTES)
    return FALSE;
  memcpy (link, g_bytes_get_data (bytes, NULL), GROUP_LINK_BYTES);
  return TRUE;
}

/* It has a chat of its own until one is in. */
void
asked_state_show (Core *core, const StoreState *state)
{
  if (state->chat.kind != CONV_GROUP || groups_get_inside (core, &state->chat.id) != NULL)
    return;
  if (state->n != 0)
    store_chat_open (core->store, &state->chat, state->n);
  else if (groups_get (core, &state->chat.id) == NULL)
    chat_take_away (core, &state->chat);
  core_note_chat (core, &state->chat);
}

/* -- Asking. -- */

/* FALSE: lists or keys are on their way. */
static gboolean
find_readers (Core *core, const Id *acc, GArray *readers)
{
  g_autoptr (GArray) devs = devices_of (core, acc);
  gboolean ready = devs != NULL || devices_are_hopeless (core, acc);

  for (guint i = 0; devs != NULL && i < devs->len; i++) {
    gint64 dev = g_array_index (devs, gint64, i);
    Party party;

    if (!peers_lists (core, acc, dev) || !peers_party (core, acc, dev, &party))
      continue;
    if (sessions_have (core, &party)) {
      g_array_append_val (readers, party);
    } else if (!sessions_are_hopeless (core, acc)) {
      sessions_want (core, acc, dev);
      ready = FALSE;
    }
  }
  return ready;
}

static void
ask (Core *core, const Join *join, const Id *acc, const GArray *readers)
{
  Conv conv = { CONV_USER, *acc };
  Content content = { .kind = CONTENT_JOIN };
  guint8 proof[PRIM_HASH_BYTES];
  g_autofree char *text = NULL;
  Id self = core_self (core);

  grouplink_proof (join->link, &join->grp, &self, proof);
  content.join.grp = join->grp;
  content.join.proof = text = base64url_encode (proof, sizeof proof);
  content.join.name = core->account->name;
  content.join.off = join->wish == JOIN_WITHDRAW;
  outbox_add_aside (core, &conv, &content, readers);
}

/* TRUE: it is done with, one way or the other. Taken back it is with everybody: who was asked then
 * may not be among the first any more. */
static gboolean
try_join (Core *core, Join *join)
{
  gboolean late = g_get_monotonic_time () > join->until, asked = FALSE;
  guint n = MIN (join->asks->len, join->wish == JOIN_ASK ? ASKED_MAX : LIMIT_ASKS_MAX);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  gboolean ready = TRUE;

  for (guint i = 0; i < n; i++) {
    GArray *readers = g_array_new (FALSE, FALSE, sizeof (Party));

    g_ptr_array_add (all, readers);
    ready &= find_readers (core, &g_array_index (join->asks, Id, i), readers);
  }
  if (!ready && !late)
    return FALSE;
  core_begin (core);
  for (guint i = 0; i < n; i++) {
    const GArray *readers = all->pdata[i];

    if (readers->len > 0)
      ask (core, join, &g_array_index (join->asks, Id, i), readers);
    asked |= readers->len > 0;
  }
  if (asked && join->wish == JOIN_ASK)
    remember (core, join);
  else if (asked)
    join_settle (core, &join->grp);
  core_commit (core, NULL);
  if (asked)
    g_task_return_pointer (join->task, id_copy (&join->grp), g_free);
  else
    g_task_return_new_error_literal (
        join->task, WHIN_ERROR, WHIN_ERROR_UNREACHABLE,
        _ ("No admin of this group can be asked now. Try again later."));
  return TRUE;
}

void
joins_pump (Core *core)
{
  GPtrArray *joins = core->groups->joins;

  for (guint i = 0; i < joins->len;)
    if (try_join (core, joins->pdata[i]))
      g_ptr_array_remove_index (joins, i);
    else
      i++;
}

static void
late_cb (Core *core, gpointer data)
{
  joins_pump (core);
  outbox_pump (core);
}

/* -- The link. -- */

static void
show (Core *core, const Join *join, const RestJoinReply *reply)
{
  CoreInvitation *invitation = g_new0 (CoreInvitation, 1);

  invitation->conv = (Conv) { CONV_GROUP, reply->grp };
  invitation->name = grouplink_open_name (join->link, &reply->grp, reply->preview);
  invitation->members = (guint) reply->members;
  invitation->inside = groups_get_inside (core, &reply->grp) != NULL;
  invitation->asked =
      !invitation->inside && own_state_number (core, "asked", &invitation->conv) != 0;
  g_task_return_pointer (join->task, invitation, (GDestroyNotify) core_invitation_free);
}

static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
}

/* With a link go the requests by it. */
static void
withdrawn (Core *core, const Join *join)
{
  core_begin (core);
  join_settle (core, &join->grp);
  if (core_commit (core, NULL))
    outbox_pump (core);
  g_task_return_pointer (join->task, id_copy (&join->grp), g_free);
}

static void
looked_cb (Core *core, gconstpointer data, const GError *error, gpointer user_data)
{
  Join *join = user_data;
  const RestJoinReply *reply = data;

  if (error == NULL && join->wish != JOIN_LOOK && !core->stopping) {
    join->grp = reply->grp;
    join->name = grouplink_open_name (join->link, &reply->grp, reply->preview);
    join->asks = g_array_copy (reply->asks);
    join->until = g_get_monotonic_time () + PATIENCE_MS * 1000;
    g_ptr_array_add (core->groups->joins, join);
    g_source_unref (core_timeout (core, PATIENCE_MS + 1, late_cb));
    outbox_pump (core);
    return;
  }
  if (error == NULL)
    show (core, join, reply);
  else if (join->wish == JOIN_WITHDRAW && is_gone (error))
    withdrawn (core, join);
  else if (is_gone (error))
    g_task_return_new_error_literal (join->task, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                                     _ ("This link does not work any more. Ask for a new one."));
  else
    g_task_return_error (join->task, g_error_copy (error));
  join_free (join);
}

static Join *
join_for (GTask *task, JoinWish wish)
{
  Join *join = g_new0 (Join, 1);

  join->task = g_object_ref (task);
  join->wish = wish;
  return join;
}

static void
begin (Core *core, Join *join)
{
  RestJoin body;
  g_autofree char *token = grouplink_token (join->link);

  body.tok = token;
  core_rest (core, REST_JOIN, NULL, &body, looked_cb, join);
}

static void
follow (Core *core, GTask *task, JoinWish wish)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *server = NULL;
  Join *join;

  if (!group_may_begin (core, task))
    return;
  join = join_for (task, wish);
  if (grouplink_from_text (g_task_get_task_data (task), join->link, &server, &error) &&
      strcmp (server, core->account->server) != 0)
    error = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                                 _ ("This group is on another server."));
  if (error == NULL) {
    begin (core, join);
    return;
  }
  g_task_return_error (task, g_steal_pointer (&error));
  join_free (join);
}

static void
look_cb (Core *core, GTask *task)
{
  follow (core, task, JOIN_LOOK);
}

static void
join_cb (Core *core, GTask *task)
{
  follow (core, task, JOIN_ASK);
}

static void
withdraw_cb (Core *core, GTask *task)
{
  const Id *grp = g_task_get_task_data (task);
  Join *join;

  if (!group_may_begin (core, task))
    return;
  join = join_for (task, JOIN_WITHDRAW);
  join->grp = *grp;
  if (recall (core, grp, join->link)) {
    begin (core, join);
    return;
  }
  g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_NOT_FOUND,
                                   _ ("There is no request to join this group."));
  join_free (join);
}

void
core_look_invitation_async (Core *core,
                            const char *link,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  core_call (core, look_cb, g_strdup (link), g_free, cancellable, callback, user_data);
}

CoreInvitation *
core_look_invitation_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
core_join_async (Core *core,
                 const char *link,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  core_call (core, join_cb, g_strdup (link), g_free, cancellable, callback, user_data);
}

void
core_withdraw_async (Core *core,
                     const Id *grp,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  core_call (core, withdraw_cb, id_copy (grp), g_free, cancellable, callback, user_data);
}

GPtrArray *
joins_new (void)
{
  return g_ptr_array_new_with_free_func (join_free);
}
