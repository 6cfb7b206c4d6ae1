/* apply: from a received message to what it changes. Core thread, in a transaction.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

/* Whether it cannot be opened before the device list of its sender is here, which is on its way:
 * sync_resume is called when it is. */
gboolean apply_must_wait (Core *core, const ProtoMsg *msg);
void apply_msg (Core *core, const ProtoMsg *msg);

/* By kind. */
void apply_text (Core *core, const ProtoMsg *msg, const Conv *conv, const Content *content);
void apply_media (Core *core, const ProtoMsg *msg, const Conv *conv, const Content *content);
/* A poll, a place, a card. */
void apply_kind (Core *core, const ProtoMsg *msg, const Conv *conv, const Content *content);
void apply_unknown (Core *core, const ProtoMsg *msg, const Conv *conv, GBytes *raw);
void apply_change (Core *core, const ProtoMsg *msg, const Conv *conv, const Content *content);
/* Where the server had said that it belongs it does not. */
void apply_take_away (Core *core, const MessageRow *wrong);
/* FALSE when it showed before. */
gboolean apply_unreadable (Core *core, const ProtoMsg *msg, const Conv *conv);
/* Messages of this device are missing before it. */
Id apply_gap (Core *core, const ProtoMsg *msg, const Conv *conv);
void apply_receipt (Core *core, const ProtoMsg *msg, const ContentReceipt *receipt);
/* History is here: what was said of its messages before. */
void apply_early (Core *core);
void apply_profile (Core *core, const ProtoMsg *msg, const ContentProfile *profile);
void apply_contact (Core *core, const ProtoMsg *msg, const ContentContact *contact);
void apply_chat (Core *core, const ProtoMsg *msg, const ContentChat *chat);
