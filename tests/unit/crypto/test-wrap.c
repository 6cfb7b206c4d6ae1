/* test-wrap: secrets open for their key or passphrase, their purpose and their account.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "damage.h"
#include "error.h"
#include "wrap.h"

#include <sodium.h>
#include <string.h>

static const Id account = { { 1, 2, 3 } }, other = { { 3, 2, 1 } };

/* libsodium, test/default/pwhash_argon2id.c, tv3: the third and the fifth, without their wrapping.
 */
static void
test_argon2id (void)
{
  static const struct {
    const char *passphrase, *salt, *key;
    WrapCost cost;
  } vectors[] = {
    { "", "bA81arsiXysd3WbTRzmEOw", "Nm8QBM+7RH1DXo9rvp5cwKEOOOfD2g6JuxlXihoNcpE", { 2, 4882 } },
    { "^T5H$JYt39n%K*j:W]!1s?vg!:jGi]Ax?..l7[p0v:1jHTpla9;]bUN;?bWyCbtqg ",
      "PkEgMTYtYnl0ZXMgc2FsdA",
      "ltB/ue1kPtBMBGfsysMpPigE6hiNEKZ9vs8vLNVDQGA",
      { 19, 4096 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    guint8 salt[WRAP_SALT_BYTES], expected[PRIM_KEY_BYTES], key[PRIM_KEY_BYTES];
    const int plain = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

    g_assert_cmpint (sodium_base642bin (salt, sizeof salt, vectors[i].salt,
                                        strlen (vectors[i].salt), NULL, NULL, NULL, plain),
                     ==, 0);
    g_assert_cmpint (sodium_base642bin (expected, sizeof expected, vectors[i].key,
                                        strlen (vectors[i].key), NULL, NULL, NULL, plain),
                     ==, 0);
    g_assert_true (wrap_stretch (vectors[i].passphrase, salt, vectors[i].cost, key, NULL));
    g_assert_cmpmem (key, sizeof key, expected, sizeof expected);
  }
}

static gboolean
takes (const guint8 *data, gsize len, gpointer key)
{
  g_autoptr (GBytes) secret = wrap_open (key, WRAP_BACKUP_KEY, &account, data, len, NULL);

  return secret != NULL;
}

static void
test_key (void)
{
  guint8 key[PRIM_KEY_BYTES], wrong[PRIM_KEY_BYTES];
  g_autoptr (GBytes) wrapped = NULL;
  g_autoptr (GBytes) secret = NULL;
  g_autoptr (GError) error = NULL;
  gconstpointer data;
  gsize len;

  prim_random (key, sizeof key);
  prim_random (wrong, sizeof wrong);
  wrapped = wrap_seal (key, WRAP_BACKUP_KEY, &account, "the secret", 10);
  data = g_bytes_get_data (wrapped, &len);
  secret = wrap_open (key, WRAP_BACKUP_KEY, &account, data, len, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (secret, NULL), g_bytes_get_size (secret), "the secret", 10);
  g_assert_null (wrap_open (wrong, WRAP_BACKUP_KEY, &account, data, len, &error));
  damage_assert_error (&error, WHIN_ERROR_CODE_WRONG);
  g_assert_null (wrap_open (key, WRAP_ACCOUNT_KEY, &account, data, len, &error));
  damage_assert_error (&error, WHIN_ERROR_CODE_WRONG);
  g_assert_null (wrap_open (key, WRAP_BACKUP_KEY, &other, data, len, &error));
  damage_assert_error (&error, WHIN_ERROR_CODE_WRONG);
  damage_is_refused (wrapped, takes, key);
  g_assert_null (wrap_open (key, WRAP_BACKUP_KEY, &account, data, 40, &error));
  damage_assert_error (&error, WHIN_ERROR_CORRUPT);
  g_assert_null (wrap_open (key, WRAP_BACKUP_KEY, &account, "\2", 1, &error));
  damage_assert_error (&error, WHIN_ERROR_TOO_OLD);
}

static const WrapCost cheap = { 1, WRAP_KIB_MIN };

static GBytes *
wrap (const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  GBytes *wrapped =
      wrap_seal_passphrase (passphrase, cheap, WRAP_DATABASE_KEY, &account, "secret", 6, &error);

  g_assert_no_error (error);
  return wrapped;
}

static int
code_of (const char *passphrase,
         WrapPurpose purpose,
         const Id *whose,
         gconstpointer data,
         gsize len)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) secret = wrap_open_passphrase (passphrase, purpose, whose, data, len, &error);
  int code = secret != NULL ? -1 : error->code;

  if (secret != NULL)
    g_assert_cmpmem (g_bytes_get_data (secret, NULL), g_bytes_get_size (secret), "secret", 6);
  else
    damage_assert_error (&error, code);
  return code;
}

