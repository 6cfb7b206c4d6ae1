/* test-devlist: a list is taken only as its account signed it, and history only moves on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "damage.h"
#include "devlist.h"
#include "error.h"

#include <sodium.h>
#include <string.h>

typedef struct {
  guint8 secret[PRIM_SIGN_SECRET_BYTES];
  Devlist list;
} Account;

static void
add_device (Devlist *list, guint32 number, const char *label)
{
  DevlistDevice *device = &list->devices[list->n_devices++];
  guint8 secret[PRIM_SIGN_SECRET_BYTES];

  device->number = number;
  prim_random (device->identity, sizeof device->identity);
  prim_sign_keypair (device->signing, secret);
  device->added = 1790000000000 + number;
  device->caps = DEVLIST_CAP_PQ | DEVLIST_CAP_ENVELOPE_1;
  device->label_len = strlen (label);
  memcpy (device->label, label, device->label_len);
}

static void
account_init (Account *account)
{
  memset (account, 0, sizeof *account);
  prim_sign_keypair (account->list.account_key, account->secret);
  account->list.account = id_random ();
  account->list.version = 1;
  account->list.time = 1790000000000;
  add_device (&account->list, 1, "sealed one");
  add_device (&account->list, 4, "");
}

static GBytes *
sign (const Account *account)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = devlist_sign (&account->list, account->secret, &error);

  g_assert_no_error (error);
  return bytes;
}

static gboolean
read_bytes (GBytes *bytes, const Id *account, Devlist *list, DevlistMark *mark, GError **error)
{
  return devlist_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), account, list,
                       mark, error);
}

/* The next list of the account, and the mark of this one. */
static DevlistMark
move_on (Account *account)
{
  g_autoptr (GBytes) bytes = sign (account);
  Devlist list;
  DevlistMark mark;

  g_assert_true (read_bytes (bytes, &account->list.account, &list, &mark, NULL));
  account->list.version++;
  memcpy (account->list.before, mark.hash, sizeof mark.hash);
  return mark;
}

static void
test_round (void)
{
  Account account;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) again = NULL;
  Devlist read;
  DevlistMark mark;

  account_init (&account);
  bytes = sign (&account);
  g_assert_true (read_bytes (bytes, &account.list.account, &read, &mark, NULL));
  g_assert_cmpmem (&read, sizeof read, &account.list, sizeof account.list);
  g_assert_cmpuint (mark.version, ==, 1);
  again = devlist_sign (&read, account.secret, NULL);
  g_assert_true (g_bytes_equal (bytes, again));
  g_assert_cmpuint (devlist_find (&read, 4)->number, ==, 4);
  g_assert_null (devlist_find (&read, 2));
}

static gboolean
takes (const guint8 *data, gsize len, gpointer account)
{
  Devlist list = { .version = 77 };
  DevlistMark mark = { .version = 77 };
  gboolean taken = devlist_read (data, len, account, &list, &mark, NULL);

  g_assert_true (taken || (list.version == 77 && mark.version == 77));
  return taken;
}

static void
test_damage (void)
{
  Account account;
  g_autoptr (GBytes) bytes = NULL;

  account_init (&account);
  bytes = sign (&account);
  damage_is_refused (bytes, takes, &account.list.account);
}

static void
test_strangers (void)
{
  Account account, other;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *forged = NULL;
  Devlist read;
  DevlistMark mark;

  account_init (&account);
  account_init (&other);
  bytes = sign (&account);
  g_assert_false (read_bytes (bytes, &other.list.account, &read, &mark, &error));
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  /* The right name, the wrong key. */
  g_assert_null (devlist_sign (&account.list, other.secret, &error));
  damage_assert_error (&error, WHIN_ERROR_INTERNAL);
  /* A signature made for something else. */
  forged = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  prim_sign (account.secret, "whinchat/e2ee/v1/groupop", forged,
             g_bytes_get_size (bytes) - PRIM_SIGNATURE_BYTES,
             forged + g_bytes_get_size (bytes) - PRIM_SIGNATURE_BYTES);
  g_assert_false (
      devlist_read (forged, g_bytes_get_size (bytes), &account.list.account, &read, &mark, &error));
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
}

