/* bench-groups: what a message to a group, a list of devices, a file and a safety number cost, in
 * processor time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "blob.h"
#include "devlist.h"
#include "groupstate.h"
#include "safety.h"
#include "senderkey.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define MESSAGES 1000
#define PAYLOAD 160
#define NOW G_GINT64_CONSTANT (1790000000000)
#define FILE_MIB 256
#define MIB (1024 * 1024)

static double
cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

static void
report (const char *name, double value, const char *unit)
{
  printf ("%s = %.2f %s\n", name, value, unit);
}

static GBytes *
new_receiver (GBytes *sender, const SenderKeyOwner *owner)
{
  guint8 offer[SENDERKEY_OFFER_BYTES];

  g_assert_true (senderkey_offer (sender, offer));
  return senderkey_accept (owner, offer, sizeof offer, NULL);
}

static GPtrArray *
seal_messages (GBytes *sender)
{
  GPtrArray *wires = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) state = g_bytes_ref (sender);
  SenderKeyAt at = { 7, { 1 } };
  guint8 payload[PAYLOAD] = { 0 };
  double start = cpu_us ();

  for (guint i = 0; i < MESSAGES; i++) {
    GBytes *next = NULL;

    g_ptr_array_add (wires, senderkey_seal (state, &at, payload, sizeof payload, &next, NULL));
    g_bytes_unref (state);
    state = next;
  }
  report ("e2ee.group_seal_us", (cpu_us () - start) / MESSAGES, "us");
  report ("e2ee.group_wire_bytes", (double) g_bytes_get_size (wires->pdata[0]), "bytes");
  return wires;
}

static void
open_messages (GBytes *receiver, GPtrArray *wires, const char *name)
{
  g_autoptr (GBytes) state = g_bytes_ref (receiver);
  double start = cpu_us ();

  for (guint i = 0; i < wires->len; i++) {
    GBytes *next = NULL;
    g_autoptr (GBytes) plain =
        senderkey_open (state, g_bytes_get_data (wires->pdata[i], NULL),
                        g_bytes_get_size (wires->pdata[i]), NOW, &next, NULL);

    g_assert_nonnull (plain);
    g_bytes_unref (state);
    state = next;
  }
  report (name, (cpu_us () - start) / wires->len, "us");
}

static void
shuffle (GPtrArray *all)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = all->len - 1; i > 0; i--) {
    guint j = (guint) g_rand_int_range (random, 0, (gint32) i + 1);
    gpointer one = all->pdata[i];

    all->pdata[i] = all->pdata[j];
    all->pdata[j] = one;
  }
}

static void
bench_messages (void)
{
  SenderKeyOwner owner = { id_random (), id_random (), 1 };
  g_autoptr (GBytes) sender = senderkey_new (&owner, NOW);
  g_autoptr (GBytes) receiver = new_receiver (sender, &owner);
  g_autoptr (GPtrArray) wires = seal_messages (sender);

  open_messages (receiver, wires, "e2ee.group_open_us");
  shuffle (wires);
  open_messages (receiver, wires, "e2ee.group_open_shuffled_us");
}

/* -- The state of the biggest group. -- */

typedef struct {
  GroupSigner who;
  guint8 secret[PRIM_SIGN_SECRET_BYTES];
} Admin;

static void
add_subjects (GroupOp *op, const Admin *admin, guint count)
{
  if (op->kind == GROUP_CREATE) {
    GroupSubject self = { .account = admin->who.account, .role = GROUP_ADMIN };

    groupop_key_hash (admin->who.account_key, self.key_hash);
    groupop_add_subject (op, &self);
  }
  while (op->subjects->len < count) {
    GroupSubject subject = { .account = id_random (), .role = GROUP_MEMBER };

    groupop_add_subject (op, &subject);
  }
}

