/* api: the HTTP calls of rest.h, and moving media by presigned URL.
 *
 * Api lives on the core thread; transfers are blocking functions for pool threads, with a session
 * of their own. Errors are WHIN_ERROR with words for people; the wire code of a RestProblem becomes
 * the error's code. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-key.h"
#include "rest.h"

#include <gio/gio.h>

typedef struct _Api Api;

/* token may be NULL before registration. Honours the system proxy. 20 s without progress is a
 * time-out. */
Api *api_new (const char *url, const char *token);
/* Calls under way end as cancelled, later, from the main loop; nobody's cancellable is touched. */
void api_free (Api *api);

/* request is the call's request struct or NULL; param fills the path. Not modified, not kept. The
 * callback comes once, also when the call is cancelled. */
void api_call_async (Api *api,
                     RestCall call,
                     const char *param,
                     gconstpointer request,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
/* The call's reply struct: free it with codec_free and its schema. */
gpointer api_call_finish (Api *api, GAsyncResult *result, GError **error);
/* The problem behind an error of api_call_finish, for retry_ms and left. */
gint64 api_error_retry_ms (const GError *error);

/* "chat.example.org" -> "https://chat.example.org"; http only for loopback or when typed. NULL and
 * an error for what can be no server. */
char *api_normalise_url (const char *typed, GError **error);

/* Called on the pool thread, at most about ten times a second. */
typedef void (*TransferProgress) (gint64 done, gint64 total, gpointer user_data);

typedef struct _Transfers Transfers;
Transfers *transfers_new (void);
Transfers *transfers_ref (Transfers *transfers);
void transfers_unref (Transfers *transfers);
/* Blocking, for a pool thread. Constant memory. headers: of RestHeader. */
gboolean transfers_put (Transfers *transfers,
                        const char *url,
                        GPtrArray *headers,
                        const char *path,
                        TransferProgress progress,
                        gpointer user_data,
                        GCancellable *cancellable,
                        GError **error);
/* So many bytes of it from offset on; size -1: to its end. progress counts these. */
gboolean transfers_put_part (Transfers *transfers,
                             const char *url,
                             GPtrArray *headers,
                             const char *path,
                             gint64 offset,
                             gint64 size,
                             TransferProgress progress,
                             gpointer user_data,
                             GCancellable *cancellable,
                             GError **error);
/* Downloads the sealed object to path, as it is, by way of path + ".part", which is resumed by
 * range when it is there. The file appears under path only when all of it could be opened with key;
 * otherwise WHIN_ERROR_CORRUPT (or _TOO_OLD) and nothing is left. progress counts sealed bytes. */
gboolean transfers_get (Transfers *transfers,
                        const char *url,
                        const char *path,
                        const MediaKey *key,
                        TransferProgress progress,
                        gpointer user_data,
                        GCancellable *cancellable,
                        GError **error);
/* The same with an object of size bytes that is not sealed this way; the caller looks into it. */
gboolean transfers_get_plain (Transfers *transfers,
                              const char *url,
                              const char *path,
                              gint64 size,
                              TransferProgress progress,
                              gpointer user_data,
                              GCancellable *cancellable,
                              GError **error);
