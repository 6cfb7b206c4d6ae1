/* outbox, answers: what the server said to what was sent.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-private.h"

#include "broadcast.h"
#include "change.h"
#include "expiry.h"
#include "group-work.h"
#include "history.h"
#include "once.h"
#include "outbox-correct.h"
#include "own-state.h"
#include "store-message.h"

#define RETRY_MS 2000
#define RETRY_MIN_MS 100
#define RETRY_MAX_MS (5 * 60 * 1000)
#define DEVICE_TRIES 3
#define CLOCK_SET_MS (60 * 1000)

/* What is sent once more is answered with the time of the first, and answers take their time: the
 * latest time that was heard is the best. Unless this clock was set ahead meanwhile. */
static void
learn_clock (Core *core, gint64 ts)
{
  gint64 skew = ts - core_now (core);

  if (!core->skew_known || skew > core->skew || core->skew - skew > CLOCK_SET_MS)
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
  broadcast_on_state (core, &ok->id, STATE_SENT, -1);
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
  broadcast_on_ok (core, row);
  expiry_begin (core, row, ok->ts);
  once_on_sent (core, row);
  change_on_message (core, row);
  core_note_chat (core, &row->conv);
}

static OutboxHeld *
hold (Core *core, const Id *id, gint64 delay_ms)
{
  OutboxHeld *held = g_hash_table_lookup (core->outbox->held, id);

  if (held == NULL) {
    held = g_new0 (OutboxHeld, 1);
    g_hash_table_insert (core->outbox->held, id_copy (id), held);
  }
  held->until = delay_ms > 0 ? g_get_monotonic_time () + delay_ms * 1000 : 0;
  return held;
}

static void
correct_devices (Core *core, const StoreOutbox *entry, const ProtoErr *err)
{
  OutboxHeld *held;

  if (!outbox_correct (core, entry, err))
    return;
  held = hold (core, &entry->id, 0);
  if (entry->aside)
    return;
  /* Two ends that never agree must not spin. */
  if (++held->tries > DEVICE_TRIES)
    hold (core, &entry->id, MIN (RETRY_MS << MIN (held->tries, 8), RETRY_MAX_MS));
  /* Last: what is refused is held no more. */
  outbox_address (core, &entry->id, FALSE);
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
      outbox_fail (core, &err->id, code);
    break;
  default:
    outbox_fail (core, &err->id, code);
  }
}
