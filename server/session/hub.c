/* hub: the tables of connected devices.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub-private.h"

Hub *
hub_new (Server *server)
{
  Hub *hub = g_new0 (Hub, 1);

  hub->server = server;
  hub->sessions = g_hash_table_new (g_int64_hash, g_int64_equal);
  hub->accounts = g_hash_table_new (id_hash, id_hash_equal);
  hub->presences = g_hash_table_new_full (id_hash, id_hash_equal, g_free, presence_free);
  return hub;
}

void
hub_free (Hub *hub)
{
  if (hub == NULL)
    return;
  g_hash_table_unref (hub->presences);
  g_hash_table_unref (hub->accounts);
  g_hash_table_unref (hub->sessions);
  g_free (hub);
}

/* The key of an account is that of its first session. */
static void
set_first (Hub *hub, Session *first)
{
  g_hash_table_replace (hub->accounts, &first->acc, first);
}

void
hub_add (Hub *hub, Session *session)
{
  Session *older = hub_find (hub, session->key);

  if (older != NULL) {
    hub_remove (hub, older);
    /* A device that comes again has left the older one itself: who still hears this is a copy. */
    session_close (older, older->gen < session->gen ? CLOSE_COPIED : CLOSE_REPLACED);
  }
  g_hash_table_insert (hub->sessions, &session->key, session);
  session->sibling = hub_account (hub, &session->acc);
  set_first (hub, session);
}

static void
unlink_sibling (Hub *hub, Session *session)
{
  Session *first = hub_account (hub, &session->acc);

  if (first == session) {
    g_hash_table_remove (hub->accounts, &session->acc);
    if (session->sibling != NULL)
      set_first (hub, session->sibling);
  } else {
    while (first->sibling != session)
      first = first->sibling;
    first->sibling = session->sibling;
  }
  session->sibling = NULL;
}

void
hub_remove (Hub *hub, Session *session)
{
  hub_forget_presence (hub, session);
  if (hub_find (hub, session->key) != session)
    return;
  g_hash_table_remove (hub->sessions, &session->key);
  unlink_sibling (hub, session);
}

Session *
hub_find (Hub *hub, gint64 key)
{
  return g_hash_table_lookup (hub->sessions, &key);
}

Session *
hub_account (Hub *hub, const Id *acc)
{
  return g_hash_table_lookup (hub->accounts, acc);
}

guint
hub_count (Hub *hub)
{
  return g_hash_table_size (hub->sessions);
}

GPtrArray *
hub_all (Hub *hub)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) session_unref);
  GHashTableIter iter;
  gpointer session;

  g_hash_table_iter_init (&iter, hub->sessions);
  while (g_hash_table_iter_next (&iter, NULL, &session))
    g_ptr_array_add (all, session_ref (session));
  return all;
}

void
hub_wake (Hub *hub, GArray *deliveries)
{
  for (guint i = 0; deliveries != NULL && i < deliveries->len; i++) {
    const StoreDelivery *delivery = &g_array_index (deliveries, StoreDelivery, i);
    Session *session = hub_find (hub, delivery->key);

    if (session != NULL)
      session_grew (session, delivery->seq);
  }
}

void
hub_close_device (Hub *hub, gint64 key, CloseCode code)
{
  Session *session = hub_find (hub, key);

  if (session == NULL)
    return;
  hub_remove (hub, session);
  session_close (session, code);
}

void
hub_close_revoked (Hub *hub, const GArray *keys)
{
  for (guint i = 0; i < keys->len; i++)
    hub_close_device (hub, g_array_index (keys, gint64, i), CLOSE_REVOKED);
}

void
hub_confirm (Hub *hub, gint64 key)
{
  Session *session = hub_find (hub, key);

  if (session != NULL)
    session->pending = FALSE;
}
