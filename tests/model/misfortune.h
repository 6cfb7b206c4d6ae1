/* misfortune: the steps that go wrong - on the line, on the devices, at the server, and with time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "life.h"

/* A device is switched off, or on again. */
void misfortune_away (Life *life);
void misfortune_back (Life *life);
/* What it had received and not yet stored is gone, and so is its connection. */
void misfortune_crash (Life *life);
void misfortune_reconnect (Life *life);
/* The bad line breaks after a number of bytes. */
void misfortune_cut (Life *life);
/* A device forgets that some of its messages were answered, and sends them again. */
void misfortune_forget_answer (Life *life);
/* What is not answered is sent again on the same connection. */
void misfortune_repeat (Life *life);
/* SIGKILL now, or at a crash point later. */
void misfortune_kill_server (Life *life);
void misfortune_link (Life *life);
void misfortune_revoke (Life *life);
/* A device is away for longer than messages are kept. */
void misfortune_expire (Life *life);
/* The server's disk is put back to an earlier state. */
void misfortune_restore (Life *life);
