/* seal: what content looks like on its way. The one seam where encryption for each device belongs.
 *
 * For now the ct is the content itself in base64url, the same for every device.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"

char *
seal (Core *core, const Id *acc, gint64 dev, GBytes *content)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (content, &len);

  return base64url_encode (data, len);
}

GBytes *
seal_open (Core *core, const Id *acc, gint64 dev, const char *ct)
{
  return base64url_decode (ct);
}
