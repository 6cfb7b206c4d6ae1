/* check item: a person in a GtkListView who can be chosen - picture, name, and a mark.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-file.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* For `setup` of a factory: makes the child. */
void whin_check_item_setup_cb (GtkListItemFactory *factory, GtkListItem *item);
/* avatar and words, below the name, may be NULL. */
void whin_check_item_show (GtkListItem *item,
                           const char *name,
                           const MediaFile *avatar,
                           const char *words);
void whin_check_item_set_chosen (GtkListItem *item, gboolean chosen);

G_END_DECLS
