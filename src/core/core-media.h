/* core-media: files of messages - what comes by itself, what is on its way, what they take up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auto-media.h"
#include "core-types.h"

/* What comes by itself from now on. */
void core_set_auto_media (Core *core, const AutoMedia *media);
/* The same for one chat, as an exception. */
void core_set_chat_auto (Core *core, const Conv *conv, ChatAuto choice);
/* That file, which is sent next, is removed as soon as there is a sealed copy of it. */
void core_give_file (Core *core, const char *path);
/* Somebody looks at the message: its file is fetched if it would come by itself now. */
void core_look_at_media (Core *core, const MessageName *name);
