/* unsaved: messages of one's own that a full disk refused. They are shown as failed, and sent or
 * discarded when somebody says so, while the program runs. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core-private.h"

GHashTable *unsaved_new (void);
/* After its transaction failed. `again` sends what `what` says as another message; takes it. Of
 * more than a thousand the last are not kept. */
void unsaved_keep (Core *core,
                   MessageRow *row,
                   const GError *error,
                   CoreFunc again,
                   gpointer what,
                   GDestroyNotify destroy);
void unsaved_retry (Core *core, const MessageName *name);
/* FALSE: it is not one of these. */
gboolean unsaved_remove (Core *core, const MessageName *name);
