/* outbox: everything that must reach the server, in order for each conversation, until it is
 * answered.
 *
 * An entry is addressed once: the devices it goes to and the bytes for each are stored, so that
 * sending it again is sending the same. Several are in flight at once, in order; an entry that must
 * wait holds back its conversation. SPDX-License-Identifier: GPL-3.0-or-later */
#include "address.h"

#include "change.h"
#include "expiry.h"
#include "generation.h"
#include "group-give.h"
#include "group-link.h"
#include "group-photo.h"
#include "history.h"
#include "lists.h"
#include "once.h"
#include "outbox-correct.h"
#include "own-state.h"
#include "peers.h"
#include "store-device.h"
#include "store-message.h"
#include "store-peer.h"

#include <string.h>

#define SCAN_MAX 256
#define FLIGHT_MAX 64
#define QUEUED_MAX (256 * 1024)
#define DAY_MS (24 * 3600 * (gint64) 1000)
#define KEPT_DAYS 7
#define RETRY_MS 2000
#define RETRY_MIN_MS 100
#define RETRY_MAX_MS (5 * 60 * 1000)
#define DEVICE_TRIES 3

typedef struct {
  gint64 until; /* monotonic; 0 when it need not wait */
  guint tries;  /* answers of `err devices` so far */
} Held;

typedef struct {
  Conv conv;
  guint devices; /* a hash of which */
} Course;

struct _Outbox {
  GHashTable *flight; /* Id -> Course: sent on this connection, not answered */
  GHashTable *held;   /* Id -> Held */
  GSource *timer;
  gint64 timer_at;
  GSource *pump; /* set while one is due */
};

Outbox *
outbox_new (void)
{
  Outbox *outbox = g_new0 (Outbox, 1);

  outbox->flight = g_hash_table_new_full (id_hash, id_hash_equal, g_free, g_free);
  outbox->held = g_hash_table_new_full (id_hash, id_hash_equal, g_free, g_free);
  return outbox;
}

static void
stop_timer (Outbox *outbox)
{
  if (outbox->timer == NULL)
    return;
  g_source_destroy (outbox->timer);
  g_clear_pointer (&outbox->timer, g_source_unref);
}

void
outbox_free (Outbox *outbox)
{
  stop_timer (outbox);
  if (outbox->pump != NULL)
    g_source_destroy (outbox->pump);
  g_clear_pointer (&outbox->pump, g_source_unref);
  g_hash_table_unref (outbox->flight);
  g_hash_table_unref (outbox->held);
  g_free (outbox);
}

void
outbox_reset (Core *core)
{
  g_hash_table_remove_all (core->outbox->flight);
  g_hash_table_remove_all (core->outbox->held);
  stop_timer (core->outbox);
}

gboolean
outbox_is_in_flight (Core *core, const Id *id)
{
  return g_hash_table_contains (core->outbox->flight, id);
}

/* -- Addressing. -- */

static void
fail (Core *core, const Id *id, WhinError code)
{
  Id self = core_self (core);
  g_autoptr (MessageRow) row = store_message_get (core->store, &self, id);
  g_autoptr (StoreOutbox) entry = NULL;

  g_hash_table_remove (core->outbox->held, id);
  history_on_told (core, id);
  if (row == NULL && (entry = store_outbox_get (core->store, id)) != NULL)
    change_on_failed (core, entry, code);
  own_state_on_answer (core, id, 0);
  if (row == NULL) {
    store_outbox_remove (core->store, id);
    return;
  }
  if (timers_on_failed (core, row)) {
    store_outbox_remove (core->store, id);
    return;
  }
  store_outbox_set_failed (core->store, id);
  if (row->state != STATE_PENDING)
    return;
  store_message_set_state (core->store, &self, id, STATE_FAILED, code);
  core_note_message (core, &self, id);
  core_note_chat (core, &row->conv);
}

/* TRUE when it can be sent. */
static gboolean
address_stored (Core *core, const Id *id)
{
  g_autoptr (StoreOutbox) entry = store_outbox_get (core->store, id);

  if (entry == NULL)
    return FALSE;
  switch (address (core, entry)) {
  case ADDRESS_DONE:
    return TRUE;
  case ADDRESS_WAITS:
    return FALSE;
  case ADDRESS_REFUSED:
    fail (core, id, WHIN_ERROR_UNTRUSTED);
    return FALSE;
  case ADDRESS_FORBIDDEN:
    fail (core, id, WHIN_ERROR_FORBIDDEN);
    return FALSE;
  }
  return FALSE;
}

/* Nothing that would have to be waited for. */
static gboolean
can_address_at_once (Core *core, const Conv *conv)
{
  Id self = core_self (core);
  g_autoptr (GArray) own = store_device_list (core->store, &self);
  g_autoptr (GArray) theirs = store_device_list (core->store, &conv->id);

  return core->ready && own != NULL && (conv->kind == CONV_GROUP || theirs != NULL) &&
         lists_are_there (core);
}

