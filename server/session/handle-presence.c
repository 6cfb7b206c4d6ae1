/* handle-presence: who is here, who is typing. Nothing of it is stored but the last time an account
 * was seen. SPDX-License-Identifier: GPL-3.0-or-later */
#include "dispatch.h"
#include "hub.h"
#include "sight.h"

#define SIGHTS_MAX 1024

typedef struct {
  Session *session;
  StoreMaySee may;
  ProtoEph *eph; /* to be relayed when it is known whether it may be; or NULL */
} Look;

void
sight_tell (Session *session, const Id *acc, const Sight *sight)
{
  ProtoPres pres = { .acc = *acc };

  pres.on = sight->online && hub_is_online (session->server->hub, acc);
  pres.seen = pres.on || !sight->may_seen ? 0 : sight->seen;
  session_send (session, PROTO_PRES, &pres, CONN_EPHEMERAL);
}

Sight *
sight_find (Session *session, const Id *acc)
{
  return session->sights != NULL ? g_hash_table_lookup (session->sights, acc) : NULL;
}

static Sight *
get_sight (Session *session, const Id *acc)
{
  Sight *sight = sight_find (session, acc);

  if (session->sights == NULL)
    session->sights = g_hash_table_new_full (id_hash, id_hash_equal, g_free, g_free);
  if (sight == NULL) {
    sight = g_new0 (Sight, 1);
    g_hash_table_insert (session->sights, id_copy (acc), sight);
  }
  return sight;
}

/* A pending device hears only what its own account says to it. */
static gboolean
hears (const Session *target, const Session *from, const ProtoEph *eph)
{
  if (target == from || target->state != SESSION_LIVE)
    return FALSE;
  if (target->pending)
    return eph->dev == target->dev && id_equal (&target->acc, &from->acc);
  return eph->dev == 0 || eph->dev == target->dev;
}

static void
relay (Session *session, const ProtoEph *eph)
{
  Session *target = hub_account (session->server->hub, &eph->conv.id);
  ProtoEph out = {
    .conv = { CONV_USER, session->acc }, .from = session->acc, .fd = session->dev, .body = eph->body
  };
  g_autoptr (GBytes) text = NULL;

  if (target == NULL)
    return;
  text = proto_encode (PROTO_EPH, &out);
  for (; target != NULL; target = target->sibling)
    if (hears (target, session, eph))
      conn_send (target->conn, text, CONN_EPHEMERAL);
}

static void
keep_sight (Session *session, const StoreSight *seen)
{
  Sight *sight = get_sight (session, &seen->acc);

  sight->known = TRUE;
  sight->write = seen->write;
  sight->online = seen->online;
  sight->may_seen = seen->may_seen;
  sight->seen = seen->seen;
  if (sight->watched)
    sight_tell (session, &seen->acc, sight);
}

static void
look_done (gpointer data, const GError *error)
{
  Look *look = data;
  Session *session = look->session;

  for (guint i = 0; error == NULL && session->state != SESSION_CLOSED && i < look->may.sights->len;
       i++)
    keep_sight (session, &g_array_index (look->may.sights, StoreSight, i));
  if (look->eph != NULL) {
    const Sight *sight = sight_find (session, &look->eph->conv.id);

    if (sight != NULL && sight->known && sight->write)
      relay (session, look->eph);
    proto_free (PROTO_EPH, look->eph);
  }
  g_array_unref (look->may.sights);
  session_unref (session);
  g_free (look);
}

static void
look_at (Session *session, const Id *accs, guint n, ProtoEph *eph)
{
  Look *look = g_new0 (Look, 1);

  look->session = session_ref (session);
  look->eph = eph;
  look->may.viewer = session->acc;
  look->may.sights = g_array_new (FALSE, TRUE, sizeof (StoreSight));
  for (guint i = 0; i < n; i++) {
    StoreSight sight = { .acc = accs[i] };

    g_array_append_val (look->may.sights, sight);
  }
  store_may_see (session->server->store, &look->may, look_done, look);
}

/* What was known counts no more from now on. */
void
sight_review (Session *session, const Id *acc)
{
  get_sight (session, acc)->known = FALSE;
  look_at (session, acc, 1, NULL);
}

void
sight_forget_all (Session *session)
{
  GHashTableIter iter;
  gpointer acc, sight;

  if (session->sights == NULL)
    return;
  g_hash_table_iter_init (&iter, session->sights);
  while (g_hash_table_iter_next (&iter, &acc, &sight))
    if (((Sight *) sight)->watched)
      hub_unwatch (session->server->hub, session, acc);
  g_clear_pointer (&session->sights, g_hash_table_unref);
}

static guint
count_sights (const Session *session)
{
  return session->sights != NULL ? g_hash_table_size (session->sights) : 0;
}

void
handle_watch (Session *session, gpointer body, Answer *answer)
{
  ProtoWatch *op = body;

  session_pass (session, answer);
  sight_forget_all (session);
  for (guint i = 0; i < op->accs->len; i++) {
    const Id *acc = &g_array_index (op->accs, Id, i);
    Sight *sight = get_sight (session, acc);

    if (!sight->watched)
      hub_watch (session->server->hub, session, acc);
    sight->watched = TRUE;
  }
  look_at (session, (const Id *) (gpointer) op->accs->data, op->accs->len, NULL);
  proto_free (PROTO_WATCH, op);
}

void
handle_active (Session *session, gpointer body, Answer *answer)
{
  ProtoActive *op = body;

  session_pass (session, answer);
  if (op->on != session->active) {
    session->active = op->on;
    hub_set_active (session->server->hub, &session->acc, op->on ? 1 : -1);
  }
  proto_free (PROTO_ACTIVE, op);
}

/* And speaks only to one of it. */
static gboolean
may_speak (const Session *session, const ProtoEph *eph)
{
  return !session->pending ||
         (eph->dev != 0 && eph->conv.kind == CONV_USER && id_equal (&eph->conv.id, &session->acc));
}

void
handle_eph (Session *session, gpointer body, Answer *answer)
{
  ProtoEph *op = body;
  const Sight *sight = sight_find (session, &op->conv.id);
  g_autoptr (GError) error = NULL;

  if (!may_speak (session, op)) {
    g_set_error_literal (&error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                         "this device is not confirmed yet");
    session_refuse (session, answer, PROTO_EPH, NULL, error, NULL);
    proto_free (PROTO_EPH, op);
    return;
  }
  session_pass (session, answer);
  if (op->conv.kind == CONV_USER && (sight == NULL || !sight->known) &&
      count_sights (session) < SIGHTS_MAX) {
    look_at (session, &op->conv.id, 1, op);
    return;
  }
  if (op->conv.kind == CONV_USER && sight != NULL && sight->known && sight->write)
    relay (session, op);
  proto_free (PROTO_EPH, op);
}
