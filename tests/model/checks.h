/* checks: what must be true when nothing is on its way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "life.h"

/* After life_settle. whole: all of every chat, not only its end. */
void life_check_all (Life *life, gboolean whole);
/* The device shows in each of its chats that something is missing. */
void life_check_gaps (Life *life, Device *device);
/* The message's name is known from now on. */
void life_bind (Life *life, guint number, const Id *id);
/* The number in a message's text; fails when no such message was ever said. Of what is deleted it
 * is known by its name. */
guint life_number_of (Life *life, const MessageRow *row);
