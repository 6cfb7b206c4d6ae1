/* dispatch: from a frame to its handler.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session.h"

void dispatch_text (Session *session, const char *text, gsize len);

/* The handlers, one file an op family. Each answers through `answer` (NULL for ops that have no
 * answer but an error) exactly once, now or later. body is (transfer full). */
typedef void (*Handler) (Session *session, gpointer body, Answer *answer);

void handle_hello (Session *session, gpointer body, Answer *answer);
void handle_ack (Session *session, gpointer body, Answer *answer);
void handle_hb (Session *session, gpointer body, Answer *answer);
void handle_send (Session *session, gpointer body, Answer *answer);
void handle_watch (Session *session, gpointer body, Answer *answer);
void handle_active (Session *session, gpointer body, Answer *answer);
void handle_eph (Session *session, gpointer body, Answer *answer);
