/* misfortune: the steps that go wrong.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "misfortune.h"

#include "books.h"
#include "checks.h"
#include "schedule.h"
#include "settle.h"

#include "core-private.h"
#include "store-query.h"

#define AWAY_MAX 2
#define CUT_BYTES 4000
#define CRASH_AFTER 40
#define LIFETIME_DAYS                                                                              \
  32 /* beyond RETENTION_DAYS, and the day by which a message's id outlives it */

/* -- Devices. -- */

static void
count_away_cb (Life *life, Device *device, gpointer data)
{
  *(guint *) data += device->away;
}

static void
go_away (Device *device)
{
  peer_close (device->peer);
  device->away = TRUE;
}

static void
come_back (Device *device)
{
  peer_open (device->peer);
  device->away = FALSE;
}

/* The network goes first, with what had come and was not stored. */
static void
drop_all_cb (Core *core, gpointer data)
{
  sync_reset (core);
  g_clear_pointer (&core->link, link_free);
}

static gboolean
may_go (Life *life)
{
  guint away = 0;

  life_each (life, count_away_cb, &away);
  return away < AWAY_MAX;
}

void
misfortune_away (Life *life)
{
  Device *device = life_pick_open (life, ACCOUNTS);

  if (!may_go (life))
    return;
  life_tell (life, "%s goes away", life_name (device));
  go_away (device);
}

void
misfortune_back (Life *life)
{
  Device *device = life_pick_away (life);

  if (device == NULL)
    return;
  life_tell (life, "%s comes back", life_name (device));
  come_back (device);
}

void
misfortune_crash (Life *life)
{
  Device *device = life_pick_open (life, ACCOUNTS);

  life_tell (life, "%s crashes", life_name (device));
  life_on_core (device, drop_all_cb, NULL);
  peer_close (device->peer);
  device->away = may_go (life) && life_chance (life, 30);
  if (!device->away)
    peer_open (device->peer);
}

/* -- The line. -- */

static void
resync_cb (Core *core, gpointer data)
{
  link_resync (core->link);
}

void
misfortune_reconnect (Life *life)
{
  Device *device = life_pick_open (life, ACCOUNTS);

  life_tell (life, "%s connects anew", life_name (device));
  life_on_core (device, resync_cb, NULL);
  if (life_chance (life, 60))
    core_reconnect (device->peer->core);
}

void
misfortune_cut (Life *life)
{
  const char *way = life_chance (life, 50) ? "up" : "down";
  guint bytes = 1 + life_pick (life, CUT_BYTES);
  g_autofree char *cut = g_strdup_printf ("{\"cut_after\": %u, \"way\": \"%s\"}", bytes, way);

  life_tell (life, "the line breaks after %u bytes %s", bytes, way);
  proxy_tell (life->proxy, life_chance (life, 25) ? "{\"reset\": true}" : cut);
}

static void
forget_cb (Core *core, gpointer data)
{
  core_begin (core);
  run (core->store,
       "UPDATE outbox SET done = 0 WHERE entry IN"
       " (SELECT entry FROM outbox WHERE done > 0 ORDER BY entry DESC LIMIT ?)",
       "i", (gint64) GPOINTER_TO_UINT (data));
  core_commit (core, NULL);
  outbox_pump (core);
}

void
misfortune_forget_answer (Life *life)
{
  Device *device = life_pick_open (life, ACCOUNTS);
  guint n = 1 + life_pick (life, 8);

  life_tell (life, "%s sends its last %u again", life_name (device), n);
  life_on_core (device, forget_cb, GUINT_TO_POINTER (n));
}

static void
repeat_cb (Core *core, gpointer data)
{
  outbox_reset (core);
  outbox_pump (core);
}

void
misfortune_repeat (Life *life)
{
  Device *device = life_pick_open (life, ACCOUNTS);

  life_tell (life, "%s sends what is not answered twice", life_name (device));
  life_on_core (device, repeat_cb, NULL);
}

/* -- The server. -- */

void
misfortune_kill_server (Life *life)
{
  static const char *const points[] = { "before_commit", "after_commit", "after_ok", "mid_batch" };
  g_autofree char *spec = g_strdup_printf ("%s:%u", points[life_pick (life, G_N_ELEMENTS (points))],
                                           1 + life_pick (life, CRASH_AFTER));
  gboolean armed = life_chance (life, 60);

  life_tell (life, "the server is killed%s%s", armed ? " and will die at " : "", armed ? spec : "");
  test_server_kill (life->server);
  life_breathe (life, life_pick (life, 3));
  life_revive (life, armed ? spec : NULL);
}