static void
test_passphrase (void)
{
  g_autoptr (GBytes) wrapped = wrap ("five words are good enough");
  g_autoptr (GBytes) again = wrap ("five words are good enough");
  const char *good = "five words are good enough";
  gsize len;
  const guint8 *data = g_bytes_get_data (wrapped, &len);
  g_autofree guint8 *copy = g_memdup2 (data, len);

  g_assert_false (g_bytes_equal (wrapped, again));
  g_assert_cmpint (code_of (good, WRAP_DATABASE_KEY, &account, data, len), ==, -1);
  g_assert_cmpint (code_of ("five words", WRAP_DATABASE_KEY, &account, data, len), ==,
                   WHIN_ERROR_CODE_WRONG);
  g_assert_cmpint (code_of (good, WRAP_BACKUP_KEY, &account, data, len), ==, WHIN_ERROR_CODE_WRONG);
  g_assert_cmpint (code_of (good, WRAP_DATABASE_KEY, &other, data, len), ==, WHIN_ERROR_CODE_WRONG);
  for (gsize cut = 0; cut < 1 + 24 + PRIM_SEAL_OVERHEAD; cut++)
    g_assert_cmpint (code_of (good, WRAP_DATABASE_KEY, &account, data, cut), ==,
                     WHIN_ERROR_CORRUPT);
  /* One bit of every byte: each costs what the passphrase costs. */
  for (gsize i = 9; i < len; i += 5) {
    copy[i] ^= 0x10;
    g_assert_cmpint (code_of (good, WRAP_DATABASE_KEY, &account, copy, len), ==,
                     WHIN_ERROR_CODE_WRONG);
    copy[i] ^= 0x10;
  }
}

/* The same letters, composed and not; and what is no text at all. */
static void
test_letters (void)
{
  g_autoptr (GBytes) wrapped = wrap ("Grüße aus Köln");
  g_autoptr (GError) error = NULL;
  g_autofree char *huge = g_strnfill (1025, 'x');
  gsize len;
  gconstpointer data = g_bytes_get_data (wrapped, &len);

  g_assert_cmpint (code_of ("Gru\u0308ße aus Ko\u0308ln", WRAP_DATABASE_KEY, &account, data, len),
                   ==, -1);
  g_assert_cmpint (code_of ("\xff", WRAP_DATABASE_KEY, &account, data, len), ==,
                   WHIN_ERROR_BAD_FRAME);
  g_assert_null (
      wrap_seal_passphrase (huge, cheap, WRAP_DATABASE_KEY, &account, "secret", 6, &error));
  damage_assert_error (&error, WHIN_ERROR_BAD_FRAME);
}

/* A forged file may ask for no more than a real one, nor for so little that guessing is cheap. */
static void
test_cost (void)
{
  static const WrapCost forged[] = {
    { 0, WRAP_KIB_MIN },           { WRAP_PASSES_MAX + 1, WRAP_KIB_MIN },
    { G_MAXUINT32, WRAP_KIB_MIN }, { 1, WRAP_KIB_MIN - 1 },
    { 1, WRAP_KIB_MAX + 1 },       { 1, G_MAXUINT32 }
  };
  g_autoptr (GBytes) wrapped = wrap ("x");
  gsize len;
  g_autofree guint8 *copy =
      g_memdup2 (g_bytes_get_data (wrapped, &len), g_bytes_get_size (wrapped));

  for (guint i = 0; i < G_N_ELEMENTS (forged); i++) {
    guint32 numbers[] = { GUINT32_TO_BE (forged[i].passes), GUINT32_TO_BE (forged[i].kib) };

    memcpy (copy + 1, numbers, sizeof numbers);
    g_assert_cmpint (code_of ("x", WRAP_DATABASE_KEY, &account, copy, len), ==, WHIN_ERROR_CORRUPT);
  }
}

/* As the app does it, once. */
static void
test_default (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) wrapped = wrap_seal_passphrase (
      "a passphrase", WRAP_COST_DEFAULT, WRAP_DATABASE_KEY, &account, "secret", 6, &error);

  g_assert_no_error (error);
  g_assert_cmpint (code_of ("a passphrase", WRAP_DATABASE_KEY, &account,
                            g_bytes_get_data (wrapped, NULL), g_bytes_get_size (wrapped)),
                   ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/wrap/argon2id", test_argon2id);
  g_test_add_func ("/wrap/key", test_key);
  g_test_add_func ("/wrap/passphrase", test_passphrase);
  g_test_add_func ("/wrap/letters", test_letters);
  g_test_add_func ("/wrap/cost", test_cost);
  g_test_add_func ("/wrap/default", test_default);
  return g_test_run ();
}
