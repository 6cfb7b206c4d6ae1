/* sentence: what people write of themselves, inside of what the app says. A name may run against
 * the rest, or bear marks that would turn it about: so each stands in an isolate of its own.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Like g_strdup_printf, for %s and %1$s alone; each is isolated where it has to be. (transfer full)
 */
char *whin_sentence (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* For what is put together otherwise. (transfer full) */
char *whin_isolate (const char *text);

G_END_DECLS
