/* catch: the evil server keeps what comes for one device, and may hand it on later, changed, or to
 * somebody else.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scene.h"

typedef struct {
  Scene *scene;
  const Peer *to;
  GPtrArray *kept; /* of ProtoMsg */
  gboolean hold;   /* what comes goes no further */
} Catch;

Catch *catch_new (Scene *scene, const Peer *to);
void catch_free (Catch *catch);
/* What ada says now, kept and not handed on. */
ProtoMsg *catch_hold (Catch *catch, const char *text);
/* Returns when the device is done with it. */
void catch_give (Catch *catch, const Peer *to, const ProtoMsg *msg);
/* The same with another ct. */
void catch_give_ct (Catch *catch, const Peer *to, const ProtoMsg *msg, GBytes *ct);
GBytes *catch_ct (const ProtoMsg *msg);
