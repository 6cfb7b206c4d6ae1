/* core-register: a first run with a server, and an account there. server is what a person typed or
 * a link said: "chat.example.org", "http://127.0.0.1:8642".
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

typedef struct {
  char *url; /* normalised base URL, to be given to the calls below */
  char *name;
  gboolean codes;
  gboolean open;
} CoreServer;
void core_server_free (CoreServer *server);

void core_check_server_async (Core *core,
                              const char *server,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
CoreServer *core_check_server_finish (Core *core, GAsyncResult *result, GError **error);

/* Ends with the number of milliseconds until another code may be asked for, or -1. */
void core_request_code_async (Core *core,
                              const char *url,
                              const char *phone,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gint64 core_request_code_finish (Core *core, GAsyncResult *result, GError **error);

/* code, invite and pin may be NULL. On success the account row follows and the link comes up. */
void core_register_async (Core *core,
                          const char *url,
                          const char *phone,
                          const char *code,
                          const char *invite,
                          const char *pin,
                          const char *device_name,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
/* TRUE on success; tells in *created whether the account is new. */
gboolean core_register_finish (Core *core, GAsyncResult *result, gboolean *created, GError **error);
