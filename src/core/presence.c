/* presence: who is there and who is typing. Nothing of it is stored.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "address.h"
#include "core-presence.h"

#include "groups.h"
#include "keys.h"
#include "pairing.h"
#include "peers.h"
#include "requests.h"
#include "sessions.h"
#include "store-device.h"

#include <string.h>

#define TYPING_MEMBERS_MAX 16
#define RENEW_US (3 * G_USEC_PER_SEC)

/* In a chat with one person conv names the same as acc. */
typedef struct {
  Conv conv;
  Id acc;
} Typist;

struct _Presence {
  GArray *watched; /* of Id */
  gboolean active;
  GHashTable *typing; /* Typist -> gint64: monotonic, when the notice runs out */
  GSource *timer;
  Conv own_conv; /* where one's own last notice went */
  Activity own;
  gint64 own_at;
};

static guint
typist_hash (gconstpointer key)
{
  const Typist *typist = key;

  return id_hash (&typist->conv.id) * 31 + id_hash (&typist->acc);
}

static gboolean
typist_equal (gconstpointer a, gconstpointer b)
{
  const Typist *left = a, *right = b;

  return left->conv.kind == right->conv.kind && id_equal (&left->conv.id, &right->conv.id) &&
         id_equal (&left->acc, &right->acc);
}

Presence *
presence_new (void)
{
  Presence *presence = g_new0 (Presence, 1);

  presence->watched = g_array_new (FALSE, FALSE, sizeof (Id));
  presence->typing = g_hash_table_new_full (typist_hash, typist_equal, g_free, g_free);
  return presence;
}

static void
stop_timer (Presence *presence)
{
  if (presence->timer == NULL)
    return;
  g_source_destroy (presence->timer);
  g_clear_pointer (&presence->timer, g_source_unref);
}

void
presence_free (Presence *presence)
{
  stop_timer (presence);
  g_array_unref (presence->watched);
  g_hash_table_unref (presence->typing);
  g_free (presence);
}

/* -- What others do. -- */

static void
note_activity (Core *core, const Typist *typist, Activity activity)
{
  ActivityRow *row = activity_row_new ();

  row->conv = typist->conv;
  row->acc = typist->acc;
  row->activity = activity;
  core_note_activity (core, row);
}

static void
expire_cb (Core *core, gpointer data)
{
  Presence *presence = core->presence;
  GHashTableIter iter;
  gpointer typist, until;
  gint64 now = g_get_monotonic_time ();
  gint64 next = G_MAXINT64;

  stop_timer (presence);
  g_hash_table_iter_init (&iter, presence->typing);
  while (g_hash_table_iter_next (&iter, &typist, &until)) {
    if (*(gint64 *) until <= now) {
      note_activity (core, typist, ACTIVITY_IDLE);
      g_hash_table_iter_remove (&iter);
    } else {
      next = MIN (next, *(gint64 *) until);
    }
  }
  if (next != G_MAXINT64)
    presence->timer = core_timeout (core, (next - now) / 1000 + 1, expire_cb);
  core_emit (core);
}

static void
start_typing (Core *core, const Typist *typist, Activity activity)
{
  Presence *presence = core->presence;
  gint64 until = g_get_monotonic_time () + LIMIT_TYPING_SECONDS * G_USEC_PER_SEC;

  if (g_hash_table_size (presence->typing) >= LIMIT_WATCH_MAX &&
      !g_hash_table_contains (presence->typing, typist))
    return;
  g_hash_table_insert (presence->typing, g_memdup2 (typist, sizeof *typist),
                       g_memdup2 (&until, sizeof until));
  if (presence->timer == NULL)
    presence->timer = core_timeout (core, LIMIT_TYPING_SECONDS * 1000 + 1, expire_cb);
  note_activity (core, typist, activity);
}

static void
stop_typing (Core *core, const Typist *typist)
{
  if (g_hash_table_remove (core->presence->typing, typist))
    note_activity (core, typist, ACTIVITY_IDLE);
}

/* What somebody does, and in which of the groups that both are in. FALSE when it is nothing to
 * show.
 */
