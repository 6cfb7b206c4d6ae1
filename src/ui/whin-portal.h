/* portal: what asking any portal of the desktop has in common.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#define WHIN_PORTAL_NAME "org.freedesktop.portal.Desktop"
#define WHIN_PORTAL_PATH "/org/freedesktop/portal/desktop"

/* A token that nobody has used. Caller frees. */
char *whin_portal_token (void);
/* Where the portal puts the request, or the session, with that token. Caller frees. */
char *whin_portal_handle (GDBusConnection *bus, const char *what, const char *token);
/* Listens for the answer to a request. The portal answers before it returns, at times: listen
 * first. */
guint whin_portal_await (GDBusConnection *bus,
                         const char *handle,
                         GDBusSignalCallback callback,
                         gpointer user_data);
