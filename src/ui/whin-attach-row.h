/* attach row: one of the files about to be sent.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-attachment.h"

G_BEGIN_DECLS

/* alone: it is shown large. Otherwise it can be moved: by its handle, onto another row, or with Alt
 * and an arrow key.
 *
 * Uses the actions "attach.remove" and "attach.edit" (u, its place), and "attach.move" (uu, from
 * and to). */
GtkWidget *whin_attach_row_new (WhinAttachment *attachment, gboolean alone);

G_END_DECLS
