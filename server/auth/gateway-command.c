/* gateway-command: hands the message to a program of the administrator's, for modems and everything
 * else that is not one HTTP request.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "gateway-private.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_TIMEOUT 20
#define MAX_TEXT 4096 /* fits a pipe's buffer, so writing it cannot block */

typedef struct {
  Gateway parent;
  char **argv;
  guint timeout;
} Command;

typedef struct {
  Gateway *gateway;
  GTask *task;
  GSource *deadline;
  gulong cancel_handler;
  gboolean timed_out;
  GSubprocess *process;
} Run;

static void
run_free (Run *run)
{
  g_cancellable_disconnect (g_task_get_cancellable (run->task), run->cancel_handler);
  g_source_destroy (run->deadline);
  g_source_unref (run->deadline);
  g_object_unref (run->process);
  g_object_unref (run->task);
  g_free (run);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

/* It leads a process group of its own (see become_leader), so its children go, too. */
static void
kill_group (GSubprocess *process)
{
  const char *pid = g_subprocess_get_identifier (process);
  if (pid)
    kill (-(pid_t) g_ascii_strtoll (pid, NULL, 10), SIGKILL);
}

static void
become_leader (gpointer data)
{
  setsid ();
}

static gboolean
deadline_cb (gpointer data)
{
  Run *run = data;
  run->timed_out = TRUE;
  kill_group (run->process);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer process)
{
  kill_group (process);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Run) run = data;
  GSubprocess *process = run->process;
  g_subprocess_wait_finish (process, result, NULL);
  if (g_task_return_error_if_cancelled (run->task))
    return;
  if (run->timed_out)
    g_task_return_error (run->task,
                         gateway_error (run->gateway, "did not end in time and was killed"));
  else if (!g_subprocess_get_if_exited (process))
    g_task_return_error (run->task, gateway_error (run->gateway, "was ended by signal %d",
                                                   g_subprocess_get_term_sig (process)));
  else if (g_subprocess_get_exit_status (process) != 0)
    g_task_return_error (run->task, gateway_error (run->gateway, "ended with status %d",
                                                   g_subprocess_get_exit_status (process)));
  else
    g_task_return_boolean (run->task, TRUE);
}

/* The server's own environment may hold secrets. */
static char **
environment (const GatewayMessage *message)
{
  static const char *const kept[] = { "PATH", "HOME", "LANG" };
  char **env = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    if (g_getenv (kept[i]))
      env = g_environ_setenv (env, kept[i], g_getenv (kept[i]), TRUE);
  env = g_environ_setenv (env, "WHINCHAT_TO", message->to, TRUE);
  env = g_environ_setenv (env, "WHINCHAT_CODE", message->code, TRUE);
  return g_environ_setenv (env, "WHINCHAT_TEXT", message->text, TRUE);
}

static GSubprocess *
spawn (Command *self, const GatewayMessage *message)
{
  g_auto (GStrv) argv = g_strdupv (self->argv);
  for (guint i = 0; argv[i]; i++) {
    g_autofree char *template = argv[i];
    argv[i] = gateway_expand (template, message, NULL);
  }
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                 G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_auto (GStrv) env = environment (message);
  g_subprocess_launcher_set_environ (launcher, env);
  g_subprocess_launcher_set_child_setup (launcher, become_leader, NULL, NULL);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, NULL);
}

static void
write_text (GSubprocess *process, const GatewayMessage *message)
{
  GOutputStream *in = g_subprocess_get_stdin_pipe (process);
  g_output_stream_write_all (in, message->text, strlen (message->text), NULL, NULL, NULL);
  g_output_stream_write_all (in, "\n", 1, NULL, NULL, NULL);
  g_output_stream_close (in, NULL, NULL);
}

static void
command_send (Gateway *gateway, const GatewayMessage *message, GTask *task)
{
  Command *self = (Command *) gateway;
  g_autoptr (GTask) owned = task;
  if (strlen (message->text) > MAX_TEXT) {
    g_task_return_error (task, gateway_error (gateway, "the text is too long"));
    return;
  }
  if (g_task_return_error_if_cancelled (task))
    return;
  GSubprocess *process = spawn (self, message);
  if (!process) {
    g_task_return_error (task, gateway_error (gateway, "the program cannot be started"));
    return;
  }
  write_text (process, message);
  Run *run = g_new0 (Run, 1);
  run->gateway = gateway;
  run->task = g_steal_pointer (&owned);
  run->process = process;
  run->deadline = g_timeout_source_new_seconds (self->timeout);
  g_source_set_callback (run->deadline, deadline_cb, run, NULL);
  g_source_attach (run->deadline, g_main_context_get_thread_default ());
  GCancellable *cancellable = g_task_get_cancellable (task);
  if (cancellable)
    run->cancel_handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                 g_object_ref (process), g_object_unref);
  g_subprocess_wait_async (process, NULL, ended_cb, run);
}

static void
command_free (Gateway *gateway)
{
  Command *self = (Command *) gateway;
  g_strfreev (self->argv);
  g_free (self);
}

static const GatewayOps command_ops = { "command", command_free, command_send };

Gateway *
gateway_command_new (const char *const *argv, guint timeout, GError **error)
{
  gboolean good = argv && argv[0] && g_path_is_absolute (argv[0]) && !strchr (argv[0], '{');
  for (guint i = 0; good && argv[i]; i++)
    good = !strstr (argv[i], "{code}") && !strstr (argv[i], "{text}");
  if (!good) {
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_DELIVERY,
                 "the gateway's program must be an absolute path, and its arguments may hold {to} "
                 "but not {code} or {text}, which every user of the machine could read there");
    return NULL;
  }
  /* A program that does not read its stdin must not end the server: sockets ignore SIGPIPE. */
  g_type_class_unref (g_type_class_ref (G_TYPE_SOCKET));
  Command *self = g_new0 (Command, 1);
  self->parent.ops = &command_ops;
  self->argv = g_strdupv ((char **) argv);
  self->timeout = timeout ? timeout : DEFAULT_TIMEOUT;
  return &self->parent;
}
