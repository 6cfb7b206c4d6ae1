/* s3-xml: GMarkup to a tree.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "s3-xml.h"
#include "error.h"

#include <string.h>

#define DEPTH_MAX 8
#define ELEMENTS_MAX 8192
#define TEXT_MAX 4096

typedef struct {
  S3Xml *root;
  GPtrArray *open; /* from the root to where we are; borrowed */
  guint elements;
} Parse;

void
s3_xml_free (S3Xml *xml)
{
  if (!xml)
    return;
  g_free (xml->name);
  g_string_free (xml->text, TRUE);
  g_ptr_array_unref (xml->children);
  g_free (xml);
}

static void
fail (GError **error)
{
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_INTERNAL,
                       "the media store answered something that is no answer");
}

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  Parse *parse = data;
  if (parse->open->len == DEPTH_MAX || ++parse->elements > ELEMENTS_MAX ||
      (parse->open->len == 0 && parse->root)) {
    fail (error);
    return;
  }
  const char *colon = strchr (element, ':');
  S3Xml *xml = g_new (S3Xml, 1);
  *xml = (S3Xml) { g_strdup (colon ? colon + 1 : element), g_string_new (NULL),
                   g_ptr_array_new_with_free_func ((GDestroyNotify) s3_xml_free) };
  if (parse->open->len == 0)
    parse->root = xml;
  else
    g_ptr_array_add (((S3Xml *) parse->open->pdata[parse->open->len - 1])->children, xml);
  g_ptr_array_add (parse->open, xml);
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Parse *parse = data;
  g_ptr_array_set_size (parse->open, (int) parse->open->len - 1);
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer data,
         GError **error)
{
  Parse *parse = data;
  if (parse->open->len == 0)
    return;
  S3Xml *xml = parse->open->pdata[parse->open->len - 1];
  if (xml->text->len + length > TEXT_MAX)
    fail (error);
  else
    g_string_append_len (xml->text, text, (gssize) length);
}

S3Xml *
s3_xml_parse (GBytes *answer, GError **error)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  Parse parse = { NULL, open, 0 };
  gsize length;
  const char *text = g_bytes_get_data (answer, &length);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &parse, NULL);
  g_autoptr (S3Xml) root = NULL;
  gboolean done = length > 0 && length <= S3_XML_BYTES_MAX && !memchr (text, 0, length) &&
                  g_markup_parse_context_parse (context, text, (gssize) length, NULL) &&
                  g_markup_parse_context_end_parse (context, NULL);
  root = parse.root;
  if (done && root)
    return g_steal_pointer (&root);
  fail (error);
  return NULL;
}

gboolean
s3_xml_is (const S3Xml *xml, const char *name)
{
  return g_str_equal (xml->name, name);
}

const char *
s3_xml_text (const S3Xml *xml, const char *name)
{
  for (guint i = 0; i < xml->children->len; i++) {
    const S3Xml *child = xml->children->pdata[i];
    if (s3_xml_is (child, name))
      return child->text->str;
  }
  return NULL;
}

gboolean
s3_xml_number (const S3Xml *xml, const char *name, guint64 max, guint64 *value)
{
  const char *text = s3_xml_text (xml, name);
  return text && g_ascii_string_to_unsigned (text, 10, 0, max, value, NULL);
}

char *
s3_xml_code (GBytes *answer)
{
  g_autoptr (S3Xml) xml = s3_xml_parse (answer, NULL);
  return xml && s3_xml_is (xml, "Error") ? g_strdup (s3_xml_text (xml, "Code")) : NULL;
}
