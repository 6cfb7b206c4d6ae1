/* group-make: changes of groups made here - signed, kept until the server has answered, and made
 * anew when another one came first.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-work.h"

#include "devices.h"
#include "group-give.h"
#include "groupseal.h"
#include "identity.h"
#include "peers.h"

#include <glib/gi18n.h>
#include <string.h>

#define RETRY_MS 1000
#define RETRY_MAX_MS (5 * 60 * 1000)
#define TRIES_MAX 8
#define KEYS_AT_ONCE 64 /* accounts that are asked about together */

/* -- Signing. -- */

static gboolean
add_subject (Core *core, const GroupIntent *intent, GroupOp *op, const Id *acc, GError **error)
{
  GroupSubject subject = { .account = *acc, .role = intent->role };
  const Peer *peer = peers_get (core, acc);
  Id self = core_self (core);

  if (intent->kind == GROUP_CREATE && id_equal (acc, &self))
    subject.role = GROUP_ADMIN;
  if (intent->kind == GROUP_CREATE || intent->kind == GROUP_ADD) {
    if (peer == NULL || peer->trust == TRUST_STOPPED) {
      g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_UNTRUSTED,
                           _ ("Somebody's key has changed, or is not known."));
      return FALSE;
    }
    groupop_key_hash (peer->list.account_key, subject.key_hash);
  }
  groupop_add_subject (op, &subject);
  return TRUE;
}

/* Whether the change would still change something for that account. */
static gboolean
matters (const Group *group, const GroupIntent *intent, const Id *acc)
{
  const GroupMember *member = group->state != NULL ? groupstate_find (group->state, acc) : NULL;

  switch (intent->kind) {
  case GROUP_CREATE:
    return TRUE;
  case GROUP_ADD:
    return member == NULL;
  case GROUP_REMOVE:
    return member != NULL;
  default:
    return member == NULL || member->role != intent->role;
  }
}

static gboolean
add_subjects (Core *core,
              const Group *group,
              const GroupIntent *intent,
              GroupOp *op,
              GError **error)
{
  for (guint i = 0;
       intent->accs != NULL && i < intent->accs->len && op->subjects->len < GROUP_SUBJECTS_MAX;
       i++) {
    const Id *acc = &g_array_index (intent->accs, Id, i);

    if (matters (group, intent, acc) && !add_subject (core, intent, op, acc, error))
      return FALSE;
  }
  return TRUE;
}

static void
set_title (const Group *group, const GroupIntent *intent, GroupOp *op)
{
  const char *name = intent->name, *about = intent->about;
  GBytes *avatar = intent->avatar;

  if (name == NULL && group->state != NULL)
    name = group->state->name;
  if (about == NULL && group->state != NULL)
    about = group->state->about;
  if (avatar == NULL && group->state != NULL)
    avatar = group->state->avatar;
  g_set_str (&op->name, name);
  g_set_str (&op->about, about != NULL ? about : "");
  if (avatar == NULL)
    return;
  g_bytes_unref (op->avatar);
  op->avatar = g_bytes_ref (avatar);
}

static gboolean
has_secret (GroupOpKind kind)
{
  return kind == GROUP_REMOVE || kind == GROUP_SECRET;
}

static void
set_secret (const Group *group, const GroupIntent *intent, GroupOp *op)
{
  GBytes *secret = has_secret (intent->kind) ? group->row->next_secret : group->row->secret;

  if (has_secret (intent->kind) || intent->kind == GROUP_CREATE)
    groupseal_name (g_bytes_get_data (secret, NULL), op->secret);
}

static GroupOp *
op_of (Core *core, const Group *group, const GroupIntent *intent, GError **error)
{
  g_autoptr (GroupOp) op = groupop_new (intent->kind);
  const Party *self = identity_party (core);

  op->group = group->row->grp;
  op->n = 1;
  if (group->state != NULL) {
    op->n = group->state->n + 1;
    memcpy (op->before, group->state->hash, sizeof op->before);
  }
  op->actor = self->address.account;
  op->device = self->address.device;
  op->time = core_now (core);
  if (intent->kind == GROUP_CREATE || intent->kind == GROUP_RENAME)
    set_title (group, intent, op);
  op->timer = intent->timer;
  set_secret (group, intent, op);
  if (intent->kind == GROUP_RULES)
    op->rules = intent->rules;
  if (intent->kind == GROUP_LINK) {
    op->link_mode = intent->link_mode;
    memcpy (op->link, intent->link, sizeof op->link);
  }
  return add_subjects (core, group, intent, op, error) ? g_steal_pointer (&op) : NULL;
}

