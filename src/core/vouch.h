/* vouch: what a person has said of somebody's key on one device is told to their other ones. It is
 * said of one key; where that is not the key that is known here, it waits until it is. Core thread,
 * in a transaction. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "peers.h"

#define VOUCH_VERIFIED "verified"
#define VOUCH_UNVERIFIED "unverified"
#define VOUCH_ACCEPTED "accepted"

/* To one's other devices, of the key that the account has here. */
void vouch_tell (Core *core, const Id *acc, const char *what);
/* From one of them; from anybody else it is nothing. */
void vouch_hear (Core *core, const ProtoMsg *msg, const ContentTrust *said);
/* How far a key is trusted that comes in the place of old, or of none when that is NULL: as was
 * said of it elsewhere, else as given. */
Trust vouch_trust (Core *core, const Devlist *list, const Peer *old, Trust otherwise);
