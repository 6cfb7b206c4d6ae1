/* notify: one datagram to the socket systemd named.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "notify.h"

#include <glib.h>

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
notify_state (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd;

  if (path == NULL || (path[0] != '/' && path[0] != '@') ||
      strlen (path) >= sizeof address.sun_path)
    return;
  memcpy (address.sun_path, path, strlen (path));
  if (path[0] == '@') /* the abstract namespace */
    address.sun_path[0] = '\0';
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  (void) !sendto (fd, state, strlen (state), MSG_NOSIGNAL, (struct sockaddr *) &address,
                  (socklen_t) (offsetof (struct sockaddr_un, sun_path) + strlen (path)));
  close (fd);
}
