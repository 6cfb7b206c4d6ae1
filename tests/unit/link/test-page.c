/* test-page: which addresses are of the whole internet.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page.h"

static void
check (const char *const *addresses, gboolean public)
{
  for (; *addresses != NULL; addresses++) {
    g_autoptr (GInetAddress) address = g_inet_address_new_from_string (*addresses);

    g_test_message ("%s", *addresses);
    g_assert_nonnull (address);
    g_assert_cmpint (page_address_is_public (address), ==, public);
  }
}

static void
test_public (void)
{
  static const char *const addresses[] = { "1.1.1.1",  "93.184.216.34", "172.32.0.1",
                                           "11.0.0.1", "192.169.0.1",   "2606:4700::1111",
                                           "2a00::1",  "100.128.0.1",   NULL };

  check (addresses, TRUE);
}

static void
test_closed (void)
{
  static const char *const addresses[] = {
    "0.0.0.0",     "10.1.2.3",    "100.64.0.1", "127.0.0.1",        "127.255.255.255",
    "169.254.1.1", "172.16.0.1",  "172.31.9.9", "192.168.1.1",      "192.0.0.8",
    "198.18.0.1",  "224.0.0.251", "240.0.0.1",  "255.255.255.255",  "::1",
    "::",          "fe80::1",     "fc00::1",    "fd12::1",          "ff02::1",
    "2002:a00::1", "2001::1",     "2001:db8::", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
    NULL,
  };

  check (addresses, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/page/public", test_public);
  g_test_add_func ("/page/closed", test_closed);
  return g_test_run ();
}
