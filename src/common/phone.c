/* phone: E.164 numbers.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "phone.h"

#include <string.h>

gboolean
phone_is_e164 (const char *text)
{
  gsize digits;

  if (text == NULL || text[0] != '+' || text[1] < '1' || text[1] > '9')
    return FALSE;
  digits = strspn (text + 1, "0123456789");
  return text[1 + digits] == '\0' && digits >= 7 && digits <= 15;
}

char *
phone_masked (const char *e164)
{
  gsize len = strlen (e164);

  return g_strdup_printf ("%.3s…%s", e164, e164 + (len > 6 ? len - 2 : len));
}
