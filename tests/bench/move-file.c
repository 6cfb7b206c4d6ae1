/* move-file: moves files as the client does, without what is around it, for transfer.py. Reads
 * lines "put OFFSET SIZE PATH URL" and "get SIZE PATH URL"; prints seconds, seconds of CPU and the
 * most memory in KiB. SPDX-License-Identifier: GPL-3.0-or-later */
#include "api.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static gboolean
obey (Transfers *transfers, const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 5);
  guint n = g_strv_length (words);

  if (n == 5 && strcmp (words[0], "put") == 0)
    return transfers_put_part (transfers, words[4], NULL, words[3],
                               g_ascii_strtoll (words[1], NULL, 10),
                               g_ascii_strtoll (words[2], NULL, 10), NULL, NULL, NULL, error);
  if (n == 4 && strcmp (words[0], "get") == 0)
    return transfers_get_plain (transfers, words[3], words[2], g_ascii_strtoll (words[1], NULL, 10),
                                NULL, NULL, NULL, error);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "not understood: %s", words[0]);
  return FALSE;
}

static double
seconds (struct timeval time)
{
  return (double) time.tv_sec + (double) time.tv_usec / G_USEC_PER_SEC;
}

int
main (void)
{
  Transfers *transfers = transfers_new ();
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  struct rusage use;
  char line[8192];

  while (error == NULL && fgets (line, sizeof line, stdin) != NULL)
    obey (transfers, g_strchomp (line), &error);
  getrusage (RUSAGE_SELF, &use);
  transfers_unref (transfers);
  if (error != NULL) {
    fprintf (stderr, "move-file: %s\n", error->message);
    return 1;
  }
  printf ("%.4f %.4f %ld\n", (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC,
          seconds (use.ru_utime) + seconds (use.ru_stime), use.ru_maxrss);
  return 0;
}
