/* test-app-link: links that open in the app, and what is none.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-link.h"

#include <string.h>

#define SERVER "https://chat.example.org"

static void
check_person (const char *text, const char *phone, const char *server)
{
  g_autofree char *number = NULL, *address = NULL;

  g_assert_true (app_link_to_person (text, &number, &address));
  g_assert_cmpstr (number, ==, phone);
  g_assert_cmpstr (address, ==, server);
  g_assert_true (app_link_is (text, APP_LINK_PERSON));
  g_assert_true (app_link_is (text, NULL));
  g_assert_false (app_link_is (text, APP_LINK_JOIN));
}

static void
test_person (void)
{
  g_autofree char *link = app_link_for_person ("+441632960101", SERVER);
  g_autofree char *odd = app_link_for_person ("+441632960101", "http://127.0.0.1:8642/?a=b");

  g_assert_cmpstr (link, ==, "whinchat:person/+441632960101?server=https://chat.example.org");
  check_person (link, "+441632960101", SERVER);
  check_person (odd, "+441632960101", "http://127.0.0.1:8642/?a=b");
  /* As it comes out of other programs. */
  check_person ("  whinchat:person/%2B441632960101?server=https%3A%2F%2Fchat.example.org\n",
                "+441632960101", SERVER);
  check_person ("WhinChat:Person/+441632960101?server=" SERVER, "+441632960101", SERVER);
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "whinchat:",
    "whinchat:person",
    "whinchat:person/",
    "whinchat:person/+441632960101",
    "whinchat:person/+441632960101?server=",
    "whinchat:person/+441632960101?server=%zz",
    "whinchat:person/+441632960101?server=%00",
    "whinchat:person/+441632960101?server=%ff",
    "whinchat:person/441632960101?server=" SERVER,
    "whinchat:person/+44163296010x?server=" SERVER,
    "whinchat:person/+123?server=" SERVER,
    "whinchat:person/%00+441632960101?server=" SERVER,
    "whinchat:person/?server=" SERVER,
    "whinchat:persons/+441632960101?server=" SERVER,
    "whinchat:join/+441632960101?server=" SERVER,
    "whinchat+441632960101?server=" SERVER,
    "https://chat.example.org/+441632960101?server=" SERVER,
    "xwhinchat:person/+441632960101?server=" SERVER,
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    char *phone = NULL, *server = NULL;

    g_test_message ("%s", texts[i]);
    g_assert_false (app_link_to_person (texts[i], &phone, &server));
    g_assert_null (phone);
    g_assert_null (server);
  }
}

static void
test_too_long (void)
{
  g_autofree char *address = g_strnfill (255, 'a');
  g_autofree char *longer = g_strnfill (256, 'a');
  g_autofree char *endless = g_strnfill (100000, 'a');
  const char *const servers[] = { address, longer, endless };

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++) {
    g_autofree char *link = app_link_for_person ("+441632960101", servers[i]);
    g_autofree char *phone = NULL, *server = NULL;

    g_assert_cmpint (app_link_to_person (link, &phone, &server), ==, i == 0);
  }
}

static void
test_kinds (void)
{
  g_autofree char *join = app_link_new (APP_LINK_JOIN, "abc-_9", SERVER);
  g_autofree char *what = NULL, *server = NULL;

  g_assert_cmpstr (join, ==, "whinchat:join/abc-_9?server=https://chat.example.org");
  g_assert_true (app_link_split (join, APP_LINK_JOIN, &what, &server));
  g_assert_cmpstr (what, ==, "abc-_9");
  g_assert_cmpstr (server, ==, SERVER);
  g_assert_true (app_link_is (" whinchat:anything", NULL));
  g_assert_false (app_link_is ("whinchat:anything", APP_LINK_PERSON));
  g_assert_false (app_link_is ("whinchat:personal/x", APP_LINK_PERSON));
  g_assert_false (app_link_is ("Whinchat", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common/app-link/person", test_person);
  g_test_add_func ("/common/app-link/refused", test_refused);
  g_test_add_func ("/common/app-link/too-long", test_too_long);
  g_test_add_func ("/common/app-link/kinds", test_kinds);
  return g_test_run ();
}