/* Somebody else may have done the same. */
static gboolean
is_done (const Group *group, const GroupIntent *intent, const GroupOp *op)
{
  const GroupState *state = group->state;

  if (state == NULL)
    return FALSE;
  switch (intent->kind) {
  case GROUP_LEAVE:
    return !group->row->inside;
  case GROUP_RENAME:
    return strcmp (op->name, state->name) == 0 && strcmp (op->about, state->about) == 0 &&
           g_bytes_equal (op->avatar, state->avatar);
  case GROUP_TIMER:
    return op->timer == state->timer;
  case GROUP_RULES:
    return op->rules == state->rules;
  case GROUP_SECRET:
    return !state->stale;
  case GROUP_LINK:
    return op->link_mode == state->link_mode &&
           memcmp (op->link, state->link, sizeof op->link) == 0;
  case GROUP_CREATE:
    return TRUE;
  default:
    return op->subjects->len == 0;
  }
}

static gboolean
try_it (Core *core, const Group *group, GBytes *op, GroupState **next, GError **error)
{
  const Party *self = identity_party (core);
  GroupSigner signer = { self->address.account, self->address.device, { 0 }, { 0 } };
  gsize len;
  gconstpointer data = g_bytes_get_data (op, &len);

  memcpy (signer.account_key, self->account_key, sizeof signer.account_key);
  memcpy (signer.signing, self->signing_key, sizeof signer.signing);
  if (groupstate_apply (group->state, data, len, &signer, next, error) != GROUP_APPLIED)
    return FALSE;
  if ((*next)->members->len <= LIMIT_MEMBERS_MAX)
    return TRUE;
  g_clear_pointer (next, groupstate_free);
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG,
                       _ ("The group would have too many members."));
  return FALSE;
}

GBytes *
group_sign (Core *core,
            const Group *group,
            const GroupIntent *intent,
            GroupState **next,
            GError **error)
{
  g_autoptr (GroupOp) op = op_of (core, group, intent, error);
  g_autoptr (GBytes) bytes = NULL;
  gsize len;
  gconstpointer data;

  if (op == NULL || is_done (group, intent, op))
    return NULL;
  bytes = groupop_sign (op, identity_signing_secret (core), error);
  if (bytes == NULL || !try_it (core, group, bytes, next, error))
    return NULL;
  data = g_bytes_get_data (bytes, &len);
  return groupseal_seal (g_bytes_get_data (group->row->secret, NULL), &group->row->grp,
                         GROUP_SEALED_OP, data, len);
}

/* -- Ends. -- */

static void
end_intent (GroupWork *work, const GError *error)
{
  GroupIntent *intent = g_queue_pop_head (&work->intents);

  if (intent == NULL)
    return;
  if (intent->task != NULL && error != NULL)
    g_task_return_error (intent->task, g_error_copy (error));
  else if (intent->task != NULL)
    g_task_return_pointer (intent->task, id_copy (&work->grp), g_free);
  g_clear_object (&intent->task);
  group_intent_free (intent);
}

static void
pump_cb (Core *core, gpointer data)
{
  groups_resume (core);
}

static void
hold_back (Core *core, GroupWork *work, gint64 at_least_ms)
{
  gint64 delay = MAX (MIN (RETRY_MS << MIN (work->put_tries, 9), RETRY_MAX_MS), at_least_ms);

  work->put_tries++;
  work->put_until = g_get_monotonic_time () + delay * 1000;
  g_source_unref (core_timeout (core, delay + 1, pump_cb));
}

/* In a transaction: the server will not have it. A group that never was is no more. */
static void
drop_pending (Core *core, Group *group)
{
  g_clear_pointer (&group->row->pending, g_bytes_unref);
  g_clear_pointer (&group->row->pending_to, g_array_unref);
  groups_save (core, group);
}

