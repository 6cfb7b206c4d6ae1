/* core-send: writing. The bubble comes back as a row in the next batch.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* quote, NULL for none, is the message this answers. mentions are places of text. */
void core_send_text (Core *core,
                     const Conv *conv,
                     const char *text,
                     const MessageName *quote,
                     const Mention *mentions,
                     guint n_mentions);
/* The same with what a page says of itself that the text leads to. */
void core_send_text_preview (Core *core,
                             const Conv *conv,
                             const char *text,
                             const MessageName *quote,
                             const Mention *mentions,
                             guint n_mentions,
                             const LinkPreview *preview);
/* Asks a page on the web, which then knows of this computer; never one in its own network. Ends
 * with a LinkPreview, or NULL and an error that is not worth showing. */
void core_preview_async (Core *core,
                         const char *url,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
LinkPreview *core_preview_finish (Core *core, GAsyncResult *result, GError **error);
/* Sealed copies go into the data folder at once (so the originals may vanish). Pictures and videos
 * side by side become albums; the caption and the quote are those of the first. Files sent within
 * seconds of each other arrive in their order. */
void core_send_files (Core *core,
                      const Conv *conv,
                      const SendFile *files,
                      guint n,
                      const char *caption,
                      const MessageName *quote);
/* One of them, a picture in the standard quality. */
void core_send_file (Core *core,
                     const Conv *conv,
                     const char *path,
                     const char *caption,
                     gboolean as_file,
                     const MessageName *quote);
void core_retry (Core *core, const MessageName *name);
void core_discard (Core *core, const MessageName *name);
/* Whether files that take their time (over 8 MiB) wait while the network is metered; they do not
 * unless this was said. */
void core_spare_metered (Core *core, gboolean spare);
/* Takes a message that is not sent yet back out of the outbox, or stops a download. */
void core_cancel_transfer (Core *core, const MessageName *name);
/* Downloads what is not here yet. */
void core_fetch_media (Core *core, const MessageName *name);

/* Two to LIMIT_POLL_OPTIONS_MAX options, ended by NULL. */
void core_send_poll (Core *core,
                     const Conv *conv,
                     const char *question,
                     const char *const *options,
                     gboolean multiple);
/* name may be NULL. */
void core_send_location (Core *core, const Conv *conv, const Spot *spot, const char *name);
/* Somebody for others to write to: phone (E.164) or acc, or both; the other NULL. */
void
core_send_card (Core *core, const Conv *conv, const char *name, const char *phone, const Id *acc);
/* A picture that may be looked at once; what is no picture is sent as it is. */
void core_send_once (Core *core, const Conv *conv, const char *path);
/* A received one, which must be here (MessageRow.once, core_fetch_media): gives the encoded picture
 * and forgets it, on all own devices, and tells who sent it. The caller keeps it in memory only. */
void core_view_once_async (Core *core,
                           const MessageName *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
GBytes *core_view_once_finish (Core *core, GAsyncResult *result, GError **error);
