/* change: what is done to messages, by oneself and others: who may, and what it comes to. Core
 * thread, in a transaction but for change_may.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"
#include "store-change.h"
#include "store-outbox.h"

/* NULL when the content is no change, or not a right one. Who, where and when is the caller's. */
StoreChange *change_from_content (const Content *content);
/* For content_encode; what it points to belongs to the change, but for the mentions. */
void change_to_content (const StoreChange *change, Content *content);

/* What the group says now of who does it, when and what; it is kept in the change. */
gboolean change_allowed (Core *core, const StoreChange *change);
/* Whether the person of the change may do it to this message, at that time. */
gboolean change_may (const StoreChange *change, const MessageRow *row);
/* Does it if it may be done; keeps it while the message is not here. */
void change_hear (Core *core, StoreChange *change);
/* It is taken back, whoever may. */
void change_erase (Core *core, const MessageRow *row);
/* A message came: what was said of it before. */
void change_on_message (Core *core, const MessageRow *row);
/* Somebody has a star on it, or not any more. */
void change_on_star (Core *core, const Id *author, const Id *message, gboolean starred);

/* The server has one's own change, or refused it for good. FALSE when it is none. */
gboolean change_on_ok (Core *core, const ProtoOk *ok);
gboolean change_on_failed (Core *core, const StoreOutbox *entry, int error);
/* The server has something that is no message: if it takes one back it may be too late for others.
 */
void change_on_late (Core *core, const ProtoOk *ok);
/* Takes back for everybody what could not be taken back before. */
void change_delete_again (Core *core, const MessageRow *row);

/* Shows it, and queues it for the others. */
void change_make (Core *core, StoreChange *change);

/* -- change-commands.c: what a person does, in a transaction of its own. mentions may be NULL. --
 */

void change_text (Core *core,
                  const MessageName *name,
                  const char *text,
                  GArray *mentions,
                  const LinkPreview *preview);
void change_take_back (Core *core, const MessageName *name);