static void
fail (Core *core, GroupWork *work, const GError *error)
{
  Id grp = work->grp;
  Group *group = groups_get (core, &grp);

  core_begin (core);
  if (group != NULL)
    drop_pending (core, group);
  if (group != NULL && group->state == NULL)
    groups_forget (core, &grp);
  core_commit (core, NULL);
  end_intent (work, error);
}

/* -- The server's answer. -- */

static void
take_own (Core *core, Group *group)
{
  g_autofree char *change = base64url_encode (g_bytes_get_data (group->row->pending, NULL),
                                              g_bytes_get_size (group->row->pending));
  RestChange own = { group->row->place + 1, core_self (core), core->account->dev, core_now (core),
                     change };

  core_begin (core);
  group_apply_change (core, group, &own);
  core_commit (core, NULL);
}

static void
beaten (Core *core, GroupWork *work, Group *group, const GError *error)
{
  GroupIntent *intent = g_queue_peek_head (&work->intents);

  if (group->state == NULL || (intent != NULL && ++intent->tries >= TRIES_MAX)) {
    fail (core, work, error);
    return;
  }
  core_begin (core);
  drop_pending (core, group);
  core_commit (core, NULL);
  work->until = 0;
  group_fetch (core, &work->grp);
}

/* One change takes so many people; the others follow in the next. */
static gboolean
has_more (const Group *group, GroupIntent *intent)
{
  if (intent == NULL || intent->accs == NULL || intent->accs->len <= GROUP_SUBJECTS_MAX ||
      ++intent->tries >= TRIES_MAX)
    return FALSE;
  if (intent->kind == GROUP_CREATE)
    intent->kind = GROUP_ADD;
  for (guint i = 0; i < intent->accs->len; i++)
    if (matters (group, intent, &g_array_index (intent->accs, Id, i)))
      return TRUE;
  return FALSE;
}

/* It may be that the change has come back before the answer. If another one came back in its place,
 * the server has said yes and kept something else. */
static void
accepted (Core *core, GroupWork *work, Group *group)
{
  g_autoptr (GError) other = NULL;

  if (group->row->pending != NULL && group->row->place >= work->put_n) {
    other = g_error_new_literal (WHIN_ERROR, WHIN_ERROR_CONFLICT,
                                 _ ("The server does not keep what is changed in this group."));
    beaten (core, work, group, other);
    return;
  }
  if (group->row->pending != NULL)
    take_own (core, group);
  work->put_tries = 0;
  if (!has_more (group, g_queue_peek_head (&work->intents)))
    end_intent (work, NULL);
}

static gboolean
may_retry (const GError *error)
{
  switch (error->code) {
  case WHIN_ERROR_OFFLINE:
  case WHIN_ERROR_UNREACHABLE:
  case WHIN_ERROR_BUSY:
  case WHIN_ERROR_RATE:
  case WHIN_ERROR_STORAGE:
  case WHIN_ERROR_INTERNAL:
    return TRUE;
  default:
    return error->domain != WHIN_ERROR;
  }
}

static void
put_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autofree Id *grp = data;
  GroupWork *work = g_hash_table_lookup (core->groups->works, grp);
  Group *group = core->account != NULL ? groups_get (core, grp) : NULL;

  if (core->stopping || work == NULL)
    return;
  work->putting = FALSE;
  if (group == NULL)
    end_intent (work, error);
  else if (error == NULL || group->row->pending == NULL)
    accepted (core, work, group);
  else if (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_CONFLICT))
    beaten (core, work, group, error);
  else if (may_retry (error))
    hold_back (core, work, error_retry_ms (error));
  else
    fail (core, work, error);
  group_make_pump (core, work);
  outbox_pump (core);
}

static void
put (Core *core, GroupWork *work, const Group *group)
{
  const StoreGroup *row = group->row;
  g_autofree char *change =
      base64url_encode (g_bytes_get_data (row->pending, NULL), g_bytes_get_size (row->pending));
  g_autofree char *prev = NULL;
  RestGroupAppend body = { row->place + 1, NULL, change, row->pending_to };
  IdText text;

  if (row->tip != NULL)
    body.prev = prev =
        base64url_encode (g_bytes_get_data (row->tip, NULL), g_bytes_get_size (row->tip));
  work->putting = TRUE;
  work->put_n = body.n;
  core_rest (core, REST_GROUP_APPEND, id_to_text (&row->grp, text), &body, put_cb,
             id_copy (&row->grp));
}