/* Frees state. */
static GroupState *
grow (GroupState *state, const Admin *admin, guint count)
{
  g_autoptr (GroupOp) op = groupop_new (state == NULL ? GROUP_CREATE : GROUP_ADD);
  g_autoptr (GBytes) bytes = NULL;
  GroupState *next = NULL;

  op->group.bytes[0] = 1;
  op->n = state == NULL ? 1 : state->n + 1;
  if (state != NULL)
    memcpy (op->before, state->hash, sizeof op->before);
  op->actor = admin->who.account;
  op->device = admin->who.device;
  op->time = NOW;
  op->secret[0] = 1;
  g_set_str (&op->name, "Big");
  add_subjects (op, admin, count);
  bytes = groupop_sign (op, admin->secret, NULL);
  g_assert_cmpint (groupstate_apply (state, g_bytes_get_data (bytes, NULL),
                                     g_bytes_get_size (bytes), &admin->who, &next, NULL),
                   ==, GROUP_APPLIED);
  groupstate_free (state);
  return next;
}

static void
bench_state (void)
{
  Admin admin = { .who = { .account = id_random (), .device = 1 } };
  guint8 account_secret[PRIM_SIGN_SECRET_BYTES];
  g_autoptr (GBytes) packed = NULL;
  GroupState *state = NULL;
  double start;

  prim_sign_keypair (admin.who.account_key, account_secret);
  prim_sign_keypair (admin.who.signing, admin.secret);
  for (guint i = 0; i < 4; i++)
    state = grow (state, &admin, i < 3 ? GROUP_SUBJECTS_MAX : GROUP_SUBJECTS_MAX - 1);
  start = cpu_us ();
  state = grow (state, &admin, 1);
  report ("e2ee.group_change_of_1024_us", cpu_us () - start, "us");
  packed = groupstate_pack (state);
  report ("e2ee.group_state_of_1024_bytes", (double) g_bytes_get_size (packed), "bytes");
  groupstate_free (state);
}

/* A list of two devices, as most are. */
static void
bench_devices (void)
{
  Devlist list = { .account = id_random (), .version = 1, .n_devices = 2, .time = NOW }, read;
  guint8 account_secret[PRIM_SIGN_SECRET_BYTES], secret[PRIM_SIGN_SECRET_BYTES];
  g_autoptr (GBytes) bytes = NULL;
  DevlistMark mark;
  double start;

  prim_sign_keypair (list.account_key, account_secret);
  for (guint32 i = 0; i < list.n_devices; i++) {
    list.devices[i].number = i + 1;
    list.devices[i].identity[0] = (guint8) i;
    list.devices[i].added = NOW;
    prim_sign_keypair (list.devices[i].signing, secret);
  }
  bytes = devlist_sign (&list, account_secret, NULL);
  start = cpu_us ();
  for (guint i = 0; i < 100; i++)
    g_assert_true (devlist_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                 &list.account, &read, &mark, NULL));
  report ("e2ee.devlist_read_us", (cpu_us () - start) / 100, "us");
  report ("e2ee.devlist_bytes", (double) g_bytes_get_size (bytes), "bytes");
}

static void
bench_file (void)
{
  guint8 key[PRIM_KEY_BYTES], hash[BLOB_HASH_BYTES];
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree guint8 *piece = g_malloc0 (MIB);
  g_autoptr (BlobSeal) seal = NULL;
  double start = cpu_us ();

  seal = blob_seal_new ((guint64) FILE_MIB * MIB, key, out, NULL);
  for (guint i = 0; i < FILE_MIB; i++) {
    g_assert_true (blob_seal_push (seal, piece, MIB, out, NULL));
    g_byte_array_set_size (out, 0);
  }
  while (blob_seal_pad (seal, out))
    g_byte_array_set_size (out, 0);
  g_assert_true (blob_seal_end (seal, out, hash, NULL));
  report ("e2ee.blob_mib_per_s", FILE_MIB / ((cpu_us () - start) / 1e6), "MiB/s");
}

static void
bench_safety (void)
{
  guint8 key[PRIM_SIGN_PUBLIC_BYTES] = { 1 };
  Id account = id_random ();
  SafetyFingerprint print;
  double start = cpu_us ();

  for (guint i = 0; i < 20; i++)
    safety_fingerprint (key, &account, &print);
  report ("e2ee.safety_number_us", 2 * (cpu_us () - start) / 20, "us");
}

int
main (int argc, char **argv)
{
  g_assert_true (prim_init (NULL));
  bench_messages ();
  bench_state ();
  bench_devices ();
  bench_file ();
  bench_safety ();
  return 0;
}
