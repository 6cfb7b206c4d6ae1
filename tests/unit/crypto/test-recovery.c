/* test-recovery: a key that was written down comes back, and a slip of the pen is found.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "damage.h"
#include "error.h"
#include "recovery.h"

#include <string.h>

static void
assert_reads (const char *text, const guint8 key[PRIM_KEY_BYTES])
{
  g_autoptr (GError) error = NULL;
  guint8 read[PRIM_KEY_BYTES];

  g_assert_true (recovery_from_text (text, read, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (read, sizeof read, key, PRIM_KEY_BYTES);
}

/* The message, to look at; the key is left alone. */
static char *
refusal (const char *text)
{
  g_autoptr (GError) error = NULL;
  guint8 read[PRIM_KEY_BYTES] = { 77 };
  char *message;

  g_assert_false (recovery_from_text (text, read, &error));
  g_assert_cmpuint (read[0], ==, 77);
  message = g_strdup (error->message);
  damage_assert_error (&error, WHIN_ERROR_CODE_WRONG);
  return message;
}

static void
test_round (void)
{
  for (guint i = 0; i < 200; i++) {
    guint8 key[PRIM_KEY_BYTES];
    g_autofree char *text = NULL;

    prim_random (key, sizeof key);
    if (i == 0)
      memset (key, 0, sizeof key);
    if (i == 1)
      memset (key, 0xff, sizeof key);
    text = recovery_to_text (key);
    g_assert_cmpuint (strlen (text), ==, 14 * 5 - 1);
    assert_reads (text, key);
  }
}

static void
test_tolerance (void)
{
  guint8 key[PRIM_KEY_BYTES] = { 0 };
  g_autofree char *text = NULL, *lower = NULL, *hyphens = NULL, *alike = NULL, *close = NULL;
  g_auto (GStrv) parts = NULL;

  key[3] = 0x84; /* has a 1 in it, and many 0 */
  key[9] = 0x21;
  text = recovery_to_text (key);
  g_assert_nonnull (strchr (text, '1'));
  lower = g_ascii_strdown (text, -1);
  hyphens = g_strdelimit (g_strdup (text), " ", '-');
  parts = g_strsplit (text, " ", -1);
  close = g_strjoinv ("", parts);
  alike = g_strdelimit (g_strdelimit (g_strdup (text), "0", 'O'), "1", 'l');
  assert_reads (lower, key);
  assert_reads (hyphens, key);
  assert_reads (close, key);
  assert_reads (alike, key);
  g_strdelimit (alike, "l", 'I');
  g_strdelimit (alike, "O", 'o');
  assert_reads (alike, key);
}

/* Every single wrong character, and every swapped pair, and where it is. */
static void
test_typos (void)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  guint8 key[PRIM_KEY_BYTES];
  g_autofree char *text = NULL;

  /* Always the same: one key in a thousand has a second place that fits. */
  for (guint i = 0; i < sizeof key; i++)
    key[i] = (guint8) (i * 37 + 11);
  text = recovery_to_text (key);
  for (guint i = 0; text[i] != '\0'; i++) {
    g_autofree char *group = g_strdup_printf ("group %u ", 1 + i / 5);
    char was = text[i];

    if (was == ' ')
      continue;
    text[i] = alphabet[(strchr (alphabet, was) - alphabet + 1 + i % 31) % 32];
    if (text[i] != was) {
      g_autofree char *message = refusal (text);

      g_assert_nonnull (strstr (message, group));
    }
    text[i] = was;
    if (text[i + 1] != ' ' && text[i + 1] != '\0' && text[i + 1] != was) {
      g_autofree char *message = NULL;

      text[i] = text[i + 1];
      text[i + 1] = was;
      message = refusal (text);
      g_assert_nonnull (strstr (message, group));
      text[i + 1] = text[i];
      text[i] = was;
    }
  }
  assert_reads (text, key);
}

static void
test_refusals (void)
{
  guint8 key[PRIM_KEY_BYTES] = { 1, 2, 3 };
  g_autofree char *text = recovery_to_text (key);
  g_autofree char *longer = g_strconcat (text, " 0", NULL);
  g_autofree char *none = refusal (""), *too_long = refusal (longer), *bad = NULL, *many = NULL;
  gsize len = strlen (text);

  g_assert_nonnull (strstr (none, "56"));
  g_assert_nonnull (strstr (too_long, "57"));
  for (gsize cut = len - 1; cut > 0; cut--) {
    g_autofree char *shorter = g_strndup (text, cut);
    g_autofree char *message = refusal (shorter);

    g_assert_nonnull (strstr (message, "56"));
  }
  text[11] = 'U';
  bad = refusal (text);
  g_assert_nonnull (strstr (bad, "Group 3 "));
  memset (text, '7', 4);
  text[11] = '9';
  many = refusal (text);
  g_assert_null (strstr (many, "group "));
}

static void
test_groups (void)
{
  guint8 key[PRIM_KEY_BYTES];
  g_autofree char *text = NULL;
  g_auto (GStrv) groups = NULL;

  prim_random (key, sizeof key);
  text = recovery_to_text (key);
  groups = g_strsplit (text, " ", -1);
  g_assert_cmpuint (g_strv_length (groups), ==, RECOVERY_GROUPS);
  for (guint i = 0; i < RECOVERY_GROUPS; i++) {
    g_autofree char *lower = g_ascii_strdown (groups[i], -1);
    g_autofree char *longer = g_strconcat (groups[i], "0", NULL);

    g_assert_true (recovery_group_is (key, i, groups[i]));
    g_assert_true (recovery_group_is (key, i, lower));
    g_assert_false (recovery_group_is (key, i, longer));
    g_assert_false (recovery_group_is (key, i, ""));
    groups[i][0] = groups[i][0] == '7' ? '8' : '7';
    g_assert_false (recovery_group_is (key, i, groups[i]));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/recovery/round", test_round);
  g_test_add_func ("/recovery/tolerance", test_tolerance);
  g_test_add_func ("/recovery/typos", test_typos);
  g_test_add_func ("/recovery/refusals", test_refusals);
  g_test_add_func ("/recovery/groups", test_groups);
  return g_test_run ();
}
