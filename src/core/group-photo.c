/* group-photo: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "group-photo.h"

#include "pack.h"
#include "transfer.h"

#include <glib/gstdio.h>

#define PHOTO_MAX (1024 * 1024)

GBytes *
group_photo_pack (const Id *object, const MediaKey *key)
{
  GByteArray *out = g_byte_array_new ();

  pack_id (out, object);
  pack_bytes (out, key->key, sizeof key->key);
  pack_bytes (out, key->sha256, sizeof key->sha256);
  pack_u64 (out, (guint64) key->size);
  return g_byte_array_free_to_bytes (out);
}

/* NULL when there is none. */
static MediaKey *
read_photo (GBytes *avatar, Id *object)
{
  Unpack in = unpack_begin (g_bytes_get_data (avatar, NULL), g_bytes_get_size (avatar));
  g_autoptr (MediaKey) key = g_new0 (MediaKey, 1);
  guint64 size;

  *object = unpack_id (&in);
  unpack_bytes (&in, key->key, sizeof key->key);
  unpack_bytes (&in, key->sha256, sizeof key->sha256);
  size = unpack_u64 (&in);
  if (!unpack_end (&in) || id_is_none (object) || size < 1 || size > PHOTO_MAX)
    return NULL;
  key->size = (gint64) size;
  return g_steal_pointer (&key);
}

static void
resume_cb (Core *core, gpointer data)
{
  group_photos_resume (core);
}

void
group_photo_set (Core *core, Group *group)
{
  StoreGroup *row = group->row;
  Id object = { 0 };
  MediaKey *key = read_photo (group->state->avatar, &object);

  if (key == NULL)
    object = (Id) { 0 };
  if (id_equal (&object, &row->photo)) {
    media_key_free (key);
    return;
  }
  if (row->avatar != NULL)
    g_unlink (row->avatar);
  g_clear_pointer (&row->avatar, g_free);
  store_group_set_avatar (core->store, &row->grp, NULL);
  media_key_free (row->photo_key);
  row->photo_key = key;
  row->photo = object;
  if (key != NULL)
    core_post (core, resume_cb, NULL, NULL);
}

void
group_photo_name (Core *core, const Id *grp, GArray **media)
{
  const Group *group = groups_get_inside (core, grp);

  if (group == NULL || id_is_none (&group->row->photo))
    return;
  if (*media == NULL)
    *media = g_array_new (FALSE, FALSE, sizeof (Id));
  if ((*media)->len < LIMIT_SEND_MEDIA_MAX)
    g_array_append_val (*media, group->row->photo);
}

/* -- Fetching. -- */

typedef struct {
  Id grp;
  Id photo;
  char *path;
} Fetch;

static void
here_cb (Core *core, const GError *error, gpointer data)
{
  Fetch *fetch = data;
  Group *group = core->stopping ? NULL : groups_get (core, &fetch->grp);

  if (error == NULL && group != NULL && id_equal (&group->row->photo, &fetch->photo)) {
    core_begin (core);
    g_set_str (&group->row->avatar, fetch->path);
    store_group_set_avatar (core->store, &fetch->grp, fetch->path);
    groups_save (core, group);
    core_commit (core, NULL);
  }
  g_free (fetch->path);
  g_free (fetch);
}

static void
fetch_photo (Core *core, const StoreGroup *row)
{
  TransferOrder order = { .object = row->photo, .key = row->photo_key };
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->grp = row->grp;
  fetch->photo = row->photo;
  fetch->path = core_media_path (core, &row->grp, &row->photo);
  order.path = fetch->path;
  order.done = here_cb;
  order.data = fetch;
  transfer_download (core, &order);
}

void
group_photos_resume (Core *core)
{
  g_autoptr (GArray) all = NULL;

  if (!core->ready)
    return;
  all = store_group_list (core->store);
  for (guint i = 0; i < all->len; i++) {
    const Group *group = groups_get (core, &g_array_index (all, Id, i));

    if (group != NULL && group->row->inside && group->row->photo_key != NULL &&
        group->row->avatar == NULL)
      fetch_photo (core, group->row);
  }
}
