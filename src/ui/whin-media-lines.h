/* media lines: the messages of a list in lines of a few, no line over two months; the months are
 * the sections. A GListModel of WhinMediaLine. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-message.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_MEDIA_LINE (whin_media_line_get_type ())
G_DECLARE_FINAL_TYPE (WhinMediaLine, whin_media_line, WHIN, MEDIA_LINE, GObject)

/* NULL past its end. Borrowed. */
WhinMessage *whin_media_line_get (WhinMediaLine *self, guint i);
/* "November 2026". */
char *whin_media_line_month (WhinMediaLine *self);
/* The same, of yyyymm. */
char *whin_media_month (int month);

#define WHIN_TYPE_MEDIA_LINES (whin_media_lines_get_type ())
G_DECLARE_FINAL_TYPE (WhinMediaLines, whin_media_lines, WHIN, MEDIA_LINES, GObject)

WhinMediaLines *whin_media_lines_new (guint columns);
/* All of a list of WhinMessage, of which only the end is new. */
void whin_media_lines_follow (WhinMediaLines *self, GListModel *messages);

G_END_DECLS
