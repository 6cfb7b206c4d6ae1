/* schedule: a table of steps with weights. Each draws all its chances from the life's own random
 * numbers, so that a seed names one schedule; only the processes' own timing differs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule.h"

#include "checks.h"
#include "misfortune.h"
#include "settle.h"

#include <string.h>

#define BURST_MAX 12
#define RECENT 30
#define CHANGED 10 /* of the last messages: several do something to one */

static void
say (Life *life, Device *device, guint to)
{
  Conv conv = life_conv (life, to);
  Said said = {
    .author = device->account, .to = to, .by = device->serial, .stirred = life->stirred
  };
  g_autofree char *text = g_strdup_printf ("m%u", life->said->len);

  said.said_at = ++life->moment;
  said.days = life->days;
  g_array_append_val (life->said, said);
  core_send_text (device->peer->core, &conv, text, NULL, NULL, 0);
}

void
schedule_say_to (Life *life, guint to)
{
  Device *device = life_pick_open (life, ACCOUNTS);

  life_tell (life, "%s says m%u to %c", life_name (device), life->said->len, 'A' + to);
  say (life, device, to);
}

static void
step_say (Life *life)
{
  schedule_say_to (life, life_pick (life, ACCOUNTS));
}

static void
step_burst (Life *life)
{
  Device *device = life_pick_open (life, ACCOUNTS);
  guint n = 2 + life_pick (life, BURST_MAX - 1);

  life_tell (life, "%s says m%u to m%u to this one and that", life_name (device), life->said->len,
             life->said->len + n - 1);
  for (guint i = 0; i < n; i++)
    say (life, device, life_pick (life, ACCOUNTS));
}

static void
step_read (Life *life)
{
  Device *device = life_pick_open (life, ACCOUNTS);
  guint with = life_pick (life, ACCOUNTS);
  Conv conv = life_conv (life, with);
  const ChatRow *chat = peer_chat (device->peer, &conv);

  if (chat == NULL || chat->last == NULL)
    return;
  life_tell (life, "%s reads %c up to %s", life_name (device), 'A' + with, chat->last->text);
  core_mark_read (device->peer->core, &conv, chat->last->ord);
}

/* Not what is still on its way: that would take it back. */
static void
step_delete (Life *life)
{
  Device *device = life_pick_open (life, ACCOUNTS);
  guint recent = MIN (life->said->len, RECENT);
  guint number = recent > 0 ? life->said->len - 1 - life_pick (life, recent) : 0;
  g_autofree char *text = g_strdup_printf ("m%u", number);
  const MessageRow *row = peer_find (device->peer, text);
  MessageName name;

  if (row == NULL || row->state == STATE_PENDING)
    return;
  life_tell (life, "%s deletes m%u", life_name (device), number);
  name = (MessageName) { row->conv, row->author, row->id };
  life_bind (life, number, &name.id);
  core_delete_message (device->peer->core, &name);
  wait_until (!g_hash_table_contains (device->peer->messages, &name.id));
  life_trace (device, number)->deleted = TRUE;
  life_said (life, number)->scattered = TRUE;
}

/* -- What is done to messages. -- */

/* One of the last, on a device that has it and knows how it is called. */
static gboolean
pick_row (Life *life, Device *device, guint *number, MessageName *name)
{
  guint recent = MIN (life->said->len, CHANGED);
  g_autofree char *text = NULL;
  const MessageRow *row;

  *number = recent > 0 ? life->said->len - 1 - life_pick (life, recent) : 0;
  if (recent == 0)
    return FALSE;
  life_breathe (life, 3);
  text = g_strdup_printf ("m%u", *number);
  row = id_is_none (&life_said (life, *number)->id)
            ? peer_find (device->peer, text)
            : g_hash_table_lookup (device->peer->messages, &life_said (life, *number)->id);
  if (row == NULL || row->state == STATE_PENDING || row->state == STATE_FAILED)
    return FALSE;
  *name = (MessageName) { row->conv, row->author, row->id };
  life_bind (life, *number, &name->id);
  return TRUE;
}

