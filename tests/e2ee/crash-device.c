/* crash-device: a device that is killed before a write to its disk that is counted.
 *
 * crash-device FOLDER WRITES [say|name CONV TEXT]: connects with what is in the folder, says so,
 * and from then on has WRITES left. SPDX-License-Identifier: GPL-3.0-or-later */
#include "inside.h"
#include "peer.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Atomic; written on the main thread, counted on the core's. */
static gint left = G_MAXINT;

/* In the place of libc's for the database, which is a library: SIGKILL as it comes from outside. */
ssize_t pwrite64 (int fd, const void *data, size_t len, gint64 at);

ssize_t
pwrite64 (int fd, const void *data, size_t len, gint64 at)
{
  if (g_atomic_int_get (&left) != G_MAXINT && g_atomic_int_add (&left, -1) <= 0)
    kill (getpid (), SIGKILL);
  return syscall (SYS_pwrite64, fd, data, len, at);
}

int
main (int argc, char **argv)
{
  Peer peer = { 0 };
  GAsyncResult *answer = NULL;
  Conv to;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  g_assert_cmpint (argc, >=, 3);
  inside_slice_broadcasts (1);
  peer_init (&peer, argv[1]);
  peer_open (&peer);
  wait_until (peer.link->state == LINK_LIVE);
  puts ("ready");
  fflush (stdout);
  g_atomic_int_set (&left, atoi (argv[2]));
  g_assert_true (argc < 6 || conv_from_text (argv[4], &to));
  if (argc >= 6 && argv[3][0] == 's')
    core_send_text (peer.core, &to, argv[5], NULL, NULL, 0);
  else if (argc >= 6)
    core_group_set_name_async (peer.core, &to.id, argv[5], NULL, keep_result_cb, &answer);
  /* Until it is killed. */
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}
