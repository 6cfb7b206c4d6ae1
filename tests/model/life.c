/* life: people come and go, and a story is kept of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "life.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STORY_LINES 40
#define LINE_BYTES 128
#define PROXY_SECONDS 7200

/* The end of the story, where a signal handler can read it. */
static struct {
  char head[256];
  char lines[STORY_LINES][LINE_BYTES];
  guint next;
} story;

static void
write_line (const char *line)
{
  if (write (STDERR_FILENO, line, strlen (line)) < 0)
    return;
}

static void
died_cb (int number)
{
  write_line (story.head);
  for (guint i = 0; i < STORY_LINES; i++)
    write_line (story.lines[(story.next + i) % STORY_LINES]);
  write_line (story.head);
  signal (number, SIG_DFL);
  raise (number);
}

void
life_tell (Life *life, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_snprintf (story.lines[story.next], LINE_BYTES, "# step %u: %s\n", life->step, text);
  story.next = (story.next + 1) % STORY_LINES;
}

void
life_fail (Life *life, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("# seed %u, step %u of %u: %s\n", life->seed, life->step, life->steps, text);
  abort ();
}

guint
life_pick (Life *life, guint n)
{
  return (guint) g_rand_int_range (life->random, 0, (gint32) n);
}

gboolean
life_chance (Life *life, guint percent)
{
  return life_pick (life, 100) < percent;
}

/* -- Devices. -- */

gboolean
life_is_open (const Device *device)
{
  return device != NULL && !device->away;
}

const char *
life_name (const Device *device)
{
  static char names[4][24];
  static guint next;
  char *name = names[next++ % G_N_ELEMENTS (names)];

  g_snprintf (name, sizeof names[0], "%c%u", 'A' + device->account, device->serial);
  return name;
}

void
life_each (Life *life, DeviceFunc func, gpointer data)
{
  for (guint account = 0; account < ACCOUNTS; account++)
    for (guint slot = 0; slot < SLOTS; slot++)
      if (life->devices[account][slot] != NULL)
        func (life, life->devices[account][slot], data);
}

guint
life_count (Life *life, guint account)
{
  guint n = 0;

  for (guint slot = 0; slot < SLOTS; slot++)
    n += life->devices[account][slot] != NULL;
  return n;
}

typedef struct {
  guint account;
  gboolean away;
  Device *found[ACCOUNTS * SLOTS];
  guint n;
} Search;

static void
search_cb (Life *life, Device *device, gpointer data)
{
  Search *search = data;

  if (device->away == search->away &&
      (search->account >= ACCOUNTS || device->account == search->account))
    search->found[search->n++] = device;
}

static Device *
pick (Life *life, guint account, gboolean away)
{
  Search search = { .account = account, .away = away };

  life_each (life, search_cb, &search);
  return search.n > 0 ? search.found[life_pick (life, search.n)] : NULL;
}

Device *
life_pick_open (Life *life, guint account)
{
  return pick (life, account, FALSE);
}

Device *
life_pick_away (Life *life)
{
  return pick (life, ACCOUNTS, TRUE);
}

static Device *
device_new (Life *life, guint account, guint slot)
{
  Device *device = g_new0 (Device, 1);

  device->serial = ++life->serials;
  device->account = account;
  device->traces = g_array_new (FALSE, TRUE, sizeof (Trace));
  device->linking_at = ++life->moment;
  life->devices[account][slot] = device;
  return device;
}

/* What is under way may be refused now, and overtaken before it is sent again. */
static void
stir (Life *life)
{
  life->stirred = TRUE;
  for (guint i = 0; i < life->said->len; i++)
    life_said (life, i)->stirred |= life_said (life, i)->place == 0;
}

/* What was said to the account before this device was there is not on all of its devices. */
static void
scatter (Life *life, guint account)
{
  for (guint i = 0; i < life->said->len; i++)
    if (life_said (life, i)->to == account)
      life_said (life, i)->scattered = TRUE;
}