/* Fills in the content, and queues the entry. */
static gboolean
add (Core *core,
     StoreOutbox *entry,
     Content *content,
     const Id *media,
     guint n_media,
     GError **error)
{
  content->ts = entry->created = core_now (core);
  entry->content = content_encode (content, error);
  if (entry->content == NULL)
    return FALSE;
  if (n_media > 0) {
    entry->media = g_array_new (FALSE, FALSE, sizeof (Id));
    g_array_append_vals (entry->media, media, n_media);
  }
  if (entry->conv.kind == CONV_GROUP)
    group_photo_name (core, &entry->conv.id, &entry->media);
  address_bind (core, entry);
  store_outbox_add (core->store, entry);
  if (can_address_at_once (core, &entry->conv))
    address_stored (core, &entry->id);
  return TRUE;
}

gboolean
outbox_add (Core *core,
            const Id *id,
            const Conv *conv,
            Content *content,
            const Id *media,
            guint n_media,
            gint64 wake,
            GError **error)
{
  g_autoptr (StoreOutbox) entry = g_new0 (StoreOutbox, 1);

  entry->id = *id;
  entry->conv = *conv;
  entry->wake = wake;
  return add (core, entry, content, media, n_media, error);
}

gboolean
outbox_add_to (Core *core,
               const Id *id,
               const Conv *conv,
               Content *content,
               const Id *media,
               guint n_media,
               const Id *to_acc,
               gint64 to_dev)
{
  g_autoptr (StoreOutbox) entry = g_new0 (StoreOutbox, 1);

  entry->id = *id;
  entry->conv = *conv;
  entry->to_acc = *to_acc;
  entry->to_dev = to_dev;
  return add (core, entry, content, media, n_media, NULL);
}

/* -- Giving up. -- */

/* The oldest, as far as they are listed at once. TRUE when there may be more. */
static gboolean
give_up (Core *core, gint64 before, WhinError code)
{
  g_autoptr (GPtrArray) entries = store_outbox_list (core->store, SCAN_MAX);
  guint old = 0;

  for (guint i = 0; i < entries->len; i++) {
    const StoreOutbox *entry = entries->pdata[i];

    if (entry->created >= before)
      continue;
    fail (core, &entry->id, code);
    old++;
  }
  return old == SCAN_MAX;
}

void
outbox_fail_all (Core *core)
{
  while (give_up (core, G_MAXINT64, WHIN_ERROR_UNAUTHORIZED))
    ;
}

void
outbox_expire (Core *core)
{
  gint64 now = core_now (core);

  while (give_up (core, now - LIMIT_GIVE_UP_DAYS * DAY_MS, WHIN_ERROR_GAVE_UP))
    ;
  store_group_wait_purge (core->store, now - LIMIT_RETENTION_DAYS * DAY_MS);
  store_outbox_purge (core->store, now - KEPT_DAYS * DAY_MS, now - LIMIT_RETENTION_DAYS * DAY_MS);
}

/* -- Sending. -- */

static void
timer_cb (Core *core, gpointer data)
{
  stop_timer (core->outbox);
  outbox_pump (core);
}

