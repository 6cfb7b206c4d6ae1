/* fuzz-groupop: any bytes as a change, also signed by an admin, and as a stored state; what is
 * taken has one form, and no state breaks its own rules. SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "groupstate.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static GroupSigner admin = { .account.bytes = { 1 }, .device = 1 };
static guint8 secret_key[PRIM_SIGN_SECRET_BYTES];
static GroupState *group;

static void
make_group (void)
{
  g_autoptr (GroupOp) op = groupop_new (GROUP_CREATE);
  g_autoptr (GBytes) bytes = NULL;
  GroupSubject subject = { .account = admin.account, .role = GROUP_ADMIN };
  guint8 account_secret[PRIM_SIGN_SECRET_BYTES];

  if (!prim_init (NULL))
    abort ();
  prim_sign_keypair (admin.account_key, account_secret);
  prim_sign_keypair (admin.signing, secret_key);
  op->group.bytes[0] = 1;
  op->n = 1;
  op->actor = admin.account;
  op->device = admin.device;
  op->time = 1;
  op->secret[0] = 1;
  g_set_str (&op->name, "Group");
  groupop_key_hash (admin.account_key, subject.key_hash);
  groupop_add_subject (op, &subject);
  bytes = groupop_sign (op, secret_key, NULL);
  if (groupstate_apply (NULL, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &admin,
                        &group, NULL) != GROUP_APPLIED)
    abort ();
}

static void
check_state (const GroupState *state)
{
  g_autoptr (GBytes) packed = groupstate_pack (state);
  g_autoptr (GroupState) read =
      groupstate_unpack (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), NULL);

  if (read == NULL || groupstate_compare (read, state->n, state->hash) != GROUP_SAME)
    abort ();
}

static void
check_op (const guint8 *data, gsize size)
{
  g_autoptr (GroupOp) op = groupop_read (data, size, NULL);
  g_autoptr (GBytes) again = op != NULL ? groupop_sign (op, secret_key, NULL) : NULL;
  g_autoptr (GroupState) next = NULL;

  /* The signature apart. */
  if (op != NULL &&
      (again == NULL || g_bytes_get_size (again) != size ||
       memcmp (g_bytes_get_data (again, NULL), data, size - PRIM_SIGNATURE_BYTES) != 0))
    abort ();
  if (groupstate_apply (group, data, size, &admin, &next, NULL) == GROUP_APPLIED)
    check_state (next);
}

/* Signed, in its group and after its state, as far as it is long enough to say so. */
static void
check_signed (const guint8 *data, gsize size)
{
  g_autofree guint8 *op = g_malloc (size + PRIM_SIGNATURE_BYTES);
  guint8 start[1 + ID_BYTES + 4 + PRIM_HASH_BYTES] = { 1, 1 };

  start[1 + ID_BYTES + 3] = 2;
  memcpy (start + 1 + ID_BYTES + 4, group->hash, PRIM_HASH_BYTES);
  if (size > 0)
    memcpy (op, data, size);
  memcpy (op, start, MIN (size, sizeof start));
  prim_sign (secret_key, "whinchat/e2ee/v1/groupop", op, size, op + size);
  check_op (op, size + PRIM_SIGNATURE_BYTES);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GroupState) state = NULL;

  if (group == NULL)
    make_group ();
  check_op (data, size);
  check_signed (data, size);
  state = groupstate_unpack (data, size, NULL);
  if (state != NULL)
    check_state (state);
  return 0;
}
