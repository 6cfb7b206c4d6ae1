/* group-apply: one change from the server - opened, proven, applied, and shown. What is none is
 * passed over: anybody in the group can bring anything, and the server cannot judge it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-work.h"

#include "devices.h"
#include "group-keys.h"
#include "group-link.h"
#include "groupseal.h"
#include "identity.h"
#include "notice.h"
#include "peers.h"
#include "store-group-key.h"

#include <sodium.h>
#include <string.h>

#define KEPT_CHANGES 64
/* What the newest list of its maker does not name is no device of theirs, unless the list is from
 * long after. */
#define YOUNG_MS (60 * 60 * (gint64) 1000)

typedef struct {
  const RestChange *from;
  GBytes *sealed;
  GBytes *plain;
  GroupOp *op;
} Change;

static void
change_clear (Change *change)
{
  g_clear_pointer (&change->sealed, g_bytes_unref);
  g_clear_pointer (&change->plain, g_bytes_unref);
  g_clear_pointer (&change->op, groupop_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Change, change_clear)

static gboolean
open_change (const Group *group, Change *change)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (change->sealed, &len);

  change->plain = groupseal_open (g_bytes_get_data (group->row->secret, NULL), &group->row->grp,
                                  GROUP_SEALED_OP, data, len, NULL);
  if (change->plain == NULL)
    return FALSE;
  data = g_bytes_get_data (change->plain, &len);
  change->op = groupop_read (data, len, NULL);
  return change->op != NULL;
}

/* -- Shown. -- */

static void
show (Core *core, const Group *group, const Change *change, MessageKind kind, const char *text)
{
  NoticeChange notice = { kind, change->op->actor,    change->from->ts,
                          text, change->op->subjects, change->op->timer };

  notice_add_change (core, group, &notice);
}

static void
show_title (Core *core, const Group *group, const Change *change, const GroupState *before)
{
  if (before == NULL || strcmp (before->name, change->op->name) != 0)
    show (core, group, change, MESSAGE_GROUP_NAME, change->op->name);
  if (before != NULL && !g_bytes_equal (before->avatar, change->op->avatar))
    show (core, group, change, MESSAGE_GROUP_PICTURE, NULL);
  if (before != NULL && strcmp (before->about, change->op->about) != 0)
    show (core, group, change, MESSAGE_GROUP_ABOUT, change->op->about);
}

static void
show_change (Core *core, const Group *group, const Change *change, const GroupState *before)
{
  switch (change->op->kind) {
  case GROUP_CREATE:
    show (core, group, change, MESSAGE_GROUP_MADE, change->op->name);
    return;
  case GROUP_ADD:
    show (core, group, change, MESSAGE_GROUP_ADDED, NULL);
    return;
  case GROUP_REMOVE:
    show (core, group, change, MESSAGE_GROUP_REMOVED, NULL);
    return;
  case GROUP_LEAVE:
    show (core, group, change, MESSAGE_GROUP_LEFT, NULL);
    return;
  case GROUP_ROLE:
    show (core, group, change,
          g_array_index (change->op->subjects, GroupSubject, 0).role == GROUP_ADMIN
              ? MESSAGE_GROUP_ADMIN
              : MESSAGE_GROUP_NO_ADMIN,
          NULL);
    return;
  case GROUP_RENAME:
    show_title (core, group, change, before);
    return;
  case GROUP_TIMER:
    show (core, group, change, MESSAGE_GROUP_TIMER, NULL);
    return;
  case GROUP_RULES:
    show (core, group, change, MESSAGE_GROUP_RULES, NULL);
    return;
  case GROUP_LINK:
    show (core, group, change, MESSAGE_GROUP_LINK, NULL);
    return;
  case GROUP_SECRET:
    return;
  }
}

/* -- Applied. -- */

/* Who came in by a change of this device gets from it what is needed to follow, and so do one's own
 * other devices when it made the group. */
static void
owe (Core *core, const Group *group, const Change *change)
{
  Id self = core_self (core);

  if (change->op->kind != GROUP_CREATE && change->op->kind != GROUP_ADD)
    return;
  group->row->profile_sent = 0;
  if (!id_equal (&change->op->actor, &self) || change->op->device != (guint32) core->account->dev)
    return;
  for (guint i = 0; i < change->op->subjects->len; i++) {
    const Id *acc = &g_array_index (change->op->subjects, GroupSubject, i).account;

    if (!id_equal (acc, &self))
      store_group_owe (core->store, &group->row->grp, acc, 0);
  }
  if (change->op->kind == GROUP_CREATE)
    store_group_owe (core->store, &group->row->grp, &self, 0);
}

/* A server may lose it. */
static void
remember (Core *core, const Group *group, const Change *change)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (Id));
  StoreGroupChange kept = { change->from->n, change->sealed, members };

  for (guint i = 0; i < group->state->members->len; i++)
    g_array_append_val (members, g_array_index (group->state->members, GroupMember, i).account);
  store_group_change_put (core->store, &group->row->grp, &kept, change->from->n - KEPT_CHANGES);
}

/* The server forgets a picture that no message names. */
static void
name_picture (Core *core, Group *group, const Change *change, const GroupState *before)
{
  Conv conv = { CONV_GROUP, group->row->grp };
  Id self = core_self (core);

  if (before == NULL || !id_equal (&change->op->actor, &self) ||
      change->op->device != (guint32) core->account->dev ||
      g_bytes_equal (before->avatar, group->state->avatar))
    return;
  group->row->profile_sent = 0;
  profile_introduce (core, &conv);
}

