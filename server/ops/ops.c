/* ops: what the subcommands share: settings, options, the database.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops.h"

#include "log.h"

#include <glib/gstdio.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int
ops_fail (const char *format, ...)
{
  va_list values;

  fputs ("whinchatd: ", stderr);
  va_start (values, format);
  vfprintf (stderr, format, values);
  va_end (values);
  fputc ('\n', stderr);
  return 1;
}

int
ops_usage (const char *words)
{
  ops_fail ("%s See “whinchatd --help”.", words);
  return 2;
}

static void
drop_args (int *argc, char **argv, int at, int n)
{
  memmove (argv + at, argv + at + n, (gsize) (*argc - at - n) * sizeof *argv);
  *argc -= n;
}

char *
ops_take_option (int *argc, char **argv, const char *name)
{
  gsize len = strlen (name);

  for (int i = 0; i < *argc; i++) {
    char *value = NULL;

    if (strncmp (argv[i], name, len) != 0)
      continue;
    if (argv[i][len] == '=') {
      value = g_strdup (argv[i] + len + 1);
      drop_args (argc, argv, i, 1);
    } else if (argv[i][len] == '\0' && i + 1 < *argc) {
      value = g_strdup (argv[i + 1]);
      drop_args (argc, argv, i, 2);
    }
    if (value != NULL)
      return value;
  }
  return NULL;
}

gboolean
ops_take_switch (int *argc, char **argv, const char *name)
{
  for (int i = 0; i < *argc; i++)
    if (strcmp (argv[i], name) == 0) {
      drop_args (argc, argv, i, 1);
      return TRUE;
    }
  return FALSE;
}

gboolean
ops_has_flag (int argc, char **argv, const char *flag)
{
  for (int i = 0; i < argc; i++)
    if (g_str_has_prefix (argv[i], flag) &&
        (argv[i][strlen (flag)] == '\0' || argv[i][strlen (flag)] == '='))
      return TRUE;
  return FALSE;
}

gboolean
ops_no_more (int argc, char **argv, int expected)
{
  if (argc <= expected)
    return TRUE;
  ops_fail ("I do not understand “%s”. See “whinchatd --help”.", argv[expected]);
  return FALSE;
}

static void
warn_of_readers (const char *path)
{
  GStatBuf info;

  if (g_stat (path, &info) == 0 && (info.st_mode & S_IROTH) != 0)
    ops_fail ("Everybody on this computer can read %s and the secrets in it: chmod o-r %s", path,
              path);
}

Config *
ops_load_config (int *argc, char **argv)
{
  g_autoptr (Config) config = config_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *given = ops_take_option (argc, argv, "--config");
  const char *path = given != NULL ? given : g_getenv ("WHINCHATD_CONFIG");
  gboolean must_exist = path != NULL;

  if (path == NULL)
    path = OPS_CONFIG;
  warn_of_readers (path);
  if ((must_exist || g_file_test (path, G_FILE_TEST_EXISTS)) &&
      !config_load_file (config, path, &error))
    ops_fail ("%s", error->message);
  else if (!config_load_environment (config, &error) ||
           !config_load_flags (config, argc, argv, &error))
    ops_fail ("%s", error->message);
  else
    return g_steal_pointer (&config);
  return NULL;
}

int
ops_lock_data (const Config *config, GError **error)
{
  int fd = g_open (config->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", config->data,
               fd >= 0 && errno == EWOULDBLOCK ? "another whinchatd is serving this directory"
                                               : g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

char *
ops_database_path (const Config *config)
{
  return g_build_filename (config->data, "whinchatd.db", NULL);
}

Store *
ops_open_store (const Config *config)
{
  g_autofree char *path = ops_database_path (config);
  g_autoptr (GError) error = NULL;
  Store *store = NULL;

  if (g_access (path, R_OK | W_OK) != 0 && errno != ENOENT) {
    ops_fail ("%s: %s", path, g_strerror (errno));
    return NULL;
  }
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    ops_fail (
        "There is no database in %s. Run “whinchatd init” and “whinchatd serve” first, or name "
        "your settings with --config.",
        config->data);
    return NULL;
  }
  store = store_open (path, config->database_max, NULL, &error);
  if (store == NULL)
    ops_fail ("%s: %s", path, error->message);
  return store;
}
