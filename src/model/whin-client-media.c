/* client media: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-client-media.h"

#include "core.h"

#define CORE whin_client_get_core (self)

void
whin_client_set_auto_media (WhinClient *self, const AutoMedia *media)
{
  core_set_auto_media (CORE, media);
}

void
whin_client_set_chat_auto (WhinClient *self, const Conv *conv, ChatAuto choice)
{
  core_set_chat_auto (CORE, conv, choice);
}

void
whin_client_look_at_media (WhinClient *self, const MessageName *name)
{
  core_look_at_media (CORE, name);
}

void
whin_client_doubt_media (WhinClient *self, const MessageName *name)
{
  core_doubt_media (CORE, name);
}

void
whin_client_give_file (WhinClient *self, const char *path)
{
  core_give_file (CORE, path);
}

void
whin_client_query_storage_async (WhinClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  core_query_storage_async (CORE, cancellable, callback, user_data);
}

GArray *
whin_client_query_storage_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_query_storage_finish (NULL, result, error);
}

void
whin_client_free_storage_async (WhinClient *self,
                                const Conv *conv,
                                guint kinds,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  core_free_storage_async (CORE, conv, kinds, cancellable, callback, user_data);
}

gint64
whin_client_free_storage_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_free_storage_finish (NULL, result, error);
}
