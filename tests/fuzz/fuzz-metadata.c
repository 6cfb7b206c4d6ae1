/* fuzz-metadata: any bytes as a picture that is sent as it is. What is left of it has nothing more
 * to take out. SPDX-License-Identifier: GPL-3.0-or-later */
#include "animation.h"
#include "metadata.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static GBytes *
strip (const guint8 *data, gsize size)
{
  return metadata_strip (data, size, 1);
}

static void
check (GBytes *(*func) (const guint8 *data, gsize size), const guint8 *data, gsize size)
{
  g_autoptr (GBytes) once = func (data, size);
  g_autoptr (GBytes) twice = NULL;

  if (once == NULL)
    return;
  g_assert_cmpuint (g_bytes_get_size (once), <=, size);
  twice = func (g_bytes_get_data (once, NULL), g_bytes_get_size (once));
  g_assert_nonnull (twice);
  g_assert_true (g_bytes_equal (once, twice));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) turned = metadata_strip (data, size, 6);

  check (strip, data, size);
  check (animation_strip, data, size);
  return 0;
}
