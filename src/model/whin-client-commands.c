/* client commands: each is one line to the engine; widgets see no more of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core.h"
#include "whin-client.h"

#define CORE whin_client_get_core (self)

void
whin_client_send_text (WhinClient *self,
                       const Conv *conv,
                       const char *text,
                       const MessageName *quote,
                       const Mention *mentions,
                       guint n_mentions)
{
  core_send_text (CORE, conv, text, quote, mentions, n_mentions);
}

void
whin_client_send_text_preview (WhinClient *self,
                               const Conv *conv,
                               const char *text,
                               const MessageName *quote,
                               const Mention *mentions,
                               guint n_mentions,
                               const LinkPreview *preview)
{
  core_send_text_preview (CORE, conv, text, quote, mentions, n_mentions, preview);
}

void
whin_client_preview_async (WhinClient *self,
                           const char *url,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  core_preview_async (CORE, url, cancellable, callback, user_data);
}

LinkPreview *
whin_client_preview_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_preview_finish (NULL, result, error);
}

void
whin_client_map_tile_async (WhinClient *self,
                            guint zoom,
                            guint x,
                            guint y,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  core_map_tile_async (CORE, zoom, x, y, cancellable, callback, user_data);
}

GBytes *
whin_client_map_tile_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_map_tile_finish (NULL, result, error);
}

void
whin_client_send_files (WhinClient *self,
                        const Conv *conv,
                        const SendFile *files,
                        guint n,
                        const char *caption,
                        const MessageName *quote)
{
  core_send_files (CORE, conv, files, n, caption, quote);
}

void
whin_client_retry (WhinClient *self, const MessageName *name)
{
  core_retry (CORE, name);
}

void
whin_client_discard (WhinClient *self, const MessageName *name)
{
  core_discard (CORE, name);
}

void
whin_client_cancel_transfer (WhinClient *self, const MessageName *name)
{
  core_cancel_transfer (CORE, name);
}

void
whin_client_fetch_media (WhinClient *self, const MessageName *name)
{
  core_fetch_media (CORE, name);
}

void
whin_client_delete_message (WhinClient *self, const MessageName *name)
{
  core_delete_message (CORE, name);
}

void
whin_client_open_chat (WhinClient *self, const Conv *conv)
{
  core_open_chat (CORE, conv);
}

void
whin_client_mark_read (WhinClient *self, const Conv *conv, gint64 ord)
{
  core_mark_read (CORE, conv, ord);
}

void
whin_client_set_draft (WhinClient *self,
                       const Conv *conv,
                       const char *text,
                       const MessageName *reply)
{
  core_set_draft (CORE, conv, text, reply);
}

void
whin_client_set_activity (WhinClient *self, const Conv *conv, Activity activity)
{
  core_set_activity (CORE, conv, activity);
}

void
whin_client_watch (WhinClient *self, const Id *acc)
{
  core_watch (CORE, acc, acc ? 1 : 0);
}

void
whin_client_set_active (WhinClient *self, gboolean active)
{
  core_set_active (CORE, active);
}

void
whin_client_spare_metered (WhinClient *self, gboolean spare)
{
  core_spare_metered (CORE, spare);
}

void
whin_client_set_receipts (WhinClient *self, gboolean read, gboolean typing)
{
  core_set_receipts (CORE, read, typing);
}

void
whin_client_send_poll (WhinClient *self,
                       const Conv *conv,
                       const char *question,
                       const char *const *options,
                       gboolean multiple)
{
  core_send_poll (CORE, conv, question, options, multiple);
}

void
whin_client_send_place (WhinClient *self, const Conv *conv, const Spot *spot, const char *name)
{
  core_send_location (CORE, conv, spot, name);
}

void
whin_client_send_card (WhinClient *self,
                       const Conv *conv,
                       const char *name,
                       const char *phone,
                       const Id *acc)
{
  core_send_card (CORE, conv, name, phone, acc);
}

void
whin_client_send_once (WhinClient *self, const Conv *conv, const char *path)
{
  core_send_once (CORE, conv, path);
}

void
whin_client_vote (WhinClient *self, const MessageName *name, guint choices)
{
  core_vote (CORE, name, choices);
}

void
whin_client_end_poll (WhinClient *self, const MessageName *name)
{
  core_end_poll (CORE, name);
}

void
whin_client_query_voters_async (WhinClient *self,
                                const MessageName *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  core_query_voters_async (CORE, name, cancellable, callback, user_data);
}

GPtrArray *
whin_client_query_voters_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_query_finish (NULL, result, error);
}

void
whin_client_view_once_async (WhinClient *self,
                             const MessageName *name,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  core_view_once_async (CORE, name, cancellable, callback, user_data);
}

GBytes *
whin_client_view_once_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_view_once_finish (NULL, result, error);
}

void
whin_client_set_timer_async (WhinClient *self,
                             const Conv *conv,
                             gint64 seconds,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  core_set_timer_async (CORE, conv, seconds, cancellable, callback, user_data);
}

gboolean
whin_client_set_timer_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_set_timer_finish (NULL, result, error);
}

void
whin_client_reconnect (WhinClient *self)
{
  core_reconnect (CORE);
}

void
whin_client_set_profile (WhinClient *self, const char *name, const char *about, GBytes *avatar)
{
  core_set_profile (CORE, name, about, avatar);
}

void
whin_client_set_contact (WhinClient *self, const Id *acc, const char *phone, const char *name)
{
  core_set_contact (CORE, acc, phone, name);
}

void
whin_client_remove_contact (WhinClient *self, const Id *acc)
{
  core_remove_contact (CORE, acc);
}

void
whin_client_block (WhinClient *self, const Id *acc, gboolean blocked)
{
  core_block (CORE, acc, blocked);
}

void
whin_client_find_async (WhinClient *self,
                        const char *phone,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  core_find_async (CORE, phone, cancellable, callback, user_data);
}

ContactRow *
whin_client_find_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_find_finish (NULL, result, error);
}

void
whin_client_make_link_async (WhinClient *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  core_make_link_async (CORE, cancellable, callback, user_data);
}

char *
whin_client_make_link_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_make_link_finish (NULL, result, error);
}

void
whin_client_confirm_link (WhinClient *self)
{
  core_confirm_link (CORE);
}

void
whin_client_cancel_link (WhinClient *self)
{
  core_cancel_link (CORE);
}

void
whin_client_set_pin_async (WhinClient *self,
                           const char *pin,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  core_set_pin_async (CORE, pin, cancellable, callback, user_data);
}

gboolean
whin_client_set_pin_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_set_pin_finish (NULL, result, error);
}

void
whin_client_log_out_async (WhinClient *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  core_log_out_async (CORE, cancellable, callback, user_data);
}

gboolean
whin_client_log_out_finish (WhinClient *self, GAsyncResult *result, GError **error)
{
  return core_log_out_finish (NULL, result, error);
}
