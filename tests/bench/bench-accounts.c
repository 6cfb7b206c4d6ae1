/* bench-accounts: thousands of people registered over REST, with one invitation for all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-target.h"

#include <libsoup/soup.h>
#include <string.h>

#define AT_ONCE 64
#define TOKEN_BYTES 32

typedef struct {
  SoupSession *soup;
  char *url;
  char *invite;
  Account *accounts;
  guint n, asked, done;
} Office;

static char *
make_invitation (const char *build, const char *data)
{
  g_autofree char *program = g_build_filename (build, "server", "whinchatd", NULL);
  const char *argv[] = { program, "invite", "create", "--uses", "100000", "--data", data, NULL };
  g_autofree char *out = NULL;
  const char *token;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, NULL,
                     NULL) ||
      (token = strstr (out, "/i/")) == NULL)
    g_error ("no invitation could be made");
  return g_strndup (token + 3, strcspn (token + 3, "\n"));
}

static void ask (Office *office);

static void
registered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Office *office = data;
  SoupMessage *message = soup_session_get_async_result_message (office->soup, result);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = soup_session_send_and_read_finish (office->soup, result, &error);
  Account *account = g_object_get_data (G_OBJECT (message), "account");
  const char *acc = NULL;
  gsize len;

  if (reply != NULL)
    acc = g_strstr_len (g_bytes_get_data (reply, &len), -1, "\"acc\":\"");
  if (acc == NULL)
    g_error ("registering: %u %s", soup_message_get_status (message),
             error != NULL ? error->message : "");
  IdText text;

  g_strlcpy (text, acc + strlen ("\"acc\":\""), sizeof text);
  if (!id_from_text (text, &account->id))
    g_error ("registering: %s is no account", text);
  office->done++;
  ask (office);
}

static void
ask (Office *office)
{
  guint number = office->asked;
  g_autofree char *body = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint8 random[TOKEN_BYTES];
  Account *account;

  if (number == office->n)
    return;
  account = &office->accounts[number];
  office->asked++;
  for (guint i = 0; i < sizeof random; i++)
    random[i] = (guint8) g_random_int ();
  account->token = base64url_encode (random, sizeof random);
  body = g_strdup_printf ("{\"phone\":\"+4477%08u\",\"invite\":\"%s\",\"tok\":\"%s\","
                          "\"device\":\"bench\"}",
                          number, office->invite, account->token);
  message = soup_message_new (SOUP_METHOD_POST, office->url);
  bytes = g_bytes_new (body, strlen (body));
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  g_object_set_data (G_OBJECT (message), "account", account);
  soup_session_send_and_read_async (office->soup, message, G_PRIORITY_DEFAULT, NULL, registered_cb,
                                    office);
}

Account *
target_register (const Target *target, const char *build, const char *data, guint n)
{
  Office office = { .n = n, .accounts = g_new0 (Account, n) };

  office.soup =
      soup_session_new_with_options ("max-conns", AT_ONCE, "max-conns-per-host", AT_ONCE, NULL);
  office.url = g_strconcat (target->url, "/v1/register", NULL);
  office.invite = make_invitation (build, data);
  for (guint i = 0; i < AT_ONCE; i++)
    ask (&office);
  while (office.done < n)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (office.soup);
  g_free (office.url);
  g_free (office.invite);
  return office.accounts;
}
