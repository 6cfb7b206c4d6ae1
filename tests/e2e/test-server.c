/* test-server: starts whinchatd, reads its lines, kills it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlcipher/sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define DATABASE "whinchatd.db"
#define CRASHED 77 /* the status at a crash point */

struct _TestServer {
  GSubprocess *process;
  GCancellable *cancellable;
  GDataInputStream *lines;
  gboolean reading;
  gboolean down;
  char *data;
  char *url;
  char *listen;
  guint days;        /* ahead of the real clock */
  const char *quota; /* or NULL */
  gboolean unbound;
  char *log;
  GHashTable *codes;  /* last two digits -> code */
  GPtrArray *secrets; /* what must not be in the log */
};

static char *
read_log (TestServer *server)
{
  char *text;

  g_assert_true (g_file_get_contents (server->log, &text, NULL, NULL));
  return text;
}

static void
keep_secret (TestServer *server, const char *secret)
{
  g_ptr_array_add (server->secrets, g_strdup (secret));
}

static void
assert_no_secrets (TestServer *server)
{
  g_autofree char *text = read_log (server);

  g_assert_nonnull (strstr (text, "event=started"));
  for (guint i = 0; i < server->secrets->len; i++)
    if (strstr (text, server->secrets->pdata[i]) != NULL)
      g_error ("a secret is in the server's log: %s", text);
}

static void
take_line (TestServer *server, const char *line)
{
  const char *at;

  if (g_str_has_prefix (line, "listening on ")) {
    g_set_str (&server->url, line + strlen ("listening on "));
    g_set_str (&server->listen, strstr (server->url, "//") + 2);
  } else if (g_str_has_prefix (line, "code for ") && (at = strrchr (line, ':')) != NULL) {
    g_hash_table_insert (server->codes, g_strndup (at - 2, 2), g_strdup (at + 2));
    keep_secret (server, at + 2);
  }
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TestServer *server = data;
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  server->reading = FALSE;
  if (line == NULL)
    return;
  take_line (server, line);
  server->reading = TRUE;
  g_data_input_stream_read_line_async (server->lines, G_PRIORITY_DEFAULT, server->cancellable,
                                       line_cb, server);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TestServer *server = data;
  GSubprocess *process = G_SUBPROCESS (source);

  g_subprocess_wait_finish (process, result, NULL);
  server->down = TRUE;
  if (g_subprocess_get_if_exited (process) && g_subprocess_get_exit_status (process) != 0 &&
      g_subprocess_get_exit_status (process) != CRASHED) {
    g_autofree char *text = read_log (server);

    g_error ("whinchatd ended with %d: %s", g_subprocess_get_exit_status (process), text);
  }
}

static void
forget_process (TestServer *server)
{
  g_cancellable_cancel (server->cancellable);
  wait_until (!server->reading);
  g_clear_object (&server->lines);
  g_clear_object (&server->process);
  g_clear_object (&server->cancellable);
}

