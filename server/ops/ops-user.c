/* ops-user: what the owner of a server may do to accounts. A running server notices within seconds.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops.h"

#include <stdio.h>
#include <string.h>

typedef int (*Verb) (Store *store, const Id *acc, const char *extra);

static char *
day_text (gint64 ms)
{
  g_autoptr (GDateTime) time = ms > 0 ? g_date_time_new_from_unix_local (ms / 1000) : NULL;

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("never");
}

static int
list (Store *store)
{
  StoreUserList args = { 0 };
  g_autoptr (GError) error = NULL;

  if (!store_user_list_now (store, &args, &error))
    return ops_fail ("%s", error->message);
  for (guint i = 0; i < args.users->len; i++) {
    const StoreUser *user = args.users->pdata[i];
    g_autofree char *created = day_text (user->created);

    printf ("%-16s  since %s  %d devices%s\n", user->phone, created, (int) user->devices,
            user->suspended ? "  suspended" : "");
  }
  store_user_list_clear (&args);
  return 0;
}

static int
show (Store *store, const Id *acc, const char *extra)
{
  StoreDeviceList args = { .acc = *acc };
  g_autoptr (GError) error = NULL;

  if (!store_device_list_now (store, &args, &error))
    return ops_fail ("%s", error->message);
  for (guint i = 0; i < args.devices->len; i++) {
    const StoreDevice *device = args.devices->pdata[i];
    g_autofree char *created = day_text (device->created);
    g_autofree char *seen = day_text (device->seen);

    printf ("%3d  %s  since %s  seen %s%s\n", (int) device->dev, device->name, created, seen,
            device->pending ? "  not confirmed yet" : "");
  }
  store_device_list_clear (&args);
  return 0;
}

static int
set_suspended (Store *store, const Id *acc, gboolean on)
{
  StoreUserSuspend args = { .acc = *acc, .on = on };
  g_autoptr (GError) error = NULL;

  return store_user_suspend_now (store, &args, &error) ? 0 : ops_fail ("%s", error->message);
}

static int
suspend (Store *store, const Id *acc, const char *extra)
{
  return set_suspended (store, acc, TRUE);
}

static int
resume (Store *store, const Id *acc, const char *extra)
{
  return set_suspended (store, acc, FALSE);
}

static int
revoke_device (Store *store, const Id *acc, const char *extra)
{
  StoreDeviceRevoke args = { .acc = *acc, .now = g_get_real_time () / 1000 };
  g_autoptr (GError) error = NULL;
  gboolean ok;

  if (extra == NULL || !g_ascii_string_to_signed (extra, 10, 1, G_MAXINT32, &args.dev, NULL))
    return ops_usage ("Which device? “whinchatd user show PHONE” shows the numbers.");
  ok = store_device_revoke_now (store, &args, &error);
  store_device_revoke_clear (&args);
  return ok ? 0 : ops_fail ("%s", error->message);
}

static int
remove_user (Store *store, const Id *acc, const char *extra)
{
  StoreUserRemove args = { .acc = *acc, .now = g_get_real_time () / 1000 };
  g_autoptr (GError) error = NULL;

  return store_user_remove_now (store, &args, &error) ? 0 : ops_fail ("%s", error->message);
}

static const struct {
  const char *name;
  Verb run;
  int args; /* after the name */
} verbs[] = {
  { "show", show, 1 },          { "suspend", suspend, 1 },
  { "resume", resume, 1 },      { "revoke-device", revoke_device, 2 },
  { "remove", remove_user, 1 },
};

static int
run (Store *store, int argc, char **argv)
{
  StoreUserFind find = { 0 };
  g_autoptr (GError) error = NULL;

  if (argc == 1 && strcmp (argv[0], "list") == 0)
    return list (store);
  for (guint i = 0; argc > 0 && i < G_N_ELEMENTS (verbs); i++) {
    if (strcmp (argv[0], verbs[i].name) != 0)
      continue;
    if (argc < 2)
      return ops_usage ("Whom? Write the number like +441632960123.");
    if (!ops_no_more (argc, argv, 1 + verbs[i].args))
      return 2;
    find.phone = argv[1];
    if (!store_user_find_now (store, &find, &error))
      return ops_fail ("%s", error->message);
    return verbs[i].run (store, &find.acc, argc > 2 ? argv[2] : NULL);
  }
  return ops_usage ("user list, or show, suspend, resume, revoke-device or remove and a number?");
}

int
ops_user (int argc, char **argv)
{
  g_autoptr (Config) config = ops_load_config (&argc, argv);
  Store *store;
  int status;

  if (config == NULL)
    return 2;
  store = ops_open_store (config);
  if (store == NULL)
    return 1;
  status = run (store, argc, argv);
  store_close (store);
  return status;
}
