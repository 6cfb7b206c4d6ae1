/* checks: reads every chat of every running device from its store and holds it against the model.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "checks.h"

#include "books.h"
#include "store-message.h"

#include <string.h>

#define TAIL 200
#define PAGE 500

/* One chat of one device. */
typedef struct {
  Device *device;
  guint with; /* account */
  GPtrArray *rows;
  gboolean whole;
  gint64 unread;
  gint64 first_unread;
} Chat;

static void
chat_free (gpointer data)
{
  Chat *chat = data;

  g_ptr_array_unref (chat->rows);
  g_free (chat);
}

/* -- Reading. -- */

static void
read_rest (Chat *chat, const Conv *conv)
{
  while (!chat->whole) {
    gint64 first = ((MessageRow *) chat->rows->pdata[0])->ord;
    GPtrArray *older = peer_page (chat->device->peer, conv, PAGE_BEFORE, first, PAGE);

    chat->whole = older->len < PAGE;
    g_ptr_array_extend_and_steal (older, g_steal_pointer (&chat->rows));
    chat->rows = older;
  }
}

static void
read_unread (Chat *chat, const Conv *conv, GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++) {
    const ChatRow *row = list->pdata[i];

    if (row->conv.kind != conv->kind || !id_equal (&row->conv.id, &conv->id))
      continue;
    chat->unread = row->unread;
    chat->first_unread = row->first_unread_ord;
  }
}

static GPtrArray *
list_chats (Device *device)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *list;

  core_query_chats_async (device->peer->core, 0, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  list = core_query_finish (device->peer->core, result, &error);
  g_assert_no_error (error);
  return list;
}

typedef struct {
  GPtrArray *chats;
  gboolean whole;
} Reading;

static void
read_cb (Life *life, Device *device, gpointer data)
{
  Reading *reading = data;
  g_autoptr (GPtrArray) list = NULL;

  if (!life_is_open (device))
    return;
  list = list_chats (device);
  for (guint with = 0; with < ACCOUNTS; with++) {
    Conv conv = life_conv (life, with);
    Chat *chat = g_new0 (Chat, 1);

    chat->device = device;
    chat->with = with;
    chat->rows = peer_page (device->peer, &conv, PAGE_NEWEST, 0, TAIL);
    chat->whole = chat->rows->len < TAIL;
    if (reading->whole)
      read_rest (chat, &conv);
    read_unread (chat, &conv, list);
    g_ptr_array_add (reading->chats, chat);
  }
}

/* -- Names and places. -- */

static gboolean
find_said (Life *life, const Id *id, guint *number)
{
  for (*number = 0; *number < life->said->len; (*number)++)
    if (id_equal (&life_said (life, *number)->id, id))
      return TRUE;
  return FALSE;
}

guint
life_number_of (Life *life, const MessageRow *row)
{
  guint64 number = G_MAXUINT64;
  char *end = NULL;
  guint found;

  if (row->kind == MESSAGE_DELETED) {
    life_check (life, find_said (life, &row->id, &found), "what nobody wrote is deleted");
    return found;
  }
  if (row->kind == MESSAGE_TEXT && row->text[0] == 'm')
    number = g_ascii_strtoull (row->text + 1, &end, 10);
  life_check (life, number < life->said->len && (*end == '\0' || *end == ' '),
              "a message that nobody wrote: kind %d, “%s”", row->kind, row->text);
  return (guint) number;
}

void
life_bind (Life *life, guint number, const Id *id)
{
  Said *said = life_said (life, number);

  if (id_is_none (&said->id))
    said->id = *id;
  life_check (life, id_equal (&said->id, id), "m%u came under two ids", number);
}

static void
bind_rows (Life *life, const Chat *chat)
{
  for (guint i = 0; i < chat->rows->len; i++) {
    const MessageRow *row = chat->rows->pdata[i];

    if (row->kind != MESSAGE_GAP && row->kind != MESSAGE_UNREADABLE)
      life_bind (life, life_number_of (life, row), &row->id);
  }
}

