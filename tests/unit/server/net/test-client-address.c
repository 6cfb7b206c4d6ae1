/* test-client-address: X-Forwarded-For is believed from the right, from friends only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-address.h"

typedef struct {
  const char *peer; /* NULL: a unix socket */
  const char *forwarded;
  const char *client;
} Case;

static const Case cases[] = {
  { "192.0.2.1", NULL, "192.0.2.1" },
  { "192.0.2.1", "203.0.113.9", "192.0.2.1" }, /* a stranger may say what he likes */
  { "10.1.2.3", "203.0.113.9", "203.0.113.9" },
  { "10.1.2.3", "evil, 203.0.113.9", "203.0.113.9" },
  { "10.1.2.3", "1.1.1.1, 203.0.113.9, 10.9.9.9", "203.0.113.9" },
  { "10.1.2.3", "10.7.7.7", "10.7.7.7" },
  { "10.1.2.3", "nonsense", "10.1.2.3" },
  { "10.1.2.3", "", "10.1.2.3" },
  { "10.1.2.3", " 203.0.113.9:4711 ", "203.0.113.9" },
  { "10.1.2.3", "[2001:db8::1]:80", "2001:db8::1" },
  { "10.1.2.3", "2001:db8::1", "2001:db8::1" },
  { "10.1.2.3", "[2001:db8::1", "10.1.2.3" },
  { "::ffff:10.1.2.3", "203.0.113.9", "203.0.113.9" },
  { "::ffff:192.0.2.1", NULL, "192.0.2.1" },
  { "2001:db8::5", "203.0.113.9", "203.0.113.9" },
  { NULL, "203.0.113.9", "203.0.113.9" },
  { NULL, NULL, "unix" },
};

static void
test_cases (void)
{
  static const char *const masks[] = { "10.0.0.0/8", "2001:db8::5", NULL };
  g_autoptr (GError) error = NULL;
  ProxyList *list = proxy_list_new (masks, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GInetAddress) peer =
        cases[i].peer ? g_inet_address_new_from_string (cases[i].peer) : NULL;
    g_autofree char *client = client_address (list, peer, cases[i].forwarded);
    g_assert_cmpstr (client, ==, cases[i].client);
  }
  proxy_list_free (list);
}

static void
test_bad_mask (void)
{
  static const char *const masks[] = { "10.0.0.0/8", "proxy.example", NULL };
  g_autoptr (GError) error = NULL;
  g_assert_null (proxy_list_new (masks, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/client-address/cases", test_cases);
  g_test_add_func ("/net/client-address/bad-mask", test_bad_mask);
  return g_test_run ();
}
