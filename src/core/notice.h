/* notice: lines in a chat that nobody wrote.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "groups.h"

/* In a transaction: at the end of the chat with acc, where there is one. */
void notice_add (Core *core, const Id *acc, MessageKind kind);

/* Of a group. */
typedef struct {
  MessageKind kind;
  Id by;
  gint64 time;
  const char *text;     /* or NULL */
  const GArray *people; /* of GroupSubject, or NULL */
  gint64 expires;       /* seconds that messages last from then on */
} NoticeChange;
/* The account has another number. */
void notice_add_number (Core *core, const Id *acc, const char *phone);
void notice_add_change (Core *core, const Group *group, const NoticeChange *change);