static void
must_be_taken (Life *life, Device *device, gpointer data)
{
  const guint *number = data;

  life_check (life, !life_is_open (device) || life_said (life, *number)->by != device->serial,
              "%s said m%u, and the server does not know it", life_name (device), *number);
}

static void
find_places (Life *life)
{
  books_read_places (life);
  for (guint i = 0; i < life->said->len; i++) {
    Said *said = life_said (life, i);
    const gint64 *cseq = g_hash_table_lookup (life->places, &said->id);

    if (cseq != NULL && said->place == 0)
      said->place = ((gint64) life->restores << PLACE_SHIFT) + *cseq;
    if (said->place == 0)
      life_each (life, must_be_taken, &i);
    else if (said->settled_at == 0)
      said->settled_at = ++life->moment;
  }
}

/* -- One chat. -- */

static gboolean
is_of (const Said *said, const Chat *chat)
{
  guint self = chat->device->account;

  return (said->author == self && said->to == chat->with) ||
         (said->author == chat->with && said->to == self);
}

/* The one that linked the others and gave them what was there before. */
static Device *
main_of (Life *life, const Chat *chat)
{
  return life->devices[chat->device->account][0];
}

/* Whether it can have given the message to those it linked. One that is away may have got it since
 * it was looked at last. */
static gboolean
main_had (Life *life, const Chat *chat, const MessageRow *row, guint number)
{
  Device *device = main_of (life, chat);
  gboolean known;
  Store *store;

  if (life_is_open (device) || life_trace (device, number)->here)
    return life_trace (device, number)->here;
  store = peer_store (device->peer);
  known = store_message_is_known (store, &row->author, &row->id);
  store_close (store);
  return known;
}

static void
check_state (Life *life, const Chat *chat, const MessageRow *row, guint number, const Trace *trace)
{
  const char *name = life_name (chat->device);

  life_check (life, row->own == (life_said (life, number)->author == chat->device->account),
              "m%u has the wrong side on %s", number, name);
  if (!row->own) {
    life_check (life, row->state == STATE_RECEIVED, "m%u is in state %d on %s", number, row->state,
                name);
    return;
  }
  /* Taken back too late. */
  if (row->kind == MESSAGE_DELETED && row->state == STATE_FAILED)
    return;
  life_check (life, row->state >= STATE_SENT && row->state <= STATE_READ,
              "m%u is in state %d on %s when all is quiet", number, row->state, name);
  life_check (life, trace->round == 0 || row->state >= trace->state,
              "m%u fell from state %d to %d on %s", number, trace->state, row->state, name);
}

/* What the front end was told is what the store holds. */
static void
check_picture (Life *life, const Chat *chat, const MessageRow *row, guint number)
{
  const MessageRow *shown = g_hash_table_lookup (chat->device->peer->messages, &row->id);

  life_check (life, shown == NULL || (shown->ord == row->ord && shown->state == row->state),
              "%s shows m%u at %" G_GINT64_FORMAT " in state %d, its store has %" G_GINT64_FORMAT
              " in state %d",
              life_name (chat->device), number, shown->ord, shown->state, row->ord, row->state);
}

/* Until a backup is put back, a place is the same number everywhere. */
static void
check_place (Life *life, const Chat *chat, const MessageRow *row, guint number, gint64 last)
{
  gint64 place = life_said (life, number)->place;

  life_check (life, place > last, "m%u is in the wrong order on %s", number,
              life_name (chat->device));
  life_check (life, place >> PLACE_SHIFT > 0 || row->ord == place << STORE_ORD_SHIFT,
              "m%u is at %" G_GINT64_FORMAT " on %s, its place is %" G_GINT64_FORMAT, number,
              row->ord, life_name (chat->device), place << STORE_ORD_SHIFT);
}

