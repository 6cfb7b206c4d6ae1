/* core-message: what one does to messages. It shows at once. What one may not do does nothing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-types.h"

/* Only one's own text or caption, for LIMIT_EDIT_HOURS after it was sent. */
void core_edit_message (Core *core,
                        const MessageName *name,
                        const char *text,
                        const Mention *mentions,
                        guint n_mentions);
/* preview: of a page that the new text leads to, in the place of the one the message had; NULL:
 * that one stays for as long as the text leads to it. */
void core_edit_message_preview (Core *core,
                                const MessageName *name,
                                const char *text,
                                const Mention *mentions,
                                guint n_mentions,
                                const LinkPreview *preview);
/* For everybody: one's own, or, as an admin, anybody's in the group; for LIMIT_DELETE_HOURS. */
void core_delete_for_all (Core *core, const MessageName *names, guint n);
/* One a person: another takes its place, NULL takes it back. Not in a broadcast list, like a poll
 * and a pin. */
void core_react (Core *core, const MessageName *name, const char *emoji);
/* A bit for each option; 0 takes the vote back. Until the poll has ended. */
void core_vote (Core *core, const MessageName *name, guint choices);
/* One's own. */
void core_end_poll (Core *core, const MessageName *name);
/* On all one's own devices, and for nobody else. */
void core_star (Core *core, const MessageName *name, gboolean starred);
/* For everybody in the chat, LIMIT_PINNED_MAX at most: one more takes the place of the oldest. */
void core_pin (Core *core, const MessageName *name, gboolean pinned);
/* Each to each. Files that are not here are fetched first. */
void core_forward (Core *core, const MessageName *names, guint n, const Conv *convs, guint n_convs);
/* On this device only, as core_delete_chat: a slip of the hand, or a hand that is not one's own,
 * must not empty all the others. */
void core_delete_message (Core *core, const MessageName *name);
