/* group-commands: how a command about a group begins; for the files that have them. Core thread,
 * but for group_call. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "group-work.h"

typedef struct {
  Id grp;
  GroupIntent *intent;
} GroupOrder;

/* Each of accs counts once. */
GroupIntent *group_intent_new (GroupOpKind kind, const Id *accs, guint n);
/* From any thread: func gets a task whose data is a GroupOrder. Takes intent. */
void group_call (Core *core,
                 CoreCall func,
                 const Id *grp,
                 GroupIntent *intent,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data);
/* As group_call: how long messages last. */
void group_set_timer (Core *core,
                      const Id *grp,
                      guint32 seconds,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
/* FALSE: it cannot be now, and the task has returned. */
gboolean group_may_begin (Core *core, GTask *task);
gboolean group_may_change (Core *core, GTask *task, const Id *grp);
/* The task returns when the change is made. Takes intent. */
void group_begin (Core *core, GTask *task, const Id *grp, GroupIntent *intent);