static void
note_looks (const MessageRow *row, Trace *trace)
{
  guint hash = 0;

  for (guint i = 0; row->reactions != NULL && i < row->reactions->len; i++) {
    const Reaction *reaction = row->reactions->pdata[i];

    hash += g_str_hash (reaction->emoji) * reaction->count;
  }
  g_snprintf (trace->looks, sizeof trace->looks, "%d “%s”%s%s %x", row->kind, row->text,
              row->edited ? " edited" : "", row->pinned ? " pinned" : "", hash);
}

static void
check_row (Life *life, const Chat *chat, const MessageRow *row, guint number)
{
  const Said *said = life_said (life, number);
  Trace *trace = life_trace (chat->device, number);
  const char *name = life_name (chat->device);

  life_check (life, is_of (said, chat), "m%u is in the wrong chat on %s", number, name);
  life_check (life, trace->round != life->round, "m%u is on %s twice", number, name);
  life_check (life, said->place > 0, "%s has m%u, which the server never took", name, number);
  life_check (life, !trace->deleted, "m%u was deleted on %s and is back", number, name);
  life_check (life, !trace->expired, "m%u had expired for %s and is there", number, name);
  life_check (life,
              said->settled_at > chat->device->linking_at || main_had (life, chat, row, number),
              "m%u is older than %s and is there", number, name);
  check_state (life, chat, row, number, trace);
  check_picture (life, chat, row, number);
  trace->round = life->round;
  trace->here = TRUE;
  trace->state = row->state;
  trace->erased = row->kind == MESSAGE_DELETED;
  note_looks (row, trace);
  trace->read = !row->own && (chat->unread == 0 || row->ord < chat->first_unread);
}

static gboolean
is_linked (Life *life, guint serial)
{
  for (guint account = 0; account < ACCOUNTS; account++)
    for (guint slot = 0; slot < SLOTS; slot++)
      if (life->devices[account][slot] != NULL && life->devices[account][slot]->serial == serial)
        return TRUE;
  return FALSE;
}

/* Whether the device has read something that came to it from that one. */
static gboolean
has_heard (Life *life, Device *device, guint serial)
{
  for (guint i = 0; i < life->said->len; i++)
    if (life_said (life, i)->by == serial && life_said (life, i)->said_at > device->linked_at &&
        life_trace (device, i)->here)
      return TRUE;
  return FALSE;
}

/* What a device wrote that its account has removed since tells those nothing who never heard of
 * that device: nobody vouches for it any more. Others who have it know which one it is. */
static gboolean
check_unreadable (Life *life, const Chat *chat, const MessageRow *row, guint *number)
{
  const char *name = life_name (chat->device);
  Trace *trace;

  life_check (life, !row->own && life->removed[chat->with], "%s has something unreadable", name);
  if (!find_said (life, &row->id, number))
    return FALSE;
  life_check (life, is_of (life_said (life, *number), chat), "m%u is in the wrong chat on %s",
              *number, name);
  life_check (life,
              !is_linked (life, life_said (life, *number)->by) &&
                  !has_heard (life, chat->device, life_said (life, *number)->by),
              "%s cannot read m%u", name, *number);
  trace = life_trace (chat->device, *number);
  trace->round = life->round;
  return TRUE;
}

/* Gives the place of the first message. */
static gint64
check_rows (Life *life, const Chat *chat)
{
  gint64 first = 0, last = 0;

  for (guint i = 0; i < chat->rows->len; i++) {
    const MessageRow *row = chat->rows->pdata[i];
    guint number;

    if (row->kind == MESSAGE_GAP) {
      life_check (life, chat->device->expired_at > 0, "%s says that messages are missing",
                  life_name (chat->device));
      continue;
    }
    if (row->kind == MESSAGE_UNREADABLE) {
      if (!check_unreadable (life, chat, row, &number))
        continue;
    } else {
      number = life_number_of (life, row);
      check_row (life, chat, row, number);
    }
    check_place (life, chat, row, number, last);
    last = life_said (life, number)->place;
    first = first == 0 ? last : first;
  }
  return first;
}