static void
wake_at (Core *core, gint64 when)
{
  Outbox *outbox = core->outbox;

  if (outbox->timer != NULL && outbox->timer_at <= when)
    return;
  stop_timer (outbox);
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

/* stored gives its cts away. */
static GBytes *
frame_of (const StoreOutbox *entry, GPtrArray *stored, gint64 sealed)
{
  g_autoptr (GPtrArray) to = g_ptr_array_new_with_free_func (free_to);
  ProtoSend send = { .id = entry->id, .conv = entry->conv, .to = to, .media = entry->media };

  send.part = entry->to_dev != 0 || entry->aside;
  send.ct = entry->ct;
  send.wake = entry->wake;
  send.sealed = sealed;
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
  const Held *held = g_hash_table_lookup (core->outbox->held, id);

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
  frame = frame_of (entry, to, generation_sealed (core));
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

/* What was written before a device list was known. Sealing it may have put other entries before it.
 */
static GPtrArray *
list_addressed (Core *core)
{
  g_autoptr (GPtrArray) entries = store_outbox_list (core->store, SCAN_MAX);
  gboolean open = FALSE, changed = FALSE;

  for (guint i = 0; i < entries->len; i++) {
    const StoreOutbox *entry = entries->pdata[i];

    if (entry->addressed)
      continue;
    if (!open)
      core_begin (core);
    open = TRUE;
    changed |= address_stored (core, &entry->id);
  }
  if (open && !core_commit (core, NULL))
    g_ptr_array_set_size (entries, 0);
  else if (changed)
    return store_outbox_list (core->store, SCAN_MAX);
  return g_steal_pointer (&entries);
}

static void
pump (Core *core)
{
  Outbox *outbox = core->outbox;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GArray) blocked = NULL;

  if (!core->ready || core->stopping || core->account->pending || !lists_are_there (core) ||
      g_hash_table_size (outbox->flight) > FLIGHT_MAX / 2)
    return;
  groups_pay (core);
  joins_pump (core);
  entries = list_addressed (core);
  blocked = g_array_new (FALSE, FALSE, sizeof (Conv));
  for (guint i = 0; i < entries->len && g_hash_table_size (outbox->flight) < FLIGHT_MAX &&
                    link_queued (core->link) < QUEUED_MAX;
       i++) {
    const StoreOutbox *entry = entries->pdata[i];

    if (g_hash_table_contains (outbox->flight, &entry->id) ||
        (!entry->aside && conv_is_in (blocked, &entry->conv)))
      continue;
    if (!send_entry (core, entry) && !entry->aside)
      g_array_append_val (blocked, entry->conv);
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
  if (g_hash_table_size (core->outbox->flight) == 0) {
    pump (core);
    return;
  }
  core->outbox->pump = core_timeout (core, 0, pump_cb);
}

/* -- Answers. -- */

/* What is sent once more is answered with the time of the first. */
static void
learn_clock (Core *core, gint64 ts)
{
  gint64 skew = ts - core_now (core);

  if (!core->skew_known || skew > core->skew)
    core->skew = skew;
  core->skew_known = TRUE;
}

void
outbox_on_ok (Core *core, const ProtoOk *ok)
{
  Id self = core_self (core);
  g_autoptr (MessageRow) row = NULL;

  g_hash_table_remove (core->outbox->flight, &ok->id);
  g_hash_table_remove (core->outbox->held, &ok->id);
  store_outbox_set_done (core->store, &ok->id, core_now (core));
  history_on_told (core, &ok->id);
  learn_clock (core, ok->ts);
  if (change_on_ok (core, ok))
    return;
  own_state_on_answer (core, &ok->id, ok->cseq);
  if (!store_message_confirm (core->store, &self, &ok->id, ok->cseq, ok->ts)) {
    change_on_late (core, ok);
    return;
  }
  row = store_message_get (core->store, &self, &ok->id);
  core_note_message (core, &self, &ok->id);
  if (row == NULL)
    return;
  timers_on_ok (core, row);
  expiry_begin (core, row, ok->ts);
  once_on_sent (core, row);
  change_on_message (core, row);
  core_note_chat (core, &row->conv);
}

static Held *
hold (Core *core, const Id *id, gint64 delay_ms)
{
  Held *held = g_hash_table_lookup (core->outbox->held, id);

  if (held == NULL) {
    held = g_new0 (Held, 1);
    g_hash_table_insert (core->outbox->held, id_copy (id), held);
  }
  held->until = delay_ms > 0 ? g_get_monotonic_time () + delay_ms * 1000 : 0;
  return held;
}

static void
correct_devices (Core *core, const StoreOutbox *entry, const ProtoErr *err)
{
  Held *held;

  if (!outbox_correct (core, entry, err))
    return;
  held = hold (core, &entry->id, 0);
  if (entry->aside)
    return;
  /* Two ends that never agree must not spin. */
  if (++held->tries > DEVICE_TRIES)
    hold (core, &entry->id, MIN (RETRY_MS << MIN (held->tries, 8), RETRY_MAX_MS));
  /* Last: what is refused is held no more. */
  address_stored (core, &entry->id);
}

void
outbox_on_err (Core *core, const ProtoErr *err)
{
  g_autoptr (StoreOutbox) entry = NULL;
  WhinError code = error_from_wire (err->code);

  if (id_is_none (&err->id) || !g_hash_table_remove (core->outbox->flight, &err->id) ||
      (entry = store_outbox_get (core->store, &err->id)) == NULL)
    return;
  switch (code) {
  case WHIN_ERROR_DEVICES:
    correct_devices (core, entry, err);
    break;
  case WHIN_ERROR_BUSY:
  case WHIN_ERROR_RATE:
  case WHIN_ERROR_STORAGE:
  case WHIN_ERROR_QUOTA:
  case WHIN_ERROR_INTERNAL:
  case WHIN_ERROR_UNAUTHORIZED: /* the link will hear of it too */
    hold (core, &err->id,
          CLAMP (err->retry_ms > 0 ? err->retry_ms : RETRY_MS, RETRY_MIN_MS, RETRY_MAX_MS));
    break;
  case WHIN_ERROR_NOT_FOUND:
    if (entry->conv.kind == CONV_GROUP && group_may_be_lost (core, &entry->conv.id))
      hold (core, &err->id, RETRY_MS);
    else
      fail (core, &err->id, code);
    break;
  default:
    fail (core, &err->id, code);
  }
}
