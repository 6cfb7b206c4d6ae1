/* codec: structs to JSON and back, driven by a table of fields. The only code that touches JSON.
 *
 * A CodecSchema describes a C struct; codec_read checks type, presence and limits of each field,
 * ignores members it does not know, and leaves nothing half made. Absent optional members are 0,
 * NULL, FALSE or the none id. Pure and thread safe. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"

#include <json-glib/json-glib.h>

typedef enum {
  CODEC_STR,    /* char *; max characters (UTF-8), min characters */
  CODEC_B64,    /* char *, kept as base64url text; max characters */
  CODEC_ID,     /* Id, embedded */
  CODEC_CONV,   /* Conv, embedded */
  CODEC_INT,    /* gint64; min to max */
  CODEC_BOOL,   /* gboolean */
  CODEC_LIST,   /* GPtrArray * of structs of the field's `item` schema; max entries */
  CODEC_IDS,    /* GArray * of Id; max entries */
  CODEC_STRS,   /* GPtrArray * of char *; max entries, each at most 64 characters */
  CODEC_STRUCT, /* pointer to a struct of the field's `item` schema, NULL when absent */
} CodecType;

/* The largest integer on the wire: every language has it exactly, and sums of a few do not
 * overflow. */
#define CODEC_INT_MAX G_GINT64_CONSTANT (9007199254740991)

typedef struct _CodecSchema CodecSchema;

typedef struct {
  const char *name;
  gsize offset;
  CodecType type;
  gboolean required;
  gint64 min;
  gint64 max;
  const CodecSchema *item;
} CodecField;

struct _CodecSchema {
  gsize size;               /* of the struct */
  const CodecField *fields; /* ends with a NULL name */
};

/* Rows for the tables: struct, member (also the JSON name), CodecType suffix, ... */
#define CODEC_FIELD(T, member, kind, required, min, max)                                           \
  { #member, G_STRUCT_OFFSET (T, member), CODEC_##kind, required, min, max, NULL }
#define CODEC_FIELD_OF(T, member, kind, required, max, item)                                       \
  { #member, G_STRUCT_OFFSET (T, member), CODEC_##kind, required, 0, max, item }
#define CODEC_END { NULL, 0, CODEC_STR, FALSE, 0, 0, NULL }

/* Parses text of len bytes (not NUL terminated), refusing depth past LIMIT_JSON_DEPTH_MAX before
 * recursing. */
JsonNode *codec_parse (const char *text, gsize len, GError **error);

gpointer codec_read (const CodecSchema *schema, JsonObject *object, GError **error);
/* Appends `"name":value` pairs without braces, comma separated; first tells whether a comma must
 * come before. */
void
codec_write_members (const CodecSchema *schema, gconstpointer data, GString *out, gboolean first);
/* Appends a whole `{...}`. */
void codec_write (const CodecSchema *schema, gconstpointer data, GString *out);
/* Convenience over codec_parse and codec_read for a body that is one object. */
gpointer codec_read_text (const CodecSchema *schema, const char *text, gsize len, GError **error);
void codec_free (const CodecSchema *schema, gpointer data);
/* Strings are cleared before they are freed: for bodies that hold tokens, codes or PINs. */
void codec_free_secret (const CodecSchema *schema, gpointer data);
/* Appends text as a JSON string with its quotes. */
void codec_write_string (GString *out, const char *text);