/* -- The family. -- */

static void
back_cb (Life *life, Device *device, gpointer data)
{
  if (device->away)
    come_back (device);
}

/* A newcomer would rightly get what others send again after a restore, old as it is. */
static void
finish_resending (Life *life)
{
  if (!life->resending)
    return;
  life_each (life, back_cb, NULL);
  schedule_check (life, FALSE);
  life->resending = FALSE;
}

void
misfortune_link (Life *life)
{
  guint account = life_pick (life, ACCOUNTS);

  if (!life_is_open (life->devices[account][0]))
    return;
  finish_resending (life);
  for (guint slot = 0; slot < SLOTS; slot++)
    if (life->devices[account][slot] == NULL) {
      life_calm (life);
      life_link (life, account, slot);
      return;
    }
}

static void
take_out (Life *life, Device *by, Device *device)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  core_revoke_device_async (by->peer->core, device->dev, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  life_check (life, core_revoke_device_finish (by->peer->core, result, &error),
              "%s cannot be removed: %s", life_name (device), error->message);
  if (life_is_open (device))
    wait_until (device->peer->account->revoked);
}

void
misfortune_revoke (Life *life)
{
  guint account = life_pick (life, ACCOUNTS);
  guint slot = 1 + life_pick (life, SLOTS - 1);
  Device *device = life->devices[account][slot];
  Device *by = life->devices[account][0];

  if (device == NULL || !life_is_open (by))
    return;
  life_calm (life);
  life_tell (life, "%s removes %s", life_name (by), life_name (device));
  take_out (life, by, device);
  life->removed[account] = TRUE;
  life_retire (life, account, slot);
}

/* -- Time. -- */

static void
let_time_pass (Life *life)
{
  life->days += LIFETIME_DAYS;
  test_server_kill (life->server);
  test_server_set_days (life->server, life->days);
  life_revive (life, NULL);
  wait_until (books_number (life, "SELECT count (*) FROM mailbox WHERE kind <> 2") == 0 &&
              books_number (life, "SELECT count (*) FROM sent") == 0);
  g_hash_table_remove_all (life->places);
}

/* Past the time for which the server knows ids, nobody may send an old one. */
static void
forget_sent_cb (Core *core, gpointer data)
{
  core_begin (core);
  run (core->store, "DELETE FROM outbox WHERE done > 0", "");
  core_commit (core, NULL);
}

static void
clean_outbox_cb (Life *life, Device *device, gpointer data)
{
  if (life_is_open (device))
    life_on_core (device, forget_sent_cb, NULL);
}

static void
note_expired (Life *life, Device *device)
{
  device->expired_at = ++life->moment;
  for (guint i = 0; i < life->said->len; i++) {
    Said *said = life_said (life, i);
    Trace *trace = life_trace (device, i);

    if ((said->author != device->account && said->to != device->account) || trace->here)
      continue;
    trace->expired = TRUE;
    said->scattered = TRUE;
  }
}

void
misfortune_expire (Life *life)
{
  Device *device;

  life_each (life, back_cb, NULL);
  schedule_check (life, TRUE);
  device = life_pick_open (life, ACCOUNTS);
  life_tell (life, "%s is away for %u days", life_name (device), LIFETIME_DAYS);
  clean_outbox_cb (life, device, NULL);
  go_away (device);
  for (guint i = 1 + life_pick (life, 10); i > 0; i--)
    schedule_say_to (life, i == 1 ? device->account : life_pick (life, ACCOUNTS));
  schedule_check (life, FALSE);
  life_each (life, clean_outbox_cb, NULL);
  let_time_pass (life);
  note_expired (life, device);
  come_back (device);
  schedule_check (life, TRUE);
  life_check_gaps (life, device);
}

static void
start_again (Life *life, void (*meanwhile) (TestServer *server))
{
  test_server_kill (life->server);
  meanwhile (life->server);
  life_revive (life, NULL);
}

void
misfortune_restore (Life *life)
{
  life_each (life, back_cb, NULL);
  schedule_check (life, FALSE);
  start_again (life, test_server_backup);
  for (guint i = life_pick (life, 20); i > 0; i--)
    schedule_say_to (life, life_pick (life, ACCOUNTS));
  schedule_check (life, TRUE);
  life_tell (life, "the server's backup is put back");
  life->restores++;
  life->resending = TRUE;
  g_hash_table_remove_all (life->places);
  start_again (life, test_server_restore);
}
