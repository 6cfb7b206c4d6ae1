/* avatar: an AdwAvatar whose picture is a file, decoded elsewhere and shown when it is there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-file.h"
#include "whin-names.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* FILE may be NULL. Initials of NAME until the picture is there, and without one. */
void whin_avatar_set (AdwAvatar *avatar, const char *name, const MediaFile *file);
/* What stands for a chat: a person's picture or a group's, or the sign of what has none. */
void whin_avatar_set_chat (AdwAvatar *avatar, WhinChat *chat);
void whin_avatar_set_named (AdwAvatar *avatar, const WhinNamed *named);

G_END_DECLS
