/* ops-backup: a copy of a running server's database, and what to do when one was put back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops.h"

#include <glib/gstdio.h>

#include <stdio.h>
#include <unistd.h>

int
ops_backup (int argc, char **argv)
{
  g_autoptr (Config) config = ops_load_config (&argc, argv);
  g_autoptr (GError) error = NULL;
  StoreBackup backup = { 0 };
  Store *store;
  gboolean ok;

  if (config == NULL || !ops_no_more (argc, argv, 1))
    return 2;
  if (argc != 1)
    return ops_usage ("Into which file?");
  if (g_file_test (argv[0], G_FILE_TEST_EXISTS))
    return ops_fail ("%s is there already.", argv[0]);
  store = ops_open_store (config);
  if (store == NULL)
    return 1;
  backup.path = argv[0];
  ok = store_backup_now (store, &backup, &error);
  store_close (store);
  if (!ok)
    return ops_fail ("%s: %s", argv[0], error->message);
  g_chmod (argv[0], 0600);
  printf ("Wrote %s. Media are not in it: copy %s/media or your S3 bucket too, and the settings.\n",
          argv[0], config->data);
  return 0;
}

/* Phones and computers know more than an old copy: told that it is one, they send it again. */
int
ops_restored (int argc, char **argv)
{
  g_autoptr (Config) config = ops_load_config (&argc, argv);
  g_autoptr (GError) error = NULL;
  StoreRestored restored = { 0 };
  Store *store;
  gboolean ok;
  int lock;

  if (config == NULL || !ops_no_more (argc, argv, 0))
    return 2;
  store = ops_open_store (config);
  if (store == NULL)
    return 1;
  lock = ops_lock_data (config, &error); /* a running server would go on with the old life */
  ok = lock >= 0 && store_restored_now (store, &restored, &error);
  store_close (store);
  if (lock >= 0)
    close (lock);
  if (!ok)
    return ops_fail ("%s", error->message);
  puts ("Start the server now: the apps will bring back what is newer than the backup.");
  return 0;
}
