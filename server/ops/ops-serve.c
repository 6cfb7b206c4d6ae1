/* ops-serve: opens everything, runs the loop, and leaves in order on SIGTERM.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ops.h"

#include "crash.h"
#include "hub.h"
#include "notify.h"
#include "ops-gateway.h"
#include "ops-media.h"
#include "rest-server.h"
#include "server.h"
#include "tls.h"

#include <glib-unix.h>
#include <glib/gstdio.h>

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define DRAIN_MS 3000
#define LINGER_MS 15000
#define DEV_LIMITS_PERCENT 10000
#define IDLE_POLL_MS 20

typedef struct {
  GMainLoop *main;
  Config *config;
  char *temporary; /* the data directory of --dev, removed at the end */
  Server server;
  int lock;               /* on the data directory; -1 until it is held */
  gint64 drain_until;     /* monotonic us */
  GCancellable *checking; /* the media store; NULL when that is over */
} App;

static void
raise_file_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit (RLIMIT_NOFILE, &limit);
  }
}

/* Safe to try out: this computer only, codes on the terminal, nothing to write before. */
static gboolean
apply_dev (App *app, gboolean has_data, gboolean has_registration, GError **error)
{
  Config *config = app->config;

  if (!has_data) {
    app->temporary = g_dir_make_tmp ("whinchatd-XXXXXX", error);
    if (app->temporary == NULL)
      return FALSE;
    g_set_str (&config->data, app->temporary);
  }
  /* All of a test's people come from one address. */
  if (config->limits_percent == 100)
    config->limits_percent = DEV_LIMITS_PERCENT;
  if (!has_registration)
    g_set_str (&config->registration, "open");
  if (strcmp (config->gateway, "none") == 0 && strcmp (config->registration, "open") == 0)
    g_set_str (&config->gateway, "console");
  /* Fixed ones, so that a second run on the same data knows the codes and media of the first. */
  if (config->pepper == NULL)
    g_set_str (&config->pepper, "development only, not secret");
  if (config->media_secret == NULL)
    g_set_str (&config->media_secret, "development only, not secret");
  if (!gateway_console_allowed (config->listen, FALSE)) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "--dev listens on this computer only");
    return FALSE;
  }
  return TRUE;
}

/* What only tests change. */
static gboolean
read_test_environment (App *app, GError **error)
{
  const char *linger = g_getenv ("WHINCHATD_LINGER_MS");
  const char *days = g_getenv ("WHINCHATD_CLOCK_DAYS");
  const char *spec = g_getenv ("WHINCHATD_CRASH_AT");

  if (days != NULL)
    server_shift_clock (g_ascii_strtoll (days, NULL, 10) * 24 * 3600 * 1000);
  if (linger != NULL)
    app->server.linger_ms = (guint) g_ascii_strtoull (linger, NULL, 10);
  if (spec == NULL || *spec == '\0' || crash_arm (spec))
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "WHINCHATD_CRASH_AT names no crash point");
  return FALSE;
}

static gboolean
open_store (App *app, GError **error)
{
  g_autofree char *path = ops_database_path (app->config);

  if (g_mkdir_with_parents (app->config->data, 0700) != 0 ||
      g_access (app->config->data, R_OK | W_OK | X_OK) != 0) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", app->config->data,
                 g_strerror (errno));
    return FALSE;
  }
  app->lock = ops_lock_data (app->config, error);
  if (app->lock < 0)
    return FALSE;
  app->server.store = store_open (path, app->config->database_max, NULL, error);
  g_prefix_error (error, "%s: ", path);
  return app->server.store != NULL;
}

static gboolean
open_http (App *app, GError **error)
{
  const Config *config = app->config;
  g_auto (GStrv) proxies =
      config->trusted_proxies != NULL ? g_strsplit (config->trusted_proxies, ",", -1) : NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  HttpConfig http = { .trusted_proxies = (const char *const *) proxies,
                      .authenticate = rest_authenticate,
                      .authenticate_user = &app->server };

  for (guint i = 0; proxies != NULL && proxies[i] != NULL; i++)
    g_strstrip (proxies[i]);
  if (config->tls_cert != NULL) {
    certificate = tls_load (config->tls_cert, config->tls_key, error);
    if (certificate == NULL)
      return FALSE;
  }
  app->server.loop = net_loop_new (g_main_context_default (), NULL, error);
  if (app->server.loop == NULL)
    return FALSE;
  http.loop = app->server.loop;
  http.certificate = certificate;
  app->server.http = http_server_new (&http, error);
  return app->server.http != NULL;
}

/* The public address holds the port, which is only known now when port 0 was asked for. */
static gboolean
listen_everywhere (App *app, GError **error)
{
  Config *config = app->config;
  g_auto (GStrv) addresses = g_strsplit (config->listen, ",", -1);
  g_autoptr (GString) real = g_string_new (NULL);

  for (guint i = 0; addresses[i] != NULL; i++) {
    const char *address = http_server_listen (app->server.http, g_strstrip (addresses[i]), error);

    if (address == NULL)
      return FALSE;
    g_string_append_printf (real, "%s%s", i > 0 ? "," : "", address);
  }
  g_set_str (&config->listen, real->str);
  return TRUE;
}