static gboolean
read_activity (Core *core, GBytes *json, Typist *typist, Activity *activity)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;
  const char *kind, *grp;
  const Group *group;
  gsize len;
  const char *text = g_bytes_get_data (json, &len);

  root = codec_parse (text, len, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  object = json_node_get_object (root);
  kind = json_object_get_string_member_with_default (object, "k", NULL);
  grp = json_object_get_string_member_with_default (object, "grp", NULL);
  *activity = ACTIVITY_IDLE;
  if (g_strcmp0 (kind, "typing") == 0)
    *activity = ACTIVITY_TYPING;
  else if (g_strcmp0 (kind, "recording") == 0)
    *activity = ACTIVITY_RECORDING;
  if (grp == NULL)
    return TRUE;
  typist->conv.kind = CONV_GROUP;
  return id_from_text (grp, &typist->conv.id) &&
         (group = groups_get_inside (core, &typist->conv.id)) != NULL &&
         groupstate_find (group->state, &typist->acc) != NULL;
}

static GBytes *
open_body (Core *core, const ProtoEph *eph)
{
  KeyStore keys = keys_of (core);
  g_autoptr (GBytes) sealed = base64url_decode (eph->body);
  EnvelopePair pair;
  Party from;
  gsize len;
  gconstpointer data;

  /* Nothing of it is late: a device that has left says nothing any more. */
  if (sealed == NULL || !peers_lists (core, &eph->from, eph->fd) ||
      !peers_party (core, &eph->from, eph->fd, &from))
    return NULL;
  pair = sessions_pair (core, &keys, &from);
  data = g_bytes_get_data (sealed, &len);
  return envelope_open_ephemeral (&pair, data, len, NULL);
}

void
presence_on_eph (Core *core, const ProtoEph *eph)
{
  Id self = core_self (core);
  g_autoptr (GBytes) json = NULL;
  Typist typist = { { CONV_USER, eph->from }, eph->from };
  Activity activity;

  if (id_equal (&eph->from, &self)) {
    pairing_on_eph (core, eph);
    return;
  }
  if (eph->conv.kind != CONV_USER || id_is_none (&eph->from) ||
      (json = open_body (core, eph)) == NULL || !read_activity (core, json, &typist, &activity))
    return;
  if (activity == ACTIVITY_IDLE)
    stop_typing (core, &typist);
  else
    start_typing (core, &typist, activity);
}

void
presence_on_message (Core *core, const Conv *conv, const Id *from)
{
  Typist typist = { *conv, *from };

  stop_typing (core, &typist);
}

void
presence_on_pres (Core *core, const ProtoPres *pres)
{
  PresenceRow *row = presence_row_new ();

  row->acc = pres->acc;
  row->online = pres->on;
  row->last_seen = pres->seen;
  core_note_presence (core, row);
}

void
presence_on_lost (Core *core)
{
  Presence *presence = core->presence;
  GHashTableIter iter;
  gpointer typist;

  g_hash_table_iter_init (&iter, presence->typing);
  while (g_hash_table_iter_next (&iter, &typist, NULL))
    note_activity (core, typist, ACTIVITY_IDLE);
  g_hash_table_remove_all (presence->typing);
  stop_timer (presence);
  presence->own = ACTIVITY_IDLE;
  for (guint i = 0; i < presence->watched->len; i++) {
    PresenceRow *row = presence_row_new ();

    row->acc = g_array_index (presence->watched, Id, i);
    core_note_presence (core, row);
  }
}

/* -- What one does oneself. -- */

static void
send (Core *core, ProtoOp op, gconstpointer body)
{
  g_autoptr (GBytes) frame = NULL;

  if (!core->ready)
    return;
  frame = proto_encode (op, body);
  link_send (core->link, frame);
}

static void
send_watch (Core *core)
{
  ProtoWatch watch = { core->presence->watched };

  send (core, PROTO_WATCH, &watch);
}

static void
send_active (Core *core)
{
  ProtoActive active = { core->presence->active };

  send (core, PROTO_ACTIVE, &active);
}

void
presence_on_up (Core *core)
{
  if (core->presence->watched->len > 0)
    send_watch (core);
  if (core->presence->active)
    send_active (core);
}

static void
watch_cb (Core *core, gpointer data)
{
  g_array_unref (core->presence->watched);
  core->presence->watched = g_array_ref (data);
  send_watch (core);
}

void
core_watch (Core *core, const Id *accs, guint n)
{
  GArray *watched = g_array_new (FALSE, FALSE, sizeof (Id));

  g_array_append_vals (watched, accs, MIN (n, LIMIT_WATCH_MAX));
  core_post (core, watch_cb, watched, (GDestroyNotify) g_array_unref);
}