/* Each is signed by the right key, and still refused: first by devlist_sign, then by devlist_read.
 */
static void
break_number (Devlist *list)
{
  list->devices[1].number = list->devices[0].number;
}

static void
break_order (Devlist *list)
{
  list->devices[0].number = 9;
}

static void
break_zero (Devlist *list)
{
  list->devices[0].number = 0;
}

static void
break_identity (Devlist *list)
{
  memcpy (list->devices[1].identity, list->devices[0].identity, PRIM_KEY_BYTES);
}

static void
break_signing (Devlist *list)
{
  memcpy (list->devices[1].signing, list->devices[0].signing, PRIM_KEY_BYTES);
}

static void
break_low_order (Devlist *list)
{
  memset (list->devices[0].signing, 0, PRIM_KEY_BYTES);
}

static void
break_not_canonical (Devlist *list)
{
  memset (list->devices[0].signing, 0xff, PRIM_KEY_BYTES);
}

static void
break_empty (Devlist *list)
{
  list->n_devices = 0;
}

static void
break_version (Devlist *list)
{
  list->version = 0;
}

static void
break_first (Devlist *list)
{
  list->before[3] = 1;
}

static void
break_second (Devlist *list)
{
  list->version = 2;
}

static void
break_time (Devlist *list)
{
  list->time = 0;
}

static void
break_account (Devlist *list)
{
  list->account = (Id) { 0 };
}

static void
break_label (Devlist *list)
{
  list->devices[1].label_len = DEVLIST_LABEL_MAX + 1;
}

static void
test_unsound (void)
{
  static void (*const breaks[]) (Devlist *list) = {
    break_number,    break_order,         break_zero,    break_identity, break_signing,
    break_low_order, break_not_canonical, break_empty,   break_version,  break_first,
    break_second,    break_time,          break_account, break_label,
  };

  for (guint i = 0; i < G_N_ELEMENTS (breaks); i++) {
    g_autoptr (GError) error = NULL;
    Account account;

    account_init (&account);
    breaks[i](&account.list);
    g_assert_null (devlist_sign (&account.list, account.secret, &error));
    damage_assert_error (&error, WHIN_ERROR_INTERNAL);
  }
}

/* Where the bytes of the first device's number and the count of devices are. */
#define AT_COUNT (1 + 1 + 32 + 16 + 8 + 32)
#define AT_NUMBER (AT_COUNT + 1)

/* An account that signs what this program would not is refused by those who read it. */
static void
test_signed_but_unsound (void)
{
  static const struct {
    guint at;
    guint8 value;
  } edits[] = { { 0, 2 },
                { 1, 2 },
                { AT_COUNT, 0 },
                { AT_COUNT, 1 },
                { AT_COUNT, 3 },
                { AT_COUNT, 11 },
                { AT_NUMBER + 3, 0 },
                { AT_NUMBER + 3, 4 },
                { AT_NUMBER + 4, 9 } };

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++) {
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree guint8 *copy = NULL;
    Account account;
    Devlist read;
    DevlistMark mark;
    gsize len;

    account_init (&account);
    bytes = sign (&account);
    len = g_bytes_get_size (bytes);
    copy = g_memdup2 (g_bytes_get_data (bytes, NULL), len);
    copy[edits[i].at] = edits[i].value;
    prim_sign (account.secret, "whinchat/e2ee/v1/devlist", copy, len - PRIM_SIGNATURE_BYTES,
               copy + len - PRIM_SIGNATURE_BYTES);
    g_assert_false (devlist_read (copy, len, &account.list.account, &read, &mark, &error));
    damage_assert_error (&error, WHIN_ERROR_BAD_FRAME);
  }
}

