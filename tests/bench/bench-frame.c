/* bench-frame: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-frame.h"

#include <string.h>

#define CONTENT_BYTES 192 /* a message of 100 characters, and what surrounds it */

/* A text frame with a zero mask, which is as good as any. */
void
frame_put (GString *out, const char *text)
{
  gsize len = strlen (text), n = 2;
  guint8 head[8] = { 0x81, (guint8) (0x80 | len) };

  g_assert (len < 65536);
  if (len >= 126) {
    head[1] = 0x80 | 126;
    head[2] = (guint8) (len >> 8);
    head[3] = (guint8) len;
    n = 4;
  }
  g_string_append_len (out, (const char *) head, (gssize) n + 4);
  g_string_append_len (out, text, (gssize) len);
}

void
frame_make_eph (Frame *frame, const Id *to)
{
  IdText acc;
  g_autofree char *json = g_strdup_printf (
      "{\"t\":\"eph\",\"conv\":\"u:%s\",\"body\":\"eyJrIjoidHlwaW5nIn0\"}", id_to_text (to, acc));

  frame->bytes = g_string_new (NULL);
  frame->id_at = 0;
  frame_put (frame->bytes, json);
}

void
frame_make_send (Frame *frame, const Id *to, guint32 sender)
{
  static const char before_id[] = "{\"t\":\"send\",\"id\":\"";
  guint8 content[CONTENT_BYTES];
  IdText acc;

  for (guint i = 0; i < sizeof content; i++)
    content[i] = (guint8) g_random_int ();
  id_to_text (to, acc);
  g_autofree char *ct = base64url_encode (content, sizeof content);
  g_autofree char *json =
      g_strdup_printf ("%s%s\",\"conv\":\"u:%s\",\"to\":[{\"acc\":\"%s\",\"dev\":1,\"ct\":\"%s\"}],"
                       "\"wake\":1}",
                       before_id, acc, acc, acc, ct);

  frame->bytes = g_string_new (NULL);
  frame->sender = sender;
  frame_put (frame->bytes, json);
  frame->id_at = frame->bytes->len - strlen (json) + strlen (before_id);
}

void
frame_put_message (GString *out, const Frame *frame, guint number)
{
  gsize at = out->len + frame->id_at;
  Id id = { { 1 } };
  IdText text;

  g_string_append_len (out, frame->bytes->str, (gssize) frame->bytes->len);
  if (frame->id_at == 0)
    return;
  memcpy (id.bytes + 4, &frame->sender, sizeof frame->sender);
  memcpy (id.bytes + 8, &number, sizeof number);
  memcpy (out->str + at, id_to_text (&id, text), ID_TEXT_LEN);
}

void
string_drop (GString **string)
{
  if (*string != NULL)
    g_string_free (*string, TRUE);
  *string = NULL;
}

gboolean
frame_find (const char *data, gsize len, gsize *head, gsize *body)
{
  const guint8 *p = (const guint8 *) data;

  if (len < 4) /* no frame is as short: the least is {} and its head */
    return FALSE;
  *head = p[1] == 126 ? 4 : p[1] == 127 ? 10 : 2;
  *body = p[1];
  if (len < *head)
    return FALSE;
  if (p[1] >= 126) {
    *body = 0;
    for (gsize i = 2; i < *head; i++)
      *body = *body << 8 | p[i];
  }
  return len - *head >= *body;
}

gboolean
frame_next_item (const char **text, gsize *len, FrameItem *item)
{
  static const char mark[] = "{\"t\":\"";
  static const struct {
    const char *type;
    FrameKind kind;
  } kinds[] = {
    { "ok\"", FRAME_OK },     { "msg\"", FRAME_MSG }, { "eph\"", FRAME_EPH },
    { "live\"", FRAME_LIVE }, { "hb\"", FRAME_HB },
  };
  const char *at = memmem (*text, *len, mark, strlen (mark));

  if (at == NULL)
    return FALSE;
  if (g_str_has_prefix (at, "{\"t\":\"err"))
    g_error ("%.*s", (int) *len, *text);
  at += strlen (mark);
  *len -= (gsize) (at - *text);
  *text = at;
  *item = (FrameItem) { .kind = FRAME_OTHER };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (at, kinds[i].type))
      item->kind = kinds[i].kind;
  if (item->kind == FRAME_MSG)
    item->seq = g_ascii_strtoll (at + strlen ("msg\",\"seq\":"), NULL, 10);
  return TRUE;
}
