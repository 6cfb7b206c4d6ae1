/* avatar: an AdwAvatar whose picture is a file, decoded elsewhere and shown when it is there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-file.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* FILE may be NULL. Initials of NAME until the picture is there, and without one. */
void whin_avatar_set (AdwAvatar *avatar, const char *name, const MediaFile *file);

G_END_DECLS
