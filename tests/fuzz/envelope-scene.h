/* envelope-scene: two devices made of fixed random numbers, so that messages kept in a corpus open.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "device.h"

typedef struct {
  Device *receiver, *sender;
  EnvelopeBundle bundle, last_resort; /* of the receiver */
} Scene;

/* The same each time, before anything has reached the receiver. */
const Scene *scene_begin (void);
/* The id of the message at this place of an input. */
Id scene_message (guint index);
/* The receiver opens a message. NULL, and no trace, when it does not; else it does not open twice,
 * and this is the answer. */
GBytes *scene_deliver (const Scene *scene, GBytes *wire, guint index);
/* The sender opens that answer. */
void scene_hear (const Scene *scene, GBytes *answer, guint index);
