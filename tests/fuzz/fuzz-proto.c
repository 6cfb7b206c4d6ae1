/* fuzz-proto: any bytes as a frame, and as the body of every call. What is accepted must come back
 * the same. SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto.h"
#include "rest.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static char *
written (const CodecSchema *schema, gconstpointer body)
{
  GString *out = g_string_new (NULL);

  codec_write (schema, body, out);
  return g_string_free (out, FALSE);
}

static void
check_again (const CodecSchema *schema, gconstpointer body)
{
  g_autofree char *once = written (schema, body);
  gpointer again = codec_read_text (schema, once, strlen (once), NULL);
  g_autofree char *twice = NULL;

  g_assert_nonnull (again);
  twice = written (schema, again);
  g_assert_cmpstr (once, ==, twice);
  codec_free (schema, again);
}

static void
check_body (const CodecSchema *schema, const char *text, gsize len)
{
  g_autoptr (GError) error = NULL;
  gpointer body = codec_read_text (schema, text, len, &error);

  g_assert_true ((body == NULL) == (error != NULL));
  if (body != NULL)
    check_again (schema, body);
  codec_free_secret (schema, body);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  const char *text = (const char *) data;

  for (ProtoWay way = PROTO_C2S; way <= PROTO_S2C; way++) {
    g_autoptr (GPtrArray) items = proto_decode (text, size, way, NULL);

    for (guint i = 0; items != NULL && i < items->len; i++) {
      const ProtoItem *item = items->pdata[i];

      g_assert_true ((item->body == NULL) == (item->error != NULL));
      if (item->body != NULL)
        check_again (proto_schema (item->op), item->body);
    }
  }
  for (RestCall call = 0; call < REST_N_CALLS; call++) {
    check_body (&rest_info (call)->request, text, size);
    check_body (&rest_info (call)->reply, text, size);
  }
  return 0;
}