static gboolean
saw (Life *life, Device *device, guint number)
{
  const Trace *trace = life_trace (device, number);

  return life_is_open (device) && trace->round == life->round && trace->here;
}

/* Older than the device, and the main one could not give it: it never had it, or not any more. */
static gboolean
was_not_to_be_had (Life *life, const Chat *chat, guint number)
{
  const Trace *there = life_trace (main_of (life, chat), number);

  return life_said (life, number)->said_at <= chat->device->linked_at &&
         (!there->here || there->deleted || there->expired);
}

/* From the first message of a conversation that a device has, it has them all, and before it what
 * the main device has. */
static void
check_nothing_lost (Life *life, const Chat *chat, gint64 first)
{
  for (guint i = 0; i < life->said->len; i++) {
    const Said *said = life_said (life, i);
    Trace *trace;

    if (said->place == 0 || !is_of (said, chat) || was_not_to_be_had (life, chat, i))
      continue;
    trace = life_trace (chat->device, i);
    if (trace->round == life->round || trace->deleted || trace->expired)
      continue;
    life_check (life,
                !(first > 0 && said->place > first) &&
                    !(chat->whole && said->said_at > chat->device->linked_at) &&
                    !(chat->whole && saw (life, main_of (life, chat), i)),
                "m%u is lost on %s", i, life_name (chat->device));
  }
}

static void
check_unread (Life *life, const Chat *chat)
{
  gint64 unread = 0;
  gint64 top = chat->rows->len > 0 ? ((MessageRow *) chat->rows->pdata[0])->ord : 0;

  life_check (life, (chat->unread == 0) == (chat->first_unread == 0),
              "%s has %" G_GINT64_FORMAT " unread from %" G_GINT64_FORMAT, life_name (chat->device),
              chat->unread, chat->first_unread);
  if (chat->unread == 0 || (!chat->whole && top > chat->first_unread))
    return;
  for (guint i = 0; i < chat->rows->len; i++) {
    const MessageRow *row = chat->rows->pdata[i];

    unread += !row->own && row->kind != MESSAGE_GAP && row->ord >= chat->first_unread;
  }
  life_check (life, unread == chat->unread,
              "%s counts %" G_GINT64_FORMAT " unread and has %" G_GINT64_FORMAT,
              life_name (chat->device), chat->unread, unread);
}

/* -- Between the devices. -- */

typedef struct {
  guint number;
  const Said *said;
  gboolean known; /* every device of the other side was looked at */
  guint got;
  guint read;
} Fate;

static void
gather_cb (Life *life, Device *device, gpointer data)
{
  Fate *fate = data;

  if (device->account != fate->said->to)
    return;
  fate->known &= saw (life, device, fate->number);
  if (!saw (life, device, fate->number))
    return;
  fate->got++;
  fate->read += life_trace (device, fate->number)->read;
}

/* A device that lost something to time may have lost receipts. */
static void
compare_cb (Life *life, Device *device, gpointer data)
{
  const Fate *fate = data;
  MessageState state;

  if (device->account != fate->said->author || !saw (life, device, fate->number) ||
      device->expired_at > fate->said->said_at || life_trace (device, fate->number)->erased)
    return;
  state = life_trace (device, fate->number)->state;
  if (state == STATE_FAILED)
    return;
  life_check (life, fate->got == 0 || state >= STATE_DELIVERED,
              "m%u was delivered and %s shows state %d", fate->number, life_name (device), state);
  if (fate->known && !fate->said->scattered)
    life_check (life, (fate->read > 0) == (state == STATE_READ),
                "m%u was read by %u of %u and %s shows state %d", fate->number, fate->read,
                fate->got, life_name (device), state);
}

