/* fuzz-picture: any bytes as a picture somebody sent. What is shown is no larger than asked for,
 * and what is refused says why. SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture.h"

#include <stdlib.h>

#define SIDE 48

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = picture_open_bytes (bytes, SIDE, NULL, &error);

  if ((pixbuf == NULL) == (error == NULL))
    abort ();
  if (pixbuf && (gdk_pixbuf_get_width (pixbuf) > SIDE || gdk_pixbuf_get_height (pixbuf) > SIDE))
    abort ();
  return 0;
}
