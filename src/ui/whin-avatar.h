/* avatar: an AdwAvatar whose picture is a file, decoded elsewhere and shown when it is there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* PATH may be NULL. Initials of NAME until the picture is there, and without one. */
void whin_avatar_set (AdwAvatar *avatar, const char *name, const char *path);

G_END_DECLS
