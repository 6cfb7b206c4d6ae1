/* attach edit: what is about to be sent, after it was edited, in the place of what it was. The file
 * that is made goes when it is not sent after all, or once the engine has a sealed copy of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-attachment.h"
#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

gboolean whin_attach_edit_can (WhinAttachment *attachment);
/* Edits what is in attachments, of WhinAttachment, which dialog shows. */
void whin_attach_edit_open (AdwDialog *dialog, GListStore *attachments, WhinAttachment *attachment);
/* Right before it is sent. */
void whin_attach_edit_send (WhinClient *client, WhinAttachment *attachment);

G_END_DECLS
