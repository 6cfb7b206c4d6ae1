/* test-secrets: codes, hashes and PINs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pin.h"
#include "secrets.h"

#include <sodium.h>
#include <string.h>

static gboolean
same (const StoreHash *a, const StoreHash *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

static void
test_hashes (void)
{
  StoreHash a, b;

  secret_hash ("token", &a);
  secret_hash ("token", &b);
  g_assert_true (same (&a, &b));
  secret_hash ("token2", &b);
  g_assert_false (same (&a, &b));
  code_hash ("pepper", "+1", "23", &a);
  code_hash ("pepper", "+1", "23", &b);
  g_assert_true (same (&a, &b));
  code_hash ("salt", "+1", "23", &b);
  g_assert_false (same (&a, &b));
  code_hash ("pepper", "+12", "3", &b);
  g_assert_false (same (&a, &b));
  phone_hash ("pepper", "+1", &a);
  code_hash ("pepper", "+1", "", &b);
  g_assert_false (same (&a, &b));
}

static void
test_codes (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint leading_zeros = 0;

  for (guint i = 0; i < 1000; i++) {
    Code code;

    code_new (code);
    g_assert_cmpuint (strlen (code), ==, LIMIT_CODE_DIGITS);
    g_assert_cmpuint (strspn (code, "0123456789"), ==, LIMIT_CODE_DIGITS);
    leading_zeros += code[0] == '0';
    g_hash_table_add (seen, g_strdup (code));
  }
  g_assert_cmpuint (g_hash_table_size (seen), >, 950);
  g_assert_cmpuint (leading_zeros, >, 30);
}

static void
test_tokens (void)
{
  g_autofree char *a = secret_new (16);
  g_autofree char *b = secret_new (16);

  g_assert_cmpuint (strlen (a), ==, 22);
  g_assert_true (base64url_is_valid (a));
  g_assert_cmpstr (a, !=, b);
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  gint64 until = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (*result == NULL && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (*result);
  return *result;
}

static gboolean
verify (const char *pin, const char *hash)
{
  g_autoptr (GAsyncResult) result = NULL;

  pin_verify (pin, hash, keep_result_cb, &result);
  return pin_verify_finish (wait_for (&result));
}

static void
test_pin (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *hash = NULL;

  pin_hash ("2468", keep_result_cb, &result);
  hash = pin_hash_finish (wait_for (&result), NULL);
  g_assert_true (g_str_has_prefix (hash, "$argon2id$"));
  g_assert_true (verify ("2468", hash));
  g_assert_false (verify ("2469", hash));
  g_assert_false (verify ("2468", "no hash"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add_func ("/server/secrets/hashes", test_hashes);
  g_test_add_func ("/server/secrets/codes", test_codes);
  g_test_add_func ("/server/secrets/tokens", test_tokens);
  g_test_add_func ("/server/secrets/pin", test_pin);
  return g_test_run ();
}