static void
active_cb (Core *core, gpointer data)
{
  gboolean active = GPOINTER_TO_INT (data);

  if (core->presence->active == active)
    return;
  core->presence->active = active;
  send_active (core);
}

void
core_set_active (Core *core, gboolean active)
{
  core_post (core, active_cb, GINT_TO_POINTER (active), NULL);
}

typedef struct {
  Conv conv;
  Activity activity;
} Doing;

static gboolean
is_news (const Presence *presence, const Doing *doing, gint64 now)
{
  if (presence->own != doing->activity ||
      memcmp (&presence->own_conv, &doing->conv, sizeof doing->conv) != 0)
    return doing->activity != ACTIVITY_IDLE || presence->own != ACTIVITY_IDLE;
  return doing->activity != ACTIVITY_IDLE && now - presence->own_at >= RENEW_US;
}

/* To one device, if there has been anything between the two. */
static void
send_body (Core *core, const Conv *conv, gint64 dev, const char *json)
{
  KeyStore keys = keys_of (core);
  g_autoptr (GBytes) sealed = NULL;
  g_autofree char *body = NULL;
  EnvelopePair pair;
  Party to;
  gsize len;
  gconstpointer data;
  ProtoEph eph = { .conv = *conv, .dev = dev };

  if (!peers_lists (core, &conv->id, dev) || !peers_party (core, &conv->id, dev, &to))
    return;
  pair = sessions_pair (core, &keys, &to);
  sealed = envelope_seal_ephemeral (&pair, json, strlen (json), NULL);
  if (sealed == NULL)
    return;
  data = g_bytes_get_data (sealed, &len);
  eph.body = body = base64url_encode (data, len);
  send (core, PROTO_EPH, &eph);
}

static void
send_to_account (Core *core, const Id *acc, const char *json)
{
  Conv conv = { CONV_USER, *acc };
  g_autoptr (GArray) devs = store_device_list (core->store, acc);

  for (guint i = 0; devs != NULL && i < devs->len; i++)
    send_body (core, &conv, g_array_index (devs, gint64, i), json);
}

/* One to each device: in a big group that would be too many for what it tells. */
static void
send_to_group (Core *core, const Id *grp, const char *kind)
{
  const Group *group = groups_get_inside (core, grp);
  Id self = core_self (core);
  IdText text;
  g_autofree char *json =
      g_strdup_printf ("{\"k\":\"%s\",\"grp\":\"%s\"}", kind, id_to_text (grp, text));

  if (group == NULL || group->state->members->len > TYPING_MEMBERS_MAX)
    return;
  for (guint i = 0; i < group->state->members->len; i++) {
    const Id *acc = &g_array_index (group->state->members, GroupMember, i).account;

    if (!id_equal (acc, &self) && address_may_leave (core, &(Conv) { CONV_USER, *acc }, NULL))
      send_to_account (core, acc, json);
  }
}

static void
send_activity (Core *core, const Doing *doing)
{
  static const char *const kinds[] = { "idle", "typing", "recording" };
  g_autofree char *json = g_strdup_printf ("{\"k\":\"%s\"}", kinds[doing->activity]);

  if (doing->conv.kind == CONV_GROUP)
    send_to_group (core, &doing->conv.id, kinds[doing->activity]);
  else
    send_to_account (core, &doing->conv.id, json);
}

static void
activity_cb (Core *core, gpointer data)
{
  const Doing *doing = data;
  Presence *presence = core->presence;
  Id self = core_self (core);
  gint64 now = g_get_monotonic_time ();

  if (!core->ready || doing->conv.kind == CONV_STATUS || doing->conv.kind == CONV_BROADCAST ||
      id_equal (&doing->conv.id, &self) || !is_news (presence, doing, now) ||
      !setting_is_on (core, "typing") || request_is_open (core, &doing->conv) ||
      !address_may_leave (core, &doing->conv, NULL))
    return;
  presence->own_conv = doing->conv;
  presence->own = doing->activity;
  presence->own_at = now;
  send_activity (core, doing);
}

void
core_set_activity (Core *core, const Conv *conv, Activity activity)
{
  Doing *doing = g_new (Doing, 1);

  *doing = (Doing) { *conv, activity };
  core_post (core, activity_cb, doing, g_free);
}

/* A message ends the typing on the other side by itself. */
void
presence_on_sent (Core *core, const Conv *conv)
{
  core->presence->own = ACTIVITY_IDLE;
}
