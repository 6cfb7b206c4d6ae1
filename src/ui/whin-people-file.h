/* people file: a file of contacts, as it is chosen, dropped, and saved.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-drop.h"

#include "rows.h"

G_BEGIN_DECLS

/* callback ends it with gtk_file_dialog_open_finish. */
void whin_people_file_choose (GtkWidget *widget,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* The first of those, of GFile, that is named so; NULL for none. (transfer full) */
GFile *whin_people_file_in (GListModel *files);
gboolean whin_people_file_is (GFile *file);
/* As whin_drop_add. dropped gets whatever files come. */
void whin_people_file_take_drops (GtkOverlay *overlay, WhinDropFunc dropped, gpointer user_data);
/* What to say of others. */
const char *whin_people_file_refusal (void);

/* "Save As" for a message's contact: asks where to, and says in a toast how it went. */
void whin_people_file_save (GtkWidget *widget, const MessageRow *row);

G_END_DECLS
