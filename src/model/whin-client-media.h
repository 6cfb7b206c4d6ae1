/* client media: which files come by themselves. UI thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auto-media.h"
#include "whin-client.h"

G_BEGIN_DECLS

void whin_client_set_auto_media (WhinClient *self, const AutoMedia *media);
void whin_client_set_chat_auto (WhinClient *self, const Conv *conv, ChatAuto choice);
/* That file, which is sent next, is removed once it is not needed. */
void whin_client_give_file (WhinClient *self, const char *path);
/* The message is in sight. */
void whin_client_look_at_media (WhinClient *self, const MessageName *name);

G_END_DECLS
