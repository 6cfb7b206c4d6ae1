/* client, chats: commands for a chat as a whole, the same on all devices; and the lists of chats.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

G_BEGIN_DECLS

void whin_client_pin_chat (WhinClient *self, const Conv *conv, gboolean pinned);
void whin_client_archive_chat (WhinClient *self, const Conv *conv, gboolean archived);
/* until: milliseconds since 1970, MUTED_ALWAYS, or 0. */
void whin_client_mute_chat (WhinClient *self, const Conv *conv, gint64 until);
void whin_client_set_mentions_only (WhinClient *self, const Conv *conv, gboolean mentions_only);
/* FALSE also reads what is there. */
void whin_client_mark_unread (WhinClient *self, const Conv *conv, gboolean unread);

/* Ends with the path of the new folder; caller frees. */
void whin_client_export_chat_async (WhinClient *self,
                                    const Conv *conv,
                                    const char *folder,
                                    gboolean with_media,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
char *whin_client_export_chat_finish (WhinClient *self, GAsyncResult *result, GError **error);
/* Ends with how many messages there were, or -1. */
void whin_client_import_chat_async (WhinClient *self,
                                    const Conv *conv,
                                    const char *path,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gint64 whin_client_import_chat_finish (WhinClient *self, GAsyncResult *result, GError **error);

/* *id is the new one. */
void whin_client_make_list (WhinClient *self, const char *name, Id *id);
void whin_client_rename_list (WhinClient *self, const ListRow *list, const char *name);
void whin_client_delete_list (WhinClient *self, const Id *id);
void whin_client_put_in_list (WhinClient *self, const Id *id, const Conv *conv, gboolean in);
/* *conv is the chat of the new broadcast list. accs are of Id, LIMIT_BROADCAST_MAX at most. */
void
whin_client_make_broadcast (WhinClient *self, const char *name, const GArray *accs, Conv *conv);
void whin_client_rename_broadcast (WhinClient *self, const ListRow *list, const char *name);
/* With its chat; what went to its people stays in theirs. */
void whin_client_delete_broadcast (WhinClient *self, const Conv *conv);
void
whin_client_put_in_broadcast (WhinClient *self, const Conv *conv, const GArray *accs, gboolean in);
/* Borrowed until the next `lists-changed`; NULL when it is gone. */
const ListRow *whin_client_find_list (WhinClient *self, const Id *id);
gboolean whin_client_list_has (const ListRow *list, const Conv *conv);

G_END_DECLS
