/* secret: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "secret.h"

#include "primitives.h"

SecretArray *
secret_array_new (gsize room)
{
  return g_byte_array_sized_new ((guint) room);
}

void
secret_array_free (SecretArray *array)
{
  if (array->len > 0)
    prim_wipe (array->data, array->len);
  g_byte_array_unref (array);
}

GBytes *
secret_bytes_new (gconstpointer data, gsize len)
{
  SecretArray *copy = secret_array_new (len);

  if (len > 0)
    g_byte_array_append (copy, data, (guint) len);
  return secret_bytes_take (copy);
}

GBytes *
secret_bytes_take (SecretArray *array)
{
  return g_bytes_new_with_free_func (array->data, array->len, (GDestroyNotify) secret_array_free,
                                     array);
}
