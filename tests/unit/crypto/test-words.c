/* test-words: the published vectors, and every slip noticed that four bits can notice.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "damage.h"
#include "error.h"
#include "words.h"

#include <sodium.h>
#include <string.h>

/* BIP-39's test vectors (python-mnemonic, vectors.json): those of 128 bits. */
static void
test_vectors (void)
{
  static const struct {
    const char *secret, *words;
  } vectors[] = {
    { "00000000000000000000000000000000",
      "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
      "about" },
    { "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
      "legal winner thank year wave sausage worth useful legal winner thank yellow" },
    { "80808080808080808080808080808080",
      "letter advice cage absurd amount doctor acoustic avoid letter advice cage above" },
    { "ffffffffffffffffffffffffffffffff", "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong" },
    { "9e885d952ad362caeb4efe34a8e91bd2",
      "ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic" },
    { "c0ba5a8e914111210f2bd131f3d5e08d",
      "scheme spot photo card baby mountain device kick cradle pact join borrow" },
    { "23db8160a31d3e0dca3688ed941adbf3",
      "cat swing flag economy stadium alone churn speed unique patch report train" },
    { "f30f8c1da665478f49b001d94c5fc452",
      "vessel ladder alter error federal sibling chat ability sun glass valve picture" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    guint8 secret[WORDS_SECRET_BYTES], read[WORDS_SECRET_BYTES];
    g_autofree char *words = NULL;

    sodium_hex2bin (secret, sizeof secret, vectors[i].secret, strlen (vectors[i].secret), NULL,
                    NULL, NULL);
    words = words_from_secret (secret);
    g_assert_cmpstr (words, ==, vectors[i].words);
    g_assert_true (words_to_secret (words, read, NULL));
    g_assert_cmpmem (read, sizeof read, secret, sizeof secret);
  }
}

static void
test_tolerance (void)
{
  static const char *const alike[] = {
    "  Legal WINNER\tthank\nyear wave  sausage worth useful legal winner thank yellow ",
    "lega winn than year wave saus wort usef lega winn than yell",
  };
  guint8 expected[WORDS_SECRET_BYTES], read[WORDS_SECRET_BYTES];

  memset (expected, 0x7f, sizeof expected);
  for (guint i = 0; i < G_N_ELEMENTS (alike); i++) {
    g_assert_true (words_to_secret (alike[i], read, NULL));
    g_assert_cmpmem (read, sizeof read, expected, sizeof expected);
  }
}

static void
assert_refused (const char *text, const char *says)
{
  g_autoptr (GError) error = NULL;
  guint8 read[WORDS_SECRET_BYTES] = { 77 };

  g_assert_false (words_to_secret (text, read, &error));
  g_assert_cmpuint (read[0], ==, 77);
  g_assert_nonnull (strstr (error->message, says));
  damage_assert_error (&error, WHIN_ERROR_CODE_WRONG);
}

static void
test_refusals (void)
{
  assert_refused ("", "these are 0");
  assert_refused ("legal winner thank", "these are 3");
  assert_refused ("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo", "these are 13");
  assert_refused ("legal winner thank year wave sausage worth useful legal winner thank zebra",
                  "belong");
  assert_refused ("winner legal thank year wave sausage worth useful legal winner thank yellow",
                  "belong");
  assert_refused ("legal winer thank", "Word 2 ");
  assert_refused ("lin winner thank", "Word 1 ");
  assert_refused ("legalise winner", "Word 1 ");
  assert_refused ("legal winner verylongwordthatgoeson", "Word 3 ");
  assert_refused ("legal \xff\xfe", "Word 2 ");
}

static void
test_complete (void)
{
  const char *words[4];

  g_assert_cmpuint (words_complete ("zo", words, 4), ==, 2);
  g_assert_cmpstr (words[0], ==, "zone");
  g_assert_cmpstr (words[1], ==, "zoo");
  g_assert_cmpuint (words_complete ("Ab", words, 4), ==, 4);
  g_assert_cmpstr (words[0], ==, "abandon");
  g_assert_cmpuint (words_complete ("xyz", words, 4), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/vectors", test_vectors);
  g_test_add_func ("/words/tolerance", test_tolerance);
  g_test_add_func ("/words/refusals", test_refusals);
  g_test_add_func ("/words/complete", test_complete);
  return g_test_run ();
}