static void
test_limits (void)
{
  Account account;
  char label[DEVLIST_LABEL_MAX + 1];
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *big = g_malloc0 (DEVLIST_BYTES_MAX + 1);
  Devlist read;
  DevlistMark mark;

  memset (label, 'x', DEVLIST_LABEL_MAX);
  label[DEVLIST_LABEL_MAX] = '\0';
  account_init (&account);
  for (guint32 i = 0; account.list.n_devices < DEVLIST_DEVICES_MAX; i++)
    add_device (&account.list, 100 + i, label);
  bytes = sign (&account);
  g_assert_cmpuint (g_bytes_get_size (bytes), <=, DEVLIST_BYTES_MAX);
  g_assert_true (read_bytes (bytes, &account.list.account, &read, &mark, NULL));
  g_assert_cmpuint (read.n_devices, ==, DEVLIST_DEVICES_MAX);
  g_assert_false (
      devlist_read (big, DEVLIST_BYTES_MAX + 1, &account.list.account, &read, &mark, &error));
  damage_assert_error (&error, WHIN_ERROR_TOO_BIG);
}

static DevlistVerdict
verdict (const Account *account, const DevlistPin *pin)
{
  g_autoptr (GBytes) bytes = sign (account);
  Devlist read;
  DevlistMark mark;

  g_assert_true (read_bytes (bytes, &account->list.account, &read, &mark, NULL));
  return devlist_decide (&read, &mark, pin);
}

static void
test_decide (void)
{
  Account account, first, fork, other;
  DevlistPin pin;
  DevlistMark second;

  account_init (&account);
  first = account;
  g_assert_cmpint (verdict (&account, NULL), ==, DEVLIST_ACCEPT);
  memcpy (pin.account_key, account.list.account_key, sizeof pin.account_key);
  pin.mark = move_on (&account);
  g_assert_cmpint (verdict (&first, &pin), ==, DEVLIST_SAME);
  g_assert_cmpint (verdict (&account, &pin), ==, DEVLIST_ACCEPT);
  /* The same number, another list. */
  fork = first;
  fork.list.time++;
  g_assert_cmpint (verdict (&fork, &pin), ==, DEVLIST_FORK);
  /* The next number, after another list. */
  move_on (&fork);
  g_assert_cmpint (verdict (&fork, &pin), ==, DEVLIST_FORK);
  /* One was missed. */
  second = move_on (&account);
  g_assert_cmpint (verdict (&account, &pin), ==, DEVLIST_ACCEPT);
  /* A ghost from the past. */
  pin.mark = second;
  g_assert_cmpint (verdict (&first, &pin), ==, DEVLIST_OLDER);
  /* The same name with another key, however new the list. */
  account_init (&other);
  other.list.account = account.list.account;
  other.list.version = 9;
  other.list.before[0] = 1;
  g_assert_cmpint (verdict (&other, &pin), ==, DEVLIST_NEW_KEY);
}

static void
test_gossip (void)
{
  DevlistMark mine = { 5, { 1 } }, heard = mine;
  guint8 packed[DEVLIST_MARK_BYTES];
  DevlistMark read;

  g_assert_cmpint (devlist_gossip (&mine, &heard), ==, DEVLIST_GOSSIP_SAME);
  heard.hash[31] ^= 1;
  g_assert_cmpint (devlist_gossip (&mine, &heard), ==, DEVLIST_GOSSIP_FORK);
  heard.version = 6;
  g_assert_cmpint (devlist_gossip (&mine, &heard), ==, DEVLIST_GOSSIP_FETCH);
  heard.version = 4;
  g_assert_cmpint (devlist_gossip (&mine, &heard), ==, DEVLIST_GOSSIP_BEHIND);
  devlist_mark_pack (&heard, packed);
  devlist_mark_unpack (packed, &read);
  g_assert_cmpmem (&read, sizeof read, &heard, sizeof heard);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/devlist/round", test_round);
  g_test_add_func ("/devlist/damage", test_damage);
  g_test_add_func ("/devlist/strangers", test_strangers);
  g_test_add_func ("/devlist/unsound", test_unsound);
  g_test_add_func ("/devlist/signed-but-unsound", test_signed_but_unsound);
  g_test_add_func ("/devlist/limits", test_limits);
  g_test_add_func ("/devlist/decide", test_decide);
  g_test_add_func ("/devlist/gossip", test_gossip);
  return g_test_run ();
}
