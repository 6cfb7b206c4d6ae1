/* given-secret: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "given-secret.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Until the end, `last`, or room bytes; -1 and errno. */
static gssize
read_until (int fd, guint8 *data, gsize room, int last)
{
  gsize len = 0;

  while (len < room) {
    /* Byte by byte where what follows is somebody else's. */
    ssize_t n = read (fd, data + len, last >= 0 ? 1 : room - len);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return -1;
    if (n == 0 || (last >= 0 && data[len] == last))
      break;
    len += (gsize) n;
  }
  return (gssize) len;
}

void
given_secret_fit (gconstpointer data,
                  gsize len,
                  gconstpointer salt,
                  gsize salt_len,
                  const char *use,
                  guint8 secret[PRIM_KEY_BYTES])
{
  prim_hkdf (data, len, salt, salt_len, use, secret, PRIM_KEY_BYTES);
}

gboolean
given_secret_read (const char *path, guint8 secret[PRIM_KEY_BYTES], GError **error)
{
  guint8 data[GIVEN_SECRET_MAX + 1];
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gssize len = fd >= 0 ? read_until (fd, data, sizeof data, -1) : -1;
  int code = errno;
  gboolean fits = len >= GIVEN_SECRET_MIN && len <= GIVEN_SECRET_MAX;

  if (fd >= 0)
    g_close (fd, NULL);
  if (fits)
    given_secret_fit (data, (gsize) len, NULL, 0, "whinchat/key-file", secret);
  prim_wipe (data, sizeof data);
  if (len < 0)
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("The key file cannot be read: %s"),
                 g_strerror (code));
  else if (!fits)
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                 _ ("The key file %s must hold 32 to 4096 random bytes."), path);
  return fits;
}

char *
given_passphrase_read (int fd, GError **error)
{
  guint8 data[GIVEN_PASSPHRASE_MAX + 1];
  gssize len = read_until (fd, data, sizeof data, '\n');
  int code = errno;
  char *passphrase = NULL;

  if (len > 0 && len <= GIVEN_PASSPHRASE_MAX && g_utf8_validate ((char *) data, len, NULL))
    passphrase = g_strndup ((char *) data, (gsize) len);
  prim_wipe (data, sizeof data);
  if (len < 0)
    g_set_error (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("The passphrase cannot be read: %s"),
                 g_strerror (code));
  else if (passphrase == NULL)
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT,
                         _ ("This passphrase cannot be used."));
  return passphrase;
}
