/* codec: reads structs out of JSON. Writing is in codec-write.c.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec.h"

#include "error.h"
#include "limits.h"

#include <sodium.h>
#include <string.h>

#define STRS_ITEM_MAX 64

static gboolean
bad_field (const CodecField *field, const char *what, GError **error)
{
  g_set_error (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME, "field “%s” %s", field->name, what);
  return FALSE;
}

/* The length of the number at text, or 0 when json-glib would not read it as it stands: it takes
 * octal and hexadecimal for numbers, and cuts whole ones to 64 bits. */
static gsize
number_length (const char *text, gsize len)
{
  static const char most[] = "9223372036854775807";
  gsize digits = 0;

  while (digits < len && g_ascii_isdigit (text[digits]))
    digits++;
  if (digits > 1 && text[0] == '0')
    return 0;
  if (digits < len && strchr ("xX", text[digits]) != NULL)
    return 0;
  if ((digits == len || strchr (".eE", text[digits]) == NULL) &&
      (digits >= sizeof most || (digits == sizeof most - 1 && strncmp (text, most, digits) > 0)))
    return 0;
  while (digits < len && strchr ("0123456789.eE+-", text[digits]) != NULL)
    digits++;
  return digits;
}

/* From behind the quote that begins a string to the one that ends it, or to end. NULL: json-glib
 * would end the string before, at an escaped NUL. No byte is looked at twice for the same. */
static const char *
skip_string (const char *at, const char *end)
{
  const char *quote = at - 1, *escape;

  for (; at < end; at = escape + 2) {
    if (quote < at)
      quote = memchr (at, '"', (gsize) (end - at));
    if (quote == NULL)
      quote = end;
    escape = memchr (at, '\\', (gsize) (quote - at));
    if (escape == NULL)
      return quote;
    if (end - escape > 5 && memcmp (escape, "\\u0000", 6) == 0)
      return NULL;
  }
  return end;
}

/* What must be known before json-glib sees the text: it recurses, so depth is bounded; see also
 * skip_string and number_length. */
static gboolean
is_sane (const char *text, gsize len)
{
  const char *end = text + len;
  guint depth = 0;

  for (const char *at = text; at < end; at++) {
    if (*at == '"') {
      at = skip_string (at + 1, end);
      if (at == NULL)
        return FALSE;
    } else if (*at == '{' || *at == '[') {
      if (++depth > LIMIT_JSON_DEPTH_MAX)
        return FALSE;
    } else if ((*at == '}' || *at == ']') && depth > 0) {
      depth--;
    } else if (g_ascii_isdigit (*at)) {
      gsize n = number_length (at, (gsize) (end - at));

      if (n == 0)
        return FALSE;
      at += n - 1;
    }
  }
  return TRUE;
}

JsonNode *
codec_parse (const char *text, gsize len, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  json_parser_set_strict (parser, TRUE);
  if (len == 0 || memchr (text, '\0', len) != NULL || !is_sane (text, len) ||
      !json_parser_load_from_data (parser, text, len, NULL) ||
      (root = json_parser_steal_root (parser)) == NULL) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME, "not JSON");
    return NULL;
  }
  return root;
}

static gboolean
read_string (const CodecField *field, JsonNode *node, char **dest, GError **error)
{
  const char *text;
  glong len;

  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return bad_field (field, "is not a string", error);
  text = json_node_get_string (node);
  len = field->type == CODEC_B64 ? (glong) strlen (text) : g_utf8_strlen (text, -1);
  if (len < field->min || len > field->max)
    return bad_field (field, "is too short or too long", error);
  if (field->type == CODEC_B64 && !base64url_is_valid (text))
    return bad_field (field, "is not base64url", error);
  *dest = g_strdup (text);
  return TRUE;
}

static gboolean
read_int (const CodecField *field, JsonNode *node, gint64 *dest, GError **error)
{
  gint64 value;

  if (json_node_get_value_type (node) != G_TYPE_INT64)
    return bad_field (field, "is not an integer", error);
  value = json_node_get_int (node);
  if (value < field->min || value > field->max)
    return bad_field (field, "is out of range", error);
  *dest = value;
  return TRUE;
}

static const char *
node_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static void
free_item (gpointer data, gpointer schema)
{
  codec_free (schema, data);
}

