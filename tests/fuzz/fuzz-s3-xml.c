/* fuzz-s3-xml: any bytes as the answer of a store: a tree within its limits, or none.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "s3-xml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static guint
depth_of (const S3Xml *xml)
{
  guint deepest = 0;
  for (guint i = 0; i < xml->children->len; i++)
    deepest = MAX (deepest, depth_of (xml->children->pdata[i]));
  return deepest + 1;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (S3Xml) xml = s3_xml_parse (bytes, &error);
  g_autofree char *code = s3_xml_code (bytes);
  if (!xml != !!error || (xml && depth_of (xml) > 8))
    abort ();
  return 0;
}
