/* chat media: the pictures, links and files of one chat, page by page, newest first.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"
#include "whin-message.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_CHAT_MEDIA (whin_chat_media_get_type ())
G_DECLARE_FINAL_TYPE (WhinChatMedia, whin_chat_media, WHIN, CHAT_MEDIA, AdwBin)

/* Signals:
 *   picture (WhinMessage *message)   to be shown large
 *   go (gint64 ord)                  to the message in its chat
 */

GtkWidget *whin_chat_media_new (WhinClient *client, const Conv *conv);
/* The same as a page with a header bar, titled. */
AdwNavigationPage *whin_chat_media_page_new (WhinChatMedia *media);

G_END_DECLS
