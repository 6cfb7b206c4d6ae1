/* linger: the last words to a client whose request is not read to its end.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "net-loop.h"

/* Sends BYTES and closes, reading away what the client still sends for a moment: a close with
 * unread data would reset the connection and lose the answer. */
void linger_and_close (NetLoop *loop, GIOStream *stream, GSocket *socket, GString *bytes);

void linger_end_all (NetLoop *loop);
