/* ops-invite: makes, lists and takes back invitations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops.h"

#include "phone.h"
#include "secrets.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
#define TOKEN_BYTES 16

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

static gboolean
take_number (int *argc, char **argv, const char *name, gint64 fallback, gint64 *value)
{
  g_autofree char *text = ops_take_option (argc, argv, name);

  *value = fallback;
  if (text == NULL || g_ascii_string_to_signed (text, 10, 1, 100000, value, NULL))
    return TRUE;
  ops_fail ("%s needs a number from 1 to 100000.", name);
  return FALSE;
}

static int
create (const Config *config, Store *store, int argc, char **argv)
{
  g_autofree char *token = secret_new (TOKEN_BYTES);
  g_autofree char *phone = ops_take_option (&argc, argv, "--phone");
  g_autofree char *note = ops_take_option (&argc, argv, "--note");
  g_autofree char *url = config_public_url (config);
  g_autoptr (GError) error = NULL;
  StoreInviteNew invite = { .now = now_ms (), .phone = phone, .note = note };
  gint64 days;

  if (!take_number (&argc, argv, "--uses", 1, &invite.uses) ||
      !take_number (&argc, argv, "--days", 7, &days) || !ops_no_more (argc, argv, 0))
    return 2;
  if (phone != NULL && !phone_is_e164 (phone))
    return ops_usage ("A number is written like +441632960123.");
  invite.expires = invite.now + days * DAY_MS;
  secret_hash (token, &invite.token);
  if (!store_invite_new_now (store, &invite, &error))
    return ops_fail ("%s", error->message);
  printf ("%s/i/%s\n", url, token);
  return 0;
}

static int
list (Store *store, int argc, char **argv)
{
  StoreInviteList args = { .now = now_ms () };
  g_autoptr (GError) error = NULL;

  if (!ops_no_more (argc, argv, 0))
    return 2;
  if (!store_invite_list_now (store, &args, &error))
    return ops_fail ("%s", error->message);
  for (guint i = 0; i < args.invites->len; i++) {
    const StoreInvite *invite = args.invites->pdata[i];
    g_autoptr (GDateTime) expires = g_date_time_new_from_unix_local (invite->expires / 1000);
    g_autofree char *day = g_date_time_format (expires, "%Y-%m-%d");

    printf ("%3d  %d left  until %s  %s  %s\n", (int) invite->number, (int) invite->uses_left, day,
            invite->phone != NULL ? invite->phone : "any number",
            invite->note != NULL ? invite->note : "");
  }
  store_invite_list_clear (&args);
  return 0;
}

static int
revoke_invite (Store *store, int argc, char **argv)
{
  StoreInviteRevoke args = { 0 };
  g_autoptr (GError) error = NULL;

  if (argc != 1 || !g_ascii_string_to_signed (argv[0], 10, 1, G_MAXINT, &args.number, NULL))
    return ops_usage ("Which one? “whinchatd invite list” shows the numbers.");
  if (!store_invite_revoke_now (store, &args, &error))
    return ops_fail ("%s", error->message);
  return 0;
}

int
ops_invite (int argc, char **argv)
{
  g_autoptr (Config) config = ops_load_config (&argc, argv);
  const char *verb = argc > 0 ? argv[0] : "";
  Store *store;
  int status;

  if (config == NULL)
    return 2;
  store = ops_open_store (config);
  if (store == NULL)
    return 1;
  if (strcmp (verb, "create") == 0)
    status = create (config, store, argc - 1, argv + 1);
  else if (strcmp (verb, "list") == 0)
    status = list (store, argc - 1, argv + 1);
  else if (strcmp (verb, "revoke") == 0)
    status = revoke_invite (store, argc - 1, argv + 1);
  else
    status = ops_usage ("invite create, invite list or invite revoke NUMBER?");
  store_close (store);
  return status;
}
