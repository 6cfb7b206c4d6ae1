/* client, chats: what one does with a chat as a whole, and the lists of chats.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-client-chats.h"

#include "chat-file.h"
#include "core.h"
#include "whin-client-private.h"

#define CORE whin_client_get_core (self)

void
whin_client_pin_chat (WhinClient *self, const Conv *conv, gboolean pinned)
{
  core_pin_chat (CORE, conv, pinned);
}

void
whin_client_archive_chat (WhinClient *self, const Conv *conv, gboolean archived)
{
  core_archive_chat (CORE, conv, archived);
}

void
whin_client_mute_chat (WhinClient *self, const Conv *conv, gint64 until)
{
  core_mute_chat (CORE, conv, until);
}

void
whin_client_set_mentions_only (WhinClient *self, const Conv *conv, gboolean mentions_only)
{
  core_set_mentions_only (CORE, conv, mentions_only);
}

/* Nobody has to look at what is marked as read. */
void
whin_client_mark_unread (WhinClient *self, const Conv *conv, gboolean unread)
{
  WhinChat *chat = whin_chat_list_find (whin_client_get_chats (self), conv);

  if (!unread && chat && whin_chat_get_row (chat)->unread)
    core_mark_read (CORE, conv, G_MAXINT64);
  core_mark_unread (CORE, conv, unread);
}

void
whin_client_export_chat_async (WhinClient *self,
                               const Conv *conv,
                               const char *folder,
                               gboolean with_media,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  core_export_chat_async (CORE, conv, folder, with_media, cancellable, callback, user_data);
}

char *
whin_client_export_chat_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_export_chat_finish (NULL, result, error);
}

void
whin_client_import_chat_async (WhinClient *self,
                               const Conv *conv,
                               const char *path,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  core_import_chat_async (CORE, conv, path, NULL, cancellable, callback, user_data);
}

gint64
whin_client_import_chat_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  gint64 n = core_import_chat_finish (NULL, result, error);

  if (n > 0)
    whin_client_look_for_history (self);
  return n;
}

void
whin_client_make_list (WhinClient *self, const char *name, Id *id)
{
  core_make_list (CORE, name, id);
}

void
whin_client_rename_list (WhinClient *self, const ListRow *list, const char *name)
{
  core_rename_list (CORE, &list->id, list->made, name);
}

void
whin_client_delete_list (WhinClient *self, const Id *id)
{
  core_delete_list (CORE, id);
}

void
whin_client_put_in_list (WhinClient *self, const Id *id, const Conv *conv, gboolean in)
{
  core_put_in_list (CORE, id, conv, in);
}

void
whin_client_make_broadcast (WhinClient *self, const char *name, const GArray *accs, Conv *conv)
{
  conv->kind = CONV_BROADCAST;
  core_make_broadcast (CORE, name, (const Id *) accs->data, accs->len, &conv->id);
}

void
whin_client_rename_broadcast (WhinClient *self, const ListRow *list, const char *name)
{
  core_rename_broadcast (CORE, &list->id, list->made, name);
}

void
whin_client_delete_broadcast (WhinClient *self, const Conv *conv)
{
  core_delete_broadcast (CORE, &conv->id);
}

void
whin_client_put_in_broadcast (WhinClient *self, const Conv *conv, const GArray *accs, gboolean in)
{
  core_put_in_broadcast (CORE, &conv->id, (const Id *) accs->data, accs->len, in);
}

const ListRow *
whin_client_find_list (WhinClient *self, const Id *id)
{
  const GPtrArray *lists = whin_client_get_lists (self);

  for (guint i = 0; i < lists->len; i++)
    if (id_equal (&((const ListRow *) lists->pdata[i])->id, id))
      return lists->pdata[i];
  return NULL;
}

gboolean
whin_client_list_has (const ListRow *list, const Conv *conv)
{
  for (guint i = 0; i < list->chats->len; i++) {
    const Conv *one = &g_array_index (list->chats, Conv, i);

    if (one->kind == conv->kind && id_equal (&one->id, &conv->id))
      return TRUE;
  }
  return FALSE;
}
