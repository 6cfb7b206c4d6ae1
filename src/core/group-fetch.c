/* group-fetch: changes from the server, page by page, each page applied in one transaction. What
 * comes through the mailbox meanwhile waits, so that it finds the group as it was when it was
 * written.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-work.h"

#include "group-give.h"
#include "group-keys.h"
#include "group-link.h"
#include "group-mend.h"
#include "group-photo.h"

#define RETRY_MS 500
#define RETRY_MAX_MS (5 * 60 * 1000)
#define LOST_MAX 5

static void
resume_cb (Core *core, gpointer data)
{
  groups_resume (core);
}

/* Whatever came of it, nobody waits any longer. */
static void
end (Core *core, GroupWork *work)
{
  g_clear_pointer (&work->changes, g_ptr_array_unref);
  work->parked = FALSE;
  work->done_for = MAX (work->done_for, work->asked_for);
  sync_resume (core);
  group_make_pump (core, work);
  outbox_pump (core);
}

static void
hold_back (Core *core, GroupWork *work, gint64 at_least_ms)
{
  gint64 delay = MAX (MIN (RETRY_MS << MIN (work->tries, 10), RETRY_MAX_MS), at_least_ms);

  work->tries++;
  work->until = g_get_monotonic_time () + delay * 1000;
  g_source_unref (core_timeout (core, delay + 1, resume_cb));
}

/* -- Applying. -- */

/* Nothing in the mailbox will bring what is missing. */
static gboolean
is_caught_up (Core *core)
{
  return core->link_row != NULL && core->link_row->state == LINK_LIVE;
}

/* Looks at as many as can be looked at. */
static GroupChangeResult
apply_page (Core *core, GroupWork *work)
{
  GroupChangeResult result = GROUP_CHANGE_DONE;
  Group *group;

  core_begin (core);
  group = groups_get (core, &work->grp);
  while (group != NULL && work->at < work->changes->len && result == GROUP_CHANGE_DONE) {
    result = group_apply_change (core, group, work->changes->pdata[work->at]);
    work->at += result == GROUP_CHANGE_DONE;
  }
  if (result == GROUP_CHANGE_UNKNOWN || (result == GROUP_CHANGE_LOCKED && is_caught_up (core)))
    group_ask_members (core, group);
  if (!core_commit (core, NULL))
    result = GROUP_CHANGE_WRONG;
  return result;
}

/* The server has told of a change that it does not give. */
static gboolean
is_withheld (Core *core, const Id *grp)
{
  const Group *group = groups_get (core, grp);

  return group != NULL && group->state != NULL && group->row->inside &&
         group->row->seen > group->row->place;
}

static void
go_on (Core *core, GroupWork *work)
{
  switch (apply_page (core, work)) {
  case GROUP_CHANGE_WAITS:
    work->parked = TRUE;
    return;
  case GROUP_CHANGE_DONE:
    if (work->more) {
      work->tries = 0;
      g_clear_pointer (&work->changes, g_ptr_array_unref);
      work->parked = FALSE;
      group_fetch (core, &work->grp);
      return;
    }
    if (is_withheld (core, &work->grp))
      hold_back (core, work, 0);
    else
      work->tries = 0;
    break;
  case GROUP_CHANGE_LOCKED:
    /* It comes through the mailbox, which must not wait. */
  case GROUP_CHANGE_UNKNOWN:
  case GROUP_CHANGE_WRONG:
    hold_back (core, work, RETRY_MAX_MS / 5);
    break;
  }
  end (core, work);
}

static void
free_change (gpointer data)
{
  RestChange *change = data;

  g_free (change->change);
  g_free (change);
}

static void
take_page (GroupWork *work, const RestChanges *reply)
{
  work->changes = g_ptr_array_new_with_free_func (free_change);
  work->at = 0;
  work->more = reply->more && reply->changes != NULL && reply->changes->len > 0;
  for (guint i = 0; reply->changes != NULL && i < reply->changes->len; i++) {
    const RestChange *from = reply->changes->pdata[i];
    RestChange *change = g_memdup2 (from, sizeof *from);

    change->change = g_strdup (from->change);
    g_ptr_array_add (work->changes, change);
  }
}

/* What was told of is not there. */
static void
forget_told (Core *core, const Id *grp)
{
  Group *group = groups_get (core, grp);

  if (group == NULL || group->row->seen <= group->row->place)
    return;
  core_begin (core);
  group->row->seen = group->row->place;
  store_group_set_seen (core->store, grp, group->row->seen);
  core_commit (core, NULL);
}

/* It takes the newest change only of a group that it does not know at all. */
static void
bring_back (Core *core, GroupWork *work)
{
  const Group *group = groups_get_inside (core, &work->grp);

  if (group != NULL && group->row->place > 0)
    group_mend (core, &work->grp, group->row->place - 1);
}

static void
fetched_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autofree Id *grp = data;
  GroupWork *work = g_hash_table_lookup (core->groups->works, grp);

  if (core->stopping || core->account == NULL || work == NULL)
    return;
  work->asking = FALSE;
  if (error != NULL) {
    gboolean gone = g_error_matches (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);

    /* Whoever writes to it hears that they are not in it; or the server has lost all of it. */
    work->gone = gone;
    if (gone) {
      forget_told (core, &work->grp);
      bring_back (core, work);
    }
    hold_back (core, work, gone ? RETRY_MAX_MS : error_retry_ms (error));
    end (core, work);
    return;
  }
  take_page (work, reply);
  go_on (core, work);
}

