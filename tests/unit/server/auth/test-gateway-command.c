/* test-gateway-command: real programs that succeed, fail, crash, hang, or read nothing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "gateway-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

static Gateway *
shell (const char *script, const char *argument, guint timeout)
{
  g_autoptr (GError) error = NULL;
  const char *const argv[] = { "/bin/sh", "-c", script, "sh", argument, NULL };
  Gateway *gateway = gateway_command_new (argv, timeout, &error);
  g_assert_no_error (error);
  return gateway;
}

static char *
temporary_file (void)
{
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp ("gateway-XXXXXX", &path, &error);
  g_assert_no_error (error);
  g_close (fd, NULL);
  return path;
}

static char *
take_contents (const char *path)
{
  char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
test_sends (void)
{
  g_autofree char *path = temporary_file ();
  g_autofree char *script = g_strdup_printf (
      "{ echo \"$1|$WHINCHAT_TO|$WHINCHAT_CODE\"; printf '%%s\\n' \"$WHINCHAT_TEXT\"; cat; } > %s",
      path);
  g_autoptr (Gateway) gateway = shell (script, "n={to}", 10);
  assert_sends (gateway);
  g_autofree char *got = take_contents (path);
  g_assert_cmpstr (got, ==, "n=" TO "|" TO "|" CODE "\n" TEXT "\n" TEXT "\n");
  g_remove (path);
}

/* No shell: what looks like one in the arguments stays text. */
static void
test_no_shell (void)
{
  g_autofree char *path = temporary_file ();
  g_autofree char *script = g_strdup_printf ("printf %%s \"$1\" > %s", path);
  g_autoptr (Gateway) gateway = shell (script, "$(id) `id` ; {to} {other}", 10);
  assert_sends (gateway);
  g_autofree char *got = take_contents (path);
  g_assert_cmpstr (got, ==, "$(id) `id` ; " TO " {other}");
  g_remove (path);
}

static void
test_environment (void)
{
  g_setenv ("WHINCHATD_SECRET", SECRET, TRUE);
  g_autoptr (Gateway) gateway =
      shell ("test -z \"$WHINCHATD_SECRET\" && test -n \"$PATH\"", "", 10);
  assert_sends (gateway);
}

static void
test_failures (void)
{
  static const struct {
    const char *script;
    const char *part;
  } rows[] = {
    { "cat >/dev/null; exit 1", "command: ended with status 1" },
    { "exit 77", "command: ended with status 77" },
    { "echo \"$WHINCHAT_CODE\" >&2; exit 2", "status 2" },
    { "kill -SEGV $$", "command: was ended by signal 11" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (Gateway) gateway = shell (rows[i].script, "", 10);
    assert_fails (gateway, WHIN_ERROR_DELIVERY, rows[i].part);
  }
}

static void
test_reads_nothing (void)
{
  g_autoptr (Gateway) gateway = shell ("exec <&-; exit 0", "", 10);
  for (guint i = 0; i < 20; i++)
    assert_sends (gateway);
}

static void
test_missing (void)
{
  const char *const argv[] = { "/nonexistent/" SECRET, NULL };
  g_autoptr (Gateway) gateway = gateway_command_new (argv, 10, NULL);
  assert_fails (gateway, WHIN_ERROR_DELIVERY, "command: the program cannot be started");
}

static gboolean
is_gone (const char *path)
{
  g_autofree char *text = take_contents (path);
  pid_t pid = g_ascii_strtoll (text, NULL, 10);
  g_assert_cmpint (pid, >, 1);
  g_autofree char *status = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *stat = NULL;
  /* Nobody may have reaped it yet where no init runs. */
  return !g_file_get_contents (status, &stat, NULL, NULL) || strstr (stat, ") Z ");
}

static gboolean
tick_cb (gpointer ticks)
{
  ++*(guint *) ticks;
  return G_SOURCE_CONTINUE;
}

static void
wait_until_gone (const char *path)
{
  guint ticks = 0;
  guint source = g_timeout_add (10, tick_cb, &ticks);
  while (!is_gone (path) && ticks < 1000)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (ticks, <, 1000);
  g_source_remove (source);
}

/* The program and its child are both killed. */
static void
test_hangs (void)
{
  g_autofree char *path = temporary_file ();
  g_autofree char *script = g_strdup_printf ("sleep 300 & echo $! > %s; wait", path);
  g_autoptr (Gateway) gateway = shell (script, "", 1);
  gint64 before = g_get_monotonic_time ();
  assert_fails (gateway, WHIN_ERROR_DELIVERY, "command: did not end in time and was killed");
  g_assert_cmpint (g_get_monotonic_time () - before, <, 10 * G_USEC_PER_SEC);
  wait_until_gone (path);
  g_remove (path);
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  g_autoptr (Gateway) gateway = shell ("sleep 300", "", 100);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_timeout_add (20, cancel_cb, cancellable);
  g_autoptr (GError) error = send_code (gateway, cancellable);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autoptr (GError) again = send_code (gateway, cancellable);
  g_assert_error (again, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_config (void)
{
  static const char *const rows[][4] = {
    { NULL },
    { "send-sms", NULL },
    { "", NULL },
    { "/usr/bin/{to}", NULL },
    { "/usr/bin/send", "--code={code}", NULL },
    { "/usr/bin/send", "{to}", "{text}", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (gateway_command_new (rows[i], 0, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DELIVERY);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gateway/command/sends", test_sends);
  g_test_add_func ("/gateway/command/no-shell", test_no_shell);
  g_test_add_func ("/gateway/command/environment", test_environment);
  g_test_add_func ("/gateway/command/failures", test_failures);
  g_test_add_func ("/gateway/command/reads-nothing", test_reads_nothing);
  g_test_add_func ("/gateway/command/missing", test_missing);
  g_test_add_func ("/gateway/command/hangs", test_hangs);
  g_test_add_func ("/gateway/command/cancel", test_cancel);
  g_test_add_func ("/gateway/command/config", test_config);
  return g_test_run ();
}
