/* group-give: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-give.h"

#include "devices.h"
#include "group-keys.h"
#include "group-open.h"
#include "group-work.h"
#include "groupseal.h"
#include "identity.h"
#include "notice.h"
#include "outbox-aside.h"
#include "peers.h"
#include "retry.h"
#include "sessions.h"
#include "store-device.h"

#include <string.h>

/* Groups whose state is wanted, at most. */
#define WORKS_MAX 4096
#define ASKED_ADMINS_MAX 3
/* The thread does something else before the next ones. */
#define PAID_AT_ONCE 8 /* the state of a large group is 100 kB */

static char *
text_of (GBytes *bytes)
{
  return base64url_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* -- Giving. -- */

static void
give (Core *core, const Group *group, const GArray *readers)
{
  const StoreGroup *row = group->row;
  Conv conv = { CONV_GROUP, row->grp };
  gsize size;
  const guint8 *data = g_bytes_get_data (row->state, &size);
  g_autofree char *secret = text_of (row->secret), *tip = text_of (row->tip);

  for (gsize at = 0; at < size; at += CONTENT_STATE_MAX) {
    g_autofree char *part = base64url_encode (data + at, MIN (size - at, CONTENT_STATE_MAX));
    Content content = { .kind = CONTENT_GROUP };

    content.group = (ContentGroup) { secret, row->place, tip, (gint64) size, (gint64) at, part };
    outbox_add_aside (core, &conv, &content, readers);
  }
  prim_wipe (secret, strlen (secret));
}

/* FALSE: lists or keys have to come first, and are on their way. */
static gboolean
find_readers (Core *core, const Group *group, const StoreGroupOwed *owed, GArray *readers)
{
  Id self = core_self (core);
  g_autoptr (GArray) devs = devices_of (core, &owed->acc);
  gboolean ready = devs != NULL;

  for (guint i = 0; devs != NULL && i < devs->len; i++) {
    gint64 dev = g_array_index (devs, gint64, i);
    Party party;

    if ((owed->dev != 0 && owed->dev != dev) ||
        (id_equal (&owed->acc, &self) && dev == core->account->dev) ||
        !groups_may_read (core, group, &owed->acc, dev, &party))
      continue;
    if (!sessions_have (core, &party)) {
      sessions_want (core, &owed->acc, dev);
      ready = FALSE;
    }
    g_array_append_val (readers, party);
  }
  return ready;
}

/* FALSE: it stays owed. */
static gboolean
pay (Core *core, const StoreGroupOwed *owed)
{
  const Group *group = groups_get_inside (core, &owed->grp);
  g_autoptr (GArray) readers = g_array_new (FALSE, FALSE, sizeof (Party));

  if (sessions_are_coming (core, &owed->acc) || (group != NULL && !groups_has_secret (group)))
    return FALSE;
  if (group != NULL && groupstate_find (group->state, &owed->acc) != NULL) {
    if (!find_readers (core, group, owed, readers))
      return FALSE;
    if (readers->len > 0)
      give (core, group, readers);
  }
  store_group_settle (core->store, owed);
  return TRUE;
}

static void
pump_cb (Core *core, gpointer data)
{
  outbox_pump (core);
}

void
groups_pay (Core *core)
{
  g_autoptr (GArray) owed = store_group_owed (core->store);
  guint paid = 0;

  if (owed->len == 0 || identity_party (core) == NULL)
    return;
  core_begin (core);
  for (guint i = 0; i < owed->len && paid < PAID_AT_ONCE; i++)
    paid += pay (core, &g_array_index (owed, StoreGroupOwed, i));
  if (core_commit (core, NULL) && paid == PAID_AT_ONCE)
    core_post (core, pump_cb, NULL, NULL);
}

void
groups_owe_own (Core *core, gint64 dev)
{
  Id self = core_self (core);
  g_autoptr (GArray) all = store_group_list (core->store);

  for (guint i = 0; i < all->len; i++)
    if (groups_get_inside (core, &g_array_index (all, Id, i)) != NULL)
      store_group_owe (core->store, &g_array_index (all, Id, i), &self, dev);
}

/* -- Taking. -- */

static GBytes *
decode (const char *text, gsize size)
{
  g_autoptr (GBytes) bytes = base64url_decode (text);

  return bytes != NULL && g_bytes_get_size (bytes) == size ? g_steal_pointer (&bytes) : NULL;
}

static gboolean
is_wanted (Core *core, const Id *grp)
{
  const Group *group = groups_get (core, grp);
  g_autoptr (GArray) all = NULL;

  if (group != NULL)
    return group->row->pending == NULL &&
           (group->state == NULL || !group->row->inside || group->row->asked);
  all = store_group_list (core->store);
  return all->len < LIMIT_GROUPS_MAX;
}

/* Puts a part where it belongs; TRUE when it was the last one. */
static gboolean
add_part (Group *group, const ProtoMsg *msg, const ContentGroup *part)
{
  StoreGroup *row = group->row;
  g_autoptr (GBytes) bytes = base64url_decode (part->state);
  g_autoptr (GByteArray) all = g_byte_array_new ();

  if (part->at != 0 &&
      (row->given == NULL || !id_equal (&row->given_acc, &msg->from) || row->given_dev != msg->fd ||
       (gint64) g_bytes_get_size (row->given) != part->at))
    return FALSE;
  if (part->at != 0)
    g_byte_array_append (all, g_bytes_get_data (row->given, NULL),
                         (guint) g_bytes_get_size (row->given));
  g_byte_array_append (all, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_clear_pointer (&row->given, g_bytes_unref);
  row->given_acc = msg->from;
  row->given_dev = msg->fd;
  row->given = g_byte_array_free_to_bytes (g_steal_pointer (&all));
  return (gint64) g_bytes_get_size (row->given) == part->size;
}

/* Whoever is an admin may make of the group what they like, so their word is as good as their
 * signature: by the state that is known when one is in the group, else by the one they give, and
 * then whoever may bring people in will do. */
static gboolean
may_give (Core *core, const Group *group, const GroupState *state, const ProtoMsg *msg)
{
  Id self = core_self (core);
  gboolean inside = group->state != NULL && group->row->inside;
  Group judge = { group->row, inside ? group->state : (GroupState *) state };
  Group given = { group->row, (GroupState *) state };
  Party party;

  return id_equal (&state->group, &group->row->grp) &&
         (group->state == NULL || state->n > group->state->n) &&
         groups_has (&given, &self, identity_party (core)->account_key) &&
         peers_party (core, &msg->from, msg->fd, &party) &&
         groups_has (&judge, &msg->from, party.account_key) &&
         (id_equal (&msg->from, &self) || groupstate_is_admin (judge.state, &msg->from) ||
          (!inside && groupstate_allows (state, &msg->from, GROUP_RULE_ADD)));
}

static void
say_added (Core *core, const Group *group, const ProtoMsg *msg)
{
  g_autoptr (GArray) people = g_array_new (FALSE, TRUE, sizeof (GroupSubject));
  GroupSubject self = { .account = core_self (core) };
  NoticeChange notice = { MESSAGE_GROUP_ADDED, msg->from, msg->ts, NULL, people };

  if (id_equal (&msg->from, &self.account))
    return;
  g_array_append_val (people, self);
  notice_add_change (core, group, &notice);
}

static void
joined_cb (Core *core, gpointer grp)
{
  if (core->account == NULL)
    return;
  core_begin (core);
  group_open_waiting (core, grp);
  receipts_flush (core);
  core_commit (core, NULL);
  group_fetch_again (core, grp);
  outbox_pump (core);
}

void
group_go_on (Core *core, const Id *grp)
{
  core_post (core, joined_cb, id_copy (grp), g_free);
}

static void
join (Core *core,
      Group *group,
      GroupState *state,
      const ProtoMsg *msg,
      const ContentGroup *part,
      GBytes *secret)
{
  StoreGroup *row = group->row;
  gboolean was_inside = group->state != NULL && row->inside;

  g_clear_pointer (&row->tip, g_bytes_unref);
  row->tip = decode (part->tip, PRIM_HASH_BYTES);
  g_bytes_unref (row->secret);
  row->secret = g_bytes_ref (secret);
  row->place = part->place;
  row->seen = MAX (row->seen, row->place);
  groups_set_state (core, group, state);
  groups_save (core, group);
  group_keys_leave (core, group);
  if (!was_inside)
    say_added (core, group, msg);
  group_go_on (core, &row->grp);
}

/* Takes the secret of whoever gives, until there is a state that it belongs to. */
static Group *
group_for (Core *core, const Id *grp, GBytes *secret)
{
  Group *group = groups_get (core, grp);

  if (group == NULL)
    return groups_make (core, grp, g_bytes_get_data (secret, NULL));
  if (group->state == NULL) {
    g_bytes_unref (group->row->secret);
    group->row->secret = g_bytes_ref (secret);
  }
  return group;
}

static gboolean
is_secret_of (const GroupState *state, GBytes *secret)
{
  guint8 name[PRIM_HASH_BYTES];

  groupseal_name (g_bytes_get_data (secret, NULL), name);
  return memcmp (name, state->secret, sizeof name) == 0;
}

/* The state that is here may lack nothing but what opens the changes after it; whoever says it, it
 * is the one that the state names or none. */
static gboolean
take_missing (Core *core, Group *group, GBytes *secret)
{
  if (group->state == NULL || groups_has_secret (group) || !is_secret_of (group->state, secret))
    return FALSE;
  groups_take_secret (group, secret);
  group->row->asked = FALSE;
  groups_save (core, group);
  group_go_on (core, &group->row->grp);
  return TRUE;
}

void
group_give_take (Core *core, const Id *grp, const ProtoMsg *msg, const ContentGroup *part)
{
  g_autoptr (GBytes) secret = decode (part->secret, PRIM_KEY_BYTES);
  g_autoptr (GroupState) state = NULL;
  Group *group;
  gsize len;
  gconstpointer data;

  if (secret == NULL || !is_wanted (core, grp) || (group = group_for (core, grp, secret)) == NULL)
    return;
  if (take_missing (core, group, secret))
    return;
  if (add_part (group, msg, part)) {
    data = g_bytes_get_data (group->row->given, &len);
    state = groupstate_unpack (data, len, NULL);
    g_clear_pointer (&group->row->given, g_bytes_unref);
  }
  if (state != NULL && is_secret_of (state, secret) && may_give (core, group, state, msg))
    join (core, group, g_steal_pointer (&state), msg, part, secret);
  else
    store_group_put (core->store, group->row);
}

/* -- Asking. -- */

static void
ask (Core *core, const Group *group, const Id *grp, const GArray *readers)
{
  Conv conv = { CONV_GROUP, *grp };
  Content content = { .kind = CONTENT_GROUP_ASK };

  content.group_ask.place = group != NULL ? group->row->place : 0;
  outbox_add_aside (core, &conv, &content, readers);
}

static void
add_devices (Core *core, const Group *group, const Id *acc, GArray *readers)
{
  Id self = core_self (core);
  g_autoptr (GArray) devs = store_device_list (core->store, acc);

  for (guint i = 0; devs != NULL && i < devs->len; i++) {
    gint64 dev = g_array_index (devs, gint64, i);
    Party party;

    if ((id_equal (acc, &self) && dev == core->account->dev) ||
        !groups_may_read (core, group, acc, dev, &party))
      continue;
    if (sessions_have (core, &party))
      g_array_append_val (readers, party);
    else
      sessions_want (core, acc, dev);
  }
}

void
group_ask_members (Core *core, Group *group)
{
  GroupWork *work = group_work (core, &group->row->grp);
  g_autoptr (GArray) readers = g_array_new (FALSE, FALSE, sizeof (Party));
  Id self = core_self (core);
  guint admins = 0;

  if (group->state == NULL)
    return;
  group->row->asked = TRUE;
  groups_save (core, group);
  if (work->told)
    return;
  add_devices (core, group, &self, readers);
  for (guint i = 0; i < group->state->members->len && admins < ASKED_ADMINS_MAX; i++) {
    const GroupMember *member = &g_array_index (group->state->members, GroupMember, i);

    if (member->role != GROUP_ADMIN || id_equal (&member->account, &self))
      continue;
    add_devices (core, group, &member->account, readers);
    admins++;
  }
  work->told = readers->len > 0;
  ask (core, group, &group->row->grp, readers);
}

void
group_ask_writer (Core *core, const Id *grp, const ProtoMsg *msg)
{
  g_autoptr (GArray) readers = NULL;
  GroupWork *work;
  Party party;

  if (g_hash_table_size (core->groups->works) >= WORKS_MAX ||
      !peers_lists (core, &msg->from, msg->fd) ||
      !peers_party (core, &msg->from, msg->fd, &party) || !sessions_have (core, &party))
    return;
  work = group_work (core, grp);
  if (work->told)
    return;
  work->told = TRUE;
  readers = g_array_new (FALSE, FALSE, sizeof (Party));
  g_array_append_val (readers, party);
  ask (core, NULL, grp, readers);
}

void
group_give_answer (Core *core, const Id *grp, const ProtoMsg *msg)
{
  const Group *group = groups_get_inside (core, grp);
  Id self = core_self (core);
  Party party;

  if (group != NULL && groups_may_read (core, group, &msg->from, msg->fd, &party) &&
      (id_equal (&msg->from, &self) || groupstate_is_admin (group->state, &self)) &&
      retry_may_answer (core, msg, grp))
    store_group_owe (core->store, grp, &msg->from, msg->fd);
}
