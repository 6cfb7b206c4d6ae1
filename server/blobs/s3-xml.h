/* s3-xml: what an S3 answers, as a small tree. The answers come from a server that we only half
 * trust, so their size, depth and number of elements have limits. Pure.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define S3_XML_BYTES_MAX (512 * 1024)

typedef struct {
  char *name;          /* without its namespace */
  GString *text;       /* its own, as it was */
  GPtrArray *children; /* of S3Xml */
} S3Xml;

/* NULL and WHIN_ERROR_INTERNAL when it is no XML, or more of it than any answer has. */
S3Xml *s3_xml_parse (GBytes *answer, GError **error);
void s3_xml_free (S3Xml *xml);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (S3Xml, s3_xml_free)

gboolean s3_xml_is (const S3Xml *xml, const char *name);
/* The text of the first child of that name, or NULL. */
const char *s3_xml_text (const S3Xml *xml, const char *name);
/* The same as a number of at most max. */
gboolean s3_xml_number (const S3Xml *xml, const char *name, guint64 max, guint64 *value);

/* The code of an error, "NoSuchUpload" and so on, or NULL. Caller frees. */
char *s3_xml_code (GBytes *answer);
