/* group-photo: the picture of a group. The change that sets it says where it is and how it is
 * opened. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "groups.h"

/* What a change carries; caller unrefs. */
GBytes *group_photo_pack (const Id *object, const MediaKey *key);
/* In a transaction: takes over what the state says; the group is saved by the caller. */
void group_photo_set (Core *core, Group *group);
/* The server keeps what messages name: each names the picture of its group. */
void group_photo_name (Core *core, const Id *grp, GArray **media);
/* Fetches those that are not here. */
void group_photos_resume (Core *core);
