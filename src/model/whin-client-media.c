/* client media: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-client-media.h"

#include "core.h"

#define CORE whin_client_get_core (self)

void
whin_client_set_auto_media (WhinClient *self, const AutoMedia *media)
{
  core_set_auto_media (CORE, media);
}

void
whin_client_set_chat_auto (WhinClient *self, const Conv *conv, ChatAuto choice)
{
  core_set_chat_auto (CORE, conv, choice);
}

void
whin_client_look_at_media (WhinClient *self, const MessageName *name)
{
  core_look_at_media (CORE, name);
}

void
whin_client_give_file (WhinClient *self, const char *path)
{
  core_give_file (CORE, path);
}
