/* avatar chooser: a large avatar with initials, and buttons to choose or remove a photo.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-file.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_AVATAR_CHOOSER (whin_avatar_chooser_get_type ())
G_DECLARE_FINAL_TYPE (WhinAvatarChooser, whin_avatar_chooser, WHIN, AVATAR_CHOOSER, GtkWidget)

/* Signals: changed () */

/* What there is now; PHOTO may be NULL. */
void whin_avatar_chooser_set (WhinAvatarChooser *self, const char *name, const MediaFile *photo);
void whin_avatar_chooser_set_name (WhinAvatarChooser *self, const char *name);
/* The chosen picture as it is on disk, empty bytes if the photo was removed, NULL if nothing was
 * changed. Borrowed. */
GBytes *whin_avatar_chooser_get_photo (WhinAvatarChooser *self);
void whin_avatar_chooser_choose (WhinAvatarChooser *self);

G_END_DECLS