static void
do_something (Life *life, Device *device, guint number, const MessageName *name)
{
  static const char *const emoji[] = { "👍", "❤️", "😀", NULL };
  guint what = life_pick (life, 3), which = life_pick (life, G_N_ELEMENTS (emoji));

  if (what == 0 && life_said (life, number)->author == device->account) {
    g_autofree char *text = g_strdup_printf ("m%u e%u", number, ++life_said (life, number)->edits);

    life_tell (life, "%s edits: %s", life_name (device), text);
    core_edit_message (device->peer->core, name, text, NULL, 0);
  } else if (what == 1) {
    life_tell (life, "%s %s m%u", life_name (device), which > 0 ? "pins" : "unpins", number);
    core_pin (device->peer->core, name, which > 0);
  } else {
    life_tell (life, "%s reacts to m%u: %u", life_name (device), number, which);
    core_react (device->peer->core, name, emoji[which]);
  }
}

static void
step_change (Life *life)
{
  Device *device = life_pick_open (life, ACCOUNTS);
  MessageName name;
  guint number;

  if (pick_row (life, device, &number, &name))
    do_something (life, device, number, &name);
}

typedef struct {
  guint number;
  guint times;
} Quarrel;

static void
quarrel_cb (Life *life, Device *device, gpointer data)
{
  const Quarrel *quarrel = data;
  const MessageRow *row;
  MessageName name;

  row = life_is_open (device)
            ? g_hash_table_lookup (device->peer->messages, &life_said (life, quarrel->number)->id)
            : NULL;
  if (row == NULL || row->state == STATE_PENDING || row->state == STATE_FAILED)
    return;
  name = (MessageName) { row->conv, row->author, row->id };
  for (guint i = 0; i < quarrel->times; i++)
    do_something (life, device, quarrel->number, &name);
}

/* All who have it, at once. */
static void
step_quarrel (Life *life)
{
  Quarrel quarrel = { .times = 1 + life_pick (life, 3) };
  MessageName name;

  if (pick_row (life, life_pick_open (life, ACCOUNTS), &quarrel.number, &name))
    life_each (life, quarrel_cb, &quarrel);
}

static void
step_take_back (Life *life)
{
  Device *device = life_pick_open (life, ACCOUNTS);
  MessageName name;
  guint number;

  if (!pick_row (life, device, &number, &name) ||
      life_said (life, number)->author != device->account)
    return;
  life_tell (life, "%s takes m%u back", life_name (device), number);
  life_said (life, number)->taken_back = TRUE;
  core_delete_for_all (device->peer->core, &name, 1);
}

static void
step_breathe (Life *life)
{
  life_breathe (life, 1 + life_pick (life, 8));
}

void
schedule_check (Life *life, gboolean whole)
{
  life_tell (life, "all is brought to rest");
  life_settle (life);
  life->stirred = FALSE;
  life_check_all (life, whole);
}

static void
step_check (Life *life)
{
  schedule_check (life, life_chance (life, 5));
}

/* Parts of a thousand. */
static const struct {
  guint weight;
  void (*step) (Life *life);
} steps[] = {
  { 440, step_say },
  { 60, step_burst },
  { 80, step_read },
  { 25, step_delete },
  { 60, step_change },
  { 40, step_quarrel },
  { 15, step_take_back },
  { 160, step_breathe },
  { 25, step_check },
  { 25, misfortune_away },
  { 35, misfortune_back },
  { 20, misfortune_crash },
  { 40, misfortune_reconnect },
  { 30, misfortune_cut },
  { 25, misfortune_forget_answer },
  { 10, misfortune_repeat },
  { 12, misfortune_kill_server },
  { 5, misfortune_link },
  { 4, misfortune_revoke },
  { 4, misfortune_expire },
  { 3, misfortune_restore },
};

void
schedule_step (Life *life)
{
  guint total = 0;
  guint at;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    total += steps[i].weight;
  at = life_pick (life, total);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (at < steps[i].weight) {
      steps[i].step (life);
      return;
    }
    at -= steps[i].weight;
  }
}
