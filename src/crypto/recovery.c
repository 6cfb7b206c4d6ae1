/* recovery: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "recovery.h"

#include "error.h"

#include <glib/gi18n.h>
#include <string.h>

#define LABEL_CHECK "whinchat/e2ee/v1/recovery-check"
#define CHECK_BYTES 3
#define ALL_BYTES (PRIM_KEY_BYTES + CHECK_BYTES)
#define LENGTH (RECOVERY_GROUPS * RECOVERY_GROUP_LEN)

G_STATIC_ASSERT (ALL_BYTES * 8 == LENGTH * 5);

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void
checksum (const guint8 key[PRIM_KEY_BYTES], guint8 check[CHECK_BYTES])
{
  guint8 hash[PRIM_HASH_BYTES];

  prim_hash (LABEL_CHECK, key, PRIM_KEY_BYTES, hash);
  memcpy (check, hash, CHECK_BYTES);
  prim_wipe (hash, sizeof hash);
}

/* Five bytes are eight characters of five bits. */
static void
bytes_to_values (const guint8 bytes[ALL_BYTES], guint8 values[LENGTH])
{
  for (guint i = 0; i < LENGTH; i++) {
    guint bit = i * 5;
    guint window = bytes[bit / 8] << 8 | (bit / 8 + 1 < ALL_BYTES ? bytes[bit / 8 + 1] : 0);

    values[i] = window >> (11 - bit % 8) & 31;
  }
}

static void
values_to_bytes (const guint8 values[LENGTH], guint8 bytes[ALL_BYTES])
{
  memset (bytes, 0, ALL_BYTES);
  for (guint i = 0; i < LENGTH; i++) {
    guint bit = i * 5;
    guint window = (guint) values[i] << (11 - bit % 8);

    bytes[bit / 8] |= (guint8) (window >> 8);
    if (bit / 8 + 1 < ALL_BYTES)
      bytes[bit / 8 + 1] |= (guint8) window;
  }
}

static void
key_to_values (const guint8 key[PRIM_KEY_BYTES], guint8 values[LENGTH])
{
  guint8 bytes[ALL_BYTES];

  memcpy (bytes, key, PRIM_KEY_BYTES);
  checksum (key, bytes + PRIM_KEY_BYTES);
  bytes_to_values (bytes, values);
  prim_wipe (bytes, sizeof bytes);
}

char *
recovery_to_text (const guint8 key[PRIM_KEY_BYTES])
{
  char *text = g_malloc (LENGTH + RECOVERY_GROUPS), *at = text;
  guint8 values[LENGTH];

  key_to_values (key, values);
  for (guint i = 0; i < LENGTH; i++) {
    if (i > 0 && i % RECOVERY_GROUP_LEN == 0)
      *at++ = ' ';
    *at++ = alphabet[values[i]];
  }
  *at = '\0';
  prim_wipe (values, sizeof values);
  return text;
}

/* -1 for a character that cannot be part of a key. */
static int
value_of (char c)
{
  const char *at;

  c = g_ascii_toupper (c);
  if (c == 'O')
    c = '0';
  if (c == 'I' || c == 'L')
    c = '1';
  at = c != '\0' ? strchr (alphabet, c) : NULL;
  return at != NULL ? (int) (at - alphabet) : -1;
}

/* How many characters there are, counted on past max; -1 at one that cannot be, which is
 * character `bad` of group `bad / 4`. */
static int
read_values (const char *text, guint8 *values, int max, int *bad)
{
  int n = 0;

  for (; *text != '\0'; text++) {
    int value = value_of (*text);

    if (g_ascii_isspace (*text) || *text == '-')
      continue;
    if (value < 0) {
      *bad = n;
      return -1;
    }
    if (n < max)
      values[n] = (guint8) value;
    n++;
  }
  return n;
}

static gboolean
values_check (const guint8 values[LENGTH], guint8 key[PRIM_KEY_BYTES])
{
  guint8 bytes[ALL_BYTES], check[CHECK_BYTES];
  gboolean good;

  values_to_bytes (values, bytes);
  checksum (bytes, check);
  good = prim_equal (check, bytes + PRIM_KEY_BYTES, CHECK_BYTES);
  if (good)
    memcpy (key, bytes, PRIM_KEY_BYTES);
  prim_wipe (bytes, sizeof bytes);
  return good;
}

static gboolean
other_value_fits (guint8 values[LENGTH], guint at)
{
  guint8 typed = values[at], key[PRIM_KEY_BYTES];
  gboolean fits = FALSE;

  for (guint8 other = 0; other < 32 && !fits; other++) {
    values[at] = other;
    fits = other != typed && values_check (values, key);
  }
  values[at] = typed;
  prim_wipe (key, sizeof key);
  return fits;
}

static gboolean
swap_fits (guint8 values[LENGTH], guint at)
{
  guint8 a = values[at], b = values[at + 1], key[PRIM_KEY_BYTES];
  gboolean fits;

  values[at] = b;
  values[at + 1] = a;
  fits = values_check (values, key);
  values[at] = a;
  values[at + 1] = b;
  prim_wipe (key, sizeof key);
  return fits;
}

/* The group, from 1, with the one wrong character or the one swapped pair; 0 when it is not one
 * mistake alone. */
static guint
wrong_group (guint8 values[LENGTH])
{
  for (guint i = 0; i < LENGTH; i++)
    if (other_value_fits (values, i) || (i + 1 < LENGTH && swap_fits (values, i)))
      return 1 + i / RECOVERY_GROUP_LEN;
  return 0;
}

static void
explain (guint8 values[LENGTH], GError **error)
{
  guint group = wrong_group (values);

  if (group > 0)
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG,
                 _ ("The recovery key has a typing mistake. Look at group %u again."), group);
  else
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG,
                         _ ("The recovery key has typing mistakes. Compare it with your copy."));
}

gboolean
recovery_from_text (const char *text, guint8 key[PRIM_KEY_BYTES], GError **error)
{
  guint8 values[LENGTH] = { 0 };
  int bad = 0, n = read_values (text, values, LENGTH, &bad);
  gboolean good = n == LENGTH && values_check (values, key);

  if (n < 0)
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG,
                 _ ("Group %d has a character that no recovery key has."),
                 1 + bad / RECOVERY_GROUP_LEN);
  else if (n != LENGTH)
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG,
                 _ ("A recovery key has %d characters; these are %d."), LENGTH, n);
  else if (!good)
    explain (values, error);
  prim_wipe (values, sizeof values);
  return good;
}

gboolean
recovery_group_is (const guint8 key[PRIM_KEY_BYTES], guint index, const char *typed)
{
  guint8 values[LENGTH], group[RECOVERY_GROUP_LEN] = { 0 };
  int bad, n = read_values (typed, group, RECOVERY_GROUP_LEN, &bad);
  gboolean same;

  g_return_val_if_fail (index < RECOVERY_GROUPS, FALSE);
  key_to_values (key, values);
  same = n == RECOVERY_GROUP_LEN &&
         prim_equal (values + index * RECOVERY_GROUP_LEN, group, sizeof group);
  prim_wipe (values, sizeof values);
  return same;
}
