/* outbox, sending. Several entries are in flight at once, in order; one that must wait holds back
 * its conversation. SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-private.h"

#include "contact-tell.h"
#include "generation.h"
#include "group-give.h"
#include "group-link.h"
#include "lists.h"
#include "store-outbox.h"

#include <string.h>

#define PAGES_MAX 8
#define SEAL_MAX 32
#define FLIGHT_MAX 64
#define QUEUED_MAX (256 * 1024)

typedef struct {
  Conv conv;
  guint devices; /* a hash of which */
} Course;

static void
timer_cb (Core *core, gpointer data)
{
  outbox_stop_timer (core->outbox);
  outbox_pump (core);
}

static void
wake_at (Core *core, gint64 when)
{
  Outbox *outbox = core->outbox;

  if (outbox->timer != NULL && outbox->timer_at <= when)
    return;
  outbox_stop_timer (outbox);
  outbox->timer_at = when;
  outbox->timer = core_timeout (core, MAX (when - g_get_monotonic_time (), 0) / 1000 + 1, timer_cb);
}

static void
free_to (gpointer data)
{
  ProtoTo *to = data;

  g_free (to->ct);
  g_free (to);
}

/* Of a broadcast list the server knows nothing: it is for one's own devices. */
static Conv
conv_for_server (Core *core, const Conv *conv)
{
  return conv->kind == CONV_BROADCAST ? (Conv) { CONV_USER, core_self (core) } : *conv;
}

/* stored gives its cts away. */
static GBytes *
frame_of (Core *core, const StoreOutbox *entry, GPtrArray *stored)
{
  g_autoptr (GPtrArray) to = g_ptr_array_new_with_free_func (free_to);
  ProtoSend send = { .id = entry->id, .to = to, .media = entry->media };

  send.conv = conv_for_server (core, &entry->conv);
  send.part = entry->to_dev != 0 || entry->aside;
  send.ct = entry->ct;
  send.wake = entry->wake;
  send.sealed = generation_sealed (core);
  if (entry->devset != 0) {
    send.set = entry->devset;
    send.to = NULL;
  }
  for (guint i = 0; i < stored->len; i++) {
    StoreOutboxTo *one = stored->pdata[i];
    ProtoTo *copy = g_new0 (ProtoTo, 1);

    *copy = (ProtoTo) { one->acc, one->dev, entry->ct == NULL ? g_steal_pointer (&one->ct) : NULL };
    g_ptr_array_add (to, copy);
  }
  return proto_encode (PROTO_SEND, &send);
}

static gboolean
must_wait (Core *core, const Id *id)
{
  const OutboxHeld *held = g_hash_table_lookup (core->outbox->held, id);

  if (held == NULL || held->until <= g_get_monotonic_time ())
    return FALSE;
  wake_at (core, held->until);
  return TRUE;
}

static guint
devices_hash (GPtrArray *to)
{
  guint hash = 0;

  for (guint i = 0; i < to->len; i++) {
    const StoreOutboxTo *one = to->pdata[i];

    hash = hash * 31 + id_hash (&one->acc);
    hash = hash * 31 + (guint) one->dev;
  }
  return hash;
}

/* What is under way together in a conversation is for the same devices: a wrong set is then refused
 * for all of it, and nothing overtakes what has to be sent again, unless the set on the server
 * changes back in between. */
static gboolean
may_join (Outbox *outbox, const Course *course)
{
  GHashTableIter iter;
  gpointer other;

  g_hash_table_iter_init (&iter, outbox->flight);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    if (memcmp (&((Course *) other)->conv, &course->conv, sizeof course->conv) == 0)
      return ((Course *) other)->devices == course->devices;
  return TRUE;
}

/* The keys to it go first: until the server has them it would be read by nobody. */
static gboolean
lacks_keys (Core *core, const StoreOutbox *entry)
{
  return entry->ct != NULL && store_outbox_has_aside (core->store, &entry->conv);
}

static gboolean
send_entry (Core *core, const StoreOutbox *entry)
{
  g_autoptr (GPtrArray) to = NULL;
  g_autoptr (GBytes) frame = NULL;
  Course course = { .conv = entry->conv };

  if (!entry->addressed || must_wait (core, &entry->id) || lacks_keys (core, entry))
    return FALSE;
  to = store_outbox_to (core->store, entry->entry);
  course.devices = entry->devset != 0 ? g_int64_hash (&entry->devset) : devices_hash (to);
  if (entry->aside)
    course.conv = (Conv) { 0 };
  else if (!may_join (core->outbox, &course))
    return FALSE;
  frame = frame_of (core, entry, to);
  if (!link_send (core->link, frame))
    return FALSE;
  g_hash_table_insert (core->outbox->flight, id_copy (&entry->id),
                       g_memdup2 (&course, sizeof course));
  return TRUE;
}

