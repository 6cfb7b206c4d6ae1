/* print-line: one object on standard output, built member by member. Each call adds a member; what
 * is empty, FALSE or nobody is left out. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rows.h"

GString *line_begin (const char *type);
/* Writes it, and frees it. */
void line_end (GString *line);
/* For a value of another kind, which the caller appends. */
void line_name (GString *line, const char *name);
void line_text (GString *line, const char *name, const char *value);
/* 0 too. */
void line_int (GString *line, const char *name, gint64 value);
void line_bool (GString *line, const char *name, gboolean value);
void line_id (GString *line, const char *name, const Id *id);
void line_conv (GString *line, const char *name, const Conv *conv);