static gboolean
open_media (App *app, GError **error)
{
  app->server.blobs = ops_open_media (app->config, app->server.http, error);
  return app->server.blobs != NULL;
}

static gboolean
app_open (App *app, GError **error)
{
  app->server.config = app->config;
  return ops_make_gateway (app->config, &app->server.gateway, error) && open_store (app, error) &&
         open_http (app, error) && listen_everywhere (app, error) && open_media (app, error);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      remove_tree (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

static void
app_close (App *app)
{
  /* First what can ask, then what is asked. */
  g_cancellable_cancel (app->checking);
  while (app->checking != NULL)
    g_main_context_iteration (NULL, TRUE);
  if (app->server.store != NULL)
    store_flush (app->server.store);
  g_clear_pointer (&app->server.http, http_server_free);
  g_clear_pointer (&app->server.loop, net_loop_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  server_stop (&app->server);
  g_clear_pointer (&app->server.store, store_close);
  g_clear_pointer (&app->server.blobs, blob_store_free);
  g_clear_pointer (&app->server.gateway, gateway_free);
  if (app->lock >= 0)
    close (app->lock);
  if (app->temporary != NULL)
    remove_tree (app->temporary);
  g_free (app->temporary);
  g_clear_pointer (&app->main, g_main_loop_unref);
  config_free (app->config);
}

static gboolean
wait_idle_cb (gpointer data)
{
  App *app = data;

  if (!server_is_idle (&app->server) && g_get_monotonic_time () < app->drain_until)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (app->main);
  return G_SOURCE_REMOVE;
}

static gboolean
quit_cb (gpointer data)
{
  App *app = data;

  if (app->drain_until != 0)
    return G_SOURCE_CONTINUE;
  log_event (LOG_INFO, "draining", "sockets=%u", hub_count (app->server.hub));
  notify_state ("STOPPING=1");
  app->drain_until = g_get_monotonic_time () + DRAIN_MS * 1000;
  server_drain (&app->server);
  g_timeout_add (IDLE_POLL_MS, wait_idle_cb, app);
  return G_SOURCE_CONTINUE;
}

static int
run (App *app)
{
  /* SIGHUP: the terminal was closed. */
  const int quits[] = { SIGTERM, SIGINT, SIGHUP };
  guint sources[G_N_ELEMENTS (quits)];

  app->main = g_main_loop_new (NULL, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (quits); i++)
    sources[i] = g_unix_signal_add (quits[i], quit_cb, app);
  server_start (&app->server);
  log_event (LOG_INFO, "started", "version=%s listen=%s registration=%s gateway=%s media=%s",
             WHINCHAT_VERSION, app->config->listen, app->config->registration, app->config->gateway,
             app->config->s3_endpoint != NULL ? "s3" : "directory");
  printf ("listening on %s%s\n", app->config->tls_cert != NULL ? "https://" : "http://",
          app->config->listen);
  fflush (stdout);
  notify_state ("READY=1");
  if (app->config->s3_endpoint != NULL)
    ops_check_media (app->server.blobs, &app->checking);
  g_main_loop_run (app->main);
  for (guint i = 0; i < G_N_ELEMENTS (quits); i++)
    g_source_remove (sources[i]);
  log_event (LOG_INFO, "stopped", "version=%s", WHINCHAT_VERSION);
  return 0;
}

int
ops_serve (int argc, char **argv)
{
  App app = { .server.linger_ms = LINGER_MS, .lock = -1 };
  g_autoptr (GError) error = NULL;
  gboolean dev = ops_take_switch (&argc, argv, "--dev");
  gboolean has_data = ops_has_flag (argc, argv, "--data") || g_getenv ("WHINCHATD_DATA") != NULL;
  gboolean has_registration =
      ops_has_flag (argc, argv, "--registration") || g_getenv ("WHINCHATD_REGISTRATION") != NULL;
  int status;

  app.config = ops_load_config (&argc, argv);
  if (app.config == NULL)
    return 2;
  if (!ops_no_more (argc, argv, 0) ||
      (dev && (!apply_dev (&app, has_data, has_registration, &error) ||
               !read_test_environment (&app, &error))) ||
      !config_check (app.config, &error)) {
    if (error != NULL)
      ops_fail ("%s", error->message);
    app_close (&app);
    return 2;
  }
  log_set_level (app.config->log_level);
  limits_set_scale ((double) app.config->limits_percent / 100);
  raise_file_limit ();
  status = app_open (&app, &error) ? run (&app) : ops_fail ("%s", error->message);
  app_close (&app);
  return status;
}
