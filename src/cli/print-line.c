/* print-line: see the header. Flushed at once, so that a pipe can be read while the program runs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-line.h"

#include "codec.h"
#include "print.h"

#include <stdio.h>

GString *
line_begin (const char *type)
{
  GString *line = g_string_new ("{\"type\":");

  codec_write_string (line, type);
  return line;
}

void
line_end (GString *line)
{
  g_string_append (line, "}\n");
  fwrite (line->str, 1, line->len, stdout);
  fflush (stdout);
  g_string_free (line, TRUE);
}

void
line_name (GString *line, const char *name)
{
  g_string_append_c (line, ',');
  codec_write_string (line, name);
  g_string_append_c (line, ':');
}

void
line_text (GString *line, const char *name, const char *value)
{
  if (value == NULL || value[0] == '\0')
    return;
  line_name (line, name);
  codec_write_string (line, value);
}

void
line_int (GString *line, const char *name, gint64 value)
{
  line_name (line, name);
  g_string_append_printf (line, "%" G_GINT64_FORMAT, value);
}

void
line_bool (GString *line, const char *name, gboolean value)
{
  if (!value)
    return;
  line_name (line, name);
  g_string_append (line, "true");
}

void
line_id (GString *line, const char *name, const Id *id)
{
  IdText text;

  if (!id_is_none (id))
    line_text (line, name, id_to_text (id, text));
}

void
line_conv (GString *line, const char *name, const Conv *conv)
{
  ConvText text;

  line_text (line, name, conv_to_text (conv, text));
}

void
print_value (const char *type, const char *name, const char *value)
{
  GString *out = line_begin (type);

  line_text (out, name, value);
  line_end (out);
}
