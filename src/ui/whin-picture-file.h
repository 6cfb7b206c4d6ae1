/* picture file: a picture that a person picks, in memory. UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks for a file with a dialog over the window of PARENT. */
void whin_picture_file_choose_async (GtkWidget *parent,
                                     const char *title,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* One that is known. */
void whin_picture_file_read_async (GFile *file,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Of both: what is in it, whatever that is; or NULL and an error. *file may be NULL, else the
 * caller unrefs it. */
GBytes *whin_picture_file_finish (GAsyncResult *result, GFile **file, GError **error);

G_END_DECLS
