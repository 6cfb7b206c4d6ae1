/* media-share: what goes to a broadcast list is one file for all its messages. On the disk each of
 * them has a name of its own for it, so that it goes with the last of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "media.h"

#include "store-media.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A program that died may have got as far as the name. */
char *
media_share_file (Core *core, const char *path, const MessageName *to)
{
  g_autofree char *target = core_media_path (core, &to->author, &to->id);

  if (path == NULL || (link (path, target) != 0 && errno != EEXIST))
    return NULL;
  return g_steal_pointer (&target);
}

static gboolean
is_same (const StoreMedia *one, const StoreMedia *other)
{
  return one->key != NULL && other->key != NULL && one->once == ONCE_NOT &&
         memcmp (one->key->sha256, other->key->sha256, sizeof one->key->sha256) == 0;
}

static gboolean
give (Core *core, const StoreMedia *from, StoreMedia *to)
{
  to->path = media_share_file (core, from->path, &to->name);
  if (to->path == NULL)
    return FALSE;
  store_media_put (core->store, to);
  core_note_message (core, &to->name.author, &to->name.id);
  return TRUE;
}

void
media_share (Core *core, const StoreMedia *media)
{
  g_autoptr (GPtrArray) all = NULL;

  if (!media->own)
    return;
  all = store_media_of (core->store, &media->object, LIMIT_BROADCAST_MAX + 1);
  for (guint i = 0; i < all->len; i++) {
    StoreMedia *other = all->pdata[i];

    if (other->path == NULL && other->transfer == TRANSFER_NONE && is_same (other, media))
      give (core, media, other);
  }
}

void
media_take_shared (Core *core, const MessageRow *row)
{
  g_autoptr (StoreMedia) media = store_media_get (core->store, &row->author, &row->id);
  g_autoptr (GPtrArray) all = NULL;

  if (media == NULL || media->path != NULL)
    return;
  all = store_media_of (core->store, &media->object, LIMIT_BROADCAST_MAX + 1);
  for (guint i = 0; i < all->len; i++) {
    const StoreMedia *other = all->pdata[i];

    if (other->path != NULL && is_same (other, media) && give (core, other, media))
      return;
  }
}
