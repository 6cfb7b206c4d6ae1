/* test-url: what people type for a server.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "api.h"

#include "error.h"

static void
test_table (void)
{
  static const struct {
    const char *typed;
    const char *url; /* NULL: refused */
  } rows[] = {
    { "chat.example.org", "https://chat.example.org" },
    { "  chat.example.org\n", "https://chat.example.org" },
    { "Chat.Example.ORG", "https://chat.example.org" },
    { "chat.example.org.", "https://chat.example.org" },
    { "chat.example.org/", "https://chat.example.org" },
    { "chat.example.org:8443", "https://chat.example.org:8443" },
    { "chat.example.org:443", "https://chat.example.org" },
    { "https://chat.example.org", "https://chat.example.org" },
    { "HTTPS://chat.example.org:443/i/abc?x#y", "https://chat.example.org" },
    { "http://chat.example.org", "http://chat.example.org" },
    { "http://chat.example.org:80", "http://chat.example.org" },
    { "http://chat.example.org:443", "http://chat.example.org:443" },
    { "https://chat.example.org:80", "https://chat.example.org:80" },
    { "nas", "https://nas" },
    { "bücher.example", "https://xn--bcher-kva.example" },
    { "xn--bcher-kva.example", "https://xn--bcher-kva.example" },
    { "localhost", "http://localhost" },
    { "localhost:8642", "http://localhost:8642" },
    { "https://localhost:8642", "https://localhost:8642" },
    { "127.0.0.1:8642", "http://127.0.0.1:8642" },
    { "http://127.0.0.1:8642", "http://127.0.0.1:8642" },
    { "127.0.0.1", "http://127.0.0.1" },
    { "[::1]:8642", "http://[::1]:8642" },
    { "192.168.1.10", "https://192.168.1.10" },
    { "[2001:db8::1]", "https://[2001:db8::1]" },
    { "", NULL },
    { "   ", NULL },
    { ".", NULL },
    { "https://", NULL },
    { "://", NULL },
    { "ftp://chat.example.org", NULL },
    { "ws://chat.example.org", NULL },
    { "file:///etc/passwd", NULL },
    { "javascript://alert", NULL },
    { "me@example.org", NULL },
    { "https://me:secret@example.org", NULL },
    { "chat example org", NULL },
    { "chat.example.org:0", NULL },
    { "chat.example.org:65536", NULL },
    { "chat.example.org:port", NULL },
    { "+441632960123", NULL },
    { "-bad.example", NULL },
    { "bad-.example", NULL },
    { "a..b", NULL },
    { "under_score.example", NULL },
    { "1.2.3", NULL },
    { "256.1.1.1", NULL },
    { "[::1", NULL },
    { "[fe80::1%eth0]", NULL },
    { "\xff.example", NULL },
    { "a123456789012345678901234567890123456789012345678901234567890123456789.example", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *url = api_normalise_url (rows[i].typed, &error);

    g_test_message ("%s", rows[i].typed);
    g_assert_cmpstr (url, ==, rows[i].url);
    if (rows[i].url == NULL) {
      g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_WHINCHAT);
    } else {
      g_autofree char *again = api_normalise_url (url, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (again, ==, url);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/url/table", test_table);
  return g_test_run ();
}
