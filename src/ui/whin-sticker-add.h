/* sticker add: a sticker is made of a picture - chosen, dropped or pasted - and looked at before it
 * is kept. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* file and texture may be NULL: a person chooses then. Afterwards the parent's action
 * composer.stickers shows it in that pack. */
void whin_sticker_add_present (GtkWidget *parent,
                               WhinClient *client,
                               const Id *pack,
                               GFile *file,
                               GdkTexture *texture);

G_END_DECLS
