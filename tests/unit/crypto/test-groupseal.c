/* test-groupseal: what the server keeps opens for the group, as what it is, under the secret.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "damage.h"
#include "error.h"
#include "groupseal.h"

static gboolean
opens (const guint8 *data, gsize len, gpointer secret)
{
  Id group = { { 1 } };
  g_autoptr (GBytes) plain = groupseal_open (secret, &group, GROUP_SEALED_OP, data, len, NULL);

  return plain != NULL;
}

static void
test_seal (void)
{
  guint8 secret[PRIM_KEY_BYTES], other_secret[PRIM_KEY_BYTES];
  Id group = { { 1 } }, other = { { 2 } };
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;
  gconstpointer data;
  gsize len;

  prim_random (secret, sizeof secret);
  prim_random (other_secret, sizeof other_secret);
  sealed = groupseal_seal (secret, &group, GROUP_SEALED_OP, "name", 4);
  data = g_bytes_get_data (sealed, &len);
  plain = groupseal_open (secret, &group, GROUP_SEALED_OP, data, len, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), "name", 4);
  g_assert_null (groupseal_open (secret, &other, GROUP_SEALED_OP, data, len, &error));
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  g_assert_null (groupseal_open (secret, &group, GROUP_SEALED_STATE, data, len, &error));
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  g_assert_null (groupseal_open (other_secret, &group, GROUP_SEALED_OP, data, len, &error));
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  damage_is_refused (sealed, opens, secret);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/groupseal/seal", test_seal);
  return g_test_run ();
}
