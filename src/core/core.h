/* core: the engine behind every front end - the app, whinchat-cli, the end-to-end tests. It has no
 * GTK.
 *
 * One core thread owns the socket, the protocol and the local database. Front ends post commands
 * (these functions, from any one thread, never blocking) and get batches of rows on the
 * GMainContext that was the thread default when the core was made. There is no other way in: what a
 * command changes comes back as rows. Calls that end in _async answer through GTask on the caller's
 * thread-default context; errors are WHIN_ERROR or G_IO_ERROR_CANCELLED and their messages are for
 * people. What is passed in is borrowed and copied; what a _finish returns is the caller's. Times
 * are milliseconds since 1970. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-account.h"
#include "core-backup.h"
#include "core-chat.h"
#include "core-contact.h"
#include "core-device.h"
#include "core-group.h"
#include "core-list.h"
#include "core-map.h"
#include "core-media.h"
#include "core-message.h"
#include "core-pairing.h"
#include "core-presence.h"
#include "core-privacy.h"
#include "core-query.h"
#include "core-register.h"
#include "core-restore.h"
#include "core-safety.h"
#include "core-search.h"
#include "core-send.h"
#include "core-sticker.h"
#include "core-types.h"
#include "core-voice.h"

/* Does what core_new would otherwise wait for; from any thread. core_new tells what went wrong. */
void core_prepare (void);
/* Opens (or makes) the data under data_dir and starts the core thread. keyring is that folder's,
 * opened (keyring.h); the core refers to it. The first batch holds the account and the link. NULL
 * and error when the data cannot be opened: WHIN_ERROR_DISK, WHIN_ERROR_CORRUPT, or
 * WHIN_ERROR_CONFLICT when another process has it open. */
Core *core_new (const char *data_dir,
                Keyring *keyring,
                CoreBatchFunc on_batch,
                gpointer user_data,
                GError **error);
/* Erases the key, the database and the files in data_dir, which no core has open. May block; from
 * any thread. WHIN_ERROR_DISK: not all of it could be deleted, but the key was. */
gboolean core_erase_data (const char *data_dir, GCancellable *cancellable, GError **error);
/* Stops within a bounded time, leaves everything on disk. No batch comes after it. */
void core_free (Core *core);
/* Tries to connect now instead of at retry_at. */
void core_reconnect (Core *core);
