/* ops-init: writes the settings file with fresh secrets. Two questions, or none when both answers
 * are given as flags. SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops.h"

#include <glib/gstdio.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* NULL at the end of input. */
static char *
ask (const char *question, const char *fallback)
{
  char line[1024];

  printf ("%s [%s]: ", question, fallback);
  fflush (stdout);
  if (fgets (line, sizeof line, stdin) == NULL)
    return NULL;
  g_strstrip (line);
  return g_strdup (*line != '\0' ? line : fallback);
}

static gboolean
ask_settings (Config *config, gboolean has_data, gboolean has_url)
{
  g_autofree char *data = NULL;
  g_autofree char *host = NULL;

  if (!has_data) {
    data = ask ("Where shall messages be kept", config->data);
    if (data == NULL)
      return FALSE;
    g_set_str (&config->data, data);
  }
  if (!has_url) {
    host = ask ("Under which name is this server reached", "localhost");
    if (host == NULL)
      return FALSE;
    g_free (config->public_url);
    config->public_url = strstr (host, "://") != NULL ? g_strdup (host)
                         : strcmp (host, "localhost") == 0
                             ? g_strconcat ("http://", config->listen, NULL)
                             : g_strconcat ("https://", host, NULL);
  }
  return TRUE;
}

/* Never over an existing file: its secrets are needed. */
static gboolean
write_new_file (const char *path, const char *text)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  gsize len = strlen (text);
  gboolean ok = fd >= 0 && write (fd, text, len) == (gssize) len && fsync (fd) == 0;

  if (!ok)
    ops_fail ("%s: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return ok;
}

int
ops_init (int argc, char **argv)
{
  g_autoptr (Config) config = config_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *given = ops_take_option (&argc, argv, "--config");
  const char *path = given != NULL ? given : OPS_CONFIG;
  g_autofree char *text = NULL;
  gboolean has_data = ops_has_flag (argc, argv, "--data");

  if (!config_load_flags (config, &argc, argv, &error))
    return ops_fail ("%s", error->message);
  if (!ops_no_more (argc, argv, 0))
    return 2;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return ops_fail ("%s is there already, and I leave it alone: its secrets are needed.", path);
  if (!ask_settings (config, has_data, config->public_url != NULL))
    return ops_fail ("No answer. Give --data and --public-url to be asked nothing.");
  config_make_secrets (config);
  if (!config_check (config, &error))
    return ops_fail ("%s", error->message);
  if (g_mkdir_with_parents (config->data, 0700) != 0)
    return ops_fail ("%s: %s", config->data, g_strerror (errno));
  text = config_sample (config);
  if (!write_new_file (path, text))
    return 1;
  printf ("Wrote %s. Next:\n  whinchatd serve --config %s\n  whinchatd invite create --config %s\n",
          path, path, path);
  return 0;
}
