/* files: those of a peer in a test. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "peer.h"

/* The path of a picture of its own; caller frees. */
char *peer_make_picture (Peer *peer);
/* How many sealed ones it keeps. */
guint peer_count_files (Peer *peer);