/* -- Beginning. -- */

static void
make_secret (StoreGroup *row)
{
  guint8 secret[PRIM_KEY_BYTES];

  prim_random (secret, sizeof secret);
  g_clear_pointer (&row->next_secret, g_bytes_unref);
  row->next_secret = g_bytes_new (secret, sizeof secret);
  prim_wipe (secret, sizeof secret);
}

/* Kept before it goes: the answer may be lost, and then it must be the very same again. */
static gboolean
prepare (Core *core, GroupWork *work, Group *group, const GroupIntent *intent)
{
  g_autoptr (GroupState) next = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *sealed;

  if (has_secret (intent->kind))
    make_secret (group->row);
  sealed = group_sign (core, group, intent, &next, &error);

  if (sealed == NULL) {
    if (error != NULL)
      fail (core, work, error);
    else
      end_intent (work, NULL);
    return FALSE;
  }
  group->row->pending = sealed;
  group->row->pending_to = g_array_new (FALSE, FALSE, sizeof (Id));
  for (guint i = 0; i < next->members->len; i++)
    g_array_append_val (group->row->pending_to,
                        g_array_index (next->members, GroupMember, i).account);
  core_begin (core);
  groups_save (core, group);
  return core_commit (core, NULL);
}

/* FALSE: keys of somebody are on their way. */
static gboolean
has_keys (Core *core, const GroupIntent *intent)
{
  guint asked = 0;

  if (intent->kind != GROUP_CREATE && intent->kind != GROUP_ADD)
    return TRUE;
  for (guint i = 0; i < intent->accs->len && asked < KEYS_AT_ONCE; i++) {
    const Id *acc = &g_array_index (intent->accs, Id, i);

    if (peers_get (core, acc) == NULL && !devices_are_hopeless (core, acc)) {
      devices_refresh (core, acc);
      asked++;
    }
  }
  return asked == 0;
}

/* -- Another secret. -- */

/* Of several admins one is first, and the others see that it is done. */
#define SECRET_AFTER_MS 500
#define SECRET_WITHIN_MS 5000

void
group_make_secret_soon (Core *core, const Group *group)
{
  GroupWork *work = group_work (core, &group->row->grp);
  Id self = core_self (core);
  gint64 delay = SECRET_AFTER_MS + g_random_int_range (0, SECRET_WITHIN_MS);

  if (!group->state->stale || !group->row->inside || work->secret_at != 0 ||
      !groupstate_is_admin (group->state, &self))
    return;
  work->secret_at = g_get_monotonic_time () + delay * 1000;
  g_source_unref (core_timeout (core, delay + 1, pump_cb));
}

static void
add_secret_intent (const Group *group, GroupWork *work)
{
  GroupIntent *intent;

  if (work->secret_at == 0 || g_get_monotonic_time () < work->secret_at)
    return;
  work->secret_at = 0;
  if (!group->state->stale || !g_queue_is_empty (&work->intents))
    return;
  intent = g_new0 (GroupIntent, 1);
  intent->kind = GROUP_SECRET;
  g_queue_push_tail (&work->intents, intent);
}

static void
ask_for_secret (Core *core, Group *group)
{
  core_begin (core);
  group_ask_members (core, group);
  core_commit (core, NULL);
}

void
group_make_pump (Core *core, GroupWork *work)
{
  Group *group = groups_get (core, &work->grp);
  GroupIntent *intent;

  if (group == NULL || work->putting || work->mending || !core->ready || core->stopping ||
      group_is_busy (core, &work->grp) || g_get_monotonic_time () < work->put_until)
    return;
  if (group->state != NULL)
    add_secret_intent (group, work);
  while (group != NULL && group->row->pending == NULL) {
    intent = g_queue_peek_head (&work->intents);
    if (intent == NULL || !has_keys (core, intent))
      return;
    if (group->state != NULL && group->row->inside && !groups_has_secret (group)) {
      ask_for_secret (core, group);
      return;
    }
    prepare (core, work, group, intent);
    group = groups_get (core, &work->grp);
  }
  if (group != NULL)
    put (core, work, group);
}
