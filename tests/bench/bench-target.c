/* bench-target: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-target.h"

#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#define SERVER_CORE "0"

static char *
read_address (GSubprocess *process)
{
  static const char mark[] = "listening on ";
  g_autoptr (GDataInputStream) lines =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  char *line;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL) {
    g_autofree char *held = line;

    if (g_str_has_prefix (line, mark))
      return g_strdup (line + strlen (mark));
  }
  g_error ("the server did not start");
}

gboolean
target_can_count (void)
{
  g_autofree char *path = g_find_program_in_path ("valgrind");

  return path != NULL;
}

static void
end_with_us (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

Target *
target_start (const char *build, const char *data, gboolean counted)
{
  Target *target = g_new0 (Target, 1);
  g_autofree char *program = g_build_filename (build, "server", "whinchatd", NULL);
  g_autofree char *counts = g_build_filename (data, "callgrind", NULL);
  g_autofree char *counts_flag = g_strconcat ("--callgrind-out-file=", counts, NULL);
  const char *freely[] = { "taskset", "-c", SERVER_CORE };
  const char *counting[] = { "valgrind", "--tool=callgrind", counts_flag };
  const char *serve[] = {
    program,   "serve",    "--dev",       "--registration",   "invite",  "--data",
    data,      "--listen", "127.0.0.1:0", "--limits-percent", "1000000", "--log-level",
    "warning", NULL
  };
  const char *command[G_N_ELEMENTS (freely) + G_N_ELEMENTS (serve)];
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = NULL;

  memcpy (command, counted ? counting : freely, sizeof freely);
  memcpy (command + G_N_ELEMENTS (freely), serve, sizeof serve);
  g_subprocess_launcher_set_child_setup (launcher, end_with_us, NULL, NULL);
  target->process = g_subprocess_launcher_spawnv (launcher, command, &error);
  if (target->process == NULL)
    g_error ("%s", error->message);
  target->counts = counted ? g_steal_pointer (&counts) : NULL;
  target->url = read_address (target->process);
  uri = g_uri_parse (target->url, G_URI_FLAGS_NONE, NULL);
  target->address = G_INET_SOCKET_ADDRESS (
      g_inet_socket_address_new_from_string (g_uri_get_host (uri), (guint) g_uri_get_port (uri)));
  return target;
}

static guint64
read_counts (const char *path)
{
  g_autofree char *text = NULL;
  const char *total;

  if (!g_file_get_contents (path, &text, NULL, NULL) ||
      (total = strstr (text, "\ntotals: ")) == NULL)
    g_error ("callgrind left no totals in %s", path);
  return g_ascii_strtoull (total + strlen ("\ntotals: "), NULL, 10);
}

guint64
target_stop (Target *target)
{
  guint64 counted;

  g_subprocess_send_signal (target->process, SIGTERM);
  g_subprocess_wait (target->process, NULL, NULL);
  counted = target->counts != NULL ? read_counts (target->counts) : 0;
  g_object_unref (target->process);
  g_object_unref (target->address);
  g_free (target->counts);
  g_free (target->url);
  g_free (target);
  return counted;
}

static pid_t
pid_of (const Target *target)
{
  return (pid_t) atoi (g_subprocess_get_identifier (target->process));
}

double
target_cpu_us (const Target *target)
{
  clockid_t clock;
  struct timespec used = { 0 };

  if (clock_getcpuclockid (pid_of (target), &clock) == 0)
    clock_gettime (clock, &used);
  return (double) used.tv_sec * 1e6 + (double) used.tv_nsec / 1e3;
}

gint64
target_memory (const Target *target)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) pid_of (target));
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (line = strstr (text, "RssAnon:")) == NULL)
    g_error ("%s says nothing of memory", path);
  return g_ascii_strtoll (line + strlen ("RssAnon:"), NULL, 10) * 1024;
}

void
target_use_core (int core)
{
  cpu_set_t set;

  CPU_ZERO (&set);
  CPU_SET (core, &set);
  sched_setaffinity (0, sizeof set, &set);
}