static gboolean
read_list (const CodecField *field, JsonArray *array, gpointer dest, GError **error)
{
  guint n = json_array_get_length (array);
  gboolean ok = TRUE;

  if (field->type == CODEC_IDS) {
    g_autoptr (GArray) ids = g_array_sized_new (FALSE, FALSE, sizeof (Id), n);

    for (guint i = 0; i < n; i++) {
      Id id;

      if (!id_from_text (node_text (json_array_get_element (array, i)), &id))
        return bad_field (field, "holds something that is no id", error);
      g_array_append_val (ids, id);
    }
    *(GArray **) dest = g_steal_pointer (&ids);
    return TRUE;
  }

  g_autoptr (GPtrArray) items = g_ptr_array_new_full (n, field->type == CODEC_STRS ? g_free : NULL);
  for (guint i = 0; i < n && ok; i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (field->type == CODEC_STRS) {
      const char *text = node_text (node);

      if (text == NULL || g_utf8_strlen (text, -1) > STRS_ITEM_MAX)
        ok = bad_field (field, "holds something that is no short string", error);
      else
        g_ptr_array_add (items, g_strdup (text));
    } else if (!JSON_NODE_HOLDS_OBJECT (node)) {
      ok = bad_field (field, "holds something that is no object", error);
    } else {
      gpointer item = codec_read (field->item, json_node_get_object (node), error);

      ok = item != NULL;
      if (ok)
        g_ptr_array_add (items, item);
    }
  }
  if (!ok) {
    if (field->type == CODEC_LIST)
      g_ptr_array_foreach (items, free_item, (gpointer) field->item);
    return FALSE;
  }
  *(GPtrArray **) dest = g_steal_pointer (&items);
  return TRUE;
}

static gboolean
read_value (const CodecField *field, JsonNode *node, gpointer dest, GError **error)
{
  if (field->type == CODEC_LIST || field->type == CODEC_IDS || field->type == CODEC_STRS) {
    if (!JSON_NODE_HOLDS_ARRAY (node))
      return bad_field (field, "is not an array", error);
    if (json_array_get_length (json_node_get_array (node)) > field->max)
      return bad_field (field, "has too many entries", error);
    return read_list (field, json_node_get_array (node), dest, error);
  }
  if (field->type == CODEC_STRUCT) {
    if (!JSON_NODE_HOLDS_OBJECT (node))
      return bad_field (field, "is not an object", error);
    *(gpointer *) dest = codec_read (field->item, json_node_get_object (node), error);
    return *(gpointer *) dest != NULL;
  }
  if (!JSON_NODE_HOLDS_VALUE (node))
    return bad_field (field, "is not a plain value", error);
  switch (field->type) {
  case CODEC_STR:
  case CODEC_B64:
    return read_string (field, node, dest, error);
  case CODEC_INT:
    return read_int (field, node, dest, error);
  case CODEC_BOOL:
    if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
      return bad_field (field, "is not true or false", error);
    *(gboolean *) dest = json_node_get_boolean (node);
    return TRUE;
  case CODEC_ID:
    return id_from_text (node_text (node), dest) || bad_field (field, "is no id", error);
  case CODEC_CONV:
    return conv_from_text (node_text (node), dest) ||
           bad_field (field, "is no conversation", error);
  default:
    g_assert_not_reached ();
  }
}

gpointer
codec_read (const CodecSchema *schema, JsonObject *object, GError **error)
{
  gpointer data = g_malloc0 (schema->size);

  for (const CodecField *field = schema->fields; field->name != NULL; field++) {
    JsonNode *node = json_object_get_member (object, field->name);
    gboolean ok = TRUE;

    if (node == NULL || JSON_NODE_HOLDS_NULL (node))
      ok = !field->required || bad_field (field, "is missing", error);
    else
      ok = read_value (field, node, G_STRUCT_MEMBER_P (data, field->offset), error);
    if (!ok) {
      codec_free (schema, data);
      return NULL;
    }
  }
  return data;
}

gpointer
codec_read_text (const CodecSchema *schema, const char *text, gsize len, GError **error)
{
  g_autoptr (JsonNode) root = codec_parse (text, len, error);

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME, "not an object");
    return NULL;
  }
  return codec_read (schema, json_node_get_object (root), error);
}

static void
free_fields (const CodecSchema *schema, gpointer data, gboolean secret)
{
  for (const CodecField *field = schema->fields; field->name != NULL; field++) {
    gpointer *member = (gpointer *) G_STRUCT_MEMBER_P (data, field->offset);

    switch (field->type) {
    case CODEC_STR:
    case CODEC_B64:
      if (secret && *member != NULL)
        sodium_memzero (*member, strlen (*member));
      g_free (*member);
      break;
    case CODEC_LIST:
      if (*member != NULL)
        g_ptr_array_foreach (*member, free_item, (gpointer) field->item);
      g_clear_pointer ((GPtrArray **) member, g_ptr_array_unref);
      break;
    case CODEC_STRS:
      g_clear_pointer ((GPtrArray **) member, g_ptr_array_unref);
      break;
    case CODEC_IDS:
      g_clear_pointer ((GArray **) member, g_array_unref);
      break;
    case CODEC_STRUCT:
      if (*member != NULL)
        codec_free (field->item, *member);
      break;
    default:
      break;
    }
  }
  g_free (data);
}

void
codec_free (const CodecSchema *schema, gpointer data)
{
  if (data != NULL)
    free_fields (schema, data, FALSE);
}

void
codec_free_secret (const CodecSchema *schema, gpointer data)
{
  if (data != NULL)
    free_fields (schema, data, TRUE);
}