void
life_link (Life *life, guint account, guint slot)
{
  Device *of = life->devices[account][0]; /* the main one; it alone can */
  Device *device = device_new (life, account, slot);

  device->away = TRUE; /* not yet to be picked */
  device->peer = peer_new_linked (of->peer);
  device->away = FALSE;
  device->dev = device->peer->account->dev;
  device->linked_at = ++life->moment;
  stir (life);
  scatter (life, account);
  life_tell (life, "%s was linked by %s", life_name (device), life_name (of));
}

void
life_retire (Life *life, guint account, guint slot)
{
  Device *device = life->devices[account][slot];

  stir (life);
  life->devices[account][slot] = NULL;
  peer_free (device->peer);
  g_array_unref (device->traces);
  g_free (device);
}

/* -- The model's data. -- */

Conv
life_conv (Life *life, guint account)
{
  return (Conv) { CONV_USER, life->accounts[account] };
}

Said *
life_said (Life *life, guint number)
{
  return &g_array_index (life->said, Said, number);
}

Trace *
life_trace (Device *device, guint number)
{
  if (number >= device->traces->len)
    g_array_set_size (device->traces, number + 1);
  return &g_array_index (device->traces, Trace, number);
}

/* -- The server. -- */

static void
hurry_cb (Life *life, Device *device, gpointer data)
{
  if (life_is_open (device))
    core_reconnect (device->peer->core);
}

void
life_hurry (Life *life)
{
  life_each (life, hurry_cb, NULL);
}

void
life_revive (Life *life, const char *crash_at)
{
  if (!test_server_is_down (life->server))
    test_server_kill (life->server);
  test_server_start (life->server, crash_at);
  life->armed = crash_at != NULL;
  life_hurry (life);
}

void
life_calm (Life *life)
{
  proxy_tell (life->proxy, "{\"cut_after\": -1}");
  if (life->armed || test_server_is_down (life->server))
    life_revive (life, NULL);
}

/* -- Beginning and end. -- */

static void
begin (Life *life, guint account)
{
  g_autofree char *phone = g_strdup_printf ("+49151123400%02u", account);
  g_autofree char *name = g_strdup_printf ("%c", 'A' + account);
  Device *first = device_new (life, account, 0);

  first->peer = peer_new ();
  peer_register_at (first->peer, life->server,
                    account == BEHIND_PROXY ? proxy_url (life->proxy)
                                            : test_server_url (life->server),
                    phone, name);
  life->accounts[account] = first->peer->account->acc;
  first->dev = first->peer->account->dev;
  first->linked_at = ++life->moment;
  life_link (life, account, 1);
}

Life *
life_new (guint32 seed, guint steps)
{
  Life *life = g_new0 (Life, 1);

  memset (&story, 0, sizeof story);
  g_snprintf (story.head, sizeof story.head,
              "# seed %u; again: WHINCHAT_SEED=%u WHINCHAT_STEPS=%u ./dev test model-1\n", seed,
              seed, steps);
  signal (SIGABRT, died_cb);
  signal (SIGTRAP, died_cb);
  life->seed = seed;
  life->steps = steps;
  life->random = g_rand_new_with_seed (seed);
  life->said = g_array_new (FALSE, TRUE, sizeof (Said));
  life->places = g_hash_table_new_full (id_hash, id_hash_equal, g_free, g_free);
  life->server = test_server_new ();
  life->proxy = proxy_new (life->server, PROXY_SECONDS);
  for (guint account = 0; account < ACCOUNTS; account++)
    begin (life, account);
  return life;
}

void
life_free (Life *life)
{
  for (guint account = 0; account < ACCOUNTS; account++)
    for (guint slot = 0; slot < SLOTS; slot++)
      if (life->devices[account][slot] != NULL)
        life_retire (life, account, slot);
  proxy_free (life->proxy);
  test_server_free (life->server);
  g_array_unref (life->said);
  g_hash_table_unref (life->places);
  g_rand_free (life->random);
  g_free (life);
}