static gboolean
conv_is_in (GArray *convs, const Conv *conv)
{
  for (guint i = 0; i < convs->len; i++)
    if (memcmp (&g_array_index (convs, Conv, i), conv, sizeof *conv) == 0)
      return TRUE;
  return FALSE;
}

static void pump_cb (Core *core, gpointer data);

static void
pump_soon (Core *core)
{
  if (core->outbox->pump == NULL)
    core->outbox->pump = core_timeout (core, 0, pump_cb);
}

/* What was written before a device list was known, as much as may keep everything else waiting.
 * FALSE when it could not be stored. */
static gboolean
seal_waiting (Core *core, const GPtrArray *entries, gboolean *changed)
{
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (Conv));
  gboolean open = FALSE;
  guint sealed = 0;

  for (guint i = 0; i < entries->len && sealed < SEAL_MAX; i++) {
    const StoreOutbox *entry = entries->pdata[i];
    Addressed addressed;

    if (entry->addressed)
      continue;
    if (!open)
      core_begin (core);
    open = TRUE;
    addressed =
        outbox_address (core, &entry->id, entry->to_dev == 0 && conv_is_in (waiting, &entry->conv));
    sealed += addressed == ADDRESS_DONE;
    if (addressed == ADDRESS_WAITS && entry->to_dev == 0)
      g_array_append_val (waiting, entry->conv);
  }
  if (sealed == SEAL_MAX)
    pump_soon (core);
  *changed = sealed > 0;
  return !open || core_commit (core, NULL);
}

/* Those after that entry. Sealing may have put others before them. */
static GPtrArray *
list_addressed (Core *core, gint64 after)
{
  g_autoptr (GPtrArray) entries = store_outbox_list (core->store, after, OUTBOX_SCAN_MAX);
  gboolean changed;

  if (!seal_waiting (core, entries, &changed))
    g_ptr_array_set_size (entries, 0);
  else if (changed)
    return store_outbox_list (core->store, after, OUTBOX_SCAN_MAX);
  return g_steal_pointer (&entries);
}

static gboolean
has_room (Core *core)
{
  return g_hash_table_size (core->outbox->flight) < FLIGHT_MAX &&
         link_queued (core->link) < QUEUED_MAX;
}

static void
send_entries (Core *core, const GPtrArray *entries, GArray *blocked)
{
  for (guint i = 0; i < entries->len && has_room (core); i++) {
    const StoreOutbox *entry = entries->pdata[i];

    if (g_hash_table_contains (core->outbox->flight, &entry->id) ||
        (!entry->aside && conv_is_in (blocked, &entry->conv)))
      continue;
    if (!send_entry (core, entry) && !entry->aside)
      g_array_append_val (blocked, entry->conv);
  }
}

/* Many that must wait, as for people whose keys cannot be had, keep nobody else's from going. */
static void
pump (Core *core)
{
  g_autoptr (GArray) blocked = NULL;
  gint64 after = 0;

  if (!core->ready || core->stopping || core->account->pending || !lists_are_there (core) ||
      g_hash_table_size (core->outbox->flight) > FLIGHT_MAX / 2)
    return;
  groups_pay (core);
  joins_pump (core);
  contact_tells_pump (core);
  blocked = g_array_new (FALSE, FALSE, sizeof (Conv));
  for (guint page = 0; page < PAGES_MAX && has_room (core); page++) {
    g_autoptr (GPtrArray) entries = list_addressed (core, after);

    send_entries (core, entries, blocked);
    if (entries->len < OUTBOX_SCAN_MAX)
      return;
    after = ((const StoreOutbox *) entries->pdata[entries->len - 1])->entry;
  }
}

static void
pump_cb (Core *core, gpointer data)
{
  g_clear_pointer (&core->outbox->pump, g_source_unref);
  pump (core);
}

/* One message leaves at once; in a burst the list is read once for many. */
void
outbox_pump (Core *core)
{
  if (core->outbox->pump != NULL)
    return;
  if (g_hash_table_size (core->outbox->flight) == 0)
    pump (core);
  else
    pump_soon (core);
}
