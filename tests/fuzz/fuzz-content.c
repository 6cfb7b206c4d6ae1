/* fuzz-content: any bytes as what somebody wrote. What is accepted comes back the same.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "content.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (Content) content = content_decode (bytes, &error);
  g_autoptr (GBytes) once = NULL;
  g_autoptr (Content) again = NULL;
  g_autoptr (GBytes) twice = NULL;

  g_assert_true ((content == NULL) == (error != NULL));
  if (content == NULL || content->kind == CONTENT_UNKNOWN)
    return 0;
  once = content_encode (content, NULL);
  if (once == NULL) /* escaped it is longer than a content may be */
    return 0;
  again = content_decode (once, &error);
  g_assert_no_error (error);
  twice = content_encode (again, NULL);
  g_assert_true (g_bytes_equal (once, twice));
  return 0;
}