static gboolean
is_own (Core *core, const Change *change)
{
  Id self = core_self (core);

  return id_equal (&change->op->actor, &self) && change->op->device == (guint32) core->account->dev;
}

/* In a message to all: this device's sender key is another one now, which only those get who are
 * still in. */
static void
give_secret (Core *core, const Group *group, const Change *change)
{
  Conv conv = { CONV_GROUP, group->row->grp };
  Content content = { .kind = CONTENT_GROUP_SECRET };
  g_autofree char *text = NULL;
  Id id = id_random ();

  if ((change->op->kind != GROUP_REMOVE && change->op->kind != GROUP_SECRET) ||
      !is_own (core, change) || !groups_has_secret (group))
    return;
  content.group_secret.secret = text = base64url_encode (
      g_bytes_get_data (group->row->secret, NULL), g_bytes_get_size (group->row->secret));
  outbox_add (core, &id, &conv, &content, NULL, 0, 0, NULL);
  prim_wipe (text, strlen (text));
}

/* What stands at the server for those who have the link. */
static void
tell_link (Core *core, const Group *group, const Change *change)
{
  GroupOpKind kind = change->op->kind;

  if (is_own (core, change) &&
      (kind == GROUP_LINK ||
       (group->state->link_mode != GROUP_LINK_NONE &&
        (kind == GROUP_RENAME || kind == GROUP_ROLE || kind == GROUP_REMOVE))))
    group_link_tell (core, group);
}

static void
take_state (Core *core, Group *group, const Change *change, GroupState *next)
{
  g_autoptr (GroupState) before = g_steal_pointer (&group->state);

  groups_set_state (core, group, next);
  if (change->op->kind == GROUP_RULES)
    group->row->rules_time = change->from->ts;
  show_change (core, group, change, before);
  name_picture (core, group, change, before);
  owe (core, group, change);
  give_secret (core, group, change);
  group_link_settle (core, group);
  tell_link (core, group, change);
  group_make_secret_soon (core, group);
}

/* A member who may not change the group cannot stop it either, by what belongs to another history.
 */
static gboolean
is_doubt (const Group *group, const Change *change, GroupVerdict verdict)
{
  return (verdict == GROUP_FORK || verdict == GROUP_GAP) && group->state != NULL &&
         groupstate_is_admin (group->state, &change->op->actor);
}

static void
apply (Core *core, Group *group, const Change *change, const Party *party)
{
  GroupSigner signer = { .account = change->op->actor, .device = change->op->device };
  GroupState *next = NULL;
  GroupVerdict verdict;
  gsize len;
  gconstpointer data = g_bytes_get_data (change->plain, &len);

  memcpy (signer.account_key, party->account_key, sizeof signer.account_key);
  memcpy (signer.signing, party->signing_key, sizeof signer.signing);
  verdict = groupstate_apply (group->state, data, len, &signer, &next, NULL);
  if (verdict == GROUP_APPLIED)
    take_state (core, group, change, next);
  else if (is_doubt (group, change, verdict))
    groups_doubt (core, group, &change->op->actor, change->op->n, change->op->before);
}

/* -- In its place. -- */

/* Whatever it was, the next one comes after it. */
static void
pass (Core *core, Group *group, const Change *change)
{
  StoreGroup *row = group->row;
  guint8 tip[crypto_hash_sha256_BYTES];
  gsize len;
  const guint8 *data = g_bytes_get_data (change->sealed, &len);

  crypto_hash_sha256 (tip, data, len);
  g_clear_pointer (&row->tip, g_bytes_unref);
  row->tip = g_bytes_new (tip, sizeof tip);
  row->place = change->from->n;
  if (row->pending != NULL && g_bytes_equal (row->pending, change->sealed)) {
    g_clear_pointer (&row->pending, g_bytes_unref);
    g_clear_pointer (&row->pending_to, g_array_unref);
  }
  groups_save (core, group);
  if (group->state == NULL)
    return;
  group_keys_leave (core, group);
  remember (core, group, change);
}

/* Nobody who brings a change can put it off by naming a device that is not there, but their own. */
static GroupChangeResult
without_maker (Core *core, const Change *change)
{
  const RestChange *from = change->from;

  if (devices_are_coming (core, &change->op->actor, change->op->device))
    return GROUP_CHANGE_WAITS;
  if (!id_equal (&from->acc, &change->op->actor) || from->dev != (gint64) change->op->device ||
      core_now (core) - from->ts < YOUNG_MS)
    return GROUP_CHANGE_DONE;
  return GROUP_CHANGE_UNKNOWN;
}

GroupChangeResult
group_apply_change (Core *core, Group *group, const RestChange *from)
{
  g_auto (Change) change = { .from = from };
  GroupChangeResult result = GROUP_CHANGE_DONE;
  Party party;

  /* The answer to one's own change may come while others are asked for. */
  if (from->n <= group->row->place)
    return GROUP_CHANGE_DONE;
  if (from->n != group->row->place + 1 || (change.sealed = base64url_decode (from->change)) == NULL)
    return GROUP_CHANGE_WRONG;
  if (group->state != NULL && !groups_has_secret (group))
    return GROUP_CHANGE_LOCKED;
  if (open_change (group, &change)) {
    if (peers_party (core, &change.op->actor, change.op->device, &party))
      apply (core, group, &change, &party);
    else
      result = without_maker (core, &change);
  }
  if (result == GROUP_CHANGE_DONE)
    pass (core, group, &change);
  return result;
}