void
group_fetch (Core *core, const Id *grp)
{
  GroupWork *work = group_work (core, grp);
  const Group *group = groups_get (core, grp);
  RestGroupAsk ask;
  IdText text;

  if (group == NULL || work->asking || work->changes != NULL || !core->ready || core->stopping ||
      g_get_monotonic_time () < work->until)
    return;
  work->asking = TRUE;
  ask.after = group->row->place;
  core_rest (core, REST_GROUP_CHANGES, id_to_text (grp, text), &ask, fetched_cb, id_copy (grp));
}

void
group_fetch_again (Core *core, const Id *grp)
{
  GroupWork *work = group_work (core, grp);

  work->tries = 0;
  work->until = 0;
  group_fetch (core, grp);
}

gboolean
group_may_be_lost (Core *core, const Id *grp)
{
  if (groups_get_inside (core, grp) == NULL || group_work (core, grp)->lost >= LOST_MAX)
    return FALSE;
  group_work (core, grp)->lost++;
  group_fetch_again (core, grp);
  return TRUE;
}

/* -- Waiting. -- */

gboolean
group_is_busy (Core *core, const Id *grp)
{
  const GroupWork *work = g_hash_table_lookup (core->groups->works, grp);

  return work != NULL && (work->asking || work->changes != NULL);
}

gboolean
group_item_must_wait (Core *core, const ProtoGroup *item)
{
  const Group *group = groups_get (core, &item->grp);
  GroupWork *work;

  if (group == NULL || group->state == NULL || item->n <= group->row->place)
    return FALSE;
  work = group_work (core, &item->grp);
  if (!group_is_busy (core, &item->grp)) {
    if (item->n <= work->done_for)
      return FALSE;
    work->asked_for = item->n;
    /* It is there again. */
    if (work->gone)
      work->until = 0;
    work->gone = FALSE;
    group_fetch (core, &item->grp);
  }
  return group_is_busy (core, &item->grp);
}

gboolean
group_message_must_wait (Core *core, const Id *grp, const Id *message)
{
  GroupWork *work = group_work (core, grp);

  if (!group_is_busy (core, grp)) {
    if (id_equal (&work->checked, message))
      return FALSE;
    work->checked = *message;
    group_fetch (core, grp);
  }
  return group_is_busy (core, grp);
}

void
group_on_item (Core *core, const ProtoGroup *item)
{
  Group *group = groups_get (core, &item->grp);

  if (group == NULL || item->n <= group->row->seen)
    return;
  group->row->seen = item->n;
  store_group_set_seen (core->store, &item->grp, item->n);
  if (group->state != NULL)
    group_keys_leave (core, group);
}

/* -- Going on. -- */

static void
resume (Core *core, GroupWork *work)
{
  const Group *group = groups_get (core, &work->grp);

  if (work->parked && work->changes != NULL) {
    work->parked = FALSE;
    go_on (core, work);
  } else if (work->tries > 0 && group != NULL) {
    group_fetch (core, &work->grp);
  }
  group_make_pump (core, work);
}

static GPtrArray *
all_works (Core *core)
{
  g_autoptr (GList) works = g_hash_table_get_values (core->groups->works);
  GPtrArray *all = g_ptr_array_new ();

  for (GList *at = works; at != NULL; at = at->next)
    g_ptr_array_add (all, at->data);
  return all;
}

void
groups_resume (Core *core)
{
  g_autoptr (GPtrArray) works = all_works (core);

  for (guint i = 0; i < works->len && core->account != NULL && !core->stopping; i++)
    resume (core, works->pdata[i]);
}

static const RestGroup *
find_listed (const RestGroups *list, const Id *grp)
{
  for (guint i = 0; list->groups != NULL && i < list->groups->len; i++) {
    const RestGroup *one = list->groups->pdata[i];

    if (id_equal (&one->grp, grp))
      return one;
  }
  return NULL;
}

/* A group that the server does not name is one this account was removed from, or one it lost. */
static void
listed_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GArray) all = NULL;

  if (error != NULL || core->stopping || core->account == NULL)
    return;
  all = store_group_list (core->store);
  for (guint i = 0; i < all->len; i++) {
    const Id *grp = &g_array_index (all, Id, i);
    const Group *group = groups_get_inside (core, grp);
    const RestGroup *one = find_listed (reply, grp);

    if (group == NULL)
      continue;
    if (one == NULL || one->n > group->row->place)
      group_fetch (core, grp);
    if (one != NULL && one->n < group->row->place)
      group_mend (core, grp, one->n);
  }
}

/* The mailbox tells of changes, but not of those it has dropped by their age. */
void
groups_on_welcome (Core *core)
{
  g_autoptr (GArray) all = store_group_list (core->store);

  if (all->len == 0)
    return;
  for (guint i = 0; i < all->len; i++) {
    GroupWork *work = group_work (core, &g_array_index (all, Id, i));

    work->tries = work->put_tries = 0;
    work->until = work->put_until = 0;
    work->told = FALSE;
    work->done_for = 0;
    work->secret_at = 0;
    work->reach = 0;
    work->lost = 0;
    work->devices_until = 0;
    work->asking_devices = FALSE;
    if (groups_get_inside (core, &work->grp) != NULL)
      group_make_secret_soon (core, groups_get (core, &work->grp));
    if (groups_get_inside (core, &work->grp) != NULL)
      group_link_on_welcome (core, groups_get (core, &work->grp));
    group_make_pump (core, work);
  }
  core_rest (core, REST_GROUPS, NULL, NULL, listed_cb, NULL);
  group_photos_resume (core);
}
