/* presence: an account is online while one of its devices is in use, and a little longer, so that a
 * lost connection is no news. SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub-private.h"
#include "sight.h"

typedef struct {
  Hub *hub;
  Id acc;
  int active;
  guint linger;
  GPtrArray *watchers; /* of Session, borrowed */
} Presence;

void
presence_free (gpointer data)
{
  Presence *presence = data;

  g_clear_handle_id (&presence->linger, g_source_remove);
  g_ptr_array_unref (presence->watchers);
  g_free (presence);
}

static Presence *
get_presence (Hub *hub, const Id *acc)
{
  Presence *presence = g_hash_table_lookup (hub->presences, acc);

  if (presence == NULL) {
    presence = g_new0 (Presence, 1);
    presence->hub = hub;
    presence->acc = *acc;
    presence->watchers = g_ptr_array_new ();
    g_hash_table_insert (hub->presences, id_copy (acc), presence);
  }
  return presence;
}

static void
drop_if_idle (Presence *presence)
{
  Id acc = presence->acc;

  if (presence->active == 0 && presence->linger == 0 && presence->watchers->len == 0)
    g_hash_table_remove (presence->hub->presences, &acc);
}

gboolean
hub_is_online (Hub *hub, const Id *acc)
{
  const Presence *presence = g_hash_table_lookup (hub->presences, acc);

  return presence != NULL && (presence->active > 0 || presence->linger != 0);
}

static void
publish (Presence *presence, gint64 seen)
{
  for (guint i = 0; i < presence->watchers->len; i++) {
    Session *watcher = presence->watchers->pdata[i];
    Sight *sight = sight_find (watcher, &presence->acc);

    if (sight == NULL || !sight->known)
      continue;
    if (seen != 0 && sight->may_seen)
      sight->seen = seen;
    if (sight->online || sight->may_seen)
      sight_tell (watcher, &presence->acc, sight);
  }
}

static void
seen_done (gpointer data, const GError *error)
{
  g_free (data);
}

static gboolean
linger_cb (gpointer data)
{
  Presence *presence = data;
  StoreSeen *seen = g_new0 (StoreSeen, 1);

  presence->linger = 0;
  seen->acc = presence->acc;
  seen->now = server_now ();
  store_seen (presence->hub->server->store, seen, seen_done, seen);
  publish (presence, seen->now);
  drop_if_idle (presence);
  return G_SOURCE_REMOVE;
}

void
hub_set_active (Hub *hub, const Id *acc, int change)
{
  Presence *presence = get_presence (hub, acc);
  gboolean was_online = hub_is_online (hub, acc);

  presence->active += change;
  g_clear_handle_id (&presence->linger, g_source_remove);
  if (presence->active == 0)
    presence->linger = g_timeout_add (hub->server->linger_ms, linger_cb, presence);
  else if (!was_online)
    publish (presence, 0);
}

void
hub_watch (Hub *hub, Session *session, const Id *acc)
{
  g_ptr_array_add (get_presence (hub, acc)->watchers, session);
}

void
hub_unwatch (Hub *hub, Session *session, const Id *acc)
{
  Presence *presence = g_hash_table_lookup (hub->presences, acc);

  if (presence == NULL)
    return;
  g_ptr_array_remove_fast (presence->watchers, session);
  drop_if_idle (presence);
}

void
hub_review_sight (Hub *hub, const Id *acc)
{
  g_autoptr (GPtrArray) all = hub_all (hub);

  for (guint i = 0; i < all->len; i++) {
    Session *session = all->pdata[i];

    if (sight_find (session, acc) != NULL)
      sight_review (session, acc);
  }
}

static void
review_one_side (Hub *hub, const Id *viewer, const Id *acc)
{
  for (Session *session = hub_account (hub, viewer); session != NULL; session = session->sibling)
    if (sight_find (session, acc) != NULL)
      sight_review (session, acc);
}

void
hub_review_pair (Hub *hub, const Id *a, const Id *b)
{
  review_one_side (hub, a, b);
  review_one_side (hub, b, a);
}

void
hub_forget_presence (Hub *hub, Session *session)
{
  sight_forget_all (session);
  if (session->active)
    hub_set_active (hub, &session->acc, -1);
  session->active = FALSE;
}
