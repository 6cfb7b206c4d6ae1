/* test-safety: the published vectors, and what a scan says.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "safety.h"

#include <sodium.h>
#include <string.h>

static void
unhex (const char *text, guint8 *bytes, gsize len)
{
  gsize read;

  g_assert_cmpint (sodium_hex2bin (bytes, len, text, strlen (text), NULL, &read, NULL), ==, 0);
  g_assert_cmpuint (read, ==, len);
}

/* libsignal, rust/protocol/src/fingerprint.rs, fingerprint_test_v1 and _v2 (testVectorsVersion1 and
 * 2 of the Java library): the number of both versions, and the fingerprints inside their scannable
 * forms, which differ only in the version around them. */
static void
test_vectors (void)
{
  static const struct {
    const char *key, *id, *fingerprint;
  } people[] = {
    { "0506863bc66d02b40d27b8d49ca7c09e9239236f9d7d25d6fcca5ce13c7064d868", "+14152222222",
      "1e301a0353dce3dbe7684cb8336e85136cdc0ee96219494ada305d62a7bd61df" },
    { "05f781b6fb32fed9ba1cf2de978d4d5da28dc34046ae814402b5c0dbd96fda907b", "+14153333333",
      "d62cbf73a11592015b6b9f1682ac306fea3aaf3885b84d12bca631e9d4fb3a4d" },
  };
  SafetyFingerprint prints[2];
  SafetyNumber number;

  for (guint i = 0; i < 2; i++) {
    guint8 key[33], expected[SAFETY_FINGERPRINT_BYTES];

    unhex (people[i].key, key, sizeof key);
    unhex (people[i].fingerprint, expected, sizeof expected);
    safety_fingerprint_of (key, sizeof key, people[i].id, strlen (people[i].id), &prints[i]);
    g_assert_cmpmem (prints[i].bytes, sizeof prints[i].bytes, expected, sizeof expected);
  }
  for (guint i = 0; i < 2; i++) {
    safety_number (&prints[i], &prints[1 - i], number);
    g_assert_cmpstr (number, ==, "300354477692869396892869876765458257569162576843440918079131");
  }
}

static void
person (SafetyFingerprint *print)
{
  guint8 key[PRIM_SIGN_PUBLIC_BYTES];
  Id account = id_random ();

  prim_random (key, sizeof key);
  safety_fingerprint (key, &account, print);
}

static void
test_account (void)
{
  guint8 key[PRIM_SIGN_PUBLIC_BYTES] = { 1 }, serialised[1 + PRIM_SIGN_PUBLIC_BYTES] = { 1, 1 };
  Id one = { { 1 } }, two = { { 2 } };
  SafetyFingerprint a, b;

  safety_fingerprint (key, &one, &a);
  safety_fingerprint_of (serialised, sizeof serialised, one.bytes, sizeof one.bytes, &b);
  g_assert_cmpmem (a.bytes, sizeof a.bytes, b.bytes, sizeof b.bytes);
  safety_fingerprint (key, &two, &b);
  g_assert_false (prim_equal (a.bytes, b.bytes, sizeof a.bytes));
  key[31] ^= 1;
  safety_fingerprint (key, &one, &b);
  g_assert_false (prim_equal (a.bytes, b.bytes, sizeof a.bytes));
}

static void
test_scan (void)
{
  SafetyFingerprint anna, ben, mallory;
  g_autofree char *code = NULL, *own = NULL, *wrong = NULL, *longer = NULL;

  person (&anna);
  person (&ben);
  person (&mallory);
  code = safety_code (&ben, &anna);
  own = safety_code (&anna, &ben);
  wrong = safety_code (&ben, &mallory);
  longer = g_strconcat (code, "A", NULL);
  g_assert_cmpuint (strlen (code), ==, 4 + 86);
  g_assert_cmpint (safety_compare (&anna, &ben, code), ==, SAFETY_MATCH);
  g_assert_cmpint (safety_compare (&anna, &ben, own), ==, SAFETY_MIRROR);
  g_assert_cmpint (safety_compare (&anna, &ben, wrong), ==, SAFETY_MISMATCH);
  g_assert_cmpint (safety_compare (&anna, &mallory, code), ==, SAFETY_MISMATCH);
  g_assert_cmpint (safety_compare (&anna, &ben, longer), ==, SAFETY_UNKNOWN);
  g_assert_cmpint (safety_compare (&anna, &ben, ""), ==, SAFETY_UNKNOWN);
  g_assert_cmpint (safety_compare (&anna, &ben, "SN1:"), ==, SAFETY_UNKNOWN);
  g_assert_cmpint (safety_compare (&anna, &ben, "SN2:"), ==, SAFETY_UNKNOWN);
  g_assert_cmpint (safety_compare (&anna, &ben, "https://example.org"), ==, SAFETY_UNKNOWN);
}

/* As it is read out or pasted. */
static void
test_typed (void)
{
  SafetyFingerprint anna, ben;
  SafetyNumber number;
  g_autoptr (GString) typed = g_string_new ("\n ");

  person (&anna);
  person (&ben);
  safety_number (&ben, &anna, number);
  for (guint i = 0; i < SAFETY_DIGITS; i += 5)
    g_string_append_printf (typed, "%.5s%c", number + i, i == 25 ? '\n' : ' ');
  g_assert_cmpint (safety_compare (&anna, &ben, number), ==, SAFETY_MATCH);
  g_assert_cmpint (safety_compare (&anna, &ben, typed->str), ==, SAFETY_MATCH);
  g_string_append_c (typed, '0');
  g_assert_cmpint (safety_compare (&anna, &ben, typed->str), ==, SAFETY_UNKNOWN);
  for (guint i = 0; i < SAFETY_DIGITS; i++) {
    char was = number[i];

    number[i] = was == '9' ? '0' : (char) (was + 1);
    g_assert_cmpint (safety_compare (&anna, &ben, number), ==, SAFETY_MISMATCH);
    number[i] = '-';
    g_assert_cmpint (safety_compare (&anna, &ben, number), ==, SAFETY_UNKNOWN);
    number[i] = '\0';
    g_assert_cmpint (safety_compare (&anna, &ben, number), ==, SAFETY_UNKNOWN);
    number[i] = was;
  }
}

/* No character of a code can change, and none be missing, without being noticed. */
static void
test_scan_damage (void)
{
  SafetyFingerprint anna, ben;
  g_autofree char *code = NULL;
  gsize len;

  person (&anna);
  person (&ben);
  code = safety_code (&ben, &anna);
  len = strlen (code);
  for (gsize i = 0; i < len; i++) {
    char was = code[i];

    code[i] = was == 'A' ? 'B' : 'A';
    g_assert_cmpint (safety_compare (&anna, &ben, code), !=, SAFETY_MATCH);
    code[i] = '\0';
    g_assert_cmpint (safety_compare (&anna, &ben, code), ==, SAFETY_UNKNOWN);
    code[i] = was;
  }
  g_assert_cmpint (safety_compare (&anna, &ben, code), ==, SAFETY_MATCH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/safety/vectors", test_vectors);
  g_test_add_func ("/safety/account", test_account);
  g_test_add_func ("/safety/scan", test_scan);
  g_test_add_func ("/safety/typed", test_typed);
  g_test_add_func ("/safety/scan-damage", test_scan_damage);
  return g_test_run ();
}
