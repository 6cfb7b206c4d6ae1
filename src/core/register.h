/* register: what the linking of a device and the restoring of a backup need of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive.h"
#include "core-private.h"

/* While a device that was removed, or copied, is linked over what it has: which of the two. */
#define SETTING_LINKED_OVER "linked-over"

/* What the device of this core_use_link_async shall be called. Borrowed. */
const char *register_device_name (GTask *task);

typedef struct _RegisterRequest RegisterRequest;

RegisterRequest *register_request_new (const char *url,
                                       const char *phone,
                                       const char *code,
                                       const char *invite,
                                       const char *pin,
                                       const char *device_name);
void register_request_free (gpointer request);
/* Asks the server. done gets a RestAccount; nothing has changed here. Asked again it answers the
 * same, without another code. */
void register_ask (Core *core, RegisterRequest *request, RestDone done, gpointer data);
/* What register_ask has made the token of this device. Borrowed. */
const char *register_token (const RegisterRequest *request);
const char *register_url (const RegisterRequest *request);

/* What comes from a backup. */
typedef struct {
  const guint8 *account_secret;
  const ArchiveHead *head; /* or NULL: only the account comes back */
  gint64 time;             /* of the backup; 0 when there is none */
  gint64 list;             /* version of the last one at the server; 0 when it has none */
  guint64 generation;
  const char *backup_key; /* base64url, or NULL, as the next */
  const char *wraps;
} RegisterBrought;

/* This device has what the server answered from now on. */
gboolean register_take (Core *core,
                        const RegisterRequest *request,
                        const RestAccount *reply,
                        const RegisterBrought *brought,
                        GError **error);
