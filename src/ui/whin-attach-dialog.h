/* attach dialog: what is about to be sent, in which order, with which caption, and whether pictures
 * and videos go as files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_ATTACH_DIALOG (whin_attach_dialog_get_type ())
G_DECLARE_FINAL_TYPE (WhinAttachDialog, whin_attach_dialog, WHIN, ATTACH_DIALOG, AdwDialog)

/* Signals: sent () */

/* The quality of photos is the one that settings has, and what is chosen is remembered there. */
WhinAttachDialog *
whin_attach_dialog_new (WhinClient *client, GSettings *settings, const Conv *conv);
/* What is sent answers that message. */
void whin_attach_dialog_set_quote (WhinAttachDialog *self, const MessageName *quote);
/* files is of GFile. What cannot be sent is told in the dialog. */
void whin_attach_dialog_add_files (WhinAttachDialog *self, GListModel *files);
void whin_attach_dialog_add_texture (WhinAttachDialog *self, GdkTexture *texture);
/* As WhinDropSend has it: no files at all are told, with a way to choose them. */
void
whin_attach_dialog_add_dropped (WhinAttachDialog *self, GListModel *files, GdkTexture *texture);
void whin_attach_dialog_set_as_files (WhinAttachDialog *self, gboolean files);

G_END_DECLS