static void
check_fates (Life *life)
{
  for (guint i = 0; i < life->said->len; i++) {
    Fate fate = { .number = i, .said = life_said (life, i), .known = TRUE };

    if (fate.said->place == 0 || fate.said->to == fate.said->author)
      continue;
    life_each (life, gather_cb, &fate);
    if (fate.known && !fate.said->scattered)
      life_check (life, fate.read == 0 || fate.read == fate.got, "m%u is read on %u of %u devices",
                  i, fate.read, fate.got);
    life_each (life, compare_cb, &fate);
  }
}

typedef struct {
  guint number;
  Device *first;
} Looks;

/* Who was away for too long has lost what was done. */
static void
compare_looks_cb (Life *life, Device *device, gpointer data)
{
  Looks *looks = data;

  if (device->expired_at > 0 || !saw (life, device, looks->number))
    return;
  if (looks->first == NULL)
    looks->first = device;
  life_check (life,
              strcmp (life_trace (device, looks->number)->looks,
                      life_trace (looks->first, looks->number)->looks) == 0,
              "m%u is %s on %s and %s on %s", looks->number,
              life_trace (device, looks->number)->looks, life_name (device),
              life_trace (looks->first, looks->number)->looks, life_name (looks->first));
}

/* What was done to a message comes to the same everywhere. Nobody vouches for what a device did
 * that was removed; and a server that was put back may count two things alike. */
static void
check_looks (Life *life)
{
  for (guint i = 0; i < life->said->len; i++) {
    const Said *said = life_said (life, i);
    Looks looks = { i, NULL };

    /* What is taken back too late is gone for whoever did not know how late it was. */
    if (said->taken_back && said->days != life->days)
      continue;
    if (said->place != 0 && !life->removed[said->author] && !life->removed[said->to])
      life_each (life, compare_looks_cb, &looks);
  }
}

/* What one device said to somebody is in the order in which it was said, unless the set of devices
 * changed under it. */
static void
check_said_in_order (Life *life)
{
  guint n = (life->serials + 1) * ACCOUNTS;
  g_autofree guint *last = g_new0 (guint, n); /* number + 1, by device and account */

  for (guint i = 0; i < life->said->len; i++) {
    const Said *said = life_said (life, i);
    guint *before = &last[said->by * ACCOUNTS + said->to];

    if (said->place == 0 || said->stirred)
      continue;
    life_check (life, *before == 0 || life_said (life, *before - 1)->place < said->place,
                "m%u was said before m%u and is after it", *before - 1, i);
    *before = i + 1;
  }
}

void
life_check_all (Life *life, gboolean whole)
{
  Reading reading = { g_ptr_array_new_with_free_func (chat_free), whole };

  life->round++;
  life_each (life, read_cb, &reading);
  for (guint i = 0; i < reading.chats->len; i++)
    bind_rows (life, reading.chats->pdata[i]);
  find_places (life);
  check_said_in_order (life);
  for (guint i = 0; i < reading.chats->len; i++) {
    const Chat *chat = reading.chats->pdata[i];

    check_nothing_lost (life, chat, check_rows (life, chat));
    check_unread (life, chat);
  }
  check_fates (life);
  check_looks (life);
  g_ptr_array_unref (reading.chats);
}

void
life_check_gaps (Life *life, Device *device)
{
  for (guint with = 0; with < ACCOUNTS; with++) {
    Conv conv = life_conv (life, with);
    g_autoptr (GPtrArray) rows = peer_page (device->peer, &conv, PAGE_NEWEST, 0, TAIL);
    guint gaps = 0;

    for (guint i = 0; i < rows->len; i++)
      gaps += ((MessageRow *) rows->pdata[i])->kind == MESSAGE_GAP;
    life_check (life, rows->len == 0 || gaps > 0, "%s hides that messages are missing",
                life_name (device));
  }
}
