/* test-config: the table of settings from file, environment and flags.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include <string.h>

static Config *
load (const char *text, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (Config) config = config_new ();
  int fd = g_file_open_tmp ("whin-config-XXXXXX", &path, NULL);
  gboolean ok;

  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  ok = config_load_file (config, path, error);
  g_unlink (path);
  return ok ? g_steal_pointer (&config) : NULL;
}

static void
test_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Config) config = load ("# remark\n\n name =  Our chat \nmedia-max=2M\n"
                                    "s3-path-style = no\npublic-url = https://x.org/a=b\n",
                                    &error);

  g_assert_no_error (error);
  g_assert_cmpstr (config->name, ==, "Our chat");
  g_assert_cmpint (config->media_max, ==, 2 * 1024 * 1024);
  g_assert_cmpint (config->s3_path_style, ==, 0);
  g_assert_cmpstr (config->public_url, ==, "https://x.org/a=b");
  g_assert_cmpstr (config->listen, ==, "127.0.0.1:8642");
}

static void
test_bad_files (void)
{
  const char *bad[] = { "nonsense",
                        "colour = red",
                        "media-max = much",
                        "media-max = 5X",
                        "media-max = -1",
                        "media-max = 99999999999G",
                        "s3-path-style = maybe",
                        "retention-days = 1k" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (load (bad[i], &error));
    g_assert_nonnull (strstr (error->message, "line 1"));
  }
}

static void
test_flags (void)
{
  g_autoptr (Config) config = config_new ();
  g_autoptr (GError) error = NULL;
  char *argv[] = { (char *) "list",    (char *) "--data=/x", (char *) "--listen",
                   (char *) "[::1]:1", (char *) "--other",   NULL };
  int argc = 5;

  g_assert_true (config_load_flags (config, &argc, argv, &error));
  g_assert_cmpint (argc, ==, 2);
  g_assert_cmpstr (argv[1], ==, "--other");
  g_assert_cmpstr (config->data, ==, "/x");
  g_assert_cmpstr (config->listen, ==, "[::1]:1");
}

static void
test_environment (void)
{
  g_autoptr (Config) config = config_new ();
  g_autoptr (GError) error = NULL;

  g_setenv ("WHINCHATD_MEDIA_QUOTA", "3G", TRUE);
  g_assert_true (config_load_environment (config, &error));
  g_assert_cmpint (config->media_quota, ==, 3 * G_GINT64_CONSTANT (1073741824));
  g_setenv ("WHINCHATD_MEDIA_QUOTA", "lots", TRUE);
  g_assert_false (config_load_environment (config, &error));
  g_unsetenv ("WHINCHATD_MEDIA_QUOTA");
}

/* What init writes reads back as what it was made from, and says what the defaults are. */
static void
test_sample (void)
{
  g_autoptr (Config) config = config_new ();
  g_autoptr (Config) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  config_make_secrets (config);
  g_assert_true (config_set (config, "name", "Ours", NULL));
  g_assert_true (config_set (config, "retention-days", "7", NULL));
  text = config_sample (config);
  again = load (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->name, ==, "Ours");
  g_assert_cmpstr (again->pepper, ==, config->pepper);
  g_assert_cmpint (again->retention_days, ==, 7);
  g_assert_nonnull (strstr (text, "\n#listen = 127.0.0.1:8642\n"));
  g_assert_true (config_check (again, &error));
}

static void
test_check (void)
{
  const char *bad[][2] = { { "registration", "open" },
                           { "registration", "all" },
                           { "gateway", "pigeon" },
                           { "tls-cert", "/x" },
                           { "s3-endpoint", "http://x" },
                           { "retention-days", "0" },
                           { "media-max", "3G" },
                           { "name", "" },
                           { "pepper", "" },
                           { "limits-percent", "0" },
                           { "retention-days", "99999999999999" },
                           { "public-url", "chat.example.org" } };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (Config) config = config_new ();
    g_autoptr (GError) error = NULL;

    config_make_secrets (config);
    g_assert_true (config_check (config, NULL));
    g_assert_true (config_set (config, bad[i][0], bad[i][1], NULL));
    g_assert_false (config_check (config, &error));
    g_assert_nonnull (error);
  }
}

/* Secrets never are in the help, and every setting is. */
static void
test_help (void)
{
  g_autofree char *help = config_help ();

  g_assert_nonnull (strstr (help, "--registration=invite"));
  g_assert_nonnull (strstr (help, "--media-secret=\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/config/file", test_file);
  g_test_add_func ("/server/config/bad-files", test_bad_files);
  g_test_add_func ("/server/config/flags", test_flags);
  g_test_add_func ("/server/config/environment", test_environment);
  g_test_add_func ("/server/config/sample", test_sample);
  g_test_add_func ("/server/config/check", test_check);
  g_test_add_func ("/server/config/help", test_help);
  return g_test_run ();
}
