/* change-commands: what a person does to messages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"

void
core_edit_message (Core *core,
                   const MessageName *name,
                   const char *text,
                   const Mention *mentions,
                   guint n_mentions)
{
}

void
core_delete_for_all (Core *core, const MessageName *names, guint n)
{
}

void
core_react (Core *core, const MessageName *name, const char *emoji)
{
}

void
core_star (Core *core, const MessageName *name, gboolean starred)
{
}

void
core_pin (Core *core, const MessageName *name, gboolean pinned)
{
}

void
core_forward (Core *core, const MessageName *names, guint n, const Conv *convs, guint n_convs)
{
}