/* A test that fails takes its server with it. */
static void
child_cb (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

void
test_server_start (TestServer *server, const char *crash_at)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  g_autofree char *days = g_strdup_printf ("%u", server->days);
  const char *path = g_getenv ("WHINCHATD");
  const char *listen = server->listen != NULL ? server->listen : "127.0.0.1:0";
  const char *first[] = { path, "serve", "--dev", "--listen", listen, "--data", server->data };
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  g_assert_nonnull (path);
  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    g_ptr_array_add (argv, (char *) first[i]);
  if (server->process != NULL)
    forget_process (server);
  g_subprocess_launcher_set_child_setup (launcher, child_cb, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, "WHINCHATD_CLOCK_DAYS", days, TRUE);
  g_subprocess_launcher_take_stderr_fd (
      launcher, g_open (server->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (crash_at != NULL)
    g_subprocess_launcher_setenv (launcher, "WHINCHATD_CRASH_AT", crash_at, TRUE);
  g_clear_pointer (&server->url, g_free);
  server->down = FALSE;
  server->cancellable = g_cancellable_new ();
  g_ptr_array_add (argv, (char *) "--log-level");
  g_ptr_array_add (argv, server->unbound ? (char *) "info" : (char *) "debug");
  if (server->unbound)
    g_ptr_array_add (argv, (char *) "--limits-percent=1000000");
  if (server->quota != NULL) {
    g_ptr_array_add (argv, (char *) "--media-quota");
    g_ptr_array_add (argv, (char *) server->quota);
  }
  g_ptr_array_add (argv, NULL);
  server->process =
      g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  server->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  g_subprocess_wait_async (server->process, NULL, ended_cb, server);
  server->reading = TRUE;
  g_data_input_stream_read_line_async (server->lines, G_PRIORITY_DEFAULT, server->cancellable,
                                       line_cb, server);
  wait_until (server->url != NULL || server->down);
  g_assert_nonnull (server->url);
}

static gboolean is_decided; /* what becomes of their words */

static void
drop_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
}

/* GTest prints all that libraries would tell a debugger: 400,000 lines in the whole run. */
static void
hush_libraries (void)
{
  static const char *const domains[] = { "GLib-GIO", "libsoup", "pxbackend" };

  if (is_decided)
    return;
  is_decided = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    g_log_set_handler (domains[i], G_LOG_LEVEL_DEBUG, drop_cb, NULL);
}

void
test_server_log_all (void)
{
  is_decided = TRUE;
}

TestServer *
test_server_new (void)
{
  TestServer *server = g_new0 (TestServer, 1);

  hush_libraries ();
  server->data = g_dir_make_tmp ("whinchatd-test-XXXXXX", NULL);
  server->log = g_build_filename (server->data, "log", NULL);
  server->secrets = g_ptr_array_new_with_free_func (g_free);
  server->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  test_server_start (server, NULL);
  return server;
}

void
test_server_kill (TestServer *server)
{
  g_subprocess_force_exit (server->process);
  wait_until (server->down);
}

void
test_server_pause (TestServer *server)
{
  g_subprocess_send_signal (server->process, SIGSTOP);
}

void
test_server_go_on (TestServer *server)
{
  g_subprocess_send_signal (server->process, SIGCONT);
}

void
test_server_free (TestServer *server)
{
  if (!server->down) {
    g_subprocess_send_signal (server->process, SIGTERM);
    wait_until (server->down);
  }
  forget_process (server);
  assert_no_secrets (server);
  remove_tree (server->data);
  g_free (server->data);
  g_free (server->url);
  g_free (server->listen);
  g_free (server->log);
  g_hash_table_unref (server->codes);
  g_ptr_array_unref (server->secrets);
  g_free (server);
}

void
test_server_set_days (TestServer *server, guint days)
{
  server->days = days;
}

void
test_server_set_quota (TestServer *server, const char *quota)
{
  server->quota = quota;
}

void
test_server_set_unbound (TestServer *server)
{
  server->unbound = TRUE;
}

double
test_server_cpu_ms (TestServer *server)
{
  g_autofree char *path =
      g_strdup_printf ("/proc/%s/stat", g_subprocess_get_identifier (server->process));
  g_autofree char *text = NULL;
  unsigned long user, system;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  /* After the name, which may have anything in it. */
  g_assert_cmpint (sscanf (strrchr (text, ')') + 2,
                           "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system),
                   ==, 2);
  return (double) (user + system) * 1e3 / (double) sysconf (_SC_CLK_TCK);
}

char *
test_server_database (TestServer *server)
{
  return g_build_filename (server->data, DATABASE, NULL);
}

static void
copy (TestServer *server, const char *from, const char *to)
{
  g_autofree char *from_path = g_build_filename (server->data, from, NULL);
  g_autofree char *to_path = g_build_filename (server->data, to, NULL);
  g_autofree char *bytes = NULL;
  gsize len;

  g_remove (to_path);
  if (g_file_get_contents (from_path, &bytes, &len, NULL))
    g_assert_true (g_file_set_contents (to_path, bytes, (gssize) len, NULL));
}

void
test_server_backup (TestServer *server)
{
  copy (server, DATABASE, "backup.db");
  copy (server, DATABASE "-wal", "backup.db-wal");
}

void
test_server_restore (TestServer *server)
{
  g_autofree char *path = test_server_database (server);
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);
  sqlite3 *db;

  g_remove (shm);
  copy (server, "backup.db", DATABASE);
  copy (server, "backup.db-wal", DATABASE "-wal");
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "UPDATE meta SET value = hex (randomblob (8)) WHERE key = 'epoch'",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_changes (db), ==, 1);
  /* As `whinchatd restore` does: they may have been handed out since. */
  g_assert_cmpint (sqlite3_exec (db, "DELETE FROM prekey WHERE kind >= 3", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  sqlite3_close (db);
}

const char *
test_server_url (TestServer *server)
{
  return server->url;
}

gboolean
test_server_is_down (TestServer *server)
{
  return server->down;
}

const char *
test_server_code (TestServer *server, const char *phone)
{
  return g_hash_table_lookup (server->codes, phone + strlen (phone) - 2);
}

/* -- First runs. -- */

void
peer_ask_for_code (Peer *peer, TestServer *server, const char *url, const char *phone)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_hash_table_remove (server->codes, phone + strlen (phone) - 2);
  core_request_code_async (peer->core, url, phone, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  g_assert_cmpint (core_request_code_finish (peer->core, result, &error), >=, 0);
  g_assert_no_error (error);
  wait_until (test_server_code (server, phone) != NULL);
}

static void
register_peer (Peer *peer,
               TestServer *server,
               const char *url,
               const char *phone,
               const char *name,
               gboolean is_new)
{
  g_autoptr (GAsyncResult) checked = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CoreServer *found;
  gboolean created = FALSE;

  keep_secret (server, phone);
  core_check_server_async (peer->core, url, NULL, keep_result_cb, &checked);
  wait_until (checked != NULL);
  found = core_check_server_finish (peer->core, checked, &error);
  g_assert_no_error (error);
  g_assert_true (found->codes && found->open);
  peer_ask_for_code (peer, server, found->url, phone);
  core_register_async (peer->core, found->url, phone, test_server_code (server, phone), NULL, NULL,
                       "Test device", NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  core_register_finish (peer->core, result, &created, &error);
  g_assert_no_error (error);
  g_assert_true (created == is_new);
  core_server_free (found);
  core_set_profile (peer->core, name, "", NULL);
  wait_until (peer->account->registered && g_strcmp0 (peer->account->name, name) == 0 &&
              peer_is_live (peer));
}

void
peer_register_at (Peer *peer,
                  TestServer *server,
                  const char *url,
                  const char *phone,
                  const char *name)
{
  register_peer (peer, server, url, phone, name, TRUE);
}

void
peer_register_again (Peer *peer, TestServer *server, const char *phone, const char *name)
{
  register_peer (peer, server, server->url, phone, name, FALSE);
}

void
peer_register (Peer *peer, TestServer *server, const char *phone, const char *name)
{
  peer_register_at (peer, server, server->url, phone, name);
}

void
peer_link (Peer *of, Peer *peer)
{
  g_autoptr (GAsyncResult) made = NULL;
  g_autoptr (GAsyncResult) used = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *link = NULL;

  core_make_link_async (of->core, NULL, keep_result_cb, &made);
  wait_until (made != NULL);
  link = core_make_link_finish (of->core, made, &error);
  g_assert_no_error (error);
  core_use_link_async (peer->core, of->account->server, link, "Second device", NULL, keep_result_cb,
                       &used);
  wait_until (used != NULL || (of->pairing != NULL && of->pairing->state == PAIRING_COMPARE &&
                               peer->pairing != NULL && peer->pairing->state == PAIRING_COMPARE));
  if (used != NULL) {
    core_use_link_finish (peer->core, used, &error);
    g_assert_no_error (error);
  }
  g_assert_cmpmem (of->pairing->pictures, PAIRING_PICTURES, peer->pairing->pictures,
                   PAIRING_PICTURES);
  g_assert_cmpstr (of->pairing->device, ==, "Second device");
  core_confirm_link (of->core);
  wait_until (used != NULL);
  core_use_link_finish (peer->core, used, &error);
  g_assert_no_error (error);
  wait_until (peer->account->registered && !peer->account->pending && peer_is_live (peer));
}

Peer *
peer_new_linked (Peer *of)
{
  Peer *peer = peer_new ();

  peer_link (of, peer);
  return peer;
}
