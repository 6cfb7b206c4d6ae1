/* inside-group: what a test does to the groups of a device: hands it states and keys as if another
 * one had sent them through its session, and looks at what became of them. Each call returns when
 * the core thread has done it. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inside.h"

#include "groupstate.h"
#include "proto.h"

/* A copy; NULL when none is known. */
GroupState *inside_state (Core *core, const Id *grp);
/* What opens the changes that come next, as far as the device knows. */
GBytes *inside_group_secret (Core *core, const Id *grp);
/* Gives a state. The second half is from `rest`, unless that is none. */
void inside_give (Core *core,
                  const Id *grp,
                  const ProtoDevice *from,
                  const ProtoDevice *rest,
                  const GroupState *state);
/* As if a change could not be proven. */
void inside_set_asked (Core *core, const Id *grp);

/* Gives the sender key of a device, as senderkey_offer makes it. */
void inside_give_key (Core *core, const Id *grp, const ProtoDevice *from, GBytes *sender);
/* What is kept of it; NULL when nothing is. */
GBytes *inside_kept_key (Core *core, const Id *grp, const ProtoDevice *from, GBytes *sender);
/* The newest that is kept of a device. */
GBytes *inside_newest_key (Core *core, const Id *grp, const ProtoDevice *from);
guint inside_count_keys (Core *core, const Id *grp, const ProtoDevice *from);
/* Of groups that are not known. */
guint inside_count_strangers (Core *core);

/* How many of n requests for the state would be answered. */
guint inside_count_answers (Core *core, const Id *grp, const ProtoDevice *from, guint n);
/* An account is to be given the state. */
void inside_owe (Core *core, const Id *grp, const Id *acc);
void inside_set_trust (Core *core, const Id *acc, Trust trust);
/* The device was connected for so long. */
void inside_spend_former (Core *core, gint64 ms);
/* Whether what is said there now is for a device. */
gboolean inside_may_read (Core *core, const Id *grp, const ProtoDevice *device);
/* A message once more, for this device alone. */
void inside_say_again (Core *core,
                       const Id *grp,
                       const ProtoDevice *from,
                       const Id *message,
                       const char *text);
